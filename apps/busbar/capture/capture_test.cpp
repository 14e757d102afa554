// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <numeric>

#include "capture/packet_file.hpp"
#include "capture/packet_writer.hpp"
#include "capture/tcp_streams.hpp"

namespace busbar::capture {
namespace {

ByteVector counting(std::size_t size) {
    ByteVector octets(size);
    std::iota(octets.begin(), octets.end(), Octet{0});
    return octets;
}

std::string temporary(const char* name) {
    return (std::filesystem::temp_directory_path() /
            (std::string(name) + std::to_string(::getpid()) + ".pcapng"))
        .string();
}

std::vector<StreamPart> parts_of(PacketFile& file) {
    std::vector<StreamPart> parts;
    TcpStreams streams;
    for (;;) {
        const auto packet = file.next();
        EXPECT_TRUE(packet) << packet.error().message();
        if (!packet || !*packet) break;
        streams.add(**packet, parts);
    }
    streams.finish(parts);
    return parts;
}

ByteVector from_port(const std::vector<StreamPart>& parts, std::uint16_t port) {
    ByteVector all;
    for (const auto& part : parts) {
        if (part.from.port == port) all.insert(all.end(), part.payload.begin(), part.payload.end());
    }
    return all;
}

TEST(Capture, WhatIsWrittenIsReadBack) {
    const std::string path = temporary("busbar_capture");
    const ByteVector request = counting(10);
    const ByteVector answer = counting(4000);
    const WallTime when(std::chrono::nanoseconds(1'700'000'000'123'456'789));
    {
        auto writer = PacketWriter::create(path, "test");
        ASSERT_TRUE(writer) << writer.error().message();
        writer->connected(when);
        writer->sent(request, when);
        writer->received(answer, when);
        writer->closed(when);
        ASSERT_TRUE(writer->flush());
    }
    auto file = PacketFile::open(path);
    ASSERT_TRUE(file) << file.error().message();
    const auto parts = parts_of(*file);
    std::filesystem::remove(path);
    ASSERT_FALSE(parts.empty());
    EXPECT_TRUE(parts.front().opens);
    EXPECT_EQ(parts.front().time, when);
    EXPECT_EQ(parts.front().to.text(), "10.0.0.2:102");
    EXPECT_EQ(from_port(parts, parts.front().from.port), request);
    EXPECT_EQ(from_port(parts, 102), answer);
    EXPECT_TRUE(parts.back().closes);
}

/// A raw IPv4 packet with TCP, the way a capture of link type 101 holds it.
ByteVector ip_packet(std::uint32_t sequence, std::uint8_t flags, Bytes payload) {
    ByteVector p{0x45, 0, 0, static_cast<Octet>(40 + payload.size()),
                 0,    0, 0, 0,
                 64,   6, 0, 0,
                 10,   0, 0, 1,
                 10,   0, 0, 2,
                 0xC0, 1, 0, 102};
    for (unsigned shift : {24U, 16U, 8U, 0U}) p.push_back(static_cast<Octet>(sequence >> shift));
    p.insert(p.end(), {0, 0, 0, 0, 0x50, flags, 0, 0, 0, 0, 0, 0});
    p.insert(p.end(), payload.begin(), payload.end());
    return p;
}

struct Feed {
    TcpStreams streams;
    std::vector<StreamPart> parts;
    std::uint64_t number = 0;
    void add(std::uint32_t sequence, Bytes payload, std::uint8_t flags = 16) {
        const ByteVector data = ip_packet(sequence, flags, payload);
        Packet packet;
        packet.number = ++number;
        packet.link_type = 101;
        packet.data = data;
        streams.add(packet, parts);
    }
    ByteVector all() {
        streams.finish(parts);
        return from_port(parts, 0xC001);
    }
};

TEST(TcpStreams, OrdersRepeatsAndOverlaps) {
    const ByteVector octets = counting(30);
    const Bytes whole(octets);
    Feed feed;
    feed.add(0xFFFFFFF0, {}, 2);  // SYN: the first octet has number FFFFFFF1, and the numbers wrap on the way
    feed.add(0xFFFFFFF1 + 20, whole.subspan(20));
    feed.add(0xFFFFFFF1 + 10, whole.subspan(10, 10));
    feed.add(0xFFFFFFF1, whole.first(10));
    feed.add(0xFFFFFFF1, whole.first(10));
    feed.add(0xFFFFFFF1 + 5, whole.subspan(5, 20));
    EXPECT_EQ(feed.all(), octets);
    for (const auto& part : feed.parts) EXPECT_EQ(part.lost, 0U);
}

TEST(TcpStreams, ReportsWhatTheCaptureLost) {
    const ByteVector octets = counting(30);
    Feed feed;
    feed.add(100, Bytes(octets).first(10));  // starts mid-stream
    feed.add(115, Bytes(octets).subspan(15));
    EXPECT_EQ(feed.all().size(), 25U);
    EXPECT_EQ(feed.parts.back().lost, 5U);
}

TEST(PacketFile, TruncationsAndChangesAreErrorsNotCrashes) {
    const std::string path = temporary("busbar_truncated");
    {
        auto writer = PacketWriter::create(path, "test");
        ASSERT_TRUE(writer);
        writer->connected(WallTime());
        writer->sent(counting(20), WallTime());
        ASSERT_TRUE(writer->flush());
    }
    std::ifstream in(path, std::ios::binary);
    const ByteVector whole((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    std::filesystem::remove(path);
    const auto drain = [](ByteVector content) {
        auto file = PacketFile::from_bytes(std::move(content));
        std::vector<StreamPart> parts;
        TcpStreams streams;
        while (file) {
            const auto packet = file->next();
            if (!packet || !*packet) return packet.has_value();
            streams.add(**packet, parts);
        }
        return false;
    };
    EXPECT_TRUE(drain(whole));
    std::size_t refused = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        if (!drain(ByteVector(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)))) ++refused;
    }
    EXPECT_GT(refused, whole.size() / 2);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const unsigned value : {0x00U, 0x01U, 0x7FU, 0x80U, 0xFFU}) {
            ByteVector changed = whole;
            changed[at] = static_cast<Octet>(value);
            drain(changed);
        }
    }
}

TEST(PacketFile, CorpusCapturesAreReadToTheEnd) {
    const char* set = std::getenv("BUSBAR_CORPUS");
    const std::filesystem::path corpus = set != nullptr ? set : BUSBAR_SOURCE_DIR "/../shared/corpus";
    if (!std::filesystem::exists(corpus / "pcap")) GTEST_SKIP() << "no corpus at " << corpus;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus / "pcap")) {
        if (!entry.is_regular_file()) continue;
        auto file = PacketFile::open(entry.path().string());
        ASSERT_TRUE(file) << entry.path() << file.error().message();
        EXPECT_FALSE(from_port(parts_of(*file), 102).empty()) << entry.path();
    }
}

}  // namespace
}  // namespace busbar::capture
