// SPDX-License-Identifier: Apache-2.0
// Byte views and hexadecimal text. A Bytes view never owns: it lives as long as the buffer it looks at.
#pragma once

#include <busbar/error.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace busbar {

using Octet = std::uint8_t;
using Bytes = std::span<const Octet>;
using ByteVector = std::vector<Octet>;

/// Octets of a text, without a copy.
inline Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const Octet*>(text.data()), text.size()};
}
/// Text of octets, without a copy; no check that it is printable.
inline std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// "03 00 00 16": upper-case pairs with the separator between them.
std::string to_hex(Bytes bytes, std::string_view separator = " ");

/// Octets of hexadecimal text. White space, '|' , ':' and '-' between pairs are skipped; '#' starts a remark
/// that runs to the end of the line. Fails (malformed) on anything else and on an odd number of digits.
Result<ByteVector> from_hex(std::string_view text);

}  // namespace busbar
