// SPDX-License-Identifier: Apache-2.0
// TimeActivatedOperate: an Operate whose operTm is still to come.
#include "server/control/test_operator.hpp"

namespace busbar::server::control {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

class ControlsTimed : public ::testing::Test {
protected:
    ControlsTimed()
        : bay({{.name = "N", .ctl_model = direct, .oper_timeout = 3'000, .timed = true},
               {.name = "D", .ctl_model = direct_enhanced, .oper_timeout = 3'000, .timed = true},
               {.name = "S", .ctl_model = sbo, .sbo_timeout = 2'000, .timed = true},
               {.name = "A",
                .ctl_model = sbo_enhanced,
                .sbo_timeout = 2'000,
                .oper_timeout = 3'000,
                .sbo_class = SboClass::operate_many,
                .timed = true}}) {}

    [[nodiscard]] Sent in(Duration from_now) {
        Sent sent;
        sent.timed = true;
        sent.oper_time = Timestamp::from(bay.now.wall + from_now);
        return sent;
    }
    static Sent at_once() {
        Sent sent;
        sent.timed = true;
        return sent;
    }

    TestBay bay;
};

const std::string busy = "temporarily-unavailable";

TEST_F(ControlsTimed, IsConfirmedAtOnceAndBegunAtItsTime) {
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(10))), "ok");
    EXPECT_EQ(bay.state("D"), State::waiting);
    EXPECT_EQ(bay.script.taken(), "check operate");
    EXPECT_EQ(bay.shown("GGIO1$ST$D$ctlNum"), "1");
    EXPECT_EQ(bay.shown("GGIO1$OR$D$opRcvd"), "true");
    EXPECT_EQ(bay.shown("GGIO1$OR$D$opOk"), "false");
    EXPECT_NE(bay.shown("GGIO1$CO$D$Oper$operTm"), to_text(Timestamp{}));
    bay.advance(Milliseconds(9'999));
    EXPECT_EQ(bay.script.operated, 0);
    bay.advance(Milliseconds(1));
    EXPECT_EQ(bay.script.taken(), "check operate, operate");
    EXPECT_EQ(bay.state("D"), State::executing);
    EXPECT_EQ(bay.shown("GGIO1$OR$D$opOk"), "true");
    EXPECT_EQ(bay.shown("GGIO1$OR$D$tOpOk"), to_text(Timestamp::from(bay.now.wall)));
    EXPECT_EQ(bay.shown("GGIO1$CO$D$Oper$operTm"), to_text(Timestamp{}));
    EXPECT_EQ(bay.come('A'), "");
    bay.advance(Seconds(1));
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.come('A'), "CT+");
    EXPECT_EQ(bay.shown("GGIO1$OR$D$opRcvd"), "false");
    EXPECT_EQ(bay.state("D"), State::unselected);
}

TEST_F(ControlsTimed, ZeroAndThePastAreNow) {
    EXPECT_EQ(bay.operate('A', "N", at_once()), "ok");
    EXPECT_EQ(bay.state("N"), State::executing);
    EXPECT_EQ(bay.operate('A', "D", in(-Seconds(5))), "ok");
    EXPECT_EQ(bay.state("D"), State::executing);
    EXPECT_EQ(bay.script.operated, 2);
}

TEST_F(ControlsTimed, OnlyOneMayWait) {
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(10))), "ok");
    for (const char letter : {'A', 'B'}) {
        EXPECT_EQ(bay.operate(letter, "D", in(Seconds(20))), "LastApplError(Oper e0 o2:3 n1 c12), " + busy);
        EXPECT_EQ(bay.operate(letter, "D", at_once()), "LastApplError(Oper e0 o2:3 n1 c12), " + busy);
    }
    EXPECT_EQ(bay.cancel('B', "D", at_once()), "LastApplError(Cancel e0 o2:3 n1 c27), " + busy);
    EXPECT_EQ(bay.script.operated, 0);
    EXPECT_EQ(bay.state("D"), State::waiting);
}

TEST_F(ControlsTimed, CancelWithdrawsIt) {
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(10))), "ok");
    EXPECT_EQ(bay.cancel('A', "D", at_once()), "ok, CT-(Oper e0 o2:3 n1 c15)");
    EXPECT_EQ(bay.operate('A', "N", in(Seconds(10))), "ok");
    EXPECT_EQ(bay.cancel('A', "N", at_once()), "ok");
    bay.advance(Seconds(20));
    EXPECT_EQ(bay.script.operated, 0);
    EXPECT_EQ(bay.come('A'), "");
    EXPECT_EQ(bay.shown("GGIO1$OR$D$opRcvd"), "false");
}

TEST_F(ControlsTimed, ItsTimeMayComeWhileACancelIsDecided) {
    bay.script.ask_base = false;
    bay.script.on_cancel = Verdict::later();
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(1))), "ok");
    EXPECT_EQ(bay.cancel('A', "D", at_once()), "");
    EXPECT_EQ(bay.state("D"), State::withdrawing);
    bay.advance(Seconds(2));
    EXPECT_EQ(bay.script.operated, 0);
    bay.finish(bay.script.cancelling, Verdict::refused(AddCause::blocked_by_process));
    EXPECT_EQ(bay.come('A'), "LastApplError(Cancel e0 o2:3 n1 c9), " + busy);
    bay.advance(Milliseconds(0));
    EXPECT_EQ(bay.state("D"), State::executing);
}

TEST_F(ControlsTimed, ItsAssociationMustLast) {
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(10))), "ok");
    EXPECT_EQ(bay.operate('A', "N", in(Seconds(10))), "ok");
    bay.leave('A');
    EXPECT_EQ(bay.state("D"), State::unselected);
    EXPECT_EQ(bay.state("N"), State::unselected);
    bay.advance(Seconds(20));
    EXPECT_EQ(bay.script.operated, 0);
    // So must it while the check at that time lasts.
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(1))), "ok");
    bay.script.on_check = Verdict::later();
    bay.advance(Seconds(1));
    EXPECT_EQ(bay.state("D"), State::starting);
    bay.script.taken();
    bay.leave('A');
    EXPECT_EQ(bay.script.taken(), "over 23");
    EXPECT_EQ(bay.state("D"), State::unselected);
    EXPECT_EQ(bay.script.operated, 0);
}

TEST_F(ControlsTimed, WhatItNeedsIsCheckedAgain) {
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(10))), "ok");
    EXPECT_EQ(bay.operate('A', "N", in(Seconds(10))), "ok");
    bay.set("GGIO1$ST$D$stVal", true);  // in position by then
    bay.set("GGIO1$ST$N$stVal", true);
    bay.advance(Seconds(10));
    EXPECT_EQ(bay.script.operated, 0);
    EXPECT_EQ(bay.come('A'), "CT-(Oper e3 o2:3 n1 c5)");
    EXPECT_EQ(bay.state("D"), State::unselected);
    EXPECT_EQ(bay.state("N"), State::unselected);
    EXPECT_EQ(bay.shown("GGIO1$OR$N$opRcvd"), "false");
}

TEST_F(ControlsTimed, TheCheckAtItsTimeHasADeadline) {
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(1))), "ok");
    bay.script.on_check = Verdict::later();
    bay.advance(Seconds(6));
    EXPECT_EQ(bay.come('A'), "CT-(Oper e2 o2:3 n1 c16)");
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(1))), "");
    bay.finish(bay.script.checked);
    EXPECT_EQ(bay.come('A'), "ok");
    bay.advance(Seconds(1));
    bay.finish(bay.script.checked);
    EXPECT_EQ(bay.state("D"), State::executing);
}

TEST_F(ControlsTimed, AHandlerThatWillNotIsAFailedExecution) {
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(1))), "ok");
    bay.script.on_operate = Verdict::refused(AddCause::blocked_by_process);
    bay.advance(Seconds(1));
    EXPECT_EQ(bay.come('A'), "CT-(Oper e0 o2:3 n1 c9)");
    EXPECT_EQ(bay.shown("GGIO1$ST$D$ctlNum"), "1");  // it had been accepted
    EXPECT_EQ(bay.shown("GGIO1$OR$D$opOk"), "false");
}

TEST_F(ControlsTimed, ASelectionWaitsWithIt) {
    EXPECT_EQ(bay.select('A', "S"), "\"IED1LD0/GGIO1$CO$S\"");
    EXPECT_EQ(bay.operate('A', "S", in(Seconds(10))), "ok");
    bay.advance(Seconds(5));  // longer than sboTimeout
    EXPECT_EQ(bay.state("S"), State::waiting);
    EXPECT_EQ(bay.select('B', "S"), "\"\"");
    bay.advance(Seconds(5));
    EXPECT_EQ(bay.state("S"), State::executing);
    EXPECT_EQ(bay.shown("GGIO1$ST$S$stSeld"), "false");
    bay.finish(bay.script.operating);
    const Sent sent = in(Seconds(4));
    EXPECT_EQ(bay.select_with('A', "A", sent), "ok");
    EXPECT_EQ(bay.operate('A', "A", sent), "ok");
    bay.advance(Seconds(4));
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.come('A'), "CT+");
    EXPECT_EQ(bay.state("A"), State::ready);  // for many
    EXPECT_EQ(bay.script.operated, 2);
}

TEST_F(ControlsTimed, AnObjectThatIsNotToBeControlledAnyMoreIsLeftAlone) {
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(10))), "ok");
    bay.set("GGIO1$CF$D$ctlModel", 0);
    bay.advance(Seconds(10));
    EXPECT_EQ(bay.come('A'), "CT-(Oper e0 o2:3 n1 c1)");
    EXPECT_EQ(bay.script.operated, 0);
}

TEST_F(ControlsTimed, ItIsMeasuredOnTheClockThatDoesNotJump) {
    EXPECT_EQ(bay.operate('A', "D", in(Seconds(10))), "ok");
    bay.now.wall += Seconds(3'600);
    bay.advance(Milliseconds(9'999));
    EXPECT_EQ(bay.script.operated, 0);
    bay.advance(Milliseconds(1));
    EXPECT_EQ(bay.script.operated, 1);
}

}  // namespace
}  // namespace busbar::server::control
