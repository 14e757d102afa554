// SPDX-License-Identifier: Apache-2.0
#include "store/logs.hpp"

#include "server/log/test_journal.hpp"
#include "store/test_logs_store.hpp"

namespace busbar::store {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

TEST_F(LogStoreTest, AJournalIsWhatAListWouldBe) {
    const server::log::JournalLimits all_limits[] = {{},
                                                     {.max_entries = 60},
                                                     {.max_octets = 4000},
                                                     {.max_age = std::chrono::milliseconds(200)},
                                                     {100, 9000, std::chrono::milliseconds(400)}};
    for (unsigned seed = 0; seed < 10; ++seed) {
        options.limits = all_limits[seed % std::size(all_limits)];
        options.file = (folder / std::to_string(seed)).string();
        // Groups of all sizes, also ones that wait while queries come.
        options.queue.group_records = 1 + seed * 7;
        auto store = open();
        auto journal = store->open(event_log);
        store->start();
        server::testing::JournalPlay play(options.limits, seed);
        int disturbed = 0;
        const auto disturb = [&] {
            if (++disturbed % 3 == 0) store->flush();
        };
        for (int life = 0; life < 4; ++life) {
            play.run(*journal, 400, disturb);
            journal.reset();
            store.reset();
            store = open();
            journal = store->open(event_log);
            play.check_all(*journal);
            EXPECT_GT(journal->last_number(), play.last());
            play.set_last(journal->last_number());
            store->start();
        }
        ASSERT_FALSE(HasFatalFailure()) << seed;
    }
    EXPECT_TRUE(errors.empty());
}

TEST_F(LogStoreTest, WhatWaitsForTheDiskIsFound) {
    options.queue.window = std::chrono::hours(1);
    auto store = open();
    const auto journal = store->open(event_log);
    store->start();
    const ByteVector octets(10);
    for (EntryNumber n = 1; n <= 20; ++n) {
        ASSERT_TRUE(journal->append({n, static_cast<server::log::LogTime>(1000 * n), octets}));
        if (n == 10) store->flush();
    }
    EXPECT_EQ(store->counters().records, 10U);
    EXPECT_EQ(numbers(*journal).size(), 20U);
    EXPECT_EQ(numbers(*journal, {9, 0, 12'000}), (std::vector<EntryNumber>{9, 10, 11, 12}));
    EXPECT_EQ(numbers(*journal, {0, 9'500, 11'500}), (std::vector<EntryNumber>{10, 11}));
    EXPECT_EQ(journal->erase(15), 15U);
    EXPECT_EQ(numbers(*journal), (std::vector<EntryNumber>{16, 17, 18, 19, 20}));
}

TEST_F(LogStoreTest, LogsDoNotMeet) {
    {
        auto store = open();
        const auto events = store->open(event_log);
        const auto others = store->open(other_log);
        store->start();
        ASSERT_TRUE(events->append({1, 5, {}}));
        ASSERT_TRUE(others->append({7, 6, {}}));
        ASSERT_TRUE(others->append({8, 6, {}}));
    }
    {
        options.ied = "IED2";
        auto store = open();
        const auto events = store->open(event_log);
        EXPECT_TRUE(numbers(*events).empty());
        store->start();
        EXPECT_TRUE(store->notices().empty());
        ASSERT_TRUE(events->append({3, 5, {}}));
    }
    options.ied = "IED1";
    auto store = open();
    EXPECT_EQ(numbers(*store->open(event_log)), (std::vector<EntryNumber>{1}));
    store->start();
    ASSERT_EQ(store->notices().size(), 1U);
    EXPECT_NE(store->notices()[0].find(other_log), std::string::npos);
}

TEST_F(LogStoreTest, SettingsOfBlocks) {
    BlockState state{"conf", true, "LD1/LLN0$EventLog", "LD1/LLN0$events", {}, 0xFFFFFFFF};
    state.triggers.quality_change = true;
    {
        auto store = open();
        EXPECT_FALSE(store->load(control_block));
        store->start();
        store->changed(control_block, {});
        store->changed(control_block, state);
    }
    auto store = open();
    const auto kept = store->load(control_block);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->configuration, state.configuration);
    EXPECT_TRUE(kept->enabled);
    EXPECT_EQ(kept->log, state.log);
    EXPECT_EQ(kept->data_set, state.data_set);
    EXPECT_EQ(kept->triggers, state.triggers);
    EXPECT_EQ(kept->integrity_ms, 0xFFFFFFFF);
    EXPECT_FALSE(store->load("LD1/LLN0$LG$lcb2"));
}

TEST_F(LogStoreTest, MoreThanTheDiskTakesIsLostAndSaid) {
    options.queue.window = std::chrono::hours(1);
    options.queue.max_octets = 1000;
    auto store = open();
    const auto journal = store->open(event_log);
    store->start();
    const ByteVector octets(100);
    EntryNumber number = 0;
    while (number < 100 && journal->append({number + 1, 0, octets})) ++number;
    ASSERT_GT(number, 0U);
    ASSERT_LT(number, 100U);
    EXPECT_EQ(numbers(*journal).size(), number);
    EXPECT_EQ(journal->state().entries, number);
    EXPECT_FALSE(journal->append({number + 2, 0, octets}));
    EXPECT_EQ(store->counters().lost, 2U);
    ASSERT_EQ(errors.size(), 1U);
    store->flush();
    EXPECT_TRUE(journal->append({number + 3, 0, octets}));
    EXPECT_EQ(numbers(*journal).size(), number + 1);
}

TEST_F(LogStoreTest, OtherFilesStayAsTheyAre) {
    std::ofstream(options.file) << std::string(5000, 'x');
    EXPECT_EQ(refusal().fault, Fault::malformed);
    std::filesystem::remove(options.file);
    {
        auto database = Database::open(options.file);
        ASSERT_TRUE(database);
        ASSERT_TRUE(database->run("CREATE TABLE theirs (a)"));
    }
    EXPECT_EQ(refusal().fault, Fault::unsupported);
    std::filesystem::remove(options.file);
    open().reset();
    {
        auto database = Database::open(options.file);
        ASSERT_TRUE(database);
        ASSERT_TRUE(database->run("PRAGMA user_version = 99"));
    }
    EXPECT_NE(refusal().text.find("version 99"), std::string::npos);
    options.file = (folder / "no" / "such").string();
    EXPECT_EQ(refusal().fault, Fault::io);
}

TEST_F(LogStoreTest, AFileThatHasGoneBadIsAnErrorOfTheQuery) {
    {
        auto store = open();
        const auto journal = store->open(event_log);
        store->start();
        const ByteVector octets(1000);
        for (EntryNumber n = 1; n <= 200; ++n) ASSERT_TRUE(journal->append({n, 0, octets}));
    }
    {
        std::fstream file(options.file, std::ios::in | std::ios::out | std::ios::binary);
        constexpr int page = 4096;
        file.seekp(15 * page);
        file << std::string(15 * page, '\xA5');
    }
    auto store = open();
    const auto journal = store->open(event_log);
    const bool read = journal->read({}, [](const Entry&) { return true; });
    EXPECT_FALSE(read);
    EXPECT_FALSE(errors.empty());
}

}  // namespace
}  // namespace busbar::store
