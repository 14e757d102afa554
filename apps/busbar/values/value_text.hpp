// SPDX-License-Identifier: Apache-2.0
// Values for people. Data objects come as one line of what matters,
//
//   F1LD0/MMXU1.TotW [MX]  12.41  good  2026-11-22T10:00:00.123Z
//
// with what else is in them indented below. Everything that comes from a peer is escaped.
#pragma once

#include <busbar/remote_model.hpp>
#include <string>
#include <string_view>

#include "values/value_json.hpp"

namespace busbar::program {

/// A value on one line: 12.5, on (2), good, "text", 2026-11-22T10:00:00.123Z, {1, 2}, <object-access-denied>.
std::string inline_text(const Value& value, const Type& type, const Dictionary& dictionary);
/// The line of an object called `name`, and indented lines for its parts. Ends with a newline.
std::string block_text(std::string_view name, const Value& value, const Type& type,
                       const Dictionary& dictionary);
/// Milliseconds where that is exact to 0.1 us, else microseconds; with what the quality says against the
/// time.
std::string time_text(const Timestamp& time);

}  // namespace busbar::program
