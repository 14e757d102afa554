// SPDX-License-Identifier: Apache-2.0
// Data written straight into a message, back to front, for those who hold values in a form of their own: a
// server's process image, for instance. Each function prepends one whole element, with the same octets as
// encode(Data). A structure or array is written last element first, then its header.
#pragma once

#include <cstring>

#include "ber/primitives.hpp"
#include "mms/data.hpp"

namespace busbar::mms::put {

inline constexpr Octet array_tag = 0xA1, structure_tag = 0xA2, boolean_tag = 0x83, bit_string_tag = 0x84,
                       integer_tag = 0x85, unsigned_tag = 0x86, floating_point_tag = 0x87,
                       octet_string_tag = 0x89, visible_string_tag = 0x8A, binary_time_tag = 0x8C,
                       mms_string_tag = 0x90, utc_time_tag = 0x91, failure_tag = 0x80;

inline void header(BackWriter& writer, Octet tag, std::size_t content_size) {
    ber::encode_header(writer, ber::context_key(tag & 0x1FU), (tag & 0x20U) != 0, content_size);
}

inline void boolean(BackWriter& writer, bool value) {
    if (Octet* at = writer.prepend(3)) {
        at[0] = boolean_tag;
        at[1] = 1;
        at[2] = value ? 0xFF : 0;
    }
}
inline void integer(BackWriter& writer, std::int64_t value) {
    const std::size_t before = writer.size();
    ber::encode_integer(writer, value);
    const auto size = static_cast<Octet>(writer.size() - before);
    if (Octet* at = writer.prepend(2)) {
        at[0] = integer_tag;
        at[1] = size;
    }
}
inline void unsigned_integer(BackWriter& writer, std::uint64_t value) {
    const std::size_t before = writer.size();
    ber::encode_unsigned(writer, value);
    const auto size = static_cast<Octet>(writer.size() - before);
    if (Octet* at = writer.prepend(2)) {
        at[0] = unsigned_tag;
        at[1] = size;
    }
}
inline void float32(BackWriter& writer, float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if (Octet* at = writer.prepend(7)) {
        at[0] = floating_point_tag;
        at[1] = 5;
        at[2] = 8;
        at[3] = static_cast<Octet>(bits >> 24U);
        at[4] = static_cast<Octet>(bits >> 16U & 0xFFU);
        at[5] = static_cast<Octet>(bits >> 8U & 0xFFU);
        at[6] = static_cast<Octet>(bits & 0xFFU);
    }
}
inline void float64(BackWriter& writer, double value) {
    ber::Primitive<FloatingPoint>::encode(writer, FloatingPoint(value));
    header(writer, floating_point_tag, 9);
}
/// `octets` hold the bits from the highest one of the first octet on; `unused` of the last octet do not
/// count.
inline void bit_string(BackWriter& writer, Bytes octets, unsigned unused) {
    writer.prepend_bytes(octets);
    writer.prepend_octet(static_cast<Octet>(unused));
    header(writer, bit_string_tag, octets.size() + 1);
}
inline void octet_string(BackWriter& writer, Bytes octets) {
    writer.prepend_bytes(octets);
    header(writer, octet_string_tag, octets.size());
}
inline void visible_string(BackWriter& writer, std::string_view text) {
    writer.prepend_bytes(bytes_of(text));
    header(writer, visible_string_tag, text.size());
}
inline void mms_string(BackWriter& writer, std::string_view utf8) {
    writer.prepend_bytes(bytes_of(utf8));
    header(writer, mms_string_tag, utf8.size());
}
/// The 8 octets of a Timestamp.
inline void utc_time(BackWriter& writer, std::span<const Octet, 8> octets) {
    if (Octet* at = writer.prepend(10)) {
        at[0] = utc_time_tag;
        at[1] = 8;
        std::memcpy(at + 2, octets.data(), 8);
    }
}
/// The 6 octets of an EntryTime, or 4 of a time of day.
inline void binary_time(BackWriter& writer, Bytes octets) {
    writer.prepend_bytes(octets);
    header(writer, binary_time_tag, octets.size());
}
/// Closes a structure whose members are what was prepended since the writer had `size_before` octets.
inline void structure(BackWriter& writer, std::size_t size_before) {
    header(writer, structure_tag, writer.size() - size_before);
}
inline void array(BackWriter& writer, std::size_t size_before) {
    header(writer, array_tag, writer.size() - size_before);
}
/// The failure of one item of a Read's or report's results.
inline void failure(BackWriter& writer, DataAccessError error) {
    writer.prepend_octets({failure_tag, 1, static_cast<Octet>(error)});
}
/// The result of one item of a Write.
inline void write_success(BackWriter& writer) {
    writer.prepend_octets({0x81, 0});
}
/// One name of a list of identifiers.
inline void identifier(BackWriter& writer, std::string_view name) {
    writer.prepend_bytes(bytes_of(name));
    ber::encode_header(writer, ber::universal_key(ber::universal_number::visible_string), false, name.size());
}
/// One entry of a list of variables: a domain-specific name without alternate access.
void list_entry(BackWriter& writer, std::string_view domain, std::string_view item);

}  // namespace busbar::mms::put
