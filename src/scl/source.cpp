// SPDX-License-Identifier: Apache-2.0
#include "scl/source.hpp"

#include <algorithm>

namespace busbar::scl {
namespace {

/// Characters of a source line that an excerpt shows.
constexpr std::size_t excerpt_characters = 100;
/// Octets between two counts of characters.
constexpr std::size_t block_octets = 4096;

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | (c >> 6U));
        put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    } else {
        put(0xF0U | (c >> 18U));
        put(0x80U | ((c >> 12U) & 0x3FU));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    }
}

std::string from_latin1(std::string_view octets) {
    std::string text;
    text.reserve(octets.size() + octets.size() / 8);
    for (const char c : octets) append_utf8(text, static_cast<unsigned char>(c));
    return text;
}

std::string from_utf16(std::string_view octets, bool big_endian) {
    std::string text;
    text.reserve(octets.size());
    const auto unit = [&](std::size_t i) -> char32_t {
        const auto first = static_cast<unsigned char>(octets[i]);
        const auto second = static_cast<unsigned char>(octets[i + 1]);
        return big_endian ? char32_t{first} << 8U | second : char32_t{second} << 8U | first;
    };
    for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
        char32_t c = unit(i);
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < octets.size()) {
            const char32_t low = unit(i + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
                i += 2;
            }
        }
        if (c >= 0xD800 && c < 0xE000) c = 0xFFFD;
        append_utf8(text, c);
    }
    return text;
}

/// Length of the well-formed UTF-8 sequence at `i`, or 0.
std::size_t sequence_length(std::string_view text, std::size_t i) {
    const auto octet = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
    const unsigned char first = octet(i);
    if (first < 0x80) return 1;
    std::size_t length = 0;
    if (first >= 0xC2 && first < 0xE0) length = 2;
    if (first >= 0xE0 && first < 0xF0) length = 3;
    if (first >= 0xF0 && first < 0xF5) length = 4;
    if (length == 0 || i + length > text.size()) return 0;
    for (std::size_t k = 1; k < length; ++k) {
        if ((octet(i + k) & 0xC0U) != 0x80U) return 0;
    }
    const unsigned char second = octet(i + 1);
    const bool bad = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                     (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    return bad ? 0 : length;
}

/// Offset of the first octet at or after `i` that is not part of well-formed UTF-8, or the size.
std::size_t first_not_utf8(std::string_view text, std::size_t i = 0) {
    while (i < text.size()) {
        const std::size_t length = sequence_length(text, i);
        if (length == 0) return i;
        i += length;
    }
    return i;
}

/// Each octet that is not part of UTF-8 becomes the ISO 8859-1 character; what is UTF-8 stays.
std::string mended(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    std::size_t i = 0;
    while (i < text.size()) {
        const std::size_t bad = first_not_utf8(text, i);
        out += text.substr(i, bad - i);
        if (bad < text.size()) append_utf8(out, static_cast<unsigned char>(text[bad]));
        i = bad + 1;
    }
    return out;
}

/// The XML declaration names an eight-bit encoding of western languages.
bool says_latin1(std::string_view text) {
    std::string head(text.substr(0, 200));
    head.resize(std::min(head.size(), head.find("?>")));
    std::transform(head.begin(), head.end(), head.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return head.find("iso-8859-1") != std::string::npos || head.find("windows-1252") != std::string::npos;
}

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::size_t characters(std::string_view text) {
    return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues));
}

}  // namespace

Source::Source(std::string octets) : text_(std::move(octets)) {
    const std::string_view all = text_;
    if (all.starts_with("\xFF\xFE")) {
        text_ = from_utf16(all.substr(2), false);
    } else if (all.starts_with("\xFE\xFF")) {
        text_ = from_utf16(all.substr(2), true);
    } else if (all.starts_with("\xEF\xBB\xBF")) {
        text_.erase(0, 3);
    } else if (says_latin1(all)) {
        text_ = from_latin1(all);
    }
    const std::size_t bad = first_not_utf8(text_);
    if (bad != text_.size()) {
        was_not_utf8_ = true;
        first_bad_octet_ = bad;
        text_ = mended(text_);
    }
    std::size_t count = 0;
    for (std::size_t start = 0; start <= text_.size(); start += block_octets) {
        characters_.push_back(count);
        count += characters(std::string_view(text_).substr(start, block_octets));
    }
    line_starts_.push_back(0);
    for (std::size_t i = text_.find('\n'); i != std::string::npos; i = text_.find('\n', i + 1)) {
        line_starts_.push_back(i + 1);
    }
}

std::size_t Source::characters_before(std::size_t offset) const {
    const std::size_t block = offset / block_octets;
    const std::size_t start = block * block_octets;
    return characters_[block] + characters(std::string_view(text_).substr(start, offset - start));
}

std::size_t Source::line_of(std::size_t offset) const {
    if (line_starts_.empty()) return 0;
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    return static_cast<std::size_t>(next - line_starts_.begin()) - 1;
}

Place Source::place(std::size_t offset) const {
    if (line_starts_.empty()) return {1, 1};
    offset = std::min(offset, text_.size());
    const std::size_t line = line_of(offset);
    const std::size_t start = line_starts_[line];
    const std::size_t before = characters_before(offset) - characters_before(start);
    return {static_cast<std::uint32_t>(line + 1), static_cast<std::uint32_t>(before + 1)};
}

Excerpt Source::excerpt(std::size_t offset) const {
    if (line_starts_.empty()) return {};
    offset = std::min(offset, text_.size());
    std::size_t start = line_starts_[line_of(offset)];
    std::size_t end = std::min(text_.find('\n', start), text_.size());
    if (end > start && text_[end - 1] == '\r') --end;
    offset = std::clamp(offset, start, end);
    while (start < offset && (text_[start] == ' ' || text_[start] == '\t')) ++start;
    if (offset - start > excerpt_characters * 2 / 3) start = offset - excerpt_characters / 2;
    while (start < offset && continues(text_[start])) ++start;
    end = std::min(end, start + excerpt_characters);
    while (end > offset && end < text_.size() && continues(text_[end])) --end;

    Excerpt excerpt;
    excerpt.line.assign(text_, start, end - start);
    std::replace(excerpt.line.begin(), excerpt.line.end(), '\t', ' ');
    excerpt.caret = static_cast<std::uint32_t>(
        characters(std::string_view(text_).substr(start, std::min(offset, end) - start)));
    return excerpt;
}

}  // namespace busbar::scl
