// SPDX-License-Identifier: Apache-2.0
// Reporting under load: clients that do not read, clients that ask too much, blocks that nobody uses, and the
// heap in the steady state.
#include "server/report/test_reports.hpp"
#include "support/allocation_count.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

Options little_room() {
    Options options;
    options.reports.max_waiting_octets = 8 * 1024;
    return options;
}

class SlowReader : public ReportFixture {
protected:
    SlowReader()
        : ReportFixture(ReportStation{.fields = {.sequence_number = true, .entry_id = true}}, little_room()) {
    }

    void change(int times) {
        for (int i = 0; i < times; ++i) commit("MMXU1$MX$Val0$mag$f", ++value_);
    }
    /// Enables the block on the floats.
    static RemoteBlock listening(TestClient& client, std::string_view name) {
        RemoteBlock block(client, name);
        EXPECT_EQ(block.set("DatSet", visible("LD0/LLN0$floats")), "ok");
        EXPECT_EQ(block.enable(), "ok");
        return block;
    }
    /// The request reaches the server, but nothing is read of what it says.
    void ask_without_reading(TestClient& client) {
        EXPECT_TRUE(server.wants_input(client.id()));
        const auto before = server.counters().requests;
        mms::ReadRequest request;
        const mms::ListEntry entry = variable("LD0", "GGIO1$ST$Ind1$stVal");
        request.variables.value = ber::List<mms::ListEntry>({&entry, 1});
        client.send<mms::Read>(request);
        EXPECT_TRUE(client.to_server());
        EXPECT_EQ(server.counters().requests, before + 1);
    }

    std::unique_ptr<TestClient> slow = join(1), quick = join(2);
    float value_ = 0;
};

TEST_F(SlowReader, UnbufferedReportsAreDroppedAndTheGapShows) {
    listening(*slow, "urcb02");
    RemoteBlock block(*quick, "urcb01");
    ASSERT_EQ(block.set("DatSet", visible("LD0/LLN0$floats")), "ok");
    ASSERT_EQ(block.enable(), "ok");
    for (int i = 0; i < 100; ++i) {
        change(10);
        ASSERT_EQ(all(*quick).size(), 10U);  // not held by the other
    }
    const auto dropped = server.reports().counters().dropped;
    EXPECT_GT(dropped, 100U);
    EXPECT_LT(server.output(slow->id()).size(), 9U * 1024);
    ask_without_reading(*slow);
    const auto got = all(*slow);
    EXPECT_EQ(got.size() + dropped, 1000U);
    EXPECT_EQ(got.back().sequence, got.size() - 1);  // the oldest ones have come
    change(1);
    EXPECT_EQ(next(*slow).sequence, 1000U % 256);  // and this one tells how many have not
    EXPECT_EQ(results_text(slow->take_answer()), "FALSE");
}

TEST_F(SlowReader, BufferedOnesWaitInTheirBuffer) {
    listening(*slow, "brcb02");
    change(1000);
    EXPECT_EQ(server.reports().counters().dropped, 0U);
    EXPECT_LT(server.output(slow->id()).size(), 9U * 1024);
    ask_without_reading(*slow);
    const auto got = all(*slow);
    ASSERT_EQ(got.size(), 1000U);
    for (std::size_t i = 0; i < got.size(); ++i) ASSERT_EQ(got[i].sequence, i);
    EXPECT_EQ(results_text(slow->take_answer()), "FALSE");
    change(1);
    EXPECT_EQ(next(*slow).sequence, 1000U);
}

TEST_F(SlowReader, OneThatGoesAwayInTheMiddleLeavesNothing) {
    listening(*slow, "brcb02");
    listening(*slow, "urcb02");
    change(1000);
    const auto listening_before = server.reports().listeners();
    slow->disconnect();
    EXPECT_LT(server.reports().listeners(), listening_before);
    change(10);
    slow = join(1);
    RemoteBlock block(*slow, "brcb02");
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(all(*slow).size(), 1010U);
}

TEST_F(SlowReader, StoppingWorksWhileReportsWait) {
    RemoteBlock block = listening(*slow, "brcb02");
    change(1000);
    EXPECT_EQ(block.disable(), "ok");
    const auto got = all(*slow);
    EXPECT_LT(got.size(), 1001U);
    change(5);
    EXPECT_EQ(none(*slow), 0U);
}

class Storm : public ReportFixture {
protected:
    Storm() : ReportFixture(ReportStation{.fields = {.sequence_number = true}, .more_urcbs = 100}) {}
};

TEST_F(Storm, AHundredBlocksWithOneMillisecondAreServedWithTheFloor) {
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int c = 0; c < 4; ++c) clients.push_back(join(c + 1));
    for (std::size_t i = 0; i < 100; ++i) {
        const std::string item = "LLN0$RP$more" + std::to_string(i);
        send_write(*clients[i % 4], {item + "$IntgPd", item + "$RptEna"}, {number(1), boolean(true)});
        ASSERT_EQ(write_text(clients[i % 4]->take_answer()), "ok; ok");
    }
    const auto before = server.reports().counters().sent;
    for (int i = 0; i < 300; ++i) {
        advance(Milliseconds(1));
        // Somebody else's request is served between two turns.
        if (i % 50 == 0) {
            EXPECT_EQ(results_text(read(*clients[0], "LD0", "GGIO1$ST$Ind1$stVal")), "FALSE");
        }
        for (const auto& client : clients) {
            client->run();
            while (!client->take_report().empty()) continue;
        }
    }
    EXPECT_EQ(server.reports().counters().sent - before, 100U * 30);
    // However long nobody has looked: one turn each.
    advance(std::chrono::hours(1));
    EXPECT_EQ(server.reports().counters().sent - before, 100U * 31);
}

TEST_F(Storm, BlocksThatAreNotEnabledCostNothing) {
    const auto before = server.reports().counters().entries;
    const model::LeafId value = leaf("MMXU1$MX$Val0$mag$f");
    EXPECT_FALSE(server.process().watched(value));
    commit("MMXU1$MX$Val0$mag$f", 5.0F);
    EXPECT_EQ(server.reports().counters().entries, before);
    const auto client = join(1);
    const auto memory = server.reports().memory_octets();
    RemoteBlock block(*client, "urcb02");
    ASSERT_EQ(block.set("DatSet", visible("LD0/LLN0$floats")), "ok");
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_TRUE(server.process().watched(value));
    EXPECT_GT(server.reports().memory_octets(), memory);
    ASSERT_EQ(block.disable(), "ok");
    EXPECT_FALSE(server.process().watched(value));
}

class SteadyState : public ReportFixture {
protected:
    SteadyState()
        : ReportFixture(ReportStation{.fields = {true, true, true, true, true, true, true, true}}) {}

    /// What a driver does.
    void write_out() {
        while (const auto id = server.next_ready()) {
            const Bytes octets = server.output(*id);
            octets_ += octets.size();
            server.sent(*id, octets.size(), now);
        }
    }
    std::size_t octets_ = 0;
};

TEST_F(SteadyState, NoAllocationForAnEntryOfAnyKind) {
    const auto client = join(1);
    for (const char* name : {"urcb01", "urcb02", "brcb01", "brcb02"}) {
        RemoteBlock block(*client, name);
        if (name[5] == '2') {
            ASSERT_EQ(block.set("BufTm", number(20)), "ok");
        }
        ASSERT_EQ(block.set("IntgPd", number(100)), "ok");
        ASSERT_EQ(block.set("DatSet", visible("LD0/LLN0$floats")), "ok");
        ASSERT_EQ(block.enable(), "ok");
    }
    std::vector<model::LeafId> floats;
    for (int i = 0; i < 40; ++i) floats.push_back(leaf("MMXU1$MX$Val" + std::to_string(i) + "$mag$f"));
    float value = 0;
    const auto turn = [&] {
        auto transaction = server.process().begin();
        value += 1;
        for (const model::LeafId id : floats) transaction.set(id, value);
        ASSERT_TRUE(transaction.commit(now));
        write_out();
        advance(Milliseconds(30));
        write_out();
    };
    // Until the rings are full.
    for (int i = 0; i < 2000; ++i) turn();
    const auto before = server.reports().counters();
    octets_ = 0;
    EXPECT_EQ(test::allocations_of([&] {
                  for (int i = 0; i < 1000; ++i) turn();
              }),
              0U);
    const auto after = server.reports().counters();
    EXPECT_GE(after.sent - before.sent, 4U * 1000);
    EXPECT_GE(after.buffered - before.buffered, 2U * 1000);
    EXPECT_GT(octets_, 1'000'000U);
}

// ---- the index
// ------------------------------------------------------------------------------------------------

TEST(Listeners, OverlappingMembersAndBlocksAreToldApart) {
    model::Process process(report_image());
    const model::Model& model = process.model();
    const auto node = [&](std::string_view item) { return model.find("LD0", item); };
    const std::vector<model::DataSetMember> one{{node("GGIO1$ST$Ind1"), {}},
                                                {node("GGIO1$ST$Ind1$stVal"), {}}};
    const std::vector<model::DataSetMember> two{{node("GGIO1$ST$Ind1$q"), {}}, {model::no_node, "gone"}};
    const model::LeafId st_val = model.leaf_of(node("GGIO1$ST$Ind1$stVal"));
    const model::LeafId q = model.leaf_of(node("GGIO1$ST$Ind1$q"));
    const model::LeafId t = model.leaf_of(node("GGIO1$ST$Ind1$t"));
    using model::Triggers;
    report::Listeners listeners;
    EXPECT_TRUE(listeners.empty());
    listeners.add(process, 3, one, Triggers::data_change | Triggers::quality_change);
    listeners.add(process, 4, two, Triggers::quality_change);
    const auto heard = [&](model::LeafId leaf) {
        std::string text;
        for (auto at = listeners.first(leaf); at != report::Listeners::none; at = listeners[at].next) {
            text += std::to_string(listeners[at].block) + "." + std::to_string(listeners[at].member) + " ";
        }
        return text;
    };
    EXPECT_EQ(heard(st_val), "3.1 3.0 ");
    EXPECT_EQ(heard(q), "4.0 3.0 ");
    EXPECT_EQ(heard(t), "");  // fires nothing
    EXPECT_FALSE(process.watched(t));
    EXPECT_EQ(listeners.count(), 4U);
    const auto memory = listeners.memory_octets();
    listeners.remove(process, 3, one, Triggers::data_change | Triggers::quality_change);
    EXPECT_EQ(heard(st_val), "");
    EXPECT_EQ(heard(q), "4.0 ");
    EXPECT_FALSE(process.watched(st_val));
    EXPECT_TRUE(process.watched(q));
    listeners.remove(process, 4, two, Triggers::quality_change);
    EXPECT_FALSE(process.watched(q));
    EXPECT_TRUE(listeners.empty());
    listeners.add(process, 5, one, Triggers::data_change);
    EXPECT_EQ(listeners.memory_octets(), memory);  // places are used again
}

}  // namespace
}  // namespace busbar::server
