// SPDX-License-Identifier: Apache-2.0
#include "bench/answer_stream.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace busbar::bench {
namespace {

using Kind = Answer::Kind;

// TPKT, COTP DT, session, presentation, then the MMS PDU of each.
constexpr const char* read_response =
    "03 00 00 25  02 F0 80  01 00 01 00  61 18 30 16 02 01 03 A0 11 "
    "A1 0F 02 02 01 23 A4 09 A1 07 87 05 08 41 46 66 66";
constexpr const char* failed_read =
    "03 00 00 21  02 F0 80  01 00 01 00  61 14 30 12 02 01 03 A0 0D A1 0B 02 02 01 24 A4 05 A1 03 80 01 0A";
constexpr const char* write_response =
    "03 00 00 1E  02 F0 80  01 00 01 00  61 11 30 0F 02 01 03 A0 0A A1 08 02 02 01 25 A5 02 81 00";
constexpr const char* error_response =
    "03 00 00 21  02 F0 80  01 00 01 00  61 14 30 12 02 01 03 A0 0D A2 0B 80 02 01 26 A2 05 A0 03 87 01 02";
constexpr const char* reject =
    "03 00 00 1D  02 F0 80  01 00 01 00  61 10 30 0E 02 01 03 A0 09 A4 07 80 02 01 27 81 01 01";
constexpr const char* report =
    "03 00 00 19  02 F0 80  01 00 01 00  61 0C 30 0A 02 01 03 A0 05 A3 03 A0 01 00";
constexpr const char* abort_spdu = "03 00 00 0A  02 F0 80  19 01 00";
constexpr const char* disconnect = "03 00 00 0B  06 80 00 00 00 00 00";

ByteVector octets_of(std::initializer_list<const char*> messages) {
    ByteVector all;
    for (const char* message : messages) {
        const auto octets = from_hex(message);
        EXPECT_TRUE(octets) << message;
        EXPECT_EQ((*octets)[2] * 256U + (*octets)[3], octets->size()) << message;
        all.insert(all.end(), octets->begin(), octets->end());
    }
    return all;
}

/// What the stream finds when it gets portions of `portion` octets, each in memory of exactly its size.
std::vector<Answer> feed(const ByteVector& octets, std::size_t portion, bool* good = nullptr) {
    AnswerStream stream;
    std::vector<Answer> answers;
    for (std::size_t at = 0; at < octets.size(); at += portion) {
        const std::size_t size = std::min(portion, octets.size() - at);
        const auto exact = std::make_unique<Octet[]>(size);
        std::copy_n(octets.begin() + static_cast<std::ptrdiff_t>(at), size, exact.get());
        const bool fine =
            stream.feed(Bytes(exact.get(), size), [&](const Answer& a) { answers.push_back(a); });
        if (good != nullptr) *good = fine;
        if (!fine) break;
    }
    return answers;
}

TEST(AnswerStream, TellsMessagesApartHoweverTheyAreTorn) {
    const ByteVector octets =
        octets_of({read_response, failed_read, write_response, error_response, reject, report});
    for (std::size_t portion = 1; portion <= octets.size(); ++portion) {
        const std::vector<Answer> answers = feed(octets, portion);
        ASSERT_EQ(answers.size(), 6U) << portion;
        EXPECT_EQ(answers[0].kind, Kind::response);
        EXPECT_EQ(answers[0].invoke_id, 0x0123U);
        EXPECT_EQ(answers[1].kind, Kind::failed_result);
        EXPECT_EQ(answers[1].invoke_id, 0x0124U);
        EXPECT_EQ(answers[2].kind, Kind::response);
        EXPECT_EQ(answers[2].invoke_id, 0x0125U);
        EXPECT_EQ(answers[3].kind, Kind::error);
        EXPECT_EQ(answers[3].invoke_id, 0x0126U);
        EXPECT_EQ(answers[4].kind, Kind::reject);
        EXPECT_EQ(answers[4].invoke_id, 0x0127U);
        EXPECT_EQ(answers[5].kind, Kind::unconfirmed);
    }
}

TEST(AnswerStream, EndsOfAssociations) {
    EXPECT_EQ(feed(octets_of({abort_spdu}), 100).at(0).kind, Kind::ended);
    EXPECT_EQ(feed(octets_of({disconnect}), 100).at(0).kind, Kind::ended);
}

TEST(AnswerStream, FragmentsAreOneMessage) {
    // The same response in three DTs, and one that follows it.
    ByteVector octets = *from_hex(
        "03 00 00 17 02 F0 00 01 00 01 00 61 18 30 16 02 01 03 A0 11 A1 0F 02"
        "03 00 00 0B 02 F0 00 02 01 23 A4"
        "03 00 00 11 02 F0 80 09 A1 07 87 05 08 41 46 66 66");
    // What is in the first fragment decides; there the invokeID is torn, so the message is one nobody can
    // use.
    EXPECT_EQ(feed(octets, 5).size(), 1U);
    octets = *from_hex(
        "03 00 00 1D 02 F0 00 01 00 01 00 61 18 30 16 02 01 03 A0 11 A1 0F 02 02 01 23 A4 09 A1"
        "03 00 00 0F 02 F0 80 07 87 05 08 41 46 66 66");
    const ByteVector next = octets_of({write_response});
    octets.insert(octets.end(), next.begin(), next.end());
    for (std::size_t portion = 1; portion <= octets.size(); ++portion) {
        const std::vector<Answer> answers = feed(octets, portion);
        ASSERT_EQ(answers.size(), 2U) << portion;
        EXPECT_EQ(answers[0].kind, Kind::response);
        EXPECT_EQ(answers[0].invoke_id, 0x0123U);
        EXPECT_EQ(answers[1].invoke_id, 0x0125U);
    }
}

TEST(AnswerStream, WhatIsNoTpktIsTold) {
    bool good = true;
    feed(*from_hex("04 00 00 25 02 F0 80"), 100, &good);
    EXPECT_FALSE(good);
    feed(*from_hex("03 00 00 02 02 F0 80"), 100, &good);
    EXPECT_FALSE(good);
}

TEST(AnswerStream, SurvivesAnyOctetChangedAndAnyTruncation) {
    const ByteVector good = octets_of({read_response, error_response});
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (unsigned value = 0; value < 256; ++value) {
            ByteVector bad = good;
            bad[i] = static_cast<Octet>(value);
            EXPECT_LE(feed(bad, bad.size()).size(), 2U + bad.size() / 7);
        }
        EXPECT_LE(feed(ByteVector(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(i)), 64).size(),
                  2U);
    }
}

}  // namespace
}  // namespace busbar::bench
