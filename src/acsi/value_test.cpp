// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <busbar/value.hpp>
#include <cmath>

namespace busbar {
namespace {

TEST(Value, KeepsTheKindItWasMadeFrom) {
    EXPECT_NE(Value(true).get_if<bool>(), nullptr);
    EXPECT_NE(Value(1).get_if<std::int64_t>(), nullptr);
    EXPECT_NE(Value(1U).get_if<std::uint64_t>(), nullptr);
    EXPECT_NE(Value(std::uint8_t{1}).get_if<std::uint64_t>(), nullptr);
    EXPECT_NE(Value(1.0F).get_if<float>(), nullptr);
    EXPECT_NE(Value(1.0).get_if<double>(), nullptr);
    EXPECT_NE(Value("text").get_if<std::string>(), nullptr);
    EXPECT_NE(Value(good).get_if<BitString>(), nullptr);
    EXPECT_TRUE(Value().empty());
    EXPECT_TRUE(Value(DataAccessError::object_non_existent).is_error());
}

TEST(Value, EqualityIsOfKindAndContent) {
    EXPECT_EQ(Value(1), Value(std::int64_t{1}));
    EXPECT_FALSE(Value(1) == Value(1U));
    EXPECT_EQ(Value::structure({1, true, "a"}), Value::structure({1, true, "a"}));
    EXPECT_FALSE(Value::structure({1}) == Value::array({1}));
    EXPECT_FALSE(Value::structure({1, 2}) == Value::structure({1, 3}));
}

TEST(Value, ConvertsWhereNothingIsLost) {
    EXPECT_EQ(Value(1.5).as<float>().value(), 1.5F);
    EXPECT_EQ(Value(3).as<float>().value(), 3.0F);
    EXPECT_EQ(Value(2.0).as<int>().value(), 2);
    EXPECT_EQ(Value(-2.0).as<int>().value(), -2);
    EXPECT_EQ(Value(200).as<std::uint8_t>().value(), 200);
    EXPECT_EQ(Value(5U).as<std::int8_t>().value(), 5);
    EXPECT_EQ(Value(BitString(2, 2)).as<int>().value(), 2);
    EXPECT_EQ(Value(INT64_MIN).as<std::int64_t>().value(), INT64_MIN);
    EXPECT_EQ(Value(UINT64_MAX).as<std::uint64_t>().value(), UINT64_MAX);
    EXPECT_EQ(Value(UnicodeString{"x"}).as<std::string>().value(), "x");
    EXPECT_EQ(Value(Quality(Validity::invalid)).as<Quality>().value(), Quality(Validity::invalid));
    EXPECT_TRUE(std::isnan(Value(std::nan("")).as<float>().value()));
    EXPECT_TRUE(std::isinf(Value(HUGE_VAL).as<float>().value()));
    const Timestamp stamp{.seconds = 7};
    EXPECT_EQ(Value(stamp).as<SystemTime>().value(), stamp.time());
}

TEST(Value, RefusesWhereSomethingIsLost) {
    EXPECT_FALSE(Value(0.1).as<float>());
    EXPECT_FALSE(Value(1e300).as<float>());
    EXPECT_FALSE(Value(16777217).as<float>());
    EXPECT_FALSE(Value(INT64_MAX).as<double>());
    EXPECT_FALSE(Value(1.5).as<int>());
    EXPECT_FALSE(Value(-1.5).as<int>());
    EXPECT_FALSE(Value(256).as<std::uint8_t>());
    EXPECT_FALSE(Value(-1).as<std::uint8_t>());
    EXPECT_FALSE(Value(128).as<std::int8_t>());
    EXPECT_FALSE(Value(UINT64_MAX).as<std::int64_t>());
    EXPECT_FALSE(Value(1e300).as<std::int64_t>());
    EXPECT_FALSE(Value(std::nan("")).as<std::int64_t>());
    EXPECT_FALSE(Value(1).as<bool>());
    EXPECT_FALSE(Value(true).as<int>());
    EXPECT_FALSE(Value("1").as<int>());
    EXPECT_FALSE(Value(1).as<std::string>());
    EXPECT_FALSE(Value(BitString(0, 12)).as<Quality>());
    EXPECT_EQ(Value("1").as<int>().error().fault, Fault::violation);
}

TEST(Value, AFailedMemberSaysWhichFailure) {
    const auto result = Value(DataAccessError::object_access_denied).as<float>();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().fault, Fault::refused);
    EXPECT_EQ(result.error().code, Code::data_access(3));
}

TEST(Value, TextForPeople) {
    EXPECT_EQ(Value::structure({1, true, 2.5F, Value::array({1U, 2U})}).text(), "{1, true, 2.5, [1, 2]}");
    EXPECT_EQ(Value(BitString(0b0110, 4)).text(), "0110");
    EXPECT_EQ(Value(OctetString{{0x0A, 0xFF}}).text(), "0AFF");
    EXPECT_EQ(Value("a\x1b[0m").text(), "\"a\\x1B[0m\"");
    EXPECT_EQ(Value(DataAccessError::object_non_existent).text(), "<object-non-existent>");
    EXPECT_EQ(Value(Timestamp{}).text(), "1970-01-01T00:00:00.000000000Z");
    EXPECT_EQ(Value().text(), "nothing");
}

TEST(BitString, NumbersAndBits) {
    const BitString bits(0b1000000000001, 13);
    EXPECT_EQ(bits.octets, (std::vector<std::uint8_t>{0x80, 0x08}));
    EXPECT_TRUE(bits.test(0));
    EXPECT_FALSE(bits.test(1));
    EXPECT_TRUE(bits.test(12));
    EXPECT_FALSE(bits.test(13));
    EXPECT_EQ(bits.number(), 0b1000000000001U);
    EXPECT_EQ(BitString(1, 64).number(), 1U);
}

}  // namespace
}  // namespace busbar
