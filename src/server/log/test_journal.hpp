// SPDX-License-Identifier: Apache-2.0
// For tests: a journal is driven at random and compared with a list that is searched from end to end.
#pragma once

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "server/log/journal.hpp"

namespace busbar::server::testing {

/// What a journal must be, said simply.
class ReferenceJournal {
public:
    struct Kept {
        log::EntryNumber number = 0;
        log::LogTime time = 0;
        ByteVector variables;
        friend bool operator==(const Kept&, const Kept&) = default;
    };
    explicit ReferenceJournal(const log::JournalLimits& limits) : limits_(limits) {}

    void append(const log::Entry& entry) {
        all_.push_back({entry.number, entry.time, {entry.variables.begin(), entry.variables.end()}});
        while ((limits_.max_entries != 0 && all_.size() > limits_.max_entries) ||
               (limits_.max_octets != 0 && octets() > limits_.max_octets) ||
               (limits_.max_age.count() != 0 && !all_.empty() &&
                all_.front().time < entry.time - limits_.max_age.count())) {
            all_.erase(all_.begin());
        }
    }
    [[nodiscard]] std::uint64_t octets() const {
        std::uint64_t sum = 0;
        for (const Kept& kept : all_) sum += kept.variables.size() + log::entry_overhead;
        return sum;
    }
    std::uint64_t erase(log::EntryNumber up_to) {
        return static_cast<std::uint64_t>(
            std::erase_if(all_, [&](const Kept& kept) { return kept.number <= up_to; }));
    }
    [[nodiscard]] std::vector<Kept> read(const log::JournalRange& range, std::size_t most) const {
        std::vector<Kept> found;
        for (const Kept& kept : all_) {
            const bool in = kept.number >= range.first && kept.time >= range.earliest &&
                            kept.time <= range.latest && found.size() < most;
            if (in) found.push_back(kept);
        }
        return found;
    }
    [[nodiscard]] const std::vector<Kept>& all() const { return all_; }

private:
    log::JournalLimits limits_;
    std::vector<Kept> all_;
};

/// Appends, queries and deletions by `seed`; `disturb` is called between them.
class JournalPlay {
public:
    JournalPlay(const log::JournalLimits& limits, unsigned seed) : reference_(limits), random_(seed) {}

    template <class Disturb>
    void run(log::Journal& journal, int steps, Disturb disturb) {
        for (int step = 0; step < steps && !::testing::Test::HasFatalFailure(); ++step) {
            const unsigned dice = below(100);
            if (dice < 70) {
                append(journal);
            } else if (dice < 97) {
                query(journal);
            } else if (dice < 98) {
                const log::EntryNumber up_to = some_number();
                ASSERT_EQ(journal.erase(up_to), reference_.erase(up_to));
            } else {
                disturb();
            }
            check_state(journal);
        }
    }
    /// All that is there, read in one.
    void check_all(log::Journal& journal) { check(journal, {}, static_cast<std::size_t>(-1)); }
    [[nodiscard]] log::EntryNumber last() const { return number_; }
    void set_last(log::EntryNumber number) { number_ = number; }

private:
    unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

    void append(log::Journal& journal) {
        number_ += 1 + below(3);
        // Mostly on, sometimes not at all, seldom far away: clocks are set.
        time_ += below(40) == 0 ? log::LogTime{below(2000)} - 1000 : log::LogTime{below(5)};
        time_ = std::max<log::LogTime>(time_, 0);
        ByteVector variables(below(8) == 0 ? below(300) : below(20));
        for (Octet& octet : variables) octet = static_cast<Octet>(random_());
        const log::Entry entry{number_, time_, variables};
        ASSERT_TRUE(journal.append(entry));
        reference_.append(entry);
    }
    log::EntryNumber some_number() {
        return number_ > 400 && below(4) != 0 ? number_ - below(400)
                                              : below(static_cast<unsigned>(number_ + 5));
    }
    log::LogTime some_time() { return time_ + 20 - log::LogTime{below(below(3) == 0 ? 4000 : 300)}; }

    void query(log::Journal& journal) {
        log::JournalRange range;
        if (below(2) == 0) range.first = some_number();
        if (below(2) == 0) range.earliest = some_time();
        if (below(2) == 0) range.latest = some_time();
        check(journal, range, below(3) == 0 ? 1000 : below(10));
    }
    void check(log::Journal& journal, const log::JournalRange& range, std::size_t most) {
        std::vector<ReferenceJournal::Kept> found;
        const auto visit = [&](const log::Entry& entry) {
            if (found.size() >= most) return false;
            found.push_back({entry.number, entry.time, {entry.variables.begin(), entry.variables.end()}});
            return true;
        };
        ASSERT_TRUE(journal.read(range, visit));
        const auto expected = reference_.read(range, most);
        ASSERT_EQ(found.size(), expected.size());
        ASSERT_TRUE(found == expected);
    }
    void check_state(const log::Journal& journal) {
        const log::JournalState state = journal.state();
        const auto& all = reference_.all();
        ASSERT_EQ(state.entries, all.size());
        ASSERT_EQ(state.octets, reference_.octets());
        if (all.empty()) {
            ASSERT_EQ(state.oldest, log::EntryMark{});
            ASSERT_EQ(state.newest, log::EntryMark{});
            return;
        }
        ASSERT_EQ(state.oldest, (log::EntryMark{all.front().number, all.front().time}));
        ASSERT_EQ(state.newest, (log::EntryMark{all.back().number, all.back().time}));
    }

    ReferenceJournal reference_;
    std::mt19937_64 random_;
    log::EntryNumber number_ = 0;
    log::LogTime time_ = 5000;
};

}  // namespace busbar::server::testing
