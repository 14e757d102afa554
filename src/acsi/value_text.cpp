// SPDX-License-Identifier: Apache-2.0
// Val text of SCL and typed text of people to values, by basic type.
#include "acsi/value_text.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace busbar::acsi {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

Failure refuse(Fault fault, BasicType type, std::string_view text, std::string_view why) {
    Error error;
    error.fault = fault;
    error.text = std::string(name_of(type)) + ": " + std::string(why);
    error.peer_text = std::string(text);
    return fail(std::move(error));
}

template <class T>
bool read_number(std::string_view text, T& value) {
    if (text.starts_with('+')) text.remove_prefix(1);
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        text.remove_prefix(2);
        base = 16;
    }
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    return error == std::errc() && stop == end && !text.empty();
}

Result<Value> parse_integer(BasicType type, std::string_view text) {
    const BasicTypeTraits& traits = traits_of(type);
    std::int64_t value = 0;
    if (!read_number(text, value)) return refuse(Fault::malformed, type, text, "not an integer");
    if (value < traits.min || value > traits.max) {
        return refuse(Fault::violation, type, text,
                      "out of range " + std::to_string(traits.min) + " to " + std::to_string(traits.max));
    }
    if (traits.type_class == TypeClass::unsigned_integer) return Value(static_cast<std::uint64_t>(value));
    return Value(value);
}

Result<Value> parse_float(BasicType type, std::string_view text) {
    std::string point(text);
    if (const std::size_t comma = point.find(','); comma != std::string::npos) point[comma] = '.';
    std::string_view digits = point;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto read = [&](auto& value) {
        const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc() && stop == digits.data() + digits.size() && !digits.empty();
    };
    if (type == BasicType::float32) {
        float value = 0;
        if (read(value)) return Value(value);
    } else {
        double value = 0;
        if (read(value)) return Value(value);
    }
    return refuse(Fault::malformed, type, text, "not a number");
}

Result<Value> parse_enumerated(std::string_view text, Literals literals) {
    if (const auto ord = ord_of(literals, text)) return Value(std::int64_t{*ord});
    std::int32_t number = 0;
    if (!read_number(text, number)) {
        return refuse(Fault::violation, BasicType::enumerated, text, "not a literal of the enumeration");
    }
    if (!literals.empty() && text_of(literals, number).empty()) {
        bool known = false;
        for (const Literal& literal : literals) known = known || literal.ord == number;
        if (!known)
            return refuse(Fault::violation, BasicType::enumerated, text, "no literal has this number");
    }
    return Value(std::int64_t{number});
}

std::size_t bits_of(BasicType type) {
    const int announced = traits_of(type).announced;
    return static_cast<std::size_t>(announced < 0 ? -announced : announced);
}

std::span<const std::string_view> bit_names(BasicType type) {
    if (type == BasicType::check) return check_names();
    if (type == BasicType::trg_ops) return trg_ops_names();
    if (type == BasicType::opt_flds) return opt_flds_names();
    return {};
}

std::optional<std::uint64_t> bits_by_name(std::string_view text, BasicType type) {
    const auto names = bit_names(type);
    std::uint64_t number = 0;
    std::size_t at = 0;
    while (at <= text.size()) {
        const std::size_t bar = std::min(text.find('|', at), text.size());
        const std::string_view part = text.substr(at, bar - at);
        bool known = false;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (part.empty() || names[i] != part) continue;
            number |= std::uint64_t{1} << (names.size() - 1 - i);
            known = true;
        }
        if (!known) return std::nullopt;
        at = bar + 1;
    }
    return number;
}

Result<Value> parse_bits(BasicType type, std::string_view text) {
    const std::size_t size = bits_of(type);
    if (text.size() == size && text.find_first_not_of("01") == std::string_view::npos) {
        std::uint64_t number = 0;
        for (const char c : text) number = number << 1U | (c == '1' ? 1U : 0U);
        return Value(BitString(number, size));
    }
    if (type == BasicType::quality) {
        auto quality = parse_quality(text);
        if (!quality) return fail(std::move(quality).error());
        return Value(*quality);
    }
    if (type == BasicType::dbpos || type == BasicType::tcmd) {
        const auto ord = ord_of(type == BasicType::dbpos ? dbpos_literals() : tcmd_literals(), text);
        std::uint64_t number = 0;
        if (ord) return Value(BitString(static_cast<std::uint64_t>(*ord), size));
        if (read_number(text, number) && number <= 3) return Value(BitString(number, size));
    } else if (const auto number = bits_by_name(text, type)) {
        return Value(BitString(*number, size));
    }
    return refuse(Fault::malformed, type, text, "neither " + std::to_string(size) + " bits nor a known name");
}

std::optional<std::vector<std::uint8_t>> hexadecimal(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::vector<std::uint8_t> octets;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned value = 0;
        const auto [stop, error] = std::from_chars(text.data() + i, text.data() + i + 2, value, 16);
        if (error != std::errc() || stop != text.data() + i + 2) return std::nullopt;
        octets.push_back(static_cast<std::uint8_t>(value));
    }
    return octets;
}

Result<Value> parse_octets(BasicType type, std::string_view text, OctetForm* form) {
    const auto took = [&](OctetForm taken) {
        if (form != nullptr) *form = taken;
    };
    std::vector<std::uint8_t> octets;
    if (auto hex = hexadecimal(text)) {
        octets = std::move(*hex);
        took(text.empty() ? OctetForm::none : OctetForm::hexadecimal);
    } else {
        auto decoded = from_base64(text);
        if (!decoded) return refuse(Fault::malformed, type, text, "neither hexadecimal nor base64");
        octets = std::move(*decoded);
        took(OctetForm::base64);
    }
    const std::size_t max = traits_of(type).max_octets;
    const bool fixed = type == BasicType::entry_id;
    if (octets.size() > max || (fixed && octets.size() != max)) {
        return refuse(Fault::violation, type, text,
                      std::to_string(octets.size()) + " octets, " + (fixed ? "exactly " : "at most ") +
                          std::to_string(max) + " allowed");
    }
    return Value(OctetString{std::move(octets)});
}

std::size_t characters(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    return count;
}

Result<Value> parse_text(BasicType type, std::string_view text) {
    const bool unicode = type == BasicType::unicode255;
    const std::size_t max = unicode ? 255 : traits_of(type).max_octets;
    const std::size_t size = unicode ? characters(text) : text.size();
    if (size > max) {
        return refuse(Fault::violation, type, text,
                      std::to_string(size) + " characters, at most " + std::to_string(max) + " allowed");
    }
    if (unicode) return Value(UnicodeString{std::string(text)});
    return Value(std::string(text));
}

}  // namespace

Result<std::vector<std::uint8_t>> from_base64(std::string_view text) {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::vector<std::uint8_t> octets;
    std::uint32_t group = 0;
    unsigned bits = 0;
    std::size_t at = 0;
    for (; at < text.size() && text[at] != '='; ++at) {
        const std::size_t digit = alphabet.find(text[at]);
        if (digit == std::string_view::npos) break;
        group = (group << 6U | static_cast<std::uint32_t>(digit)) & 0xFFFFFFU;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            octets.push_back(static_cast<std::uint8_t>(group >> bits));
        }
    }
    const std::size_t padding = text.size() - at;
    const bool ends_well = padding <= 2 && text.substr(at).find_first_not_of('=') == std::string_view::npos;
    if (!ends_well || bits == 6 || (padding != 0 && text.size() % 4 != 0)) {
        Error error;
        error.offset = at;
        error.text = "not base64";
        error.peer_text = std::string(text);
        return fail(std::move(error));
    }
    return octets;
}

Result<Value> parse_value(BasicType type, std::string_view text, Literals literals, OctetForm* form) {
    if (form != nullptr) *form = OctetForm::none;
    const TypeClass type_class = traits_of(type).type_class;
    if (type_class == TypeClass::visible_string || type_class == TypeClass::mms_string) {
        return parse_text(type, text);
    }
    text = trimmed(text);
    switch (type_class) {
        case TypeClass::boolean:
            if (text == "true" || text == "1") return Value(true);
            if (text == "false" || text == "0") return Value(false);
            return refuse(Fault::malformed, type, text, "neither true nor false");
        case TypeClass::bit_string: return parse_bits(type, text);
        case TypeClass::integer:
            return type == BasicType::enumerated ? parse_enumerated(text, literals)
                                                 : parse_integer(type, text);
        case TypeClass::unsigned_integer: return parse_integer(type, text);
        case TypeClass::floating_point: return parse_float(type, text);
        case TypeClass::octet_string: return parse_octets(type, text, form);
        case TypeClass::binary_time:
        case TypeClass::utc_time: {
            auto time = parse_time(text);
            if (!time) return fail(std::move(time).error());
            if (type == BasicType::entry_time) return Value(EntryTime::from(*time));
            return Value(Timestamp::from(*time));
        }
        case TypeClass::visible_string:
        case TypeClass::mms_string: break;
    }
    return parse_text(type, text);
}

}  // namespace busbar::acsi
