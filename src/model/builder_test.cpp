// SPDX-License-Identifier: Apache-2.0
#include "model/builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/dump.hpp"
#include "model/test_models.hpp"

namespace busbar::model {
namespace {

using namespace testing_models;  // NOLINT: the vocabulary of these tests
using testing::HasSubstr;

std::vector<std::string> child_names(const Model& model, std::string_view item) {
    std::vector<std::string> names;
    const NodeId id = model.find("IED1LD0", item);
    EXPECT_NE(id, no_node) << item;
    if (id == no_node) return names;
    for (const NodeId child : model.children(id)) names.emplace_back(model.name(child));
    return names;
}

using Names = std::vector<std::string>;

TEST(Builder, RegroupsByFunctionalConstraint) {
    const Built built = sample();
    const Model& m = *built.model;
    EXPECT_EQ(child_names(m, ""), (Names{"LLN0", "Q0XCBR1", "MHAI1", "PDIS1"}));
    EXPECT_EQ(child_names(m, "LLN0"), (Names{"ST", "SP", "DC", "RP", "BR", "LG", "GO", "MS"}));
    EXPECT_EQ(child_names(m, "Q0XCBR1"), (Names{"ST", "CO", "CF"}));
    EXPECT_EQ(child_names(m, "Q0XCBR1$ST$Pos"), (Names{"stVal", "q", "t"}));
    EXPECT_EQ(child_names(m, "Q0XCBR1$CF$Pos"), (Names{"ctlModel"}));
    EXPECT_EQ(child_names(m, "Q0XCBR1$CO$Pos$Oper"), (Names{"ctlVal", "origin"}));
    EXPECT_EQ(child_names(m, "PDIS1"), (Names{"SP", "SG", "SE"}));
}

TEST(Builder, ControlBlocksHaveTheirMembersInOrder) {
    const Built built = sample();
    const Model& m = *built.model;
    EXPECT_EQ(child_names(m, "LLN0$RP$urcbA01"),
              (Names{"RptID", "RptEna", "Resv", "DatSet", "ConfRev", "OptFlds", "BufTm", "SqNum", "TrgOps",
                     "IntgPd", "GI", "Owner"}));
    EXPECT_EQ(child_names(m, "LLN0$BR$brcbA01"),
              (Names{"RptID", "RptEna", "DatSet", "ConfRev", "OptFlds", "BufTm", "SqNum", "TrgOps", "IntgPd",
                     "GI", "PurgeBuf", "EntryID", "TimeofEntry", "ResvTms"}));
    EXPECT_EQ(child_names(m, "LLN0$LG$lcb1"), (Names{"LogEna", "LogRef", "DatSet", "OldEntrTm", "NewEntrTm",
                                                     "OldEntr", "NewEntr", "TrgOps", "IntgPd"}));
    EXPECT_EQ(child_names(m, "LLN0$SP$SGCB"),
              (Names{"NumOfSG", "ActSG", "EditSG", "CnfEdit", "LActTm", "ResvTms"}));
    EXPECT_EQ(child_names(m, "LLN0$GO$gcb1"), (Names{"GoEna", "GoID", "DatSet", "ConfRev", "NdsCom",
                                                     "DstAddress", "MinTime", "MaxTime", "FixedOffs"}));
    EXPECT_EQ(child_names(m, "LLN0$GO$gcb1$DstAddress"), (Names{"Addr", "PRIORITY", "VID", "APPID"}));
    EXPECT_EQ(child_names(m, "LLN0$MS$msv1"),
              (Names{"SvEna", "MsvID", "DatSet", "ConfRev", "SmpRate", "OptFlds", "DstAddress", "noASDU"}));
}

Value at(const Built& built, std::string_view item) {
    const NodeId id = built.model->find("IED1LD0", item);
    EXPECT_NE(id, no_node) << item;
    return id == no_node ? Value() : built.image.value(id);
}

TEST(Builder, ControlBlocksHaveTheirInitialValues) {
    const Built built = sample();
    EXPECT_EQ(at(built, "LLN0$RP$urcbA01$RptID"), Value("IED1LD0/LLN0$RP$urcbA01"));
    EXPECT_EQ(at(built, "LLN0$RP$urcbA01$DatSet"), Value("IED1LD0/LLN0$ds1"));
    EXPECT_EQ(at(built, "LLN0$RP$urcbA01$ConfRev"), Value(7U));
    EXPECT_EQ(at(built, "LLN0$RP$urcbA01$OptFlds"), Value(BitString(0b0100000001, 10)));
    EXPECT_EQ(at(built, "LLN0$RP$urcbA01$TrgOps"), Value(BitString(0b010001, 6)));
    EXPECT_EQ(at(built, "LLN0$BR$brcbA01$RptID"), Value("events"));
    EXPECT_EQ(at(built, "LLN0$BR$brcbA01$ResvTms"), Value(-1));
    EXPECT_EQ(at(built, "LLN0$BR$brcbA01$EntryID"), Value(OctetString{std::vector<std::uint8_t>(8)}));
    EXPECT_EQ(at(built, "LLN0$SP$SGCB$ActSG"), Value(2U));
    EXPECT_EQ(at(built, "LLN0$GO$gcb1$DstAddress"),
              Value::structure({OctetString{{1, 12, 205, 1, 0, 9}}, 0U, 0U, 5U}));
    EXPECT_EQ(at(built, "LLN0$MS$msv1$OptFlds"), Value(BitString(0b00100, 5)));
    const Model& m = *built.model;
    ASSERT_EQ(m.report_controls().size(), 2U);
    EXPECT_EQ(m.report_controls()[0].node, m.find("IED1LD0", "LLN0$RP$urcbA01"));
    EXPECT_EQ(m.report_controls()[0].data_set, 0U);
    EXPECT_FALSE(m.report_controls()[1].data_set);
    EXPECT_EQ(m.node(m.report_controls()[1].node).info, 1);
    ASSERT_EQ(m.logs().size(), 1U);
    EXPECT_EQ(m.logs()[0].item_id, "LLN0$EventLog");
    EXPECT_EQ(m.find_log("IED1LD0", "LLN0$EventLog"), &m.logs()[0]);
}

TEST(Builder, ArrayValuesByIndexAndForAllElements) {
    const Built built = sample();
    const auto element = [&](float f) { return Value::structure({Value::structure({f}), good}); };
    EXPECT_EQ(at(built, "MHAI1$MX$HA$phsAHar"),
              Value::array({element(1.5F), element(1.5F), element(2.5F), element(1.5F)}));
    EXPECT_EQ(at(built, "MHAI1$MX$Grid"), Value::array({Value::structure({Value::array({7, 7, 7})}),
                                                        Value::structure({Value::array({7, 7, 12})})}));
}

TEST(Builder, SettingGroupsHoldTheirValues) {
    const Built built = sample();
    ASSERT_EQ(built.model->setting_controls().size(), 1U);
    const SettingControl& control = built.model->setting_controls()[0];
    ASSERT_EQ(control.members.size(), 1U);
    EXPECT_EQ(built.model->item_id(built.model->leaf(control.members[0].active).node),
              "PDIS1$SG$PoRch$setMag$f");
    EXPECT_EQ(built.model->item_id(built.model->leaf(control.members[0].edit).node),
              "PDIS1$SE$PoRch$setMag$f");
    ASSERT_EQ(control.groups.size(), 3U);
    for (std::size_t group = 0; group < 3; ++group) {
        EXPECT_EQ(slot::float32(BasicType::float32, control.groups[group].data()),
                  static_cast<float>(group + 1));
    }
    // Group 2 is active.
    EXPECT_EQ(at(built, "PDIS1$SG$PoRch$setMag$f"), Value(2.0F));
    EXPECT_EQ(at(built, "PDIS1$SE$PoRch$setMag$f"), Value(2.0F));
}

TEST(Builder, EditionDecidesWhetherSgImpliesSe) {
    for (const Edition edition : {Edition::ed1, Edition::ed2}) {
        Builder b("I");
        b.identity.edition = edition;
        const auto ln = b.logical_node(b.logical_device({.name = "L"}), {.ln_class = "PTOC", .inst = "1"});
        b.attribute(b.data_object(ln, "Str", "ING"),
                    {.name = "setVal", .fc = Fc::sg, .type = BasicType::int32});
        const auto built = b.build();
        ASSERT_TRUE(built);
        EXPECT_NE(built->model->find("L", "PTOC1$SG$Str$setVal"), no_node);
        EXPECT_EQ(built->model->find("L", "PTOC1$SE$Str$setVal") != no_node, edition == Edition::ed1);
    }
}

TEST(Builder, SgAndSeGivenBothAppearOnceEach) {
    Builder b("I");
    const auto ln = b.logical_node(b.logical_device({.name = "L"}), {.ln_class = "PTOC", .inst = "1"});
    const auto object = b.data_object(ln, "Str", "ING");
    b.attribute(object, {.name = "setVal", .fc = Fc::sg, .type = BasicType::int32});
    b.attribute(object, {.name = "setVal", .fc = Fc::se, .type = BasicType::int32});
    const auto built = b.build();
    ASSERT_TRUE(built) << built.error().message();
    EXPECT_EQ(built->model->node(built->model->find("L", "PTOC1$SG$Str")).child_count, 1U);
    EXPECT_EQ(built->model->node(built->model->find("L", "PTOC1$SE$Str")).child_count, 1U);
}

TEST(Builder, WritableFollowsConstraintAndValKind) {
    const Built built = sample();
    const auto writable = [&](std::string_view item) {
        return built.model->node(built.model->find("IED1LD0", item)).writable();
    };
    EXPECT_TRUE(writable("LLN0$DC$Beh$d"));
    EXPECT_TRUE(writable("Q0XCBR1$CF$Pos$ctlModel"));
    EXPECT_TRUE(writable("PDIS1$SP$OpDlTmms"));
    EXPECT_FALSE(writable("MHAI1$CF$HA$numHar"));
    EXPECT_FALSE(writable("Q0XCBR1$ST$Pos$stVal"));
    EXPECT_FALSE(writable("LLN0$SP$SGCB$ActSG"));
    EXPECT_FALSE(writable("PDIS1$SE$PoRch$setMag$f"));
    EXPECT_FALSE(writable("Q0XCBR1$CO$Pos$Oper"));
}

TEST(Builder, SetToRoTakesAllWritingAway) {
    Builder b("IED1");
    b.services.set_to_ro = true;
    fill(b);
    const auto built = b.build();
    ASSERT_TRUE(built);
    for (const Node& node : built->model->nodes()) EXPECT_FALSE(node.writable());
}

TEST(Builder, StructuresHandDownTriggersAndValKind) {
    Builder b("I");
    const auto ln = b.logical_node(b.logical_device({.name = "L"}), {.ln_class = "GGIO", .inst = "1"});
    const auto object = b.data_object(ln, "An", "CMV");
    const auto outer =
        b.structure(object, {.name = "u", .fc = Fc::cf, .triggers = dchg, .val_kind = ValKind::ro});
    b.attribute(outer, {.name = "x", .type = BasicType::int8, .triggers = dupd, .val_kind = ValKind::set});
    const auto built = b.build();
    ASSERT_TRUE(built);
    const Node& leaf = built->model->node(built->model->find("L", "GGIO1$CF$An$u$x"));
    EXPECT_EQ(leaf.triggers, dchg | dupd);
    EXPECT_EQ(leaf.val_kind(), ValKind::ro);
    EXPECT_FALSE(leaf.writable());
}

TEST(Builder, LargeEnumerationsAreAnnouncedWider) {
    Builder b("I");
    const auto ln = b.logical_node(b.logical_device({.name = "L"}), {.ln_class = "GGIO", .inst = "1"});
    const auto object = b.data_object(ln, "A", "ENS");
    const auto add = [&](std::string_view name, std::int32_t ord) {
        b.attribute(object, {.name = name,
                             .fc = Fc::st,
                             .type = BasicType::enumerated,
                             .enum_type = b.enum_type({std::string(name), {{0, "zero"}, {ord, "big"}}})});
    };
    add("small", 127);
    add("middle", -129);
    add("large", 40000);
    const auto built = b.build();
    ASSERT_TRUE(built);
    const Model& m = *built->model;
    EXPECT_EQ(m.announced(m.find("L", "GGIO1$ST$A$small")), 8);
    EXPECT_EQ(m.announced(m.find("L", "GGIO1$ST$A$middle")), 16);
    EXPECT_EQ(m.announced(m.find("L", "GGIO1$ST$A$large")), 32);
    EXPECT_EQ(m.enum_type(m.find("L", "GGIO1$ST$A$large"))->find(40000)->text, "big");
}

struct Refusal {
    std::string_view name;
    void (*make)(Builder&, Builder::Ln);
    std::string_view says;
};
class BuilderRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(BuilderRefuses, WithAClearText) {
    Builder b("IED1");
    const auto ln = b.logical_node(b.logical_device({.name = "LD"}), {.ln_class = "GGIO", .inst = "1"});
    const auto object = b.data_object(ln, "Ind", "SPS");
    b.attribute(object, {.name = "stVal", .fc = Fc::st, .type = BasicType::boolean});
    GetParam().make(b, ln);
    const auto built = b.build();
    ASSERT_FALSE(built);
    EXPECT_THAT(built.error().message(), HasSubstr(std::string(GetParam().says)));
    EXPECT_EQ(b.errors().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, BuilderRefuses,
    testing::Values(
        Refusal{"duplicate_device", [](Builder& b, Builder::Ln) { b.logical_device({.name = "LD"}); },
                "LD: defined twice"},
        Refusal{"duplicate_object", [](Builder& b, Builder::Ln ln) { b.data_object(ln, "Ind", "SPS"); },
                "LD/GGIO1.Ind: defined twice"},
        Refusal{"duplicate_attribute",
                [](Builder& b, Builder::Ln ln) {
                    b.attribute(b.find(ln, "Ind"), {.name = "stVal", .fc = Fc::st});
                },
                "LD/GGIO1.Ind.stVal: defined twice"},
        Refusal{"object_as_attribute",
                [](Builder& b, Builder::Ln ln) { b.data_object(b.find(ln, "Ind"), "stVal", "SPS"); },
                "LD/GGIO1.Ind.stVal: defined twice"},
        Refusal{"duplicate_block",
                [](Builder& b, Builder::Ln ln) {
                    b.report_control(ln, {.name = "rcb"});
                    b.report_control(ln, {.name = "rcb"});
                },
                "LD/GGIO1.rcb: defined twice"},
        Refusal{"bad_character", [](Builder& b, Builder::Ln ln) { b.data_object(ln, "In d", "SPS"); },
                "LD/GGIO1: not a name: letters, digits and '_' make one \"In d\""},
        Refusal{"empty_name", [](Builder& b, Builder::Ln ln) { b.data_object(ln, "", "SPS"); }, "not a name"},
        Refusal{"long_name",
                [](Builder& b, Builder::Ln ln) { b.data_object(ln, std::string(65, 'a'), "SPS"); },
                "a name of 65 octets, at most 64 are allowed"},
        Refusal{"long_item",
                [](Builder& b, Builder::Ln ln) {
                    const auto object = b.data_object(ln, std::string(64, 'a'), "SPS");
                    b.attribute(object, {.name = std::string(64, 'b'), .fc = Fc::st});
                },
                "the item id has 138 octets, at most 129 are possible"},
        Refusal{"no_constraint",
                [](Builder& b, Builder::Ln ln) { b.attribute(b.find(ln, "Ind"), {.name = "x"}); },
                "an attribute without a functional constraint of data"},
        Refusal{"other_constraint",
                [](Builder& b, Builder::Ln ln) {
                    const auto s = b.structure(b.find(ln, "Ind"), {.name = "s", .fc = Fc::st});
                    b.attribute(s, {.name = "x", .fc = Fc::mx});
                },
                "a member with another functional constraint than its structure"},
        Refusal{"member_of_leaf",
                [](Builder& b, Builder::Ln ln) {
                    b.attribute(b.find(b.find(ln, "Ind"), "stVal"), {.name = "x"});
                },
                "an attribute of basic type has no members"},
        Refusal{"value_kind",
                [](Builder& b, Builder::Ln ln) { b.value(b.find(b.find(ln, "Ind"), "stVal"), "text"); },
                "LD/GGIO1.Ind.stVal: a value of visible-string does not fit BOOLEAN: wrong type"},
        Refusal{"value_of_structure", [](Builder& b, Builder::Ln ln) { b.value(b.find(ln, "Ind"), true); },
                "only attributes of basic type take a value"},
        Refusal{"value_index",
                [](Builder& b, Builder::Ln ln) {
                    const auto a = b.attribute(
                        b.find(ln, "Ind"), {.name = "a", .fc = Fc::st, .type = BasicType::int8, .count = 2});
                    const std::uint32_t beyond[] = {2};
                    b.value(a, 1, beyond);
                },
                "a value for an element beyond the array's end"},
        Refusal{"value_too_many_indexes",
                [](Builder& b, Builder::Ln ln) {
                    const std::uint32_t zero[] = {0};
                    b.value(b.find(b.find(ln, "Ind"), "stVal"), true, zero);
                },
                "a value with more indexes than there are arrays"},
        Refusal{"missing_member",
                [](Builder& b, Builder::Ln ln) { b.data_set(ln, "ds", {ref("LD/GGIO1.Nope[ST]")}); },
                "LD/GGIO1$ds: member LD/GGIO1.Nope[ST]: no such component"},
        Refusal{"member_without_constraint",
                [](Builder& b, Builder::Ln ln) { b.data_set(ln, "ds", {ref("LD/GGIO1")}); },
                "a functional constraint is needed"},
        Refusal{"empty_data_set", [](Builder& b, Builder::Ln ln) { b.data_set(ln, "ds", {}); },
                "a data set without members"},
        Refusal{"duplicate_data_set",
                [](Builder& b, Builder::Ln ln) {
                    b.data_set(ln, "ds", {ref("LD/GGIO1.Ind[ST]")});
                    b.data_set(ln, "ds", {ref("LD/GGIO1.Ind[ST]")});
                },
                "data set defined twice"},
        Refusal{"active_group",
                [](Builder& b, Builder::Ln ln) {
                    b.setting_control(ln, {2, 3, {}});
                },
                "the active group is not one of its groups"},
        Refusal{"too_deep",
                [](Builder& b, Builder::Ln ln) {
                    auto s = b.structure(b.find(ln, "Ind"), {.name = "s", .fc = Fc::st});
                    for (int i = 0; i < 28; ++i) s = b.structure(s, {.name = "s"});
                },
                "nested deeper than 31 levels"}),
    [](const auto& refusal) { return std::string(refusal.param.name); });

TEST(Builder, MissingMembersMayBeKept) {
    Builder b("I", {.keep_missing_members = true});
    const auto ln = b.logical_node(b.logical_device({.name = "LD"}), {.ln_class = "GGIO", .inst = "1"});
    b.attribute(b.data_object(ln, "Ind", "SPS"), {.name = "stVal", .fc = Fc::st});
    b.data_set(ln, "ds", {ref("LD/GGIO1.Nope[ST]"), ref("LD/GGIO1.Ind[ST]")});
    const auto built = b.build();
    ASSERT_TRUE(built);
    const DataSet* set = built->model->find_data_set("LD", "GGIO1$ds");
    ASSERT_NE(set, nullptr);
    EXPECT_EQ(set->members[0].node, no_node);
    EXPECT_EQ(set->members[0].missing, "LD/GGIO1.Nope[ST]");
    EXPECT_EQ(set->members[1].node, built->model->find("LD", "GGIO1$ST$Ind"));
    ASSERT_EQ(b.notices().size(), 1U);
}

TEST(Builder, NotesWhatIsServedButOdd) {
    Builder b("I");
    const auto ln = b.logical_node(b.logical_device({.name = "LD"}), {.ln_class = "GGIO", .inst = "1"});
    const auto object = b.data_object(ln, std::string(40, 'a'), "SPS");
    b.attribute(object, {.name = std::string(20, 'b'), .fc = Fc::st});
    b.data_object(ln, "Empty", "SPS");
    b.report_control(ln, {.name = "rcb", .data_set = "gone"});
    const auto built = b.build();
    ASSERT_TRUE(built) << built.error().message();
    std::string all;
    for (const Error& notice : b.notices()) all += notice.message() + "\n";
    EXPECT_THAT(all, HasSubstr("the item id has 70 octets, IEC 61850-8-1 allows 64"));
    EXPECT_THAT(all, HasSubstr("LD/GGIO1.Empty: has no attributes and is not served"));
    EXPECT_THAT(all, HasSubstr("LD/GGIO1$RP$rcb: its data set does not exist \"gone\""));
    EXPECT_EQ(built->model->find("LD", "GGIO1$ST$Empty"), no_node);
}

TEST(Builder, NestedCountsCannotExhaustMemory) {
    Builder b("I");
    const auto ln = b.logical_node(b.logical_device({.name = "LD"}), {.ln_class = "GGIO", .inst = "1"});
    auto s = b.structure(b.data_object(ln, "A", "SPS"), {.name = "s", .fc = Fc::st, .count = 0xFFFFFFFF});
    s = b.structure(s, {.name = "s", .count = 0xFFFFFFFF});
    b.attribute(s, {.name = "d", .type = BasicType::unicode255, .count = 0xFFFFFFFF});
    const auto built = b.build();
    ASSERT_FALSE(built);
    EXPECT_EQ(built.error().fault, Fault::limit);
}

TEST(Builder, EmptyModelsAreRefused) {
    Builder b("I");
    EXPECT_FALSE(b.build());
}

TEST(Builder, HandlesOfRefusedThingsAreIgnored) {
    Builder b("I");
    const auto ln = b.logical_node(b.logical_device({.name = "no good"}), {.ln_class = "GGIO", .inst = "1"});
    const auto object = b.data_object(ln, "A", "SPS");
    b.value(b.attribute(b.structure(object, {.name = "s"}), {.name = "a"}), 1);
    b.report_control(ln, {.name = "r"});
    b.data_set(ln, "d", {});
    b.setting_control(ln, {});
    EXPECT_EQ(b.errors().size(), 1U);
    EXPECT_EQ(b.find(object, "s").at, Builder::none);
}

TEST(Dump, ShowsTheTree) {
    const Built built = sample();
    EXPECT_EQ(dump(built.image, built.model->find("IED1LD0", "Q0XCBR1$ST")),
              "ST\n"
              "  Pos DPC\n"
              "    stVal Dbpos [dchg] = intermediate-state (0)\n"
              "    q Quality [qchg] = good\n"
              "    t Timestamp = 1970-01-01T00:00:00.000000000Z\n");
    const std::string harmonics =
        dump(built.image, built.model->find("IED1LD0", "MHAI1$MX$HA"), {.types = false});
    EXPECT_THAT(harmonics,
                HasSubstr("  phsAHar[4]\n    (0)\n      mag\n        f = 1.5\n      q = good\n    (1)\n"));
    EXPECT_EQ(dump(built.image, no_node, {.max_depth = 0}), "IED1LD0\n");
    EXPECT_THAT(dump(built.image), HasSubstr("stVal Enum [dchg dupd] = on (1)"));
    EXPECT_THAT(dump(built.image), HasSubstr("numHar INT16U [RO] = 0"));
}

}  // namespace
}  // namespace busbar::model
