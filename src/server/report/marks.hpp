// SPDX-License-Identifier: Apache-2.0
// Which members of a data set have fired, and why.
#pragma once

#include <bit>
#include <busbar/report_fields.hpp>
#include <cstdint>
#include <vector>

namespace busbar::server::report {

/// Allocates only in its constructor.
class Marks {
public:
    explicit Marks(std::size_t members) : words_((members + 63) / 64), reasons_(members) {}

    [[nodiscard]] bool empty() const { return count_ == 0; }
    void add(std::uint16_t member, ReasonCode reason) {
        std::uint64_t& word = words_[member / 64];
        const std::uint64_t bit = std::uint64_t{1} << (member % 64);
        if ((word & bit) != 0) {
            reasons_[member] |= reason;
        } else {
            word |= bit;
            reasons_[member] = reason;
            ++count_;
        }
    }
    void clear() {
        if (count_ == 0) return;
        for (std::uint64_t& word : words_) word = 0;
        count_ = 0;
    }
    /// Some member is in both.
    [[nodiscard]] bool overlaps(const Marks& other) const {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            if ((words_[i] & other.words_[i]) != 0) return true;
        }
        return false;
    }
    /// The same members for the same reasons.
    [[nodiscard]] bool same(const Marks& other) const {
        if (count_ != other.count_ || words_ != other.words_) return false;
        bool equal = true;
        for_each([&](std::uint16_t member, ReasonCode reason) {
            equal = equal && other.reasons_[member] == reason;
        });
        return equal;
    }
    /// In the order of the data set.
    template <class Work>
    void for_each(Work work) const {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1) {
                const auto member =
                    static_cast<std::uint16_t>(i * 64 + static_cast<unsigned>(std::countr_zero(rest)));
                work(member, reasons_[member]);
            }
        }
    }
    template <class Work>
    void for_each_backwards(Work work) const {
        for (std::size_t i = words_.size(); i-- > 0;) {
            for (std::uint64_t rest = words_[i]; rest != 0;) {
                const auto bit = 63U - static_cast<unsigned>(std::countl_zero(rest));
                const auto member = static_cast<std::uint16_t>(i * 64 + bit);
                rest ^= std::uint64_t{1} << bit;
                work(member, reasons_[member]);
            }
        }
    }
    [[nodiscard]] std::size_t memory_octets() const {
        return words_.capacity() * sizeof(std::uint64_t) + reasons_.capacity() * sizeof(ReasonCode);
    }

private:
    std::vector<std::uint64_t> words_;
    std::vector<ReasonCode> reasons_;  // only those of members that are in
    std::size_t count_ = 0;
};

}  // namespace busbar::server::report
