// SPDX-License-Identifier: Apache-2.0
// Dead bands in transactions, and as a client sees them.
#include "server/test_measurements.hpp"
#include "support/allocation_count.hpp"

namespace busbar::server {
namespace {

using namespace testing;            // NOLINT: the tests' own vocabulary
using namespace testing::measured;  // NOLINT

// ---- transactions
// ----------------------------------------------------------------------------------------------------

TEST_F(DeadBandTest, TimeIsThatOfTheCommitUnlessItWasSet) {
    set("CF$TotW$db", 1000U);
    const auto before = now.wall;
    EXPECT_EQ(total(10), 10);
    EXPECT_EQ(time("MX$TotW$t"), Timestamp::from(before));
    EXPECT_EQ(total(11), 10);
    EXPECT_EQ(time("MX$TotW$t"), Timestamp::from(before)) << "mag has not changed";
    EXPECT_EQ(range(85), 1);
    EXPECT_EQ(time("MX$TotW$t"), Timestamp::from(before + std::chrono::seconds(2)));
    const Timestamp own = Timestamp::from(before - std::chrono::hours(1));
    set(std::pair("MX$TotW$t", own), std::pair("MX$TotW$instMag$f", 50.0));
    EXPECT_EQ(real("MX$TotW$mag$f"), 50);
    EXPECT_EQ(time("MX$TotW$t"), own);
    auto transaction = process.begin();
    transaction.set(leaf("MMXU1$MX$TotW$instMag$f"), 60.0);
    ASSERT_TRUE(transaction.commit());
    EXPECT_EQ(real("MX$TotW$mag$f"), 60);
    EXPECT_EQ(time("MX$TotW$t"), own) << "a commit without a clock has no time to give";
}

TEST_F(DeadBandTest, WhatTheTransactionSetsItselfStays) {
    set(std::pair("MX$TotW$instMag$f", 85.0), std::pair("MX$TotW$mag$f", 5.0));
    EXPECT_EQ(real("MX$TotW$mag$f"), 5);
    EXPECT_EQ(integer("MX$TotW$range"), 1);
    set(std::pair("MX$TotW$range", 2), std::pair("MX$TotW$instMag$f", 86.0));
    EXPECT_EQ(integer("MX$TotW$range"), 2);
    EXPECT_EQ(real("MX$TotW$mag$f"), 86);
}

TEST_F(DeadBandTest, ObserversSeeOneSetOfChanges) {
    process.watch(process.model().find("IED1LD0", "MMXU1$MX"));
    set("CF$TotW$db", 1000U);
    recorder.calls = 0;
    set(std::pair("MX$TotW$instMag$f", 85.0), std::pair("MX$TotW$q", Quality(Validity::questionable)),
        std::pair("MX$Hz$instMag$f", 50.0));
    EXPECT_EQ(recorder.calls, 1);
    // q has no trigger in this model, t and instMag never have one.
    EXPECT_EQ(recorder.changed, (std::vector<LeafId>{leaf("MMXU1$MX$TotW$mag$f"), leaf("MMXU1$MX$TotW$range"),
                                                     leaf("MMXU1$MX$Hz$mag$f")}));
    set("MX$TotW$instMag$f", 86.0);
    EXPECT_EQ(recorder.calls, 1) << "nothing that anybody listens to";
}

TEST_F(DeadBandTest, TheSummaryCountsWhatFollowed) {
    auto transaction = process.begin();
    transaction.set(leaf("MMXU1$MX$TotW$instMag$f"), 50.0);
    const auto summary = transaction.commit(now);
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->set, 1U);
    EXPECT_EQ(summary->changed, 3U) << "instMag, mag, t";
}

TEST_F(DeadBandTest, NoAllocationInSteadyUse) {
    process.watch(process.model().find("IED1LD0", "MMXU1$MX"));
    const LeafId total_power = leaf("MMXU1$MX$TotW$instMag$f");
    const LeafId magnitude = leaf("MMXU1$MX$A$phsA$instCVal$mag$f");
    const LeafId angle = leaf("MMXU1$MX$A$phsA$instCVal$ang$f");
    recorder.changed.reserve(100);
    const auto turn = [&](int n) {
        auto transaction = process.begin();
        transaction.set(total_power, n);
        transaction.set(magnitude, 2 * n);
        transaction.set(angle, 3 * n);
        EXPECT_TRUE(transaction.commit(now));
    };
    // Everything fires once: the buffers are as large as they get.
    for (const int n : {1, 1000, 1}) turn(n);
    recorder.calls = 0;
    EXPECT_EQ(test::allocations_of([&] {
                  for (int n = 2; n < 1000; ++n) turn(n);
              }),
              0U);
    EXPECT_EQ(recorder.calls, 998);
}

TEST(DeadBands, CostNothingWhereNothingIsMeasured) {
    model::Process process(station_image());
    {
        const DeadBands bands(process);
        EXPECT_EQ(bands.size(), 0U);
    }
    auto transaction = process.begin();
    EXPECT_TRUE(transaction.commit());
}

TEST(DeadBands, EndWithTheirObject) {
    model::Process process(measurements().image);
    { const DeadBands bands(process); }
    auto transaction = process.begin();
    const LeafId source = process.model().leaf_of(process.model().find("IED1LD0", "MMXU1$MX$Hz$instMag$f"));
    transaction.set(source, 5.0);
    EXPECT_EQ(transaction.commit()->changed, 1U);
}

// ---- as a client sees it
// ---------------------------------------------------------------------------------------------

class DeadBandServerTest : public ::testing::Test {
protected:
    DeadBandServerTest() { EXPECT_TRUE(client.associate()); }
    void measure(double value) {
        auto transaction = server.process().begin();
        transaction.set(server.model().leaf_of(server.model().find("IED1LD0", "MMXU1$MX$TotW$instMag$f")),
                        value);
        EXPECT_TRUE(transaction.commit(now));
    }
    std::string mag() { return results_text(read(client, "IED1LD0", "MMXU1$MX$TotW$mag$f")); }

    Now now = start_of_time();
    Server server{measurements().image, {}};
    TestClient client{server, now};
};

TEST_F(DeadBandServerTest, AClientSeesMagFollow) {
    measure(10);
    EXPECT_EQ(mag(), "10");
    EXPECT_EQ(write_text(write(client, "IED1LD0", "MMXU1$CF$TotW$db", mms::Data{mms::Unsigned{1000}})), "ok");
    measure(11);
    EXPECT_EQ(mag(), "10");
    measure(13);
    EXPECT_EQ(mag(), "13");
    measure(14);
    EXPECT_EQ(mag(), "13");
    // Written: at once.
    EXPECT_EQ(write_text(write(client, "IED1LD0", "MMXU1$CF$TotW$db", mms::Data{mms::Unsigned{0}})), "ok");
    EXPECT_EQ(mag(), "14");
    measure(95);
    EXPECT_EQ(results_text(read(client, "IED1LD0", "MMXU1$MX$TotW$range")), "3");
}

TEST(DeadBandServer, MayLeaveItToTheApplication) {
    Options options;
    options.dead_bands = false;
    Server server(measurements().image, options);
    auto transaction = server.process().begin();
    transaction.set(server.model().leaf_of(server.model().find("IED1LD0", "MMXU1$MX$TotW$instMag$f")), 5.0);
    EXPECT_EQ(transaction.commit()->changed, 1U);
}

}  // namespace
}  // namespace busbar::server
