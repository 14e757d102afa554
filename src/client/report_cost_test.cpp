// SPDX-License-Identifier: Apache-2.0
// What a report costs once things have settled: no memory.
#include "client/test_reports.hpp"
#include "support/allocations.hpp"

namespace busbar::client {
namespace {

using namespace testing;

/// Reports of 50 members, structures with quality and time among them, delivered and taken.
std::size_t allocations_for(const std::vector<ReportParts>& rounds, bool queued) {
    SubscriptionOptions options;
    ReportStream stream("r", options, ReportCallback());
    ReportStream::Epoch epoch;
    epoch.identity.members = 50;
    epoch.identity.buffered = true;
    epoch.members = MemberTable::of_size(50);
    stream.begin(std::move(epoch));
    std::vector<ByteVector> messages;
    for (const ReportParts& parts : rounds) messages.push_back(ReportStation::report_pdu(parts.elements()));
    const auto round = [&] {
        for (const ByteVector& message : messages) {
            mms::Envelope envelope;
            ber::DecodeState state(message);
            Bytes results;
            ReportFrame frame;
            EXPECT_TRUE(mms::decode_envelope(message, envelope, state));
            EXPECT_TRUE(is_report(envelope.service.content, results) && read_frame(results, frame, state));
            stream.set_waiting(!queued);
            stream.deliver(results, frame);
            stream.set_waiting(false);
            EXPECT_NE(stream.next(), nullptr);
        }
    };
    for (int i = 0; i < 30; ++i) round();
    const std::size_t before = test::allocations.load();
    for (int i = 0; i < 30; ++i) round();
    return test::allocations.load() - before;
}

ReportParts floats_and_indications(std::size_t begin, std::size_t end) {
    ReportParts parts;
    parts.rpt_id = "an identifier that is longer than a short string";
    parts.entry_id = entry(1);
    parts.size = 50;
    for (std::size_t i = begin; i < end; ++i) {
        parts.members.push_back(i);
        if (i % 2 == 0) {
            parts.values.emplace_back(1.5F);
        } else {
            parts.values.push_back(indication(true));
        }
        parts.reasons.emplace_back(0x10U, 6);
    }
    return parts;
}

TEST(ReportCost, NoMemoryForTheSameMembers) {
    EXPECT_EQ(allocations_for({floats_and_indications(0, 50)}, false), 0U);
    EXPECT_EQ(allocations_for({floats_and_indications(0, 50)}, true), 0U);
}

TEST(ReportCost, NoMemoryForChangingMembers) {
    const std::vector<ReportParts> rounds{floats_and_indications(0, 50), floats_and_indications(3, 4),
                                          floats_and_indications(10, 30), floats_and_indications(4, 9)};
    EXPECT_EQ(allocations_for(rounds, false), 0U);
}

}  // namespace
}  // namespace busbar::client
