// SPDX-License-Identifier: Apache-2.0
#include "decode/conversation.hpp"

#include <gtest/gtest.h>

namespace busbar::decode {
namespace {

ByteVector hex(std::string_view text) {
    return from_hex(text).value();
}

// Made by hand after RFC 1006, X.224, X.225 and ISO 9506: identify, invokeID 4, and its answer.
const ByteVector identify = hex("03 00 00 19 02 F0 80 01 00 01 00 61 0C 30 0A 02 01 03 A0 05 A0 03 02 01 04");
const ByteVector status_request =
    hex("03 00 00 1C 02 F0 80 01 00 01 00 61 0F 30 0D 02 01 03 A0 08 A0 06 02 01 01 80 01 00");
const ByteVector cr = hex("03 00 00 16 11 E0 00 00 00 01 00 C0 01 0D C2 02 00 01 C1 02 00 01");

std::string shown(const Message& message) {
    std::string text;
    ber::TextDump dump(text);
    if (message.show) message.show(dump);
    return text;
}

std::vector<std::string> titles(const std::vector<Message>& messages) {
    std::vector<std::string> all;
    for (const Message& message : messages)
        all.push_back(std::string(name_of(message.layer)) + " " + message.title);
    return all;
}

TEST(Conversation, TakesPacketsHoweverTheyAreCut) {
    ByteVector stream = cr;
    stream.insert(stream.end(), status_request.begin(), status_request.end());
    for (std::size_t chunk = 1; chunk <= stream.size(); ++chunk) {
        Conversation conversation;
        std::vector<Message> messages;
        for (std::size_t at = 0; at < stream.size(); at += chunk) {
            conversation.feed(true, Bytes(stream).subspan(at, std::min(chunk, stream.size() - at)), 0,
                              messages);
        }
        conversation.finish(messages);
        EXPECT_EQ(titles(messages),
                  (std::vector<std::string>{"COTP CR", "MMS confirmed-RequestPDU 1 status"}))
            << chunk;
    }
}

TEST(Conversation, ShowsEveryLayer) {
    Conversation conversation;
    std::vector<Message> messages;
    conversation.feed(true, cr, 0, messages);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_NE(shown(messages[0]).find("tpdu-size 8192"), std::string::npos) << shown(messages[0]);
    EXPECT_NE(shown(messages[0]).find("called-selector '0001'H"), std::string::npos);
}

TEST(Conversation, FindsThePacketsOfACaptureThatStartsInTheMiddle) {
    ByteVector stream =
        hex("80 01 00 00 61 03 00 00 07");  // the end of a packet, with what looks like a head in it
    stream.insert(stream.end(), status_request.begin(), status_request.end());
    stream.insert(stream.end(), status_request.begin(), status_request.end());
    Conversation conversation;
    std::vector<Message> messages;
    conversation.feed(true, stream, 0, messages);
    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(messages[0].layer, Layer::note);
    EXPECT_EQ(messages[1].title, "confirmed-RequestPDU 1 status");
    EXPECT_EQ(messages[2].title, "confirmed-RequestPDU 1 status");
}

TEST(Conversation, GoesOnBehindAGap) {
    Conversation conversation;
    std::vector<Message> messages;
    conversation.feed(true, Bytes(status_request).first(10), 0, messages);
    conversation.feed(true, Bytes(status_request).subspan(15), 5, messages);
    conversation.feed(true, status_request, 0, messages);
    ASSERT_FALSE(messages.empty());
    EXPECT_EQ(messages.front().title, "the capture lacks 5 octets here");
    EXPECT_EQ(messages.back().title, "confirmed-RequestPDU 1 status");
}

TEST(Conversation, JoinsFragments) {
    // The same request in two DTs.
    const ByteVector two =
        hex("03 00 00 0C 02 F0 00 01 00 01 00 61"
            "03 00 00 17 02 F0 80 0F 30 0D 02 01 03 A0 08 A0 06 02 01 01 80 01 00");
    Conversation conversation;
    std::vector<Message> messages;
    conversation.feed(true, two, 0, messages);
    EXPECT_EQ(titles(messages), std::vector<std::string>{"MMS confirmed-RequestPDU 1 status"});
}

TEST(Conversation, TellsWhatIsMalformed) {
    Conversation conversation;
    std::vector<Message> messages;
    conversation.feed(true, identify, 0, messages);  // a confirmed-Request without a service
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_TRUE(messages[0].bad);
    EXPECT_NE(messages[0].title.find("malformed"), std::string::npos) << messages[0].title;
}

TEST(Conversation, HidesPasswords) {
    // AARQ with a password of four octets.
    std::vector<Message> messages;
    Conversation conversation;
    conversation.take_upper(
        true, hex("60 1A A1 07 06 05 28 CA 22 02 03 8A 02 07 80 8B 03 52 03 01 AC 06 80 04 73 65 63 72"),
        messages);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].title, "AARQ");
    EXPECT_EQ(shown(messages[0]).find("secr"), std::string::npos);
    EXPECT_NE(shown(messages[0]).find("a password, not shown"), std::string::npos) << shown(messages[0]);
}

TEST(Conversation, EveryChangedOctetIsHarmless) {
    ByteVector stream = cr;
    stream.insert(stream.end(), status_request.begin(), status_request.end());
    for (std::size_t at = 0; at < stream.size(); ++at) {
        for (unsigned value = 0; value < 256; ++value) {
            ByteVector changed = stream;
            changed[at] = static_cast<Octet>(value);
            Conversation conversation;
            std::vector<Message> messages;
            conversation.feed(true, changed, 0, messages);
            conversation.finish(messages);
            for (const Message& message : messages) shown(message);
        }
    }
}

}  // namespace
}  // namespace busbar::decode
