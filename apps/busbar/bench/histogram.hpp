// SPDX-License-Identifier: Apache-2.0
// Latencies in fixed memory: 64 buckets for each power of two, so that a percentile is right to 1.6 %
// whatever its size, and recording one costs a few instructions.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace busbar::bench {

class Histogram {
public:
    void record(std::uint64_t nanoseconds) {
        ++counts_[bucket_of(nanoseconds)];
        ++total_;
        sum_ += nanoseconds;
        if (nanoseconds > max_) max_ = nanoseconds;
        if (nanoseconds < min_) min_ = nanoseconds;
    }
    [[nodiscard]] std::uint64_t count() const { return total_; }
    [[nodiscard]] std::uint64_t min() const { return total_ == 0 ? 0 : min_; }
    [[nodiscard]] std::uint64_t max() const { return max_; }
    [[nodiscard]] double mean() const {
        return total_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(total_);
    }
    /// The value that the fraction `q` (0..1) of all are at or below, in nanoseconds; 0 where there are none.
    [[nodiscard]] double quantile(double q) const;

private:
    static constexpr unsigned sub_bits = 6;
    static constexpr std::size_t sub_buckets = std::size_t{1} << sub_bits;

    /// Below 64 a bucket each; above, the highest seven bits decide.
    static std::size_t bucket_of(std::uint64_t value) {
        if (value < sub_buckets) return static_cast<std::size_t>(value);
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - sub_bits - 1;
        return sub_buckets * shift + static_cast<std::size_t>(value >> shift);
    }
    static double middle_of(std::size_t bucket);

    std::array<std::uint64_t, sub_buckets*(64 - sub_bits + 1)> counts_{};
    std::uint64_t total_ = 0, sum_ = 0, max_ = 0;
    std::uint64_t min_ = ~std::uint64_t{0};
};

}  // namespace busbar::bench
