// SPDX-License-Identifier: Apache-2.0
// Addresses of the Communication section (IEC 61850-6 clause 9.4) as values: selectors, AP-title, ports, and
// the multicast addresses of GOOSE and sampled values.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/definitions.hpp"
#include "scl/document.hpp"

namespace busbar::scl {

/// Octets of a selector; an odd number of digits gets a zero before it, and `padded` says so.
std::optional<std::vector<std::uint8_t>> parse_selector(std::string_view text, bool* padded = nullptr);

/// "1,3,9999,23", "1.3.9999.23", "1 3 9999 23" and "{1 3 9999 23}"; one number with no separators is taken as
/// the arcs 1, 3 and the rest where it starts so ("139999" is not split further).
std::optional<std::vector<std::uint32_t>> parse_ap_title(std::string_view text);

/// Address of a ConnectedAP; fields that cannot be read give a finding where `findings` is given and stay
/// empty.
model::Communication communication_of(const Xml& xml, const ConnectedAp& ap, FindingList* findings);

/// Destination of a GOOSE or SV control block; the same about findings.
model::PhyComAddr multicast_of(const Xml& xml, const BlockAddress& block, FindingList* findings);

/// Octets of an IPv4 or IPv6 address in text, 4 or 16; nothing for anything else.
std::optional<std::vector<std::uint8_t>> parse_ip(std::string_view text);

}  // namespace busbar::scl
