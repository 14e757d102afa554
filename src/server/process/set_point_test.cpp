// SPDX-License-Identifier: Apache-2.0
#include "server/process/set_point.hpp"

#include "server/process/rules.hpp"
#include "server/process/test_plant.hpp"

namespace busbar::server::process {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary
using control::Kind;

class SetPointTest : public PlantTest {};

TEST_F(SetPointTest, ValuesArriveAtOnce) {
    struct {
        const char* path;
        Value value;
        const char* shown;
    } const table[] = {
        {"GGIO1.SPCSO1", true, "true"}, {"GGIO1.DPCSO1", true, "10"},   {"GGIO1.DPCSO1", false, "01"},
        {"GGIO1.ISCSO1", 7, "7"},       {"GGIO1.Stage", 1, "1"},        {"DRCC1.DERStr", true, "true"},
        {"DRCC1.OpModConst", -3, "-3"}, {"XCBR1.BlkOpn", true, "true"}, {"CSWI1.CmdBlk", true, "true"},
    };
    for (const auto& row : table) {
        now.wall += Seconds(1);
        EXPECT_EQ(operate(row.path, row.value), "ok, CT+") << row.path;
        EXPECT_EQ(shown(row.path), row.shown) << row.path;
        const std::string path(row.path);
        const auto dot = path.find('.');
        EXPECT_EQ(time_of(path.substr(0, dot) + "$ST$" + path.substr(dot + 1) + "$t"), this_moment());
    }
    EXPECT_EQ(server.deadline(), never);
}

TEST_F(SetPointTest, BlockingTheSwitchTakesEffect) {
    static_cast<void>(operate("XCBR1.BlkOpn", true));
    EXPECT_THAT(operate("CSWI1.Pos", false), HasSubstr("c9)"));
    EXPECT_EQ(operate("XCBR1.BlkOpn", false), "ok, CT+");
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
}

TEST_F(SetPointTest, BlockedOutputStaysAndTimesOut) {
    set("GGIO1$ST$Mod$stVal", 2);
    EXPECT_EQ(operate("GGIO1.SPCSO1", true), "ok");
    EXPECT_EQ(operate("GGIO1.ISCSO1", 4), "ok");
    advance(Seconds(4));
    EXPECT_EQ(come(), "CT-(Oper e2 o2:3 n1 c16), CT-(Oper e2 o2:3 n1 c16)");
    EXPECT_EQ(shown("GGIO1.SPCSO1"), "false");
    EXPECT_EQ(shown("GGIO1.ISCSO1"), "0");
}

TEST_F(SetPointTest, ModChangesTheBehaviour) {
    EXPECT_EQ(operate("CSWI1.Mod", 5), "ok, CT+");
    EXPECT_EQ(shown("CSWI1.Beh"), "5");
    EXPECT_THAT(operate("CSWI1.Pos", false), HasSubstr("c8)"));
    EXPECT_EQ(operate("CSWI1.Mod", 1), "ok, CT+");
    EXPECT_EQ(operate("CSWI1.Pos", false), "ok");
}

TEST_F(SetPointTest, PulsesAsConfigured) {
    std::string seen;
    EXPECT_EQ(operate("GGIO1.SPCSO2", true), "ok, CT+");
    for (int i = 0; i <= 10; ++i) {
        seen += shown("GGIO1.SPCSO2")[0];
        advance(Milliseconds(100));
    }
    // 300 ms on, 200 ms off, 300 ms on.
    EXPECT_EQ(seen, "tttfftttfff");
    EXPECT_EQ(server.deadline(), never);
}

TEST_F(SetPointTest, PulsesAreEndedByFalse) {
    static_cast<void>(operate("GGIO1.SPCSO2", true));
    advance(Milliseconds(100));
    EXPECT_EQ(operate("GGIO1.SPCSO2", false), "ok, CT+");
    EXPECT_EQ(shown("GGIO1.SPCSO2"), "false");
    EXPECT_EQ(server.deadline(), never);
}

TEST_F(SetPointTest, PersistentOutputDoesNotPulse) {
    set("GGIO1$CF$SPCSO2$pulseConfig$cmdQual", 1);
    static_cast<void>(operate("GGIO1.SPCSO2", true));
    EXPECT_EQ(server.deadline(), never);
    EXPECT_EQ(shown("GGIO1.SPCSO2"), "true");
}

TEST_F(SetPointTest, ResetIsMomentary) {
    EXPECT_EQ(operate("LLN0.LEDRs", true), "ok, CT+");
    EXPECT_EQ(shown("LLN0.LEDRs"), "true");
    advance(Milliseconds(100));
    EXPECT_EQ(shown("LLN0.LEDRs"), "false");
    EXPECT_EQ(operate("LLN0.LEDRs", true), "ok, CT+") << "again";
}

TEST(Rules, FirstThatFitsCounts) {
    struct {
        const char *ln_class, *data_object;
        Kind kind;
        Manner manner;
        bool goes_out;
    } const table[] = {
        {"LLN0", "Mod", Kind::enc, Manner::mode, false},
        {"XCBR", "Mod", Kind::inc, Manner::mode, false},
        {"CSWI", "Pos", Kind::dpc, Manner::switchgear, true},
        {"XSWI", "Pos", Kind::dpc, Manner::switchgear, true},
        {"CSWI", "PosA", Kind::dpc, Manner::set_point, false},
        {"XCBR", "BlkOpn", Kind::spc, Manner::output, false},
        {"LLN0", "LEDRs", Kind::spc, Manner::momentary, false},
        {"LLN0", "LEDRs1", Kind::spc, Manner::momentary, false},
        {"LPHD", "RsStat", Kind::spc, Manner::momentary, false},
        {"SCBR", "OpCntRs", Kind::inc, Manner::set_point, false},
        {"RDRE", "RcdTrg", Kind::spc, Manner::momentary, false},
        {"RDRE", "MemRs", Kind::spc, Manner::momentary, false},
        {"ATCC", "TapChg", Kind::bsc, Manner::tap_changer, true},
        {"YLTC", "TapPos", Kind::isc, Manner::tap_changer, true},
        {"GGIO", "RCO", Kind::bsc, Manner::stepper, true},
        {"GGIO", "SPCSO", Kind::spc, Manner::output, true},
        {"GGIO", "AnOut1", Kind::apc, Manner::ramp, true},
        {"DRCC", "OutWSet", Kind::apc, Manner::ramp, false},
        {"DWMX", "WLimPctSpt", Kind::apc, Manner::ramp, false},
        {"ATCC", "Auto", Kind::spc, Manner::output, false},
    };
    for (const auto& row : table) {
        const Rule& rule = rule_for(row.ln_class, row.data_object, row.kind);
        EXPECT_EQ(rule.manner, row.manner) << row.ln_class << "." << row.data_object;
        EXPECT_EQ(rule.goes_out, row.goes_out) << row.ln_class << "." << row.data_object;
    }
}

}  // namespace
}  // namespace busbar::server::process
