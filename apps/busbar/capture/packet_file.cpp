// SPDX-License-Identifier: Apache-2.0
#include "capture/packet_file.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>

namespace busbar::capture {
namespace {

constexpr std::uint32_t micro_magic = 0xA1B2C3D4;
constexpr std::uint32_t nano_magic = 0xA1B23C4D;
constexpr std::uint32_t section_block = 0x0A0D0D0A;
constexpr std::uint32_t byte_order_magic = 0x1A2B3C4D;
constexpr std::uint32_t interface_block = 1;
constexpr std::uint32_t old_packet_block = 2;
constexpr std::uint32_t simple_packet_block = 3;
constexpr std::uint32_t enhanced_packet_block = 6;
constexpr std::uint16_t resolution_option = 9;

std::uint32_t load_big(Bytes at) {
    return static_cast<std::uint32_t>(at[0]) << 24U | static_cast<std::uint32_t>(at[1]) << 16U |
           static_cast<std::uint32_t>(at[2]) << 8U | at[3];
}
std::uint32_t load_little(Bytes at) {
    return static_cast<std::uint32_t>(at[3]) << 24U | static_cast<std::uint32_t>(at[2]) << 16U |
           static_cast<std::uint32_t>(at[1]) << 8U | at[0];
}

WallTime wall_time(std::uint64_t ticks, std::uint64_t per_second) {
    const std::uint64_t seconds = ticks / per_second;
    const auto fraction = static_cast<double>(ticks % per_second) / static_cast<double>(per_second);
    // Captures end long before the year 2262, where 64 bits of nanoseconds do; broken ones may claim
    // anything.
    constexpr std::uint64_t last_second = 9'000'000'000;
    const auto nanoseconds = static_cast<std::int64_t>(std::min(seconds, last_second)) * 1'000'000'000 +
                             static_cast<std::int64_t>(fraction * 1e9 + 0.5);
    return WallTime(std::chrono::nanoseconds(nanoseconds));
}

}  // namespace

bool PacketFile::is_capture(Bytes head) {
    if (head.size() < 4) return false;
    const std::uint32_t big = load_big(head);
    const std::uint32_t little = load_little(head);
    return big == section_block || big == micro_magic || big == nano_magic || little == micro_magic ||
           little == nano_magic;
}

Result<PacketFile> PacketFile::open(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(Fault::io, "cannot open " + path, {Domain::system, errno});
    ByteVector content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (file.bad()) return fail(Fault::io, "cannot read " + path, {Domain::system, errno});
    return from_bytes(std::move(content));
}

Result<PacketFile> PacketFile::from_bytes(ByteVector content) {
    PacketFile file;
    file.content_ = std::move(content);
    if (!is_capture(file.content_)) return fail(Fault::malformed, "neither a pcap nor a pcapng file");
    if (load_big(file.content_) == section_block) return file;
    file.classic_ = true;
    const std::uint32_t big = load_big(file.content_);
    file.big_endian_ = big == micro_magic || big == nano_magic;
    const std::uint32_t magic = file.big_endian_ ? big : load_little(file.content_);
    if (file.content_.size() < 24) return file.broken("pcap header is cut off");
    file.interfaces_.push_back({static_cast<std::uint16_t>(file.u32(file.content_, 20) & 0xFFFFU),
                                magic == nano_magic ? 1'000'000'000U : 1'000'000U});
    file.at_ = 24;
    return file;
}

std::uint16_t PacketFile::u16(Bytes at, std::size_t offset) const {
    const auto high = big_endian_ ? at[offset] : at[offset + 1];
    const auto low = big_endian_ ? at[offset + 1] : at[offset];
    return static_cast<std::uint16_t>(high << 8U | low);
}
std::uint32_t PacketFile::u32(Bytes at, std::size_t offset) const {
    return big_endian_ ? load_big(at.subspan(offset)) : load_little(at.subspan(offset));
}

Failure PacketFile::broken(const char* text) const {
    Error error;
    error.text = text;
    error.offset = at_;
    return fail(std::move(error));
}

Result<std::optional<Packet>> PacketFile::next() {
    if (rest().empty()) return std::optional<Packet>();
    return classic_ ? next_classic() : next_block();
}

Result<std::optional<Packet>> PacketFile::next_classic() {
    const Bytes head = rest();
    if (head.size() < 16) return broken("packet header is cut off");
    const std::uint32_t kept = u32(head, 8);
    if (kept > head.size() - 16) return broken("packet is cut off by the end of the file");
    Packet packet;
    packet.number = ++number_;
    packet.link_type = interfaces_[0].link_type;
    packet.time = wall_time(u32(head, 0) * interfaces_[0].ticks_per_second + u32(head, 4),
                            interfaces_[0].ticks_per_second);
    packet.cut = kept < u32(head, 12);
    packet.data = head.subspan(16, kept);
    at_ += 16 + std::size_t{kept};
    return std::optional<Packet>(packet);
}

Result<void> PacketFile::read_section(std::size_t length_at) {
    const Bytes head = rest();
    if (head.size() < length_at + 8) return broken("section header is cut off");
    const Bytes magic = head.subspan(8);
    if (load_big(magic) == byte_order_magic) {
        big_endian_ = true;
    } else if (load_little(magic) == byte_order_magic) {
        big_endian_ = false;
    } else {
        return broken("section header without a byte order");
    }
    interfaces_.clear();
    return {};
}

void PacketFile::read_interface(Bytes body) {
    Interface added;
    if (body.size() >= 8) added.link_type = u16(body, 0);
    for (std::size_t at = 8; at + 4 <= body.size();) {
        const std::uint16_t code = u16(body, at);
        const std::uint16_t size = u16(body, at + 2);
        if (code == 0 || at + 4 + size > body.size()) break;
        if (code == resolution_option && size == 1) {
            const Octet resolution = body[at + 4];
            const unsigned exponent = resolution & 0x7FU;
            const std::uint64_t base = (resolution & 0x80U) != 0 ? 2 : 10;
            std::uint64_t ticks = 1;
            for (unsigned i = 0; i < std::min(exponent, base == 2 ? 40U : 12U); ++i) ticks *= base;
            added.ticks_per_second = ticks;
        }
        at += 4 + ((std::size_t{size} + 3) & ~std::size_t{3});
    }
    interfaces_.push_back(added);
}

std::optional<Packet> PacketFile::packet_of_block(std::uint32_t type, Bytes body) {
    Packet packet;
    std::size_t kept = 0;
    std::size_t interface_index = 0;
    std::size_t data_at = 20;
    if (type == simple_packet_block) {
        if (body.size() < 4) return std::nullopt;
        data_at = 4;
        kept = std::min<std::size_t>(u32(body, 0), body.size() - 4);
    } else {
        if (body.size() < 20) return std::nullopt;
        interface_index = type == old_packet_block ? u16(body, 0) : u32(body, 0);
        kept = std::min<std::size_t>(u32(body, 12), body.size() - 20);
        packet.cut = kept < u32(body, 16);
    }
    if (interface_index >= interfaces_.size()) return std::nullopt;
    const Interface& from = interfaces_[interface_index];
    if (type != simple_packet_block) {
        packet.time = wall_time(std::uint64_t{u32(body, 4)} << 32U | u32(body, 8), from.ticks_per_second);
    }
    packet.link_type = from.link_type;
    packet.data = body.subspan(data_at, kept);
    packet.number = ++number_;
    return packet;
}

Result<std::optional<Packet>> PacketFile::next_block() {
    while (!rest().empty()) {
        const Bytes head = rest();
        if (head.size() < 12) return broken("block header is cut off");
        const bool section = load_big(head) == section_block;
        if (section) {
            if (auto read = read_section(4); !read) return Failure(read.error());
        }
        const std::uint32_t type = u32(head, 0);
        const std::uint32_t length = u32(head, 4);
        if (length < 12 || length % 4 != 0) return broken("block with a wrong length");
        if (length > head.size()) return broken("block is cut off by the end of the file");
        const Bytes body = head.subspan(8, length - 12);
        at_ += length;
        if (section) continue;
        if (type == interface_block) {
            read_interface(body);
        } else if (type == enhanced_packet_block || type == simple_packet_block || type == old_packet_block) {
            if (auto packet = packet_of_block(type, body)) return packet;
        }
    }
    return std::optional<Packet>();
}

}  // namespace busbar::capture
