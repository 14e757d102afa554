// SPDX-License-Identifier: Apache-2.0
// LastApplError and CommandTermination as they come: as they should be, with what peers leave out, and as
// nobody should send them.
#include "client/control_message.hpp"

#include "client/test_control_station.hpp"

namespace busbar::client {
namespace {

using testing::ControlStation;

/// What is read from octets in a buffer of exactly their size.
struct Reading {
    test::Exact octets;
    ControlMessage message;
    bool understood = false;

    explicit Reading(Bytes pdu) : octets(pdu) {
        mms::Envelope envelope;
        ber::DecodeState state(octets.bytes());
        understood = mms::decode_envelope(octets.bytes(), envelope, state) &&
                     envelope.kind == mms::PduKind::unconfirmed && read_control_message(envelope, message);
    }
    Reading(const std::vector<std::string>& names, const std::vector<Value>& values)
        : Reading(ControlStation::information_report(names, values)) {}
};

const std::vector<std::string> last_error{"LastApplError"};
const std::string oper_name = "LD0/CSWI1$CO$Pos$Oper";

TEST(ControlMessage, LastApplError) {
    const Reading reading(last_error, {ControlStation::appl_error("LD0/CSWI1$CO$Pos$SBOw", 10, 4, 3)});
    ASSERT_TRUE(reading.message.error);
    EXPECT_FALSE(reading.message.termination);
    EXPECT_EQ(reading.message.error->object, "LD0/CSWI1$CO$Pos$SBOw");
    EXPECT_EQ(reading.message.error->error, ControlError::operator_test_not_ok);
    EXPECT_EQ(reading.message.error->ctl_num, 4);
    EXPECT_EQ(reading.message.error->cause, AddCause::blocked_by_interlocking);
}

TEST(ControlMessage, GoldenOctets) {
    const Reading reading(
        test::octets("A3 49 A0 47 A0 13 30 11 A0 0F 80 0D 4C 61 73 74 41 70 70 6C 45 72 72 6F 72 A0 30 A2 2E "
                     "8A 19 49 45 44 "
                     "31 4C 44 30 2F 43 53 57 49 31 24 43 4F 24 50 6F 73 24 4F 70 65 72 85 01 03 A2 08 85 01 "
                     "02 89 03 63 6C "
                     "69 86 01 01 85 01 0A"));
    ASSERT_TRUE(reading.message.error);
    EXPECT_EQ(reading.message.error->object, "IED1LD0/CSWI1$CO$Pos$Oper");
    EXPECT_EQ(reading.message.error->ctl_num, 1);
    EXPECT_EQ(reading.message.error->cause, AddCause::blocked_by_interlocking);
}

TEST(ControlMessage, MembersThatAreMissing) {
    const Value origin = Value::structure({3, OctetString{}});
    // Without CntrlObj.
    Reading reading(last_error, {Value::structure({1, origin, 9U, 12})});
    ASSERT_TRUE(reading.message.error);
    EXPECT_EQ(reading.message.error->object, "");
    EXPECT_EQ(reading.message.error->ctl_num, 9);
    EXPECT_EQ(reading.message.error->cause, AddCause::command_already_in_execution);
    // Only the two that matter.
    const Reading two(last_error, {Value::structure({9U, 12})});
    EXPECT_EQ(two.message.error->ctl_num, 9);
    EXPECT_EQ(two.message.error->cause, AddCause::command_already_in_execution);
    const Reading one(last_error, {Value::structure({"LD0/CSWI1$CO$Pos", 18})});
    EXPECT_EQ(one.message.error->cause, AddCause::object_not_selected);
    EXPECT_EQ(one.message.error->ctl_num, std::nullopt);
    // Numbers as INTEGER or Unsigned, and a vendor's own.
    const Reading vendor(last_error, {Value::structure({"x", 1, origin, 3, -7})});
    EXPECT_EQ(static_cast<int>(vendor.message.error->cause), -7);
    EXPECT_EQ(vendor.message.error->ctl_num, 3);
}

TEST(ControlMessage, WhatIsNoErrorStillSaysThatSomethingFailed) {
    std::vector<Value> many(200, Value(1));
    for (const Value& odd :
         {Value(3), Value("text"), Value::structure({}), Value::structure({"only text"}),
          Value::structure({"x", 1, true}), Value(DataAccessError::hardware_fault), Value::array({1, 2, 3}),
          Value::structure(many), Value::structure({"x", std::int64_t{1} << 40})}) {
        const Reading reading(last_error, {odd});
        ASSERT_TRUE(reading.understood) << odd.text();
        ASSERT_TRUE(reading.message.error) << odd.text();
        EXPECT_EQ(reading.message.error->cause, AddCause::unknown) << odd.text();
        EXPECT_EQ(reading.message.error->ctl_num, std::nullopt) << odd.text();
    }
    const Reading huge(
        last_error,
        {Value::structure({std::string(50'000, 'x'), 1, Value::structure({3, OctetString{}}), 1U, 5})});
    EXPECT_EQ(huge.message.error->object, "");
    EXPECT_EQ(huge.message.error->cause, AddCause::position_reached);
}

TEST(ControlMessage, CommandTermination) {
    const Value oper = Value::structure({true, 7U});
    const Reading positive({oper_name}, {oper});
    ASSERT_TRUE(positive.message.termination);
    EXPECT_FALSE(positive.message.error);
    EXPECT_EQ(positive.message.termination->domain, "LD0");
    EXPECT_EQ(positive.message.termination->object, "CSWI1$CO$Pos");
    EXPECT_EQ(member_number(*positive.message.termination->oper, 1), 7U);
    EXPECT_EQ(member_number(*positive.message.termination->oper, 0), std::nullopt);
    EXPECT_EQ(member_number(*positive.message.termination->oper, 2), std::nullopt);
    const Value error = ControlStation::appl_error(oper_name, 16);
    const Reading negative({"LastApplError", oper_name}, {error, oper});
    EXPECT_TRUE(negative.message.termination);
    EXPECT_EQ(negative.message.error->cause, AddCause::time_limit_over);
    const Reading turned({oper_name, "LastApplError"}, {oper, error});
    EXPECT_TRUE(turned.message.termination);
    EXPECT_EQ(turned.message.error->cause, AddCause::time_limit_over);
    const Reading failed({oper_name}, {DataAccessError::hardware_fault});
    EXPECT_TRUE(failed.message.termination);
}

TEST(ControlMessage, Others) {
    EXPECT_FALSE(Reading({"RPT"}, {Value("x")}).understood);
    EXPECT_FALSE(Reading({"LD0/CSWI1$ST$Pos"}, {Value("x")}).understood);
    EXPECT_FALSE(Reading({"LD0/CSWI1$CO$Pos$SBOw"}, {Value("x")}).understood);
    EXPECT_FALSE(Reading({"LastApplError", oper_name, oper_name}, {1, 2, 3}).understood);
    EXPECT_FALSE(Reading({oper_name}, {1, 2}).understood);
    EXPECT_FALSE(Reading({oper_name, "LastApplError"}, {1}).understood);
    EXPECT_FALSE(Reading({}, {}).understood);
}

TEST(ControlMessage, EveryTruncationAndEveryChangedOctet) {
    const ByteVector whole = ControlStation::information_report(
        {"LastApplError", oper_name}, {ControlStation::appl_error(oper_name, 16),
                                       Value::structure({true, Value::structure({3, OctetString{}}), 7U})});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(Reading(Bytes(whole).first(size)).understood);
    }
    std::size_t understood = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (unsigned value = 0; value < 256; ++value) {
            ByteVector changed = whole;
            changed[i] = static_cast<Octet>(value);
            const Reading reading(changed);
            if (!reading.understood) continue;
            ++understood;
            if (reading.message.error) (void)named_control(reading.message.error->object);
            if (reading.message.termination && reading.message.termination->oper)
                (void)member_number(*reading.message.termination->oper, 2);
        }
    }
    EXPECT_GT(understood, whole.size());
}

TEST(NamedControl, InEverySpelling) {
    const auto parts = [](std::string_view text) {
        const NamedControl named = named_control(text);
        return std::string(named.domain) + "|" + named.object + "|" + named.service;
    };
    EXPECT_EQ(parts("LD0/CSWI1$CO$Pos$Oper"), "LD0|CSWI1$Pos|Oper");
    EXPECT_EQ(parts("LD0/CSWI1.Pos.SBOw"), "LD0|CSWI1$Pos|SBOw");
    EXPECT_EQ(parts("LD0/CSWI1$CO$Pos"), "LD0|CSWI1$Pos|");
    EXPECT_EQ(parts("CSWI1$CO$Pos$Cancel"), "|CSWI1$Pos|Cancel");
    EXPECT_EQ(parts("LD0/CSWI1$CO$Pos$Oper$ctlVal"), "LD0|CSWI1$Pos|Oper");
    EXPECT_EQ(parts("LD0/CSWI1$CO$A$CO$Oper"), "LD0|CSWI1$A$CO|Oper");
    EXPECT_EQ(parts(""), "||");
    EXPECT_EQ(parts("/"), "||");
    EXPECT_EQ(parts("$$$"), "|$$|");
}

}  // namespace
}  // namespace busbar::client
