// SPDX-License-Identifier: Apache-2.0
// The file of the logs: one table of entries for each log, so that entries are written where the last one
// was and deleted where the first one is; when clocks were set back; and the settings of log control blocks.
// A file of its own beside that of the store: it may be a thousand times as large, is not searched for damage
// at every start, and is read while it is written.
#pragma once

#include <optional>
#include <vector>

#include "server/log/journal.hpp"
#include "store/queue.hpp"
#include "store/record.hpp"
#include "store/sqlite.hpp"

namespace busbar::store {

enum class LogRecordKind : std::uint8_t { entry, erased, control };

/// A log as it is kept, beside its entries.
struct KeptLog {
    std::uint32_t id = 0;
    server::log::EntryNumber last = 0;  ///< ever given
    server::log::EntryNumber first =
        0;  ///< entries before it have been deleted, whether they are gone or not
    std::uint64_t entries = 0, octets = 0;
    /// First entries of runs: within one no time is earlier than that before it.
    std::vector<server::log::EntryNumber> runs;
};

/// Opens the file of logs, or makes it. Fails as Store::open(); of a file that is not used, nothing is
/// changed.
Result<Database> open_log_database(const std::string& file);

/// The connection that writes. One thread at a time.
class LogTables {
public:
    static Result<LogTables> open(const std::string& file, const std::string& ied);

    // ---- at start ----
    SqlResult<KeptLog> log(std::string_view reference);
    /// Logs in the file, those of other IEDs not.
    SqlResult<std::vector<std::string>> logs();
    SqlResult<std::optional<server::log::BlockState>> control(std::string_view reference);

    // ---- afterwards ----
    /// One transaction; after an error nothing of it is there.
    SqlResult<void> apply(const Group& group);

private:
    /// What a group has to say of a log as a whole.
    struct Log {
        std::uint32_t id = 0;
        Statement insert, erase;
        bool touched = false;
        std::uint64_t last = 0, first = 0, entries = 0, octets = 0;
        std::uint64_t erased = 0;  // rows before this one are gone
    };

    SqlResult<void> apply_all(const Group& group);
    SqlResult<void> apply_one(Bytes record);
    SqlResult<Log*> log_of(std::uint32_t id);
    SqlResult<void> add_entry(Unpacker& record);
    SqlResult<void> erase(Unpacker& record);
    SqlResult<void> set_control(Unpacker& record);
    SqlResult<void> settle(Log& log);

    Database database_;
    std::string ied_;
    Statement insert_run_, erase_runs_, update_log_, set_control_;
    std::vector<Log> logs_;
};

/// The connection that reads, from the server's thread.
class LogReader {
public:
    static Result<LogReader> open(const std::string& file);

    /// Entries with numbers from `from` to `to`, rising, until `visit(Entry)` gives false.
    template <class Visit>
    SqlResult<void> entries(std::uint32_t log, server::log::EntryNumber from, server::log::EntryNumber to,
                            Visit visit) {
        auto statements = of(log);
        if (!statements) return SqlFailure(std::move(statements).error());
        Statement& rows = (*statements)->entries;
        rows.bind(1, static_cast<std::int64_t>(from)).bind(2, static_cast<std::int64_t>(to));
        for (;;) {
            auto row = rows.step();
            if (!row) return SqlFailure(std::move(row).error());
            if (!*row) return {};
            const server::log::Entry entry{static_cast<server::log::EntryNumber>(rows.number(0)),
                                           rows.number(1), rows.octets(2)};
            if (visit(entry)) continue;
            rows.reset();
            return {};
        }
    }
    /// The first entry with this number or a larger one; number 0 when there is none.
    SqlResult<server::log::EntryMark> at_or_after(std::uint32_t log, server::log::EntryNumber number);
    /// The last one with this number or a smaller one.
    SqlResult<server::log::EntryMark> at_or_before(std::uint32_t log, server::log::EntryNumber number);

private:
    struct Statements {
        std::uint32_t log = 0;
        Statement entries, after, before;
    };
    SqlResult<Statements*> of(std::uint32_t log);
    static SqlResult<server::log::EntryMark> mark(Statement& statement, server::log::EntryNumber number);

    Database database_;
    std::vector<Statements> logs_;
};

}  // namespace busbar::store
