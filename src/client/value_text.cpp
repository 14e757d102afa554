// SPDX-License-Identifier: Apache-2.0
// value_from_text(): what a person types, read by the type description of the object that it is for.
#include <busbar/quality.hpp>
#include <busbar/remote_model.hpp>
#include <charconv>

#include "base/bytes.hpp"

namespace busbar {
namespace {

using Node = RemoteModel::Node;

Failure not_a(Node type, std::string_view text, std::string_view wanted) {
    Error error;
    error.fault = Fault::malformed;
    error.path = type.reference();
    error.text = "\"" + escaped(text) + "\" is not " + std::string(wanted);
    return fail(std::move(error));
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Decimal or 0x..; all of the text.
template <class T>
std::optional<T> number_of(std::string_view text) {
    T number{};
    bool negative = false;
    if (text.starts_with('+')) text.remove_prefix(1);
    int base = 10;
    if (text.starts_with("-0x") || text.starts_with("-0X")) {
        negative = true;
        text.remove_prefix(1);
    }
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (text.empty() || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if constexpr (std::is_signed_v<T>) {
        if (negative) number = static_cast<T>(-number);
    } else if (negative) {
        return std::nullopt;
    }
    return number;
}

std::optional<bool> boolean_of(std::string_view text) {
    for (const std::string_view yes : {"true", "TRUE", "True", "on", "1"}) {
        if (text == yes) return true;
    }
    for (const std::string_view no : {"false", "FALSE", "False", "off", "0"}) {
        if (text == no) return false;
    }
    return std::nullopt;
}

Result<Value> bits_of(std::string_view text, Node type) {
    const std::int32_t extent = type.extent();
    const std::size_t size =
        extent < 0 ? static_cast<std::size_t>(-std::int64_t{extent}) : static_cast<std::size_t>(extent);
    const bool all_bits = !text.empty() && text.find_first_not_of("01") == std::string_view::npos;
    if (all_bits && (text.size() == size || (extent < 0 && text.size() > 1 && text.size() <= size))) {
        BitString bits;
        bits.size = text.size();
        bits.octets.assign((text.size() + 7) / 8, 0);
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '1')
                bits.octets[i / 8] = static_cast<std::uint8_t>(bits.octets[i / 8] | 0x80U >> i % 8);
        }
        return Value(std::move(bits));
    }
    if (size == Quality::size) {
        if (const Result<Quality> quality = parse_quality(text)) return Value(*quality);
    }
    if (size == 2) {
        // Dbpos and Tcmd share the size; the words of one are not those of the other.
        constexpr std::string_view positions[] = {"intermediate-state", "off", "on", "bad-state"};
        constexpr std::string_view commands[] = {"stop", "lower", "higher", "reserved"};
        for (std::uint64_t i = 0; i < 4; ++i) {
            if (text == positions[i] || text == commands[i]) return Value(BitString(i, 2));
        }
    }
    const auto number = number_of<std::uint64_t>(text);
    if (!number) return not_a(type, text, "a bit string (0 and 1, or a number)");
    return convert(Value(*number), type);
}

/// Splits "{a, {b, c}, \"d, e\"}" at the commas of its outermost level.
std::optional<std::vector<std::string_view>> items_of(std::string_view text) {
    const bool braces = text.starts_with('{') && text.ends_with('}');
    const bool brackets = text.starts_with('[') && text.ends_with(']');
    if (text.size() < 2 || (!braces && !brackets)) return std::nullopt;
    const std::string_view inside = trimmed(text.substr(1, text.size() - 2));
    std::vector<std::string_view> items;
    if (inside.empty()) return items;
    std::size_t begin = 0;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < inside.size(); ++i) {
        const char c = inside[i];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth < 0) return std::nullopt;
        if (c == ',' && depth == 0) {
            items.push_back(trimmed(inside.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    if (quoted || depth != 0) return std::nullopt;
    items.push_back(trimmed(inside.substr(begin)));
    return items;
}

Result<Value> structured(std::string_view text, Node type) {
    const auto items = items_of(text);
    if (!items) return not_a(type, text, "a list of values in braces");
    const bool array = type.type() == MmsType::array;
    const std::size_t count = array ? type.element_count() : type.child_count();
    if (items->size() != count) {
        return not_a(type, text, std::to_string(count) + " values, but " + std::to_string(items->size()));
    }
    std::vector<Value> values;
    Node member = type.at(type.index() + 1);
    for (const std::string_view item : *items) {
        Result<Value> value = value_from_text(item, member);
        if (!value) return value;
        values.push_back(std::move(*value));
        if (!array) member = member.at(member.end_index());
    }
    if (array) return Value::array(std::move(values));
    return Value::structure(std::move(values));
}

std::string_view unquoted(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
    return text;
}

}  // namespace

Result<Value> value_from_text(std::string_view text, RemoteModel::Node type) {
    const std::string_view plain = trimmed(text);
    switch (type.type()) {
        case MmsType::structure:
        case MmsType::array: return structured(plain, type);
        case MmsType::boolean: {
            const auto flag = boolean_of(plain);
            if (!flag) return not_a(type, plain, "true or false");
            return Value(*flag);
        }
        case MmsType::bit_string: return bits_of(plain, type);
        case MmsType::integer: {
            const auto number = number_of<std::int64_t>(plain);
            if (!number) return not_a(type, plain, "a whole number");
            return convert(Value(*number), type);
        }
        case MmsType::unsigned_integer: {
            const auto number = number_of<std::uint64_t>(plain);
            if (!number) return not_a(type, plain, "a whole number from 0");
            return convert(Value(*number), type);
        }
        case MmsType::floating_point: {
            double number = 0;
            const auto [end, code] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
            if (plain.empty() || code != std::errc() || end != plain.data() + plain.size()) {
                return not_a(type, plain, "a number");
            }
            return convert(Value(number), type);
        }
        case MmsType::octet_string: {
            Result<ByteVector> octets = from_hex(plain);
            if (!octets) return not_a(type, plain, "octets in hexadecimal");
            return convert(Value(OctetString{std::move(*octets)}), type);
        }
        case MmsType::visible_string:
        case MmsType::mms_string: return convert(Value(unquoted(text)), type);
        case MmsType::utc_time:
        case MmsType::binary_time: {
            const Result<SystemTime> time = parse_time(plain);
            if (!time) return not_a(type, plain, "a time such as 2026-11-22T12:00:00.000Z");
            if (type.type() == MmsType::utc_time) return Value(Timestamp::from(*time));
            return Value(EntryTime::from(*time));
        }
        case MmsType::unknown:
        case MmsType::real:
        case MmsType::generalized_time:
        case MmsType::bcd:
        case MmsType::object_identifier: break;
    }
    return not_a(type, plain, "writable: the object's type is " + type.type_text());
}

}  // namespace busbar
