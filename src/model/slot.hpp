// SPDX-License-Identifier: Apache-2.0
// One value in the image: a slot of its basic type's size. Integers, floats and booleans are kept in the
// machine's form, bit strings, time stamps and entry identifiers in the octets of the wire, strings as a
// length (one octet; two for Unicode255) and their octets with the rest zero, so that equal values are equal
// slots.
#pragma once

#include <busbar/basic_type.hpp>
#include <busbar/timestamp.hpp>
#include <busbar/value.hpp>
#include <cstdint>
#include <span>
#include <string_view>

namespace busbar::model {

/// Whether a value went into a slot. Nothing is written unless it is `ok`.
enum class Fit : std::uint8_t {
    ok,
    wrong_type,    ///< MMS: type-inconsistent
    out_of_range,  ///< MMS: object-value-invalid or type-inconsistent, as the server decides
    too_long,      ///< more octets, characters or bits than the type holds
};
std::string_view name_of(Fit fit);

namespace slot {

/// `at` points to traits_of(type).slot_octets octets.
[[nodiscard]] Fit store_boolean(BasicType type, std::uint8_t* at, bool value);
/// Integers and enumerations.
[[nodiscard]] Fit store_integer(BasicType type, std::uint8_t* at, std::int64_t value);
[[nodiscard]] Fit store_unsigned(BasicType type, std::uint8_t* at, std::uint64_t value);
/// FLOAT32 and FLOAT64; a double is rounded to fit FLOAT32, and is out_of_range where that overflows.
[[nodiscard]] Fit store_float(BasicType type, std::uint8_t* at, float value);
[[nodiscard]] Fit store_double(BasicType type, std::uint8_t* at, double value);
/// Bit strings from wire octets (first bit highest). Shorter ones are filled with zeros, surplus bits
/// dropped.
[[nodiscard]] Fit store_bits(BasicType type, std::uint8_t* at, std::span<const std::uint8_t> octets,
                             std::size_t bits);
/// Bit strings as a number, the first bit the most significant: Dbpos on = 2.
[[nodiscard]] Fit store_bits_number(BasicType type, std::uint8_t* at, std::uint64_t number);
[[nodiscard]] Fit store_octets(BasicType type, std::uint8_t* at, std::span<const std::uint8_t> octets);
/// Visible and MMS strings. Unicode255 counts characters; ill-formed UTF-8 is out_of_range there.
[[nodiscard]] Fit store_text(BasicType type, std::uint8_t* at, std::string_view text);
[[nodiscard]] Fit store_utc_time(BasicType type, std::uint8_t* at, const std::array<std::uint8_t, 8>& octets);
[[nodiscard]] Fit store_binary_time(BasicType type, std::uint8_t* at,
                                    const std::array<std::uint8_t, 6>& octets);
/// Any of the above by the kind of the value. Numbers of the other signedness are taken when they fit.
[[nodiscard]] Fit store(BasicType type, std::uint8_t* at, const Value& value);

/// Reading. A slot of another type class gives zero or nothing.
[[nodiscard]] bool boolean(BasicType type, const std::uint8_t* at);
/// Integers, enumerations; bit strings as a number; INT32U and smaller too.
[[nodiscard]] std::int64_t integer(BasicType type, const std::uint8_t* at);
[[nodiscard]] std::uint64_t unsigned_integer(BasicType type, const std::uint8_t* at);
[[nodiscard]] float float32(BasicType type, const std::uint8_t* at);
[[nodiscard]] double float64(BasicType type, const std::uint8_t* at);
/// The octets of a bit string, octet string or time as on the wire; the characters of a string.
[[nodiscard]] std::span<const std::uint8_t> octets(BasicType type, const std::uint8_t* at);
[[nodiscard]] std::string_view text(BasicType type, const std::uint8_t* at);
[[nodiscard]] Value value(BasicType type, const std::uint8_t* at);

/// Bits of a bit string type: 2, 6, 10, 13; 0 for others.
[[nodiscard]] std::size_t bit_count(BasicType type);

}  // namespace slot
}  // namespace busbar::model
