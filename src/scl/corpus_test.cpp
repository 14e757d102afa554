// SPDX-License-Identifier: Apache-2.0
// Every file of the development corpus: each of its IEDs compiles at each of its access points, or gives the
// one error that is expected. Skipped where the corpus is not there.
#include <algorithm>
#include <vector>

#include "../../tests/scl/scl_files.hpp"
#include "model/model.hpp"
#include "scl/compile.hpp"
#include "scl/finding.hpp"

namespace busbar::scl {
namespace {

struct Expected {
    const char* file;
    std::size_t ieds;
    std::size_t leaves;  ///< of the biggest IED, counted from the file by its types
};

constexpr Expected files[] = {
    {"otfabric_go-iec61850/BLG065J1M102Q25A1.cid", 6, 25335},
    {"otfabric_go-iec61850/MNSREF615_1.cid", 6, 10463},
    {"otfabric_go-iec61850/Zx0REF630A1.cid", 4, 2484},
    {"hat-open_hat-drivers/test5.scd", 1, 4608},
    {"hat-open_hat-drivers/test3.scd", 3, 10319},
    {"hat-open_hat-drivers/test9.cid", 1, 1324},
    {"hat-open_hat-drivers/test7.icd", 1, 1208},
    {"hat-open_hat-drivers/test2.cid", 3, 1070},
    {"hat-open_hat-drivers/test8.icd", 6, 12326},
    {"fanzcsoft_Protocol-Adapter-IEC61850/Pampus.icd", 1, 3099},
    {"beanit_iec61850bean/testModel2.icd", 1, 3638},
    {"beanit_iec61850bean/iec61850bean-sample01.icd", 1, 396},
    {"openscd_open-scd/cleanup.scd", 3, 708},
    {"riseclipse_riseclipse-validator-scl2003-test/ICD_test.icd", 1, 395},
    {"kelecho_IEC-61850-Studio/simple.icd", 1, 63},
};

/// Attributes of data, control blocks not counted.
std::size_t data_leaves(const model::Model& model) {
    const auto leaves = model.leaves();
    return static_cast<std::size_t>(std::count_if(leaves.begin(), leaves.end(), [&](const model::Leaf& leaf) {
        return !is_control_block(model.node(leaf.node).fc);
    }));
}

class Corpus : public ::testing::TestWithParam<Expected> {};

TEST_P(Corpus, EachIedCompilesAtEachAccessPoint) {
    if (test::corpus().empty()) GTEST_SKIP() << "no corpus";
    const Expected expected = GetParam();
    const auto scl = Scl::load(test::corpus() / expected.file);
    ASSERT_TRUE(scl) << scl.error().message();
    ASSERT_EQ(scl->ieds().size(), expected.ieds);
    std::size_t most = 0;
    for (const SclIedInfo& ied : scl->ieds()) {
        for (const SclAccessPoint& ap : ied.access_points) {
            const auto compiled = compile(scl->ied(ied.name, ap.name));
            EXPECT_EQ(compiled.has_value(), ap.has_server)
                << ied.name << " " << ap.name << ": " << (compiled ? "" : compiled.error().message());
            if (!compiled) continue;
            const std::size_t leaves = data_leaves(*compiled->model);
            most = std::max(most, leaves);
            if (std::getenv("BUSBAR_VERBOSE") != nullptr) {
                std::printf("%s %s/%s: %zu leaves, %zu nodes, %zu data sets, %zu reports\n", expected.file,
                            ied.name.c_str(), ap.name.c_str(), leaves, compiled->model->nodes().size(),
                            compiled->model->data_sets().size(), compiled->model->report_controls().size());
            }
        }
    }
    // The corpus counts by the types alone; setting groups and control attributes come on top.
    EXPECT_GE(most, expected.leaves * 9 / 10);
    EXPECT_LE(most, expected.leaves * 13 / 10);
    if (std::getenv("BUSBAR_VERBOSE") != nullptr) {
        for (const SclFinding& finding : scl->findings())
            std::printf("%s\n", render(finding, expected.file).c_str());
    }
}

INSTANTIATE_TEST_SUITE_P(Files, Corpus, ::testing::ValuesIn(files), [](const auto& one) {
    std::string name = one.param.file;
    for (char& c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    }
    return name;
});

TEST(CorpusFaults, BrokenXmlGivesItsLine) {
    if (test::corpus().empty()) GTEST_SKIP() << "no corpus";
    SclFinding fault;
    const auto scl = Scl::load(test::corpus() / "otfabric_iec61850ctl/Zx0REF630A1.cid", &fault);
    ASSERT_FALSE(scl);
    EXPECT_EQ(scl.error().fault, Fault::malformed);
    EXPECT_EQ(fault.line, 1354U);
    EXPECT_NE(scl.error().text.find(":1354:"), std::string::npos) << scl.error().text;
}

TEST(CorpusFaults, DanglingTypesWithoutIedAreFound) {
    if (test::corpus().empty()) GTEST_SKIP() << "no corpus";
    const auto scl = Scl::load(test::corpus() / "openscd_open-scd/datatypetemplateerrors.scd");
    ASSERT_TRUE(scl) << scl.error().message();
    EXPECT_TRUE(scl->ieds().empty());
    const auto errors =
        std::count_if(scl->findings().begin(), scl->findings().end(), [](const SclFinding& finding) {
            return finding.code == code::do_type_unknown || finding.code == code::da_type_unknown ||
                   finding.code == code::enum_type_unknown;
        });
    EXPECT_GE(errors, 2);
    const auto compiled = compile(scl->ied());
    ASSERT_FALSE(compiled);
    EXPECT_EQ(compiled.error().fault, Fault::misuse);
}

}  // namespace
}  // namespace busbar::scl
