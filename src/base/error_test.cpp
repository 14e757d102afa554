// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <busbar/error.hpp>

namespace busbar {
namespace {

TEST(Error, CodesHaveTheNamesOfTheirStandards) {
    EXPECT_EQ(name_of(Code::service_error(7, 2)), "access/object-non-existent");
    EXPECT_EQ(name_of(Code::service_error(12, 5)), "others/5");
    EXPECT_EQ(name_of(Code::service_error(7, 99)), "access/99");
    EXPECT_EQ(name_of(Code::data_access(11)), "object-value-invalid");
    EXPECT_EQ(name_of(Code::data_access(12)), "12");
    EXPECT_EQ(name_of(Code::reject(1, 1)), "confirmed-requestPDU/unrecognized-service");
    EXPECT_EQ(name_of(Code::reject(1, 7)), "confirmed-requestPDU/7") << "7 is not assigned";
    EXPECT_EQ(name_of(Code{Domain::add_cause, 27}), "locked-by-other-client");
    EXPECT_EQ(name_of(Code{Domain::add_cause, -3}), "-3");
    EXPECT_EQ(name_of(Code{Domain::transport, 133}), "protocol-error");
    EXPECT_EQ(name_of(Code{Domain::session, 129}), "session-selector-unknown");
    EXPECT_EQ(name_of(Code{Domain::presentation, 3}), "called-presentation-address-unknown");
    EXPECT_EQ(name_of(Code{Domain::acse_user, 13}), "authentication-failure");
    EXPECT_EQ(name_of(Code{Domain::acse_provider, 2}), "no-common-acse-version");
    EXPECT_EQ(name_of(Code{}), "none");
}

TEST(Error, MessageSaysWhereAndWhat) {
    Error error;
    error.path = "read.listOfVariable";
    error.text = "member is missing";
    error.code = Code::reject(1, 4);
    error.offset = 12;
    error.peer_text = "a\x1b[2J";
    EXPECT_EQ(error.message(),
              "read.listOfVariable: member is missing (confirmed-requestPDU/invalid-argument) \"a\\x1B[2J\" "
              "at octet 12");
}

TEST(Error, EscapedTextCannotSteerATerminal) {
    EXPECT_EQ(escaped("plain \xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"),
              "plain \xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
    EXPECT_EQ(escaped("\x1b]0;x\x07"), "\\x1B]0;x\\x07");
    EXPECT_EQ(escaped(std::string_view("a\0b", 3)),
              "a\\x00"
              "b");
    EXPECT_EQ(escaped("\xC2\x9B"), "\\xC2\\x9B") << "a C1 control is a control";
    EXPECT_EQ(escaped("\xC0\xAF\xED\xA0\x80\xFF"), "\\xC0\\xAF\\xED\\xA0\\x80\\xFF")
        << "overlong, surrogate, no UTF-8";
    EXPECT_EQ(escaped("\xE2\x82"), "\\xE2\\x82") << "cut off";
}

}  // namespace
}  // namespace busbar
