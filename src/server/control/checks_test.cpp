// SPDX-License-Identifier: Apache-2.0
#include "server/control/checks.hpp"

#include <array>
#include <cmath>

#include "server/control/test_bay.hpp"

namespace busbar::server::control {
namespace {

using acsi::Mode;
using testing::bay_image;
using testing::BaySpec;

constexpr ControlCheck interlock{false, true};
constexpr ControlCheck synchro{true, false};

Value tcmd(acsi::Tcmd value) {
    return BitString(static_cast<unsigned>(value), 2);
}

Command command(Value value, ControlCheck check = {}, OrCat category = OrCat::remote_control) {
    Command command;
    command.value = std::move(value);
    command.check = check;
    command.origin.category = category;
    return command;
}

class ChecksTest : public ::testing::Test {
protected:
    explicit ChecksTest(const BaySpec& spec = {}, Options options = {})
        : image(bay_image(spec)), objects(image.model()), checks(image.model(), objects, options) {}

    const Object& object(const std::string& path) {
        const auto dollar = path.find('.');
        const std::string item = path.substr(0, dollar) + "$CO$" + path.substr(dollar + 1);
        const Object* const found = objects.of(image.model().find("IED1LD0", item));
        EXPECT_NE(found, nullptr) << path;
        return *found;
    }
    model::LeafId leaf(const std::string& item) {
        const model::LeafId found = image.model().leaf_of(image.model().find("IED1LD0", item));
        EXPECT_NE(found, model::no_leaf) << item;
        return found;
    }
    void set(const std::string& item, const Value& value) {
        EXPECT_EQ(image.set(leaf(item), value), model::Fit::ok) << item;
    }
    void set_position(const std::string& item, acsi::Dbpos position) {
        set(item, BitString(static_cast<unsigned>(position), 2));
    }
    AddCause operate(const std::string& path, const Command& with, std::span<const std::uint32_t> busy = {}) {
        return checks.before({image, object(path), &with, true, busy}).value_or(AddCause::none);
    }
    AddCause select(const std::string& path) {
        return checks.before({image, object(path), nullptr, false, {}}).value_or(AddCause::none);
    }
    AddCause open(const std::string& path = "CSWI1.Pos", ControlCheck check = {}) {
        return operate(path, command(false, check));
    }
    AddCause close(const std::string& path = "CSWI1.Pos", ControlCheck check = {}) {
        return operate(path, command(true, check));
    }
    AddCause execute(const std::string& path, const Command& with) {
        return checks.at_execution({image, object(path), &with, true, {}}).value_or(AddCause::none);
    }

    model::Image image;
    Objects objects;
    Checks checks;
};

TEST_F(ChecksTest, NothingIsInTheWayOfAnOrdinaryCommand) {
    EXPECT_EQ(open(), AddCause::none);
    EXPECT_EQ(select("CSWI1.Pos"), AddCause::none);
    EXPECT_EQ(operate("GGIO1.SPCSO1", command(true)), AddCause::none);
}

// ---- mode and Test (PROTOCOL: 7-4 Annex A)
// -------------------------------------------------------------------

TEST(Acceptance, DependsOnBehaviourAndTest) {
    struct {
        Mode behaviour;
        bool plain, test, reaches;
    } const table[] = {
        {Mode::on, true, false, true},    {Mode::blocked, true, false, false},
        {Mode::test, false, true, true},  {Mode::test_blocked, false, true, false},
        {Mode::off, false, false, false},
    };
    for (const auto& row : table) {
        const int mode = static_cast<int>(row.behaviour);
        EXPECT_EQ(accepts_command(row.behaviour, false), row.plain) << mode;
        EXPECT_EQ(accepts_command(row.behaviour, true), row.test) << mode;
        EXPECT_EQ(reaches_process(row.behaviour), row.reaches) << mode;
    }
}

TEST_F(ChecksTest, ModeAndTestHaveToFit) {
    for (int mode = 1; mode <= 5; ++mode) {
        set("CSWI1$ST$Beh$stVal", mode);
        for (const bool test : {false, true}) {
            Command with = command(false);
            with.test = test;
            const AddCause wanted =
                accepts_command(static_cast<Mode>(mode), test) ? AddCause::none : AddCause::blocked_by_mode;
            EXPECT_EQ(operate("CSWI1.Pos", with), wanted) << mode << test;
        }
        // A Select says nothing of Test.
        EXPECT_EQ(select("CSWI1.Pos"), mode == 5 ? AddCause::blocked_by_mode : AddCause::none) << mode;
    }
    EXPECT_EQ(open("CSWI2.Pos"), AddCause::none) << "of another logical node";
}

TEST_F(ChecksTest, ModIsOperableInEveryMode) {
    for (int mode = 1; mode <= 5; ++mode) {
        set("CSWI1$ST$Beh$stVal", mode);
        for (const bool test : {false, true}) {
            Command with = command(2);
            with.test = test;
            EXPECT_EQ(operate("CSWI1.Mod", with), AddCause::none) << mode << test;
        }
    }
}

// ---- switching hierarchy
// -------------------------------------------------------------------------------------

/// For each originator 0 to 8, whether it may.
struct Level {
    const char* what;
    ControlLevel level;
    const char* may;
};
constexpr std::optional<bool> absent, no(false), yes(true);

constexpr Level levels[] = {
    // not-supported, bay, station, remote, automatic bay, station, remote, maintenance, process
    {"nothing in the model", {absent, absent, false, false}, "111111111"},
    {"remote", {no, absent, false, false}, "101101111"},
    {"local", {yes, absent, false, false}, "010010010"},
    {"remote, LocSta off", {no, no, false, false}, "100100111"},
    {"remote, LocSta on", {no, yes, false, false}, "001001010"},
    {"local, LocSta off", {yes, no, false, false}, "010010010"},
    {"local, LocSta on", {yes, yes, false, false}, "010010010"},
    {"LocSta off alone", {absent, no, false, false}, "100100111"},
    {"LocSta on alone", {absent, yes, false, false}, "001001010"},
    {"MltLev alone", {absent, absent, true, false}, "111111111"},
    {"remote, MltLev", {no, absent, true, false}, "111111111"},
    {"local, MltLev", {yes, absent, true, false}, "010010010"},
    {"remote, LocSta off, MltLev", {no, no, true, false}, "111111111"},
    {"remote, LocSta on, MltLev", {no, yes, true, false}, "011011010"},
    {"LocSta off, MltLev", {absent, no, true, false}, "111111111"},
    {"LocSta on, MltLev", {absent, yes, true, false}, "011011010"},
    {"local at the switch", {no, no, true, true}, "000000010"},
};

TEST(Hierarchy, SaysWhoMayControl) {
    for (const Level& level : levels) {
        std::string may;
        for (int category = 0; category <= 8; ++category) {
            may += may_control(static_cast<OrCat>(category), level.level) ? '1' : '0';
        }
        EXPECT_EQ(may, level.may) << level.what;
    }
}

// Every combination of what CSWI1 looks at gives what the rule says.
TEST_F(ChecksTest, HierarchyIsThatOfTheNodeItsDeviceAndItsSwitch) {
    for (unsigned bits = 0; bits < 32; ++bits) {
        const auto bit = [&](unsigned n) { return (bits >> n & 1U) != 0; };
        set("LLN0$ST$Loc$stVal", bit(0));
        set("CSWI1$ST$Loc$stVal", bit(1));
        set("LLN0$ST$LocSta$stVal", bit(2));
        set("LLN0$SP$MltLev$setVal", bit(3));
        set("XCBR1$ST$Loc$stVal", bit(4));
        const ControlLevel level{bit(0) || bit(1), bit(2), bit(3), bit(4)};
        const ControlLevel of_device{bit(0), bit(2), bit(3), false};
        for (int number = 0; number <= 8; ++number) {
            const auto category = static_cast<OrCat>(number);
            const auto wanted = [&](const ControlLevel& at) {
                return may_control(category, at) ? AddCause::none : AddCause::blocked_by_switching_hierarchy;
            };
            EXPECT_EQ(operate("CSWI1.Pos", command(false, {}, category)), wanted(level)) << bits << number;
            EXPECT_EQ(operate("GGIO1.SPCSO1", command(true, {}, category)), wanted(of_device))
                << bits << number;
            EXPECT_EQ(operate("LLN0.LocSta", command(!bit(2), {}, category)), AddCause::none);
        }
        EXPECT_EQ(select("CSWI1.Pos"), AddCause::none) << "who selects is not said";
    }
}

struct FlatChecks : ChecksTest {
    FlatChecks() : ChecksTest(BaySpec{.hierarchy = false}) {}
};

TEST_F(FlatChecks, AllLevelsAreAcceptedWhereTheModelHasNone) {
    for (int category = 0; category <= 8; ++category) {
        EXPECT_EQ(operate("CSWI1.Pos", command(false, {}, static_cast<OrCat>(category))), AddCause::none);
    }
}

// ---- blocks
// --------------------------------------------------------------------------------------------------

TEST_F(ChecksTest, CmdBlkBlocksTheNodeButNotItself) {
    set("CSWI1$ST$CmdBlk$stVal", true);
    EXPECT_EQ(open(), AddCause::blocked_by_command);
    EXPECT_EQ(select("CSWI1.Pos"), AddCause::blocked_by_command);
    EXPECT_EQ(operate("CSWI1.CmdBlk", command(false)), AddCause::none);
    EXPECT_EQ(operate("CSWI1.Mod", command(2)), AddCause::none);
    EXPECT_EQ(open("CSWI2.Pos"), AddCause::none);
}

TEST_F(ChecksTest, HealthBlocksInAlarmOnly) {
    for (int health = 1; health <= 3; ++health) {
        set("CSWI1$ST$Health$stVal", health);
        EXPECT_EQ(open(), health == 3 ? AddCause::blocked_by_health : AddCause::none);
        EXPECT_EQ(operate("CSWI1.Mod", command(2)), AddCause::none);
    }
}

TEST_F(ChecksTest, ProcessBlocksOneDirectionOfTheSwitchAndItsController) {
    set("XCBR1$ST$BlkOpn$stVal", true);
    EXPECT_EQ(open("CSWI1.Pos"), AddCause::blocked_by_process);
    EXPECT_EQ(open("XCBR1.Pos"), AddCause::blocked_by_process);
    EXPECT_EQ(open("CSWI2.Pos"), AddCause::none);
    EXPECT_EQ(select("CSWI1.Pos"), AddCause::none) << "it may be selected to close";
    EXPECT_EQ(operate("XCBR1.BlkOpn", command(false)), AddCause::none);
    set_position("CSWI1$ST$Pos$stVal", acsi::Dbpos::off);
    EXPECT_EQ(close("CSWI1.Pos"), AddCause::none);
    set("XCBR1$ST$BlkCls$stVal", true);
    EXPECT_EQ(close("CSWI1.Pos"), AddCause::blocked_by_process);
    EXPECT_EQ(select("CSWI1.Pos"), AddCause::blocked_by_process);
}

TEST_F(ChecksTest, ExternalEquipmentBlocksInAlarmOnly) {
    set("XCBR1$ST$EEHealth$stVal", 2);
    EXPECT_EQ(open(), AddCause::none);
    set("XCBR1$ST$EEHealth$stVal", 3);
    EXPECT_EQ(open(), AddCause::blocked_by_process);
    EXPECT_EQ(select("CSWI1.Pos"), AddCause::blocked_by_process);
}

// ---- position, steps, ranges
// ---------------------------------------------------------------------------------

TEST_F(ChecksTest, BadStateIsAnInvalidPosition) {
    set_position("XCBR1$ST$Pos$stVal", acsi::Dbpos::bad_state);
    EXPECT_EQ(open("CSWI1.Pos"), AddCause::invalid_position);
    EXPECT_EQ(open("XCBR1.Pos"), AddCause::invalid_position);
    EXPECT_EQ(select("CSWI1.Pos"), AddCause::invalid_position);
    EXPECT_EQ(open("CSWI2.Pos"), AddCause::none);
    set_position("CSWI2$ST$Pos$stVal", acsi::Dbpos::bad_state);
    EXPECT_EQ(open("CSWI2.Pos"), AddCause::invalid_position);
    // Nobody knows where it is, but it can be driven.
    set_position("XCBR1$ST$Pos$stVal", acsi::Dbpos::intermediate_state);
    EXPECT_EQ(open("CSWI1.Pos"), AddCause::none);
}

struct Reached {
    const char* path;
    Value same, other;
};

TEST_F(ChecksTest, PositionReached) {
    const Reached table[] = {
        {"CSWI1.Pos", true, false}, {"GGIO1.SPCSO1", false, true}, {"GGIO1.DPCSO1", false, true},
        {"GGIO1.ISCSO1", 0, 4},     {"GGIO1.Stage", 0, 1},         {"GGIO1.Step", 0, 4},
        {"CSWI1.Mod", 1, 5},        {"LLN0.LEDRs", false, true},
    };
    set_position("GGIO1$ST$DPCSO1$stVal", acsi::Dbpos::off);
    for (const Reached& row : table) {
        EXPECT_EQ(operate(row.path, command(row.same)), AddCause::position_reached) << row.path;
        EXPECT_EQ(operate(row.path, command(row.other)), AddCause::none) << row.path;
    }
    EXPECT_EQ(operate("GGIO1.AnOut1", command(50.0F)), AddCause::none) << "a set point may be repeated";
    EXPECT_EQ(operate("ATCC1.TapChg", command(tcmd(acsi::Tcmd::stop))), AddCause::none);
}

struct LenientChecks : ChecksTest {
    LenientChecks() : ChecksTest({}, Options{.refuse_position_reached = false}) {}
};

TEST_F(LenientChecks, PositionReachedCanBeAccepted) {
    EXPECT_EQ(close(), AddCause::none);
    set_position("CSWI1$ST$Pos$stVal", acsi::Dbpos::bad_state);
    EXPECT_EQ(close(), AddCause::invalid_position);
}

TEST_F(ChecksTest, StepsEndAtTheLimits) {
    const auto step = [&](acsi::Tcmd to) { return operate("ATCC1.TapChg", command(tcmd(to))); };
    for (int position = -3; position <= 3; ++position) {
        set("ATCC1$ST$TapChg$valWTr$posVal", position);
        EXPECT_EQ(step(acsi::Tcmd::higher), position >= 2 ? AddCause::step_limit : AddCause::none)
            << position;
        EXPECT_EQ(step(acsi::Tcmd::lower), position <= -2 ? AddCause::step_limit : AddCause::none)
            << position;
        EXPECT_EQ(step(acsi::Tcmd::stop), AddCause::none);
        EXPECT_EQ(step(acsi::Tcmd::reserved), AddCause::inconsistent_parameters);
    }
    set("ATCC1$ST$TapChg$valWTr$posVal", 0);
    set("YLTC1$ST$EndPosR$stVal", true);
    EXPECT_EQ(step(acsi::Tcmd::higher), AddCause::step_limit);
    EXPECT_EQ(step(acsi::Tcmd::lower), AddCause::none);
    set("YLTC1$ST$EndPosL$stVal", true);
    EXPECT_EQ(step(acsi::Tcmd::lower), AddCause::step_limit);
}

TEST_F(ChecksTest, StepsWithoutLimitsEndWhereTheTypeEnds) {
    set("YLTC2$ST$TapChg$valWTr$posVal", 62);
    const auto step = [&](acsi::Tcmd to) { return operate("YLTC2.TapChg", command(tcmd(to))); };
    EXPECT_EQ(step(acsi::Tcmd::higher), AddCause::none);
    set("YLTC2$ST$TapChg$valWTr$posVal", 63);
    EXPECT_EQ(step(acsi::Tcmd::higher), AddCause::step_limit);
    set("YLTC2$ST$TapChg$valWTr$posVal", -64);
    EXPECT_EQ(step(acsi::Tcmd::lower), AddCause::step_limit);
}

TEST_F(ChecksTest, AnalogueStepsEndAtTheLimits) {
    set("GGIO1$MX$AnOut2$mxVal$f", 100.0F);
    EXPECT_EQ(operate("GGIO1.AnOut2", command(tcmd(acsi::Tcmd::higher))), AddCause::step_limit);
    EXPECT_EQ(operate("GGIO1.AnOut2", command(tcmd(acsi::Tcmd::lower))), AddCause::none);
}

TEST_F(ChecksTest, SetPointsHaveToBeInRange) {
    struct {
        const char* path;
        Value value;
        AddCause cause;
    } const table[] = {
        {"GGIO1.ISCSO1", 10, AddCause::none},
        {"GGIO1.ISCSO1", 11, AddCause::inconsistent_parameters},
        {"GGIO1.ISCSO1", -11, AddCause::inconsistent_parameters},
        {"YLTC1.TapPos", -2, AddCause::none},
        {"YLTC1.TapPos", 3, AddCause::step_limit},
        {"GGIO1.AnOut1", 100.0F, AddCause::none},
        {"GGIO1.AnOut1", 100.5F, AddCause::inconsistent_parameters},
        {"GGIO1.AnOut1", -0.5F, AddCause::inconsistent_parameters},
        {"GGIO1.AnOut1", std::nanf(""), AddCause::inconsistent_parameters},
        // No values in the file: no limits. But a number it must be.
        {"DRCC1.OutWSet", 1e6F, AddCause::none},
        {"DRCC1.OutWSet", HUGE_VALF, AddCause::inconsistent_parameters},
        {"CSWI1.Mod", 5, AddCause::none},
        {"CSWI1.Mod", 6, AddCause::inconsistent_parameters},
        {"CSWI1.Mod", 0, AddCause::inconsistent_parameters},
    };
    for (const auto& row : table) {
        EXPECT_EQ(operate(row.path, command(row.value)), row.cause) << row.path << row.value.text();
    }
}

TEST(EnumChecks, OnlyLiteralsOfTheTypeAreAccepted) {
    model::Builder b("IED1");
    const auto ln = b.logical_node(b.logical_device({.name = "IED1LD0"}), {.ln_class = "GGIO", .inst = "1"});
    model::EnumType type;
    type.id = "Colour";
    type.literals = {{1, "red"}, {3, "blue"}};
    const std::uint16_t colours = b.enum_type(std::move(type));
    const auto item = b.data_object(ln, "Colour", "ENC");
    b.attribute(item, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated, .enum_type = colours});
    const auto oper = b.structure(item, {.name = "Oper", .fc = Fc::co});
    b.attribute(oper, {.name = "ctlVal", .type = BasicType::enumerated, .enum_type = colours});
    auto built = b.build();
    ASSERT_TRUE(built) << built.error().message();
    const Objects objects(*built->model);
    const Checks checks(*built->model, objects, {});
    const auto operate = [&](int value) {
        const Command with = command(value);
        return checks.before({built->image, objects.all().front(), &with, true, {}}).value_or(AddCause::none);
    };
    EXPECT_EQ(operate(3), AddCause::none);
    EXPECT_EQ(operate(2), AddCause::inconsistent_parameters);
}

// ---- interlocking, 1-of-n, synchro-check
// ---------------------------------------------------------------------

TEST_F(ChecksTest, InterlockingIsTestedWhenAskedFor) {
    EXPECT_EQ(open("CSWI2.Pos", interlock), AddCause::blocked_by_interlocking);
    EXPECT_EQ(open("CSWI2.Pos"), AddCause::none) << "the client does not want it";
    EXPECT_EQ(open("XSWI2.Pos", interlock), AddCause::blocked_by_interlocking) << "at the switch itself";
    EXPECT_EQ(open("CSWI1.Pos", interlock), AddCause::none) << "released";
    EXPECT_EQ(open("CSWI3.Pos", interlock), AddCause::none) << "no CILO";
    EXPECT_EQ(select("CSWI2.Pos"), AddCause::none) << "the direction is not said";
    set("CILO2$ST$EnaOpn$stVal", true);
    EXPECT_EQ(open("CSWI2.Pos", interlock), AddCause::none);
    set_position("CSWI2$ST$Pos$stVal", acsi::Dbpos::off);
    EXPECT_EQ(close("CSWI2.Pos", interlock), AddCause::blocked_by_interlocking)
        << "each direction for itself";
}

TEST_F(ChecksTest, InterlockingThatIsInvalidDoesNotRelease) {
    set("CILO1$ST$EnaOpn$q", Value(Quality(Validity::questionable)));
    EXPECT_EQ(open("CSWI1.Pos", interlock), AddCause::none);
    set("CILO1$ST$EnaOpn$q", Value(Quality(Validity::invalid)));
    EXPECT_EQ(open("CSWI1.Pos", interlock), AddCause::blocked_by_interlocking);
}

struct OneOfNChecks : ChecksTest, ::testing::WithParamInterface<OneOfN> {
    OneOfNChecks() : ChecksTest({}, Options{.one_of_n = GetParam()}) {}
};

TEST_P(OneOfNChecks, SwitchesExcludeOneAnother) {
    const std::array<std::uint32_t, 1> other{object("CSWI2.Pos").number};
    const std::array<std::uint32_t, 1> output{object("GGIO1.SPCSO1").number};
    const std::array<std::uint32_t, 1> block{object("XCBR1.BlkOpn").number};
    const bool off = GetParam() == OneOfN::off;
    const AddCause wanted = off ? AddCause::none : AddCause::one_of_n_control;
    EXPECT_EQ(operate("CSWI1.Pos", command(false), other), wanted);
    EXPECT_EQ(operate("CSWI1.Pos", command(false), output), AddCause::none);
    EXPECT_EQ(operate("CSWI1.Pos", command(false), block), AddCause::none);
    EXPECT_EQ(operate("GGIO1.SPCSO1", command(true), other), AddCause::none);
    EXPECT_EQ(operate("CSWI1.Pos", command(false)), AddCause::none);
}

INSTANTIATE_TEST_SUITE_P(All, OneOfNChecks,
                         ::testing::Values(OneOfN::off, OneOfN::logical_device, OneOfN::ied));

TEST_F(ChecksTest, SynchrocheckIsTestedAtTheExecutionOfAClose) {
    EXPECT_EQ(execute("CSWI1.Pos", command(true, synchro)), AddCause::blocked_by_synchrocheck);
    EXPECT_EQ(execute("XCBR1.Pos", command(true, synchro)), AddCause::blocked_by_synchrocheck);
    EXPECT_EQ(execute("CSWI1.Pos", command(false, synchro)), AddCause::none);
    EXPECT_EQ(execute("CSWI1.Pos", command(true, interlock)), AddCause::none);
    EXPECT_EQ(execute("CSWI2.Pos", command(true, synchro)), AddCause::none) << "a disconnector has none";
    EXPECT_EQ(execute("GGIO1.SPCSO1", command(true, synchro)), AddCause::none);
    set("RSYN1$ST$Rel$stVal", true);
    EXPECT_EQ(execute("CSWI1.Pos", command(true, synchro)), AddCause::none);
}

// ---- order
// ---------------------------------------------------------------------------------------------------

// Everything is wrong at once; taking away the first cause shows the next.
TEST_F(ChecksTest, CausesComeInTheStandardsOrder) {
    set("CSWI2$ST$Beh$stVal", 5);
    set("LLN0$ST$Loc$stVal", true);
    set("CSWI2$ST$CmdBlk$stVal", true);
    set("CSWI2$ST$Health$stVal", 3);
    set("XSWI2$ST$BlkCls$stVal", true);
    set_position("XSWI2$ST$Pos$stVal", acsi::Dbpos::bad_state);
    const std::pair<std::pair<const char*, Value>, AddCause> order[] = {
        {{"CSWI2$ST$Beh$stVal", 1}, AddCause::blocked_by_mode},
        {{"LLN0$ST$Loc$stVal", false}, AddCause::blocked_by_switching_hierarchy},
        {{"CSWI2$ST$CmdBlk$stVal", false}, AddCause::blocked_by_command},
        {{"CSWI2$ST$Health$stVal", 1}, AddCause::blocked_by_health},
        {{"XSWI2$ST$BlkCls$stVal", false}, AddCause::blocked_by_process},
        {{"XSWI2$ST$Pos$stVal", BitString(1, 2)}, AddCause::invalid_position},
        {{"CSWI2$ST$Pos$stVal", BitString(1, 2)}, AddCause::position_reached},
        {{"CILO2$ST$EnaCls$stVal", true}, AddCause::blocked_by_interlocking},
    };
    for (const auto& [mend, cause] : order) {
        EXPECT_EQ(close("CSWI2.Pos", interlock), cause) << mend.first;
        set(mend.first, mend.second);
    }
    EXPECT_EQ(close("CSWI2.Pos", interlock), AddCause::none);
}

}  // namespace
}  // namespace busbar::server::control
