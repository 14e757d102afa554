// SPDX-License-Identifier: Apache-2.0
// What SqNum and EntryID tell about reports that are missing or come again (IEC 61850-7-2 17.2.3).
#pragma once

#include <busbar/report.hpp>
#include <vector>

namespace busbar::client {

/// SqNum from report to report. It wraps at 8 bits for a URCB and at 16 for a BRCB; servers that count a
/// URCB's with more bits are found out by their numbers.
class SequenceWatch {
public:
    struct Step {
        std::uint32_t missing = 0;
        bool repeated = false;   ///< the number of the report before
        bool restarted = false;  ///< neither: nothing can be said about what is between
    };

    /// A control block was enabled: its next number is the first.
    void restart(bool buffered) {
        mask_ = buffered ? 0xFFFFU : 0xFFU;
        expected_.reset();
    }
    [[nodiscard]] std::optional<std::uint32_t> expected() const { return expected_; }
    Step step(std::uint32_t number) {
        Step step;
        if (number > mask_) widen(number);
        if (expected_ && number != *expected_) {
            const std::uint32_t ahead = (number - *expected_) & mask_;
            if (ahead == mask_) {
                step.repeated = true;
            } else if (ahead <= mask_ / 2) {
                step.missing = ahead;
            } else {
                step.restarted = true;
            }
        }
        expected_ = (number + 1) & mask_;
        return step;
    }

private:
    /// The counter is wider than thought: what was taken for its wrap was none.
    void widen(std::uint32_t number) {
        const std::uint32_t old = mask_;
        mask_ = number > 0xFFFFU ? 0xFFFF'FFFFU : 0xFFFFU;
        if (expected_ == 0U) expected_ = old + 1;
    }

    std::uint32_t mask_ = 0xFFU;
    std::optional<std::uint32_t> expected_;
};

/// The entries that were taken last.
class EntryHistory {
public:
    void add(const EntryId& entry) {
        if (entries_.size() < size) {
            entries_.reserve(size);
            entries_.push_back(entry);
        } else {
            entries_[next_] = entry;
        }
        next_ = (next_ + 1) % size;
        last_ = entry;
    }
    [[nodiscard]] bool contains(const EntryId& entry) const {
        for (const EntryId& known : entries_) {
            if (known == entry) return true;
        }
        return false;
    }
    [[nodiscard]] const std::optional<EntryId>& last() const { return last_; }

private:
    static constexpr std::size_t size = 1024;
    std::vector<EntryId> entries_;
    std::size_t next_ = 0;
    std::optional<EntryId> last_;
};

}  // namespace busbar::client
