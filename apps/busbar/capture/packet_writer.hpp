// SPDX-License-Identifier: Apache-2.0
// Writes what went over one connection as a pcapng file: the octets wrapped in Ethernet, IPv4 and TCP headers
// made here, so that no capture rights are needed. The server's port is written as 102 (or 3782) whatever it
// really is: that is what makes analysers decode MMS without settings. The real address stands in the
// section's comment.
#pragma once

#include <fstream>
#include <string>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace busbar::capture {

class PacketWriter {
public:
    /// Creates or replaces `path`. `peer` is for the comment. Errors: io.
    static Result<PacketWriter> create(const std::string& path, const std::string& peer);
    PacketWriter(PacketWriter&&) = default;
    PacketWriter& operator=(PacketWriter&&) = default;

    /// The TCP handshake, before the first octets of each connection.
    void connected(WallTime when);
    void sent(Bytes octets, WallTime when) { data(client_, server_, octets, when); }
    void received(Bytes octets, WallTime when) { data(server_, client_, octets, when); }
    /// FIN of both sides.
    void closed(WallTime when);
    /// Writes out what is buffered. Errors: io, with everything written before kept.
    Result<void> flush();

private:
    struct Side {
        Octet host;
        std::uint16_t port;
        std::uint32_t sequence;
    };
    explicit PacketWriter(std::ofstream file) : file_(std::move(file)) {}
    void data(Side& from, Side& to, Bytes octets, WallTime when);
    void packet(const Side& from, const Side& to, std::uint8_t flags, Bytes payload, WallTime when);
    void block(std::uint32_t type, const ByteVector& body);

    std::ofstream file_;
    Side client_{1, 49152, 1000};
    Side server_{2, 102, 5000};
    std::uint16_t identification_ = 0;
};

}  // namespace busbar::capture
