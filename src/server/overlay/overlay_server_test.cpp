// SPDX-License-Identifier: Apache-2.0
// Substitution, blocking and modes as clients do and see them.
#include "server/overlay/test_overlay.hpp"
#include "server/report/test_reports.hpp"

namespace busbar::server {
namespace {

using namespace testing;            // NOLINT: the tests' own vocabulary
using namespace testing::overlaid;  // NOLINT

struct Served : ::testing::Test {
    model::Process& process() { return server.process(); }
    Server server{overlaid::image(), {}};
};

class OverlayServerTest : public Station<Served> {
protected:
    OverlayServerTest() {
        server.on_time(now);
        EXPECT_TRUE(client.associate());
    }
    std::string put(std::string_view item, mms::Data value) {
        now.wall += std::chrono::seconds(1);
        return write_text(write(client, "LD0", item, std::move(value)));
    }
    std::string get(std::string_view item) { return results_text(read(client, "LD0", item)); }
    /// The members of the next report, or "none".
    std::string report(TestClient& of) {
        of.run();
        const ByteVector pdu = of.take_report();
        return pdu.empty() ? "none" : report_of(pdu).members;
    }
    void listen(TestClient& by) {
        RemoteBlock block(by, "urcb01");
        ASSERT_EQ(block.enable(), "ok");
    }

    TestClient client{server, now};
};

TEST_F(OverlayServerTest, AClientSubstitutes) {
    TestClient other(server, now, client_options(), "192.0.2.2:50000");
    ASSERT_TRUE(other.associate());
    listen(other);
    EXPECT_EQ(put("GGIO1$SV$Cnt$subVal", integer_data(42)), "ok");
    EXPECT_EQ(put("GGIO1$SV$Cnt$subQ", Bits(0x0000, 13).data()), "ok");
    EXPECT_EQ(put("GGIO1$SV$Cnt$subID", visible("desk 3")), "ok");
    EXPECT_EQ(report(other), "none");
    EXPECT_EQ(put("GGIO1$SV$Cnt$subEna", busbar::server::testing::boolean(true)), "ok");
    EXPECT_EQ(get("GGIO1$ST$Cnt$stVal"), "42");
    EXPECT_EQ(quality("GGIO1$ST$Cnt$q"), good.with(Quality::substituted));
    EXPECT_EQ(time("GGIO1$ST$Cnt$t"), last());
    const std::string told = report(other);
    EXPECT_NE(told.find("42"), std::string::npos) << told;
    EXPECT_NE(told.find("dchg"), std::string::npos) << told;
    EXPECT_NE(told.find("qchg"), std::string::npos) << told;
    EXPECT_EQ(report(other), "none") << "once";
    set("GGIO1$ST$Cnt$stVal", 7);
    EXPECT_EQ(report(other), "none");
    EXPECT_EQ(get("GGIO1$ST$Cnt$stVal"), "42");
    // It outlives who wrote it.
    client.disconnect();
    EXPECT_EQ(results_text(read(other, "LD0", "GGIO1$SV$Cnt$subID")), "\"desk 3\"");
    EXPECT_EQ(results_text(read(other, "LD0", "GGIO1$ST$Cnt$stVal")), "42");
    EXPECT_EQ(write_text(write(other, "LD0", "GGIO1$SV$Cnt$subEna", busbar::server::testing::boolean(false))),
              "ok");
    EXPECT_EQ(results_text(read(other, "LD0", "GGIO1$ST$Cnt$stVal")), "7");
    EXPECT_EQ(results_text(read(other, "LD0", "GGIO1$SV$Cnt$subID")), "\"\"");
    EXPECT_NE(report(other).find("7"), std::string::npos);
}

TEST_F(OverlayServerTest, AClientBlocks) {
    listen(client);
    EXPECT_EQ(put("GGIO1$BL$Ind1$blkEna", busbar::server::testing::boolean(true)), "ok");
    EXPECT_NE(report(client).find("qchg"), std::string::npos);
    set("GGIO1$ST$Ind1$stVal", true);
    EXPECT_EQ(get("GGIO1$ST$Ind1$stVal"), "FALSE");
    EXPECT_EQ(report(client), "none");
    EXPECT_EQ(put("GGIO1$BL$Ind1$blkEna", busbar::server::testing::boolean(false)), "ok");
    EXPECT_EQ(get("GGIO1$ST$Ind1$stVal"), "TRUE");
    EXPECT_NE(report(client).find("TRUE"), std::string::npos);
}

TEST_F(OverlayServerTest, AMeasuredValueOfADeadBand) {
    listen(client);
    EXPECT_EQ(put("MMXU1$SV$TotW$subEna", busbar::server::testing::boolean(true)), "ok");
    EXPECT_NE(report(client).find("qchg"), std::string::npos);
    set("MMXU1$MX$TotW$instMag$f", 5.0);
    EXPECT_EQ(report(client), "none");
    EXPECT_EQ(get("MMXU1$MX$TotW$mag$f"), "0");
    EXPECT_EQ(put("MMXU1$SV$TotW$subEna", busbar::server::testing::boolean(false)), "ok");
    EXPECT_EQ(get("MMXU1$MX$TotW$mag$f"), "5");
}

TEST_F(OverlayServerTest, AChangeOfModIsOneReport) {
    listen(client);
    set("GGIO1$ST$Mod$stVal", 3);
    const std::string told = report(client);
    EXPECT_EQ(std::count(told.begin(), told.end(), '='), 2) << told;
    EXPECT_EQ(report(client), "none");
    EXPECT_EQ(get("GGIO1$ST$Beh$stVal"), "3");
    EXPECT_EQ(quality("GGIO1$ST$Ind2$q"), good.with(Quality::test));
}

TEST(OverlayServer, MayLeaveItToTheApplication) {
    Options options;
    options.overlay = false;
    Server server(overlaid::image(), options);
    const auto leaf = [&](const char* item) {
        return server.model().leaf_of(server.model().find("LD0", item));
    };
    EXPECT_EQ(server.process().image().integer(leaf("GGIO1$ST$Beh$stVal")), 0);
    auto transaction = server.process().begin();
    transaction.set(leaf("GGIO1$SV$Cnt$subVal"), 5);
    transaction.set(leaf("GGIO1$SV$Cnt$subEna"), true);
    EXPECT_EQ(transaction.commit()->changed, 2U);
    EXPECT_EQ(server.process().image().integer(leaf("GGIO1$ST$Cnt$stVal")), 0);
}

}  // namespace
}  // namespace busbar::server
