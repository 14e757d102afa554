// SPDX-License-Identifier: Apache-2.0
// One log in the file, as the server's thread sees it: what has been committed is read from the file, what
// waits to be is here, so that a query sees everything and waits for nothing.
#pragma once

#include <deque>
#include <vector>

#include "server/log/journal.hpp"
#include "store/logs_tables.hpp"

namespace busbar::store {

class LogStore;

/// Reads a page in a time that does not depend on the size of the log: numbers are the key, and a time is
/// found by halving, for within a run (see KeptLog) times do not fall.
class KeptJournal final : public server::log::Journal {
public:
    KeptJournal(LogStore& store, const server::log::JournalLimits& limits);

    /// Takes up what was kept. Without it the journal is empty.
    SqlResult<void> restore(const KeptLog& kept);

    bool append(const server::log::Entry& entry) override;
    [[nodiscard]] server::log::JournalState state() const override { return state_; }
    [[nodiscard]] server::log::EntryNumber last_number() const override { return last_; }
    bool read(const server::log::JournalRange& range, const Visitor& visit) override;
    std::uint64_t erase(server::log::EntryNumber up_to) override;

private:
    using EntryNumber = server::log::EntryNumber;
    using LogTime = server::log::LogTime;

    struct Pending {
        std::uint64_t record = 0;  // as LogStore counts
        EntryNumber number = 0;
        LogTime time = 0;
        ByteVector variables;
    };
    struct Run {
        EntryNumber first = 0, last = 0;
        LogTime first_time = 0, last_time = 0;
    };
    struct Oldest {
        EntryNumber number = 0;
        LogTime time = 0;
        std::uint64_t size = 0;
    };
    enum class Scan : std::uint8_t { on, enough, failed };

    void forget_committed();
    Scan scan(EntryNumber from, EntryNumber to, const Visitor& visit);
    Scan scan_run(const Run& run, const server::log::JournalRange& range, const Visitor& visit);
    SqlResult<EntryNumber> find_time(EntryNumber from, EntryNumber to, LogTime time);
    bool know_oldest(std::size_t count);
    bool plan(const server::log::Entry& entry, server::log::JournalState& after, std::size_t& dropped);
    void drop_runs();
    bool failed(const SqlError& error) const;

    LogStore& store_;
    server::log::JournalLimits limits_;
    std::uint32_t id_ = 0;
    server::log::JournalState state_;
    EntryNumber last_ = 0;         // ever given
    EntryNumber committed_ = 0;    // up to this number entries are in the file
    std::deque<Pending> pending_;  // the others
    std::vector<Run> runs_;        // oldest first; the last one goes on
    std::deque<Oldest> oldest_;    // as many of the oldest entries as have been looked at
};

}  // namespace busbar::store
