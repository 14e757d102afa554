// SPDX-License-Identifier: Apache-2.0
// Values from and to text by basic type: the Val elements of SCL (IEC 61850-6 clause 9.5) and what people
// type.
#pragma once

#include <busbar/basic_type.hpp>
#include <busbar/value.hpp>
#include <string>
#include <string_view>

#include "acsi/enums.hpp"

namespace busbar::acsi {

/// How the octets of an octet string were written.
enum class OctetForm : std::uint8_t { none, hexadecimal, base64 };

/// Reads a value of a basic type. Leading and trailing white space is ignored except in strings.
/// BOOLEAN true/false/1/0; integers decimal or 0x..; floats decimal with point or comma; enumerations by
/// literal or number (`literals` may be empty: numbers only); Dbpos and Tcmd by literal, number or bits
/// ("10"); Quality by name or 13 bits; other bit strings by bits or bit names joined by '|'; times by RFC
/// 3339; octet strings as hexadecimal pairs where the text reads so, else base64, and `form` says which.
/// Fails (malformed, or violation for range and length) with our words; the text stays in peer_text.
Result<Value> parse_value(BasicType type, std::string_view text, Literals literals = {},
                          OctetForm* form = nullptr);

/// Decoded base64 (RFC 4648, padding optional). Fails (malformed) with the position.
Result<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace busbar::acsi
