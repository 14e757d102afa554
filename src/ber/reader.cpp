// SPDX-License-Identifier: Apache-2.0
#include "ber/reader.hpp"

namespace busbar::ber {

Error DecodeState::error() const {
    Error error;
    error.fault = fault_;
    error.code = code_;
    error.text = text_ != nullptr ? text_ : "";
    if (at_ != nullptr && origin_ != nullptr) error.offset = static_cast<std::size_t>(at_ - origin_);
    for (std::size_t i = names_count_; i-- > 0;) {
        if (!error.path.empty()) error.path += '.';
        error.path += names_[i];
    }
    return error;
}

bool Reader::read_tag(Element& element, DecodeState& state) {
    const Octet* const start = at_;
    const Octet first = *at_++;
    element.constructed = (first & 0x20U) != 0;
    TagKey number = first & 0x1FU;
    if (number == 0x1FU) {
        number = 0;
        for (unsigned count = 0;; ++count) {
            if (at_ == end_) return state.malformed("identifier is cut off", start);
            // Four octets carry 28 bits: far beyond any tag of MMS, and clear of the class bits.
            if (count == 4) return state.malformed("tag number too large", start);
            number = number << 7U | (*at_ & 0x7FU);
            if ((*at_++ & 0x80U) == 0) break;
        }
    }
    element.key = static_cast<TagKey>(first >> 6U) << 30U | number;
    return true;
}

void Reader::next_accepted_general(Element& element) {
    DecodeState unused(rest());
    static_cast<void>(next_general(element, unused));
}

bool Reader::next_general(Element& element, DecodeState& state) {
    const Octet* const start = at_;
    if (at_ == end_) return state.malformed("element expected", start);
    if (!read_tag(element, state)) return false;
    if (at_ == end_) return state.malformed("length is cut off", start);
    const Octet form = *at_++;
    std::size_t length = form;
    if (form == 0x80U) {
        if (!element.constructed) return state.malformed("indefinite length on a primitive", start);
        return skip_indefinite(element, start, state);
    }
    if (form == 0xFFU) return state.malformed("reserved length octet", start);
    if (form > 0x80U) {
        length = 0;
        for (unsigned count = form & 0x7FU; count > 0; --count) {
            if (at_ == end_) return state.malformed("length is cut off", start);
            if (length > (Error::nowhere >> 9U)) return state.malformed("length runs past the end", start);
            length = length << 8U | *at_++;
        }
    }
    if (length > static_cast<std::size_t>(end_ - at_)) {
        return state.malformed("length runs past the end", start);
    }
    element.content = {at_, length};
    at_ += length;
    element.whole = {start, static_cast<std::size_t>(at_ - start)};
    return true;
}

// Finds the end-of-contents by counting the indefinite elements that are open. Definite ones are stepped over
// whole, so the work is linear in the octets looked at; the depth bound keeps hostile nesting from making
// every level scan the rest again.
bool Reader::skip_indefinite(Element& element, const Octet* start, DecodeState& state) {
    const Octet* const content = at_;
    unsigned open = 1;
    while (open > 0) {
        if (end_ - at_ < 2) return state.malformed("end-of-contents is missing", start);
        if (at_[0] == 0 && at_[1] == 0) {
            at_ += 2;
            --open;
            continue;
        }
        const Octet* const inner = at_;
        Element skipped;
        if (!read_tag(skipped, state)) return false;
        if (at_ == end_) return state.malformed("length is cut off", inner);
        if (*at_ == 0x80U) {
            if (!skipped.constructed) return state.malformed("indefinite length on a primitive", inner);
            if (++open > state.depth_left())
                return state.fail(Fault::limit, "elements nested too deeply", inner);
            ++at_;
            continue;
        }
        at_ = inner;
        if (!next(skipped, state)) return false;
    }
    element.content = {content, static_cast<std::size_t>(at_ - 2 - content)};
    element.whole = {start, static_cast<std::size_t>(at_ - start)};
    return true;
}

}  // namespace busbar::ber
