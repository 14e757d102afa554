// SPDX-License-Identifier: Apache-2.0
#include "ber/walk.hpp"

namespace busbar::ber {
namespace {

std::string binary(const BitString& value) {
    std::string digits;
    digits.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) digits += value.test(i) ? '1' : '0';
    return digits;
}

}  // namespace

void TextDump::line(std::string_view name, std::string_view value) {
    out_.append(std::size_t{indent_} * 2, ' ');
    out_ += prefix_;
    prefix_.clear();
    out_ += name;
    if (!name.empty() && !value.empty()) out_ += ' ';
    out_ += value;
    out_ += '\n';
}
void TextDump::begin(std::string_view name, bool list) {
    line(name, list ? "[" : "{");
    ++indent_;
    closers_.push_back(list ? ']' : '}');
}
void TextDump::end() {
    --indent_;
    line("", std::string_view(&closers_.back(), 1));
    closers_.pop_back();
}
void TextDump::boolean(std::string_view name, bool value) {
    line(name, value ? "TRUE" : "FALSE");
}
void TextDump::integer(std::string_view name, std::int64_t value) {
    line(name, std::to_string(value));
}
void TextDump::text(std::string_view name, std::string_view value) {
    line(name, "\"" + escaped(value) + "\"");
}
void TextDump::octets(std::string_view name, Bytes value) {
    line(name, "'" + to_hex(value, "") + "'H");
}
void TextDump::bits(std::string_view name, const BitString& value) {
    line(name, "'" + binary(value) + "'B");
}
void TextDump::null(std::string_view name) {
    line(name, "NULL");
}
void TextDump::number(std::string_view name, std::string_view decimal) {
    line(name, decimal);
}

void TextDump::word(std::string_view name, std::string_view value) {
    line(name, value);
}
void TextDump::words(std::string_view name, std::span<const std::string_view> values) {
    std::string all = "(";
    for (const std::string_view value : values) {
        if (all.size() > 1) all += ' ';
        all += value;
    }
    line(name, all + ")");
}
void TextDump::begin_choice(std::string_view name) {
    if (!name.empty()) prefix_ += std::string(name) + ' ';
}

std::string json_string(std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "\"";
    // escaped() marks what is not UTF-8 with a backslash sequence; JSON wants one well-formed character
    // instead, so octets are looked at one by one and only whole sequences pass.
    while (!text.empty()) {
        const char c = text.front();
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
            text.remove_prefix(1);
        } else if (octet < 0x20 || octet == 0x7F) {
            out += "\\u00";
            out += digits[octet >> 4U];
            out += digits[octet & 15U];
            text.remove_prefix(1);
        } else if (octet < 0x80) {
            out += c;
            text.remove_prefix(1);
        } else {
            std::size_t length = octet >= 0xF0 ? 4 : octet >= 0xE0 ? 3 : 2;
            length = std::min(length, text.size());
            while (length > 1 && escaped(text.substr(0, length)) != text.substr(0, length)) --length;
            if (length > 1) {
                out += text.substr(0, length);
            } else {
                out += "\xEF\xBF\xBD";
            }
            text.remove_prefix(length);
        }
    }
    out += '"';
    return out;
}

void JsonDump::key(std::string_view name) {
    if (!fresh_) out_ += ',';
    fresh_ = false;
    if (!lists_.empty() && !lists_.back()) {
        out_ += json_string(name);
        out_ += ':';
    }
}
void JsonDump::member(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
}
void JsonDump::begin(std::string_view name, bool list) {
    key(name);
    out_ += list ? '[' : '{';
    lists_.push_back(list);
    fresh_ = true;
}
void JsonDump::end() {
    out_ += lists_.back() ? ']' : '}';
    lists_.pop_back();
    fresh_ = false;
}
void JsonDump::boolean(std::string_view name, bool value) {
    member(name, value ? "true" : "false");
}
void JsonDump::integer(std::string_view name, std::int64_t value) {
    member(name, std::to_string(value));
}
void JsonDump::text(std::string_view name, std::string_view value) {
    member(name, json_string(value));
}
void JsonDump::octets(std::string_view name, Bytes value) {
    member(name, "\"" + to_hex(value, "") + "\"");
}
void JsonDump::bits(std::string_view name, const BitString& value) {
    member(name, "\"" + binary(value) + "\"");
}
void JsonDump::null(std::string_view name) {
    member(name, "null");
}
void JsonDump::number(std::string_view name, std::string_view decimal) {
    const bool finite = !decimal.empty() && (decimal.back() >= '0' && decimal.back() <= '9');
    member(name, finite ? std::string(decimal) : json_string(decimal));
}

}  // namespace busbar::ber
