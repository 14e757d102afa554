// SPDX-License-Identifier: Apache-2.0
// Packet captures: reads pcap (micro- and nanoseconds, both byte orders) and pcapng, writes pcapng. What is
// not about packets (name resolution, statistics, comments) is skipped.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace busbar::capture {

/// Numbers of the tcpdump link-layer list that packets can have here.
enum class LinkType : std::uint16_t {
    null = 0,
    ethernet = 1,
    raw_ip_bsd = 12,
    raw_ip = 101,
    linux_sll = 113,
    ipv4 = 228,
    ipv6 = 229,
    linux_sll2 = 276,
};

struct Packet {
    std::uint64_t number = 0;  ///< position in the file, from 1
    WallTime time;
    std::uint16_t link_type = 0;
    bool cut = false;  ///< the capture kept only the beginning
    Bytes data;        ///< view of the reader's file
};

/// Whole-file reader: the file is held in memory, packets are views of it.
class PacketFile {
public:
    /// Errors: io when the file cannot be read, malformed (with the offset) when its head is no capture's.
    static Result<PacketFile> open(const std::string& path);
    static Result<PacketFile> from_bytes(ByteVector content);
    /// Whether `head`, the first four octets of a file or more, begin a capture.
    static bool is_capture(Bytes head);

    /// The next packet, nothing at the end, or an error where the file is cut off or broken.
    Result<std::optional<Packet>> next();

private:
    struct Interface {
        std::uint16_t link_type = 0;
        std::uint64_t ticks_per_second = 1'000'000;
    };
    Result<std::optional<Packet>> next_classic();
    Result<std::optional<Packet>> next_block();
    std::optional<Packet> packet_of_block(std::uint32_t type, Bytes body);
    void read_interface(Bytes body);
    Result<void> read_section(std::size_t length_at);
    [[nodiscard]] std::uint16_t u16(Bytes at, std::size_t offset) const;
    [[nodiscard]] std::uint32_t u32(Bytes at, std::size_t offset) const;
    [[nodiscard]] Bytes rest() const { return Bytes(content_).subspan(at_); }
    [[nodiscard]] Failure broken(const char* text) const;

    ByteVector content_;
    std::size_t at_ = 0;
    std::uint64_t number_ = 0;
    bool classic_ = false;
    bool big_endian_ = false;
    std::vector<Interface> interfaces_;
};

}  // namespace busbar::capture
