// SPDX-License-Identifier: Apache-2.0
// The text of an SCL file as it stands on disk, brought to UTF-8, with line and column of any octet and the
// line itself for people. Left out: nothing of the text is interpreted here.
#pragma once

#include <busbar/error.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace busbar::scl {

/// A place in the text, both counted from 1; the column counts characters (UTF-8 code points), not octets.
struct Place {
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    friend bool operator==(const Place&, const Place&) = default;
};

/// One source line, cut to what fits a screen, and where in it the caret belongs.
struct Excerpt {
    std::string line;
    std::uint32_t caret = 0;  ///< characters before the caret
};

class Source {
public:
    Source() = default;
    /// Takes the octets of a file. UTF-16 and ISO 8859-1 become UTF-8, a byte order mark is dropped.
    explicit Source(std::string octets);

    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] Place place(std::size_t offset) const;
    [[nodiscard]] Excerpt excerpt(std::size_t offset) const;
    /// True where the file said or implied UTF-8 and was not; the octets at fault were read as ISO 8859-1.
    [[nodiscard]] bool was_not_utf8() const { return was_not_utf8_; }
    /// Offset of the first octet that is not UTF-8, where was_not_utf8().
    [[nodiscard]] std::size_t first_bad_octet() const { return first_bad_octet_; }

private:
    [[nodiscard]] std::size_t line_of(std::size_t offset) const;
    [[nodiscard]] std::size_t characters_before(std::size_t offset) const;

    std::string text_;
    std::vector<std::size_t> line_starts_;
    std::vector<std::size_t>
        characters_;  ///< before each 4096th octet: some files are one line of many megabytes
    std::size_t first_bad_octet_ = 0;
    bool was_not_utf8_ = false;
};

}  // namespace busbar::scl
