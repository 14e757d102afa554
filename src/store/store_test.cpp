// SPDX-License-Identifier: Apache-2.0
// What a store gives back: after a clean end, after a kill, after the model has changed.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "store/test_store.hpp"

namespace busbar::store {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

// ---- what comes back
// ------------------------------------------------------------------------------------------

TEST_F(StoreTest, ANewFileGivesNothing) {
    const auto store = open();
    const Loaded loaded = load(*store, block);
    EXPECT_EQ(loaded.states, 0);
    EXPECT_TRUE(loaded.numbers.empty());
    EXPECT_TRUE(store->notices().empty());
    EXPECT_TRUE(std::filesystem::exists(options.file));
}

TEST_F(StoreTest, BlocksComeBackAsTheyWere) {
    {
        const auto store = started();
        store->changed(block, made_state());
        append(*store, 4, 9);
        store->append(other_block, MadeEntry(5).entry);
    }
    const auto store = open();
    const Loaded loaded = load(*store, block);
    const BlockState expected = made_state();
    ASSERT_EQ(loaded.states, 1);
    EXPECT_EQ(loaded.last.configuration, expected.configuration);
    EXPECT_EQ(loaded.last.members, expected.members);
    EXPECT_EQ(loaded.last.conf_revision, expected.conf_revision);
    EXPECT_EQ(loaded.rpt_id, expected.rpt_id);
    EXPECT_EQ(loaded.data_set, expected.data_set);
    EXPECT_EQ(loaded.last.fields, expected.fields);
    EXPECT_EQ(loaded.last.triggers, expected.triggers);
    EXPECT_EQ(loaded.last.buffer_time_ms, expected.buffer_time_ms);
    EXPECT_EQ(loaded.last.integrity_ms, expected.integrity_ms);
    // Above the newest entry, and above what a kill may have cost.
    EXPECT_GT(loaded.last.last_entry, 9U + 1000U);
    EXPECT_EQ(loaded.numbers, numbers(4, 9));
    const Loaded of_other = load(*store, other_block);
    EXPECT_EQ(of_other.states, 0);
    EXPECT_EQ(of_other.numbers, numbers(5, 5));
}

TEST_F(StoreTest, PurgedEntriesAreGoneAndTheirNumbersStayTaken) {
    {
        const auto store = started();
        store->changed(block, made_state());
        append(*store, 4, 9);
        store->purged(block);
    }
    {
        const auto store = open();
        const Loaded loaded = load(*store, block);
        EXPECT_TRUE(loaded.numbers.empty());
        EXPECT_GT(loaded.last.last_entry, 9U);
        load(*store, other_block);
        ASSERT_TRUE(store->start());
        append(*store, 10, 11);
        store->flush();
        store->purged(block);
        append(*store, 12, 13);
    }
    EXPECT_EQ(load(*open(), block).numbers, numbers(12, 13));
}

TEST_F(StoreTest, EntriesOfAnotherConfigurationOrDataSetAreVoid) {
    for (const bool configuration : {true, false}) {
        BlockState state = made_state();
        {
            const auto store = started();
            store->changed(block, state);
            append(*store, 4, 5);
            state.integrity_ms = 1;  // does not matter
            store->changed(block, state);
        }
        {
            const auto store = started();
            (configuration ? state.configuration : state.members) = 1;
            store->changed(block, state);
            append(*store, 6, 6);
        }
        const auto store = open();
        EXPECT_EQ(load(*store, block).numbers, numbers(6, 6));
        store->purged(block);
        ASSERT_TRUE(store->start());
    }
}

TEST_F(StoreTest, NoMoreIsKeptThanABufferHolds) {
    options.buffer.max_entries = 10;
    {
        const auto store = started();
        append(*store, 1, 100);
    }
    EXPECT_EQ(load(*open(), block).numbers, numbers(91, 100));
    options.buffer = {.max_octets = 10 * (1000 + 14), .max_entries = 10'000};
    {
        auto store = open();
        store->purged(block);
        load(*store, block);
        ASSERT_TRUE(store->start());
        append(*store, 101, 130, 1000);
    }
    EXPECT_EQ(load(*open(), block, 1000).numbers, numbers(121, 130));
    {
        const auto store = started(1000);
        append(*store, 131, 131, 20'000);
    }
    EXPECT_EQ(load(*open(), block, 20'000).numbers, numbers(131, 131));
}

TEST_F(StoreTest, TheFileDoesNotGrowWithWhatPassesThrough) {
    options.buffer = {.max_octets = 100'000, .max_entries = 100};
    const auto pass = [this](EntryNumber first, EntryNumber last) {
        const auto store = started(1000);
        for (EntryNumber n = first; n <= last; n += 100) {
            append(*store, n, n + 99, 1000);
            store->flush();
        }
    };
    pass(1, 1'000);
    const auto size = std::filesystem::file_size(options.file);
    pass(1'001, 6'000);
    EXPECT_LE(std::filesystem::file_size(options.file), 2 * size);
}

// ---- groups
// ---------------------------------------------------------------------------------------------------

TEST_F(StoreTest, CommitsInGroups) {
    options.queue.window = std::chrono::hours(1);
    const auto store = started();
    append(*store, 1, 5'000);
    store->flush();
    EXPECT_EQ(store->counters().records, 5'000U);
    EXPECT_LE(store->counters().commits, 6U);
    // Fewer than a group wait for the end of the window, or for somebody who asks.
    append(*store, 5'001, 5'100);
    const auto before = store->counters().commits;
    store->flush();
    EXPECT_EQ(store->counters().commits, before + 1);
}

TEST_F(StoreTest, AWindowEndsByItself) {
    options.queue.window = std::chrono::milliseconds(1);
    const auto store = started();
    append(*store, 1, 1);
    while (store->counters().commits == 0) std::this_thread::yield();
    EXPECT_EQ(store->counters().records, 1U);
}

TEST_F(StoreTest, WhatFindsNoRoomIsAGapThatNothingBeforeItOutlives) {
    options.queue.max_octets = 1'000;
    auto store = open();
    load(*store, block);
    append(*store, 1, 100);  // nobody writes yet
    const auto lost = store->counters().lost;
    EXPECT_GT(lost, 50U);
    EXPECT_LT(lost, 100U);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].fault, Fault::limit);
    ASSERT_TRUE(store->start());
    store->flush();
    append(*store, 101, 101);
    store->flush();
    append(*store, 102, 103);
    store->flush();
    EXPECT_EQ(store->counters().lost, lost);
    EXPECT_EQ(errors.size(), 1U);
    store.reset();
    EXPECT_EQ(load(*open(), block).numbers, numbers(101, 103));
}

/// The disk is full for a while: the server goes on, and so does the store afterwards.
TEST_F(StoreTest, AFullDiskIsToldAndTriedAgain) {
    std::atomic<int> told{0};
    options.on_error = [&](const Error& error) {
        EXPECT_NE(error.text.find("state.db"), std::string::npos) << error.text;
        ++told;
    };
    options.retry = std::chrono::milliseconds(1);
    auto store = started();
    append(*store, 1, 3);
    store->flush();
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit full = before;
    full.rlim_cur = std::filesystem::file_size(options.file + "-wal");
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
    append(*store, 4, 50, 1000);
    while (told == 0) std::this_thread::yield();
    append(*store, 51, 60, 1000);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    store->flush();
    EXPECT_EQ(told, 1);
    store.reset();
    auto again = open();
    struct Numbers : server::report::ReportStore::Receiver {
        void state(const BlockState&) override {}
        void entry(const Entry& entry) override { all.push_back(entry.number); }
        std::vector<EntryNumber> all;
    } all;
    again->load(block, all);
    EXPECT_EQ(all.all, numbers(1, 60));
}

TEST_F(StoreTest, BlocksThatAreNotThereAnyMoreAreDroppedAndNamed) {
    {
        const auto store = started();
        store->append(block, MadeEntry(1).entry);
        store->append(other_block, MadeEntry(1).entry);
    }
    {
        const auto store = open();
        load(*store, block);
        ASSERT_TRUE(store->start());
        ASSERT_EQ(store->notices().size(), 1U);
        EXPECT_NE(store->notices()[0].find(other_block), std::string::npos);
    }
    const auto store = open();
    EXPECT_EQ(load(*store, block).numbers, numbers(1, 1));
    EXPECT_TRUE(load(*store, other_block).numbers.empty());
}

TEST_F(StoreTest, SeveralIedsShareAFileAndDoNotTouchEachOther) {
    {
        const auto store = started();
        store->changed(block, made_state());
        append(*store, 4, 9);
    }
    options.ied = "IED2";
    {
        const auto store = open();
        ASSERT_EQ(store->notices().size(), 1U);
        EXPECT_NE(store->notices()[0].find("IED1"), std::string::npos);
        const Loaded loaded = load(*store, block);
        EXPECT_EQ(loaded.states, 0);
        EXPECT_TRUE(loaded.numbers.empty());
        ASSERT_TRUE(store->start());
        append(*store, 1, 2);
        store->purged(block);
    }
    options.ied = "IED1";
    EXPECT_EQ(load(*open(), block).numbers, numbers(4, 9));
}

// ---- kill -9
// --------------------------------------------------------------------------------------------------

/// In the child: appends without end, and writes to the pipe the number up to which flush() has returned.
[[noreturn]] void append_until_killed(StoreOptions options, int pipe) {
    auto store = Store::open(std::move(options));
    if (!store) ::_exit(1);
    struct Newest : server::report::ReportStore::Receiver {
        void state(const BlockState& state) override { static_cast<void>(state); }
        void entry(const Entry& entry) override { newest = entry.number; }
        EntryNumber newest = 0;
    } newest;
    (*store)->load(block, newest);
    if (!(*store)->start()) ::_exit(2);
    for (EntryNumber n = newest.newest + 1;; ++n) {
        (*store)->append(block, MadeEntry(n).entry);
        if (n % 7 != 0) continue;
        (*store)->flush();
        if (::write(pipe, &n, sizeof n) != sizeof n) ::_exit(3);
    }
}

TEST_F(StoreTest, AKilledServerLosesNothingThatWasCommittedAndKeepsAPrefix) {
    options.on_error = nullptr;
    options.queue.group_records = 5;
    options.buffer.max_entries = 100'000;
    EntryNumber before = 0;
    for (int round = 0; round < 12; ++round) {
        std::array<int, 2> ends{};
        ASSERT_EQ(::pipe(ends.data()), 0);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) append_until_killed(options, ends[1]);
        ::close(ends[1]);
        EntryNumber flushed = 0;
        for (int i = 0; i <= 3 * round; ++i) {
            ASSERT_EQ(::read(ends[0], &flushed, sizeof flushed), static_cast<ssize_t>(sizeof flushed));
        }
        ASSERT_EQ(::kill(child, SIGKILL), 0);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status));
        // What it said between our last look and its end.
        while (::read(ends[0], &flushed, sizeof flushed) == static_cast<ssize_t>(sizeof flushed)) {
        }
        ::close(ends[0]);
        const Loaded loaded = load(*open(), block);
        ASSERT_GE(loaded.numbers.size(), flushed);
        ASSERT_GT(flushed, before);
        ASSERT_EQ(loaded.numbers, numbers(1, loaded.numbers.size()));
        before = flushed;
    }
}

}  // namespace
}  // namespace busbar::store
