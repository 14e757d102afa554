// SPDX-License-Identifier: Apache-2.0
// What logging is made with, and what it counts.
#pragma once

#include <chrono>
#include <cstdint>

#include "server/log/journal.hpp"

namespace busbar::server::log {

struct LogOptions {
    /// Of each log that is kept in memory: without a store, which has bounds of its own.
    JournalLimits memory{.max_entries = 10'000, .max_octets = 4U << 20U};
    /// Entries older than this go, in a store too; 0: none for that. By the wall clock.
    std::chrono::milliseconds max_age{0};
    /// IntgPd below this is served with this: an entry costs the disk something.
    std::chrono::milliseconds shortest_integrity{100};
    /// InitializeJournal, by which a client deletes entries. Takes the right CONFIG, too.
    bool allow_initialize = false;
    /// Entries that one ReadJournal with a filter by variables looks at, at most.
    std::size_t max_filtered = 10'000;
};

struct LogCounters {
    std::uint64_t entries = 0;   ///< formed
    std::uint64_t lost = 0;      ///< of these, for which there was no room
    std::uint64_t left_out = 0;  ///< turns of integrity that were missed
    std::uint64_t cut = 0;       ///< entries told to a client without the variables that no PDU had room for
};

}  // namespace busbar::server::log
