// SPDX-License-Identifier: Apache-2.0
// The primitive types of ASN.1 that MMS and its lower layers use, each with both directions side by side
// (ITU-T X.690 clause 8). Everything that holds octets is a view. BOOLEAN is bool, INTEGER the C++ integer
// type of its range: a value outside of it is a decoding failure, never a truncation.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>

#include "base/back_writer.hpp"
#include "ber/reader.hpp"

namespace busbar::ber {

/// How a C++ type stands for an ASN.1 primitive. Specialisations have: `tag` (universal number), `name`
/// (ASN.1 spelling), `decode(content, value, state)`, `encode(writer, value)`.
template <class T>
struct Primitive;

struct Null {
    friend bool operator==(Null, Null) { return true; }
};

/// BIT STRING: bit 0 is the most significant bit of the first octet.
struct BitString {
    Bytes octets;
    std::uint8_t unused = 0;  ///< bits of the last octet that do not count, 0..7

    [[nodiscard]] std::size_t size() const { return octets.size() * 8 - unused; }
    /// False past the end: a longer or shorter string than expected is normal between editions.
    [[nodiscard]] bool test(std::size_t bit) const {
        return bit < size() && (octets[bit / 8] >> (7 - bit % 8) & 1U) != 0;
    }
};

/// OCTET STRING.
struct OctetString {
    Bytes octets;
};

/// VisibleString and MMS Identifier (universal 26). Content is not checked: names of peers are compared,
/// escaped when shown, and never trusted.
struct VisibleString {
    std::string_view text;
    VisibleString() = default;
    VisibleString(std::string_view t) : text(t) {}    // NOLINT(google-explicit-constructor): a view of a view
    VisibleString(const char* t) : text(t) {}         // NOLINT(google-explicit-constructor)
    VisibleString(const std::string& t) : text(t) {}  // NOLINT(google-explicit-constructor)
    friend bool operator==(const VisibleString&, const VisibleString&) = default;
};

/// GraphicString (universal 25): file names, passwords.
struct GraphicString {
    std::string_view text;
    friend bool operator==(const GraphicString&, const GraphicString&) = default;
};

/// UTF8String (universal 12), also MMSString.
struct Utf8String {
    std::string_view text;
    friend bool operator==(const Utf8String&, const Utf8String&) = default;
};

/// GeneralizedTime as its text.
struct GeneralizedTime {
    std::string_view text;
    friend bool operator==(const GeneralizedTime&, const GeneralizedTime&) = default;
};

/// OBJECT IDENTIFIER by its content octets.
struct ObjectIdentifier {
    Bytes content;
    friend bool operator==(const ObjectIdentifier& a, const ObjectIdentifier& b) {
        return text_of(a.content) == text_of(b.content);
    }
    /// "1.0.9506.2.3"; the octets in hexadecimal where they are no object identifier.
    [[nodiscard]] std::string dotted() const;
};

/// Content octets of an object identifier in dotted form. Fails (malformed) on less than two arcs, on a first
/// arc above 2 or a second above 39 below the first arcs 0 and 1, and on arcs above 2^32-1.
Result<ByteVector> oid_content(std::string_view dotted);

/// Content octets of a two's complement INTEGER. Shortest form.
void encode_integer(BackWriter& writer, std::int64_t value);
/// Content of 1 to 9 octets to a number, non-minimal forms accepted. A value beyond 64 bits fails.
bool decode_integer(Bytes content, std::int64_t& value, DecodeState& state);
/// For unsigned 64-bit values, which need up to 9 octets.
void encode_unsigned(BackWriter& writer, std::uint64_t value);

template <std::integral T>
requires(!std::same_as<T, bool> && sizeof(T) <= 8 &&
         !(std::unsigned_integral<T> && sizeof(T) == 8)) struct Primitive<T> {
    static constexpr std::uint32_t tag = universal_number::integer;
    static constexpr const char* name = "INTEGER";
    static bool decode(Bytes content, T& value, DecodeState& state) {
        std::int64_t wide = 0;
        if (!decode_integer(content, wide, state)) return false;
        if (!std::in_range<T>(wide)) {
            return state.fail(Fault::violation, "integer out of range", content.data());
        }
        value = static_cast<T>(wide);
        return true;
    }
    static void encode(BackWriter& writer, T value) {
        encode_integer(writer, static_cast<std::int64_t>(value));
    }
};

/// An enumeration stands for an INTEGER with named numbers. Numbers without a name are kept as they are.
template <class E>
requires std::is_enum_v<E>
struct Primitive<E> {
    using Number = std::underlying_type_t<E>;
    static constexpr std::uint32_t tag = universal_number::integer;
    static constexpr const char* name = "INTEGER";
    static bool decode(Bytes content, E& value, DecodeState& state) {
        Number number = 0;
        if (!Primitive<Number>::decode(content, number, state)) return false;
        value = static_cast<E>(number);
        return true;
    }
    static void encode(BackWriter& writer, E value) {
        encode_integer(writer, static_cast<std::int64_t>(value));
    }
};

template <>
struct Primitive<bool> {
    static constexpr std::uint32_t tag = universal_number::boolean;
    static constexpr const char* name = "BOOLEAN";
    static bool decode(Bytes content, bool& value, DecodeState& state) {
        if (content.size() != 1) return state.malformed("BOOLEAN is not one octet", content.data());
        value = content[0] != 0;
        return true;
    }
    static void encode(BackWriter& writer, bool value) { writer.prepend_octet(value ? 0xFF : 0); }
};

template <>
struct Primitive<Null> {
    static constexpr std::uint32_t tag = universal_number::null;
    static constexpr const char* name = "NULL";
    static bool decode(Bytes content, Null&, DecodeState& state) {
        return content.empty() || state.malformed("NULL has content", content.data());
    }
    static void encode(BackWriter&, Null) {}
};

template <>
struct Primitive<BitString> {
    static constexpr std::uint32_t tag = universal_number::bit_string;
    static constexpr const char* name = "BIT STRING";
    static bool decode(Bytes content, BitString& value, DecodeState& state) {
        if (content.empty()) return state.malformed("BIT STRING without its first octet", content.data());
        if (content[0] > 7) return state.malformed("BIT STRING with over 7 unused bits", content.data());
        if (content.size() == 1 && content[0] != 0) {
            return state.malformed("empty BIT STRING with unused bits", content.data());
        }
        value = {content.subspan(1), content[0]};
        return true;
    }
    static void encode(BackWriter& writer, const BitString& value) {
        writer.prepend_bytes(value.octets);
        writer.prepend_octet(value.unused);
    }
};

/// The string types differ in tag and name only.
template <class T, std::uint32_t Number>
struct TextPrimitive {
    static constexpr std::uint32_t tag = Number;
    static bool decode(Bytes content, T& value, DecodeState&) {
        value.text = text_of(content);
        return true;
    }
    static void encode(BackWriter& writer, const T& value) { writer.prepend_bytes(bytes_of(value.text)); }
};
template <>
struct Primitive<VisibleString> : TextPrimitive<VisibleString, universal_number::visible_string> {
    static constexpr const char* name = "VisibleString";
};
template <>
struct Primitive<GraphicString> : TextPrimitive<GraphicString, universal_number::graphic_string> {
    static constexpr const char* name = "GraphicString";
};
template <>
struct Primitive<Utf8String> : TextPrimitive<Utf8String, universal_number::utf8_string> {
    static constexpr const char* name = "UTF8String";
};
template <>
struct Primitive<GeneralizedTime> : TextPrimitive<GeneralizedTime, universal_number::generalized_time> {
    static constexpr const char* name = "GeneralizedTime";
};

template <>
struct Primitive<OctetString> {
    static constexpr std::uint32_t tag = universal_number::octet_string;
    static constexpr const char* name = "OCTET STRING";
    static bool decode(Bytes content, OctetString& value, DecodeState&) {
        value.octets = content;
        return true;
    }
    static void encode(BackWriter& writer, const OctetString& value) { writer.prepend_bytes(value.octets); }
};

template <>
struct Primitive<ObjectIdentifier> {
    static constexpr std::uint32_t tag = universal_number::object_identifier;
    static constexpr const char* name = "OBJECT IDENTIFIER";
    static bool decode(Bytes content, ObjectIdentifier& value, DecodeState& state) {
        if (content.empty() || (content.back() & 0x80U) != 0) {
            return state.malformed("OBJECT IDENTIFIER is cut off", content.data());
        }
        value.content = content;
        return true;
    }
    static void encode(BackWriter& writer, const ObjectIdentifier& value) {
        writer.prepend_bytes(value.content);
    }
};

/// For tags from 31 on and contents from 128 octets on.
void encode_long_header(BackWriter& writer, TagKey key, bool constructed, std::size_t content_size);

/// Identifier and length octets before the `content_size` octets that stand at the head of the writer.
inline void encode_header(BackWriter& writer, TagKey key, bool constructed, std::size_t content_size) {
    const std::uint32_t number = tag_number(key);
    if (number >= 0x1F || content_size >= 0x80) {
        return encode_long_header(writer, key, constructed, content_size);
    }
    if (Octet* const at = writer.prepend(2)) {
        at[0] = static_cast<Octet>(tag_class(key) << 6U | (constructed ? 0x20U : 0U) | number);
        at[1] = static_cast<Octet>(content_size);
    }
}

}  // namespace busbar::ber
