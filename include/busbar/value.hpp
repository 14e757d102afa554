// SPDX-License-Identifier: Apache-2.0
// A value of any MMS data type, owned: what a client reads and writes, and what a model is built from.
// Structure members carry no names, as on the wire. The server's reading path does not use it.
#pragma once

#include <busbar/error.hpp>
#include <busbar/quality.hpp>
#include <busbar/timestamp.hpp>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace busbar {

/// ISO 9506-2 DataAccessError: the failure of one object in a Read or Write.
enum class DataAccessError : std::uint8_t {
    object_invalidated = 0,
    hardware_fault = 1,
    temporarily_unavailable = 2,
    object_access_denied = 3,
    object_undefined = 4,
    invalid_address = 5,
    type_unsupported = 6,
    type_inconsistent = 7,
    object_attribute_inconsistent = 8,
    object_access_unsupported = 9,
    object_non_existent = 10,
    object_value_invalid = 11,
};

/// Bits, the first one in the highest bit of the first octet. Unused bits of the last octet are zero.
struct BitString {
    std::vector<std::uint8_t> octets;
    std::size_t size = 0;  ///< bits

    BitString() = default;
    /// `size` bits (at most 64) of a number; the first bit is the most significant one.
    BitString(std::uint64_t number, std::size_t size);
    [[nodiscard]] bool test(std::size_t bit) const {
        return bit < size && (octets[bit / 8] >> (7U - bit % 8U) & 1U) != 0;
    }
    /// The first 64 bits as a number, first bit most significant.
    [[nodiscard]] std::uint64_t number() const;
    friend bool operator==(const BitString&, const BitString&) = default;
};

struct OctetString {
    std::vector<std::uint8_t> octets;
    friend bool operator==(const OctetString&, const OctetString&) = default;
};
/// MMSString: UTF-8.
struct UnicodeString {
    std::string text;
    friend bool operator==(const UnicodeString&, const UnicodeString&) = default;
};

class Value;
struct Structure {
    std::vector<Value> members;
    friend bool operator==(const Structure&, const Structure&);
};
struct Array {
    std::vector<Value> elements;
    friend bool operator==(const Array&, const Array&);
};

/// One value. Equality is of kind and content: an INTEGER 1 and an Unsigned 1 differ.
class Value {
public:
    using Variant =
        std::variant<std::monostate, bool, std::int64_t, std::uint64_t, float, double, BitString, OctetString,
                     std::string, UnicodeString, Timestamp, EntryTime, Structure, Array, DataAccessError>;

    /// No value; not encodable.
    Value() = default;
    Value(bool value) : content_(value) {}  // NOLINT: implicit by intent, here and below
    Value(float value) : content_(value) {}
    Value(double value) : content_(value) {}
    template <class T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool> && std::is_signed_v<T>) Value(T value)
        : content_(std::int64_t{value}) {}
    template <class T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool> && std::is_unsigned_v<T>) Value(T value)
        : content_(std::uint64_t{value}) {}
    Value(const char* text) : content_(std::string(text)) {}
    Value(std::string_view text) : content_(std::string(text)) {}
    Value(std::string text) : content_(std::move(text)) {}
    Value(Quality quality);
    Value(BitString bits) : content_(std::move(bits)) {}
    Value(OctetString octets) : content_(std::move(octets)) {}
    Value(UnicodeString text) : content_(std::move(text)) {}
    Value(Timestamp time) : content_(time) {}
    Value(EntryTime time) : content_(time) {}
    Value(DataAccessError error) : content_(error) {}
    Value(Structure members) : content_(std::move(members)) {}
    Value(Array elements) : content_(std::move(elements)) {}

    static Value structure(std::vector<Value> members) { return Structure{std::move(members)}; }
    static Value array(std::vector<Value> elements) { return Array{std::move(elements)}; }

    /// Pointer to the content when it is exactly a T, else null.
    template <class T>
    [[nodiscard]] const T* get_if() const {
        return std::get_if<T>(&content_);
    }
    [[nodiscard]] const Variant& content() const { return content_; }
    [[nodiscard]] bool empty() const { return content_.index() == 0; }
    [[nodiscard]] bool is_error() const { return get_if<DataAccessError>() != nullptr; }
    /// Members of a structure or elements of an array; empty for others.
    [[nodiscard]] const std::vector<Value>& items() const;

    /// Conversion that loses nothing. T is bool, a built-in integer, float, double, std::string (any string),
    /// Quality, BitString, OctetString, Timestamp, EntryTime or SystemTime. Numbers convert when the value is
    /// exactly representable; a bit string of up to 64 bits is a number too. Fails: refused with the code for
    /// a DataAccessError, violation "type" or "range" otherwise.
    template <class T>
    [[nodiscard]] Result<T> as() const;

    /// The MMS name of the kind: "integer", "structure", ...
    [[nodiscard]] std::string_view kind() const;
    /// For people: 12, 3.5, "text", {1, 2}, [1, 2], bits "0110", octets as hex, times by RFC 3339, and
    /// failures as <object-access-denied>. Untrusted text is escaped.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const Value&, const Value&) = default;

private:
    Variant content_;
};

std::string_view name_of(DataAccessError error);

namespace detail {
Result<std::int64_t> to_integer(const Value& value, std::int64_t min, std::int64_t max);
Result<std::uint64_t> to_unsigned(const Value& value, std::uint64_t max);
}  // namespace detail

template <>
Result<bool> Value::as<bool>() const;
template <>
Result<float> Value::as<float>() const;
template <>
Result<double> Value::as<double>() const;
template <>
Result<std::string> Value::as<std::string>() const;
template <>
Result<Quality> Value::as<Quality>() const;
template <>
Result<BitString> Value::as<BitString>() const;
template <>
Result<OctetString> Value::as<OctetString>() const;
template <>
Result<Timestamp> Value::as<Timestamp>() const;
template <>
Result<EntryTime> Value::as<EntryTime>() const;
template <>
Result<SystemTime> Value::as<SystemTime>() const;

template <class T>
Result<T> Value::as() const {
    static_assert(std::is_integral_v<T>, "no conversion of a Value to this type");
    if constexpr (std::is_signed_v<T>) {
        return detail::to_integer(*this, std::numeric_limits<T>::min(), std::numeric_limits<T>::max())
            .map([](std::int64_t number) { return static_cast<T>(number); });
    } else {
        return detail::to_unsigned(*this, std::numeric_limits<T>::max()).map([](std::uint64_t number) {
            return static_cast<T>(number);
        });
    }
}

}  // namespace busbar
