// SPDX-License-Identifier: Apache-2.0
// Data of ISO 9506-2 (14.4.2 of the protocol part): one value of any type, as it travels. Views of the
// message or of the caller's elements; nothing is owned. REAL is kept as its octets (nobody sends it). How
// the values of IEC 61850 stand in these types is IEC 61850-8-1's business and done above this layer.
#pragma once

#include <bit>
#include <busbar/value.hpp>

#include "ber/layout.hpp"
#include "ber/visitor.hpp"

namespace busbar::mms {

struct Data;

struct Array {
    ber::List<Data> elements;
};
struct Structure {
    ber::List<Data> members;
};

/// INTEGER of up to 128 bits, INT128 of IEC 61850 being the widest.
struct Integer {
    std::int64_t value = 0;  ///< the number, or its lower 64 bits where !fits()
    std::int64_t upper = 0;  ///< the upper 64 bits: 0 or -1 where the number fits into 64

    Integer() = default;
    Integer(std::int64_t number) : value(number), upper(number < 0 ? -1 : 0) {}  // NOLINT: it is that number
    [[nodiscard]] bool fits() const { return upper == (value < 0 ? -1 : 0); }
    friend bool operator==(const Integer&, const Integer&) = default;
};

/// INTEGER >= 0 of up to 64 bits. Peers forget the leading zero octet: up to 8 octets are all digits.
struct Unsigned {
    std::uint64_t value = 0;
    friend bool operator==(const Unsigned&, const Unsigned&) = default;
};

/// IEEE 754 single or double, told apart by the length; the peer's exponent-width octet is not looked at.
/// Kept as bits, so that every NaN survives.
struct FloatingPoint {
    std::uint64_t bits = 0;  ///< of the double, or of the single in the lower half
    bool is_double = false;

    FloatingPoint() = default;
    FloatingPoint(float number) : bits(std::bit_cast<std::uint32_t>(number)) {}  // NOLINT: it is that number
    FloatingPoint(double number) : bits(std::bit_cast<std::uint64_t>(number)), is_double(true) {}  // NOLINT
    [[nodiscard]] double as_double() const {
        return is_double ? std::bit_cast<double>(bits) : static_cast<double>(as_single());
    }
    /// The nearest single where it is a double.
    [[nodiscard]] float as_float() const { return is_double ? static_cast<float>(as_double()) : as_single(); }
    friend bool operator==(const FloatingPoint&, const FloatingPoint&) = default;

private:
    [[nodiscard]] float as_single() const { return std::bit_cast<float>(static_cast<std::uint32_t>(bits)); }
};

/// ASN.1 REAL as its content octets.
struct Real {
    Bytes content;
};

/// TimeOfDay: 4 octets are a time of day, 6 a date as well.
struct BinaryTime {
    std::uint32_t milliseconds = 0;     ///< since midnight UTC
    std::optional<std::uint16_t> days;  ///< since 1984-01-01; absent in the short form
    friend bool operator==(const BinaryTime&, const BinaryTime&) = default;
};

/// UtcTime of IEC 61850-8-1: seconds since 1970, fraction in 2^-24 s, quality.
/// busbar::Timestamp::from_octets() takes it apart.
struct UtcTime {
    std::array<Octet, 8> octets{};
    friend bool operator==(const UtcTime&, const UtcTime&) = default;
};

/// A number whose decimal digits matter; content is that of INTEGER.
struct Bcd {
    std::int64_t value = 0;
};
struct BooleanArray {
    ber::BitString bits;
};

struct Data {
    using Value = std::variant<Array, Structure, bool, ber::BitString, Integer, Unsigned, FloatingPoint, Real,
                               ber::OctetString, ber::VisibleString, ber::GeneralizedTime, BinaryTime, Bcd,
                               BooleanArray, ber::ObjectIdentifier, ber::Utf8String, UtcTime>;
    Value value;

    /// The value as a T, or nullptr where it is of another type. `data.get_if<mms::Structure>()`.
    template <class T>
    [[nodiscard]] const T* get_if() const {
        return std::get_if<T>(&value);
    }
};

/// One item of a Read or a report: `80 code` or Data.
struct AccessResult {
    std::variant<DataAccessError, Data> value;

    [[nodiscard]] const Data* data() const { return std::get_if<Data>(&value); }
    [[nodiscard]] const DataAccessError* failure() const { return std::get_if<DataAccessError>(&value); }
};

/// One value, tag included, taken from `input`, which holds nothing else. It views `input`.
Result<Data> decode_data(Bytes input);
/// Prepends the whole element.
void encode(BackWriter& writer, const Data& data);
/// "12.5", "TRUE", "'0000'B": one value, indented and on several lines where it is structured. For people.
std::string dump(const Data& data);

/// "2026-11-22T12:00:00.000000000Z", then what is said about the quality. Never fails.
std::string to_text(const UtcTime& time);
/// "12:34:56.789Z", with the date before it where there is one.
std::string to_text(const BinaryTime& time);
/// Shortest decimal that gives the same number back; "nan", "inf", "-inf".
std::string to_text(const FloatingPoint& number);
std::string to_text(const Integer& number);

}  // namespace busbar::mms

namespace busbar::ber {

template <>
struct Primitive<mms::Integer> {
    static constexpr std::uint32_t tag = universal_number::integer;
    static constexpr const char* name = "INTEGER";
    static bool decode(Bytes content, mms::Integer& value, DecodeState& state);
    static void encode(BackWriter& writer, const mms::Integer& value);
};
template <>
struct Primitive<mms::Unsigned> {
    static constexpr std::uint32_t tag = universal_number::integer;
    static constexpr const char* name = "Unsigned";
    static bool decode(Bytes content, mms::Unsigned& value, DecodeState& state);
    static void encode(BackWriter& writer, const mms::Unsigned& value) {
        encode_unsigned(writer, value.value);
    }
};
template <>
struct Primitive<mms::FloatingPoint> {
    static constexpr std::uint32_t tag = universal_number::octet_string;
    static constexpr const char* name = "FloatingPoint";
    static constexpr Octet exponent_bits_single = 8, exponent_bits_double = 11;
    static bool decode(Bytes content, mms::FloatingPoint& value, DecodeState& state) {
        if (content.size() != 5 && content.size() != 9) {
            return state.malformed("floating-point is neither 5 nor 9 octets", content.data());
        }
        value.is_double = content.size() == 9;
        value.bits = value.is_double ? number<8>(content.subspan(1)) : number<4>(content.subspan(1));
        return true;
    }
    /// Big-endian; written out, it is compiled to one load.
    template <std::size_t Size>
    static std::uint64_t number(Bytes octets) {
        if constexpr (Size == 4) {
            return std::uint32_t{octets[0]} << 24U | std::uint32_t{octets[1]} << 16U |
                   std::uint32_t{octets[2]} << 8U | std::uint32_t{octets[3]};
        } else {
            return number<4>(octets) << 32U | number<4>(octets.subspan(4));
        }
    }
    static void encode(BackWriter& writer, const mms::FloatingPoint& value) {
        const std::size_t size = value.is_double ? 9 : 5;
        Octet* const at = writer.prepend(size);
        if (at == nullptr) return;
        at[0] = value.is_double ? exponent_bits_double : exponent_bits_single;
        std::uint64_t rest = value.bits;
        for (std::size_t i = size - 1; i > 0; --i, rest >>= 8U) at[i] = static_cast<Octet>(rest & 0xFFU);
    }
};
template <>
struct Primitive<mms::Real> {
    static constexpr std::uint32_t tag = 9;
    static constexpr const char* name = "REAL";
    static bool decode(Bytes content, mms::Real& value, DecodeState&) {
        value.content = content;
        return true;
    }
    static void encode(BackWriter& writer, const mms::Real& value) { writer.prepend_bytes(value.content); }
};
template <>
struct Primitive<mms::BinaryTime> {
    static constexpr std::uint32_t tag = universal_number::octet_string;
    static constexpr const char* name = "TimeOfDay";
    static bool decode(Bytes content, mms::BinaryTime& value, DecodeState& state);
    static void encode(BackWriter& writer, const mms::BinaryTime& value);
};
template <>
struct Primitive<mms::UtcTime> {
    static constexpr std::uint32_t tag = universal_number::octet_string;
    static constexpr const char* name = "UtcTime";
    static bool decode(Bytes content, mms::UtcTime& value, DecodeState& state) {
        if (content.size() != 8) return state.malformed("utc-time is not 8 octets", content.data());
        std::copy(content.begin(), content.end(), value.octets.begin());
        return true;
    }
    static void encode(BackWriter& writer, const mms::UtcTime& value) { writer.prepend_bytes(value.octets); }
};

template <>
struct Shown<mms::Integer> {
    static void show(const mms::Integer& value, std::string_view name, Visitor& visitor);
};
template <>
struct Shown<mms::Unsigned> {
    static void show(const mms::Unsigned& value, std::string_view name, Visitor& visitor);
};
template <>
struct Shown<mms::FloatingPoint> {
    static void show(const mms::FloatingPoint& value, std::string_view name, Visitor& visitor);
};
template <>
struct Shown<mms::Real> {
    static void show(const mms::Real& value, std::string_view name, Visitor& visitor);
};
template <>
struct Shown<mms::BinaryTime> {
    static void show(const mms::BinaryTime& value, std::string_view name, Visitor& visitor);
};
template <>
struct Shown<mms::UtcTime> {
    static void show(const mms::UtcTime& value, std::string_view name, Visitor& visitor);
};
template <>
struct Shown<DataAccessError> {
    static void show(DataAccessError value, std::string_view name, Visitor& visitor);
};

template <>
struct Layout<mms::Array> {
    static constexpr auto value = transparent(&mms::Array::elements);
};
template <>
struct Layout<mms::Structure> {
    static constexpr auto value = transparent(&mms::Structure::members);
};
template <>
struct Layout<mms::Bcd> {
    static constexpr auto value = transparent(&mms::Bcd::value);
};
template <>
struct Layout<mms::BooleanArray> {
    static constexpr auto value = transparent(&mms::BooleanArray::bits);
};
template <>
struct Layout<mms::Data> {
    static constexpr auto value =
        choice(&mms::Data::value, alternative("array", context(1)), alternative("structure", context(2)),
               alternative("boolean", context(3)), alternative("bit-string", context(4)),
               alternative("integer", context(5)), alternative("unsigned", context(6)),
               alternative("floating-point", context(7)), alternative("real", context(8)),
               alternative("octet-string", context(9)), alternative("visible-string", context(10)),
               alternative("generalized-time", context(11)), alternative("binary-time", context(12)),
               alternative("bcd", context(13)), alternative("booleanArray", context(14)),
               alternative("objId", context(15)), alternative("mMSString", context(16)),
               alternative("utc-time", context(17)));
};
template <>
struct Layout<mms::AccessResult> {
    static constexpr auto value =
        choice(&mms::AccessResult::value, alternative("failure", context(0)), alternative("success"));
};

// Instantiated once, in data.cpp.
extern template bool decode_element(const Element&, mms::Data&, DecodeState&);
extern template bool decode_element(const Element&, mms::AccessResult&, DecodeState&);
extern template bool check_element<mms::Data>(const Element&, DecodeState&);
extern template bool check_element<mms::AccessResult>(const Element&, DecodeState&);

}  // namespace busbar::ber
