// SPDX-License-Identifier: Apache-2.0
// Splits octets into BER elements (ITU-T X.690 clause 8.1). Accepts what the standard lets a peer send:
// lengths in short, long (also needlessly long) and indefinite form, multi-octet tags. Every element is
// proven to lie inside its parent before it is handed out, so nothing above this file does bounds arithmetic.
#pragma once

#include <array>
#include <cstddef>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "ber/tag.hpp"

namespace busbar::ber {

/// One element. `content` lies between the header and, where the length was indefinite, the end-of-contents.
struct Element {
    TagKey key = 0;
    bool constructed = false;
    Bytes content;
    Bytes whole;  ///< identifier, length and content, end-of-contents included
};

/// What one decoding run knows: where the input began, how deep it is, and the first failure. Failures are
/// recorded here and turned into an Error once, at the top, so that decoding without failure costs nothing
/// for them.
class DecodeState {
public:
    explicit DecodeState(Bytes input, unsigned max_depth = limits::ber_depth)
        : origin_(input.data()), max_depth_(max_depth) {}

    /// Records a failure (the first one wins) and returns false, for `return state.fail(...)`.
    /// `text` must live as long as the program.
    bool fail(Fault fault, const char* text, const Octet* at, Code code = {}) {
        if (text_ == nullptr) {
            text_ = text;
            fault_ = fault;
            code_ = code;
            at_ = at;
        }
        return false;
    }
    bool malformed(const char* text, const Octet* at) { return fail(Fault::malformed, text, at); }

    /// Called while a failure passes upward: the member in which it happened. Returns false.
    bool inside(const char* name) {
        if (names_count_ < names_.size()) names_[names_count_++] = name;
        return false;
    }

    /// Goes one level down; false with a failure when that is too deep. Pair with leave().
    bool enter(const Octet* at) {
        if (depth_ >= max_depth_) return fail(Fault::limit, "elements nested too deeply", at);
        ++depth_;
        return true;
    }
    void leave() { --depth_; }
    [[nodiscard]] unsigned depth_left() const { return max_depth_ - depth_; }

    /// A second pass over octets that a first pass has accepted: lists are not checked again.
    [[nodiscard]] bool trusted() const { return trusted_; }
    void trust() { trusted_ = true; }

    [[nodiscard]] bool failed() const { return text_ != nullptr; }
    /// What kind of failure it was: malformed; violation for a number outside its type; limit for nesting.
    [[nodiscard]] Fault fault() const { return fault_; }
    [[nodiscard]] Error error() const;

private:
    const Octet* origin_;
    const char* text_ = nullptr;
    const Octet* at_ = nullptr;
    unsigned depth_ = 0;
    unsigned max_depth_;
    Code code_;
    Fault fault_ = Fault::malformed;
    bool trusted_ = false;
    std::uint8_t names_count_ = 0;
    std::array<const char*, 40> names_;  // innermost first; left unset until used
};

/// Walks the elements of one content.
class Reader {
public:
    explicit Reader(Bytes content) : at_(content.data()), end_(content.data() + content.size()) {}

    [[nodiscard]] bool done() const { return at_ == end_; }
    [[nodiscard]] const Octet* position() const { return at_; }
    /// What has not been read yet.
    [[nodiscard]] Bytes rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

    /// The next element; false after recording why not in `state`. Must not be called when done().
    bool next(Element& element, DecodeState& state) {
        return next_short(element) || next_general(element, state);
    }
    /// The next element of octets that next() has accepted before. Must not be called when done().
    void next_accepted(Element& element) {
        if (!next_short(element)) next_accepted_general(element);
    }

private:
    /// The common case in one glance: tag below 31, length in one octet. False, and nothing read, otherwise.
    bool next_short(Element& element) {
        const std::ptrdiff_t left = end_ - at_;
        if (left < 2 || (at_[0] & 0x1FU) == 0x1FU || at_[1] > 0x7FU || at_[1] > left - 2) return false;
        const std::size_t length = at_[1];
        element.key = (static_cast<TagKey>(at_[0] >> 6U) << 30U) | (at_[0] & 0x1FU);
        element.constructed = (at_[0] & 0x20U) != 0;
        element.content = {at_ + 2, length};
        element.whole = {at_, length + 2};
        at_ += length + 2;
        return true;
    }
    void next_accepted_general(Element& element);
    bool next_general(Element& element, DecodeState& state);
    bool read_tag(Element& element, DecodeState& state);
    bool skip_indefinite(Element& element, const Octet* start, DecodeState& state);

    const Octet* at_;
    const Octet* end_;
};

}  // namespace busbar::ber
