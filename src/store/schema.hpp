// SPDX-License-Identifier: Apache-2.0
// The files of a store: whether they are ours and whole, and their tables where they are new.
#pragma once

#include "store/sqlite.hpp"

namespace busbar::store {

/// Opens `file` for this process alone, or makes it. Fails as Store::open(); of a file that is not used,
/// nothing is changed.
Result<Database> open_database(const std::string& file);

/// What a database says of itself: application_id and user_version of SQLite.
struct FileKind {
    std::int64_t application;
    std::int64_t version;
};
/// True: `file` is empty. False: it is of this kind. Fails with Fault::unsupported where it is another's;
/// nothing is written.
Result<bool> is_new(Database& database, const std::string& file, FileKind kind);
/// That the file can be written, with a log written ahead that is synchronised when it is taken over.
Result<void> write_ahead(Database& database, const std::string& file);

}  // namespace busbar::store
