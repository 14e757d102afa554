// SPDX-License-Identifier: Apache-2.0
#include "scl/xml.hpp"

#include <gtest/gtest.h>

#include "scl/xml_scan.hpp"

namespace busbar::scl {
namespace {

TEST(Source, CountsLinesAndCharacters) {
    const Source source("a\r\nä<b>\n");
    EXPECT_EQ(source.place(0), (Place{1, 1}));
    EXPECT_EQ(source.place(3), (Place{2, 1}));
    EXPECT_EQ(source.place(5), (Place{2, 2}));  // behind the two octets of the umlaut
    EXPECT_EQ(source.place(1000), (Place{3, 1}));
    const Excerpt excerpt = source.excerpt(5);
    EXPECT_EQ(excerpt.line, "ä<b>");
    EXPECT_EQ(excerpt.caret, 1U);
}

TEST(Source, ExcerptOfALongLineIsCutAroundThePlace) {
    const std::string line = "\t\t" + std::string(5000, 'x') + "HERE" + std::string(5000, 'y');
    const Excerpt excerpt = Source(line).excerpt(5002);
    EXPECT_LE(excerpt.line.size(), 110U);
    EXPECT_EQ(excerpt.line.substr(excerpt.caret, 4), "HERE");
}

TEST(Source, CountsCharactersOfLongLines) {
    std::string text = "first\n";
    for (int i = 0; i < 5000; ++i) text += "äb";
    EXPECT_EQ(Source(text).place(text.size()), (Place{2, 10'001}));
    EXPECT_EQ(Source(text).place(6 + 3 * 4000), (Place{2, 8'001}));
}

TEST(Source, DropsTheByteOrderMark) {
    const Source source("\xEF\xBB\xBF<a/>");
    EXPECT_EQ(source.text(), "<a/>");
    EXPECT_FALSE(source.was_not_utf8());
}

TEST(Source, Utf16BecomesUtf8) {
    EXPECT_EQ(Source(std::string("\xFF\xFE<\0a\0/\0>\0", 10)).text(), "<a/>");
    EXPECT_EQ(Source(std::string("\xFE\xFF\0<\0\xE4\0/\0>\xD8\x01\xDC\x37", 14)).text(),
              "<ä/>\xF0\x90\x90\xB7");
}

TEST(Source, Latin1BecomesUtf8) {
    EXPECT_EQ(Source("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a b=\"\xE4\"/>").text(),
              "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a b=\"ä\"/>");
    // Said to be UTF-8, mostly is, and has one octet that is not.
    const Source mixed("<a b=\"ä\xE4\"/>");
    EXPECT_TRUE(mixed.was_not_utf8());
    EXPECT_EQ(mixed.first_bad_octet(), 8U);
    EXPECT_EQ(mixed.text(), "<a b=\"ää\"/>");
}

struct Broken {
    const char* text;
    std::size_t offset;
    const char* says;
};

class ScanBroken : public ::testing::TestWithParam<Broken> {};

TEST_P(ScanBroken, SaysWhatAndWhere) {
    const auto error = scan_xml(GetParam().text);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->offset, GetParam().offset) << error->text;
    EXPECT_NE(error->text.find(GetParam().says), std::string::npos) << error->text;
}

constexpr Broken broken[] = {
    {"", 0, "no element"},
    {"  \n", 0, "no element"},
    {"hello", 0, "text before"},
    {"<a>", 3, "ends inside <a>"},
    {"<a></b>", 3, "</b> where <a> is open"},
    {"</a>", 0, "closes nothing"},
    {"<a/><b/>", 4, "second root"},
    {"<a/>x", 4, "text after"},
    {"<a b>", 3, "has no value"},
    {"<a b=c>", 5, "not in quotes"},
    {"<a b=\"c>", 5, "not closed by a quote"},
    {"<a b=\"<\"/>", 5, "not closed by a quote"},
    {"<a b=\"1\"c=\"2\"/>", 8, "white space is missing"},
    {"<a b=\"1\" b=\"2\"/>", 9, "stands twice"},
    {"<a", 0, "not closed by '>'"},
    {"<a>< b/></a>", 3, "begins no tag"},
    {"<a>&nbsp;</a>", 3, "no known character reference"},
    {"<a>&</a>", 3, "no known character reference"},
    {"<a b=\"&x\"/>", 6, "no known character reference"},
    {"<a><!-- </a>", 7, "comment is not closed"},
    {"<a><![CDATA[</a>", 3, "CDATA section is not closed"},
    {"<?xml <a/>", 0, "processing instruction is not closed"},
    {"<!DOCTYPE a [<!ENTITY x \"y\">]><a/>", 0, "document type"},
};
INSTANTIATE_TEST_SUITE_P(All, ScanBroken, ::testing::ValuesIn(broken));

TEST(Scan, NamesTheElementThatIsOpen) {
    const auto error = scan_xml("<a>\n<b>\n</a>");
    ASSERT_TRUE(error);
    EXPECT_EQ(error->offset, 8U);
    EXPECT_EQ(error->related, 4U);
}

TEST(Scan, TakesWhatXmlAllows) {
    const char* text =
        "<?xml version='1.0'?>\n<!DOCTYPE SCL>\n<!-- <b> -->\n<a:b xmlns:a = 'x' c=\">&#38;&amp;\">"
        "<![CDATA[<&]]> &lt; <c/>\n</a:b >\n<!-- end -->";
    EXPECT_FALSE(scan_xml(text)) << scan_xml(text)->text;
}

TEST(Scan, RefusesDepthWithoutUsingTheCallStack) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "<a>\n";
    const auto error = scan_xml(text);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->fault, ScanFault::bound);
    EXPECT_EQ(error->offset, 400U);  // the 101st element
}

TEST(Scan, RefusesAFileOfNothingButTinyElements) {
    std::string text = "<a>";
    for (int i = 0; i < 5'000'000; ++i) text += "<b/>";
    const auto error = scan_xml(text);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->fault, ScanFault::bound);
}

TEST(Xml, IgnoresPrivateNameSpacesAndKeepsPlaces) {
    Xml xml;
    FindingList findings;
    ASSERT_TRUE(
        xml.parse("<SCL xmlns=\"http://www.iec.ch/61850/2003/SCL\" xmlns:t=\"urn:t\">\n"
                  "  <t:IED name=\"A\"/><IED xmlns=\"urn:u\"/>\n"
                  "  <IED name=\"B\" desc=\"&lt;x&gt;\"/></SCL>",
                  findings));
    const pugi::xml_node ied = xml.first(xml.root());
    const Text name = Xml::attribute(ied, "name");
    EXPECT_EQ(name, "B");
    EXPECT_EQ(xml.source().place(xml.offset(ied)), (Place{3, 3}));
    EXPECT_EQ(xml.source().place(xml.offset(name)), (Place{3, 14}));
    EXPECT_EQ(xml.source().place(xml.offset(Xml::attribute(ied, "desc"))), (Place{3, 23}));
    EXPECT_EQ(Xml::attribute(ied, "desc"), "<x>");
    EXPECT_EQ(Xml::attribute(ied, "none").data(), nullptr);
    EXPECT_FALSE(xml.next(ied));
    xml.drop_tree();
    EXPECT_EQ(name, "B");
}

TEST(Xml, TakesAPrefixForTheNameSpaceOfScl) {
    Xml xml;
    FindingList findings;
    ASSERT_TRUE(
        xml.parse("<s:SCL xmlns:s=\"http://www.iec.ch/61850/2003/SCL\" xmlns=\"urn:other\">"
                  "<IED name=\"A\"/><s:IED name=\"B\"/></s:SCL>",
                  findings));
    EXPECT_EQ(Xml::attribute(xml.first(xml.root()), "name"), "B");
}

TEST(Xml, RefusesAnotherRoot) {
    Xml xml;
    FindingList findings;
    EXPECT_FALSE(xml.parse("<html/>", findings));
    EXPECT_EQ(findings.notes().at(0).finding.code, code::not_scl);
}

}  // namespace
}  // namespace busbar::scl
