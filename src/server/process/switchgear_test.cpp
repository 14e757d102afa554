// SPDX-License-Identifier: Apache-2.0
#include "server/process/switchgear.hpp"

#include "server/process/test_plant.hpp"

namespace busbar::server::process {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

class Switchgear : public PlantTest {
protected:
    using PlantTest::PlantTest;
    std::string positions() { return shown("CSWI1.Pos") + " " + shown("XCBR1.Pos"); }
};

const std::string moved = "01 01", moving = "00 00", unmoved = "10 10";
constexpr const char* timed_out = "CT-(Oper e2 o2:3 n1 c16)";

TEST_F(Switchgear, BreakerTravelsThroughIntermediateState) {
    EXPECT_EQ(positions(), unmoved);
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
    EXPECT_EQ(positions(), moving);
    EXPECT_EQ(shown("CSWI1$ST$OpOpn$general"), "true");
    EXPECT_EQ(time_of("XCBR1$ST$Pos$t"), this_moment());
    advance(Milliseconds(59));
    EXPECT_EQ(positions(), moving);
    EXPECT_EQ(come(), "");
    advance(Milliseconds(1));
    EXPECT_EQ(positions(), moved);
    EXPECT_EQ(shown("CSWI1$ST$OpOpn$general"), "false");
    EXPECT_EQ(shown("CSWI1$ST$OpCls$general"), "false");
    EXPECT_EQ(shown("XCBR1.OpCnt"), "8");
    EXPECT_EQ(time_of("XCBR1$ST$Pos$t"), this_moment());
    EXPECT_EQ(time_of("CSWI1$ST$Pos$t"), this_moment());
    EXPECT_EQ(come(), "CT+");
    EXPECT_EQ(server.deadline(), never);

    EXPECT_EQ(operate("CSWI1.Pos", true), "ok");
    EXPECT_EQ(shown("CSWI1$ST$OpCls$general"), "true");
    advance(Milliseconds(60));
    EXPECT_EQ(positions(), unmoved);
    EXPECT_EQ(shown("XCBR1.OpCnt"), "9");
    EXPECT_EQ(come(), "CT+");
}

TEST_F(Switchgear, DisconnectorTakesNoLongerThanHalfOfItsTimeout) {
    EXPECT_EQ(operate("CSWI2.Pos", false), "ok");
    advance(Milliseconds(1999));
    EXPECT_EQ(shown("XSWI2.Pos"), "00");
    advance(Milliseconds(1));
    EXPECT_EQ(shown("XSWI2.Pos"), "01");
    EXPECT_EQ(shown("CSWI2.Pos"), "01");
    EXPECT_EQ(come(), "CT+");
}

TEST_F(Switchgear, ReportsSeeIntermediateStateThenTheEnd) {
    listen();
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
    EXPECT_EQ(reports, "0='00'B\n1='00'B\n") << "the switch, then its controller";
    reports.clear();
    advance(Milliseconds(60));
    EXPECT_EQ(come(), "CT+");
    EXPECT_EQ(reports, "0='01'B\n1='01'B, 2=TRUE\n") << "with the interlocking of the disconnector";
}

TEST_F(Switchgear, InterlockingOfTheDisconnectorFollowsTheBreaker) {
    const auto released = [&] { return shown("CILO2.EnaOpn") + " " + shown("CILO2.EnaCls"); };
    EXPECT_EQ(released(), "false false");
    static_cast<void>(operate("CSWI1.Pos", false));
    EXPECT_EQ(released(), "false false") << "not yet open";
    advance(Milliseconds(60));
    EXPECT_EQ(released(), "true true");
    EXPECT_EQ(time_of("CILO2$ST$EnaCls$t"), this_moment());
    static_cast<void>(operate("CSWI1.Pos", true));
    EXPECT_EQ(released(), "false false");
    EXPECT_EQ(shown("CILO1.EnaOpn") + shown("CILO1.EnaCls"), "truetrue") << "that of a breaker stays";
    advance(Milliseconds(60));
    Sent locked;
    locked.value = false;
    locked.check.interlock = true;
    static_cast<void>(come());
    EXPECT_THAT(operate("CSWI2.Pos", locked), HasSubstr("c10)"));
}

TEST_F(Switchgear, SwitchThatIsOperatedItselfTakesItsControllerAlong) {
    EXPECT_EQ(operate("XCBR1.Pos", false), "ok");
    EXPECT_EQ(positions(), moving);
    EXPECT_EQ(shown("CSWI1$ST$OpOpn$general"), "false");
    EXPECT_THAT(operate("CSWI1.Pos", true), HasSubstr("c12)")) << "the drive is busy";
    advance(Milliseconds(60));
    EXPECT_EQ(positions(), moved);
    EXPECT_EQ(come(), "CT+");
}

TEST_F(Switchgear, ControllerWithoutASwitchMovesByItself) {
    EXPECT_EQ(operate("CSWI3.Pos", false), "ok");
    EXPECT_EQ(shown("CSWI3.Pos"), "00");
    advance(Milliseconds(60));
    EXPECT_EQ(shown("CSWI3.Pos"), "01");
    EXPECT_EQ(come(), "CT+");
}

TEST_F(Switchgear, TripOfAnotherIsFollowed) {
    set("XCBR1$ST$Pos$stVal", 1);
    EXPECT_EQ(shown("CSWI1.Pos"), "01");
    EXPECT_EQ(shown("CILO2.EnaOpn"), "true");
    EXPECT_EQ(shown("CILO2.EnaCls"), "true");
    set("XCBR1$ST$Pos$q", Quality(Validity::invalid).with(Quality::test));
    set("XCBR1$ST$Pos$stVal", 0);
    EXPECT_EQ(shown("CSWI1.Pos"), "00");
    EXPECT_EQ(server.process().image().quality(leaf("CSWI1$ST$Pos$q")), Quality(Validity::invalid));
}

TEST_F(Switchgear, NothingIsSetBeforeSomethingMoves) {
    advance(Seconds(10));
    EXPECT_EQ(time_of("CSWI1$ST$Pos$t"), Timestamp{});
    EXPECT_EQ(time_of("CILO2$ST$EnaOpn$t"), Timestamp{});
}

// ---- modes
// ---------------------------------------------------------------------------------------------------

struct Modes {
    const char* what;
    int controller, physical;
    bool test, moves;
};

class SwitchModes : public Switchgear, public ::testing::WithParamInterface<Modes> {};

TEST_P(SwitchModes, DecideWhetherItMoves) {
    const Modes& modes = GetParam();
    set("CSWI1$ST$Mod$stVal", modes.controller);
    set("XCBR1$ST$Mod$stVal", modes.physical);
    Sent sent;
    sent.value = false;
    sent.test = modes.test;
    EXPECT_EQ(operate("CSWI1.Pos", sent), "ok");
    advance(Milliseconds(60));
    EXPECT_EQ(positions(), modes.moves ? moved : unmoved);
    advance(Seconds(4));
    EXPECT_EQ(come(), modes.moves ? "CT+" : timed_out);
}

INSTANTIATE_TEST_SUITE_P(
    All, SwitchModes,
    ::testing::Values(Modes{"on", 1, 1, false, true}, Modes{"blocked controller", 2, 1, false, false},
                      Modes{"blocked switch", 1, 2, false, false},
                      Modes{"switch in test", 1, 3, false, false}, Modes{"switch off", 1, 5, false, false},
                      Modes{"both in test", 3, 3, true, true}, Modes{"controller in test", 3, 1, true, false},
                      Modes{"test/blocked controller", 4, 3, true, false},
                      Modes{"test/blocked switch", 3, 4, true, false}));

TEST_F(Switchgear, BlockedCommandsOfTheSwitchKeepItFromMoving) {
    set("XCBR1$ST$CmdBlk$stVal", true);
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
    advance(Seconds(4));
    EXPECT_EQ(positions(), unmoved);
    EXPECT_EQ(come(), timed_out);
}

TEST_F(Switchgear, SubstitutedPositionDoesNotStopTheProcess) {
    set("XCBR1$SV$Pos$subVal", 2);
    set("XCBR1$SV$Pos$subEna", true);
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
    EXPECT_EQ(shown("XCBR1.Pos"), "10");
    advance(Milliseconds(60));
    EXPECT_EQ(come(), "CT+");
    EXPECT_EQ(positions(), unmoved);
    set("XCBR1$SV$Pos$subEna", false);
    EXPECT_EQ(positions(), moved);
}

// ---- options, handlers, associations
// -------------------------------------------------------------------------

struct AtOnce : Switchgear {
    AtOnce() : Switchgear(BaySpec{.hierarchy = false}, scaled()) {}
    static ProcessOptions scaled() {
        ProcessOptions options = enabled();
        options.time_scale = 0;
        return options;
    }
};

TEST_F(AtOnce, EverythingArrivesWithoutTime) {
    static_cast<void>(operate("CSWI2.Pos", false));
    static_cast<void>(operate("YLTC1.TapPos", 2));
    static_cast<void>(operate("GGIO1.AnOut1", 80.0F));
    advance(Duration(0));
    EXPECT_EQ(shown("XSWI2.Pos"), "01");
    EXPECT_EQ(shown("YLTC1$ST$TapPos$valWTr$posVal"), "2");
    EXPECT_EQ(shown("GGIO1$MX$AnOut1$mxVal$f"), "80");
}

struct Slow : Switchgear {
    Slow() : Switchgear(BaySpec{.hierarchy = false}, scaled()) {}
    static ProcessOptions scaled() {
        ProcessOptions options = enabled();
        options.time_scale = 10;
        return options;
    }
};

TEST_F(Slow, TimesAreScaled) {
    static_cast<void>(operate("CSWI1.Pos", false));
    advance(Milliseconds(599));
    EXPECT_EQ(positions(), moving);
    advance(Milliseconds(1));
    EXPECT_EQ(positions(), moved);
}

struct WithoutProcess : PlantTest {
    WithoutProcess() : PlantTest(BaySpec{.hierarchy = false}, ProcessOptions{}) {}
};

TEST_F(WithoutProcess, OnlyModIsOperated) {
    EXPECT_THAT(operate("CSWI1.Pos", false), HasSubstr("c1)"));
    EXPECT_THAT(operate("GGIO1.SPCSO1", true), HasSubstr("c1)"));
    EXPECT_EQ(operate("CSWI1.Mod", 2), "ok, CT+");
    EXPECT_EQ(shown("CSWI1.Mod"), "2");
    EXPECT_EQ(shown("CSWI1.Beh"), "2");
    set("XCBR1$ST$Pos$stVal", 1);
    EXPECT_EQ(shown("CSWI1.Pos"), "10") << "nothing follows";
}

TEST_F(Switchgear, ApplicationTakesAControlAndGivesItBack) {
    Script script;
    const Object& position = object("CSWI1$CO$Pos");
    server.controls().set_handler(position, &script);
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
    EXPECT_EQ(script.taken(), "check operate, operate");
    EXPECT_EQ(positions(), unmoved);
    server.controls().finish(script.operating, Verdict::done(), now);
    EXPECT_EQ(come(), "CT+");
    server.controls().set_handler(position, server.built_in().handler(position));
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
    advance(Milliseconds(60));
    EXPECT_EQ(positions(), moved);
}

TEST_F(Switchgear, MovementGoesOnWithoutItsClient) {
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
    client->disconnect();
    advance(Milliseconds(60));
    EXPECT_EQ(positions(), moved);
}

struct Selected : Switchgear {
    Selected() : Switchgear(BaySpec{.ctl_model = CtlModel::sbo_with_enhanced_security, .hierarchy = false}) {}
};

TEST_F(Selected, MovementCannotBeCancelled) {
    Sent sent;
    sent.value = false;
    EXPECT_EQ(service("CSWI1.Pos", "SBOw", sent), "ok");
    EXPECT_EQ(positions(), unmoved);
    EXPECT_EQ(operate("CSWI1.Pos", sent), "ok");
    EXPECT_THAT(service("CSWI1.Pos", "Cancel", sent), HasSubstr("c12)"));
    advance(Milliseconds(60));
    EXPECT_EQ(positions(), moved);
    EXPECT_EQ(come(), "CT+");
}

// ---- files that leave things out
// -------------------------------------------------------------------------------

/// A controller and its breaker whose positions are nobody's trigger, without q and t.
model::Image bare() {
    model::Builder b("IED1");
    const auto ld = b.logical_device({.name = "IED1LD0"});
    for (const char* const ln_class : {"CSWI", "XCBR"}) {
        const auto ln = b.logical_node(ld, {.ln_class = ln_class, .inst = "1"});
        const auto pos = b.data_object(ln, "Pos", "DPC");
        b.attribute(pos, {.name = "stVal", .fc = Fc::st, .type = BasicType::dbpos});
        const auto oper = b.structure(pos, {.name = "Oper", .fc = Fc::co});
        b.attribute(oper, {.name = "ctlVal", .type = BasicType::boolean});
    }
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

struct Bare : PlantTest {
    Bare() : PlantTest(bare()) {}
};

TEST_F(Bare, ControllerFollowsWithoutTriggers) {
    std::vector<mms::Data> members(1);
    members[0] = boolean(true);
    mms::Data oper;
    oper.value = mms::Structure{ber::List<mms::Data>(members)};
    EXPECT_EQ(write("CSWI1$CO$Pos$Oper", oper), "ok");
    advance(Milliseconds(60));
    EXPECT_EQ(shown("XCBR1.Pos") + shown("CSWI1.Pos"), "1010");
}

// ---- poles
// ---------------------------------------------------------------------------------------------------

model::Image three_poles() {
    model::Builder b("IED1");
    const auto ld = b.logical_device({.name = "IED1LD0"});
    const auto add = [&](const char* ln_class, const char* inst) {
        const auto ln = b.logical_node(ld, {.ln_class = ln_class, .inst = inst});
        add_beh(b, ln);
        ControlSpec spec;
        spec.name = "Pos";
        spec.cdc = "DPC";
        spec.ctl_model = CtlModel::direct_with_enhanced_security;
        spec.oper_timeout = 4000;
        ControlBuilder(b, ln, spec);
        b.value(b.find(b.find(ln, "Pos"), "stVal"), BitString(2, 2));
    };
    add("CSWI", "1");
    for (const char* const pole : {"1", "2", "3"}) add("XCBR", pole);
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

struct Poles : PlantTest {
    Poles() : PlantTest(three_poles()) {}
    std::string positions() {
        return shown("CSWI1.Pos") + shown("XCBR1.Pos") + shown("XCBR2.Pos") + shown("XCBR3.Pos");
    }
};

TEST_F(Poles, MoveTogether) {
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
    EXPECT_EQ(positions(), "00000000");
    advance(Milliseconds(60));
    EXPECT_EQ(positions(), "01010101");
    EXPECT_EQ(come(), "CT+");
}

TEST_F(Poles, ThatDisagreeAreIntermediate) {
    set("XCBR2$ST$Beh$stVal", 2);
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
    advance(Milliseconds(60));
    EXPECT_EQ(positions(), "00011001");
    advance(Seconds(4));
    EXPECT_EQ(come(), timed_out);
    // The ones that are there already need not move.
    set("XCBR2$ST$Beh$stVal", 1);
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
    EXPECT_EQ(shown("XCBR1.Pos"), "01");
    advance(Milliseconds(60));
    EXPECT_EQ(positions(), "01010101");
}

}  // namespace
}  // namespace busbar::server::process
