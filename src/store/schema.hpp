// SPDX-License-Identifier: Apache-2.0
// The file of a store: whether it is ours and whole, and its tables where it is new.
#pragma once

#include "store/sqlite.hpp"

namespace busbar::store {

/// Opens `file` for this process alone, or makes it. Fails as Store::open(); of a file that is not used,
/// nothing is changed.
Result<Database> open_database(const std::string& file);

}  // namespace busbar::store
