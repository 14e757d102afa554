// SPDX-License-Identifier: Apache-2.0
// Steps that a handler finishes later, and what happens when it does not, or when somebody is gone by then.
#include "server/control/test_operator.hpp"

namespace busbar::server::control {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

const std::string busy = "temporarily-unavailable";

std::vector<ControlSpec> enhanced() {
    return {{.name = "A", .ctl_model = sbo_enhanced, .sbo_timeout = 60'000, .oper_timeout = 3'000},
            {.name = "D", .ctl_model = direct_enhanced, .oper_timeout = 3'000}};
}

TEST(ControlsLater, ACheckMayTakeItsTime) {
    TestBay bay(enhanced());
    bay.script.on_check = Verdict::later();
    EXPECT_EQ(bay.select_with('A', "A"), "");
    EXPECT_EQ(bay.state("A"), State::selecting);
    EXPECT_TRUE(bay.controls().is_open(bay.script.checked));
    EXPECT_EQ(bay.select_with('B', "A"), "LastApplError(SBOw e0 o2:3 n1 c12), " + busy);
    EXPECT_EQ(bay.operate('A', "A"), "LastApplError(Oper e0 o2:3 n1 c12), " + busy);
    bay.script.on_select = Verdict::later();
    bay.finish(bay.script.checked);
    EXPECT_EQ(bay.come('A'), "");
    bay.finish(bay.script.selecting);
    EXPECT_EQ(bay.come('A'), "ok");
    EXPECT_EQ(bay.state("A"), State::ready);
    EXPECT_EQ(bay.operate('A', "A"), "");
    EXPECT_EQ(bay.state("A"), State::checking);
    EXPECT_EQ(bay.cancel('A', "A"), "LastApplError(Cancel e0 o2:3 n1 c12), " + busy);
    bay.finish(bay.script.checked);
    EXPECT_EQ(bay.come('A'), "ok");
    EXPECT_EQ(bay.script.taken(), "check select, select, check operate, operate");
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.come('A'), "CT+");
}

TEST(ControlsLater, WhatIsCompleteWhenTheCheckEndsIsTerminatedAfterTheAnswer) {
    TestBay bay(enhanced());
    bay.script.on_check = Verdict::later();
    bay.script.on_operate = Verdict::done();
    EXPECT_EQ(bay.operate('A', "D"), "");
    bay.finish(bay.script.checked);
    EXPECT_EQ(bay.come('A'), "ok, CT+");
}

TEST(ControlsLater, ALateRefusalComesWithItsCause) {
    TestBay bay(enhanced());
    bay.script.on_check = Verdict::later();
    EXPECT_EQ(bay.select_with('A', "A"), "");
    bay.finish(bay.script.checked, Verdict::refused(AddCause::blocked_by_health, ControlError::unknown));
    EXPECT_EQ(bay.come('A'), "LastApplError(SBOw e1 o2:3 n1 c13), object-access-denied");
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.operate('A', "D"), "");
    bay.finish(bay.script.checked, Verdict::refused(AddCause::one_of_n_control));
    EXPECT_EQ(bay.come('A'), "LastApplError(Oper e0 o2:3 n1 c14), object-access-denied");
    EXPECT_EQ(bay.script.operated, 0);
}

TEST(ControlsLater, ACheckHasADeadline) {
    TestBay bay(enhanced(), {.answer_timeout = Seconds(2)});
    bay.script.on_check = Verdict::later();
    EXPECT_EQ(bay.operate('A', "D"), "");
    const Ticket ticket = bay.script.checked;
    bay.script.taken();
    bay.advance(Milliseconds(1'999));
    EXPECT_EQ(bay.come('A'), "");
    bay.advance(Milliseconds(1));
    EXPECT_EQ(bay.come('A'), "LastApplError(Oper e2 o2:3 n1 c16), " + busy);
    EXPECT_EQ(bay.script.taken(), "over 16");
    EXPECT_EQ(bay.script.ended, ticket);
    EXPECT_FALSE(bay.controls().is_open(ticket));
    bay.finish(ticket);  // too late
    EXPECT_EQ(bay.script.operated, 0);
    EXPECT_EQ(bay.state("D"), State::unselected);
    EXPECT_EQ(bay.come('A'), "");
}

TEST(ControlsLater, TicketsAreOfOneStepOnly) {
    TestBay bay(enhanced());
    EXPECT_EQ(bay.operate('A', "D"), "ok");
    const Ticket first = bay.script.operating;
    bay.finish(bay.script.checked);  // that step is over
    EXPECT_EQ(bay.state("D"), State::executing);
    bay.finish(first, Verdict::later());  // says nothing
    EXPECT_EQ(bay.state("D"), State::executing);
    bay.finish(first);
    EXPECT_EQ(bay.come('A'), "CT+");
    EXPECT_EQ(bay.operate('A', "D"), "ok");
    bay.finish(first);
    bay.finish({99, 1});
    EXPECT_EQ(bay.come('A'), "");
    EXPECT_EQ(bay.state("D"), State::executing);
}

TEST(ControlsLater, OneCannotFinishWhatOneIsBeingAsked) {
    TestBay bay(enhanced());
    bay.script.during_operate = [&] { bay.finish(bay.script.operating); };
    EXPECT_EQ(bay.operate('A', "D"), "ok");
    EXPECT_EQ(bay.state("D"), State::executing);
}

TEST(ControlsLater, OneObjectIsFinishedWhileAnotherIsAsked) {
    std::vector<ControlSpec> specs = enhanced();
    specs.push_back({.name = "E", .ctl_model = direct_enhanced});
    TestBay bay(specs);
    EXPECT_EQ(bay.operate('A', "D"), "ok");
    const Ticket first = bay.script.operating;
    bay.script.during_operate = [&] { bay.finish(first); };
    EXPECT_EQ(bay.operate('B', "E"), "ok");
    EXPECT_EQ(bay.come('A'), "CT+");
    EXPECT_EQ(bay.state("E"), State::executing);
}

TEST(ControlsLater, AnExecutionHasADeadline) {
    TestBay bay(enhanced());
    EXPECT_EQ(bay.operate('A', "D"), "ok");
    bay.script.taken();
    bay.advance(Milliseconds(2'999));
    EXPECT_EQ(bay.come('A'), "");
    bay.advance(Milliseconds(1));
    EXPECT_EQ(bay.come('A'), "CT-(Oper e2 o2:3 n1 c16)");
    EXPECT_EQ(bay.script.taken(), "over 16");
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.come('A'), "");
    EXPECT_EQ(bay.controls().counters().terminated, 1U);
}

TEST(ControlsLater, WithNormalSecurityItsDeadlineIsSilent) {
    TestBay bay({{.name = "N", .ctl_model = direct}}, {.oper_timeout = Seconds(4)});
    EXPECT_EQ(bay.operate('A', "N"), "ok");
    bay.advance(Seconds(4));
    EXPECT_EQ(bay.come('A'), "");
    EXPECT_EQ(bay.state("N"), State::unselected);
    EXPECT_EQ(bay.shown("GGIO1$OR$N$opRcvd"), "false");
}

TEST(ControlsLater, AnExecutionIsNotCancelledUnlessItsHandlerCanDoSo) {
    TestBay bay(enhanced());
    EXPECT_EQ(bay.operate('A', "D"), "ok");
    EXPECT_EQ(bay.write('A', "D", "Oper", {}), "LastApplError(Oper e0 o2:3 n1 c12), " + busy);
    EXPECT_EQ(bay.select_with('A', "A"), "ok");
    EXPECT_EQ(bay.operate('A', "A"), "ok");
    EXPECT_EQ(bay.cancel('A', "A"), "LastApplError(Cancel e0 o2:3 n1 c12), " + busy);
    EXPECT_EQ(bay.cancel('B', "A"), "LastApplError(Cancel e0 o2:3 n1 c12), " + busy);
    EXPECT_EQ(bay.select_with('A', "A"), "LastApplError(SBOw e0 o2:3 n1 c12), " + busy);
    EXPECT_EQ(bay.state("A"), State::executing);
    bay.script.taken();
    bay.script.ask_base = false;
    EXPECT_EQ(bay.cancel('A', "A"), "ok, CT-(Oper e0 o2:3 n1 c15)");
    EXPECT_EQ(bay.script.taken(), "stop, over 15, unselected");
    EXPECT_EQ(bay.state("A"), State::unselected);
}

TEST(ControlsLater, ACancelMayTakeItsTime) {
    TestBay bay(enhanced(), {.answer_timeout = Seconds(2)});
    bay.script.ask_base = false;
    bay.script.on_cancel = Verdict::later();
    EXPECT_EQ(bay.select_with('A', "A"), "ok");
    EXPECT_EQ(bay.cancel('A', "A"), "");
    EXPECT_EQ(bay.state("A"), State::unselecting);
    EXPECT_EQ(bay.operate('A', "A"), "LastApplError(Oper e0 o2:3 n1 c12), " + busy);
    bay.finish(bay.script.cancelling, Verdict::refused(AddCause::blocked_by_process));
    EXPECT_EQ(bay.come('A'), "LastApplError(Cancel e0 o2:3 n1 c9), " + busy);
    EXPECT_EQ(bay.state("A"), State::ready);
    EXPECT_EQ(bay.cancel('A', "A"), "");
    bay.advance(Seconds(2));
    EXPECT_EQ(bay.come('A'), "LastApplError(Cancel e2 o2:3 n1 c16), " + busy);
    EXPECT_EQ(bay.state("A"), State::ready);
    EXPECT_EQ(bay.cancel('A', "A"), "");
    bay.finish(bay.script.cancelling);
    EXPECT_EQ(bay.come('A'), "ok");
    EXPECT_EQ(bay.state("A"), State::unselected);
}

TEST(ControlsLater, AnExecutionMayEndBeforeItIsStopped) {
    TestBay bay(enhanced(), {.answer_timeout = Seconds(2)});
    bay.script.ask_base = false;
    bay.script.on_cancel = Verdict::later();
    const auto begin = [&] {
        EXPECT_EQ(bay.select_with('A', "A"), "ok");
        EXPECT_EQ(bay.operate('A', "A"), "ok");
        EXPECT_EQ(bay.cancel('A', "A"), "");
        EXPECT_EQ(bay.state("A"), State::stopping);
    };
    begin();
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.come('A'), "LastApplError(Cancel e0 o2:3 n1 c12), " + busy + ", CT+");
    begin();
    bay.advance(Seconds(2));  // the cancel's deadline
    EXPECT_EQ(bay.come('A'), "LastApplError(Cancel e2 o2:3 n1 c16), " + busy);
    EXPECT_EQ(bay.state("A"), State::executing);
    EXPECT_EQ(bay.cancel('A', "A"), "");
    bay.advance(Seconds(1));  // the execution's
    EXPECT_EQ(bay.come('A'), "LastApplError(Cancel e0 o2:3 n1 c12), " + busy + ", CT-(Oper e2 o2:3 n1 c16)");
    begin();
    bay.finish(bay.script.cancelling);
    EXPECT_EQ(bay.come('A'), "ok, CT-(Oper e0 o2:3 n1 c15)");
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.come('A'), "");
}

TEST(ControlsLater, ASelectionMayRunOutWhileItIsGivenUp) {
    TestBay bay({{.name = "A", .ctl_model = sbo_enhanced, .sbo_timeout = 1'000}});
    bay.script.ask_base = false;
    bay.script.on_cancel = Verdict::later();
    EXPECT_EQ(bay.select_with('A', "A"), "ok");
    EXPECT_EQ(bay.cancel('A', "A"), "");
    bay.script.taken();
    bay.advance(Seconds(1));
    EXPECT_EQ(bay.come('A'), "ok");
    EXPECT_EQ(bay.script.taken(), "over 25, unselected");
    EXPECT_EQ(bay.state("A"), State::unselected);
}

TEST(ControlsLater, LosingTheAssociationEndsWhatHasNotBegun) {
    TestBay bay(enhanced());
    bay.script.on_check = Verdict::later();
    EXPECT_EQ(bay.select_with('A', "A"), "");
    EXPECT_EQ(bay.operate('A', "D"), "");
    bay.script.taken();
    bay.leave('A');
    EXPECT_EQ(bay.script.taken(), "over 23, over 23");
    bay.finish(bay.script.checked);
    EXPECT_EQ(bay.script.operated, 0);
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.state("D"), State::unselected);
    EXPECT_EQ(bay.shown("GGIO1$OR$D$opRcvd"), "false");
    EXPECT_EQ(bay.controls().deadline(), never);
}

TEST(ControlsLater, LosingTheAssociationWhileItIsCancelled) {
    TestBay bay(enhanced());
    bay.script.ask_base = false;
    bay.script.on_cancel = Verdict::later();
    EXPECT_EQ(bay.select_with('A', "A"), "ok");
    EXPECT_EQ(bay.cancel('A', "A"), "");
    bay.script.taken();
    bay.leave('A');
    EXPECT_EQ(bay.script.taken(), "over 23, unselected");
    EXPECT_EQ(bay.state("A"), State::unselected);
    // An execution goes on, and so does the attempt to stop it.
    EXPECT_EQ(bay.select_with('A', "A"), "ok");
    EXPECT_EQ(bay.operate('A', "A"), "ok");
    EXPECT_EQ(bay.cancel('A', "A"), "");
    bay.leave('A');
    EXPECT_EQ(bay.state("A"), State::stopping);
    bay.finish(bay.script.cancelling);
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_FALSE(bay.controls().is_open(bay.script.operating));
}

TEST(ControlsLater, AnExecutionOutlivesItsClientAndIsTerminatedToNobody) {
    TestBay bay(enhanced());
    EXPECT_EQ(bay.operate('A', "D"), "ok");
    bay.leave('A');
    EXPECT_EQ(bay.state("D"), State::executing);
    EXPECT_EQ(bay.operate('B', "D"), "LastApplError(Oper e0 o2:3 n1 c12), " + busy);
    EXPECT_EQ(bay.cancel('A', "A"), "ok");  // the client comes back; it is another association
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.come('A'), "");
    EXPECT_EQ(bay.come('B'), "");
    EXPECT_EQ(bay.controls().counters().terminated, 1U);
    EXPECT_EQ(bay.operate('B', "D"), "ok");
}

TEST(ControlsLater, TakingTheHandlerAwayEndsWhatItDid) {
    std::vector<ControlSpec> specs = enhanced();
    specs.push_back({.name = "W", .ctl_model = direct_enhanced});
    TestBay bay(specs);
    const auto take_away = [&] {
        for (const Object& object : bay.controls().objects().all()) {
            bay.controls().set_handler(object, nullptr);
            bay.controls().set_handler(object, &bay.script);
        }
    };
    EXPECT_EQ(bay.select_with('A', "A"), "ok");
    EXPECT_EQ(bay.operate('A', "D"), "ok");
    bay.script.on_check = Verdict::later();
    EXPECT_EQ(bay.operate('A', "W"), "");
    const Ticket check = bay.script.checked, operating = bay.script.operating;
    bay.script.taken();
    take_away();
    EXPECT_EQ(bay.script.taken(), "");
    EXPECT_EQ(bay.come('A'),
              "CT-(Oper e0 o2:3 n1 c1), LastApplError(Oper e0 o2:3 n1 c1), "
              "object-access-denied");
    for (const char* const name : {"A", "D", "W"}) EXPECT_EQ(bay.state(name), State::unselected);
    EXPECT_FALSE(bay.controls().is_open(check));
    EXPECT_FALSE(bay.controls().is_open(operating));
}

TEST(ControlsLater, TheTerminationWaitsForAllOfItsRequest) {
    std::vector<ControlSpec> specs = enhanced();
    TestBay bay(specs);
    bay.script.on_operate = Verdict::done();
    // D is complete at once, A waits for its check: one Write, one answer.
    const Exact octets(encoded({}, true));
    const std::vector<mms::Data> data(2, mms::decode_data(octets.bytes()).value());
    const std::vector<mms::ListEntry> entries{variable("IED1LD0", "GGIO1$CO$D$Oper"),
                                              variable("IED1LD0", "GGIO1$CO$A$SBOw")};
    mms::WriteRequest request;
    request.variables.value = ber::List<mms::ListEntry>(entries);
    request.data = ber::List<mms::Data>(data);
    bay.script.on_select = Verdict::later();
    bay.client('A').send<mms::Write>(request);
    EXPECT_EQ(bay.come('A'), "");
    EXPECT_EQ(bay.value('A', "GGIO1$CF$D$ctlModel"), "3");  // something else is answered meanwhile
    bay.finish(bay.script.selecting);
    EXPECT_EQ(bay.come('A'), "ok; ok, CT+");
}

}  // namespace
}  // namespace busbar::server::control
