// SPDX-License-Identifier: Apache-2.0
// A session with everything that a client can hold, cut after every octet of it: whatever was begun, nothing
// of it remains.
#include "server/report/test_reports.hpp"
#include "server/test_data_sets.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

/// What a driver reads and writes, without a client.
enum class Output { taken, left };

/// Times that the client looks around in the middle of the session. The optimised build cuts a long session
/// at more than 20,000 places; under sanitizers the places that matter have to do.
#ifdef NDEBUG
constexpr int looks = 22;
#else
constexpr int looks = 1;
#endif

void create_set(TestClient& client) {
    EXPECT_EQ(
        outcome(define(client, "@mine",
                       {variable("LD0", "GGIO1$ST$Ind1$stVal"), variable("LD0", "MMXU1$MX$Val0$mag$f")})),
        "response");
}

class Cut : public ReportFixture {
protected:
    Cut() : ReportFixture(station()) {}
    static ReportStation station() {
        return {.fields = {.sequence_number = true, .entry_id = true}, .buf_tm_ms = 50, .intg_pd_ms = 1000};
    }

    /// The octets that a client sends in a full session.
    ByteVector record() {
        const auto client = join(1);
        RemoteBlock plain(*client, "urcb01"), own(*client, "urcb02"), kept(*client, "brcb01"),
            assigned(*client, "brcbP");
        EXPECT_EQ(plain.set("Resv", boolean(true)), "ok");
        EXPECT_EQ(plain.set("RptID", visible("cut")), "ok");
        EXPECT_EQ(plain.enable(), "ok");
        EXPECT_EQ(plain.set("GI", boolean(true)), "ok");
        create_set(*client);
        EXPECT_EQ(own.set("DatSet", visible("@mine")), "ok");
        EXPECT_EQ(own.enable(), "ok");
        EXPECT_EQ(own.set("GI", boolean(true)), "ok");
        EXPECT_EQ(kept.set("ResvTms", integer_data(60)), "ok");
        EXPECT_EQ(kept.set_entry(0), "ok");
        EXPECT_EQ(kept.enable(), "ok");
        EXPECT_EQ(kept.set("GI", boolean(true)), "ok");
        EXPECT_EQ(assigned.enable(), "ok");
        for (int i = 0; i < looks; ++i) look_around(plain, own, kept);
        EXPECT_EQ(plain.disable(), "ok");
        EXPECT_EQ(plain.set("Resv", boolean(false)), "ok");
        EXPECT_EQ(kept.disable(), "ok");
        EXPECT_EQ(all(*client).size(), 3U);  // the interrogations
        EXPECT_TRUE(client->association().release(now.monotonic));
        client->run();
        EXPECT_TRUE(client->released());
        return client->recorded();
    }
    static void look_around(RemoteBlock& plain, RemoteBlock& own, RemoteBlock& kept) {
        for (RemoteBlock* block : {&plain, &own, &kept}) {
            for (const char* attribute : {"RptEna", "DatSet", "TrgOps", "IntgPd"}) {
                EXPECT_NE(block->get(attribute), "");
            }
        }
    }
};

/// The attributes that tell of somebody's presence.
std::string traces(Server& server) {
    std::string text;
    const model::Model& model = server.model();
    for (const model::ReportControl& control : model.report_controls()) {
        const report::Attributes is(server.process().state(), control);
        using report::Attribute;
        text += control.settings.name;
        text += is.flag(Attribute::rpt_ena) ? " enabled" : "";
        text += is.flag(Attribute::resv) ? " reserved" : "";
        text += " " + std::to_string(is.number(Attribute::resv_tms)) + " ";
        text += is.text(Attribute::dat_set).starts_with('@') ? "@" : "";
        text += std::to_string(server.process().image().octets(is.leaf(Attribute::owner)).size()) + "; ";
    }
    return text;
}

TEST_F(Cut, AfterEveryOctetEverythingIsFreed) {
    const ByteVector session = record();
    ASSERT_GT(session.size(), looks > 1 ? 10'000U : 1'000U);
    const model::Image image = report_image(station());
    std::string free_traces;
    std::size_t free_listeners = 0, cuts = 0, enabled = 0, own_sets = 0;
    for (const Output output : {Output::taken, Output::left}) {
        for (std::size_t size = 0; size <= session.size(); ++size) {
            Server victim(image, {});
            Now time = start_of_time();
            victim.on_time(time);
            if (free_traces.empty()) {
                free_traces = traces(victim);
                free_listeners = victim.reports().listeners();
            }
            const auto id = victim.open("192.0.2.1:50000", time);
            ASSERT_TRUE(id);
            // In two portions, with an event in between and one after, so that windows are open.
            const Exact octets(Bytes(session).first(size));
            victim.receive(*id, octets.bytes().first(size / 2), time);
            if (output == Output::taken) victim.sent(*id, victim.output(*id).size(), time);
            auto transaction = victim.process().begin();
            transaction.set(leaf("GGIO1$ST$Ind1$stVal"), true);
            ASSERT_TRUE(transaction.commit(time));
            victim.receive(*id, octets.bytes().subspan(size / 2), time);
            if (output == Output::taken) victim.sent(*id, victim.output(*id).size(), time);
            auto another = victim.process().begin();
            another.set(leaf("GGIO1$ST$Ind1$stVal"), false);
            ASSERT_TRUE(another.commit(time));
            enabled += victim.reports().taken_blocks() != 0 ? 1U : 0U;
            own_sets += victim.data_sets().dynamic_count();
            victim.closed(*id);
            victim.on_time(time);
            ASSERT_EQ(victim.connections(), 0U);
            ASSERT_EQ(victim.associations(), 0U);
            ASSERT_EQ(victim.data_sets().dynamic_count(), 0U) << "cut after " << size;
            ASSERT_EQ(victim.reports().listeners(), free_listeners) << "cut after " << size;
            time.monotonic += Seconds(60);  // what ResvTms asked for
            victim.on_time(time);
            ASSERT_EQ(victim.reports().taken_blocks(), 0U) << "cut after " << size;
            ASSERT_EQ(traces(victim), free_traces) << "cut after " << size;
            ++cuts;
        }
    }
    EXPECT_GT(enabled, cuts / 4);  // the session did get somewhere
    EXPECT_GT(own_sets, cuts / 8);
    RecordProperty("cuts", static_cast<int>(cuts));
}

TEST_F(Cut, AnOwnDataSetGoesWithItsAssociationAndItsBlockIsCleared) {
    auto client = join(1);
    create_set(*client);
    RemoteBlock block(*client, "urcb02");
    ASSERT_EQ(block.set("DatSet", visible("@mine")), "ok");
    ASSERT_EQ(block.set("BufTm", number(0)), "ok");
    ASSERT_EQ(block.enable(), "ok");
    indicate(1, true);
    EXPECT_EQ(members(*client).substr(0, 6), "0=TRUE");
    client->disconnect();
    EXPECT_EQ(server.data_sets().dynamic_count(), 0U);
    indicate(1, false);
    client = join(1);
    block = RemoteBlock(*client, "urcb02");
    EXPECT_EQ(block.get("DatSet"), "\"\"");
    EXPECT_EQ(block.get("RptEna"), "FALSE");
    // Giving the block back does it, too: nobody else knows that set.
    create_set(*client);
    ASSERT_EQ(block.set("DatSet", visible("@mine")), "ok");
    ASSERT_EQ(block.set("Resv", boolean(false)), "ok");
    EXPECT_EQ(block.get("DatSet"), "\"\"");
}

}  // namespace
}  // namespace busbar::server
