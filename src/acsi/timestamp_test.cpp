// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <busbar/quality.hpp>
#include <busbar/timestamp.hpp>

namespace busbar {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

SystemTime at(std::int64_t ns) {
    return SystemTime(nanoseconds(ns));
}

TEST(Quality, BitsStandWhereTheWireHasThem) {
    EXPECT_EQ(good.bits(), 0);
    EXPECT_EQ(Quality(Validity::invalid).bits(), 0x4000);
    EXPECT_EQ(Quality(Validity::questionable).bits(), 0xC000);
    EXPECT_EQ(good.with(Quality::test).bits(), 0x0010);
    EXPECT_EQ(good.with(Quality::operator_blocked).bits(), 0x0008);
    EXPECT_EQ(good.with(Quality::overflow).bits(), 0x2000);
    EXPECT_EQ(Quality::from_bits(0xFFFF).bits(), 0xFFF8);
    const Quality q = Quality(Validity::questionable).with(Quality::old_data);
    EXPECT_EQ(q.with(Validity::good).bits(), 0x0100);
    EXPECT_EQ(q.with(Quality::old_data, false), Quality(Validity::questionable));
    EXPECT_TRUE(q.has(Quality::old_data));
    EXPECT_FALSE(q.is_good());
}

TEST(Quality, TextGoesBothWays) {
    for (unsigned bits = 0; bits < 0x10000; bits += 8) {
        const Quality quality = Quality::from_bits(static_cast<std::uint16_t>(bits));
        const auto back = parse_quality(to_text(quality));
        ASSERT_TRUE(back) << to_text(quality);
        ASSERT_EQ(*back, quality);
    }
    EXPECT_EQ(to_text(Quality(Validity::invalid).with(Quality::overflow).with(Quality::test)),
              "invalid|overflow|test");
    EXPECT_EQ(*parse_quality("test"), good.with(Quality::test));
    const auto bad = parse_quality("good|wrong");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().offset, 5U);
    EXPECT_EQ(bad.error().peer_text, "wrong");
    EXPECT_FALSE(parse_quality(""));
}

TEST(Timestamp, OctetsOfAKnownStamp) {
    // 2024-01-03T10:47:01.5Z, clock not synchronized, accuracy 10 bits.
    const std::array<std::uint8_t, 8> octets = {0x65, 0x95, 0x3B, 0x25, 0x80, 0x00, 0x00, 0x2A};
    const Timestamp stamp = Timestamp::from_octets(octets);
    EXPECT_EQ(stamp.seconds, 0x65953B25U);
    EXPECT_EQ(stamp.fraction, 0x800000U);
    EXPECT_TRUE(stamp.quality.clock_not_synchronized);
    EXPECT_FALSE(stamp.quality.clock_failure);
    EXPECT_EQ(stamp.quality.accuracy, 10);
    EXPECT_EQ(stamp.octets(), octets);
    EXPECT_EQ(to_text(stamp), "2024-01-03T10:47:01.500000000Z (clockNotSynchronized)");
    EXPECT_EQ(Timestamp{}.octets(), (std::array<std::uint8_t, 8>{}));
}

TEST(Timestamp, ConvertsToTheNearestOfBothSides) {
    EXPECT_EQ(Timestamp::from(at(0)).seconds, 0U);
    EXPECT_EQ(Timestamp::from(at(500'000'000)).fraction, 0x800000U);
    // Rounding up may carry into the seconds.
    const Timestamp carried = Timestamp::from(at(1'999'999'999));
    EXPECT_EQ(carried.seconds, 2U);
    EXPECT_EQ(carried.fraction, 0U);
    for (std::int64_t ms = 0; ms < 1000; ++ms) {
        const SystemTime time = at(1'700'000'000'000'000'000 + ms * 1'000'000);
        const auto error = Timestamp::from(time).time() - time;
        ASSERT_LT(std::abs(error.count()), 31);
        ASSERT_EQ(Timestamp::from(Timestamp::from(time).time()), Timestamp::from(time));
    }
}

TEST(Timestamp, TimesOutsideTheRangeBecomeItsEnds) {
    EXPECT_EQ(Timestamp::from(at(-1)).seconds, 0U);
    const Timestamp last = Timestamp::from(at(4'294'967'296'000'000'000));
    EXPECT_EQ(last.seconds, 0xFFFFFFFFU);
    EXPECT_EQ(last.fraction, 0xFFFFFFU);
}

TEST(TimeQuality, OctetGoesBothWays) {
    for (unsigned octet = 0; octet < 256; ++octet) {
        ASSERT_EQ(TimeQuality::from_octet(static_cast<std::uint8_t>(octet)).octet(), octet);
    }
    EXPECT_EQ((TimeQuality{.leap_seconds_known = true, .accuracy = 10}.octet()), 0x8A);
}

TEST(EntryTime, OctetsOfAKnownTime) {
    // The captured report's TimeOfEntry: 04 74 AE D7 39 45.
    const std::array<std::uint8_t, 6> octets = {0x04, 0x74, 0xAE, 0xD7, 0x39, 0x45};
    const EntryTime time = EntryTime::from_octets(octets);
    EXPECT_EQ(time.milliseconds, 0x0474AED7U);
    EXPECT_EQ(time.days, 0x3945);
    EXPECT_EQ(time.octets(), octets);
    EXPECT_EQ(EntryTime::from(time.time()), time);
    EXPECT_EQ(to_text(EntryTime{}), "1984-01-01T00:00:00.000000000Z");
}

TEST(EntryTime, TimesOutsideTheRangeBecomeItsEnds) {
    EXPECT_EQ(EntryTime::from(at(0)), EntryTime{});
    EXPECT_EQ(EntryTime::from(at(8'000'000'000'000'000'000)).days, 0xFFFF);
    EXPECT_EQ(EntryTime::from(SystemTime(seconds(441'763'200) + milliseconds(5))).milliseconds, 5U);
}

struct TimeCase {
    std::string_view text;
    std::string_view normal;
};
class TimeText : public testing::TestWithParam<TimeCase> {};

TEST_P(TimeText, IsRead) {
    const auto time = parse_time(GetParam().text);
    ASSERT_TRUE(time) << time.error().message();
    EXPECT_EQ(to_text(*time), GetParam().normal);
}
INSTANTIATE_TEST_SUITE_P(
    Forms, TimeText,
    testing::Values(TimeCase{"2026-11-22T12:00:00.000000001Z", "2026-11-22T12:00:00.000000001Z"},
                    TimeCase{"2026-11-22T12:00:00Z", "2026-11-22T12:00:00.000000000Z"},
                    TimeCase{"2026-11-22 12:00:00.5", "2026-11-22T12:00:00.500000000Z"},
                    TimeCase{"2026-11-22T12:00:00+01:30", "2026-11-22T10:30:00.000000000Z"},
                    TimeCase{"2026-11-22T00:00:00-0100", "2026-11-22T01:00:00.000000000Z"},
                    TimeCase{"2026-11-22T12:30", "2026-11-22T12:30:00.000000000Z"},
                    TimeCase{"2026-11-22", "2026-11-22T00:00:00.000000000Z"},
                    TimeCase{"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999000000Z"},
                    TimeCase{"2024-02-29T00:00:00.1234567899Z", "2024-02-29T00:00:00.123456789Z"}));

TEST(TimeText, RefusesWithThePosition) {
    struct Case {
        std::string_view text;
        std::size_t at;
    };
    for (const Case& c :
         {Case{"", 0}, Case{"2026", 4}, Case{"2026-11-22T12", 13}, Case{"2026-11-22T12:00:00.Z", 20},
          Case{"2026-11-22T12:00:00Zz", 20}, Case{"2023-02-29", 0}, Case{"2026-13-01", 0},
          Case{"9999-01-01", 0}, Case{"2026-11-22T12:00:00+99:00", 22}}) {
        const auto time = parse_time(c.text);
        ASSERT_FALSE(time) << c.text;
        EXPECT_EQ(time.error().offset, c.at) << c.text;
    }
}

}  // namespace
}  // namespace busbar
