// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite.hpp"

#include <sqlite3.h>

namespace busbar::store {

namespace {

Trouble trouble_of(int result) {
    switch (result & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return Trouble::in_use;
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT: return Trouble::damaged;
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_NOMEM: return Trouble::passing;
        default: return Trouble::lasting;
    }
}

SqlFailure failure(sqlite3* database, int result) {
    SqlError error;
    error.trouble = trouble_of(result);
    error.text = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(result);
    // Elsewhere the number is from some earlier call.
    if (error.trouble == Trouble::passing && database != nullptr) {
        error.system = sqlite3_system_errno(database);
    }
    return SqlFailure(std::move(error));
}

}  // namespace

Error SqlError::error(const std::string& file) const {
    Error error;
    error.fault = trouble == Trouble::damaged ? Fault::malformed : Fault::io;
    error.text = "store " + escaped(file) + ": " + text;
    if (trouble == Trouble::in_use) error.text = "store " + escaped(file) + " is in use by another process";
    if (trouble == Trouble::damaged) {
        error.text = "store " + escaped(file) + " is damaged or no store of busbar (" + text +
                     "); it was left as it is: move it away to begin with a new one";
    }
    if (system != 0) error.code = {Domain::system, system};
    return error;
}

// ---- statements
// -----------------------------------------------------------------------------------------------

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement& Statement::bind(int parameter, std::int64_t number) {
    sqlite3_bind_int64(statement_.get(), parameter, number);
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
    // A null pointer would bind NULL.
    const char* const from = text.empty() ? "" : text.data();
    sqlite3_bind_text64(statement_.get(), parameter, from, text.size(),
                        SQLITE_TRANSIENT,  // NOLINT: a cast of the library's own
                        SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int parameter, Bytes octets) {
    if (octets.empty()) {
        sqlite3_bind_zeroblob(statement_.get(), parameter, 0);
    } else {
        sqlite3_bind_blob64(statement_.get(), parameter, octets.data(), octets.size(),
                            SQLITE_TRANSIENT);  // NOLINT: a cast of the library's own
    }
    return *this;
}

SqlResult<bool> Statement::step() {
    const int result = sqlite3_step(statement_.get());
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) {
        sqlite3_reset(statement_.get());
        return false;
    }
    auto error = failure(sqlite3_db_handle(statement_.get()), result);
    sqlite3_reset(statement_.get());
    return error;
}

SqlResult<void> Statement::run() {
    for (;;) {
        auto row = step();
        if (!row) return SqlFailure(std::move(row).error());
        if (!*row) return {};
    }
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::text(int column) const {
    const auto* from = sqlite3_column_text(statement_.get(), column);
    if (from == nullptr) return {};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the library's text is unsigned
    return {reinterpret_cast<const char*>(from),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Bytes Statement::octets(int column) const {
    const auto* from = static_cast<const Octet*>(sqlite3_column_blob(statement_.get(), column));
    if (from == nullptr) return {};
    return {from, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

// ---- the database
// ---------------------------------------------------------------------------------------------

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

SqlResult<Database> Database::open(const std::string& file) {
    // The library gives names with a colon at their front a meaning.
    const std::string path = file.starts_with(':') ? "./" + file : file;
    sqlite3* opened = nullptr;
    const int result = sqlite3_open_v2(
        path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database;
    database.database_.reset(opened);
    if (result != SQLITE_OK) return failure(opened, result);
    return database;
}

SqlResult<void> Database::run(const char* sql) {
    const int result = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) return failure(database_.get(), result);
    return {};
}

SqlResult<Statement> Database::prepare(const char* sql) {
    sqlite3_stmt* prepared = nullptr;
    const int result = sqlite3_prepare_v2(database_.get(), sql, -1, &prepared, nullptr);
    if (result != SQLITE_OK) return failure(database_.get(), result);
    Statement statement;
    statement.statement_.reset(prepared);
    return statement;
}

SqlResult<std::int64_t> Database::number(const char* sql) {
    auto statement = prepare(sql);
    if (!statement) return SqlFailure(std::move(statement).error());
    const auto row = statement->step();
    if (!row) return SqlFailure(row.error());
    return *row ? statement->number(0) : 0;
}

SqlResult<std::string> Database::text(const char* sql) {
    auto statement = prepare(sql);
    if (!statement) return SqlFailure(std::move(statement).error());
    const auto row = statement->step();
    if (!row) return SqlFailure(row.error());
    return *row ? std::string(statement->text(0)) : std::string();
}

bool Database::read_only() const {
    return sqlite3_db_readonly(database_.get(), "main") != 0;
}

void Database::keep_log_on_close(bool keep) {
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr);
}

}  // namespace busbar::store
