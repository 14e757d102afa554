// SPDX-License-Identifier: Apache-2.0
// File names as IEC 61850-8-1 has them on the wire (clause 23: a FileName of one part, the whole path), and
// the one canonical form that everything behind works with. On the wire "/" and "\" both separate; the root
// is an absent, empty name, "*", "/" or "\". Nothing is decoded: "%2e" is three characters of a name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace busbar::server::file {

/// Octets of a path and of one name in it. Field devices go to 255; longer names exist for nobody.
inline constexpr std::size_t max_path_octets = 1024, max_name_octets = 255;

/// Components with "/" between them, none in front or behind; "" for the root. Nothing for what no file of
/// ours can be called: a component "..", control characters, or too long. Separators in front and in a row
/// count once, "." not at all.
std::optional<std::string> canonical_path(std::string_view wire);

/// The same for the specification of a directory, where "*" as last component means all of it.
std::optional<std::string> canonical_folder(std::string_view wire);

/// Whether a name out of a folder can be part of a path: no separator, no control characters, not too long.
bool is_servable_name(std::string_view name);

}  // namespace busbar::server::file
