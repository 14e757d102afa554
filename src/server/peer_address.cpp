// SPDX-License-Identifier: Apache-2.0
#include "server/peer_address.hpp"

#include <algorithm>

#include "scl/address.hpp"

namespace busbar::server {

PeerAddress address_of(const Peer& peer) {
    std::string_view text = peer.address;
    if (!text.empty() && text.front() == '[') {
        text = text.substr(1, text.find(']') - 1);
    } else {
        text = text.substr(0, text.find(':'));
    }
    PeerAddress address;
    const auto octets = scl::parse_ip(text);
    if (!octets || octets->size() > address.octets.size()) return address;
    std::copy(octets->begin(), octets->end(), address.octets.begin());
    address.size = static_cast<std::uint8_t>(octets->size());
    return address;
}

}  // namespace busbar::server
