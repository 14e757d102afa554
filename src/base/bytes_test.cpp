// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

#include <gtest/gtest.h>

namespace busbar {
namespace {

TEST(Hex, BothWays) {
    const ByteVector octets{0x03, 0x00, 0xAB};
    EXPECT_EQ(to_hex(octets), "03 00 AB");
    EXPECT_EQ(to_hex(octets, ""), "0300AB");
    EXPECT_EQ(to_hex({}), "");
    EXPECT_EQ(from_hex("03 00 | ab"), octets);
    EXPECT_EQ(from_hex("03:00-AB # a remark with 11 22\n"), octets);
    EXPECT_EQ(from_hex(""), ByteVector());
}

TEST(Hex, WhatIsNoneIsRefusedWithItsPlace) {
    const auto wrong = from_hex("03 0G");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().offset, 4U);
    EXPECT_EQ(wrong.error().peer_text, "G");
    EXPECT_FALSE(from_hex("030"));
    EXPECT_FALSE(from_hex("0 3")) << "a pair is not torn apart";
}

}  // namespace
}  // namespace busbar
