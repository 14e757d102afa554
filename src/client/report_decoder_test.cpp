// SPDX-License-Identifier: Apache-2.0
// Reports as octets: every form that servers send, and what is no report.
#include "client/report_decoder.hpp"

#include "client/report_order.hpp"
#include "client/report_queue.hpp"
#include "client/test_reports.hpp"

namespace busbar::client {
namespace {

using namespace testing;
using Outcome = ReportDecoder::Outcome;

/// The access results of a whole unconfirmed PDU.
Bytes results_of(Bytes pdu) {
    mms::Envelope envelope;
    ber::DecodeState state(pdu);
    EXPECT_TRUE(mms::decode_envelope(pdu, envelope, state));
    Bytes results;
    EXPECT_TRUE(is_report(envelope.service.content, results));
    return results;
}

struct Decoder : ReportDecoder {
    explicit Decoder(std::size_t members = 2) { (void)set_members(MemberTable::of_size(members)); }
    Outcome feed(const ReportParts& parts) {
        const ByteVector pdu = ReportStation::report_pdu(parts.elements());
        const test::Exact exact(results_of(pdu));
        return decode(exact.bytes());
    }
};

const char* const with_everything =
    "A3 76 A0 74 A1 05 80 03 52 50 54 A0 6B 8A 04 72 70 74 31 84 03 06 7F 80 86 01 00 8C 06 00 04 D3 A0 3E 1E"
    "8A 10 49 45 44 31 4C 44 30 2F 4C 4C 4E 30 24 64 73 31 83 01 00 89 08 00 00 00 00 00 00 00 09 86 01 01"
    "84 02 06 40"
    "8A 15 49 45 44 31 4C 44 30 2F 47 47 49 4F 31 24 53 54 24 49 6E 64 32"
    "A2 12 83 01 FF 84 03 03 00 00 91 08 65 95 3B 25 00 00 00 0A"
    "84 02 02 40";
const char* const captured =
    "A3 56 A0 54 A1 05 80 03 52 50 54 A0 4B 8A 07 45 76 65 6E 74 73 31 84 03 06 7A 80 86 01 00"
    "8C 06 04 74 AE D7 39 45 8A 1E 49 45 44 31 5F 58 43 42 52 47 65 6E 65 72 69 63 49 4F 2F 4C 4C 4E 30 24"
    "45 76 65 6E 74 73 83 01 01 86 01 01 84 02 07 80 84 02 06 80 84 02 02 40";

TEST(ReportDecoder, ReadsAReportWithEverything) {
    Decoder decoder;
    ASSERT_EQ(decoder.decode(results_of(test::octets(with_everything))), Outcome::complete);
    const Report& report = decoder.report();
    EXPECT_EQ(report.rpt_id, "rpt1");
    EXPECT_EQ(report.sequence, 0U);
    EXPECT_TRUE(report.time_of_entry);
    EXPECT_EQ(report.data_set, "IED1LD0/LLN0$ds1");
    EXPECT_FALSE(report.buffer_overflow);
    EXPECT_EQ(report.entry_id, entry(9));
    EXPECT_EQ(report.entry_id->text(), "0000000000000009");
    EXPECT_EQ(report.conf_rev, 1U);
    ASSERT_EQ(report.values.size(), 1U);
    const ReportedValue& value = report.values[0];
    EXPECT_EQ(value.index, 1U);
    EXPECT_EQ(value.reference(), "IED1LD0/GGIO1.Ind2[ST]");
    EXPECT_EQ(value.reason, ReasonCode(ReasonCode::data_change));
    ASSERT_EQ(value.value.items().size(), 3U);
    EXPECT_EQ(value.value.items()[0], Value(true));
    // Without a type, by their form.
    EXPECT_EQ(value.quality(), good);
    EXPECT_EQ(value.time()->seconds, 0x65953B25U);
}

TEST(ReportDecoder, ReadsACapturedReport) {
    Decoder decoder(1);
    ASSERT_EQ(decoder.decode(results_of(test::octets(captured))), Outcome::complete);
    EXPECT_TRUE(decoder.report().buffer_overflow);
    EXPECT_EQ(decoder.report().values.at(0).value, Value(BitString(0b10, 2)));
    EXPECT_EQ(decoder.report().values.at(0).reference(), "member 0");
    EXPECT_FALSE(decoder.report().values.at(0).quality());
}

TEST(ReportDecoder, ReadsTheOtherFormOfTheName) {
    ReportParts parts;
    parts.members = {0};
    parts.values = {1.5F};
    const ByteVector pdu = ReportStation::report_pdu(parts.elements(), true);
    Decoder decoder;
    ASSERT_EQ(decoder.decode(results_of(pdu)), Outcome::complete);
    EXPECT_EQ(decoder.report().values[0].value, Value(1.5F));
    // Another name is another service's.
    ByteVector other = pdu;
    std::search(other.begin(), other.end(), "RPT", "RPT" + 3)[0] = 'X';
    mms::Envelope envelope;
    ber::DecodeState state(other);
    ASSERT_TRUE(mms::decode_envelope(other, envelope, state));
    Bytes results;
    EXPECT_FALSE(is_report(envelope.service.content, results));
}

TEST(ReportDecoder, ReadsValuesOfEveryKindAsTheOrdinaryWayDoes) {
    const std::vector<Value> values{true,
                                    -7,
                                    9U,
                                    1.5F,
                                    2.5,
                                    "text",
                                    UnicodeString{"\xC3\xBC"},
                                    OctetString{{1, 2}},
                                    BitString(0b101, 3),
                                    Timestamp{1, 2, {}},
                                    EntryTime{5, 6},
                                    Value::structure({1, Value::structure({})}),
                                    Value::array({1.0F, 2.0F}),
                                    DataAccessError::hardware_fault};
    ReportParts parts;
    parts.size = values.size();
    for (std::size_t i = 0; i < values.size(); ++i) parts.members.push_back(i);
    parts.values = values;
    Decoder decoder(values.size());
    // Twice, and in between in another order of kinds: values are assigned in place.
    for (int round = 0; round < 3; ++round) {
        if (round == 1) std::reverse(parts.values.begin(), parts.values.end());
        if (round == 2) parts.values = values;
        ASSERT_EQ(decoder.feed(parts), Outcome::complete);
        for (std::size_t i = 0; i < values.size(); ++i) {
            EXPECT_EQ(decoder.report().values[i].value, parts.values[i]) << i;
        }
    }
}

TEST(ReportDecoder, CountsStrictly) {
    ReportParts good;
    good.members = {0, 1};
    good.values = {1, 2};
    good.reasons = {BitString(0b010000, 6), BitString(0b010000, 6)};
    Decoder decoder;
    ASSERT_EQ(decoder.feed(good), Outcome::complete);
    ReportParts bad = good;
    bad.values.pop_back();
    EXPECT_EQ(decoder.feed(bad), Outcome::unreadable);
    bad = good;
    bad.reasons.emplace_back(BitString(0, 6));
    EXPECT_EQ(decoder.feed(bad), Outcome::unreadable);
    bad = good;
    bad.reasons.pop_back();
    EXPECT_EQ(decoder.feed(bad), Outcome::unreadable);
    bad = good;
    bad.references = {"LD/LN$ST$A"};
    EXPECT_EQ(decoder.feed(bad), Outcome::unreadable);
    bad = good;
    bad.size = 1;  // of another data set
    bad.members = {0};
    EXPECT_EQ(decoder.feed(bad), Outcome::unreadable);
    bad = good;
    bad.size = 3;
    bad.members = {0, 2};
    EXPECT_EQ(decoder.feed(bad), Outcome::unreadable);
    bad = good;
    bad.size = 8;  // surplus zeroes do no harm
    EXPECT_EQ(decoder.feed(bad), Outcome::complete);
    EXPECT_EQ(decoder.feed(good), Outcome::complete);
}

ReportParts segment(std::uint32_t sequence, std::uint32_t number, bool more, std::size_t member) {
    ReportParts parts;
    parts.sequence = sequence;
    parts.segment = {number, more};
    parts.members = {member};
    parts.size = 4;
    parts.values = {static_cast<int>(10 * sequence + member)};
    return parts;
}

TEST(ReportDecoder, PutsSegmentsTogether) {
    Decoder decoder(4);
    EXPECT_EQ(decoder.feed(segment(3, 0, true, 2)), Outcome::partial);
    EXPECT_EQ(decoder.feed(segment(3, 1, true, 0)), Outcome::partial);
    EXPECT_EQ(decoder.feed(segment(3, 2, false, 3)), Outcome::complete);
    const Report& report = decoder.report();
    EXPECT_EQ(report.segments, 3U);
    ASSERT_EQ(report.values.size(), 3U);
    EXPECT_EQ(report.values[0].index, 0U);
    EXPECT_EQ(report.values[1].value, Value(32));
    EXPECT_EQ(report.values[2].index, 3U);
    // The next is independent of it.
    EXPECT_EQ(decoder.feed(segment(4, 0, false, 1)), Outcome::complete);
    EXPECT_EQ(decoder.report().values.size(), 1U);
}

TEST(ReportDecoder, ReadsReportsOfADataSetThatNobodyDescribed) {
    struct Unknown : ReportDecoder {
        Outcome feed(const ReportParts& parts) {
            const ByteVector pdu = ReportStation::report_pdu(parts.elements());
            return decode(results_of(pdu));
        }
    };
    Unknown decoder;
    EXPECT_EQ(decoder.feed(segment(3, 0, true, 1)), Outcome::partial);
    EXPECT_EQ(decoder.feed(segment(3, 1, false, 3)), Outcome::complete);
    EXPECT_EQ(decoder.report().values.at(1).reference(), "member 3");
    ReportParts other = segment(4, 0, false, 0);
    other.size = 3;
    EXPECT_EQ(decoder.feed(other), Outcome::unreadable);
    Unknown fresh;
    other.size = 100'000;  // nobody has so many
    EXPECT_EQ(fresh.feed(other), Outcome::unreadable);
}

TEST(ReportDecoder, DropsAReportWithAMissingSegmentOnce) {
    Decoder decoder(4);
    EXPECT_EQ(decoder.feed(segment(3, 0, true, 0)), Outcome::partial);
    EXPECT_EQ(decoder.feed(segment(3, 2, true, 2)), Outcome::incomplete);
    EXPECT_EQ(decoder.feed(segment(3, 3, false, 3)), Outcome::skipped);
    EXPECT_EQ(decoder.feed(segment(4, 1, true, 0)), Outcome::incomplete);  // began before
    EXPECT_EQ(decoder.feed(segment(4, 2, false, 0)), Outcome::skipped);
    EXPECT_EQ(decoder.take_broken_off(), 0U);
    EXPECT_EQ(decoder.feed(segment(5, 0, true, 0)), Outcome::partial);
    EXPECT_EQ(decoder.feed(segment(6, 0, false, 1)), Outcome::complete);  // 5 broke off
    EXPECT_EQ(decoder.take_broken_off(), 1U);
    ASSERT_EQ(decoder.report().values.size(), 1U);
    EXPECT_EQ(decoder.report().values[0].index, 1U);
    EXPECT_EQ(decoder.feed(segment(7, 0, true, 0)), Outcome::partial);
    EXPECT_EQ(decoder.feed(segment(7, 1, false, 0)), Outcome::unreadable);  // the same member twice
}

TEST(ReportDecoder, EndlessSegmentsAreGivenUp) {
    Decoder decoder(100'000);
    ReportParts parts;
    parts.sequence = 0;
    parts.size = 100'000;
    parts.values = {OctetString{std::vector<std::uint8_t>(60'000)}};
    Outcome outcome = Outcome::partial;
    std::uint32_t number = 0;
    for (; outcome == Outcome::partial && number < 100; ++number) {
        parts.segment = {number, true};
        parts.members = {number};
        outcome = decoder.feed(parts);
    }
    EXPECT_EQ(outcome, Outcome::unreadable);
    EXPECT_LT(number, 20U);
    parts.segment = {number, true};
    EXPECT_EQ(decoder.feed(parts), Outcome::skipped);
}

TEST(ReportDecoder, TooManyValuesAreGivenUp) {
    Decoder decoder(1);
    ReportParts parts;
    parts.size = 1;
    parts.members = {0};
    std::vector<Value> many(70'000, Value(true));
    parts.values = {Value::structure(std::move(many))};
    EXPECT_EQ(decoder.feed(parts), Outcome::unreadable);
}

TEST(ReportDecoder, AnyOctetsDoNoHarm) {
    for (const bool whole : {true, false}) {
        const char* const golden = whole ? with_everything : captured;
        const ByteVector pdu = test::octets(golden);
        const Bytes results = results_of(pdu);
        Decoder decoder(whole ? 2 : 1);
        test::for_each_truncation(results, [&](Bytes octets) {
            EXPECT_NE(decoder.decode(octets), Outcome::complete) << octets.size();
        });
        std::size_t complete = 0;
        test::for_each_change(results, [&](Bytes octets) {
            if (decoder.decode(octets) == Outcome::complete) ++complete;
        });
        EXPECT_GT(complete, 100U);
        const Bytes content = Bytes(pdu).subspan(4);
        test::for_each_change(content, [&](Bytes octets) {
            Bytes inner;
            if (is_report(octets, inner)) (void)decoder.decode(inner);
        });
    }
}

TEST(SequenceWatch, CountsWhatIsMissing) {
    SequenceWatch watch;
    watch.restart(false);
    EXPECT_EQ(watch.step(250).missing, 0U);  // the first says nothing
    EXPECT_EQ(watch.step(251).missing, 0U);
    EXPECT_EQ(watch.step(254).missing, 2U);
    EXPECT_EQ(watch.step(1).missing, 2U);  // 255 and 0
    EXPECT_TRUE(watch.step(1).repeated);
    EXPECT_EQ(watch.step(2).missing, 0U);
    EXPECT_TRUE(watch.step(0).restarted);
    watch.restart(true);
    EXPECT_EQ(watch.step(65'535).missing, 0U);
    EXPECT_EQ(watch.step(0).missing, 0U);
    EXPECT_EQ(watch.step(300).missing, 299U);
    // A server that counts the reports of a URCB with 16 bits.
    watch.restart(false);
    EXPECT_EQ(watch.step(255).missing, 0U);
    EXPECT_EQ(watch.step(256).missing, 0U);
    EXPECT_EQ(watch.step(258).missing, 1U);
}

TEST(ReportQueue, KeepsOrderAndCounts) {
    ReportQueue queue;
    std::uint8_t in = 0, out = 0;
    for (int round = 0; round < 1000; ++round) {
        for (int i = 0; i < 7; ++i) {
            const ByteVector item(static_cast<std::size_t>(in % 50), in);
            queue.push(in % 3 == 0 ? ReportQueue::Kind::part : ReportQueue::Kind::report, item);
            ++in;
        }
        for (int i = 0; i < (round % 2 == 0 ? 5 : 9); ++i) {
            const ReportQueue::Item item = queue.front();
            ASSERT_EQ(item.octets.size(), out % 50U);
            ASSERT_TRUE(item.octets.empty() || item.octets[0] == out);
            ++out;
            queue.pop();
        }
    }
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.reports(), 0U);
    EXPECT_EQ(queue.octets(), 0U);
}

/// A stream that is fed by hand.
struct Stream {
    explicit Stream(std::size_t queue_octets = 1U << 20U) {
        SubscriptionOptions options;
        options.queue_octets = queue_octets;
        stream = std::make_unique<ReportStream>("r", options, ReportCallback());
        ReportStream::Epoch epoch;
        epoch.identity.members = 2;
        epoch.members = MemberTable::of_size(2);
        stream->begin(std::move(epoch));
    }
    void feed(const ReportParts& parts) {
        const ByteVector pdu = ReportStation::report_pdu(parts.elements());
        ReportFrame frame;
        const Bytes results = results_of(pdu);
        ber::DecodeState state(results);
        ASSERT_TRUE(read_frame(results, frame, state));
        stream->deliver(results, frame);
    }
    void feed(std::uint32_t sequence) {
        ReportParts parts;
        parts.sequence = sequence;
        parts.members = {0};
        parts.values = {static_cast<int>(sequence)};
        feed(parts);
    }
    std::unique_ptr<ReportStream> stream;
};

TEST(ReportStream, TellsGapsAndWhatDidNotFit) {
    Stream stream;
    stream.feed(0);
    stream.feed(3);
    ReportParts bad;
    bad.sequence = 4;
    bad.members = {0, 1};
    bad.values = {1};
    stream.feed(bad);
    stream.feed(5);
    EXPECT_FALSE(stream.stream->next()->lost.any());
    EXPECT_EQ(stream.stream->next()->lost, (ReportLoss{.reports = 2}));
    EXPECT_EQ(stream.stream->next()->lost, (ReportLoss{.reports = 1, .unreadable = 1}));
    EXPECT_EQ(stream.stream->next(), nullptr);
}

TEST(ReportStream, DropsTheOldestOfAFullQueueAndTellsIt) {
    Stream stream(100);
    for (std::uint32_t i = 0; i < 50; ++i) stream.feed(i);
    const Report* const first = stream.stream->next();
    ASSERT_NE(first, nullptr);
    EXPECT_GT(*first->sequence, 40U);
    EXPECT_EQ(first->lost.dropped, *first->sequence);
    EXPECT_EQ(first->lost.reports, *first->sequence);
    std::uint32_t last = *first->sequence;
    while (const Report* const report = stream.stream->next()) {
        EXPECT_FALSE(report->lost.any());
        EXPECT_EQ(*report->sequence, ++last);
    }
    EXPECT_EQ(last, 49U);
}

TEST(ReportStream, NamesMembersAsTheReportDoes) {
    Stream stream;
    ReportParts parts;
    parts.members = {0};
    parts.values = {1};
    parts.references = {"LD/LN$MX$A$phsA"};
    stream.feed(parts);
    stream.feed(parts);
    const ReportMember* const first = stream.stream->next()->values[0].member;
    EXPECT_EQ(first->reference, "LD/LN.A.phsA[MX]");
    EXPECT_EQ(stream.stream->next()->values[0].member, first);
    // Names without end cost a bounded memory.
    for (int i = 0; i < 5000; ++i) {
        parts.references[0] = "LD/LN$MX$A" + std::to_string(i);
        stream.feed(parts);
        ASSERT_NE(stream.stream->next(), nullptr);
    }
    parts.references[0] = "LD/LN$MX$last";
    stream.feed(parts);
    EXPECT_EQ(stream.stream->next()->values[0].reference(), "member 0");
}

TEST(ReportStream, ACopyOfAReportStays) {
    auto stream = std::make_unique<Stream>();
    stream->feed(0);
    const Report copy = *stream->stream->next();
    stream.reset();
    EXPECT_EQ(copy.values[0].reference(), "member 0");
}

}  // namespace
}  // namespace busbar::client
