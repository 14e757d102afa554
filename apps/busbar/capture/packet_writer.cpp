// SPDX-License-Identifier: Apache-2.0
#include "capture/packet_writer.hpp"

#include <algorithm>
#include <cerrno>

namespace busbar::capture {
namespace {

constexpr std::uint8_t fin = 1, syn = 2, psh = 8, ack = 16;
// What fits an Ethernet frame of 1,500 octets after 40 octets of headers; analysers put segments together
// again.
constexpr std::size_t segment_octets = 1460;

void put16(ByteVector& out, std::size_t value) {
    out.push_back(static_cast<Octet>(value >> 8U & 0xFFU));
    out.push_back(static_cast<Octet>(value & 0xFFU));
}
void put32(ByteVector& out, std::uint32_t value) {
    put16(out, value >> 16U);
    put16(out, value & 0xFFFFU);
}
/// The one's complement sum of RFC 1071.
std::uint32_t sum_words(Bytes octets, std::uint32_t sum) {
    for (std::size_t i = 0; i < octets.size(); ++i) sum += i % 2 == 0 ? octets[i] * 256U : octets[i];
    return sum;
}
void set_checksum(ByteVector& out, std::size_t at, std::uint32_t sum) {
    while (sum > 0xFFFF) sum = (sum & 0xFFFFU) + (sum >> 16U);
    sum = ~sum;
    out[at] = static_cast<Octet>(sum >> 8U & 0xFFU);
    out[at + 1] = static_cast<Octet>(sum & 0xFFU);
}

}  // namespace

Result<PacketWriter> PacketWriter::create(const std::string& path, const std::string& peer) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    if (!file) return fail(Fault::io, "cannot write " + path, {Domain::system, errno});
    PacketWriter writer(std::move(file));

    ByteVector section;
    put32(section, 0x1A2B3C4D);
    put16(section, 1);  // version 1.0
    put16(section, 0);
    section.insert(section.end(), 8, 0xFF);  // section length unknown
    const std::string comment = "written by busbar from one connection with " + peer;
    put16(section, 1);
    put16(section, comment.size());
    section.insert(section.end(), comment.begin(), comment.end());
    section.resize((section.size() + 3) & ~std::size_t{3});
    put32(section, 0);  // end of options
    writer.block(0x0A0D0D0A, section);

    ByteVector interface;
    put16(interface, 1);  // Ethernet
    put16(interface, 0);
    put32(interface, 0);  // no limit on the packet size
    put16(interface, 9);  // if_tsresol
    put16(interface, 1);
    interface.insert(interface.end(), {9, 0, 0, 0});  // nanoseconds
    put32(interface, 0);
    writer.block(1, interface);
    if (auto flushed = writer.flush(); !flushed) return Failure(flushed.error());
    return writer;
}

void PacketWriter::block(std::uint32_t type, const ByteVector& body) {
    ByteVector out;
    const auto length = static_cast<std::uint32_t>(body.size() + 12);
    put32(out, type);
    put32(out, length);
    out.insert(out.end(), body.begin(), body.end());
    put32(out, length);
    file_.write(reinterpret_cast<const char*>(out.data()), static_cast<std::streamsize>(out.size()));
}

void PacketWriter::packet(const Side& from, const Side& to, std::uint8_t flags, Bytes payload,
                          WallTime when) {
    ByteVector tcp;
    put16(tcp, from.port);
    put16(tcp, to.port);
    put32(tcp, from.sequence);
    put32(tcp, (flags & ack) != 0 ? to.sequence : 0);
    tcp.insert(tcp.end(), {0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0});
    tcp.insert(tcp.end(), payload.begin(), payload.end());
    ByteVector pseudo{10, 0, 0, from.host, 10, 0, 0, to.host, 0, 6};
    put16(pseudo, tcp.size());
    set_checksum(tcp, 16, sum_words(tcp, sum_words(pseudo, 0)));

    ByteVector ip{0x45, 0};
    put16(ip, 20 + tcp.size());
    put16(ip, ++identification_);
    ip.insert(ip.end(), {0x40, 0, 64, 6, 0, 0, 10, 0, 0, from.host, 10, 0, 0, to.host});
    set_checksum(ip, 10, sum_words(ip, 0));

    ByteVector frame{2, 0, 0, 0, 0, to.host, 2, 0, 0, 0, 0, from.host, 8, 0};
    frame.insert(frame.end(), ip.begin(), ip.end());
    frame.insert(frame.end(), tcp.begin(), tcp.end());

    ByteVector body;
    const auto ticks = static_cast<std::uint64_t>(std::max<std::int64_t>(0, when.time_since_epoch().count()));
    put32(body, 0);
    put32(body, static_cast<std::uint32_t>(ticks >> 32U));
    put32(body, static_cast<std::uint32_t>(ticks & 0xFFFFFFFFU));
    put32(body, static_cast<std::uint32_t>(frame.size()));
    put32(body, static_cast<std::uint32_t>(frame.size()));
    body.insert(body.end(), frame.begin(), frame.end());
    body.resize((body.size() + 3) & ~std::size_t{3});
    block(6, body);
}

void PacketWriter::connected(WallTime when, Connection connection) {
    last_client_port_ =
        last_client_port_ == 0xFFFF ? first_client_port : static_cast<std::uint16_t>(last_client_port_ + 1);
    Stream& stream = streams_[connection];
    stream = {{1, last_client_port_, 1000}, {2, 102, 5000}};
    packet(stream.client, stream.server, syn, {}, when);
    ++stream.client.sequence;
    packet(stream.server, stream.client, syn | ack, {}, when);
    ++stream.server.sequence;
    packet(stream.client, stream.server, ack, {}, when);
}

void PacketWriter::sent(Bytes octets, WallTime when, Connection connection) {
    const auto stream = streams_.find(connection);
    if (stream != streams_.end()) data(stream->second.client, stream->second.server, octets, when);
}

void PacketWriter::received(Bytes octets, WallTime when, Connection connection) {
    const auto stream = streams_.find(connection);
    if (stream != streams_.end()) data(stream->second.server, stream->second.client, octets, when);
}

void PacketWriter::data(Side& from, Side& to, Bytes octets, WallTime when) {
    while (!octets.empty()) {
        const Bytes part = octets.first(std::min(octets.size(), segment_octets));
        packet(from, to, psh | ack, part, when);
        from.sequence += static_cast<std::uint32_t>(part.size());
        octets = octets.subspan(part.size());
    }
}

void PacketWriter::closed(WallTime when, Connection connection) {
    const auto found = streams_.find(connection);
    if (found == streams_.end()) return;
    auto& [client, server] = found->second;
    packet(client, server, fin | ack, {}, when);
    ++client.sequence;
    packet(server, client, fin | ack, {}, when);
    ++server.sequence;
    packet(client, server, ack, {}, when);
    streams_.erase(found);
}

Result<void> PacketWriter::flush() {
    file_.flush();
    if (!file_) return fail(Fault::io, "cannot write the capture", {Domain::system, errno});
    return {};
}

}  // namespace busbar::capture
