// SPDX-License-Identifier: Apache-2.0
#include "log/moment.hpp"

#include <gtest/gtest.h>

#include <string>

namespace busbar::program {
namespace {

const SystemTime reference = parse_time("2026-11-22T12:00:00Z").value();

std::string moment(std::string_view text) {
    const auto time = parse_moment(text, reference);
    return time ? to_text(*time).substr(0, 23) : "no";
}

TEST(Moment, AbsoluteWithAndWithoutOffset) {
    EXPECT_EQ(moment("2026-11-22T12:00:00.5Z"), "2026-11-22T12:00:00.500");
    EXPECT_EQ(moment("2026-11-22 12:00:00"), "2026-11-22T12:00:00.000");
    EXPECT_EQ(moment("2026-11-22T12:00:00+01:00"), "2026-11-22T11:00:00.000");
    EXPECT_EQ(moment("2026-11-22 12:30"), "2026-11-22T12:30:00.000");
    EXPECT_EQ(moment("2026-11-22T12:30Z"), "2026-11-22T12:30:00.000");
    EXPECT_EQ(moment("2026-11-22T12:30+01:00"), "2026-11-22T11:30:00.000");
    EXPECT_EQ(moment("2026-11-22"), "2026-11-22T00:00:00.000");
    EXPECT_EQ(moment("now"), "2026-11-22T12:00:00.000");
}

TEST(Moment, AgoWithUnits) {
    EXPECT_EQ(moment("10m"), "2026-11-22T11:50:00.000");
    EXPECT_EQ(moment("1h30m"), "2026-11-22T10:30:00.000");
    EXPECT_EQ(moment("2d"), "2026-11-20T12:00:00.000");
    EXPECT_EQ(moment("250ms"), "2026-11-22T11:59:59.750");
}

TEST(Moment, NothingIsGuessed) {
    for (const char* wrong :
         {"", "2026", "10", "1.5", "yesterday", "2026-13-01", "2026-11-22T25:00:00Z", "2026-11-22T12",
          "2026-11-22T12:30:", "-10m", "10x", "90d90d1000000d", "2026-11-22T"})
        EXPECT_EQ(moment(wrong), "no") << wrong;
}

}  // namespace
}  // namespace busbar::program
