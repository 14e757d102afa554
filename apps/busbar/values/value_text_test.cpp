// SPDX-License-Identifier: Apache-2.0
#include "values/value_text.hpp"

#include <gtest/gtest.h>

#include "values/sample_model.hpp"

namespace busbar::program {
namespace {

Type type_of(const char* reference) {
    const auto node = model().find(reference);
    EXPECT_TRUE(node) << reference;
    return node ? Type(*node) : std::nullopt;
}

constexpr std::int64_t noon_s = 1795348800;  // 2026-11-22T12:00:00Z

Timestamp at(std::int64_t seconds, std::int64_t nanoseconds = 0) {
    return Timestamp::from(SystemTime(std::chrono::nanoseconds(seconds * 1'000'000'000 + nanoseconds)),
                           {.accuracy = 10});
}

std::string line(const Value& value, const char* reference = nullptr) {
    return inline_text(value, reference == nullptr ? std::nullopt : type_of(reference), Dictionary());
}

TEST(ValueText, Leaves) {
    EXPECT_EQ(line(12.41F), "12.41");
    EXPECT_EQ(line(1, "LD0/MMXU1.Beh.stVal[ST]"), "on (1)");
    EXPECT_EQ(line(9, "LD0/MMXU1.Beh.stVal[ST]"), "9");
    EXPECT_EQ(line(BitString(1, 2), "LD0/MMXU1.Pos.stVal[ST]"), "off (1)");
    EXPECT_EQ(line(Quality(Validity::invalid), "LD0/MMXU1.TotW.q[MX]"), "invalid");
    EXPECT_EQ(line(BitString(0b011000, 6), "LD0/MMXU1.urcb01.TrgOps[RP]"),
              "data-change|quality-change (011000)");
    EXPECT_EQ(line(BitString(0, 6), "LD0/MMXU1.urcb01.TrgOps[RP]"), "none (000000)");
    EXPECT_EQ(line(BitString(5, 3)), "101");
    EXPECT_EQ(line(DataAccessError::object_access_denied), "<object-access-denied>");
    EXPECT_EQ(line(Value()), "no value");
}

TEST(ValueText, PeersCannotSteerTheTerminal) {
    EXPECT_EQ(line("a\x1b[31mb").find('\x1b'), std::string::npos);
}

TEST(ValueText, TimesAreAsExactAsTheyAre) {
    EXPECT_EQ(time_text(at(noon_s, 123'000'000)), "2026-11-22T12:00:00.123Z");
    EXPECT_EQ(time_text(at(noon_s, 123'456'000)), "2026-11-22T12:00:00.123456Z");
    EXPECT_EQ(time_text(at(noon_s)), "2026-11-22T12:00:00.000Z");
    Timestamp bad = at(noon_s);
    bad.quality.clock_failure = true;
    EXPECT_EQ(time_text(bad).substr(0, 25), "2026-11-22T12:00:00.000Z ");
    EXPECT_NE(time_text(bad).find("lock"), std::string::npos);
}

TEST(ValueText, DataObjectOnOneLine) {
    const Value value = Value::structure({Value::structure({12.41F}), Quality(), at(noon_s, 500'000'000)});
    EXPECT_EQ(block_text("X", value, type_of("LD0/MMXU1.TotW[MX]"), Dictionary()),
              "X  12.41  good  2026-11-22T12:00:00.500Z\n");
}

TEST(ValueText, WhatElseIsInItStandsBelow) {
    const Value origin = Value::structure({2, OctetString{{1}}});
    const Value value = Value::structure({origin, BitString(2, 2), Quality(), at(noon_s, 500'000'000)});
    EXPECT_EQ(block_text("X", value, type_of("LD0/MMXU1.Pos[ST]"), Dictionary()),
              "X  on (2)  good  2026-11-22T12:00:00.500Z\n"
              "  origin\n"
              "    orCat  station-control (2)\n"
              "    orIdent  01\n");
}

TEST(ValueText, DataInsideOfData) {
    const Value vector = Value::structure({Value::structure({230.0F}), Value::structure({-120.0F})});
    const Value value = Value::structure({Value::structure({vector, Quality(), at(noon_s)})});
    EXPECT_EQ(block_text("X", value, type_of("LD0/MMXU1.PhV[MX]"), Dictionary()),
              "X\n"
              "  phsA  230  good  2026-11-22T12:00:00.000Z\n"
              "    cVal.ang.f  -120\n");
}

TEST(ValueText, ArraysAndWhatHasNoType) {
    const Value element = Value::structure({Value::structure({Value::structure({1.5F})}), Quality()});
    EXPECT_EQ(
        block_text("X", Value::array({element, element}), type_of("LD0/MMXU1.HA.phsAHar[MX]"), Dictionary()),
        "X  2 elements\n  (0)  1.5  good\n  (1)  1.5  good\n");
    EXPECT_EQ(block_text("X", Value::structure({1, Value::structure({2})}), std::nullopt, Dictionary()),
              "X\n  #1  1\n  #2\n    #1  2\n");
    EXPECT_EQ(line(Value::structure({1, Value::array({2, 3})})), "{1, [2, 3]}");
}

}  // namespace
}  // namespace busbar::program
