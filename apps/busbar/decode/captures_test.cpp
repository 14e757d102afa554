// SPDX-License-Identifier: Apache-2.0
// The captures of the corpus, whole: every MMS PDU in them decodes, and encodes again to the same octets
// unless the sender's were not canonical; then at least to octets that mean the same.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "capture/packet_file.hpp"
#include "capture/tcp_streams.hpp"
#include "decode/conversation.hpp"
#include "mms/dump.hpp"

namespace busbar::decode {
namespace {

struct Counted {
    std::size_t pdus = 0, same = 0, malformed = 0;
};

void check(const Message& message, Counted& counted) {
    if (message.layer != Layer::mms) return;
    ++counted.pdus;
    if (message.bad) {
        ++counted.malformed;
        return;
    }
    BackWriter writer;
    const auto recoded = mms::recode(message.octets, writer);
    ASSERT_TRUE(recoded) << message.title << recoded.error().message();
    const ByteVector again(writer.bytes().begin(), writer.bytes().end());
    if (again == message.octets) {
        ++counted.same;
        return;
    }
    EXPECT_EQ(mms::dump(again).value(), mms::dump(message.octets).value()) << message.title;
}

Counted count(const std::filesystem::path& path) {
    Counted counted;
    auto file = capture::PacketFile::open(path.string());
    EXPECT_TRUE(file) << path;
    std::map<std::pair<capture::Endpoint, capture::Endpoint>, Conversation> conversations;
    capture::TcpStreams streams;
    std::vector<capture::StreamPart> parts;
    const auto drain = [&] {
        for (const auto& part : parts) {
            if (part.from.port != 102 && part.to.port != 102) continue;
            const bool from_client = part.to.port == 102;
            auto& conversation =
                conversations[from_client ? std::pair(part.from, part.to) : std::pair(part.to, part.from)];
            std::vector<Message> messages;
            conversation.feed(from_client, part.payload, part.lost, messages);
            for (const Message& message : messages) check(message, counted);
        }
        parts.clear();
    };
    for (;;) {
        const auto packet = file->next();
        if (!packet || !*packet) break;
        streams.add(**packet, parts);
        drain();
    }
    streams.finish(parts);
    drain();
    return counted;
}

TEST(Captures, EveryPduDecodesAndReencodes) {
    const char* set = std::getenv("BUSBAR_CORPUS");
    const std::filesystem::path corpus = set != nullptr ? set : BUSBAR_SOURCE_DIR "/../shared/corpus";
    if (!std::filesystem::exists(corpus / "pcap")) GTEST_SKIP() << "no corpus at " << corpus;
    Counted total;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus / "pcap")) {
        if (!entry.is_regular_file()) continue;
        const Counted counted = count(entry.path());
        std::printf("%s: %zu MMS PDUs, %zu to the same octets\n", entry.path().filename().c_str(),
                    counted.pdus, counted.same);
        EXPECT_GT(counted.pdus, 0U) << entry.path();
        EXPECT_EQ(counted.malformed, 0U) << entry.path();
        total.pdus += counted.pdus;
        total.same += counted.same;
    }
    std::printf("together: %zu of %zu MMS PDUs are canonical and encode to the same octets\n", total.same,
                total.pdus);
}

}  // namespace
}  // namespace busbar::decode
