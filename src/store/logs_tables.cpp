// SPDX-License-Identifier: Apache-2.0
#include "store/logs_tables.hpp"

#include <algorithm>
#include <limits>

#include "store/schema.hpp"

namespace busbar::store {

using server::log::BlockState;
using server::log::EntryMark;
using server::log::EntryNumber;

namespace {

constexpr FileKind log_kind = {0x4255534C, 1};  // "BUSL"

constexpr const char* log_schema = R"(
BEGIN IMMEDIATE;
CREATE TABLE log (
    id INTEGER PRIMARY KEY, ied TEXT NOT NULL, reference TEXT NOT NULL,
    last_number INTEGER NOT NULL DEFAULT 0, first_number INTEGER NOT NULL DEFAULT 0,
    entries INTEGER NOT NULL DEFAULT 0, octets INTEGER NOT NULL DEFAULT 0,
    UNIQUE (ied, reference));           -- entries of log 7: table entry_7
CREATE TABLE run (
    log INTEGER NOT NULL, number INTEGER NOT NULL, UNIQUE (log, number));
CREATE TABLE control (
    ied TEXT NOT NULL, reference TEXT NOT NULL, configuration TEXT NOT NULL, enabled INTEGER NOT NULL,
    log TEXT NOT NULL, data_set TEXT NOT NULL, triggers INTEGER NOT NULL, integrity INTEGER NOT NULL,
    UNIQUE (ied, reference));
PRAGMA application_id = 0x4255534C;
PRAGMA user_version = 1;
COMMIT;
)";

/// Numbers are microseconds since 1970, far below the sign.
std::int64_t column(EntryNumber number) {
    return static_cast<std::int64_t>(std::min<EntryNumber>(number, std::numeric_limits<std::int64_t>::max()));
}

std::string table_of(std::uint32_t log) {
    return "entry_" + std::to_string(log);
}

/// Makes a statement, unless there is one.
SqlResult<void> make(Database& database, Statement& statement, const std::string& sql) {
    auto prepared = database.prepare(sql.c_str());
    if (!prepared) return SqlFailure(std::move(prepared).error());
    statement = *std::move(prepared);
    return {};
}

}  // namespace

Result<Database> open_log_database(const std::string& file) {
    auto database = Database::open(file);
    if (!database) return fail(database.error().error(file));
    const auto failed = [&](const SqlError& error) { return fail(error.error(file)); };
    if (auto set = database->run("PRAGMA busy_timeout = 2000"); !set) return failed(set.error());
    const auto fresh = is_new(*database, file, log_kind);
    if (!fresh) return fail(fresh.error());
    if (auto ahead = write_ahead(*database, file); !ahead) return fail(std::move(ahead).error());
    if (*fresh) {
        if (auto made = database->run(log_schema); !made) return failed(made.error());
    }
    return *std::move(database);
}

Result<LogTables> LogTables::open(const std::string& file, const std::string& ied) {
    auto database = open_log_database(file);
    if (!database) return fail(std::move(database).error());
    LogTables tables;
    tables.database_ = *std::move(database);
    tables.ied_ = ied;
    const std::pair<Statement*, const char*> all[] = {
        {&tables.insert_run_, "INSERT OR IGNORE INTO run (log, number) VALUES (?1, ?2)"},
        {&tables.erase_runs_,
         "DELETE FROM run WHERE log = ?1 AND number < (SELECT max(number) FROM run WHERE log = ?1 AND "
         "number <= ?2)"},
        {&tables.update_log_,
         "UPDATE log SET last_number = ?2, first_number = ?3, entries = ?4, octets = ?5 WHERE id = ?1"},
        {&tables.set_control_,
         "INSERT OR REPLACE INTO control (ied, reference, configuration, enabled, log, data_set, triggers, "
         "integrity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
    };
    for (const auto& [statement, sql] : all) {
        if (auto made = make(tables.database_, *statement, sql); !made) return fail(made.error().error(file));
    }
    return tables;
}

// ---- at start
// -------------------------------------------------------------------------------------------------

SqlResult<KeptLog> LogTables::log(std::string_view reference) {
    auto insert = database_.prepare("INSERT OR IGNORE INTO log (ied, reference) VALUES (?1, ?2)");
    if (!insert) return SqlFailure(std::move(insert).error());
    auto inserted = insert->bind(1, std::string_view(ied_)).bind(2, reference).run();
    if (!inserted) return SqlFailure(std::move(inserted).error());
    auto row = database_.prepare(
        "SELECT id, last_number, first_number, entries, octets FROM log WHERE ied = ?1 AND reference = ?2");
    if (!row) return SqlFailure(std::move(row).error());
    auto found = row->bind(1, std::string_view(ied_)).bind(2, reference).step();
    if (!found) return SqlFailure(std::move(found).error());
    KeptLog kept;
    kept.id = static_cast<std::uint32_t>(row->number(0));
    kept.last = static_cast<EntryNumber>(row->number(1));
    kept.first = static_cast<EntryNumber>(row->number(2));
    kept.entries = static_cast<std::uint64_t>(row->number(3));
    kept.octets = static_cast<std::uint64_t>(row->number(4));
    row->reset();
    const std::string make_table =
        "CREATE TABLE IF NOT EXISTS " + table_of(kept.id) +
        " (number INTEGER PRIMARY KEY, time INTEGER NOT NULL, octets BLOB NOT NULL)";
    if (auto made = database_.run(make_table.c_str()); !made) return SqlFailure(std::move(made).error());
    auto runs = database_.prepare("SELECT number FROM run WHERE log = ?1 ORDER BY number");
    if (!runs) return SqlFailure(std::move(runs).error());
    runs->bind(1, std::int64_t{kept.id});
    for (;;) {
        auto run = runs->step();
        if (!run) return SqlFailure(std::move(run).error());
        if (!*run) return kept;
        kept.runs.push_back(static_cast<EntryNumber>(runs->number(0)));
    }
}

SqlResult<std::vector<std::string>> LogTables::logs() {
    auto rows = database_.prepare("SELECT reference FROM log WHERE ied = ?1 ORDER BY id");
    if (!rows) return SqlFailure(std::move(rows).error());
    rows->bind(1, std::string_view(ied_));
    std::vector<std::string> all;
    for (;;) {
        auto row = rows->step();
        if (!row) return SqlFailure(std::move(row).error());
        if (!*row) return all;
        all.emplace_back(rows->text(0));
    }
}

SqlResult<std::optional<BlockState>> LogTables::control(std::string_view reference) {
    auto row = database_.prepare(
        "SELECT configuration, enabled, log, data_set, triggers, integrity FROM control WHERE ied = ?1 AND "
        "reference = ?2");
    if (!row) return SqlFailure(std::move(row).error());
    auto found = row->bind(1, std::string_view(ied_)).bind(2, reference).step();
    if (!found) return SqlFailure(std::move(found).error());
    if (!*found) return std::optional<BlockState>();
    BlockState state;
    state.configuration = row->text(0);
    state.enabled = row->number(1) != 0;
    state.log = row->text(2);
    state.data_set = row->text(3);
    state.triggers = TrgOps::from_wire_octets(static_cast<std::uint16_t>(row->number(4)));
    state.integrity_ms = static_cast<std::uint32_t>(row->number(5));
    return std::optional(std::move(state));
}

// ---- groups
// ---------------------------------------------------------------------------------------------------

SqlResult<void> LogTables::apply(const Group& group) {
    if (auto begun = database_.run("BEGIN IMMEDIATE"); !begun) return begun;
    auto applied = apply_all(group);
    if (applied) applied = database_.run("COMMIT");
    if (applied) return applied;
    for (Log& log : logs_) {
        log.touched = false;
        log.erased = 0;
    }
    static_cast<void>(database_.run("ROLLBACK"));
    return applied;
}

SqlResult<void> LogTables::apply_all(const Group& group) {
    SqlResult<void> result;
    const bool all = group.each([&](Bytes record) {
        result = apply_one(record);
        return result.has_value();
    });
    if (!all) return result;
    for (Log& log : logs_) {
        if (!log.touched) continue;
        if (auto settled = settle(log); !settled) return settled;
    }
    return {};
}

SqlResult<void> LogTables::apply_one(Bytes octets) {
    Unpacker record(octets);
    switch (static_cast<LogRecordKind>(record.number<std::uint8_t>())) {
        case LogRecordKind::entry: return add_entry(record);
        case LogRecordKind::erased: return erase(record);
        case LogRecordKind::control: return set_control(record);
    }
    return {};
}

SqlResult<LogTables::Log*> LogTables::log_of(std::uint32_t id) {
    for (Log& log : logs_) {
        if (log.id == id) return &log;
    }
    Log log;
    log.id = id;
    const std::string table = table_of(id);
    auto made = make(database_, log.insert,
                     "INSERT OR REPLACE INTO " + table + " (number, time, octets) VALUES (?1, ?2, ?3)");
    if (made) made = make(database_, log.erase, "DELETE FROM " + table + " WHERE number < ?1");
    if (!made) return SqlFailure(std::move(made).error());
    return &logs_.emplace_back(std::move(log));
}

SqlResult<void> LogTables::add_entry(Unpacker& record) {
    auto found = log_of(record.number<std::uint32_t>());
    if (!found) return SqlFailure(std::move(found).error());
    Log& log = **found;
    log.touched = true;
    log.last = record.number<std::uint64_t>();
    const auto time = static_cast<std::int64_t>(record.number<std::uint64_t>());
    const bool begins_run = record.number<std::uint8_t>() != 0;
    log.first = record.number<std::uint64_t>();
    log.entries = record.number<std::uint64_t>();
    log.octets = record.number<std::uint64_t>();
    if (begins_run) {
        auto run = insert_run_.bind(1, std::int64_t{log.id}).bind(2, column(log.last)).run();
        if (!run) return run;
    }
    return log.insert.bind(1, column(log.last)).bind(2, time).bind(3, record.octets()).run();
}

SqlResult<void> LogTables::erase(Unpacker& record) {
    auto found = log_of(record.number<std::uint32_t>());
    if (!found) return SqlFailure(std::move(found).error());
    Log& log = **found;
    log.touched = true;
    log.last = record.number<std::uint64_t>();
    log.first = record.number<std::uint64_t>();
    log.entries = record.number<std::uint64_t>();
    log.octets = record.number<std::uint64_t>();
    return {};
}

SqlResult<void> LogTables::set_control(Unpacker& record) {
    set_control_.bind(1, std::string_view(ied_)).bind(2, record.text()).bind(3, record.text());
    set_control_.bind(4, std::int64_t{record.number<std::uint8_t>()});
    set_control_.bind(5, record.text()).bind(6, record.text());
    set_control_.bind(7, std::int64_t{record.number<std::uint16_t>()});
    set_control_.bind(8, std::int64_t{record.number<std::uint32_t>()});
    return set_control_.run();
}

/// What is done once for all records of a group.
SqlResult<void> LogTables::settle(Log& log) {
    log.touched = false;
    update_log_.bind(1, std::int64_t{log.id}).bind(2, column(log.last)).bind(3, column(log.first));
    update_log_.bind(4, column(log.entries)).bind(5, column(log.octets));
    if (auto updated = update_log_.run(); !updated || log.first == log.erased) return updated;
    if (auto erased = log.erase.bind(1, column(log.first)).run(); !erased) return erased;
    log.erased = log.first;
    return erase_runs_.bind(1, std::int64_t{log.id}).bind(2, column(log.first)).run();
}

// ---- reading
// --------------------------------------------------------------------------------------------------

Result<LogReader> LogReader::open(const std::string& file) {
    auto database = open_log_database(file);
    if (!database) return fail(std::move(database).error());
    LogReader reader;
    reader.database_ = *std::move(database);
    return reader;
}

SqlResult<LogReader::Statements*> LogReader::of(std::uint32_t log) {
    for (Statements& statements : logs_) {
        if (statements.log == log) return &statements;
    }
    Statements made;
    made.log = log;
    const std::string from = " FROM " + table_of(log) + " WHERE number ";
    auto result = make(database_, made.entries,
                       "SELECT number, time, octets" + from + "BETWEEN ?1 AND ?2 ORDER BY number");
    if (result)
        result = make(database_, made.after, "SELECT number, time" + from + ">= ?1 ORDER BY number LIMIT 1");
    if (result)
        result =
            make(database_, made.before, "SELECT number, time" + from + "<= ?1 ORDER BY number DESC LIMIT 1");
    if (!result) return SqlFailure(std::move(result).error());
    return &logs_.emplace_back(std::move(made));
}

SqlResult<EntryMark> LogReader::mark(Statement& statement, EntryNumber number) {
    auto row = statement.bind(1, column(number)).step();
    if (!row) return SqlFailure(std::move(row).error());
    EntryMark found;
    if (!*row) return found;
    found = {static_cast<EntryNumber>(statement.number(0)), statement.number(1)};
    statement.reset();
    return found;
}

SqlResult<EntryMark> LogReader::at_or_after(std::uint32_t log, EntryNumber number) {
    auto statements = of(log);
    if (!statements) return SqlFailure(std::move(statements).error());
    return mark((*statements)->after, number);
}

SqlResult<EntryMark> LogReader::at_or_before(std::uint32_t log, EntryNumber number) {
    auto statements = of(log);
    if (!statements) return SqlFailure(std::move(statements).error());
    return mark((*statements)->before, number);
}

}  // namespace busbar::store
