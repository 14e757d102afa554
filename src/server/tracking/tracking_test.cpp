// SPDX-License-Identifier: Apache-2.0
// What each tracked service leaves in which tracking data object.
#include "server/tracking/tracking.hpp"

#include <gtest/gtest.h>

#include "server/control/test_controls.hpp"
#include "server/tracking/test_tracking.hpp"

namespace busbar::server::tracking {
namespace {

using control::testing::ControlBuilder;
using control::testing::ControlSpec;
using testing::LtrkBuilder;

const Now now = server::testing::start_of_time();

/// One object of each class in CTRL/GGIO1, tracking in ADM/LTRK1 (all of it) and CTRL/LTRK1 (single points
/// only).
class TrackingTest : public ::testing::Test {
protected:
    static model::Image image() {
        model::Builder b("IED1");
        const std::uint16_t beh = b.enum_type({.id = "Beh", .literals = {{1, "on"}, {5, "off"}}});
        const std::uint16_t side = b.enum_type({.id = "Side", .literals = {{1, "left"}, {2, "right"}}});
        const auto admin = b.logical_device({.name = "ADM"});
        const auto first = b.logical_node(admin, {.ln_class = "LLN0"});
        control::testing::add_beh(b, first);
        LtrkBuilder ltrk(b, b.logical_node(admin, {.ln_class = "LTRK", .inst = "1"}));
        ltrk.all();
        ltrk.control("EncTrk1", BasicType::enumerated, false, beh);
        ltrk.control("EncTrk2", BasicType::enumerated, false, side);
        const auto ld = b.logical_device({.name = "CTRL"});
        control::testing::add_beh(b, b.logical_node(ld, {.ln_class = "LLN0"}));
        const auto ggio = b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"});
        for (const char* const cdc : {"SPC", "DPC", "INC", "BSC", "ISC", "APC", "BAC"}) {
            ControlBuilder(b, ggio, {.name = std::string("Do") + cdc, .cdc = cdc, .timed = true});
        }
        add_enumerated(b, ggio, "DoBeh", beh);
        add_enumerated(b, ggio, "DoSide", side);
        add_integer_set_point(b, ggio);
        LtrkBuilder(b, b.logical_node(ld, {.ln_class = "LTRK", .inst = "2"}))
            .control("SpcTrk1", BasicType::boolean);
        auto built = b.build();
        EXPECT_TRUE(built) << built.error().message();
        return std::move(built->image);
    }
    static void add_enumerated(model::Builder& b, model::Builder::Ln ln, std::string_view name,
                               std::uint16_t type) {
        const auto object = b.data_object(ln, name, "ENC");
        b.attribute(object,
                    {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated, .enum_type = type});
        const auto oper = b.structure(object, {.name = "Oper", .fc = Fc::co});
        b.attribute(oper, {.name = "ctlVal", .type = BasicType::enumerated, .enum_type = type});
    }
    static void add_integer_set_point(model::Builder& b, model::Builder::Ln ln) {
        const auto object = b.data_object(ln, "DoInt", "APC");
        const auto status = b.structure(object, {.name = "mxVal", .fc = Fc::mx});
        b.attribute(status, {.name = "i", .type = BasicType::int32});
        const auto oper = b.structure(object, {.name = "Oper", .fc = Fc::co});
        b.attribute(b.structure(oper, {.name = "ctlVal"}), {.name = "i", .type = BasicType::int32});
    }

    TrackingTest() : process(image()), objects(process.model()), tracking(process) {}

    const control::Object& named(std::string_view name) {
        const auto node = process.model().find("CTRL", "GGIO1$CO$" + std::string(name));
        const control::Object* const object = objects.of(node);
        EXPECT_NE(object, nullptr) << name;
        return object != nullptr ? *object : objects.all().front();
    }
    /// The members of a tracking data object from `first` on, as text.
    std::string shown(std::string_view domain, std::string_view name, std::size_t first = 0) {
        const auto node = process.model().find(domain, name);
        EXPECT_NE(node, model::no_node) << name;
        std::string text;
        const Value value = process.image().value(node);
        for (std::size_t i = first; i < value.items().size(); ++i) {
            text += (text.empty() ? "" : ", ") + value.items()[i].text();
        }
        return text;
    }
    std::string admin(std::string_view name, std::size_t first = 0) {
        return shown("ADM", "LTRK1$SR$" + std::string(name), first);
    }

    static control::Command command(Value value) {
        control::Command result;
        result.value = std::move(value);
        result.origin = {OrCat::station_control, {0xAB}};
        result.ctl_num = 7;
        result.time = Timestamp::from(now.wall);
        result.test = true;
        result.check = {false, true};
        return result;
    }
    void operate(std::string_view name, Value value) {
        const control::Command given = command(std::move(value));
        tracking.control(named(name), &given, {Service::operate, {}, ServiceError::no_error, {}},
                         AddCause::none, now);
    }

    model::Process process;
    control::Objects objects;
    Tracking tracking;
};

constexpr const char* wall = "2026-11-22T00:00:00.000000000Z";

TEST_F(TrackingTest, CommandWithAllMembers) {
    operate("DoDPC", true);
    EXPECT_EQ(admin("DpcTrk"), "\"CTRL/GGIO1.DoDPC\", 46, 0, AB, " + std::string(wall) +
                                   ", true, 1970-01-01T00:00:00.000000000Z, {2, AB}, 7, " + wall +
                                   ", true, 01, 25");
}

TEST_F(TrackingTest, EachClassHasItsOwn) {
    operate("DoINC", -5);
    operate("DoAPC", 1.5F);
    operate("DoInt", 12);
    operate("DoBSC", BitString(2, 2));
    operate("DoISC", 3);
    operate("DoBAC", BitString(1, 2));
    EXPECT_TRUE(admin("IncTrk").starts_with("\"CTRL/GGIO1.DoINC\"")) << admin("IncTrk");
    EXPECT_TRUE(admin("IncTrk", 5).starts_with("-5, "));
    EXPECT_TRUE(admin("ApcFTrk", 5).starts_with("{1.5}, ")) << admin("ApcFTrk");
    EXPECT_TRUE(admin("ApcIntTrk", 5).starts_with("{12}, ")) << admin("ApcIntTrk");
    EXPECT_TRUE(admin("BscTrk", 5).starts_with("10, ")) << admin("BscTrk");
    EXPECT_TRUE(admin("IscTrk", 5).starts_with("3, ")) << admin("IscTrk");
    EXPECT_TRUE(admin("BacTrk", 5).starts_with("01, ")) << admin("BacTrk");
    EXPECT_TRUE(admin("DpcTrk").starts_with("\"\", 0, 0"));
}

TEST_F(TrackingTest, EnumerationsAreToldApart) {
    operate("DoSide", 2);
    EXPECT_TRUE(admin("EncTrk2", 5).starts_with("2, ")) << admin("EncTrk2");
    EXPECT_TRUE(admin("EncTrk1").starts_with("\"\", 0, 0"));
    operate("DoBeh", 5);
    EXPECT_TRUE(admin("EncTrk1", 5).starts_with("5, ")) << admin("EncTrk1");
    EXPECT_TRUE(admin("EncTrk2", 5).starts_with("2, "));
}

TEST_F(TrackingTest, NearestLogicalNodeCounts) {
    operate("DoSPC", true);
    EXPECT_TRUE(shown("CTRL", "LTRK2$SR$SpcTrk1").starts_with("\"CTRL/GGIO1.DoSPC\", 46"));
    EXPECT_TRUE(admin("SpcTrk").starts_with("\"\", 0, 0"));
}

TEST_F(TrackingTest, SelectWithoutValueLeavesTheParameters) {
    operate("DoDPC", true);
    const std::uint8_t who[] = {1, 2};
    tracking.control(
        named("DoDPC"), nullptr,
        {Service::select, "CTRL/GGIO1$CO$DoDPC", ServiceError::instance_locked_by_other_client, who},
        AddCause::locked_by_other_client, now);
    const std::string all = admin("DpcTrk");
    EXPECT_TRUE(all.starts_with("\"CTRL/GGIO1.DoDPC\", 43, 8, 0102, ")) << all;
    EXPECT_TRUE(all.ends_with(", true, 01, 27")) << all;
}

TEST_F(TrackingTest, TimeOfEdition1AndOperTm) {
    control::Command given = command(true);
    given.time = EntryTime::from(now.wall);
    given.oper_time = Timestamp::from(now.wall);
    tracking.control(named("DoDPC"), &given, {Service::time_activated_operate, {}, {}, {}}, AddCause::none,
                     now);
    EXPECT_NE(admin("DpcTrk", 6).find(std::string(wall) + ", {2, AB}, 7, " + wall), std::string::npos)
        << admin("DpcTrk");
}

TEST_F(TrackingTest, OtherServices) {
    EXPECT_TRUE(tracking.tracks_others());
    EXPECT_TRUE(tracking.tracks_blocks());
    tracking.other({Service::get_file, "file.txt", ServiceError::instance_not_available, {}}, now);
    EXPECT_EQ(admin("GenTrk"), "\"file.txt\", 49, 1, , " + std::string(wall));
    tracking.other({Service::set_data_values, "CTRL/GGIO1$CF$DoSPC$ctlModel", {}, {}}, now);
    EXPECT_TRUE(admin("GenTrk").starts_with("\"CTRL/GGIO1.DoSPC.ctlModel\", 8, 0")) << admin("GenTrk");
    tracking.other({Service::delete_file, "records/a$ST$b", {}, {}}, now);
    EXPECT_TRUE(admin("GenTrk").starts_with("\"records/a$ST$b\", 51, 0")) << admin("GenTrk");
}

TEST_F(TrackingTest, LongReferencesAndOriginatorsAreCut) {
    const std::vector<std::uint8_t> long_name(100, 0x41);
    const std::string text(200, 'x');
    tracking.other({Service::get_file, text, {}, long_name}, now);
    const std::string shown = admin("GenTrk");
    EXPECT_EQ(static_cast<std::size_t>(std::count(shown.begin(), shown.end(), 'x')), 129U);
    EXPECT_NE(shown.find(", 49, 0, " +
                         [] {
                             std::string hex;
                             for (int i = 0; i < 64; ++i) hex += "41";
                             return hex;
                         }() +
                         ","),
              std::string::npos)
        << shown;
}

/// An LTRK with a few members only, a class that has other names, and none at all.
TEST(Tracking, WhatTheFileLeavesOutIsLeftOut) {
    model::Builder b("IED1");
    const auto ld = b.logical_device({.name = "LD"});
    control::testing::add_beh(b, b.logical_node(ld, {.ln_class = "LLN0"}));
    ControlBuilder(b, b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"}), {.name = "SPCSO1"});
    const auto ltrk = b.logical_node(ld, {.ln_class = "LTRK", .inst = "1"});
    const auto any = b.data_object(ltrk, "Whatever", "CST");
    b.attribute(any, {.name = "serviceType", .fc = Fc::sr, .type = BasicType::int32});
    const auto spc = b.data_object(ltrk, "SpcTrk", "");
    b.attribute(spc, {.name = "ctlVal", .fc = Fc::sr, .type = BasicType::vis_string64});
    b.attribute(spc, {.name = "ctlNum", .fc = Fc::sr, .type = BasicType::int8u});
    b.attribute(spc, {.name = "originatorID", .fc = Fc::sr, .type = BasicType::int8u});
    auto built = b.build();
    ASSERT_TRUE(built) << built.error().message();
    model::Process process(std::move(built->image));
    const control::Objects objects(process.model());
    Tracking tracking(process);
    EXPECT_FALSE(tracking.tracks_blocks());
    tracking.other({Service::abort, {}, {}, {}}, now);
    control::Command command;
    command.value = true;
    command.ctl_num = 9;
    command.origin.identification = {1};
    tracking.control(objects.all().front(), &command, {Service::operate, {}, {}, {}}, AddCause::none, now);
    tracking.control_block(process.model().find("LD", "LLN0"), {Service::set_urcb_values, {}, {}, {}}, {},
                           now);
    const auto value = [&](std::string_view item) {
        return process.image().value(process.model().find("LD", item)).text();
    };
    EXPECT_EQ(value("LTRK1$SR$Whatever"), "{2}");
    EXPECT_EQ(value("LTRK1$SR$SpcTrk"), "{\"\", 9, 0}");
}

TEST(Tracking, NothingInTheModel) {
    model::Process process(control::testing::control_image({{.name = "SPCSO1"}}));
    const control::Objects objects(process.model());
    Tracking tracking(process);
    EXPECT_FALSE(tracking.tracks_others());
    tracking.other({Service::abort, {}, {}, {}}, now);
    tracking.control(objects.all().front(), nullptr, {Service::select, {}, {}, {}}, AddCause::none, now);
}

TEST(Tracking, ServiceErrors) {
    using enum DataAccessError;
    EXPECT_EQ(service_error_of(std::nullopt), ServiceError::no_error);
    EXPECT_EQ(service_error_of(object_non_existent), ServiceError::instance_not_available);
    EXPECT_EQ(service_error_of(object_access_denied), ServiceError::access_violation);
    EXPECT_EQ(service_error_of(temporarily_unavailable), ServiceError::access_not_allowed_in_current_state);
    EXPECT_EQ(service_error_of(object_value_invalid), ServiceError::parameter_value_inappropriate);
    EXPECT_EQ(service_error_of(object_attribute_inconsistent), ServiceError::parameter_value_inconsistent);
    EXPECT_EQ(service_error_of(object_access_unsupported), ServiceError::class_not_supported);
    EXPECT_EQ(service_error_of(type_inconsistent), ServiceError::type_conflict);
    EXPECT_EQ(service_error_of(hardware_fault), ServiceError::failed_due_to_server_constraint);
    EXPECT_EQ(service_error_of(Code::service_error(7, 3)), ServiceError::access_violation);
    EXPECT_EQ(service_error_of(Code::service_error(2, 5)), ServiceError::instance_in_use);
    EXPECT_EQ(service_error_of(Code::service_error(3, 4)), ServiceError::failed_due_to_server_constraint);
}

}  // namespace
}  // namespace busbar::server::tracking
