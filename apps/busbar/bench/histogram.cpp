// SPDX-License-Identifier: Apache-2.0
#include "bench/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace busbar::bench {

double Histogram::middle_of(std::size_t bucket) {
    if (bucket < 2 * sub_buckets) return static_cast<double>(bucket);
    const auto shift = static_cast<unsigned>(bucket / sub_buckets - 1);
    const std::uint64_t low = static_cast<std::uint64_t>(bucket - sub_buckets * shift) << shift;
    return static_cast<double>(low) + static_cast<double>((std::uint64_t{1} << shift) - 1) / 2;
}

double Histogram::quantile(double q) const {
    if (total_ == 0) return 0;
    const auto rank = static_cast<std::uint64_t>(
        std::clamp(std::ceil(q * static_cast<double>(total_)), 1.0, static_cast<double>(total_)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (seen >= rank)
            return std::clamp(middle_of(i), static_cast<double>(min_), static_cast<double>(max_));
    }
    return static_cast<double>(max_);
}

}  // namespace busbar::bench
