// SPDX-License-Identifier: Apache-2.0
#include "store/schema.hpp"

#include <filesystem>
#include <system_error>

namespace busbar::store {

namespace {

constexpr FileKind kind = {0x42555342, 1};  // "BUSB"

constexpr const char* schema = R"(
BEGIN IMMEDIATE;
CREATE TABLE data_set (
    ied TEXT NOT NULL, reference TEXT NOT NULL,
    members TEXT NOT NULL,              -- LD/LN.DO.DA[FC], a line each
    UNIQUE (ied, reference));           -- rowid: order of creation
CREATE TABLE block (
    id INTEGER PRIMARY KEY, ied TEXT NOT NULL, reference TEXT NOT NULL,
    last_entry INTEGER NOT NULL DEFAULT 0,
    has_state INTEGER NOT NULL DEFAULT 0,
    configuration INTEGER NOT NULL DEFAULT 0, members INTEGER NOT NULL DEFAULT 0,
    conf_revision INTEGER NOT NULL DEFAULT 0, rpt_id TEXT NOT NULL DEFAULT '',
    data_set TEXT NOT NULL DEFAULT '', fields INTEGER NOT NULL DEFAULT 0,
    triggers INTEGER NOT NULL DEFAULT 0, buffer_time INTEGER NOT NULL DEFAULT 0,
    integrity INTEGER NOT NULL DEFAULT 0,
    UNIQUE (ied, reference));
CREATE TABLE entry (
    block INTEGER NOT NULL, number INTEGER NOT NULL,
    kind INTEGER NOT NULL, days INTEGER NOT NULL, milliseconds INTEGER NOT NULL,
    included BLOB NOT NULL,             -- 7 octets each: member 2, reason 1, octets of the value 4
    octets BLOB NOT NULL,
    UNIQUE (block, number));
PRAGMA application_id = 0x42555342;
PRAGMA user_version = 1;
COMMIT;
)";

Failure foreign(const std::string& file, const std::string& why) {
    return fail(Fault::unsupported, "store " + escaped(file) + ": " + why + "; it was left as it is");
}

Result<void> make_usable(Database& database, const std::string& file) {
    const auto failed = [&](const SqlError& error) { return fail(error.error(file)); };
    database.keep_log_on_close(true);
    if (auto set = database.run("PRAGMA locking_mode = EXCLUSIVE"); !set) return failed(set.error());
    const auto fresh = is_new(database, file, kind);
    if (!fresh) return fail(fresh.error());
    if (!*fresh) {
        const auto check = database.text("PRAGMA quick_check(1)");
        if (!check) return failed(check.error());
        if (*check != "ok") return failed({Trouble::damaged, 0, *check});
    }
    if (auto ahead = write_ahead(database, file); !ahead) return ahead;
    // The lock is taken now, not with the first entry.
    auto begun = database.run(*fresh ? schema : "BEGIN IMMEDIATE; COMMIT;");
    if (!begun) return failed(begun.error());
    database.keep_log_on_close(false);
    return {};
}

}  // namespace

Result<bool> is_new(Database& database, const std::string& file, FileKind expected) {
    const auto failed = [&](const SqlError& error) { return fail(error.error(file)); };
    const auto id = database.number("PRAGMA application_id");
    if (!id) return failed(id.error());
    const auto tables = database.number("SELECT count(*) FROM sqlite_master");
    if (!tables) return failed(tables.error());
    if (*id == 0 && *tables == 0) return true;
    if (*id != expected.application) return foreign(file, "a database of another program");
    const auto found = database.number("PRAGMA user_version");
    if (!found) return failed(found.error());
    if (*found != expected.version) {
        return foreign(file, "of version " + std::to_string(*found) + ", this busbar reads version " +
                                 std::to_string(expected.version));
    }
    return false;
}

Result<void> write_ahead(Database& database, const std::string& file) {
    const auto failed = [&](const SqlError& error) { return fail(error.error(file)); };
    if (database.read_only()) {
        return fail(Fault::io, "store " + escaped(file) + ": it cannot be written",
                    {Domain::system, static_cast<std::int32_t>(std::errc::permission_denied)});
    }
    const auto mode = database.text("PRAGMA journal_mode = WAL");
    if (!mode) return failed(mode.error());
    if (*mode != "wal") return failed({Trouble::lasting, 0, "no write-ahead log here"});
    if (auto set = database.run("PRAGMA synchronous = NORMAL"); !set) return failed(set.error());
    return {};
}

Result<Database> open_database(const std::string& file) {
    if (file.empty()) return fail(Fault::misuse, "a store needs the name of a file");
    // The library takes a file of one octet for an empty one.
    std::error_code none;
    const auto size = std::filesystem::file_size(file, none);
    if (!none && size > 0 && size < 100) {
        return fail(SqlError{Trouble::damaged, 0, "too short"}.error(file));
    }
    auto database = Database::open(file);
    if (!database) return fail(database.error().error(file));
    if (auto usable = make_usable(*database, file); !usable) return fail(std::move(usable).error());
    return *std::move(database);
}

}  // namespace busbar::store
