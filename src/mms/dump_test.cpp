// SPDX-License-Identifier: Apache-2.0
// What golden_test.cpp does not see: JSON, errors, and the bound on what is encoded.
#include "mms/dump.hpp"

#include <gtest/gtest.h>

namespace busbar::mms {
namespace {

TEST(Dump, Json) {
    const auto pdu =
        from_hex("A1 1A 02 01 05 A4 15 A1 13 80 01 0A 87 05 08 7F C0 00 00 A2 07 83 01 FF 84 02 06 80");
    const auto json = dump_json(*pdu);
    ASSERT_TRUE(json) << json.error().message();
    EXPECT_EQ(*json, R"({"confirmed-ResponsePDU":{"invokeID":5,"read":{"listOfAccessResult":[)"
                     R"({"failure":"object-non-existent"},{"floating-point":"nan"},)"
                     R"({"structure":[{"boolean":true},{"bit-string":"10"}]}]}}})");
}

TEST(Dump, ErrorSaysWhere) {
    const auto pdu = from_hex("A1 0A 02 01 05 A4 05 A1 03 91 01 0A").value();
    const auto failed = dump(pdu);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().path, "confirmed-ResponsePDU.read.listOfAccessResult.success.utc-time");
    EXPECT_EQ(failed.error().offset, 11U);
}

TEST(Recode, OverflowIsAnError) {
    const auto pdu = from_hex("A0 05 02 01 04 82 00").value();
    BackWriter writer(5, 5);
    const auto result = recode(pdu, writer);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().fault, Fault::limit);
}

}  // namespace
}  // namespace busbar::mms
