// SPDX-License-Identifier: Apache-2.0
#include "scl/compile.hpp"

#include <gtest/gtest.h>

#include "../../tests/scl/scl_files.hpp"
#include "model/dump.hpp"
#include "scl/finding.hpp"

namespace busbar::scl {
namespace {

using test::changed;
using test::ed1_icd;
using test::small_cid;

Compiled compiled(const std::string& text, std::string_view ied = {}, std::string_view ap = {}) {
    auto scl = Scl::parse(text);
    if (!scl) throw std::runtime_error(scl.error().message());
    auto result = compile(scl->ied(ied, ap));
    if (!result) throw std::runtime_error(result.error().message());
    return std::move(*result);
}

/// Names of the children of an object, "stVal q t".
std::string members(const Compiled& from, std::string_view domain, std::string_view item) {
    const model::NodeId node = from.model->find(domain, item);
    if (node == model::no_node) return "none";
    std::string names;
    for (const model::NodeId child : from.model->children(node)) {
        names.append(names.empty() ? "" : " ").append(from.model->name(child));
    }
    return names;
}

/// A leaf's value as text, by its reference "LD/LN.DO.DA[FC]".
std::string value(const Compiled& from, std::string_view reference) {
    const auto parsed = ObjectReference::parse(reference);
    if (!parsed) return parsed.error().message();
    const auto node = from.model->resolve(*parsed);
    if (!node) return node.error().message();
    return model::value_text(from.image, from.model->leaf_of(*node));
}

TEST(Compile, NamesDevicesNodesAndIdentity) {
    const Compiled small = compiled(small_cid());
    EXPECT_EQ(small.ied, "BAY1");
    EXPECT_EQ(small.access_point, "P1");
    EXPECT_EQ(members(small, "BAY1LD0", ""), "LLN0 LPHD1 Q0XCBR1 MMXU1 MHAI1 PTOC1");
    EXPECT_EQ(members(small, "FEEDER_7", ""), "LLN0");
    EXPECT_EQ(small.model->logical_devices().size(), 2U);
    EXPECT_EQ(small.model->identity().manufacturer, "Example");
    EXPECT_EQ(small.model->identity().config_version, "3");
    EXPECT_EQ(small.model->identity().edition, model::Edition::ed21);
}

TEST(Compile, KeepsTheOrderOfMembersByFunctionalConstraint) {
    const Compiled small = compiled(small_cid());
    EXPECT_EQ(members(small, "BAY1LD0", "Q0XCBR1"), "ST CO CF DC");
    EXPECT_EQ(members(small, "BAY1LD0", "Q0XCBR1$ST"), "Beh Pos");
    EXPECT_EQ(members(small, "BAY1LD0", "Q0XCBR1$ST$Pos"), "origin stVal q t");
    EXPECT_EQ(members(small, "BAY1LD0", "Q0XCBR1$CO$Pos"), "SBOw Oper Cancel");
    EXPECT_EQ(members(small, "BAY1LD0", "Q0XCBR1$CO$Pos$Oper"), "ctlVal origin ctlNum T Test Check");
}

TEST(Compile, ValuesOfTheInstanceWinOverThoseOfTheType) {
    const Compiled small = compiled(small_cid());
    EXPECT_EQ(value(small, "BAY1LD0/Q0XCBR1.Pos.ctlModel[CF]"), "sbo-with-enhanced-security (4)");
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.Mod.ctlModel[CF]"), "status-only (0)");
    EXPECT_EQ(value(small, "BAY1LD0/Q0XCBR1.Pos.stVal[ST]"), "off (1)");
    EXPECT_EQ(value(small, "BAY1LD0/MMXU1.PhV.phsA.cVal.mag.f[MX]"), "63.5");
    EXPECT_EQ(value(small, "BAY1LD0/MMXU1.PhV.phsB.cVal.mag.f[MX]"), "0");
    EXPECT_EQ(value(small, "BAY1LD0/MMXU1.PhV.phsB.db[CF]"), "1000");
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.NamPlt.vendor[DC]"), "\"Example & Söhne\"");
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.NamPlt.swRev[DC]"), "\"1.0\"");
}

TEST(Compile, AnEnumerationWithoutZeroStartsWithItsFirstLiteral) {
    EXPECT_EQ(value(compiled(small_cid()), "FEEDER_7/LLN0.Beh.stVal[ST]"), "on (1)");
}

TEST(Compile, ArraysHaveTheSizeOfTheNumberOrOfTheNamedAttribute) {
    const Compiled small = compiled(small_cid());
    const auto array = small.model->find("BAY1LD0", "MHAI1$MX$HA$har");
    ASSERT_NE(array, model::no_node);
    EXPECT_EQ(small.model->node(array).child_count, 3U);
    EXPECT_EQ(value(small, "BAY1LD0/MHAI1.HA.har(1).mag.f[MX]"), "1.5");
    EXPECT_EQ(value(small, "BAY1LD0/MHAI1.HA.har(2).mag.f[MX]"), "0");
    const auto limits = small.model->find("BAY1LD0", "MHAI1$CF$HA$limits");
    ASSERT_NE(limits, model::no_node);
    EXPECT_EQ(small.model->node(limits).child_count, 4U);
    EXPECT_EQ(value(small, "BAY1LD0/MHAI1.HA.limits(1)[CF]"), "5");
    EXPECT_EQ(value(small, "BAY1LD0/MHAI1.HA.limits(2)[CF]"), "9");
}

TEST(Compile, ArrayNamedByAnAttributeWithoutValueHasOneElementAndSaysSo) {
    const Compiled small = compiled(changed(small_cid(), "<DAI name=\"numHar\"><Val>4</Val></DAI>", ""));
    EXPECT_EQ(small.model->node(small.model->find("BAY1LD0", "MHAI1$CF$HA$limits")).child_count, 1U);
    const bool said = std::any_of(small.findings.begin(), small.findings.end(),
                                  [](const SclFinding& finding) { return finding.code == code::bad_count; });
    EXPECT_TRUE(said);
}

TEST(Compile, ValKindOfTheInstanceWins) {
    const Compiled small = compiled(small_cid());
    const auto kind = [&](std::string_view item) {
        return small.model->node(small.model->find("BAY1LD0", item)).val_kind();
    };
    EXPECT_EQ(kind("LLN0$DC$NamPlt$vendor"), model::ValKind::ro);
    EXPECT_EQ(kind("LLN0$DC$NamPlt$swRev"), model::ValKind::set);
    EXPECT_EQ(kind("LLN0$CF$Mod$ctlModel"), model::ValKind::ro);
    const Compiled opened = compiled(changed(small_cid(), "<DAI name=\"stVal\"><Val>on</Val></DAI>",
                                             "<DAI name=\"ctlModel\" valKind=\"Set\"/>"));
    EXPECT_EQ(opened.model->node(opened.model->find("BAY1LD0", "LLN0$CF$Mod$ctlModel")).val_kind(),
              model::ValKind::set);
}

TEST(Compile, SettingGroupsHoldTheirValues) {
    const Compiled small = compiled(small_cid());
    EXPECT_EQ(members(small, "BAY1LD0", "PTOC1"), "SG SE CF");
    EXPECT_EQ(value(small, "BAY1LD0/PTOC1.OpDlTmms.setVal[SG]"), "200");  // group 2 is active
    ASSERT_EQ(small.model->setting_controls().size(), 1U);
    const model::SettingControl& control = small.model->setting_controls()[0];
    EXPECT_EQ(control.settings.num_of_sg, 3);
    EXPECT_EQ(control.settings.act_sg, 2);
    EXPECT_EQ(control.settings.resv_tms_s, 60);
    EXPECT_EQ(members(small, "BAY1LD0", "LLN0$SP$SGCB"), "NumOfSG ActSG EditSG CnfEdit LActTm ResvTms");
}

TEST(Compile, EditionDecidesOnSgAndSe) {
    EXPECT_EQ(members(compiled(ed1_icd()), "OLDL", "GGIO1$SE"), "StrVal");
    EXPECT_EQ(members(compiled(ed1_icd()), "OLDL", "GGIO1$SG"), "StrVal");
    const std::string ed2 = changed(ed1_icd(), "SCL\">", "SCL\" version=\"2007\" revision=\"A\">");
    EXPECT_EQ(members(compiled(ed2), "OLDL", "GGIO1$SG"), "StrVal");
    EXPECT_EQ(members(compiled(ed2), "OLDL", "GGIO1$SE"), "none");
}

TEST(Compile, SgBesideSeOfOneNameIsOneAttribute) {
    const std::string both = changed(small_cid(), "<DA name=\"setVal\" bType=\"INT32\" fc=\"SE\"/>",
                                     "<DA name=\"setVal\" bType=\"INT32\" fc=\"SG\"/>"
                                     "<DA name=\"setVal\" bType=\"INT32\" fc=\"SE\"/>");
    const Compiled small = compiled(both);
    EXPECT_EQ(members(small, "BAY1LD0", "PTOC1$SG$OpDlTmms"), "setVal");
    EXPECT_EQ(value(small, "BAY1LD0/PTOC1.OpDlTmms.setVal[SG]"), "200");
}

TEST(Compile, ReportControlsBecomeTheirInstances) {
    const Compiled small = compiled(small_cid());
    EXPECT_EQ(members(small, "BAY1LD0", "LLN0$BR"), "brcb01 brcb02");
    EXPECT_EQ(members(small, "BAY1LD0", "LLN0$RP"), "urcb");
    EXPECT_EQ(members(small, "BAY1LD0", "LLN0$BR$brcb01"),
              "RptID RptEna DatSet ConfRev OptFlds BufTm SqNum TrgOps IntgPd GI PurgeBuf EntryID TimeofEntry "
              "ResvTms Owner");
    EXPECT_EQ(members(small, "BAY1LD0", "LLN0$RP$urcb"),
              "RptID RptEna Resv DatSet ConfRev OptFlds BufTm SqNum TrgOps IntgPd GI Owner");
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.brcb01.RptID[BR]"), "\"events\"");
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.urcb.RptID[RP]"), "\"BAY1LD0/LLN0$RP$urcb\"");
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.brcb01.DatSet[BR]"), "\"BAY1LD0/LLN0$status\"");
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.brcb01.ConfRev[BR]"), "7");
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.brcb01.BufTm[BR]"), "50");
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.brcb01.IntgPd[BR]"), "5000");
    // The first instance is that of the client, whose address the Communication section gives.
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.brcb01.ResvTms[BR]"), "-1");
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.brcb02.ResvTms[BR]"), "0");
    const auto& reports = small.model->report_controls();
    ASSERT_EQ(reports.size(), 3U);
    EXPECT_EQ(reports[0].settings.owner, (std::vector<std::uint8_t>{192, 0, 2, 99}));
    EXPECT_TRUE(reports[0].settings.trg_ops.integrity);
    EXPECT_FALSE(reports[2].settings.trg_ops.general_interrogation);
    EXPECT_TRUE(reports[0].settings.opt_flds.buffer_overflow);
    EXPECT_FALSE(reports[2].settings.opt_flds.buffer_overflow);
    EXPECT_TRUE(reports[0].settings.opt_flds.conf_revision);
}

TEST(Compile, OwnerAndResvTmsOnlyWhereServicesSaySo) {
    const Compiled small = compiled(changed(small_cid(), " resvTms=\"true\" owner=\"true\"", ""));
    EXPECT_EQ(
        members(small, "BAY1LD0", "LLN0$BR$brcb01"),
        "RptID RptEna DatSet ConfRev OptFlds BufTm SqNum TrgOps IntgPd GI PurgeBuf EntryID TimeofEntry");
}

TEST(Compile, TheAccessPointsServicesWin) {
    const Compiled small = compiled(
        changed(small_cid(), "<ServerAt", "<Services><FileHandling mms=\"false\"/></Services><ServerAt"),
        "BAY1", "P2");
    EXPECT_TRUE(small.model->services().present);
    EXPECT_FALSE(small.model->services().file_handling);
    EXPECT_FALSE(small.model->services().report_settings.present);
    const Compiled unchanged = compiled(small_cid(), "BAY1", "P2");
    EXPECT_TRUE(unchanged.model->services().file_handling);
    EXPECT_TRUE(unchanged.model->services().report_settings.present);
}

TEST(Compile, LogSettingsAreThereOrNot) {
    const auto settings = [](const std::string& element) {
        const std::string services = "<Services>" + element + "<FileHandling/></Services><ServerAt";
        return compiled(changed(small_cid(), "<ServerAt", services), "BAY1", "P2")
            .model->services()
            .log_settings;
    };
    EXPECT_FALSE(settings("").present);
    const auto nothing = settings("<LogSettings/>");
    EXPECT_TRUE(nothing.present);
    EXPECT_EQ(nothing.log_ena, model::Setting::fix);
    const auto some = settings("<LogSettings cbName=\"Conf\" logEna=\"Dyn\" intgPd=\"Dyn\"/>");
    EXPECT_TRUE(some.present);
    EXPECT_EQ(some.cb_name, model::Setting::conf);
    EXPECT_EQ(some.dat_set, model::Setting::fix);
    EXPECT_EQ(some.log_ena, model::Setting::dyn);
    EXPECT_EQ(some.trg_ops, model::Setting::fix);
    EXPECT_EQ(some.intg_pd, model::Setting::dyn);
}

TEST(Compile, DataSetsKeepMembersOfEverySpelling) {
    const Compiled small = compiled(small_cid());
    const auto* set = small.model->find_data_set("BAY1LD0", "LLN0$status");
    ASSERT_NE(set, nullptr);
    ASSERT_EQ(set->members.size(), 3U);
    EXPECT_EQ(small.model->reference(set->members[0].node), "BAY1LD0/Q0XCBR1$ST$Pos");
    EXPECT_EQ(small.model->reference(set->members[1].node), "BAY1LD0/MMXU1$MX$PhV$phsA$cVal$mag$f");
    EXPECT_EQ(small.model->reference(set->members[2].node), "BAY1LD0/MHAI1$MX$HA$har(2)$mag$f");
}

struct Spelling {
    const char* attributes;
    const char* reference;
};

class MemberSpelling : public ::testing::TestWithParam<Spelling> {};

TEST_P(MemberSpelling, MeansTheObject) {
    const std::string written = "<FCDA ldInst=\"LD0\" " + std::string(GetParam().attributes) + "/>";
    const Compiled small = compiled(changed(small_cid(),
                                            "<FCDA ldInst=\"LD0\" lnClass=\"MMXU\" lnInst=\"1\" "
                                            "doName=\"PhV.phsA\" daName=\"cVal.mag\" fc=\"MX\"/>",
                                            written));
    const auto* set = small.model->find_data_set("BAY1LD0", "LLN0$samples");
    ASSERT_NE(set, nullptr);
    EXPECT_EQ(small.model->reference(set->members.at(0).node), GetParam().reference);
}

constexpr Spelling spellings[] = {
    {"lnClass=\"MHAI\" lnInst=\"1\" doName=\"HA.har\" ix=\"1\" fc=\"MX\"", "BAY1LD0/MHAI1$MX$HA$har(1)"},
    {"lnClass=\"MHAI\" lnInst=\"1\" doName=\"HA.har(1)\" fc=\"MX\"", "BAY1LD0/MHAI1$MX$HA$har(1)"},
    {"lnClass=\"MHAI\" lnInst=\"1\" doName=\"HA.har(1)\" daName=\"mag\" ix=\"1\" fc=\"MX\"",
     "BAY1LD0/MHAI1$MX$HA$har(1)$mag"},
    {"lnClass=\"MHAI\" lnInst=\"1\" doName=\"HA.har\" fc=\"MX\"", "BAY1LD0/MHAI1$MX$HA$har"},
    {"lnClass=\"MHAI\" lnInst=\"1\" doName=\"HA\" daName=\"limits(3)\" fc=\"CF\"",
     "BAY1LD0/MHAI1$CF$HA$limits(3)"},
    // Some tools put part of the attribute's path into doName.
    {"lnClass=\"MMXU\" lnInst=\"1\" doName=\"PhV.phsA.cVal.mag\" daName=\"f\" fc=\"MX\"",
     "BAY1LD0/MMXU1$MX$PhV$phsA$cVal$mag$f"},
    {"prefix=\"Q0\" lnClass=\"XCBR\" lnInst=\"1\" doName=\"Pos\" daName=\"origin.orCat\" fc=\"ST\"",
     "BAY1LD0/Q0XCBR1$ST$Pos$origin$orCat"},
    {"lnClass=\"PTOC\" lnInst=\"1\" doName=\"OpDlTmms\" daName=\"setVal\" fc=\"SG\"",
     "BAY1LD0/PTOC1$SG$OpDlTmms$setVal"},
};
INSTANTIATE_TEST_SUITE_P(All, MemberSpelling, ::testing::ValuesIn(spellings));

TEST(Compile, LogsAndTheirControls) {
    const Compiled small = compiled(small_cid());
    EXPECT_NE(small.model->find_log("BAY1LD0", "LLN0$events"), nullptr);
    EXPECT_EQ(value(small, "BAY1LD0/LLN0.lcb.LogRef[LG]"), "\"BAY1LD0/LLN0$events\"");
    EXPECT_EQ(members(small, "BAY1LD0", "LLN0$LG$lcb"),
              "LogEna LogRef DatSet OldEntrTm NewEntrTm OldEntr NewEntr TrgOps IntgPd");
    const Compiled unnamed = compiled(changed(small_cid(), "<Log name=\"events\"/>", "<Log/>"));
    EXPECT_NE(unnamed.model->find_log("BAY1LD0", "LLN0$events"), nullptr);
}

TEST(Compile, MulticastBlocksTakeTheirAddressFromTheCommunicationSection) {
    const Compiled small = compiled(small_cid());
    ASSERT_EQ(small.model->goose_controls().size(), 1U);
    const model::GooseControlSpec& goose = small.model->goose_controls()[0].settings;
    EXPECT_EQ(goose.go_id, "BAY1.gcb1");
    EXPECT_EQ(goose.address.mac, (std::array<std::uint8_t, 6>{0x01, 0x0C, 0xCD, 0x01, 0x00, 0x2A}));
    EXPECT_EQ(goose.address.appid, 0x3001);
    EXPECT_EQ(goose.address.vid, 10);
    EXPECT_EQ(goose.address.priority, 4);
    EXPECT_EQ(goose.min_time_ms, 4U);
    EXPECT_EQ(goose.max_time_ms, 1000U);
    EXPECT_EQ(members(small, "BAY1LD0", "LLN0$GO$gcb1"),
              "GoEna GoID DatSet ConfRev NdsCom DstAddress MinTime MaxTime FixedOffs");
    ASSERT_EQ(small.model->sampled_value_controls().size(), 1U);
    const model::SampledValueControlSpec& sampled = small.model->sampled_value_controls()[0].settings;
    EXPECT_EQ(sampled.smp_rate, 80);
    EXPECT_EQ(sampled.no_asdu, 2);
    EXPECT_TRUE(sampled.refresh_time);
    EXPECT_EQ(sampled.address.appid, 0x4001);
}

TEST(Compile, CommunicationOfTheSelectedAccessPoint) {
    const model::Communication at = compiled(small_cid()).model->communication();
    EXPECT_EQ(at.ip, "192.0.2.10");
    EXPECT_EQ(at.mms_port, 10102);
    EXPECT_EQ(at.tsel, (std::vector<std::uint8_t>{0, 1}));
    EXPECT_EQ(at.psel, (std::vector<std::uint8_t>{0, 0, 0, 3}));
    EXPECT_EQ(at.ap_title, (std::vector<std::uint32_t>{1, 3, 9999, 23}));
    EXPECT_EQ(at.ae_qualifier, 23U);
    const Compiled second = compiled(small_cid(), "BAY1", "P2");
    EXPECT_EQ(second.model->communication().ip, "");
    EXPECT_EQ(second.model->communication().access_point, "P2");
    EXPECT_EQ(second.model->nodes().size(), compiled(small_cid()).model->nodes().size());
}

TEST(Compile, Edition1GetsTheControlsThatItsTypesLack) {
    const Compiled old = compiled(ed1_icd());
    EXPECT_EQ(members(old, "OLDL", "GGIO1$CO"), "SPCSO2 SPCSO3 AnOut1");
    EXPECT_EQ(members(old, "OLDL", "GGIO1$CO$SPCSO2"), "SBO Oper Cancel");
    EXPECT_EQ(members(old, "OLDL", "GGIO1$CO$SPCSO3"), "SBOw Oper Cancel");
    EXPECT_EQ(members(old, "OLDL", "GGIO1$CO$AnOut1"), "Oper");
    EXPECT_EQ(members(old, "OLDL", "GGIO1$CO$AnOut1$Oper$ctlVal"), "f");
    EXPECT_EQ(members(old, "OLDL", "GGIO1$CO$SPCSO2$Oper"), "ctlVal origin ctlNum T Test Check");
    EXPECT_EQ(members(old, "OLDL", "GGIO1$CO$SPCSO2$Cancel"), "ctlVal origin ctlNum T Test");
    // The control value of an INC whose status is an enumeration is of that enumeration.
    const auto ctl_val = old.model->find("OLDL", "LLN0$CO$Mod$Oper$ctlVal");
    ASSERT_NE(ctl_val, model::no_node);
    EXPECT_EQ(old.model->node(ctl_val).type, BasicType::enumerated);
    const auto said = std::count_if(old.findings.begin(), old.findings.end(), [](const SclFinding& finding) {
        return finding.code == code::control_synthesised;
    });
    EXPECT_EQ(said, 4);
}

TEST(Compile, Edition1RulesForReportsAndGoose) {
    const Compiled old = compiled(ed1_icd());
    EXPECT_EQ(members(old, "OLDL", "LLN0$RP"), "rcb01");
    EXPECT_TRUE(old.model->report_controls()[0].settings.trg_ops.general_interrogation);
    EXPECT_EQ(members(old, "OLDL", "LLN0$GO$gcb"), "GoEna GoID DatSet ConfRev NdsCom DstAddress");
    EXPECT_EQ(members(old, "OLDL", "LLN0$SP$SGCB"), "NumOfSG ActSG EditSG CnfEdit LActTm");
    EXPECT_EQ(old.model->identity().edition, model::Edition::ed1);
}

TEST(Compile, EditionsAreTold) {
    const auto edition = [](std::string_view attributes) {
        return Scl::parse(changed(ed1_icd(), "SCL\">", "SCL\" " + std::string(attributes) + ">"))->edition();
    };
    EXPECT_EQ(edition(""), SclEdition::ed1);
    EXPECT_EQ(edition("version=\"2007\" revision=\"A\""), SclEdition::ed2);
    EXPECT_EQ(edition("version=\"2007\" revision=\"B\""), SclEdition::ed2_1);
    EXPECT_EQ(edition("version=\"2007\" revision=\"B\" release=\"5\""), SclEdition::ed2_1);
    EXPECT_EQ(edition("version=\"2007\" revision=\"C\""), SclEdition::ed2_2);
    EXPECT_EQ(Scl::parse(small_cid())->version(), "2007B4");
}

TEST(Select, NamesWhatThereIs) {
    const auto scl = Scl::parse(small_cid()).value();
    const auto wrong = compile(scl.ied("BAY2"));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().fault, Fault::misuse);
    EXPECT_NE(wrong.error().text.find("did you mean \"BAY1\"?"), std::string::npos) << wrong.error().text;
    const auto no_server = compile(scl.ied("CLIENT"));
    ASSERT_FALSE(no_server);
    EXPECT_NE(no_server.error().text.find("no server"), std::string::npos);
    const auto no_ap = compile(scl.ied("BAY1", "P3"));
    ASSERT_FALSE(no_ap);
    EXPECT_NE(no_ap.error().text.find("P1, P2"), std::string::npos) << no_ap.error().text;
    EXPECT_FALSE(compile(SclSelection()));
}

TEST(Select, AnEmptyNameMeansTheOnlyIed) {
    const std::string two =
        changed(small_cid(), "<AccessPoint name=\"C1\"/>",
                "<AccessPoint name=\"C1\"><Server><LDevice inst=\"X\"><LN0 lnClass=\"LLN0\" inst=\"\" "
                "lnType=\"LLN0_T\"/></LDevice></Server></AccessPoint>");
    const auto scl = Scl::parse(two).value();
    const auto ambiguous = compile(scl.ied());
    ASSERT_FALSE(ambiguous);
    EXPECT_NE(ambiguous.error().text.find("BAY1, CLIENT"), std::string::npos) << ambiguous.error().text;
    EXPECT_TRUE(compile(scl.ied("CLIENT")));
}

TEST(Scl, ListsIedsAndAccessPoints) {
    const auto scl = Scl::parse(small_cid(), "small.cid").value();
    ASSERT_EQ(scl.ieds().size(), 2U);
    const SclIedInfo& bay = scl.ieds()[0];
    EXPECT_EQ(bay.name, "BAY1");
    ASSERT_EQ(bay.access_points.size(), 2U);
    EXPECT_EQ(bay.access_points[0].logical_devices, (std::vector<std::string>{"BAY1LD0", "FEEDER_7"}));
    EXPECT_EQ(bay.access_points[1].server_of, "P1");
    EXPECT_TRUE(bay.access_points[1].has_server);
    ASSERT_EQ(bay.access_points[0].addresses.size(), 1U);
    EXPECT_EQ(bay.access_points[0].addresses[0].session_selector, (std::vector<std::uint8_t>{0, 2}));
    EXPECT_FALSE(scl.ieds()[1].access_points[0].has_server);
}

}  // namespace
}  // namespace busbar::scl
