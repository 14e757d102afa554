// SPDX-License-Identifier: Apache-2.0
// An entry of a report control block (IEC 61850-7-2 17.2): which members of the data set, why, when, and
// their values as they were then. Formed once; what a report shows of it is decided by OptFlds when it is
// sent.
#pragma once

#include <busbar/report_fields.hpp>
#include <busbar/timestamp.hpp>
#include <cstdint>
#include <span>

#include "base/bytes.hpp"

namespace busbar::server::report {

/// EntryID as a number: 8 octets, big-endian on the wire. 0 is none.
using EntryNumber = std::uint64_t;

enum class EntryKind : std::uint8_t { events, integrity, general_interrogation };

/// One included member.
struct IncludedMember {
    std::uint16_t member = 0;  ///< position in the data set
    ReasonCode reason;
    /// Octets of its value in Entry::values.
    std::uint32_t value_octets = 0;
};

/// A view. `included` is in the order of the data set.
struct Entry {
    EntryNumber number = 0;
    EntryKind kind = EntryKind::events;
    /// When the first notification that formed the entry came (TimeOfEntry).
    EntryTime time;
    std::span<const IncludedMember> included;
    /// The members' values, each one Data element in BER, one after the other.
    Bytes values;
};

}  // namespace busbar::server::report
