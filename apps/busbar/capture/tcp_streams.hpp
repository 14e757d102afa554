// SPDX-License-Identifier: Apache-2.0
// Puts the TCP payload of a capture back in order, per connection and direction. Connections may start before
// the capture did; what a capture has lost is reported as a gap and the stream goes on behind it.
#pragma once

#include <array>
#include <compare>
#include <map>

#include "capture/packet_file.hpp"

namespace busbar::capture {

struct Endpoint {
    std::array<Octet, 16> address{};  ///< IPv4 in the first four octets
    bool v6 = false;
    std::uint16_t port = 0;
    friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
    /// "10.0.0.7:102", "[fe80::1]:102"
    [[nodiscard]] std::string text() const;
};

/// Payload in order, as it came by.
struct StreamPart {
    std::uint64_t packet_number = 0;
    WallTime time;
    Endpoint from;
    Endpoint to;
    bool opens = false;      ///< a SYN without ACK: `from` is the client; no payload
    bool closes = false;     ///< FIN or RST: nothing more comes from this side
    std::uint64_t lost = 0;  ///< octets missing before this payload
    ByteVector payload;
};

class TcpStreams {
public:
    /// Takes one packet and appends what became readable by it to `parts`. What is not TCP over IP is
    /// skipped.
    void add(const Packet& packet, std::vector<StreamPart>& parts);
    /// At the end of the capture: what still waits behind gaps.
    void finish(std::vector<StreamPart>& parts);

private:
    struct Segment {
        Endpoint from, to;
        std::uint32_t sequence = 0;
        std::uint8_t flags = 0;
        Bytes payload;
    };
    struct Direction {
        bool started = false;
        std::uint32_t next = 0;
        std::map<std::uint32_t, StreamPart>
            waiting;  ///< ahead of `next`, by distance from it when it was added
    };
    using Key = std::pair<Endpoint, Endpoint>;

    static std::optional<Segment> segment_of(const Packet& packet);
    static std::optional<Segment> segment_of_ip(Bytes ip);
    void deliver(Direction& direction, std::vector<StreamPart>& parts, bool over_gaps);

    std::map<Key, Direction> directions_;
};

}  // namespace busbar::capture
