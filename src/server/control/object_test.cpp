// SPDX-License-Identifier: Apache-2.0
#include "server/control/object.hpp"

#include <gtest/gtest.h>

#include <map>

#include "server/control/test_controls.hpp"

namespace busbar::server::control {
namespace {

using testing::control_image;
using testing::ControlSpec;

std::string name_of(const model::Model& model, model::LeafId leaf) {
    return leaf == model::no_leaf ? "none" : model.item_id(model.leaf(leaf).node);
}

TEST(ControlObjects, EveryClassIsFoundWithItsStatusAndItsParameters) {
    const std::map<std::string, std::pair<Kind, std::string>> expected = {
        {"SPC", {Kind::spc, "GGIO1$ST$SPC$stVal"}},
        {"DPC", {Kind::dpc, "GGIO1$ST$DPC$stVal"}},
        {"INC", {Kind::inc, "GGIO1$ST$INC$stVal"}},
        {"ENC", {Kind::enc, "GGIO1$ST$ENC$stVal"}},
        {"BSC", {Kind::bsc, "GGIO1$ST$BSC$valWTr$posVal"}},
        {"ISC", {Kind::isc, "GGIO1$ST$ISC$valWTr$posVal"}},
        {"APC", {Kind::apc, "GGIO1$MX$APC$mxVal$f"}},
        {"BAC", {Kind::bac, "GGIO1$MX$BAC$mxVal$f"}}};
    std::vector<ControlSpec> specs;
    for (const auto& [cdc, is] : expected) specs.push_back({.name = cdc, .cdc = cdc, .all_services = true});
    const model::Image image = control_image(specs);
    const model::Model& model = image.model();
    const Objects objects(model);
    ASSERT_EQ(objects.all().size(), expected.size());
    for (const Object& object : objects.all()) {
        const std::string name(object.name);
        SCOPED_TRACE(name);
        const auto& [kind, status] = expected.at(name);
        EXPECT_EQ(object.kind, kind);
        EXPECT_EQ(name_of(model, object.value), status);
        EXPECT_EQ(object.reference, "IED1LD0/GGIO1$CO$" + name);
        const std::string value = name == "APC" ? "$ctlVal$f" : "$ctlVal";
        EXPECT_EQ(name_of(model, object.oper.value), "GGIO1$CO$" + name + "$Oper" + value);
        EXPECT_EQ(name_of(model, object.sbow.value), "GGIO1$CO$" + name + "$SBOw" + value);
        EXPECT_EQ(name_of(model, object.cancel.value), "GGIO1$CO$" + name + "$Cancel" + value);
        EXPECT_EQ(object.cancel.check, model::no_leaf);
        EXPECT_NE(object.oper.check, model::no_leaf);
        EXPECT_NE(object.selected, model::no_leaf);
        EXPECT_NE(object.category, model::no_leaf);
        EXPECT_NE(object.ctl_num, model::no_leaf);
        EXPECT_EQ(name_of(model, object.op_ok), "GGIO1$OR$" + name + "$opOk");
        const bool steps = kind == Kind::bsc || kind == Kind::isc;
        EXPECT_EQ(object.transient != model::no_leaf, steps);
        EXPECT_EQ(&objects.all()[object.number], &object);
    }
}

TEST(ControlObjects, TheClassIsGuessedFromTheTypesWhereItIsNotNamed) {
    model::Builder b("IED1");
    const auto ld = b.logical_device({.name = "LD"});
    const auto ln = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto vendor = b.data_object(ln, "V", "VENDOR");
    b.attribute(vendor, {.name = "stVal", .fc = Fc::st, .type = BasicType::dbpos});
    const auto oper = b.structure(vendor, {.name = "Oper", .fc = Fc::co});
    b.attribute(oper, {.name = "ctlVal", .type = BasicType::boolean});
    const auto tap = b.data_object(ln, "Tap", "VENDOR");
    const auto transient = b.structure(tap, {.name = "valWTr", .fc = Fc::st});
    b.attribute(transient, {.name = "posVal", .type = BasicType::int8});
    b.attribute(transient, {.name = "transInd", .type = BasicType::boolean});
    b.attribute(b.structure(tap, {.name = "Oper", .fc = Fc::co}),
                {.name = "ctlVal", .type = BasicType::tcmd});
    const auto built = b.build();
    ASSERT_TRUE(built);
    const Objects objects(*built->model);
    ASSERT_EQ(objects.all().size(), 2U);
    EXPECT_EQ(objects.all()[0].kind, Kind::dpc);
    EXPECT_EQ(objects.all()[1].kind, Kind::bsc);
    EXPECT_EQ(objects.all()[1].oper.category, model::no_leaf);
}

TEST(ControlObjects, AnObjectIsFoundFromItsPartsUnderEveryConstraint) {
    const model::Image image =
        control_image({{.name = "A"}, {.name = "B", .ctl_model = CtlModel::status_only}});
    const model::Model& model = image.model();
    const Objects objects(model);
    ASSERT_EQ(objects.all().size(), 2U);
    const auto at = [&](std::string_view item) -> std::string {
        const Object* const object = objects.of(model.find("IED1LD0", item));
        return object == nullptr ? "none" : std::string(object->name);
    };
    EXPECT_EQ(at("GGIO1$CO$A"), "A");
    EXPECT_EQ(at("GGIO1$CO$A$Oper$origin$orCat"), "A");
    EXPECT_EQ(at("GGIO1$ST$A$stVal"), "A");
    EXPECT_EQ(at("GGIO1$CF$B$ctlModel"), "B");
    EXPECT_EQ(at("GGIO1$CO"), "none");
    EXPECT_EQ(at("GGIO1"), "none");
    EXPECT_EQ(at("GGIO1$ST$Beh$stVal"), "none");
    EXPECT_EQ(objects.of(model::no_node), nullptr);
    EXPECT_EQ(objects.all()[1].node, model::no_node);
    EXPECT_EQ(objects.all()[1].reference, "");
}

TEST(ControlObjects, NestedDataObjectsAreControlledByThemselves) {
    model::Builder b("IED1");
    const auto ld = b.logical_device({.name = "LD"});
    const auto ln = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto outer = b.data_object(ln, "Outer", "X");
    b.attribute(outer, {.name = "v", .fc = Fc::st, .type = BasicType::int32});
    const auto inner = b.data_object(outer, "Inner", "SPC");
    b.attribute(inner, {.name = "stVal", .fc = Fc::st, .type = BasicType::boolean});
    b.attribute(b.structure(inner, {.name = "Oper", .fc = Fc::co}), {.name = "ctlVal"});
    const auto built = b.build();
    ASSERT_TRUE(built);
    const Objects objects(*built->model);
    ASSERT_EQ(objects.all().size(), 1U);
    EXPECT_EQ(objects.all()[0].reference, "LD/LLN0$CO$Outer$Inner");
    EXPECT_EQ(objects.of(built->model->find("LD", "LLN0$ST$Outer$Inner$stVal")), objects.all().data());
    EXPECT_EQ(objects.of(built->model->find("LD", "LLN0$ST$Outer$v")), nullptr);
}

TEST(ControlObjects, TheControlModelIsWhatTheImageSaysNow) {
    model::Image image = control_image({{.name = "A", .all_services = true}});
    const Objects objects(image.model());
    const Object& object = objects.all()[0];
    for (int number = 0; number <= 4; ++number) {
        ASSERT_EQ(image.set_integer(object.ctl_model, number), model::Fit::ok);
        EXPECT_EQ(ctl_model_of(object, image), static_cast<CtlModel>(number));
    }
    ASSERT_EQ(image.set_integer(object.ctl_model, 9), model::Fit::ok);
    EXPECT_EQ(ctl_model_of(object, image), CtlModel::status_only);
}

TEST(ControlObjects, WithoutCtlModelTheServicesTell) {
    const model::Image image = control_image({{.name = "A", .all_services = true}});
    const Objects objects(image.model());
    Object object = objects.all()[0];
    object.ctl_model = model::no_leaf;
    EXPECT_EQ(ctl_model_of(object, image), CtlModel::sbo_with_enhanced_security);
    object.sbow = {};
    EXPECT_EQ(ctl_model_of(object, image), CtlModel::sbo_with_normal_security);
    object.sbo = model::no_node;
    EXPECT_EQ(ctl_model_of(object, image), CtlModel::direct_with_normal_security);
    object.oper = {};
    EXPECT_EQ(ctl_model_of(object, image), CtlModel::status_only);
}

}  // namespace
}  // namespace busbar::server::control
