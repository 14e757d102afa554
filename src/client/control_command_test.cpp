// SPDX-License-Identifier: Apache-2.0
// What goes into Oper for every type that servers have it in.
#include "client/control_command.hpp"

#include "client/test_control_station.hpp"

namespace busbar::client {
namespace {

using namespace testing;
using Kind = ControlStep::Kind;

/// The type of the data object under FC CO, as a client finds it out.
ControlInfo info_of(std::map<std::string, std::string> services) {
    TestPeer peer;
    peer.associate();
    ControlStation station(peer);
    station.services = std::move(services);
    const auto info = peer.run(control(peer.remote, *ObjectReference::parse("LD0/CSWI1.Pos")));
    if (!info) throw std::runtime_error(info.error().message());
    return *info;
}
ControlInfo oper_only(const std::string& type) {
    return info_of({{"Oper", type}});
}

Command command(Value value) {
    Command command;
    command.value = std::move(value);
    command.origin = OperateOptions::usual_origin();
    command.ctl_num = 7;
    command.time = *parse_time("2026-11-22T12:00:00.5Z");
    return command;
}
Result<Value> oper(const std::string& type, const Command& with) {
    const ControlInfo info = oper_only(type);
    return service_value(with, *service_type(info, Kind::operate));
}
/// ctlVal alone.
std::string ctl_val(const std::string& type, const Value& value) {
    const auto made = oper("{ctlVal:" + type + "}", command(value));
    return made ? made->text() : "error: " + made.error().message();
}

TEST(ControlCommand, FillsTheUsualMembers) {
    Command with = command(true);
    with.test = true;
    with.check.synchrocheck = true;
    const auto made = oper(usual_oper, with);
    ASSERT_TRUE(made) << made.error().message();
    const std::vector<Value>& members = made->items();
    ASSERT_EQ(members.size(), 6U);
    EXPECT_EQ(members[0], Value(true));
    EXPECT_EQ(members[1], Value::structure({3, OctetString{{'b', 'u', 's', 'b', 'a', 'r'}}}));
    EXPECT_EQ(members[2], Value(7U));
    EXPECT_EQ(members[3], Value(Timestamp::from(with.time)));
    EXPECT_EQ(members[4], Value(true));
    EXPECT_EQ(members[5], Value(BitString(0b10, 2)));
}

TEST(ControlCommand, FollowsTheOrderAndTypesOfTheServer) {
    Command with = command(1);
    with.check = {true, true};
    const auto made =
        oper("{T:bt,ctlNum:i8,Check:bits-8,ctlVal:i32,test:b,origin:{orIdent:o-20,orCat:i32,x:v},vendor:u16}",
             with);
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_EQ(made->items()[0], Value(EntryTime::from(with.time)));
    EXPECT_EQ(made->items()[1], Value(7));
    EXPECT_EQ(made->items()[2], Value(BitString(0b1100'0000, 8)));
    EXPECT_EQ(made->items()[3], Value(1));
    EXPECT_EQ(made->items()[4], Value(false));
    EXPECT_EQ(made->items()[5], Value::structure({with.origin.identification.empty()
                                                      ? Value()
                                                      : Value(OctetString{with.origin.identification}),
                                                  3, ""}));
    EXPECT_EQ(made->items()[6], Value(0U));
}

TEST(ControlCommand, TimeOfActivation) {
    const std::string timed = "{ctlVal:b,operTm:utc,T:utc}";
    EXPECT_EQ(oper(timed, command(true))->items()[1], Value(Timestamp()));
    Command with = command(true);
    with.at = *parse_time("2026-11-22T13:00:00Z");
    EXPECT_EQ(oper(timed, with)->items()[1], Value(Timestamp::from(*with.at)));
    EXPECT_EQ(oper("{ctlVal:b,operTm:bt}", with)->items()[1], Value(EntryTime::from(*with.at)));
    EXPECT_TRUE(oper_only(timed).time_activated);
    EXPECT_FALSE(oper_only(usual_oper).time_activated);
    const auto without = oper(usual_oper, with);
    ASSERT_FALSE(without);
    EXPECT_EQ(without.error().fault, Fault::misuse);
    EXPECT_NE(without.error().text.find("no operTm"), std::string::npos);
}

TEST(ControlCommand, WhatTheTypeHasNoPlaceForIsNotDropped) {
    Command with = command(true);
    with.test = true;
    EXPECT_EQ(oper("{ctlVal:b,ctlNum:u8}", with).error().fault, Fault::misuse);
    with = command(true);
    with.check.interlock = true;
    EXPECT_EQ(oper("{ctlVal:b,ctlNum:u8}", with).error().fault, Fault::misuse);
    EXPECT_TRUE(oper("{ctlVal:b,ctlNum:u8}", command(true)));
}

TEST(ControlCommand, LongIdentificationsAreRefused) {
    Command with = command(true);
    with.origin.identification.assign(64, 'x');
    EXPECT_TRUE(oper(usual_oper, with));
    with.origin.identification.push_back('x');
    EXPECT_EQ(oper(usual_oper, with).error().fault, Fault::misuse);
    // Shorter than 64 where the server says so.
    with.origin.identification.assign(21, 'x');
    EXPECT_EQ(oper("{ctlVal:b,origin:{orCat:i8,orIdent:o-20}}", with).error().fault, Fault::violation);
}

TEST(ControlCommand, Switches) {
    for (const char* word : {"on", "true", "close", "CLOSED", "1"})
        EXPECT_EQ(ctl_val("b", word), "{true}") << word;
    for (const char* word : {"off", "false", "open", "0"}) EXPECT_EQ(ctl_val("b", word), "{false}") << word;
    EXPECT_EQ(ctl_val("b", 1), "{true}");
    EXPECT_NE(ctl_val("b", "half").find("neither on nor off"), std::string::npos);
    EXPECT_NE(ctl_val("b", 2).find("error"), std::string::npos);
}

TEST(ControlCommand, Steps) {
    const auto bits = [](unsigned number) { return Value::structure({BitString(number, 2)}).text(); };
    EXPECT_EQ(ctl_val("bits2", "stop"), bits(0));
    EXPECT_EQ(ctl_val("bits-2", "lower"), bits(1));
    EXPECT_EQ(ctl_val("bits2", "higher"), bits(2));
    EXPECT_EQ(ctl_val("bits2", "Raise"), bits(2));
    EXPECT_EQ(ctl_val("bits2", 1), bits(1));
    EXPECT_NE(ctl_val("bits2", 4).find("error"), std::string::npos);
    EXPECT_NE(ctl_val("bits2", "up").find("none of"), std::string::npos);
}

TEST(ControlCommand, NumbersAndSetpoints) {
    EXPECT_EQ(ctl_val("i8", 127), "{127}");
    EXPECT_NE(ctl_val("i8", 128).find("out of the range"), std::string::npos);
    EXPECT_EQ(ctl_val("i32", "-5"), "{-5}");
    EXPECT_EQ(ctl_val("{f:f}", 12.5), "{{12.5}}");
    EXPECT_EQ(ctl_val("{f:f}", "12.5"), "{{12.5}}");
    EXPECT_EQ(ctl_val("{f:f}", 12), "{{12}}");
    EXPECT_EQ(ctl_val("{i:i32}", 12), "{{12}}");
    EXPECT_NE(ctl_val("{i:i32}", 12.5).find("error"), std::string::npos);
    EXPECT_EQ(ctl_val("{i:i32,f:f}", 12.75F), "{{13, 12.75}}");
    EXPECT_NE(ctl_val("{i:i32,f:f}", 1e12).find("error"), std::string::npos);
    EXPECT_EQ(ctl_val("{f:f}", Value::structure({2.5F})), "{{2.5}}");
    EXPECT_EQ(ctl_val("f", 2.5), "{2.5}");
}

TEST(ControlCommand, KindsByType) {
    const auto kind = [](const std::string& type) { return oper_only("{ctlVal:" + type + "}").kind; };
    EXPECT_EQ(kind("b"), ControlKind::boolean);
    EXPECT_EQ(kind("i8"), ControlKind::integer);
    EXPECT_EQ(kind("u8"), ControlKind::integer);
    EXPECT_EQ(kind("bits-2"), ControlKind::step_command);
    EXPECT_EQ(kind("{f:f}"), ControlKind::analogue);
    EXPECT_EQ(kind("{i:i32}"), ControlKind::analogue);
    EXPECT_EQ(kind("f"), ControlKind::analogue);
    EXPECT_EQ(kind("bits8"), ControlKind::other);
    EXPECT_EQ(kind("{a:f,b:f}"), ControlKind::other);
}

TEST(ControlCommand, PositionAndRangeOfCtlNum) {
    const ControlInfo usual = oper_only(usual_oper);
    EXPECT_EQ(ctl_num_position(*service_type(usual, Kind::operate)), 2U);
    EXPECT_EQ(highest_ctl_num(*service_type(usual, Kind::operate)), 255);
    const ControlInfo narrow = oper_only("{ctlVal:b,ctlNum:i8}");
    EXPECT_EQ(highest_ctl_num(*service_type(narrow, Kind::operate)), 127);
    const ControlInfo none = oper_only("{ctlVal:b}");
    EXPECT_EQ(ctl_num_position(*service_type(none, Kind::operate)), std::nullopt);
}

TEST(ControlCommand, ObjectOfAnyReferenceToIt) {
    for (const char* text : {"LD0/CSWI1.Pos", "LD0/CSWI1.Pos[CO]", "LD0/CSWI1$CO$Pos$Oper",
                             "LD0/CSWI1.Pos.SBOw.ctlVal[CO]", "LD0/CSWI1.Pos.SBO"}) {
        const auto object = control_object(*ObjectReference::parse(text));
        ASSERT_TRUE(object) << text;
        EXPECT_EQ(object->text(), "LD0/CSWI1.Pos");
    }
    for (const char* text : {"LD0/CSWI1", "LD0", "LD0/CSWI1.Pos[ST]", "LD0/CSWI1.Pos(1).x"}) {
        const auto object = control_object(*ObjectReference::parse(text));
        ASSERT_FALSE(object) << text;
        EXPECT_EQ(object.error().fault, Fault::misuse);
    }
}

}  // namespace
}  // namespace busbar::client
