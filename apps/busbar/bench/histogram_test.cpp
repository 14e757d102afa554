// SPDX-License-Identifier: Apache-2.0
#include "bench/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace busbar::bench {
namespace {

TEST(Histogram, NothingRecorded) {
    const Histogram histogram;
    EXPECT_EQ(histogram.count(), 0U);
    EXPECT_EQ(histogram.quantile(0.99), 0);
    EXPECT_EQ(histogram.min(), 0U);
    EXPECT_EQ(histogram.mean(), 0);
}

TEST(Histogram, SmallNumbersAreExact) {
    Histogram histogram;
    for (std::uint64_t i = 1; i <= 100; ++i) histogram.record(i);
    EXPECT_EQ(histogram.quantile(0.5), 50);
    EXPECT_EQ(histogram.quantile(0.99), 99);
    EXPECT_EQ(histogram.quantile(1), 100);
    EXPECT_EQ(histogram.quantile(0), 1);
    EXPECT_EQ(histogram.min(), 1U);
    EXPECT_EQ(histogram.max(), 100U);
    EXPECT_EQ(histogram.mean(), 50.5);
}

TEST(Histogram, QuantilesAreRightTo16PerMille) {
    std::mt19937_64 random(7);
    std::vector<std::uint64_t> all;
    Histogram histogram;
    for (int i = 0; i < 20000; ++i) {
        all.push_back(random() >> (random() % 60));
        histogram.record(all.back());
    }
    std::sort(all.begin(), all.end());
    for (const double q : {0.01, 0.25, 0.5, 0.9, 0.99, 0.999}) {
        const auto exact =
            static_cast<double>(all[static_cast<std::size_t>(q * static_cast<double>(all.size())) - 1]);
        EXPECT_NEAR(histogram.quantile(q), exact, exact * 0.016) << q;
    }
}

TEST(Histogram, TakesTheLargestNumber) {
    Histogram histogram;
    histogram.record(~std::uint64_t{0});
    EXPECT_EQ(histogram.max(), ~std::uint64_t{0});
    EXPECT_EQ(histogram.quantile(0.5), static_cast<double>(~std::uint64_t{0}));
}

}  // namespace
}  // namespace busbar::bench
