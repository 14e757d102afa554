// SPDX-License-Identifier: Apache-2.0
// SQLite as values: a database and its statements, errors as values. One thread at a time.
#pragma once

#include <busbar/error.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace busbar::store {

/// What an error calls for.
enum class Trouble : std::uint8_t {
    in_use,   ///< another process has it
    damaged,  ///< not a database, or not whole
    passing,  ///< disk full, I/O error, no memory: may be over later
    lasting,
};

struct SqlError {
    Trouble trouble = Trouble::lasting;
    int system = 0;  ///< errno, where there is one
    std::string text;

    /// For those outside of this layer; `file` is where it happened.
    [[nodiscard]] Error error(const std::string& file) const;
};
template <class T>
using SqlResult = tl::expected<T, SqlError>;
using SqlFailure = tl::unexpected<SqlError>;

/// A prepared statement. Must not outlive its database.
class Statement {
public:
    /// Parameters count from 1. Texts and octets are copied.
    Statement& bind(int parameter, std::int64_t number);
    Statement& bind(int parameter, std::string_view text);
    Statement& bind(int parameter, Bytes octets);
    /// To the next row; false when there is none, and then the statement can be used again.
    SqlResult<bool> step();
    /// To the end, and ready to be used again.
    SqlResult<void> run();
    /// Ready to be used again before the last row has come.
    void reset();
    /// Of the row, columns from 0; views are valid until the next step.
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] Bytes octets(int column) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
public:
    /// Opens the file, made if it is not there.
    static SqlResult<Database> open(const std::string& file);
    SqlResult<void> run(const char* sql);
    SqlResult<Statement> prepare(const char* sql);
    /// The first column of the first row; 0 or empty when there is none.
    SqlResult<std::int64_t> number(const char* sql);
    SqlResult<std::string> text(const char* sql);
    [[nodiscard]] bool read_only() const;
    /// Closing leaves the write-ahead log as it is, or folds it into the file.
    void keep_log_on_close(bool keep);

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace busbar::store
