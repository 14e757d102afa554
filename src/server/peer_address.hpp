// SPDX-License-Identifier: Apache-2.0
// Where a client is, as the octets of its IP address: what Owner of a report control block and originatorID
// of tracking data say.
#pragma once

#include <array>
#include <busbar/access.hpp>
#include <cstdint>
#include <span>

namespace busbar::server {

/// An IPv4 or IPv6 address; size 0: none.
struct PeerAddress {
    std::array<std::uint8_t, 16> octets{};
    std::uint8_t size = 0;
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {octets.data(), size}; }
};

/// Of "192.0.2.1:50123" or "[2001:db8::1]:50123".
PeerAddress address_of(const Peer& peer);

}  // namespace busbar::server
