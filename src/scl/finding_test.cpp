// SPDX-License-Identifier: Apache-2.0
// Every code: one change of a good file, and the finding that it must give, at the right place.
#include "scl/finding.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "../../tests/scl/scl_files.hpp"
#include "scl/compile.hpp"

namespace busbar::scl {
namespace {

using test::changed;
using test::ed1_icd;
using test::small_cid;

enum class Served : unsigned char { yes, no };

struct Change {
    std::string_view code;
    const char* from;
    const char* to;
    const char* at;    ///< text that stands at the place of the finding, in the changed file
    const char* says;  ///< part of the finding's text or hint
    Served served = Served::yes;
};

constexpr Change faults[] = {
    {code::edition_unknown, "version=\"2007\"", "version=\"2031\"", "2031", "not known"},
    {code::attribute_missing, "<IED name=\"CLIENT\">", "<IED>", "<IED>", "no attribute name"},
    {code::attribute_value, "indexed=\"false\"", "indexed=\"maybe\"", "maybe", "not true or false"},
    {code::ied_duplicate, "<IED name=\"CLIENT\">", "<IED name=\"BAY1\">",
     "<IED name=\"BAY1\">\n    <AccessPoint name=\"C1", "twice"},
    {code::access_point_duplicate, "AccessPoint name=\"P2\"", "AccessPoint name=\"P1\"",
     "<AccessPoint name=\"P1\">\n      <ServerAt", "twice"},
    {code::device_duplicate, "inst=\"LD1\" ldName=\"FEEDER_7\"", "inst=\"LD1\" ldName=\"BAY1LD0\"",
     "<LDevice inst=\"LD1\"", "dropped"},
    {code::node_duplicate, "lnClass=\"LPHD\" inst=\"1\"", "lnClass=\"MMXU\" inst=\"1\"",
     "<LN lnClass=\"MMXU\" inst=\"1\" lnType=\"MMXU_T\"", "twice"},
    {code::no_ln0, "<LN0 lnClass=\"LLN0\" inst=\"\" lnType=\"LLN0_T\"/>", "", "<LDevice inst=\"LD1\"",
     "no LN0"},
    {code::server_at_unknown, "ServerAt apName=\"P1\"", "ServerAt apName=\"P9\"", "P9",
     "did you mean \"P1\"?"},
    {code::bad_name, "prefix=\"Q0\" lnClass=\"XCBR\" inst=\"1\" lnType",
     "prefix=\"Q-0\" lnClass=\"XCBR\" inst=\"1\" lnType", "<LN prefix=\"Q-0\"", "characters"},
    {code::name_too_long, "ldName=\"FEEDER_7\"",
     "ldName=\"F2345678901234567890123456789012345678901234567890123456789012345\"", "<LDevice inst=\"LD1\"",
     "64 are allowed"},
    {code::block_duplicate, "DataSet name=\"samples\"", "DataSet name=\"status\"",
     "<DataSet name=\"status\">\n              <FCDA ldInst=\"LD0\" lnClass=\"MMXU\"", "twice"},
    {code::connected_ap_unknown, "ConnectedAP iedName=\"CLIENT\"", "ConnectedAP iedName=\"CLYENT\"",
     "<ConnectedAP iedName=\"CLYENT\"", "did you mean \"CLIENT\"?"},
    {code::bad_address, ">10102<", ">port<", "port<", "cannot be read"},
    {code::bad_address, "01-0C-CD-01-00-2A", "01-0C-CD-01-00", "01-0C-CD-01-00<", "MAC-Address"},
    {code::address_block_unknown, "cbName=\"gcb1\"", "cbName=\"gcb2\"", "<GSE ", "gcb2"},
    {code::selector_padded, ">0001<", ">1<", "1</P>", "read as \"01\""},
    {code::ln_type_unknown, "lnType=\"LPHD_T\"", "lnType=\"LPHD_X\"", "LPHD_X", "did you mean \"LPHD_T\"?",
     Served::no},
    {code::do_type_unknown, "<DO name=\"Pos\" type=\"DPC_T\"/>", "<DO name=\"Pos\" type=\"DPC_U\"/>",
     "<DO name=\"Pos\"", "did you mean", Served::no},
    {code::da_type_unknown, "type=\"Cancel_T\"", "type=\"Cancel_U\"", "<DA name=\"Cancel\"",
     "did you mean \"Cancel_T\"?", Served::no},
    {code::enum_type_unknown, "type=\"OrCat\"", "type=\"OrKat\"", "<BDA name=\"orCat\"",
     "did you mean \"OrCat\"?"},
    {code::type_recursive, "<BDA name=\"f\" bType=\"FLOAT32\"/>",
     "<BDA name=\"f\" bType=\"Struct\" type=\"Vector\"/>", "<BDA name=\"f\"", "contains itself", Served::no},
    {code::type_duplicate, "<DAType id=\"Analogue\">",
     "<DAType id=\"Vector\"><BDA name=\"i\" bType=\"INT32\"/></DAType><DAType id=\"Analogue\">",
     "<DAType id=\"Vector\"><BDA", "differently", Served::no},
    {code::member_duplicate, "<BDA name=\"ctlNum\" bType=\"INT8U\"/>",
     "<BDA name=\"ctlVal\" bType=\"INT8U\"/>", "<BDA name=\"ctlVal\" bType=\"INT8U\"/>", "twice"},
    {code::basic_type_unknown, "bType=\"INT16U\"", "bType=\"INT17U\"", "<DA name=\"numHar\"",
     "did you mean \"INT16U\"?", Served::no},
    {code::fc_unknown, "<DA name=\"db\" bType=\"INT32U\" fc=\"CF\">",
     "<DA name=\"db\" bType=\"INT32U\" fc=\"ZZ\">", "<DA name=\"db\"", "ZZ", Served::no},
    {code::bad_count, "count=\"3\"", "count=\"three\"", "<SDO name=\"har\"", "no array is served"},
    {code::type_too_large, "count=\"3\"", "count=\"70000\"", "<SDO name=\"har\"", "70000", Served::no},
    {code::ln_class_differs, "<LNodeType id=\"LPHD_T\" lnClass=\"LPHD\">",
     "<LNodeType id=\"LPHD_T\" lnClass=\"ZAXN\">", "<LN lnClass=\"LPHD\"", "ZAXN"},
    {code::bad_enum_value, "ord=\"5\"", "ord=\"five\"", "<EnumVal ord=\"five\"", "not a number"},
    {code::bad_enum_value, "ord=\"5\"", "ord=\"1\"", "<EnumType id=\"Mod\"", "two literals"},
    {code::type_empty, "<DAType id=\"Vector\">", "<DAType id=\"Empty\"/><DAType id=\"Vector\">",
     "<DAType id=\"Empty\"", "no members"},
    {code::doi_unknown, "<DOI name=\"NamPlt\">", "<DOI name=\"NamPlate\">", "<DOI name=\"NamPlate\"",
     "NamPlate"},
    {code::sdi_unknown, "<SDI name=\"origin\">", "<SDI name=\"orogin\">", "<SDI name=\"orogin\"",
     "did you mean \"origin\"?"},
    {code::dai_unknown, "<DAI name=\"ctlModel\">", "<DAI name=\"ctlModle\">", "<DAI name=\"ctlModle\"",
     "did you mean \"ctlModel\"?"},
    {code::bad_value, "<Val>63.5</Val>", "<Val>a lot</Val>", "a lot", "FLOAT32"},
    {code::enum_literal_unknown, "<Val>sbo-with-enhanced-security</Val>",
     "<Val>sbo-with-enhanced-securty</Val>", "sbo-with-enhanced-securty",
     "did you mean \"sbo-with-enhanced-security\"?"},
    {code::index_out_of_range, "<SDI name=\"har\" ix=\"1\">", "<SDI name=\"har\" ix=\"3\">",
     "3\"><SDI name=\"mag\"", "beyond the 3"},
    {code::index_out_of_range, "<SDI name=\"origin\">", "<SDI name=\"origin\" ix=\"0\">",
     "0\"><DAI name=\"orIdent\"", "no array"},
    {code::group_out_of_range, "sGroup=\"3\"", "sGroup=\"4\"", "4\">300", "not one of the 3"},
    {code::instance_duplicate, "<DAI name=\"numHar\"><Val>4</Val></DAI>",
     "<DAI name=\"numHar\"><Val>4</Val></DAI><DAI name=\"numHar\"><Val>5</Val></DAI>",
     "<DAI name=\"numHar\"><Val>5", "twice"},
    {code::val_kind_unknown, "<DAI name=\"vendor\" valKind=\"RO\">",
     "<DAI name=\"vendor\" valKind=\"ReadOnly\">", "ReadOnly", "ReadOnly"},
    {code::octets_read_as, "<Val>AQID</Val>", "<Val>01020304</Val>", "01020304", "hexadecimal"},
    {code::member_device_unknown, "<FCDA ldInst=\"LD0\" prefix=\"Q0\"", "<FCDA ldInst=\"LD9\" prefix=\"Q0\"",
     "LD9", "did you mean"},
    {code::member_node_unknown, "<FCDA ldInst=\"LD0\" prefix=\"Q0\"", "<FCDA ldInst=\"LD0\" prefix=\"Q1\"",
     "1\" doName=\"Pos\"", "did you mean \"Q0XCBR1\"?"},
    {code::member_unknown, "doName=\"PhV.phsA\" daName=\"cVal.mag.f\"",
     "doName=\"PhV.phsX\" daName=\"cVal.mag.f\"", "phsX", "did you mean \"phsA\"?"},
    {code::member_unknown, "doName=\"Pos\" fc=\"ST\"", "doName=\"Pos\" fc=\"MX\"",
     "MX\"/>\n              <FCDA ldInst=\"LD0\" lnClass=\"MMXU\" lnInst=\"1\" doName=\"PhV.phsA\" "
     "daName=\"cVal.mag.f\"",
     "functional constraint MX"},
    {code::member_fc, "doName=\"Pos\" fc=\"ST\"", "doName=\"Pos\" fc=\"CO\"", "CO\"/>",
     "cannot be in a data set"},
    {code::member_index, "HA.har(2)\" daName=\"mag.f\" fc=\"MX\" ix=\"2\"",
     "HA.har(7)\" daName=\"mag.f\" fc=\"MX\"", "har(7)", "beyond the 3"},
    {code::member_index, "HA.har(2)\" daName=\"mag.f\" fc=\"MX\" ix=\"2\"",
     "HA.har\" daName=\"mag.f\" fc=\"MX\"", "har\" daName", "an index is missing"},
    {code::data_set_empty,
     "<FCDA ldInst=\"LD0\" lnClass=\"MMXU\" lnInst=\"1\" doName=\"PhV.phsA\" daName=\"cVal.mag\" fc=\"MX\"/>",
     "", "<DataSet name=\"samples\"", "no usable member"},
    {code::data_set_unknown, "ReportControl name=\"urcb\" datSet=\"status\"",
     "ReportControl name=\"urcb\" datSet=\"statu\"", "statu\" confRev", "did you mean \"status\"?"},
    {code::log_unknown, "logName=\"events\"", "logName=\"alarms\"", "alarms", "the log is added"},
    {code::report_instances, "RptEnabled max=\"3\"", "RptEnabled max=\"100\"",
     "100\"/>\n            </ReportControl>", "1 to 99"},
    {code::clients_too_many, "<RptEnabled max=\"2\">", "<RptEnabled max=\"1\"><ClientLN iedName=\"CLIENT\"/>",
     "<ReportControl name=\"brcb\"", "2 ClientLN"},
    {code::setting_control, "actSG=\"2\"", "actSG=\"9\"", "<SettingControl", "group 1 is active"},
    {code::setting_control, "numOfSGs=\"3\" actSG=\"2\"", "numOfSGs=\"0\" actSG=\"2\"", "<SettingControl",
     "not from 1 to 255"},
    {code::setting_control_missing, "<SettingControl numOfSGs=\"3\" actSG=\"2\" resvTms=\"60\"/>", "",
     "<LN0 lnClass=\"LLN0\" inst=\"\" lnType=\"LLN0_T\">", "PTOC1"},
};

TEST(Findings, TheGoodFilesHaveNone) {
    for (const std::string& text : {small_cid(), ed1_icd()}) {
        const auto scl = Scl::parse(text).value();
        for (const SclFinding& finding : scl.findings()) ADD_FAILURE() << render(finding, "good");
    }
}

void PrintTo(const Change& change, std::ostream* out) {
    *out << change.code << " " << change.to;
}

class Faulty : public ::testing::TestWithParam<Change> {};

TEST_P(Faulty, IsFoundWhereItIs) {
    const Change& change = GetParam();
    const std::string text = changed(small_cid(), change.from, change.to);
    const auto scl = Scl::parse(text, "x.cid");
    ASSERT_TRUE(scl) << scl.error().message();
    const std::vector<SclFinding>& findings = scl->findings();
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [&](const SclFinding& finding) { return finding.code == change.code; });
    ASSERT_NE(found, findings.end()) << (findings.empty() ? "no finding" : render(findings[0], "x.cid"));
    EXPECT_NE((found->text + found->hint).find(change.says), std::string::npos) << render(*found, "x.cid");
    if (*change.at != '\0') {
        const Place place = Source(text).place(text.find(change.at));
        EXPECT_EQ(found->line, place.line) << render(*found, "x.cid");
        EXPECT_EQ(found->column, place.column) << render(*found, "x.cid");
    }
    EXPECT_EQ(found->severity == Severity::error, change.served == Served::no) << render(*found, "x.cid");
    SclFinding fault;
    const auto compiled = compile(scl->ied("BAY1"), {}, &fault);
    EXPECT_EQ(compiled.has_value(), change.served == Served::yes)
        << (compiled ? "" : compiled.error().message());
    if (!compiled) {
        EXPECT_EQ(fault.code, change.code);
        EXPECT_EQ(compiled.error().fault, Fault::violation);
        EXPECT_TRUE(compile(scl->ied("BAY1"), {.lenient = true}));
    }
}

INSTANTIATE_TEST_SUITE_P(All, Faulty, ::testing::ValuesIn(faults), [](const auto& one) {
    std::string name(one.param.code);
    name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
    return name + "_" + std::to_string(one.index);
});

TEST(Findings, EachCodeHasATitleAndATest) {
    std::set<std::string_view> tested;
    for (const Change& change : faults) tested.insert(change.code);
    // These have tests of their own.
    for (const std::string_view code :
         {code::not_well_formed, code::too_large, code::document_type, code::encoding, code::not_scl,
          code::no_ied, code::control_synthesised}) {
        tested.insert(code);
    }
    std::set<std::string_view> listed;
    for (const SclCode& one : scl_codes()) {
        EXPECT_TRUE(listed.insert(one.code).second) << one.code << " is listed twice";
        EXPECT_TRUE(tested.contains(one.code)) << one.code << " has no test";
        EXPECT_GT(one.title.size(), 10U);
    }
    for (const std::string_view code : tested) EXPECT_TRUE(listed.contains(code)) << code << " is not listed";
}

TEST(Findings, AFaultOfAnotherIedIsAWarning) {
    // CLIENT gets a server whose logical node has no type: BAY1 is served, CLIENT is not.
    const std::string text =
        changed(small_cid(), "<AccessPoint name=\"C1\"/>",
                "<AccessPoint name=\"C1\"><Server><LDevice inst=\"X\"><LN0 lnClass=\"LLN0\" inst=\"\" "
                "lnType=\"GONE\"/></LDevice></Server></AccessPoint>");
    const auto scl = Scl::parse(text).value();
    const auto other = compile(scl.ied("BAY1"));
    ASSERT_TRUE(other) << other.error().message();
    const auto is_fault = [](const SclFinding& finding) { return finding.code == code::ln_type_unknown; };
    const auto& all = scl.findings();
    EXPECT_EQ(std::find_if(all.begin(), all.end(), is_fault)->severity, Severity::error);
    const auto seen = std::find_if(other->findings.begin(), other->findings.end(), is_fault);
    ASSERT_NE(seen, other->findings.end());
    EXPECT_EQ(seen->severity, Severity::warning);
    EXPECT_FALSE(compile(scl.ied("CLIENT")));
}

TEST(Findings, AFaultOfATypeThatNobodyUsesIsAWarning) {
    const std::string text = changed(small_cid(), "<DAType id=\"Vector\">",
                                     "<DAType id=\"Loop\"><BDA name=\"x\" bType=\"Struct\" "
                                     "type=\"Loop\"/></DAType><DAType id=\"Vector\">");
    const auto compiled = compile(Scl::parse(text)->ied("BAY1"));
    ASSERT_TRUE(compiled) << compiled.error().message();
    ASSERT_EQ(compiled->findings.size(), 1U);
    EXPECT_EQ(compiled->findings[0].code, code::type_recursive);
    EXPECT_EQ(compiled->findings[0].severity, Severity::warning);
}

TEST(Findings, TwoTypesAlikeAreServed) {
    const std::string text = changed(
        small_cid(), "<DAType id=\"Analogue\">",
        "<DAType id=\"Analogue\"><BDA name=\"f\" bType=\"FLOAT32\"/></DAType><DAType id=\"Analogue\">");
    const auto scl = Scl::parse(text).value();
    ASSERT_EQ(scl.findings().size(), 1U);
    EXPECT_EQ(scl.findings()[0].code, code::type_duplicate);
    EXPECT_EQ(scl.findings()[0].severity, Severity::warning);
    EXPECT_TRUE(compile(scl.ied("BAY1")));
}

TEST(Findings, NotWellFormedEndsInAnErrorWithThePlace) {
    SclFinding why;
    const auto scl = Scl::parse("<SCL>\n  <IED>\n</SCL>", "bad.scd", &why);
    ASSERT_FALSE(scl);
    EXPECT_EQ(scl.error().fault, Fault::malformed);
    EXPECT_EQ(why.code, code::not_well_formed);
    EXPECT_EQ(render(why, "bad.scd"),
              "bad.scd:3:1: error: </SCL> where <IED> is open, opened in line 2 [SCL-0001]\n"
              "  3 | </SCL>\n"
              "    | ^");
    EXPECT_EQ(scl.error().text, "bad.scd:3:1: </SCL> where <IED> is open, opened in line 2 [SCL-0001]");
}

TEST(Findings, RenderShowsLineCaretAndHint) {
    const std::string text = changed(small_cid(), "doName=\"PhV.phsA\" daName=\"cVal.mag.f\"",
                                     "doName=\"PhV.phsX\" daName=\"cVal.mag.f\"");
    const auto scl = Scl::parse(text).value();
    ASSERT_EQ(scl.findings().size(), 1U);
    EXPECT_EQ(render(scl.findings()[0], "small.cid"),
              "small.cid:59:72: warning: BAY1/LD0/LLN0.status: FCDA BAY1LD0/MMXU1.PhV.phsX [MX] does not "
              "exist in DOType "
              "WYE_T; the member is dropped [SCL-0503]\n"
              "  59 | <FCDA ldInst=\"LD0\" lnClass=\"MMXU\" lnInst=\"1\" doName=\"PhV.phsX\" "
              "daName=\"cVal.mag.f\" fc=\"MX\"/>\n"
              "     |                                                          ^ did you mean \"phsA\"?");
}

TEST(Findings, UntrustedTextIsEscapedWhenRendered) {
    SclFinding finding;
    finding.text = "a\x1B[31mb";
    finding.code = "SCL-0001";
    finding.excerpt = "\x1B]0;x";
    finding.line = 1;
    finding.column = 1;
    EXPECT_EQ(render(finding, "f\n").find('\x1B'), std::string::npos);
}

TEST(Findings, OctetsThatAreNotUtf8) {
    const auto scl = Scl::parse(changed(small_cid(), "Söhne", "S\xF6hne")).value();
    ASSERT_EQ(scl.findings().size(), 1U);
    EXPECT_EQ(scl.findings()[0].code, code::encoding);
    EXPECT_TRUE(compile(scl.ied("BAY1")));
}

TEST(Findings, AFileWithoutIedSaysSo) {
    const auto scl =
        Scl::parse("<SCL xmlns=\"http://www.iec.ch/61850/2003/SCL\"><Header id=\"\"/></SCL>").value();
    ASSERT_EQ(scl.findings().size(), 1U);
    EXPECT_EQ(scl.findings()[0].code, code::no_ied);
}

}  // namespace
}  // namespace busbar::scl
