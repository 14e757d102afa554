// SPDX-License-Identifier: Apache-2.0
#include "model/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "model/names.hpp"
#include "model/test_models.hpp"

namespace busbar::model {
namespace {

using namespace testing_models;  // NOLINT: the vocabulary of these tests
using testing::HasSubstr;

TEST(Model, EveryNodeIsFoundByItsNameAndByNoOther) {
    const Built built = sample();
    const Model& m = *built.model;
    std::set<std::string> names;
    for (std::uint32_t i = 0; i < m.nodes().size(); ++i) {
        const NodeId id{i};
        const std::string item = m.item_id(id);
        if (m.node(id).in_array()) {
            EXPECT_EQ(m.find("IED1LD0", item), no_node) << item;
            continue;
        }
        EXPECT_TRUE(names.insert(item).second) << item;
        EXPECT_EQ(m.find("IED1LD0", item), id) << item;
        EXPECT_EQ(m.find("IED1LD1", item), no_node);
        EXPECT_EQ(m.find("IED1LD0", item + "$"), no_node);
        EXPECT_EQ(m.find("IED1LD0", "$" + item), no_node);
        EXPECT_EQ(m.find("IED1LD0", item + "x"), no_node);
        if (!item.empty()) {
            EXPECT_EQ(m.find("IED1LD0", "x" + item), no_node);
            std::string other = item;
            other.back() = other.back() == 'z' ? 'y' : 'z';
            const NodeId found = m.find("IED1LD0", other);
            EXPECT_TRUE(found == no_node || m.item_id(found) == other);
        }
    }
    EXPECT_EQ(m.find("", ""), no_node);
    EXPECT_EQ(m.find("IED1LD0", std::string(70000, 'a')), no_node);
}

TEST(Model, EveryNodeIsOneContiguousRange) {
    const Built built = sample();
    const Model& m = *built.model;
    for (std::uint32_t i = 0; i < m.nodes().size(); ++i) {
        const NodeId id{i};
        const Node& node = m.node(id);
        std::uint32_t leaf = node.first_leaf;
        std::uint32_t children = 0;
        for (const NodeId child : m.children(id)) {
            EXPECT_EQ(m.node(child).parent, id);
            EXPECT_EQ(m.node(child).depth, node.depth + 1);
            EXPECT_EQ(m.node(child).first_leaf, leaf);
            leaf += m.node(child).leaf_count;
            ++children;
        }
        EXPECT_EQ(children, node.child_count);
        if (node.is_leaf()) {
            EXPECT_EQ(node.leaf_count, 1U);
            EXPECT_EQ(m.leaf(m.leaf_of(id)).node, id);
            EXPECT_EQ(m.leaf(m.leaf_of(id)).type, node.type);
        } else {
            EXPECT_EQ(leaf, node.first_leaf + node.leaf_count);
            EXPECT_EQ(m.leaf_of(id), no_leaf);
        }
    }
    std::uint32_t end = 0;
    for (const Leaf& leaf : m.leaves()) {
        EXPECT_GE(leaf.offset, end);
        EXPECT_EQ(leaf.offset % traits_of(leaf.type).alignment, 0U);
        end = leaf.offset + leaf.size;
    }
    EXPECT_EQ(end, m.image_octets());
}

TEST(Model, ElementsOfArraysAreReachedByNumber) {
    const Built built = sample();
    const Model& m = *built.model;
    const NodeId array = m.find("IED1LD0", "MHAI1$MX$HA$phsAHar");
    ASSERT_NE(array, no_node);
    EXPECT_EQ(m.node(array).kind, NodeKind::array);
    EXPECT_EQ(m.node(array).child_count, 4U);
    std::uint32_t n = 0;
    for (const NodeId element : m.children(array)) {
        EXPECT_EQ(m.element(array, n), element);
        EXPECT_EQ(m.element_index(element), n);
        EXPECT_EQ(m.node(element).leaf_count, 2U);
        ++n;
    }
    EXPECT_EQ(m.element(array, 4), no_node);
    EXPECT_EQ(m.child(array, "mag"), no_node);
    EXPECT_EQ(m.element(m.find("IED1LD0", "LLN0"), 0), no_node);
    const NodeId f = m.child(m.child(m.element(array, 3), "mag"), "f");
    EXPECT_EQ(m.item_id(f), "MHAI1$MX$HA$phsAHar(3)$mag$f");
    EXPECT_EQ(m.reference(f), "IED1LD0/MHAI1$MX$HA$phsAHar(3)$mag$f");
    EXPECT_EQ(m.object_reference(f), "IED1LD0/MHAI1.HA.phsAHar(3).mag.f[MX]");
    // An array of data objects in which stands an array of leaves.
    const NodeId cell = m.resolve(ref("IED1LD0/MHAI1.Grid(1).cell(2)[MX]")).value();
    EXPECT_TRUE(m.node(cell).is_leaf());
    EXPECT_EQ(m.item_id(cell), "MHAI1$MX$Grid(1)$cell(2)");
    EXPECT_EQ(m.cdc(m.resolve(ref("IED1LD0/MHAI1.Grid(1)[MX]")).value()), "CMV");
    EXPECT_EQ(m.node(m.find("IED1LD0", "MHAI1$MX$Grid")).leaf_count, 6U);
}

TEST(Model, ReferencesAreInferredWhereOneConstraintFits) {
    const Built built = sample();
    const Model& m = *built.model;
    EXPECT_EQ(m.resolve(ref("IED1LD0/Q0XCBR1.Pos.stVal")).value(), m.find("IED1LD0", "Q0XCBR1$ST$Pos$stVal"));
    EXPECT_EQ(m.resolve(ref("IED1LD0/Q0XCBR1.Pos.ctlModel")).value(),
              m.find("IED1LD0", "Q0XCBR1$CF$Pos$ctlModel"));
    EXPECT_EQ(m.resolve(ref("IED1LD0/LLN0.brcbA01")).value(), m.find("IED1LD0", "LLN0$BR$brcbA01"));
    EXPECT_EQ(m.resolve(ref("IED1LD0/LLN0")).value(), m.find("IED1LD0", "LLN0"));
    EXPECT_EQ(m.resolve(ref("IED1LD0")).value(), m.find_logical_device("IED1LD0"));
    EXPECT_EQ(m.resolve(ref("IED1LD0/LLN0[ST]")).value(), m.find("IED1LD0", "LLN0$ST"));
}

TEST(Model, UnresolvedReferencesSayWhatIsUnknown) {
    const Built built = sample();
    const Model& m = *built.model;
    struct Case {
        std::string_view reference;
        std::string_view says;
    };
    for (const Case& c :
         {Case{"Other/LLN0", "no such logical device \"Other\""},
          Case{"IED1LD0/GGIO1", "no such logical node \"GGIO1\""},
          Case{"IED1LD0/LLN0.Nope[ST]", "no such component \"Nope\""},
          Case{"IED1LD0/LLN0.Beh.x", "no such component \"x\""},
          Case{"IED1LD0/LLN0.Beh[MX]", "nothing of this functional constraint"},
          Case{"IED1LD0/Q0XCBR1.Pos", "several functional constraints fit, name one: ST, CO, CF"},
          Case{"IED1LD0/MHAI1.HA.phsAHar(4)[MX]", "array index beyond 4 elements"},
          Case{"IED1LD0/MHAI1.HA.phsAHar.mag[MX]", "an array index is needed above"},
          Case{"IED1LD0/LLN0.Beh(0)[ST]", "not an array"}}) {
        const auto found = m.resolve(ref(c.reference));
        ASSERT_FALSE(found) << c.reference;
        EXPECT_EQ(found.error().fault, Fault::refused);
        EXPECT_THAT(found.error().message(), HasSubstr(std::string(c.says)));
    }
}

TEST(Model, SignalsBringQualityAndTime) {
    const Built built = sample();
    const Model& m = *built.model;
    const auto item = [&](LeafId leaf) { return leaf == no_leaf ? "" : m.item_id(m.leaf(leaf).node); };
    const Signal pos = m.signal(m.find("IED1LD0", "Q0XCBR1$ST$Pos")).value();
    EXPECT_EQ(item(pos.value), "Q0XCBR1$ST$Pos$stVal");
    EXPECT_EQ(item(pos.quality), "Q0XCBR1$ST$Pos$q");
    EXPECT_EQ(item(pos.time), "Q0XCBR1$ST$Pos$t");
    const Signal setting = m.signal(m.find("IED1LD0", "PDIS1$SG$PoRch")).value();
    EXPECT_EQ(item(setting.value), "PDIS1$SG$PoRch$setMag$f");
    EXPECT_EQ(setting.quality, no_leaf);
    const Signal leaf = m.signal(m.find("IED1LD0", "Q0XCBR1$CF$Pos$ctlModel")).value();
    EXPECT_EQ(item(leaf.value), "Q0XCBR1$CF$Pos$ctlModel");
    EXPECT_FALSE(m.signal(m.find("IED1LD0", "LLN0")));
    EXPECT_FALSE(m.signal(m.find("IED1LD0", "Q0XCBR1$CO$Pos")));
    EXPECT_FALSE(m.signal(m.find("IED1LD0", "MHAI1$MX$HA$phsAHar")));
}

TEST(Model, AncestorsAndInfos) {
    const Built built = sample();
    const Model& m = *built.model;
    const NodeId leaf = m.find("IED1LD0", "Q0XCBR1$CO$Pos$Oper$origin$orCat");
    EXPECT_EQ(m.name(m.logical_node_of(leaf)), "Q0XCBR1");
    EXPECT_EQ(m.logical_device_of(leaf), m.find_logical_device("IED1LD0"));
    EXPECT_EQ(m.logical_node_of(m.find_logical_device("IED1LD0")), no_node);
    EXPECT_EQ(m.logical_node_info(m.logical_node_of(leaf)).ln_class, "XCBR");
    EXPECT_EQ(m.logical_device_info(m.logical_device_of(leaf)).inst, "LD0");
    EXPECT_EQ(m.cdc(m.find("IED1LD0", "Q0XCBR1$ST$Pos")), "DPC");
    EXPECT_EQ(m.cdc(leaf), "");
    EXPECT_EQ(m.enum_type(m.find("IED1LD0", "LLN0$ST$Beh$stVal"))->find("blocked")->ord, 2);
    EXPECT_EQ(m.enum_type(leaf), nullptr);
    EXPECT_EQ(m.announced(leaf), 8);
    EXPECT_EQ(m.announced(m.find("IED1LD0", "LLN0$ST$Beh$q")), -13);
    EXPECT_EQ(m.identity().ied_name, "IED1");
}

TEST(Model, DataSetsKnowTheirMembers) {
    const Built built = sample();
    const Model& m = *built.model;
    const DataSet* set = m.find_data_set("IED1LD0", "LLN0$ds1");
    ASSERT_NE(set, nullptr);
    ASSERT_EQ(set->members.size(), 3U);
    EXPECT_EQ(m.reference(set->members[0].node), "IED1LD0/Q0XCBR1$ST$Pos");
    EXPECT_EQ(m.reference(set->members[2].node), "IED1LD0/MHAI1$MX$HA$phsAHar(3)$mag");
    EXPECT_EQ(m.find_data_set("IED1LD0", "LLN0$ds2"), nullptr);
    EXPECT_EQ(m.find_data_set("IED1LD1", "LLN0$ds1"), nullptr);
}

TEST(NameWalk, GivesEveryNameInTheOrderOfTheTree) {
    const Built built = sample();
    const Model& m = *built.model;
    std::vector<std::string> expected;
    for (std::uint32_t i = 1; i < m.nodes().size(); ++i) {
        if (!m.node(NodeId{i}).in_array()) expected.push_back(m.item_id(NodeId{i}));
    }
    std::vector<std::string> names;
    NameWalk walk(m, m.logical_devices()[0]);
    EXPECT_EQ(walk.name(), "");
    while (walk.next()) {
        EXPECT_EQ(m.item_id(walk.node()), walk.name());
        names.emplace_back(walk.name());
    }
    EXPECT_EQ(names, expected);
    EXPECT_FALSE(walk.next());
}

TEST(NameWalk, ContinuesAfterAnyName) {
    const Built built = sample();
    const Model& m = *built.model;
    std::vector<std::string> names;
    NameWalk all(m, m.logical_devices()[0]);
    while (all.next()) names.emplace_back(all.name());
    for (std::size_t i = 0; i < names.size(); ++i) {
        NameWalk walk(m, m.logical_devices()[0]);
        ASSERT_TRUE(walk.continue_after(names[i]));
        for (std::size_t k = i + 1; k < names.size(); ++k) {
            ASSERT_TRUE(walk.next());
            ASSERT_EQ(walk.name(), names[k]) << "after " << names[i];
        }
        EXPECT_FALSE(walk.next());
    }
    NameWalk walk(m, m.logical_devices()[0]);
    EXPECT_FALSE(walk.continue_after("LLN0$Nope"));
    EXPECT_FALSE(walk.continue_after(""));
    ASSERT_TRUE(walk.next());
    EXPECT_EQ(walk.name(), "LLN0");
}

TEST(NameWalk, StaysInItsLogicalDevice) {
    const Built built = large(150, 1);
    const Model& m = *built.model;
    ASSERT_EQ(m.logical_devices().size(), 2U);
    std::size_t count = 0;
    for (const NodeId device : m.logical_devices()) {
        NameWalk walk(m, device);
        while (walk.next()) {
            ASSERT_EQ(m.logical_device_of(walk.node()), device);
            ++count;
        }
    }
    EXPECT_EQ(count + 2, m.nodes().size());
}

TEST(Model, FiftyThousandAttributesStayWithinTheirMemory) {
    const Built built = large(200, 50);
    const Model& m = *built.model;
    ASSERT_EQ(m.leaves().size(), 50000U);
    EXPECT_LE((m.memory_octets() + m.image_octets()) / m.leaves().size(), 100U);
    // Found by name each, with a table that is open addressed.
    for (std::uint32_t i = 0; i < m.nodes().size(); i += 7) {
        const NodeId id{i};
        ASSERT_EQ(m.find(m.name(m.logical_device_of(id)), m.item_id(id)), id);
    }
}

}  // namespace
}  // namespace busbar::model
