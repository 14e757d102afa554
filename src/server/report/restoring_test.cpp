// SPDX-License-Identifier: Apache-2.0
// What a buffered block has after a restart, against a store in memory.
#include <map>

#include "server/report/test_reports.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

/// Copies, as a file would.
class MemoryStore : public report::ReportStore {
public:
    struct Kept {
        report::Entry entry;
        std::vector<report::IncludedMember> included;
        ByteVector values;
    };
    struct Block {
        std::optional<report::BlockState> state;
        std::string rpt_id, data_set;
        std::vector<Kept> entries;
    };

    void append(std::string_view block, const report::Entry& entry) override {
        blocks[std::string(block)].entries.push_back({entry,
                                                      {entry.included.begin(), entry.included.end()},
                                                      {entry.values.begin(), entry.values.end()}});
    }
    void purged(std::string_view block) override { blocks[std::string(block)].entries.clear(); }
    void changed(std::string_view block, const report::BlockState& state) override {
        Block& kept = blocks[std::string(block)];
        kept.state = state;
        kept.rpt_id = state.rpt_id;
        kept.data_set = state.data_set;
    }
    void load(std::string_view block, Receiver& into) override {
        Block& kept = blocks[std::string(block)];
        if (!kept.state) return;
        kept.state->rpt_id = kept.rpt_id;
        kept.state->data_set = kept.data_set;
        into.state(*kept.state);
        for (Kept& each : kept.entries) {
            each.entry.included = each.included;
            each.entry.values = each.values;
            into.entry(each.entry);
        }
    }

    std::map<std::string, Block> blocks;
};

ReportStation kept_station() {
    return {.fields = {
                .sequence_number = true, .buffer_overflow = true, .entry_id = true, .conf_revision = true}};
}

/// A server in one life.
class Life : public ReportFixture {
public:
    explicit Life(MemoryStore& store, Duration later = {}, const ReportStation& station = kept_station())
        : ReportFixture(station) {
        now.wall += later;
        server.reports().set_store(&store);
    }
    void TestBody() override {}

    using ReportFixture::all;
    using ReportFixture::indicate;
    using ReportFixture::join;
    using ReportFixture::now;
    using ReportFixture::server;
};

const std::string block_name = "LD0/LLN0$BR$brcb01";

TEST(Restoring, EntriesComeBackAndTheClientResumes) {
    MemoryStore store;
    std::uint64_t known = 0;
    {
        Life life(store);
        for (int i = 0; i < 5; ++i) life.indicate(1, i % 2 == 0);
        const auto client = life.join(1);
        RemoteBlock block(*client, "brcb01");
        ASSERT_EQ(block.enable(), "ok");
        known = Life::all(*client).at(2).entry;
    }
    EXPECT_EQ(store.blocks[block_name].entries.size(), 5U);
    Life life(store, -std::chrono::hours(5));  // and the clock went back
    const auto client = life.join(1);
    RemoteBlock block(*client, "brcb01");
    life.indicate(1, true);  // the image begins anew, with FALSE
    ASSERT_EQ(block.set_entry(known), "ok");
    ASSERT_EQ(block.enable(), "ok");
    const auto reports = Life::all(*client);
    ASSERT_EQ(reports.size(), 3U);
    EXPECT_FALSE(reports[0].overflow);
    EXPECT_EQ(reports[0].members, "0=FALSE");
    EXPECT_LT(reports[0].entry, reports[1].entry);
    EXPECT_LT(reports[1].entry, reports[2].entry);
}

TEST(Restoring, WhatAClientHasConfiguredSurvives) {
    MemoryStore store;
    {
        Life life(store);
        const auto client = life.join(1);
        RemoteBlock block(*client, "brcb01");
        ASSERT_EQ(block.set("DatSet", visible("LD0/LLN0$counts")), "ok");
        ASSERT_EQ(block.set("RptID", visible("mine")), "ok");
        ASSERT_EQ(block.set("BufTm", number(77)), "ok");
        ASSERT_EQ(block.set("IntgPd", number(88'000)), "ok");
        ASSERT_EQ(block.set_triggers({.data_update = true}), "ok");
        ASSERT_EQ(block.set_fields({.sequence_number = true}), "ok");
    }
    Life life(store);
    const auto client = life.join(1);
    RemoteBlock block(*client, "brcb01");
    EXPECT_EQ(block.get("DatSet"), "\"LD0/LLN0$counts\"");
    EXPECT_EQ(block.get("RptID"), "\"mine\"");
    EXPECT_EQ(block.get("BufTm"), "77");
    EXPECT_EQ(block.get("IntgPd"), "88000");
    EXPECT_EQ(block.get("TrgOps"), "'000100'B");
    EXPECT_EQ(block.get("OptFlds"), "'0100000000'B");
    EXPECT_EQ(block.get("ConfRev"), "6");
    EXPECT_EQ(block.get("ResvTms"), "0");  // nobody is there
    EXPECT_EQ(block.get("RptEna"), "FALSE");
    life.indicate(1, true);                                   // not a member any more
    EXPECT_EQ(life.server.reports().counters().entries, 2U);  // of brcbP and brcbQ
}

TEST(Restoring, APurgeIsForGoodAndNumbersGoOn) {
    MemoryStore store;
    std::uint64_t last = 0;
    {
        Life life(store);
        life.indicate(1, true);
        const auto client = life.join(1);
        RemoteBlock block(*client, "brcb01");
        last = store.blocks[block_name].entries.at(0).entry.number;
        ASSERT_EQ(block.set("PurgeBuf", boolean(true)), "ok");
        EXPECT_TRUE(store.blocks[block_name].entries.empty());
    }
    Life life(store, -std::chrono::hours(5));
    life.indicate(1, true);
    EXPECT_GT(store.blocks[block_name].entries.at(0).entry.number, last);
}

TEST(Restoring, AStationEngineeredAnewBeginsWithoutTheOldEntries) {
    MemoryStore store;
    std::uint64_t last = 0;
    {
        Life life(store);
        life.indicate(1, true);
        last = store.blocks[block_name].entries.at(0).entry.number;
    }
    ReportStation other = kept_station();
    other.intg_pd_ms = 60'000;
    Life life(store, -std::chrono::hours(5), other);
    EXPECT_TRUE(store.blocks[block_name].entries.empty());  // it is told, too
    const auto client = life.join(1);
    RemoteBlock block(*client, "brcb01");
    EXPECT_EQ(block.get("IntgPd"), "60000");
    EXPECT_EQ(block.set_entry(last), "object-value-invalid");
    life.indicate(1, true);
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_GT(Life::all(*client).at(0).entry, last);
}

TEST(Restoring, ADataSetThatIsAnotherOneVoidsTheEntriesAndRaisesConfRev) {
    MemoryStore store;
    {
        Life life(store);
        life.indicate(1, true);
    }
    store.blocks[block_name].state->members ^= 1;
    Life life(store);
    const auto client = life.join(1);
    RemoteBlock block(*client, "brcb01");
    EXPECT_EQ(block.get("ConfRev"), "6");
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_TRUE(Life::all(*client).empty());
}

TEST(Restoring, ADamagedStoreDoesNoHarm) {
    MemoryStore store;
    {
        Life life(store);
        for (int i = 0; i < 4; ++i) life.indicate(1, i % 2 == 0);
    }
    auto& entries = store.blocks[block_name].entries;
    entries[0].included[0].member = 4;                      // the set has four members
    entries[1].included[0].value_octets += 1;               // beyond the values
    entries[2].included.push_back(entries[2].included[0]);  // twice
    Life life(store);
    const auto client = life.join(1);
    RemoteBlock block(*client, "brcb01");
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(Life::all(*client).size(), 1U);
    store.blocks[block_name].entries.clear();
}

TEST(Restoring, NobodyIsToldAfterTheStoreIsTakenOut) {
    MemoryStore store;
    Life life(store);
    life.indicate(1, true);
    life.server.reports().set_store(nullptr);
    life.indicate(1, false);
    EXPECT_EQ(store.blocks[block_name].entries.size(), 1U);
}

}  // namespace
}  // namespace busbar::server
