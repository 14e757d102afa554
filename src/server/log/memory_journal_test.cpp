// SPDX-License-Identifier: Apache-2.0
#include "server/log/memory_journal.hpp"

#include "server/log/test_journal.hpp"

namespace busbar::server::log {
namespace {

TEST(MemoryJournalTest, IsWhatAListWouldBe) {
    const JournalLimits all_limits[] = {{},
                                        {.max_entries = 50},
                                        {.max_octets = 2000},
                                        {.max_age = std::chrono::milliseconds(200)},
                                        {100, 5000, std::chrono::milliseconds(300)}};
    for (unsigned seed = 0; seed < 10; ++seed) {
        const JournalLimits& limits = all_limits[seed % std::size(all_limits)];
        MemoryJournal journal(limits);
        testing::JournalPlay play(limits, seed);
        play.run(journal, 1000, [] {});
        play.check_all(journal);
        EXPECT_EQ(journal.last_number(), play.last());
    }
}

TEST(MemoryJournalTest, DoesNotTakeWhatItCouldNotKeep) {
    MemoryJournal journal({.max_octets = 100});
    const ByteVector small(100 - entry_overhead), large(101 - entry_overhead);
    EXPECT_TRUE(journal.append({1, 0, small}));
    EXPECT_FALSE(journal.append({2, 0, large}));
    EXPECT_EQ(journal.state().newest.number, 1U);
}

}  // namespace
}  // namespace busbar::server::log
