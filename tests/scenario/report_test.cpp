// SPDX-License-Identifier: Apache-2.0
// Subscriptions of our client at our server's control blocks, wired in memory on a virtual clock: what was
// committed arrives, once, whatever happens to the connection.
#include <gtest/gtest.h>

#include "client/report_hub.hpp"
#include "scenario/line.hpp"
#include "server/report/test_reports.hpp"

namespace busbar {
namespace {

using namespace std::chrono_literals;
using client::ReportStream;
using scenario::Line;

class Reporting : public server::testing::ReportFixture {
protected:
    /// Values of Cnt in the reports that are there, general interrogations left out.
    static std::vector<std::int64_t> counts(ReportStream& stream) {
        std::vector<std::int64_t> numbers;
        while (const Report* const report = stream.next()) {
            for (const ReportedValue& value : report->values) {
                if (value.reason.has(ReasonCode::general_interrogation)) continue;
                if (value.reference() == "LD0/GGIO1.Cnt.stVal[ST]") {
                    numbers.push_back(value.value.as<std::int64_t>().value());
                }
            }
        }
        return numbers;
    }
    void count(int number) { commit("GGIO1$ST$Cnt$stVal", std::int64_t{number}); }
};

TEST_F(Reporting, ChangesArriveWithNamesQualityAndTime) {
    Line line(server, now);
    const auto stream = line.subscribe("LD0/LLN0.urcb01");
    line.run_for(1s);
    const Report* report = stream->next();
    ASSERT_NE(report, nullptr);
    EXPECT_EQ(report->values.size(), 4U);
    EXPECT_EQ(report->control_block, "LD0/LLN0.urcb01[RP]");
    EXPECT_EQ(report->data_set, "LD0/LLN0$events");
    EXPECT_EQ(report->conf_rev, 5U);
    EXPECT_FALSE(report->conf_rev_differs);
    EXPECT_EQ(report->values[2].reference(), "LD0/GGIO1.Ind3[ST]");
    EXPECT_TRUE(report->values[2].quality());
    EXPECT_TRUE(report->values[2].time());
    EXPECT_EQ(report->values[3].quality(), good);  // the attribute q itself
    indicate(2, true);
    line.run_for(1s);
    report = stream->next();
    ASSERT_NE(report, nullptr);
    ASSERT_EQ(report->values.size(), 1U);
    EXPECT_EQ(report->values[0].reference(), "LD0/GGIO1.Ind2.stVal[ST]");
    EXPECT_EQ(report->values[0].value, Value(true));
    EXPECT_EQ(report->values[0].reason, ReasonCode(ReasonCode::data_change));
    EXPECT_FALSE(report->lost.any());
}

TEST_F(Reporting, ABufferedSubscriptionLosesAndRepeatsNothing) {
    Line line(server, now);
    SubscriptionOptions options;
    options.data_set = "LD0/LLN0$counts";
    const auto stream = line.subscribe("LD0/LLN0.brcb02", options);
    std::vector<std::int64_t> seen;
    std::vector<std::int64_t> sent;
    for (int i = 1; i <= 300; ++i) {
        count(i);
        sent.push_back(i);
        if (i % 7 == 0) line.run_for(10ms);
        if (i % 3 == 0) {
            for (const std::int64_t number : counts(*stream)) seen.push_back(number);
        }
        if (i % 50 == 0) {
            line.cut();
            count(i);  // with nobody there: dupd, the same value once more
            sent.push_back(i);
            line.run_for(30s);
            EXPECT_EQ(stream->state, SubscriptionState::live) << i;
        }
    }
    line.run_for(1s);
    for (const std::int64_t number : counts(*stream)) seen.push_back(number);
    EXPECT_EQ(seen, sent);
}

TEST_F(Reporting, SurvivesACutAfterAnyOctet) {
    Line line(server, now);
    SubscriptionOptions options;
    options.data_set = "LD0/LLN0$counts";
    const auto stream = line.subscribe("LD0/LLN0.brcb02", options);
    int number = 0;
    std::int64_t seen = 0;
    for (std::size_t octets = 1; octets < 700; octets += 3) {
        line.cut_next_after(octets);
        line.cut();
        line.run_for(40s);
        ASSERT_EQ(stream->state, SubscriptionState::live) << octets;
        count(++number);
        line.run_for(40s);
        for (const std::int64_t value : counts(*stream)) {
            ASSERT_EQ(value, seen + 1) << octets;
            seen = value;
        }
        ASSERT_EQ(seen, number) << octets;
    }
}

TEST_F(Reporting, ClientsShareTheInstancesAndGiveThemBack) {
    Line first(server, now), second(server, now, "192.0.2.8"), third(server, now, "192.0.2.9");
    second.remote.local_address = {192, 0, 2, 8};
    third.remote.local_address = {192, 0, 2, 9};
    SubscriptionOptions options;
    options.data_set = "LD0/LLN0$events";
    const auto one = first.subscribe("LD0/LLN0.urcb", options);
    const auto two = second.subscribe("LD0/LLN0.urcb", options);
    EXPECT_NE(one->info.reference, two->info.reference);
    const auto none = third.run(client::subscribe(third.remote, "LD0/LLN0.urcb", options, {}));
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message().find("192.0.2.7"), std::string::npos) << none.error().message();
    ASSERT_TRUE(first.run(client::unsubscribe(first.remote, one)));
    EXPECT_TRUE(third.run(client::subscribe(third.remote, "LD0/LLN0.urcb", options, {})));
}

TEST_F(Reporting, SegmentsAreOneReport) {
    ClientOptions small;
    small.max_pdu_octets = 600;  // too small for the directory of 40 members
    Line line(server, now, "192.0.2.7", small);
    SubscriptionOptions options;
    options.data_set = "LD0/LLN0$floats";
    options.optional_fields = OptFlds{.sequence_number = true, .data_reference = true};
    const auto stream = line.subscribe("LD0/LLN0.urcb02", options);
    line.run_for(1s);
    const Report* const report = stream->next();
    ASSERT_NE(report, nullptr);
    ASSERT_EQ(report->values.size(), 40U);
    EXPECT_GT(report->segments, 1U);
    EXPECT_EQ(report->values[39].reference(), "LD0/MMXU1.Val39.mag.f[MX]");
}

}  // namespace
}  // namespace busbar
