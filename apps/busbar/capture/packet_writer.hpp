// SPDX-License-Identifier: Apache-2.0
// Writes what went over one or more connections as a pcapng file: the octets wrapped in Ethernet, IPv4 and
// TCP headers made here, so that no capture rights are needed. The server's port is written as 102 (or 3782)
// whatever it really is: that is what makes analysers decode MMS without settings. The real address stands in
// the section's comment.
#pragma once

#include <fstream>
#include <map>
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

    /// Connections are told apart by a number of the caller's.
    using Connection = std::uint64_t;
    /// The TCP handshake, before the first octets of each connection.
    void connected(WallTime when, Connection connection = 0);
    /// By the client.
    void sent(Bytes octets, WallTime when, Connection connection = 0);
    /// From the server.
    void received(Bytes octets, WallTime when, Connection connection = 0);
    /// FIN of both sides.
    void closed(WallTime when, Connection connection = 0);
    /// Writes out what is buffered. Errors: io, with everything written before kept.
    Result<void> flush();

private:
    struct Side {
        Octet host;
        std::uint16_t port;
        std::uint32_t sequence;
    };
    struct Stream {
        Side client, server;
    };
    explicit PacketWriter(std::ofstream file) : file_(std::move(file)) {}
    void data(Side& from, Side& to, Bytes octets, WallTime when);
    void packet(const Side& from, const Side& to, std::uint8_t flags, Bytes payload, WallTime when);
    void block(std::uint32_t type, const ByteVector& body);

    static constexpr std::uint16_t first_client_port = 49152;  // of the ephemeral ones
    std::ofstream file_;
    std::map<Connection, Stream> streams_;
    std::uint16_t last_client_port_ = first_client_port;
    std::uint16_t identification_ = 0;
};

}  // namespace busbar::capture
