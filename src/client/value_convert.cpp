// SPDX-License-Identifier: Apache-2.0
// convert(): a Value as the type description of its object asks for it (8-1 clause 18: integers and floats by
// width, bit strings and strings by size, structures member by member). What does not fit is an error, never
// cut.
#include <algorithm>
#include <busbar/remote_model.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/bytes.hpp"

namespace busbar {
namespace {

using Node = RemoteModel::Node;

Failure wrong(Node type, std::string text) {
    Error error;
    error.fault = Fault::violation;
    error.path = type.reference();
    error.text = std::move(text);
    return fail(std::move(error));
}

Failure at_type(Node type, Error error) {
    if (error.path.empty()) error.path = type.reference();
    return fail(std::move(error));
}

bool fits_signed(std::int64_t number, std::int32_t width) {
    if (width <= 0 || width >= 64) return true;
    const std::int64_t limit = std::int64_t{1} << (width - 1);
    return number >= -limit && number < limit;
}
bool fits_unsigned(std::uint64_t number, std::int32_t width) {
    return width <= 0 || width >= 64 || number < std::uint64_t{1} << width;
}

Result<Value> to_integer(const Value& value, Node type) {
    const Result<std::int64_t> number = value.as<std::int64_t>();
    if (!number) return at_type(type, number.error());
    if (!fits_signed(*number, type.extent()))
        return wrong(type, "number out of the range of " + type.type_text());
    return Value(*number);
}

Result<Value> to_unsigned(const Value& value, Node type) {
    const Result<std::uint64_t> number = value.as<std::uint64_t>();
    if (!number) return at_type(type, number.error());
    if (!fits_unsigned(*number, type.extent()))
        return wrong(type, "number out of the range of " + type.type_text());
    return Value(*number);
}

Result<Value> to_float(const Value& value, Node type) {
    double number = 0;
    if (const auto* single = value.get_if<float>()) {
        if (type.extent() != 64) return Value(*single);
        number = static_cast<double>(*single);
    } else {
        const Result<double> converted = value.as<double>();
        if (!converted) return at_type(type, converted.error());
        number = *converted;
    }
    if (type.extent() == 64) return Value(number);
    // The nearest single is what a person means by 0.1; only a number beyond its range is wrong.
    if (std::isfinite(number) && std::abs(number) > double{std::numeric_limits<float>::max()}) {
        return wrong(type, "number out of the range of a single");
    }
    return Value(static_cast<float>(number));
}

Result<Value> to_bits(const Value& value, Node type) {
    const auto size = static_cast<std::size_t>(std::abs(static_cast<long>(type.extent())));
    if (const auto* bits = value.get_if<BitString>()) {
        if (type.extent() > 0 && bits->size != size) return wrong(type, "bit string of another size");
        if (bits->size > size && size != 0) return wrong(type, "bit string is too long");
        return value;
    }
    const Result<std::uint64_t> number = value.as<std::uint64_t>();
    if (!number) return at_type(type, number.error());
    if (size == 0 || size > 64) return wrong(type, "a number needs a bit string of 1 to 64 bits");
    if (!fits_unsigned(*number, static_cast<std::int32_t>(size))) return wrong(type, "number has more bits");
    return Value(BitString(*number, size));
}

Result<Value> to_text(const Value& value, Node type) {
    const Result<std::string> text = value.as<std::string>();
    if (!text) return at_type(type, text.error());
    const bool unicode = type.type() == MmsType::mms_string;
    std::size_t size = text->size();
    if (unicode) {
        // The size of an MMSString counts characters.
        size = static_cast<std::size_t>(std::count_if(text->begin(), text->end(), [](char octet) {
            return (static_cast<unsigned char>(octet) & 0xC0U) != 0x80U;
        }));
    }
    if (type.extent() != 0 && size > static_cast<std::size_t>(std::abs(static_cast<long>(type.extent())))) {
        return wrong(type, "text is longer than " + type.type_text());
    }
    if (unicode) return Value(UnicodeString{*text});
    return Value(*text);
}

Result<Value> to_octets(const Value& value, Node type) {
    const Result<OctetString> string = value.as<OctetString>();
    if (!string) return at_type(type, string.error());
    const auto limit = static_cast<std::size_t>(std::abs(static_cast<long>(type.extent())));
    if (limit != 0 && string->octets.size() > limit) return wrong(type, "longer than " + type.type_text());
    return Value(*string);
}

Result<Value> to_items(const Value& value, Node type) {
    const bool array = type.type() == MmsType::array;
    const bool kind_fits = array ? value.get_if<Array>() != nullptr : value.get_if<Structure>() != nullptr;
    // Text in braces does not say which of the two it is, a list in code may be either.
    if (!kind_fits && value.items().empty()) return wrong(type, "needs " + type.type_text());
    const std::size_t count = array ? type.element_count() : type.child_count();
    if (value.items().size() != count) {
        return wrong(
            type, "needs " + std::to_string(count) + " items, not " + std::to_string(value.items().size()));
    }
    std::vector<Value> items;
    items.reserve(count);
    Node member = type.at(type.index() + 1);
    for (const Value& item : value.items()) {
        Result<Value> converted = convert(item, member);
        if (!converted) return converted;
        items.push_back(std::move(*converted));
        if (!array) member = member.at(member.end_index());
    }
    if (array) return Value::array(std::move(items));
    return Value::structure(std::move(items));
}

template <class T>
Result<Value> to_time(const Value& value, Node type) {
    const Result<T> time = value.as<T>();
    if (!time) return at_type(type, time.error());
    return Value(*time);
}

bool is_texty(MmsType type) {
    return type == MmsType::visible_string || type == MmsType::mms_string ||
           type == MmsType::generalized_time || type == MmsType::object_identifier ||
           type == MmsType::unknown;
}

}  // namespace

Result<Value> convert(const Value& value, RemoteModel::Node type) {
    if (value.empty() || value.is_error()) return wrong(type, "there is no value to send");
    if (const auto* text = value.get_if<std::string>(); text != nullptr && !is_texty(type.type())) {
        return value_from_text(*text, type);
    }
    switch (type.type()) {
        case MmsType::structure:
        case MmsType::array: return to_items(value, type);
        case MmsType::boolean: {
            const Result<bool> flag = value.as<bool>();
            if (!flag) return at_type(type, flag.error());
            return Value(*flag);
        }
        case MmsType::bit_string: return to_bits(value, type);
        case MmsType::integer: return to_integer(value, type);
        case MmsType::unsigned_integer: return to_unsigned(value, type);
        case MmsType::floating_point: return to_float(value, type);
        case MmsType::octet_string: return to_octets(value, type);
        case MmsType::visible_string:
        case MmsType::mms_string: return to_text(value, type);
        case MmsType::binary_time: return to_time<EntryTime>(value, type);
        case MmsType::utc_time:
            if (const auto* entry = value.get_if<EntryTime>()) return Value(Timestamp::from(entry->time()));
            return to_time<Timestamp>(value, type);
        case MmsType::unknown: return value;
        case MmsType::real:
        case MmsType::generalized_time:
        case MmsType::bcd:
        case MmsType::object_identifier: break;
    }
    return wrong(type, type.type_text() + " is not a type of IEC 61850 and cannot be written");
}

}  // namespace busbar
