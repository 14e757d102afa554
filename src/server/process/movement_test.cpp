// SPDX-License-Identifier: Apache-2.0
#include "server/process/movement.hpp"

#include "server/process/test_plant.hpp"

namespace busbar::server::process {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

constexpr auto stop = acsi::Tcmd::stop, lower = acsi::Tcmd::lower, higher = acsi::Tcmd::higher;

class MovementTest : public PlantTest {
protected:
    /// Position and transInd, in ATCC1 and YLTC1.
    std::string taps() {
        return shown("ATCC1$ST$TapChg$valWTr$posVal") + shown("ATCC1$ST$TapChg$valWTr$transInd") + " " +
               shown("YLTC1$ST$TapPos$valWTr$posVal") + shown("YLTC1$ST$TapPos$valWTr$transInd");
    }
    std::string lasting() {
        return shown("YLTC2$ST$TapChg$valWTr$posVal") + shown("YLTC2$ST$TapChg$valWTr$transInd");
    }
    std::string output(const std::string& name) { return shown("GGIO1$MX$" + name + "$mxVal$f"); }
};

TEST_F(MovementTest, TapChangerStepsAndIsSeenAtBothNodes) {
    EXPECT_EQ(operate("ATCC1.TapChg", tcmd(higher)), "ok");
    EXPECT_EQ(taps(), "0true 0true");
    advance(Milliseconds(999));
    EXPECT_EQ(taps(), "0true 0true");
    EXPECT_EQ(come(), "");
    advance(Milliseconds(1));
    EXPECT_EQ(taps(), "1false 1false");
    EXPECT_EQ(shown("YLTC1.OpCnt"), "1");
    EXPECT_EQ(time_of("YLTC1$ST$TapPos$t"), this_moment());
    EXPECT_EQ(come(), "CT+");
    EXPECT_EQ(operate("ATCC1.TapChg", tcmd(lower)), "ok");
    advance(Seconds(1));
    EXPECT_EQ(taps(), "0false 0false");
    EXPECT_EQ(come(), "CT+");
    EXPECT_EQ(operate("ATCC1.TapChg", tcmd(stop)), "ok, CT+") << "nothing moves";
}

TEST_F(MovementTest, ReportsSeeTheTransition) {
    listen();
    EXPECT_EQ(operate("ATCC1.TapChg", tcmd(higher)), "ok");
    advance(Seconds(1));
    EXPECT_EQ(come(), "CT+");
    EXPECT_EQ(reports, "4=TRUE\n3=1, 4=FALSE\n");
}

TEST_F(MovementTest, TapChangerSaysWhereItsEndIs) {
    static_cast<void>(operate("ATCC1.TapChg", tcmd(higher)));
    advance(Seconds(1));
    EXPECT_EQ(shown("YLTC1.EndPosR"), "false");
    static_cast<void>(come());
    static_cast<void>(operate("ATCC1.TapChg", tcmd(higher)));
    advance(Seconds(1));
    static_cast<void>(come());
    EXPECT_EQ(shown("YLTC1.EndPosR"), "true");
    EXPECT_EQ(shown("YLTC1.EndPosL"), "false");
    EXPECT_THAT(operate("ATCC1.TapChg", tcmd(higher)), HasSubstr("c7)"));
    EXPECT_EQ(operate("ATCC1.TapChg", tcmd(lower)), "ok");
    advance(Seconds(1));
    EXPECT_EQ(shown("YLTC1.EndPosR"), "false");
}

TEST_F(MovementTest, TapPositionIsReachedStepByStep) {
    EXPECT_EQ(operate("YLTC1.TapPos", 2), "ok");
    EXPECT_THAT(operate("ATCC1.TapChg", tcmd(lower)), HasSubstr("c12)")) << "it is moving";
    advance(Seconds(1));
    EXPECT_EQ(taps(), "1true 1true");
    EXPECT_EQ(come(), "");
    advance(Seconds(1));
    EXPECT_EQ(taps(), "2false 2false");
    EXPECT_EQ(come(), "CT+");
}

TEST_F(MovementTest, TapPositionIsReachedInHalfOfTheTimeout) {
    EXPECT_EQ(operate("YLTC1.TapPos", -2), "ok");
    advance(Seconds(2));
    static_cast<void>(come());
    EXPECT_EQ(operate("YLTC1.TapPos", 2), "ok");
    advance(Milliseconds(1500));
    EXPECT_EQ(taps(), "1true 1true");
    advance(Milliseconds(500));
    EXPECT_EQ(taps(), "2false 2false");
}

TEST_F(MovementTest, PersistentStepsGoOnUntilStop) {
    EXPECT_EQ(operate("YLTC2.TapChg", tcmd(higher)), "ok, CT+");
    advance(Milliseconds(3500));
    EXPECT_EQ(lasting(), "3true");
    EXPECT_THAT(operate("YLTC2.TapChg", tcmd(lower)), HasSubstr("c12)"));
    EXPECT_EQ(operate("YLTC2.TapChg", tcmd(stop)), "ok, CT+");
    EXPECT_EQ(lasting(), "3false");
    advance(Seconds(10));
    EXPECT_EQ(lasting(), "3false");
    EXPECT_EQ(server.deadline(), never);
    static_cast<void>(operate("YLTC2.TapChg", tcmd(lower)));
    advance(Seconds(100));
    EXPECT_EQ(lasting(), "-64false") << "where the type ends";
}

TEST_F(MovementTest, StageArrivesAfterAMoment) {
    EXPECT_EQ(operate("GGIO1.Step", 7), "ok");
    EXPECT_EQ(shown("GGIO1$ST$Step$valWTr$transInd"), "true");
    EXPECT_EQ(shown("GGIO1$ST$Step$valWTr$posVal"), "0");
    advance(Milliseconds(200));
    EXPECT_EQ(shown("GGIO1$ST$Step$valWTr$transInd"), "false");
    EXPECT_EQ(shown("GGIO1$ST$Step$valWTr$posVal"), "7");
    EXPECT_EQ(come(), "CT+");
}

TEST_F(MovementTest, AnalogueSetPointRamps) {
    EXPECT_EQ(operate("GGIO1.AnOut1", 73.0F), "ok");
    EXPECT_EQ(output("AnOut1"), "50");
    advance(Milliseconds(100));
    EXPECT_EQ(output("AnOut1"), "55");
    EXPECT_EQ(time_of("GGIO1$MX$AnOut1$t"), this_moment());
    advance(Milliseconds(300));
    EXPECT_EQ(output("AnOut1"), "70");
    EXPECT_EQ(come(), "");
    advance(Milliseconds(100));
    EXPECT_EQ(output("AnOut1"), "73");
    EXPECT_EQ(come(), "CT+");
    EXPECT_EQ(operate("GGIO1.AnOut1", 73.0F), "ok, CT+") << "there already";
}

TEST_F(MovementTest, RampEndsInHalfOfTheTimeout) {
    set("GGIO1$CF$AnOut1$operTimeout", 400U);
    EXPECT_EQ(operate("GGIO1.AnOut1", 100.0F), "ok");
    advance(Milliseconds(199));
    EXPECT_EQ(come(), "");
    advance(Milliseconds(1));
    EXPECT_EQ(output("AnOut1"), "100");
    EXPECT_EQ(come(), "CT+");
}

TEST_F(MovementTest, SetPointsOfAPlantArriveWithoutARange) {
    EXPECT_EQ(operate("DRCC1.OutWSet", 1000.0F), "ok");
    advance(Seconds(1));
    EXPECT_EQ(shown("DRCC1$MX$OutWSet$mxVal$f"), "500");
    advance(Seconds(1));
    EXPECT_EQ(shown("DRCC1$MX$OutWSet$mxVal$f"), "1000");
    EXPECT_EQ(come(), "CT+");
}

TEST_F(MovementTest, RampCanBeCancelled) {
    const Object& set_point = object("GGIO1$CO$AnOut1");
    control::Handler* const handler = server.built_in().handler(set_point);
    static_cast<void>(operate("GGIO1.AnOut1", 100.0F));
    advance(Milliseconds(200));
    const Peer peer;
    Request request{set_point, nullptr, control::Step::cancel, true, peer, {set_point.number, 9}, now};
    EXPECT_TRUE(handler->cancel(request).is_done());
    advance(Milliseconds(500));
    EXPECT_EQ(output("AnOut1"), "60");
    EXPECT_TRUE(handler->cancel(request).is_refused()) << "nothing moves";
    request.operating = false;
    EXPECT_TRUE(handler->cancel(request).is_done());
}

TEST_F(MovementTest, TapChangerCannotLeaveItsStep) {
    const Object& change = object("ATCC1$CO$TapChg");
    static_cast<void>(operate("ATCC1.TapChg", tcmd(higher)));
    const Peer peer;
    const Request request{change, nullptr, control::Step::cancel, true, peer, {change.number, 9}, now};
    EXPECT_TRUE(server.built_in().handler(change)->cancel(request).is_refused());
}

TEST_F(MovementTest, AnalogueValueIsRaisedByParts) {
    EXPECT_EQ(operate("GGIO1.AnOut2", tcmd(higher)), "ok");
    advance(Milliseconds(100));
    EXPECT_EQ(output("AnOut2"), "55");
    EXPECT_EQ(come(), "CT+");
    set("GGIO1$CF$AnOut2$persistent", true);
    EXPECT_EQ(operate("GGIO1.AnOut2", tcmd(lower)), "ok, CT+");
    advance(Milliseconds(300));
    EXPECT_EQ(output("AnOut2"), "40");
    EXPECT_EQ(operate("GGIO1.AnOut2", tcmd(stop)), "ok, CT+");
    advance(Seconds(1));
    EXPECT_EQ(output("AnOut2"), "40");
}

TEST_F(MovementTest, BlockedOutputsDoNotMoveButFunctionsDo) {
    for (const char* const node : {"GGIO1", "DRCC1", "YLTC1"}) {
        set(node + std::string("$ST$Mod$stVal"), 2);
    }
    EXPECT_EQ(operate("GGIO1.AnOut1", 60.0F), "ok");
    EXPECT_EQ(operate("DRCC1.OutWSet", 60.0F), "ok");
    EXPECT_EQ(operate("ATCC1.TapChg", tcmd(higher)), "ok");
    advance(Seconds(3));
    EXPECT_EQ(output("AnOut1"), "50");
    EXPECT_EQ(taps(), "0false 0false");
    EXPECT_EQ(shown("DRCC1$MX$OutWSet$mxVal$f"), "60");
    EXPECT_EQ(come(), "CT+");
    advance(Seconds(1));
    EXPECT_EQ(come(), "CT-(Oper e2 o2:3 n1 c16), CT-(Oper e2 o2:3 n1 c16)");
}

}  // namespace
}  // namespace busbar::server::process
