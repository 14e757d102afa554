// SPDX-License-Identifier: Apache-2.0
#include "scl/xml_scan.hpp"

#include <algorithm>
#include <vector>

#include "scl/limits.hpp"

namespace busbar::scl {
namespace {

/// What a tree needs for an element and an attribute, in octets (pugixml on 64-bit, and our own records).
constexpr std::size_t element_memory = 72 + 24;
constexpr std::size_t attribute_memory = 40;

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool ends_name(char c) {
    return is_space(c) || c == '>' || c == '/' || c == '=' || c == '<' || c == '"' || c == '\'' || c == '&';
}
bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           static_cast<unsigned char>(c) >= 0x80;
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::optional<ScanError> run() {
        if (text_.size() > limits::file_octets) {
            return ScanError{ScanFault::bound, 0, "the file is larger than 1 GiB", 0};
        }
        while (!error_ && at_ < text_.size()) step();
        if (!error_ && !open_.empty()) {
            fail(text_.size(), "the file ends inside <" + std::string(open_.back().name) + ">",
                 open_.back().offset);
        }
        if (!error_ && elements_ == 0) fail(0, "no element: this is not an XML file");
        return std::move(error_);
    }

private:
    struct Open {
        std::string_view name;
        std::size_t offset;
    };

    void fail(std::size_t offset, std::string text, std::size_t related = 0,
              ScanFault fault = ScanFault::not_well_formed) {
        if (!error_) error_ = ScanError{fault, offset, std::move(text), related};
    }

    /// Moves behind the next `mark`; fails with `what` where there is none.
    void skip_to(std::string_view mark, const char* what) {
        const std::size_t start = at_;
        const std::size_t end = text_.find(mark, at_);
        if (end == std::string_view::npos) {
            at_ = text_.size();
            return fail(start, std::string(what) + " is not closed");
        }
        at_ = end + mark.size();
    }

    void skip_space() {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }

    std::string_view name() {
        const std::size_t start = at_;
        while (at_ < text_.size() && !ends_name(text_[at_])) ++at_;
        return text_.substr(start, at_ - start);
    }

    void step() {
        const std::size_t tag = std::min(text_.find('<', at_), text_.size());
        characters(at_, tag);
        at_ = tag;
        if (error_ || at_ == text_.size()) return;
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("<!--")) {
            at_ += 4;
            return skip_to("-->", "the comment");
        }
        if (rest.starts_with("<![CDATA[")) return skip_to("]]>", "the CDATA section");
        if (rest.starts_with("<?")) return skip_to("?>", "the processing instruction");
        if (rest.starts_with("<!DOCTYPE")) return document_type();
        if (rest.starts_with("</")) return end_tag();
        start_tag();
    }

    void document_type() {
        const std::size_t start = at_;
        const std::size_t end = text_.find_first_of("[>", at_);
        if (end == std::string_view::npos || text_[end] == '[') {
            return fail(start, "a document type with declarations is refused: SCL has none", 0,
                        ScanFault::document_type);
        }
        at_ = end + 1;
    }

    /// Text between tags: only white space outside the root, references must be the five known or numbers.
    void characters(std::size_t from, std::size_t to) {
        if (open_.empty()) {
            for (std::size_t i = from; i < to; ++i) {
                if (!is_space(text_[i])) {
                    return fail(
                        i, elements_ == 0 ? "text before the root element" : "text after the root element");
                }
            }
        }
        references(from, to);
    }

    void references(std::size_t from, std::size_t to) {
        const std::string_view part = text_.substr(from, to - from);
        const std::size_t nul = part.find('\0');
        if (nul != std::string_view::npos) return fail(from + nul, "a NUL octet");
        for (std::size_t i = part.find('&'); i != std::string_view::npos; i = part.find('&', i + 1)) {
            const std::string_view head = part.substr(i + 1, 12);
            const std::string_view body = head.substr(0, std::min(head.find(';'), head.size()));
            const bool closed = body.size() < head.size();
            const bool known = closed && (body == "amp" || body == "lt" || body == "gt" || body == "quot" ||
                                          body == "apos" || (body.size() > 1 && body[0] == '#'));
            if (!known) return fail(from + i, "'&' begins no known character reference; write &amp;");
        }
    }

    void end_tag() {
        const std::size_t start = at_;
        at_ += 2;
        const std::string_view closing = name();
        skip_space();
        if (at_ >= text_.size() || text_[at_] != '>') return fail(start, "the end tag is not closed by '>'");
        ++at_;
        if (open_.empty()) return fail(start, "</" + std::string(closing) + "> closes nothing");
        if (open_.back().name != closing) {
            return fail(
                start,
                "</" + std::string(closing) + "> where <" + std::string(open_.back().name) + "> is open",
                open_.back().offset);
        }
        open_.pop_back();
    }

    void start_tag() {
        const std::size_t start = at_;
        ++at_;
        const std::string_view tag = name();
        if (tag.empty() || !starts_name(tag.front())) return fail(start, "'<' begins no tag; write &lt;");
        if (open_.empty() && elements_ != 0) return fail(start, "a second root element");
        ++elements_;
        if (open_.size() >= limits::depth) {
            return fail(start, "elements nested deeper than " + std::to_string(limits::depth), 0,
                        ScanFault::bound);
        }
        names_.clear();
        while (!error_) {
            const std::size_t before = at_;
            skip_space();
            if (at_ >= text_.size()) return fail(start, "<" + std::string(tag) + "> is not closed by '>'");
            if (text_[at_] == '>') {
                ++at_;
                open_.push_back({tag, start});
                break;
            }
            if (text_.substr(at_, 2) == "/>") {
                at_ += 2;
                break;
            }
            if (before == at_)
                return fail(at_, "white space is missing before an attribute of <" + std::string(tag) + ">");
            attribute(tag);
        }
        const std::size_t memory = elements_ * element_memory + attributes_ * attribute_memory;
        if (!error_ && memory > limits::memory_factor * text_.size() + limits::memory_fixed) {
            fail(start, "too many elements for the size of the file", 0, ScanFault::bound);
        }
    }

    void attribute(std::string_view tag) {
        const std::size_t start = at_;
        const std::string_view key = name();
        if (key.empty() || !starts_name(key.front())) {
            return fail(start, "not an attribute of <" + std::string(tag) + ">");
        }
        if (std::find(names_.begin(), names_.end(), key) != names_.end()) {
            return fail(start, "attribute " + std::string(key) + " stands twice");
        }
        names_.push_back(key);
        ++attributes_;
        if (names_.size() > limits::attributes) {
            return fail(start, "more than " + std::to_string(limits::attributes) + " attributes", 0,
                        ScanFault::bound);
        }
        skip_space();
        if (at_ >= text_.size() || text_[at_] != '=') {
            return fail(start, "attribute " + std::string(key) + " has no value");
        }
        ++at_;
        skip_space();
        if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) {
            return fail(std::min(at_, text_.size()),
                        "the value of " + std::string(key) + " is not in quotes");
        }
        const std::size_t value = at_ + 1;
        const std::size_t end = text_.find(text_[at_], value);
        if (end == std::string_view::npos ||
            text_.substr(value, end - value).find('<') != std::string_view::npos) {
            return fail(at_, "the value of " + std::string(key) + " is not closed by a quote");
        }
        references(value, end);
        at_ = end + 1;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t elements_ = 0;
    std::size_t attributes_ = 0;
    std::vector<Open> open_;
    std::vector<std::string_view> names_;
    std::optional<ScanError> error_;
};

}  // namespace

std::optional<ScanError> scan_xml(std::string_view text) {
    return Scanner(text).run();
}

}  // namespace busbar::scl
