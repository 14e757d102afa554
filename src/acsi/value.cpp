// SPDX-License-Identifier: Apache-2.0
// Value: lossless conversions and the text form.
#include <array>
#include <busbar/value.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace busbar {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

Failure mismatch(const Value& value, std::string_view wanted) {
    if (const auto* error = value.get_if<DataAccessError>()) {
        return fail(Fault::refused, "no value", Code::data_access(static_cast<std::int32_t>(*error)));
    }
    return fail(Fault::violation, std::string(value.kind()) + " is not " + std::string(wanted));
}

Failure out_of_range(const Value& value, std::string_view wanted) {
    return fail(Fault::violation, value.text() + " is out of range for " + std::string(wanted));
}

/// The value as a double when it is a number at all; exact tells whether nothing was lost.
struct Number {
    double value = 0;
    bool exact = false;
};

std::optional<Number> number_of(const Value& value) {
    constexpr double two_to_63 = 9223372036854775808.0;
    if (const auto* v = value.get_if<float>()) return Number{double{*v}, true};
    if (const auto* v = value.get_if<double>()) return Number{*v, true};
    if (const auto* v = value.get_if<std::int64_t>()) {
        const auto d = static_cast<double>(*v);
        return Number{d, d < two_to_63 && static_cast<std::int64_t>(d) == *v};
    }
    if (const auto* v = value.get_if<std::uint64_t>()) {
        const auto d = static_cast<double>(*v);
        return Number{d, d < 2 * two_to_63 && static_cast<std::uint64_t>(d) == *v};
    }
    return std::nullopt;
}

template <class T>
std::string float_text(T value) {
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

std::string joined(const std::vector<Value>& items, char open, char close) {
    std::string text(1, open);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i != 0) text += ", ";
        text += items[i].text();
    }
    return text + close;
}

std::string bits_text(const BitString& bits) {
    std::string text;
    for (std::size_t i = 0; i < bits.size; ++i) text += bits.test(i) ? '1' : '0';
    return text;
}

std::string hex_text(const std::vector<std::uint8_t>& octets) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const std::uint8_t octet : octets) {
        text += digits[octet >> 4U];
        text += digits[octet & 15U];
    }
    return text;
}

}  // namespace

bool operator==(const Structure& a, const Structure& b) {
    return a.members == b.members;
}
bool operator==(const Array& a, const Array& b) {
    return a.elements == b.elements;
}

BitString::BitString(std::uint64_t number, std::size_t bit_count)
    : octets((std::min<std::size_t>(bit_count, 64) + 7) / 8), size(std::min<std::size_t>(bit_count, 64)) {
    for (std::size_t i = 0; i < size; ++i) {
        if ((number >> (size - 1 - i) & 1U) != 0) {
            octets[i / 8] = static_cast<std::uint8_t>(octets[i / 8] | 0x80U >> (i % 8));
        }
    }
}

std::uint64_t BitString::number() const {
    std::uint64_t result = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(size, 64); ++i)
        result = result << 1U | (test(i) ? 1U : 0U);
    return result;
}

Value::Value(Quality quality) : content_(BitString(quality.bits() >> 3U, Quality::size)) {}

const std::vector<Value>& Value::items() const {
    static const std::vector<Value> nothing;
    if (const auto* structure = get_if<Structure>()) return structure->members;
    if (const auto* array = get_if<Array>()) return array->elements;
    return nothing;
}

std::string_view Value::kind() const {
    static constexpr std::array<std::string_view, std::variant_size_v<Variant>> names = {
        "nothing",        "boolean",     "integer",      "unsigned",       "floating-point",
        "floating-point", "bit-string",  "octet-string", "visible-string", "mms-string",
        "utc-time",       "binary-time", "structure",    "array",          "data-access-error"};
    return names[content_.index()];
}

std::string Value::text() const {
    return std::visit(
        Overloaded{[](std::monostate) { return std::string("nothing"); },
                   [](bool v) { return std::string(v ? "true" : "false"); },
                   [](std::int64_t v) { return std::to_string(v); },
                   [](std::uint64_t v) { return std::to_string(v); }, [](float v) { return float_text(v); },
                   [](double v) { return float_text(v); }, [](const BitString& v) { return bits_text(v); },
                   [](const OctetString& v) { return hex_text(v.octets); },
                   [](const std::string& v) { return '"' + escaped(v) + '"'; },
                   [](const UnicodeString& v) { return '"' + escaped(v.text) + '"'; },
                   [](const Timestamp& v) { return to_text(v); },
                   [](const EntryTime& v) { return to_text(v); },
                   [](const Structure& v) { return joined(v.members, '{', '}'); },
                   [](const Array& v) { return joined(v.elements, '[', ']'); },
                   [](DataAccessError v) { return '<' + std::string(name_of(v)) + '>'; }},
        content_);
}

std::string_view name_of(DataAccessError error) {
    static constexpr std::array<std::string_view, 12> names = {
        "object-invalidated",        "hardware-fault",      "temporarily-unavailable",
        "object-access-denied",      "object-undefined",    "invalid-address",
        "type-unsupported",          "type-inconsistent",   "object-attribute-inconsistent",
        "object-access-unsupported", "object-non-existent", "object-value-invalid"};
    const auto at = static_cast<std::size_t>(error);
    return at < names.size() ? names[at] : std::string_view("unknown-error");
}

namespace detail {

Result<std::int64_t> to_integer(const Value& value, std::int64_t min, std::int64_t max) {
    std::int64_t number = 0;
    if (const auto* v = value.get_if<std::int64_t>()) {
        number = *v;
    } else if (value.get_if<bool>() != nullptr) {
        return mismatch(value, "an integer");
    } else {
        const auto positive = to_unsigned(value, std::numeric_limits<std::int64_t>::max());
        if (positive) {
            number = static_cast<std::int64_t>(*positive);
        } else if (const auto real = number_of(value); real && real->value < 0) {
            if (real->value < -9223372036854775808.0 || std::trunc(real->value) != real->value) {
                return out_of_range(value, "an integer");
            }
            number = static_cast<std::int64_t>(real->value);
        } else {
            return fail(positive.error());
        }
    }
    if (number < min || number > max) return out_of_range(value, "the integer type");
    return number;
}

Result<std::uint64_t> to_unsigned(const Value& value, std::uint64_t max) {
    std::uint64_t number = 0;
    if (const auto* v = value.get_if<std::uint64_t>()) {
        number = *v;
    } else if (const auto* i = value.get_if<std::int64_t>()) {
        if (*i < 0) return out_of_range(value, "the unsigned type");
        number = static_cast<std::uint64_t>(*i);
    } else if (const auto* bits = value.get_if<BitString>()) {
        if (bits->size > 64) return mismatch(value, "a number: it has more than 64 bits");
        number = bits->number();
    } else if (const auto real = number_of(value)) {
        if (!(real->value >= 0 && real->value < 18446744073709551616.0) ||
            std::trunc(real->value) != real->value) {
            return out_of_range(value, "an integer");
        }
        number = static_cast<std::uint64_t>(real->value);
    } else {
        return mismatch(value, "an integer");
    }
    if (number > max) return out_of_range(value, "the integer type");
    return number;
}

}  // namespace detail

template <>
Result<bool> Value::as<bool>() const {
    if (const auto* v = get_if<bool>()) return *v;
    return mismatch(*this, "a boolean");
}

template <>
Result<double> Value::as<double>() const {
    const auto number = number_of(*this);
    if (!number) return mismatch(*this, "a number");
    if (!number->exact) return out_of_range(*this, "double");
    return number->value;
}

template <>
Result<float> Value::as<float>() const {
    const auto number = number_of(*this);
    if (!number) return mismatch(*this, "a number");
    if (std::isnan(number->value)) return std::numeric_limits<float>::quiet_NaN();
    // A finite double beyond the floats would be undefined to convert.
    const bool finite_fits =
        std::isinf(number->value) || std::abs(number->value) <= double{std::numeric_limits<float>::max()};
    if (!number->exact || !finite_fits) return out_of_range(*this, "float");
    const auto narrow = static_cast<float>(number->value);
    if (double{narrow} < number->value || double{narrow} > number->value) return out_of_range(*this, "float");
    return narrow;
}

template <>
Result<std::string> Value::as<std::string>() const {
    if (const auto* v = get_if<std::string>()) return *v;
    if (const auto* v = get_if<UnicodeString>()) return v->text;
    return mismatch(*this, "a string");
}

template <>
Result<Quality> Value::as<Quality>() const {
    const auto* bits = get_if<BitString>();
    if (bits == nullptr) return mismatch(*this, "a quality");
    // Peers that append bits exist; those that cut some off do not say what they mean.
    if (bits->size < Quality::size) return out_of_range(*this, "a quality of 13 bits");
    return Quality::from_bits(static_cast<std::uint16_t>(unsigned{bits->octets[0]} << 8U | bits->octets[1]));
}

template <>
Result<BitString> Value::as<BitString>() const {
    if (const auto* v = get_if<BitString>()) return *v;
    return mismatch(*this, "a bit string");
}

template <>
Result<OctetString> Value::as<OctetString>() const {
    if (const auto* v = get_if<OctetString>()) return *v;
    return mismatch(*this, "an octet string");
}

template <>
Result<Timestamp> Value::as<Timestamp>() const {
    if (const auto* v = get_if<Timestamp>()) return *v;
    return mismatch(*this, "a time stamp");
}

template <>
Result<EntryTime> Value::as<EntryTime>() const {
    if (const auto* v = get_if<EntryTime>()) return *v;
    return mismatch(*this, "a binary time");
}

template <>
Result<SystemTime> Value::as<SystemTime>() const {
    if (const auto* v = get_if<Timestamp>()) return v->time();
    if (const auto* v = get_if<EntryTime>()) return v->time();
    return mismatch(*this, "a time");
}

}  // namespace busbar
