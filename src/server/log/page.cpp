// SPDX-License-Identifier: Apache-2.0
#include "server/log/page.hpp"

#include <algorithm>

#include "ber/reader.hpp"

namespace busbar::server::log {

namespace {

constexpr std::string_view reason_tag = "ReasonCode";

// Tags of JournalEntry and what is in it.
constexpr Octet entry_tag = 0x30, identifier_tag = 0x80, application_tag = 0xA1, content_tag = 0xA2,
                time_tag = 0x80, data_tag = 0xA2, variables_tag = 0xA1, empty_sequence = 0x30;
constexpr std::size_t identifier_octets = 8, time_octets = 6;
constexpr std::size_t application_octets = 4;  // an ApplicationReference that says nothing

constexpr std::size_t with_header(std::size_t content) {
    if (content < 0x80) return content + 2;
    if (content < 0x100) return content + 3;
    return content + (content < 0x10000 ? 4U : 6U);
}

void put_header(ByteVector& to, Octet tag, std::size_t size) {
    to.push_back(tag);
    if (size >= 0x80) to.push_back(size < 0x100 ? 0x81 : size < 0x10000 ? 0x82 : 0x84);
    unsigned shift = 0;
    if (size >= 0x100) shift = size < 0x10000 ? 8 : 24;
    for (;; shift -= 8) {
        to.push_back(static_cast<Octet>(size >> shift & 0xFFU));
        if (shift == 0) return;
    }
}

struct Sizes {
    explicit Sizes(std::size_t variables)
        : data(with_header(variables)),
          content(2 + time_octets + with_header(data)),
          entry(2 + identifier_octets + application_octets + with_header(content)) {}
    std::size_t data, content, entry;
};

/// The tag of a JournalVariable; empty where it is none. Entries may come out of a file, and files go bad.
std::string_view tag_of(const ber::Element& variable, ber::DecodeState& state) {
    ber::Reader reader(variable.content);
    ber::Element tag;
    if (!variable.constructed || reader.done() || !reader.next(tag, state)) return {};
    return text_of(tag.content);
}

}  // namespace

void Filter::sort() {
    std::sort(tags_.begin(), tags_.end());
}

void Filter::take(Bytes variables, ByteVector& to) const {
    to.clear();
    ber::DecodeState state(variables);
    ber::Reader reader(variables);
    bool taken = false;
    for (ber::Element variable; !reader.done() && reader.next(variable, state);) {
        const std::string_view tag = tag_of(variable, state);
        if (tag != reason_tag || !taken) taken = std::binary_search(tags_.begin(), tags_.end(), tag);
        if (taken) to.insert(to.end(), variable.whole.begin(), variable.whole.end());
        if (tag == reason_tag) taken = false;
    }
}

Bytes Page::cut_to_fit(Bytes variables) const {
    ber::DecodeState state(variables);
    ber::Reader reader(variables);
    std::size_t fits = 0;
    for (ber::Element variable; !reader.done() && reader.next(variable, state);) {
        const std::size_t size = fits + variable.whole.size();
        if (with_header(Sizes(size).entry) > max_) break;
        fits = size;
    }
    return variables.first(fits);
}

bool Page::add(const Entry& entry) {
    Bytes variables = entry.variables;
    if (octets_.size() + with_header(Sizes(variables.size()).entry) > max_) {
        if (count_ != 0) return false;
        variables = cut_to_fit(variables);
        cut_ = true;
    }
    const Sizes sizes(variables.size());
    put_header(octets_, entry_tag, sizes.entry);
    put_header(octets_, identifier_tag, identifier_octets);
    for (unsigned shift = 64; shift > 0; shift -= 8) {
        octets_.push_back(static_cast<Octet>(entry.number >> (shift - 8) & 0xFFU));
    }
    put_header(octets_, application_tag, 2);
    put_header(octets_, empty_sequence, 0);
    put_header(octets_, content_tag, sizes.content);
    put_header(octets_, time_tag, time_octets);
    const auto time = entry_time(entry.time).octets();
    octets_.insert(octets_.end(), time.begin(), time.end());
    put_header(octets_, data_tag, sizes.data);
    put_header(octets_, variables_tag, variables.size());
    octets_.insert(octets_.end(), variables.begin(), variables.end());
    ++count_;
    return true;
}

}  // namespace busbar::server::log
