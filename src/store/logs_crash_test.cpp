// SPDX-License-Identifier: Apache-2.0
// kill -9 of a process that logs, at random moments: what is in the file then is a log.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <random>

#include "store/test_logs_store.hpp"

namespace busbar::store {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

/// An entry whose content follows from its place in the sequence of all entries ever made.
struct Made {
    explicit Made(std::uint64_t sequence) : variables(8 + sequence % 200) {
        std::memcpy(variables.data(), &sequence, sizeof sequence);
        for (std::size_t i = 8; i < variables.size(); ++i)
            variables[i] = static_cast<Octet>(sequence * 31 + i);
    }
    static std::uint64_t sequence_of(Bytes variables) {
        std::uint64_t sequence = 0;
        if (variables.size() >= sizeof sequence) std::memcpy(&sequence, variables.data(), sizeof sequence);
        return sequence;
    }
    ByteVector variables;
};

struct Found {
    std::uint64_t entries = 0, octets = 0, first = 0, last = 0;
    EntryNumber last_number = 0;
    bool whole = true;  // every entry as it was made, none missing, numbers rising
};

Found look(Journal& journal) {
    Found found;
    const bool read = journal.read({}, [&](const Entry& entry) {
        const std::uint64_t sequence = Made::sequence_of(entry.variables);
        const ByteVector made = Made(sequence).variables;
        found.whole = found.whole && entry.number > found.last_number &&
                      (found.entries == 0 || sequence == found.last + 1) &&
                      std::equal(made.begin(), made.end(), entry.variables.begin(), entry.variables.end());
        if (found.entries == 0) found.first = sequence;
        ++found.entries;
        found.octets += entry.variables.size() + server::log::entry_overhead;
        found.last = sequence;
        found.last_number = entry.number;
        return true;
    });
    found.whole = found.whole && read;
    return found;
}

/// In the child: appends without end, and writes to the pipe the sequence up to which flush() has returned.
[[noreturn]] void log_until_killed(LogStoreOptions options, int pipe) {
    auto opened = LogStore::open(std::move(options));
    if (!opened) ::_exit(1);
    LogStore& store = **opened;
    const auto journal = store.open(event_log);
    std::uint64_t sequence = look(*journal).last;
    EntryNumber number = journal->last_number();
    store.start();
    for (;;) {
        ++sequence;
        const Made made(sequence);
        // Now and then the clock is set back.
        const auto time = static_cast<server::log::LogTime>(sequence % 997);
        if (!journal->append({++number, time, made.variables})) ::_exit(2);
        store.changed(control_block, {"", true, "", "", {}, static_cast<std::uint32_t>(sequence)});
        if (sequence % 50 != 0) continue;
        store.flush();
        if (::write(pipe, &sequence, sizeof sequence) != sizeof sequence) ::_exit(3);
    }
}

TEST_F(LogStoreTest, AKilledServerLosesNothingThatWasCommitted) {
    options.queue.group_records = 20;
    options.limits = {.max_entries = 3000, .max_octets = 400'000};
    std::mt19937 random(61850);  // NOLINT: the same moments in every run, as far as a machine allows
    std::uint64_t before = 0;
    EntryNumber number_before = 0;
    for (int round = 0; round < 60; ++round) {
        std::array<int, 2> ends{};
        ASSERT_EQ(::pipe(ends.data()), 0);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) log_until_killed(options, ends[1]);
        ::close(ends[1]);
        std::uint64_t flushed = before;
        for (int i = 0; i <= round % 3; ++i) {
            ASSERT_EQ(::read(ends[0], &flushed, sizeof flushed), static_cast<ssize_t>(sizeof flushed));
        }
        ::usleep(static_cast<useconds_t>(random() % 15'000));
        ASSERT_EQ(::kill(child, SIGKILL), 0);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status));
        // What it said between our last look and its end.
        while (::read(ends[0], &flushed, sizeof flushed) == static_cast<ssize_t>(sizeof flushed)) {
        }
        ::close(ends[0]);

        auto store = open();
        ASSERT_NE(store, nullptr);
        const auto journal = store->open(event_log);
        const Found found = look(*journal);
        ASSERT_TRUE(found.whole) << round;
        ASSERT_GE(found.last, flushed);
        ASSERT_GT(found.last, before);
        ASSERT_GT(found.last_number, number_before);
        ASSERT_GT(journal->last_number(), found.last_number);
        const auto state = journal->state();
        ASSERT_EQ(state.entries, found.entries);
        ASSERT_EQ(state.octets, found.octets);
        ASSERT_EQ(state.newest.number, found.last_number);
        const auto control = store->load(control_block);
        ASSERT_TRUE(control);
        ASSERT_GE(control->integrity_ms, flushed);
        before = found.last;
        number_before = found.last_number;
    }
    EXPECT_GT(before, 3000U);  // old ones have gone, too
    auto database = Database::open(options.file);
    ASSERT_TRUE(database);
    EXPECT_EQ(database->text("PRAGMA integrity_check").value_or("?"), "ok");
    EXPECT_TRUE(errors.empty());
}

}  // namespace
}  // namespace busbar::store
