// SPDX-License-Identifier: Apache-2.0
#include "server/control/bay.hpp"

#include <gtest/gtest.h>

#include "../../../tests/scl/scl_files.hpp"
#include "model/builder.hpp"
#include "scl/compile.hpp"

namespace busbar::server::control {
namespace {

using model::no_node;
using model::NodeId;

/// "LD/prefix+class+inst" in one word each: "A/QCSWI1".
struct Named {
    const char* ld;
    const char* prefix;
    const char* ln_class;
    const char* inst;
};

std::shared_ptr<const model::Model> model_of(const std::vector<Named>& nodes) {
    model::Builder b("");
    std::map<std::string, model::Builder::Ld> devices;
    for (const Named& named : nodes) {
        if (!devices.contains(named.ld)) {
            devices[named.ld] = b.logical_device({.name = named.ld, .inst = named.ld});
        }
        const auto ln = b.logical_node(
            devices[named.ld], {.prefix = named.prefix, .ln_class = named.ln_class, .inst = named.inst});
        b.attribute(b.data_object(ln, "Beh", "ENS"),
                    {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated});
    }
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return built->model;
}

std::string name(const model::Model& model, NodeId node) {
    if (node == no_node) return "-";
    return model.logical_device_info(model.logical_device_of(node)).inst + "/" +
           model.logical_node_info(node).name();
}

/// "CSWI > switches | CILO | RSYNs", one line for each bay.
std::string text(const model::Model& model) {
    const Bays bays(model);
    std::string text;
    for (const Bay& bay : bays.all()) {
        text += name(model, bay.controller) + " >";
        for (const NodeId node : bay.switches) text += " " + name(model, node);
        text += " | " + name(model, bay.interlocking) + " |";
        for (const NodeId node : bay.synchrocheck) text += " " + name(model, node);
        text += "\n";
    }
    return text;
}

std::string text(const std::vector<Named>& nodes) {
    return text(*model_of(nodes));
}

TEST(Bays, GoByPrefix) {
    EXPECT_EQ(text({{"A", "Q0", "XCBR", "1"},
                    {"A", "Q0", "CSWI", "1"},
                    {"A", "Q0", "CILO", "1"},
                    {"A", "Q1", "CSWI", "1"},
                    {"A", "Q1", "CILO", "1"},
                    {"A", "Q1", "XSWI", "1"}}),
              "A/Q0CSWI1 > A/Q0XCBR1 | A/Q0CILO1 |\n"
              "A/Q1CSWI1 > A/Q1XSWI1 | A/Q1CILO1 |\n");
}

TEST(Bays, GoByInstanceWhateverTheOrder) {
    EXPECT_EQ(text({{"A", "", "CSWI", "127"},
                    {"A", "", "CSWI", "128"},
                    {"A", "", "XSWI", "128"},
                    {"A", "", "XSWI", "0127"}}),
              "A/CSWI127 > A/XSWI0127 | - |\n"
              "A/CSWI128 > A/XSWI128 | - |\n");
}

// Each class counts for itself: the second controller drives the first switch.
TEST(Bays, GoByOrderWhereInstancesDoNotFit) {
    EXPECT_EQ(text({{"A", "", "XCBR", "1"},
                    {"A", "", "XSWI", "1"},
                    {"A", "", "CSWI", "1"},
                    {"A", "", "CSWI", "2"},
                    {"A", "", "CILO", "7"},
                    {"A", "", "CILO", "8"}}),
              "A/CSWI1 > A/XCBR1 | A/CILO7 |\n"
              "A/CSWI2 > A/XSWI1 | A/CILO8 |\n");
}

TEST(Bays, CrossPrefixesOfALogicalDevice) {
    EXPECT_EQ(text({{"A", "DA", "XCBR", "1"},
                    {"A", "G", "CSWI", "1"},
                    {"A", "DA", "XSWI", "1"},
                    {"A", "G", "CSWI", "3"},
                    {"A", "S", "CILO", "1"},
                    {"A", "S", "CILO", "2"}}),
              "A/GCSWI1 > A/DAXCBR1 | A/SCILO1 |\n"
              "A/GCSWI3 > A/DAXSWI1 | A/SCILO2 |\n");
}

TEST(Bays, CrossLogicalDevicesThatHaveOnlyOneSide) {
    EXPECT_EQ(text({{"CTRL", "Q0", "CSWI", "1"},
                    {"CTRL", "Q1", "CSWI", "1"},
                    {"SW", "Q1", "XSWI", "1"},
                    {"SW", "Q0", "XCBR", "1"},
                    {"OTHER", "", "CSWI", "1"},
                    {"OTHER", "", "XCBR", "1"}}),
              "CTRL/Q0CSWI1 > SW/Q0XCBR1 | - |\n"
              "CTRL/Q1CSWI1 > SW/Q1XSWI1 | - |\n"
              "OTHER/CSWI1 > OTHER/XCBR1 | - |\n");
}

TEST(Bays, SwitchesThatNoneDrivesStandForThemselves) {
    EXPECT_EQ(text({{"A", "CB", "CSWI", "1"},
                    {"A", "CB", "XCBR", "1"},
                    {"A", "DC", "XSWI", "1"},
                    {"A", "DC", "XSWI", "2"},
                    {"A", "DC", "CILO", "2"},
                    {"A", "CB", "CILO", "1"}}),
              "A/CBCSWI1 > A/CBXCBR1 | A/CBCILO1 |\n"
              "- > A/DCXSWI1 | - |\n"
              "- > A/DCXSWI2 | A/DCCILO2 |\n");
}

TEST(Bays, SeveralBreakersOfOneControllerAreItsPoles) {
    EXPECT_EQ(text({{"CB1", "", "XCBR", "4"},
                    {"CB1", "", "XCBR", "1"},
                    {"CB1", "", "XCBR", "2"},
                    {"CB1", "", "CSWI", "1"},
                    {"CB1", "", "XSWI", "9"}}),
              "CB1/CSWI1 > CB1/XCBR1 CB1/XCBR4 CB1/XCBR2 | - |\n"
              "- > CB1/XSWI9 | - |\n");
}

TEST(Bays, ControllersWithoutSwitches) {
    EXPECT_EQ(text({{"A", "", "CSWI", "1"}, {"B", "", "CSWI", "1"}}),
              "A/CSWI1 > | - |\n"
              "B/CSWI1 > | - |\n");
}

TEST(Bays, SynchrocheckIsForBreakers) {
    // In the same logical device, in one named after it, in any where one breaker is controlled.
    EXPECT_EQ(text({{"A", "", "CSWI", "1"},
                    {"A", "", "XCBR", "1"},
                    {"A", "", "RSYN", "1"},
                    {"B", "", "CSWI", "1"},
                    {"B", "", "XCBR", "1"},
                    {"B_25", "", "RSYN", "1"},
                    {"B_25", "X", "RSYN", "1"},
                    {"C", "", "CSWI", "1"},
                    {"C", "", "XSWI", "1"}}),
              "A/CSWI1 > A/XCBR1 | - | A/RSYN1\n"
              "B/CSWI1 > B/XCBR1 | - | B_25/RSYN1 B_25/XRSYN1\n"
              "C/CSWI1 > C/XSWI1 | - |\n");
    EXPECT_EQ(text({{"A", "", "CSWI", "1"}, {"A", "", "XCBR", "1"}, {"B", "", "RSYN", "1"}}),
              "A/CSWI1 > A/XCBR1 | - | B/RSYN1\n");
}

TEST(Bays, AreFoundByEachOfTheirNodes) {
    const auto model = model_of({{"A", "", "CSWI", "1"}, {"A", "", "XCBR", "1"}, {"A", "", "CILO", "1"}});
    const Bays bays(*model);
    const Bay* const bay = &bays.all().front();
    EXPECT_EQ(bays.of(model->find("A", "CSWI1")), bay);
    EXPECT_EQ(bays.of(model->find("A", "XCBR1")), bay);
    EXPECT_EQ(bays.of(model->find("A", "CILO1")), nullptr);
    EXPECT_EQ(bays.of(no_node), nullptr);
}

TEST(Bays, BelowNodes) {
    const auto model = model_of({{"A", "", "CSWI", "1"}, {"A", "", "LLN0", ""}});
    const NodeId cswi = model->find("A", "CSWI1");
    EXPECT_EQ(leaf_below(*model, cswi, {"ST", "Beh", "stVal"}),
              model->leaf_of(model->find("A", "CSWI1$ST$Beh$stVal")));
    EXPECT_EQ(leaf_below(*model, cswi, {"ST", "Mod", "stVal"}), model::no_leaf);
    EXPECT_EQ(leaf_below(*model, no_node, {"ST"}), model::no_leaf);
    EXPECT_EQ(lln0_of(*model, cswi), model->find("A", "LLN0"));
    EXPECT_EQ(class_of(*model, cswi), "CSWI");
}

// ---- real files
// -----------------------------------------------------------------------------------------------

struct Real {
    const char* file;
    const char* ied;
    const char* bays;
};

class RealBays : public ::testing::TestWithParam<Real> {};

TEST_P(RealBays, AreWhatTheirNamesSay) {
    if (test::corpus().empty()) GTEST_SKIP() << "no corpus";
    const auto scl = Scl::load(test::corpus() / GetParam().file);
    ASSERT_TRUE(scl) << scl.error().message();
    const auto compiled = scl::compile(scl->ied(GetParam().ied));
    ASSERT_TRUE(compiled) << compiled.error().message();
    EXPECT_EQ(text(*compiled->model), GetParam().bays);
}

INSTANTIATE_TEST_SUITE_P(
    Corpus, RealBays,
    ::testing::Values(
        Real{"hat-open_hat-drivers/test3.scd", "E1_REL",
             "LD0/SCSWI1 > LD0/SXCBR1 | LD0/SCILO1 | SES_1/SESRSYN1 SES_1/SESRSYN2 SES_1/SESRSYN3\n"
             "LD0/SCSWI2 > LD0/SXSWI1 | LD0/SCILO2 |\n"
             "LD0/SCSWI3 > LD0/SXSWI2 | LD0/SCILO3 |\n"
             "LD0/SCSWI4 > LD0/SXSWI3 | LD0/SCILO4 |\n"},
        Real{"hat-open_hat-drivers/test3.scd", "E1_7SA",
             "CB1/CSWI1 > CB1/XCBR1 CB1/XCBR4 CB1/XCBR2 CB1/XCBR3 | CB1/CILO1 | "
             "CB1_25Synchronization/GENRSYN1 CB1_25Synchronization/CK_RSYN1 "
             "CB1_25Synchronization/SYAS_RSYN1\n"
             "QB1/CSWI1 > QB1/XSWI1 | QB1/CILO1 |\n"
             "QB9/CSWI1 > QB9/XSWI1 | QB9/CILO1 |\n"
             "QC9/CSWI1 > QC9/XSWI1 | QC9/CILO1 |\n"},
        Real{"hat-open_hat-drivers/test5.scd", "SIP",
             "CB1/CSWI1 > CB1/XCBR1 | CB1/CILO1 |\n"
             "Dc1/CSWI1 > Dc1/XSWI1 | Dc1/CILO1 |\n"
             "Dc2/CSWI1 > Dc2/XSWI1 | Dc2/CILO1 |\n"
             "Dc3/CSWI1 > Dc3/XSWI1 | Dc3/CILO1 |\n"},
        Real{"hat-open_hat-drivers/test9.cid", "",
             "CTRL/Q0CSWI1 > CTRL/Q0XCBR1 | CTRL/Q0CILO1 |\n"
             "CTRL/Q1CSWI1 > CTRL/Q1XSWI1 | CTRL/Q1CILO1 |\n"
             "CTRL/Q2CSWI1 > CTRL/Q2XSWI1 | CTRL/Q2CILO1 |\n"
             "CTRL/Q8CSWI1 > CTRL/Q8XSWI1 | CTRL/Q8CILO1 |\n"
             "CTRL/Q9CSWI1 > CTRL/Q9XSWI1 | CTRL/Q9CILO1 |\n"
             "- > PROT/XCBR1 | - |\n"},
        Real{"hat-open_hat-drivers/test2.cid", "J01",
             "LD1/CBCSWI120 > LD1/CBXCBR120 | LD1/CBCILO120 |\n"
             "LD1/ESWCSWI127 > LD1/ESWXSWI127 | - |\n"
             "LD1/ESWCSWI128 > LD1/ESWXSWI128 | - |\n"
             "LD1/ESWCSWI129 > LD1/ESWXSWI129 | - |\n"},
        Real{"openscd_open-scd/cleanup.scd", "IED2",
             "CircuitBreaker_CB1/CSWI1 > CircuitBreaker_CB1/XCBR1 | - |\n"
             "- > CBSW/XCBR1 | - |\n"
             "- > CBSW/XSWI1 | - |\n"
             "- > CBSW/XSWI2 | - |\n"
             "- > CBSW/XSWI3 | - |\n"},
        Real{"otfabric_go-iec61850/BLG065J1M102Q25A1.cid", "BLG065J1M102Q25A1",
             "CTRL/CBCSWI1 > CTRL/CBXCBR1 | CTRL/CBCILO1 |\n"
             "CTRL/P3SDCSWI1 > CTRL/P3SDXSWI1 | CTRL/P3SDCILO1 |\n"
             "CTRL/P3SECSWI1 > CTRL/P3SEXSWI1 | CTRL/P3SECILO1 |\n"
             "CTRL/DCCSWI1 > CTRL/DCXSWI1 | CTRL/DCCILO1 |\n"
             "CTRL/ESCSWI2 > CTRL/ESXSWI2 | CTRL/ESCILO2 |\n"},
        Real{"otfabric_go-iec61850/MNSREF615_1.cid", "MNSREF615",
             "CTRL/CBCSWI1 > CTRL/CBXCBR1 | CTRL/CBCILO1 | LD0/SECRSYN1\n"
             "- > CTRL/DCSXSWI1 | - |\n"
             "- > CTRL/DCSXSWI2 | - |\n"
             "- > CTRL/DCSXSWI3 | - |\n"
             "- > CTRL/ESSXSWI1 | - |\n"},
        Real{"otfabric_go-iec61850/Zx0REF630A1.cid", "ZX0REF630A1",
             "LD0/GNRLCSWI1 > LD0/DAXCBR1 | LD0/SCILO1 |\n"
             "LD0/GNRLCSWI3 > LD0/DAXSWI1 | LD0/SCILO2 |\n"
             "LD0/GNRLCSWI4 > LD0/DAXSWI2 | LD0/SCILO3 |\n"}));

}  // namespace
}  // namespace busbar::server::control
