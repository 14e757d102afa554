// SPDX-License-Identifier: Apache-2.0
// One answer of ReadJournal: as many entries as a PDU has room for, encoded in the order in which they come.
#pragma once

#include <span>
#include <vector>

#include "ber/primitives.hpp"
#include "server/log/journal.hpp"

namespace busbar::server::log {

/// listOfVariables: which variables of an entry are asked for, by their tags. A ReasonCode goes with the
/// value before it. Views the request.
class Filter {
public:
    void add(std::string_view tag) { tags_.push_back(tag); }
    /// After the last add().
    void sort();
    /// Puts those of `variables` that are asked for into `to`; empty when there is none.
    void take(Bytes variables, ByteVector& to) const;

private:
    std::vector<std::string_view> tags_;
};

class Page {
public:
    /// JournalEntry elements of at most `max_octets` go into `to`, whose memory is used again.
    Page(ByteVector& to, std::size_t max_octets) : octets_(to), max_(max_octets) { octets_.clear(); }

    /// False: it does not fit, and the page is as it was. The first entry fits always: where a PDU is too
    /// small for it, its last variables are left out.
    bool add(const Entry& entry);

    [[nodiscard]] Bytes octets() const { return octets_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    /// The first entry came without all of its variables.
    [[nodiscard]] bool cut() const { return cut_; }

private:
    [[nodiscard]] Bytes cut_to_fit(Bytes variables) const;

    ByteVector& octets_;
    std::size_t max_;
    std::size_t count_ = 0;
    bool cut_ = false;
};

}  // namespace busbar::server::log
