// SPDX-License-Identifier: Apache-2.0
#include "capture/tcp_streams.hpp"

#include <cstdio>

namespace busbar::capture {
namespace {

constexpr std::uint8_t flag_fin = 1, flag_syn = 2, flag_rst = 4, flag_ack = 16;
constexpr std::uint8_t protocol_tcp = 6;
// So many segments ahead of a hole mean that it will not be filled: the capture lost it.
constexpr std::size_t patience = 64;

std::uint16_t big16(Bytes at, std::size_t offset) {
    return static_cast<std::uint16_t>(at[offset] << 8U | at[offset + 1]);
}
std::uint32_t big32(Bytes at, std::size_t offset) {
    return static_cast<std::uint32_t>(big16(at, offset)) << 16U | big16(at, offset + 2);
}

/// The IP packet inside a frame; empty where there is none.
Bytes ip_of(std::uint16_t link_type, Bytes data) {
    const auto after = [&](std::size_t count) { return data.size() > count ? data.subspan(count) : Bytes(); };
    const auto is_ip = [](std::uint16_t type) { return type == 0x0800 || type == 0x86DD; };
    switch (static_cast<LinkType>(link_type)) {
        case LinkType::ethernet: {
            std::size_t at = 12;
            while (data.size() >= at + 6 && (big16(data, at) == 0x8100 || big16(data, at) == 0x88A8)) at += 4;
            return data.size() >= at + 2 && is_ip(big16(data, at)) ? after(at + 2) : Bytes();
        }
        case LinkType::linux_sll: return data.size() >= 16 && is_ip(big16(data, 14)) ? after(16) : Bytes();
        case LinkType::linux_sll2: return data.size() >= 20 && is_ip(big16(data, 0)) ? after(20) : Bytes();
        case LinkType::null: return after(4);
        case LinkType::raw_ip_bsd:
        case LinkType::raw_ip:
        case LinkType::ipv4:
        case LinkType::ipv6: return data;
    }
    return {};
}

struct IpPacket {
    Endpoint from, to;
    Bytes payload;
};

std::optional<IpPacket> ipv4_payload(Bytes ip) {
    const std::size_t header = (ip[0] & 0x0FU) * std::size_t{4};
    if (header < 20 || ip.size() < header || ip[9] != protocol_tcp) return std::nullopt;
    // Fragments do not occur with TCP on a LAN; a later one carries no TCP header.
    if ((big16(ip, 6) & 0x3FFFU) != 0) return std::nullopt;
    // Frames are padded to 60 octets: the IP length says what counts. 0 is what offloading leaves in
    // captures.
    std::size_t total = big16(ip, 2);
    if (total == 0 || total > ip.size()) total = ip.size();
    if (total < header) return std::nullopt;
    IpPacket packet;
    std::copy_n(ip.begin() + 12, 4, packet.from.address.begin());
    std::copy_n(ip.begin() + 16, 4, packet.to.address.begin());
    packet.payload = ip.subspan(header, total - header);
    return packet;
}

std::optional<IpPacket> ipv6_payload(Bytes ip) {
    if (ip.size() < 40) return std::nullopt;
    Bytes rest = ip.subspan(40);
    const std::size_t length = big16(ip, 4);
    if (length != 0 && length < rest.size()) rest = rest.first(length);
    Octet next = ip[6];
    // Hop-by-hop, routing and destination options may stand before TCP.
    while ((next == 0 || next == 43 || next == 60) && rest.size() >= 8) {
        const std::size_t size = (std::size_t{rest[1]} + 1) * 8;
        if (size > rest.size()) return std::nullopt;
        next = rest[0];
        rest = rest.subspan(size);
    }
    if (next != protocol_tcp) return std::nullopt;
    IpPacket packet;
    packet.from.v6 = packet.to.v6 = true;
    std::copy_n(ip.begin() + 8, 16, packet.from.address.begin());
    std::copy_n(ip.begin() + 24, 16, packet.to.address.begin());
    packet.payload = rest;
    return packet;
}

}  // namespace

std::string Endpoint::text() const {
    std::string out;
    if (!v6) {
        for (std::size_t i = 0; i < 4; ++i) out += (i == 0 ? "" : ".") + std::to_string(address[i]);
        return out + ":" + std::to_string(port);
    }
    // The longest run of zero groups, if it is longer than one, becomes "::" (RFC 5952).
    const auto group = [&](std::size_t i) { return big16(address, i * 2); };
    std::size_t best = 8;
    std::size_t best_size = 1;
    for (std::size_t i = 0; i < 8; ++i) {
        std::size_t size = 0;
        while (i + size < 8 && group(i + size) == 0) ++size;
        if (size > best_size) {
            best = i;
            best_size = size;
        }
    }
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == best) {
            out += "::";
            i += best_size - 1;
            continue;
        }
        if (!out.empty() && out.back() != ':') out += ':';
        char digits[8];
        std::snprintf(digits, sizeof digits, "%x", static_cast<unsigned>(group(i)));
        out += digits;
    }
    return "[" + out + "]:" + std::to_string(port);
}

std::optional<TcpStreams::Segment> TcpStreams::segment_of_ip(Bytes ip) {
    if (ip.size() < 20) return std::nullopt;
    const unsigned version = ip[0] >> 4U;
    auto packet = version == 4   ? ipv4_payload(ip)
                  : version == 6 ? ipv6_payload(ip)
                                 : std::optional<IpPacket>();
    if (!packet || packet->payload.size() < 20) return std::nullopt;
    const Bytes tcp = packet->payload;
    const std::size_t header = (tcp[12] >> 4U) * std::size_t{4};
    if (header < 20 || header > tcp.size()) return std::nullopt;
    Segment segment;
    segment.from = packet->from;
    segment.to = packet->to;
    segment.from.port = big16(tcp, 0);
    segment.to.port = big16(tcp, 2);
    segment.sequence = big32(tcp, 4);
    segment.flags = tcp[13];
    segment.payload = tcp.subspan(header);
    return segment;
}

std::optional<TcpStreams::Segment> TcpStreams::segment_of(const Packet& packet) {
    return segment_of_ip(ip_of(packet.link_type, packet.data));
}

void TcpStreams::add(const Packet& packet, std::vector<StreamPart>& parts) {
    const auto segment = segment_of(packet);
    if (!segment) return;
    StreamPart part;
    part.packet_number = packet.number;
    part.time = packet.time;
    part.from = segment->from;
    part.to = segment->to;

    Direction& direction = directions_[{segment->from, segment->to}];
    if ((segment->flags & flag_syn) != 0) {
        // A new connection, also where an old one had the same ports.
        direction = Direction{true, segment->sequence + 1, {}};
        if ((segment->flags & flag_ack) == 0) {
            part.opens = true;
            parts.push_back(std::move(part));
        }
        return;
    }
    part.closes = (segment->flags & (flag_fin | flag_rst)) != 0;
    if (segment->payload.empty() && !part.closes) return;
    if (!direction.started) direction = Direction{true, segment->sequence, {}};

    Bytes payload = segment->payload;
    auto ahead = static_cast<std::int32_t>(segment->sequence - direction.next);
    if (ahead < 0) {
        // Sent again: only what lies beyond the part already delivered counts.
        const auto known = static_cast<std::size_t>(-static_cast<std::int64_t>(ahead));
        if (known > payload.size() || (known == payload.size() && !part.closes)) return;
        payload = payload.subspan(known);
        ahead = 0;
    }
    part.payload.assign(payload.begin(), payload.end());
    const std::uint32_t position = direction.next + static_cast<std::uint32_t>(ahead);
    auto [place, added] = direction.waiting.try_emplace(position, std::move(part));
    if (!added && place->second.payload.size() < payload.size()) {
        place->second.payload.assign(payload.begin(), payload.end());
    }
    deliver(direction, parts, direction.waiting.size() > patience);
}

void TcpStreams::deliver(Direction& direction, std::vector<StreamPart>& parts, bool over_gaps) {
    const auto distance = [&](std::uint32_t position) {
        return static_cast<std::int32_t>(position - direction.next);
    };
    while (!direction.waiting.empty()) {
        // The map is ordered by plain value; around a sequence wrap the nearest is not the first.
        auto nearest = direction.waiting.begin();
        for (auto it = direction.waiting.begin(); it != direction.waiting.end(); ++it) {
            if (distance(it->first) < distance(nearest->first)) nearest = it;
        }
        const std::int32_t ahead = distance(nearest->first);
        if (ahead > 0 && !over_gaps) return;
        StreamPart part = std::move(nearest->second);
        direction.waiting.erase(nearest);
        if (ahead > 0) {
            part.lost = static_cast<std::uint64_t>(ahead);
            direction.next += static_cast<std::uint32_t>(ahead);
            over_gaps = false;
        } else if (ahead < 0) {
            const auto known = static_cast<std::size_t>(-static_cast<std::int64_t>(ahead));
            if (known >= part.payload.size() && !part.closes) continue;
            part.payload.erase(
                part.payload.begin(),
                part.payload.begin() + static_cast<std::ptrdiff_t>(std::min(known, part.payload.size())));
        }
        direction.next += static_cast<std::uint32_t>(part.payload.size());
        parts.push_back(std::move(part));
    }
}

void TcpStreams::finish(std::vector<StreamPart>& parts) {
    for (auto& [key, direction] : directions_) {
        while (!direction.waiting.empty()) deliver(direction, parts, true);
    }
}

}  // namespace busbar::capture
