// SPDX-License-Identifier: Apache-2.0
// Files that mean harm, or were cut: an error or a served model, never a crash, a hang or much memory.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>
#include <memory>

#include "../../tests/scl/scl_files.hpp"
#include "scl/compile.hpp"
#include "scl/finding.hpp"

namespace busbar::scl {
namespace {

using test::changed;
using test::ed1_icd;
using test::small_cid;

/// Reads, checks, compiles every IED; what comes out does not matter here.
bool survives(const std::string& text) {
    const auto scl = Scl::parse(text);
    if (!scl) return !scl.error().text.empty();
    for (const SclIedInfo& ied : scl->ieds()) {
        const auto compiled = compile(scl->ied(ied.name));
        if (!compiled && compiled.error().message().empty()) return false;
    }
    return true;
}

/// Resident memory of this process in octets.
std::size_t resident() {
    std::ifstream statm("/proc/self/statm");
    std::size_t total = 0, pages = 0;
    statm >> total >> pages;
    return pages * 4096;
}

TEST(Robustness, EveryTruncationEndsInAnError) {
    const std::string text = ed1_icd();
    const std::size_t end = text.rfind('>');
    for (std::size_t size = 0; size < end; ++size) {
        const auto scl = Scl::parse(text.substr(0, size));
        ASSERT_FALSE(scl) << size;
        ASSERT_FALSE(scl.error().text.empty());
    }
}

TEST(Robustness, EveryOctetMayBeChanged) {
    std::string text = ed1_icd();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char was = text[i];
        for (const char other : {static_cast<char>(was ^ 1), '"'}) {
            text[i] = other;
            ASSERT_TRUE(survives(text)) << i;
        }
        text[i] = was;
    }
}

TEST(Robustness, EveryElementMayBeMissing) {
    // Whole elements without content go: references dangle, lists get empty, types lose members.
    const std::string text = small_cid();
    for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
        const std::size_t end = text.find('>', at);
        if (text[end - 1] != '/') continue;
        std::string without = text;
        without.erase(at, end + 1 - at);
        ASSERT_TRUE(survives(without)) << text.substr(at, end - at);
    }
}

TEST(Robustness, EveryAttributeMayBeEmptyOrAbsurd) {
    const std::string text = small_cid();
    for (std::size_t at = text.find("=\""); at != std::string::npos; at = text.find("=\"", at + 1)) {
        const std::size_t end = text.find('"', at + 2);
        for (const char* value : {"", "99999999999999999999", "a.b(1"}) {
            std::string other = text;
            other.replace(at + 2, end - at - 2, value);
            ASSERT_TRUE(survives(other)) << text.substr(at - 20, 40) << " -> " << value;
        }
    }
}

TEST(Robustness, DeepNestingEndsInAnErrorWithItsLine) {
    std::string text = "<SCL>\n";
    for (int i = 0; i < 200; ++i) text += "<Private>\n";
    SclFinding fault;
    const auto scl = Scl::parse(text, "deep", &fault);
    ASSERT_FALSE(scl);
    EXPECT_EQ(scl.error().fault, Fault::limit);
    EXPECT_EQ(fault.code, code::too_large);
    EXPECT_EQ(fault.line, 101U);
}

TEST(Robustness, ManyOpenElementsDoNotUseTheCallStack) {
    std::string text;
    for (int i = 0; i < 1'000'000; ++i) text += "<SCL>";
    EXPECT_FALSE(Scl::parse(std::move(text)));
}

TEST(Robustness, EntityBombIsRefused) {
    SclFinding fault;
    const auto scl = Scl::parse(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE SCL [\n<!ENTITY a \"aaaaaaaaaa\">\n"
        "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\n]>\n<SCL><Header id=\"&b;\"/></SCL>",
        "bomb", &fault);
    ASSERT_FALSE(scl);
    EXPECT_EQ(scl.error().fault, Fault::limit);
    EXPECT_EQ(fault.code, code::document_type);
    EXPECT_EQ(fault.line, 2U);
}

TEST(Robustness, AMillionElementsStayWithinTheMemoryBound) {
    std::string text = "<SCL xmlns=\"http://www.iec.ch/61850/2003/SCL\">";
    for (int i = 0; i < 1'000'000; ++i) text += "<Private/>";
    text += "</SCL>";
    const std::size_t size = text.size();
    const std::size_t before = resident();
    const auto scl = Scl::parse(std::move(text));
    EXPECT_LE(resident(), before + 10 * size + (std::size_t{64} << 20U));
}

/// A small file whose `types` are used by the logical node's one data object.
std::string with_types(const std::string& types) {
    const std::string text =
        changed(ed1_icd(), "<DO name=\"StrVal\" type=\"ASG\"/>", "<DO name=\"StrVal\" type=\"T0\"/>");
    return changed(text, "<DOType id=\"ASG\"", types + "<DOType id=\"ASG\"");
}

TEST(Robustness, TypesThatMultiplyAreRefused) {
    std::string types =
        "<DOType id=\"T0\" cdc=\"X\"><DA name=\"a\" bType=\"Struct\" type=\"T1\" fc=\"ST\"/></DOType>";
    for (int i = 1; i < 20; ++i) {
        const std::string id = std::to_string(i), next = "type=\"T" + std::to_string(i + 1) + "\"";
        types += "<DAType id=\"T" + id + "\">";
        for (const char* name : {"a", "b", "c", "d"}) {
            types += "<BDA name=\"" + std::string(name) + "\" bType=\"Struct\" " + next + "/>";
        }
        types += "</DAType>";
    }
    types += "<DAType id=\"T20\"><BDA name=\"a\" bType=\"BOOLEAN\"/></DAType>";
    const std::size_t before = resident();
    const auto compiled = compile(Scl::parse(with_types(types))->ied());
    ASSERT_FALSE(compiled);
    EXPECT_NE(compiled.error().text.find(code::type_too_large), std::string::npos) << compiled.error().text;
    EXPECT_LE(resident(), before + (std::size_t{64} << 20U));
}

TEST(Robustness, ArraysOfArraysSizedByAttributesAreRefused) {
    std::string types =
        "<DOType id=\"T0\" cdc=\"X\"><DA name=\"n\" bType=\"INT32\" fc=\"CF\"><Val>60000</Val></DA>"
        "<SDO name=\"a\" type=\"T1\" count=\"n\"/></DOType>"
        "<DOType id=\"T1\" cdc=\"X\"><DA name=\"n\" bType=\"INT32\" fc=\"CF\"><Val>60000</Val></DA>"
        "<DA name=\"x\" bType=\"INT32\" fc=\"ST\" count=\"n\"/></DOType>";
    const auto compiled = compile(Scl::parse(with_types(types))->ied());
    ASSERT_FALSE(compiled);
    EXPECT_EQ(compiled.error().fault, Fault::limit) << compiled.error().message();
}

TEST(Robustness, ALongChainOfTypesDoesNotUseTheCallStack) {
    std::string types =
        "<DOType id=\"T0\" cdc=\"X\"><DA name=\"a\" bType=\"Struct\" type=\"T1\" fc=\"ST\"/></DOType>";
    for (int i = 1; i < 100'000; ++i) {
        types += "<DAType id=\"T" + std::to_string(i) + "\"><BDA name=\"a\" bType=\"Struct\" type=\"T" +
                 std::to_string(i + 1) + "\"/></DAType>";
    }
    const auto scl = Scl::parse(with_types(types));
    ASSERT_TRUE(scl);
    EXPECT_FALSE(compile(scl->ied()));
}

TEST(Robustness, ManyNodesOfALargeTypeAreRefused) {
    std::string type =
        "<DOType id=\"T0\" cdc=\"X\"><DA name=\"a\" bType=\"INT8\" fc=\"ST\" count=\"60000\"/></DOType>";
    std::string nodes;
    for (int i = 2; i < 500; ++i)
        nodes += "<LN lnClass=\"GGIO\" inst=\"" + std::to_string(i) + "\" lnType=\"N1\"/>";
    const std::string text =
        changed(with_types(type), "<LN lnClass=\"GGIO\"", nodes + "<LN lnClass=\"GGIO\"");
    const auto compiled = compile(Scl::parse(text)->ied());
    ASSERT_FALSE(compiled);
    EXPECT_EQ(compiled.error().fault, Fault::limit) << compiled.error().message();
}

TEST(Robustness, FindingsAreBounded) {
    std::string instances;
    for (int i = 0; i < 20'000; ++i) instances += "<DOI name=\"Unknown" + std::to_string(i) + "\"/>";
    const auto scl =
        Scl::parse(changed(ed1_icd(), "<DOI name=\"SPCSO2\">", instances + "<DOI name=\"SPCSO2\">"));
    ASSERT_TRUE(scl);
    EXPECT_LE(scl->findings().size(), 2'000U);
    EXPECT_GE(scl->findings_dropped(), 18'000U);
    EXPECT_TRUE(compile(scl->ied()));
}

TEST(Robustness, AMissingFileIsAnIoError) {
    const auto scl = Scl::load("/nonexistent/file.scd");
    ASSERT_FALSE(scl);
    EXPECT_EQ(scl.error().fault, Fault::io);
    EXPECT_NE(scl.error().message().find("/nonexistent/file.scd"), std::string::npos);
    EXPECT_EQ(Scl::load("/tmp").error().fault, Fault::io);
}

}  // namespace
}  // namespace busbar::scl
