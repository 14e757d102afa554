// SPDX-License-Identifier: Apache-2.0
// How long a selection lasts, and whose it is.
#include "server/control/test_operator.hpp"

namespace busbar::server::control {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

std::string refusal(std::string_view service, int cause, std::string_view error = "temporarily-unavailable") {
    return "LastApplError(" + std::string(service) + " e0 o2:3 n1 c" + std::to_string(cause) + "), " +
           std::string(error);
}

/// One object of either model; select() is the service that it takes.
class Selection : public ::testing::TestWithParam<CtlModel> {
protected:
    static ControlSpec spec() {
        return {.name = "A", .ctl_model = GetParam(), .sbo_timeout = 2'000, .oper_timeout = 5'000};
    }
    std::string select(TestBay& bay, char letter) {
        if (GetParam() == sbo_enhanced) return bay.select_with(letter, "A");
        return bay.select(letter, "A") == "\"\"" ? "no" : "ok";
    }
    static std::string refused(int cause) {
        return GetParam() == sbo_enhanced ? refusal("SBOw", cause) : "no";
    }
    static std::string not_selected() { return refusal("Oper", 18, "object-access-denied"); }
};

TEST_P(Selection, EndsBySboTimeout) {
    TestBay bay({spec()});
    EXPECT_EQ(select(bay, 'A'), "ok");
    bay.script.taken();
    bay.advance(Milliseconds(1'999));
    EXPECT_EQ(bay.state("A"), State::ready);
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "true");
    bay.advance(Milliseconds(1));
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "false");
    EXPECT_EQ(bay.script.taken(), "unselected");
    EXPECT_EQ(bay.operate('A', "A"), not_selected());
    EXPECT_EQ(bay.script.operated, 0);
    EXPECT_EQ(bay.come('A'), "");  // silently
}

TEST_P(Selection, LastsAsLongAsTheOptionsSayWhereTheModelSaysNothing) {
    ControlSpec without = spec();
    without.sbo_timeout = 0;
    TestBay bay({without}, {.sbo_timeout = Seconds(7)});
    EXPECT_EQ(select(bay, 'A'), "ok");
    bay.advance(Milliseconds(6'999));
    EXPECT_EQ(bay.state("A"), State::ready);
    bay.advance(Milliseconds(1));
    EXPECT_EQ(bay.state("A"), State::unselected);
}

TEST_P(Selection, ServesNobodyElse) {
    TestBay bay({spec()});
    EXPECT_EQ(select(bay, 'A'), "ok");
    EXPECT_EQ(bay.operate('B', "A"), refusal("Oper", 27));
    EXPECT_EQ(bay.cancel('B', "A"), refusal("Cancel", 27));
    EXPECT_EQ(select(bay, 'B'), refused(19));
    EXPECT_EQ(bay.script.operated, 0);
    EXPECT_EQ(bay.operate('A', "A"), "ok");
    EXPECT_EQ(bay.script.peer, 1U);
}

TEST_P(Selection, IsNotRepeatedByItsOwner) {
    TestBay bay({spec()});
    EXPECT_EQ(select(bay, 'A'), "ok");
    bay.advance(Milliseconds(1'500));
    EXPECT_EQ(select(bay, 'A'), refused(19));
    bay.advance(Milliseconds(500));
    EXPECT_EQ(bay.state("A"), State::unselected);  // nor is it prolonged by trying
}

TEST_P(Selection, EndsByCancel) {
    TestBay bay({spec()});
    EXPECT_EQ(bay.cancel('A', "A"), "ok");  // nothing to cancel
    EXPECT_EQ(select(bay, 'A'), "ok");
    bay.script.taken();
    EXPECT_EQ(bay.cancel('A', "A"), "ok");
    EXPECT_EQ(bay.script.taken(), "cancel, unselected");
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "false");
    EXPECT_EQ(bay.operate('A', "A"), not_selected());
    EXPECT_EQ(select(bay, 'B'), "ok");
}

TEST_P(Selection, StaysWhereTheHandlerWillNotGiveItUp) {
    TestBay bay({spec()});
    bay.script.ask_base = false;
    bay.script.on_cancel = Verdict::refused(AddCause::blocked_by_process);
    EXPECT_EQ(select(bay, 'A'), "ok");
    EXPECT_EQ(bay.cancel('A', "A"), refusal("Cancel", 9));
    EXPECT_EQ(bay.state("A"), State::ready);
    EXPECT_EQ(bay.operate('A', "A"), "ok");
}

TEST_P(Selection, EndsWithItsAssociation) {
    TestBay bay({spec()});
    EXPECT_EQ(select(bay, 'A'), "ok");
    bay.script.taken();
    bay.leave('A');
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "false");
    EXPECT_EQ(bay.script.taken(), "unselected");
    EXPECT_EQ(bay.controls().deadline(), never);
    // Coming back does not bring it back.
    EXPECT_EQ(bay.operate('A', "A"), not_selected());
    EXPECT_EQ(select(bay, 'B'), "ok");
}

TEST_P(Selection, IsForOneOperateOrForMany) {
    ControlSpec many = spec();
    many.sbo_class = SboClass::operate_many;
    TestBay bay({many});
    const bool enhanced = GetParam() == sbo_enhanced;
    EXPECT_EQ(select(bay, 'A'), "ok");
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(bay.operate('A', "A"), "ok");
        EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "true");
        EXPECT_EQ(bay.operate('A', "A"), refusal("Oper", 12));
        bay.advance(Milliseconds(1'500));
        bay.finish(bay.script.operating);
        EXPECT_EQ(bay.come('A'), enhanced ? "CT+" : "");
        EXPECT_EQ(bay.state("A"), State::ready);
        bay.advance(Milliseconds(1'500));  // more than sboTimeout in all: each one begins it anew
    }
    EXPECT_EQ(bay.operate('B', "A"), refusal("Oper", 27));
    bay.advance(Milliseconds(500));
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.operate('A', "A"), not_selected());
    EXPECT_EQ(bay.script.operated, 3);
}

TEST_P(Selection, OfManyDoesNotOutliveItsAssociation) {
    ControlSpec many = spec();
    many.sbo_class = SboClass::operate_many;
    TestBay bay({many});
    EXPECT_EQ(select(bay, 'A'), "ok");
    EXPECT_EQ(bay.operate('A', "A"), "ok");
    bay.leave('A');
    EXPECT_EQ(bay.state("A"), State::executing);
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "false");
}

TEST_P(Selection, IsVoidWhenTheControlModelChanges) {
    ControlSpec all = spec();
    all.all_services = true;
    TestBay bay({all});
    EXPECT_EQ(select(bay, 'A'), "ok");
    bay.script.taken();
    bay.set("GGIO1$CF$A$ctlModel", 1);
    EXPECT_EQ(bay.value('B', "GGIO1$CF$A$ctlModel"), "1");
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "false");
    EXPECT_EQ(bay.script.taken(), "unselected");
    EXPECT_EQ(bay.operate('B', "A"), "ok");  // direct now
    bay.finish(bay.script.operating);
    // At the next service of the object at the latest.
    bay.set("GGIO1$CF$A$ctlModel", static_cast<int>(GetParam()));
    EXPECT_EQ(select(bay, 'A'), "ok");
    bay.set("GGIO1$CF$A$ctlModel", GetParam() == sbo ? 4 : 2);
    EXPECT_EQ(bay.operate('A', "A"), not_selected());
}

TEST_P(Selection, AnInvalidOperateOfItsOwnerEndsIt) {
    TestBay bay({spec()});
    EXPECT_EQ(select(bay, 'A'), "ok");
    EXPECT_EQ(bay.operate('B', "A", {.category = 9}),
              "LastApplError(Oper e0 o0:3 n1 c26), object-access-denied");
    EXPECT_EQ(bay.state("A"), State::ready);
    EXPECT_EQ(bay.operate('A', "A", {.category = 9}),
              "LastApplError(Oper e0 o0:3 n1 c26), object-access-denied");
    EXPECT_EQ(bay.state("A"), State::unselected);
}

TEST_P(Selection, OfOneObjectIsNotThatOfAnother) {
    ControlSpec other = spec();
    other.name = "B";
    TestBay bay({spec(), other});
    EXPECT_EQ(select(bay, 'A'), "ok");
    EXPECT_EQ(bay.operate('A', "B"), not_selected());
    EXPECT_EQ(bay.state("A"), State::ready);
}

INSTANTIATE_TEST_SUITE_P(Models, Selection, ::testing::Values(sbo, sbo_enhanced),
                         [](const auto& of) { return of.param == sbo ? "normal" : "enhanced"; });

}  // namespace
}  // namespace busbar::server::control
