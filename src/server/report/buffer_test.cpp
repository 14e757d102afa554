// SPDX-License-Identifier: Apache-2.0
// The buffer of a BRCB, rule by rule, and against a plain queue over millions of random operations.
#include "server/report/buffer.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <vector>

#include "support/allocation_count.hpp"

namespace busbar::server::report {
namespace {

/// An entry whose whole content follows from its number.
struct Sample {
    Sample(EntryNumber number, EntryKind kind, std::size_t members, std::size_t value_octets) {
        fill(number, kind, members, value_octets);
    }
    void fill(EntryNumber number, EntryKind kind, std::size_t members, std::size_t value_octets) {
        included.resize(members);
        values.resize(value_octets);
        for (std::size_t i = 0; i < members; ++i) {
            included[i].member = static_cast<std::uint16_t>(number * 3 + i);
            included[i].reason = ReasonCode::from_bits(static_cast<std::uint8_t>(2 * (number + i)));
            included[i].value_octets = static_cast<std::uint32_t>(number + 5 * i);
        }
        for (std::size_t i = 0; i < value_octets; ++i) values[i] = static_cast<Octet>(number * 31 + i);
        entry = {number, kind, time_of(number), included, values};
    }
    static EntryTime time_of(EntryNumber number) {
        return {static_cast<std::uint32_t>(number % 86'400'000), static_cast<std::uint16_t>(number % 9999)};
    }

    std::vector<IncludedMember> included;
    std::vector<Octet> values;
    Entry entry;
};

bool same(const Entry& a, const Entry& b) {
    return a.number == b.number && a.kind == b.kind && a.time == b.time &&
           std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end()) &&
           std::equal(a.included.begin(), a.included.end(), b.included.begin(), b.included.end(),
                      [](const IncludedMember& x, const IncludedMember& y) {
                          return x.member == y.member && x.reason == y.reason &&
                                 x.value_octets == y.value_octets;
                      });
}

constexpr std::size_t octets_each = 112;  // of an entry by push()

bool push(EntryBuffer& buffer, EntryNumber number, EntryKind kind = EntryKind::events) {
    const Sample sample(number, kind, 2, 60);
    EXPECT_EQ(EntryBuffer::octets_of(sample.entry), octets_each);
    return buffer.push(sample.entry);
}

std::vector<EntryNumber> drain(EntryBuffer& buffer) {
    std::vector<EntryNumber> numbers;
    while (const auto entry = buffer.next()) {
        numbers.push_back(entry->number);
        buffer.sent();
    }
    return numbers;
}

using Numbers = std::vector<EntryNumber>;

TEST(EntryBuffer, GivesEntriesInOrderAndUnchanged) {
    EntryBuffer buffer;
    const std::size_t before = buffer.memory_octets();
    EXPECT_FALSE(buffer.next());
    EXPECT_EQ(buffer.newest(), 0U);
    const Sample one(7, EntryKind::general_interrogation, 3, 17);
    const Sample two(9, EntryKind::events, 0, 0);
    EXPECT_TRUE(buffer.push(one.entry));
    EXPECT_TRUE(buffer.push(two.entry));
    EXPECT_EQ(buffer.size(), 2U);
    EXPECT_EQ(buffer.unsent(), 2U);
    EXPECT_EQ(buffer.newest(), 9U);
    EXPECT_EQ(buffer.newest_time(), Sample::time_of(9));
    EXPECT_EQ(buffer.octets_used(), EntryBuffer::octets_of(one.entry) + EntryBuffer::octets_of(two.entry));
    EXPECT_GE(buffer.memory_octets(), before + buffer.octets_used());
    ASSERT_TRUE(buffer.next());
    EXPECT_TRUE(same(*buffer.next(), one.entry));
    buffer.sent();
    ASSERT_TRUE(buffer.next());
    EXPECT_TRUE(same(*buffer.next(), two.entry));
    buffer.sent();
    EXPECT_FALSE(buffer.next());
    buffer.sent();
    EXPECT_EQ(buffer.size(), 2U) << "sent entries stay";
    EXPECT_FALSE(buffer.overflowed());
}

TEST(EntryBuffer, DropsTheOldestAndSaysSoOnlyWhenItWasNotSent) {
    EntryBuffer buffer({.max_octets = 3 * octets_each, .max_entries = 100});
    for (EntryNumber n = 1; n <= 3; ++n) EXPECT_TRUE(push(buffer, n));
    buffer.sent();
    EXPECT_TRUE(push(buffer, 4));
    EXPECT_FALSE(buffer.overflowed()) << "1 had been sent";
    EXPECT_TRUE(push(buffer, 5));
    EXPECT_TRUE(buffer.overflowed());
    EXPECT_EQ(buffer.size(), 3U);
    EXPECT_EQ(drain(buffer), (Numbers{3, 4, 5}));
    EXPECT_TRUE(buffer.overflowed()) << "until it is told";
    buffer.set_overflowed(false);
    EXPECT_TRUE(push(buffer, 6));
    EXPECT_FALSE(buffer.overflowed());
}

TEST(EntryBuffer, BoundInEntries) {
    EntryBuffer buffer({.max_octets = 100'000, .max_entries = 2});
    for (EntryNumber n = 1; n <= 5; ++n) EXPECT_TRUE(push(buffer, n));
    EXPECT_EQ(buffer.size(), 2U);
    EXPECT_TRUE(buffer.overflowed());
    EXPECT_EQ(drain(buffer), (Numbers{4, 5}));
    EntryBuffer none({.max_octets = 1000, .max_entries = 0});
    EXPECT_FALSE(push(none, 1));
    EXPECT_TRUE(none.overflowed());
}

TEST(EntryBuffer, AnEntryLargerThanTheBufferLeavesItAlone) {
    EntryBuffer buffer({.max_octets = 2 * octets_each});
    EXPECT_TRUE(push(buffer, 1));
    const Sample large(2, EntryKind::events, 1, 3 * octets_each);
    EXPECT_FALSE(buffer.push(large.entry));
    EXPECT_TRUE(buffer.overflowed());
    EXPECT_EQ(buffer.newest(), 1U);
    EXPECT_EQ(drain(buffer), (Numbers{1}));
}

TEST(EntryBuffer, ResumesAfterAnEntryThatItStillHas) {
    EntryBuffer buffer({.max_octets = 4 * octets_each});
    for (EntryNumber n = 10; n <= 60; n += 10) EXPECT_TRUE(push(buffer, n));
    EXPECT_EQ(drain(buffer), (Numbers{30, 40, 50, 60}));
    EXPECT_TRUE(buffer.resume_after(40));
    EXPECT_EQ(buffer.unsent(), 2U);
    EXPECT_FALSE(buffer.resume_after(20)) << "gone";
    EXPECT_FALSE(buffer.resume_after(45)) << "never there";
    EXPECT_FALSE(buffer.resume_after(0));
    EXPECT_EQ(drain(buffer), (Numbers{50, 60}));
    EXPECT_TRUE(buffer.resume_after(60));
    EXPECT_FALSE(buffer.next());
    EXPECT_TRUE(push(buffer, 70));
    EXPECT_EQ(drain(buffer), (Numbers{70}));
    buffer.rewind();
    EXPECT_EQ(drain(buffer), (Numbers{40, 50, 60, 70}));
    EXPECT_EQ(buffer.time_of(50), Sample::time_of(50));
    EXPECT_EQ(buffer.time_of(70), Sample::time_of(70));
    EXPECT_FALSE(buffer.time_of(30));
}

TEST(EntryBuffer, WhatResumingLeavesBehindIsNoLoss) {
    EntryBuffer buffer({.max_octets = 3 * octets_each});
    for (EntryNumber n = 1; n <= 3; ++n) EXPECT_TRUE(push(buffer, n));
    EXPECT_TRUE(buffer.resume_after(2));
    EXPECT_TRUE(push(buffer, 4));
    EXPECT_TRUE(push(buffer, 5));
    EXPECT_FALSE(buffer.overflowed());
    EXPECT_EQ(drain(buffer), (Numbers{3, 4, 5}));
}

TEST(EntryBuffer, NewerIntegrityReplacesWhatWasNotSent) {
    EntryBuffer buffer;
    EXPECT_TRUE(push(buffer, 1, EntryKind::integrity));
    buffer.sent();
    EXPECT_TRUE(push(buffer, 2, EntryKind::integrity));
    EXPECT_TRUE(push(buffer, 3, EntryKind::events));
    EXPECT_TRUE(push(buffer, 4, EntryKind::integrity));
    EXPECT_TRUE(push(buffer, 5, EntryKind::general_interrogation));
    buffer.drop_unsent(EntryKind::integrity);
    EXPECT_EQ(buffer.size(), 3U);
    EXPECT_EQ(buffer.octets_used(), 3 * octets_each);
    EXPECT_EQ(buffer.newest(), 5U);
    buffer.drop_unsent(EntryKind::general_interrogation);
    EXPECT_EQ(buffer.newest(), 3U);
    EXPECT_EQ(buffer.newest_time(), Sample::time_of(3));
    EXPECT_FALSE(buffer.resume_after(4));
    EXPECT_FALSE(buffer.time_of(4));
    EXPECT_FALSE(buffer.overflowed());
    EXPECT_EQ(drain(buffer), (Numbers{3}));
    buffer.rewind();
    EXPECT_EQ(drain(buffer), (Numbers{1, 3}));
}

/// Integrity every second for weeks behind one event that nobody fetches: the event must not be pushed out.
TEST(EntryBuffer, ReplacedEntriesTakeNoRoom) {
    EntryBuffer buffer({.max_octets = 4 * octets_each});
    EXPECT_TRUE(push(buffer, 1));
    for (EntryNumber n = 2; n < 1000; ++n) {
        buffer.drop_unsent(EntryKind::integrity);
        EXPECT_TRUE(push(buffer, n, EntryKind::integrity));
    }
    EXPECT_FALSE(buffer.overflowed());
    EXPECT_EQ(drain(buffer), (Numbers{1, 999}));
    EXPECT_LE(buffer.memory_octets(), 4 * octets_each + 300);
}

TEST(EntryBuffer, PurgeForgetsEverythingButTheLimits) {
    EntryBuffer buffer({.max_octets = 2 * octets_each});
    for (EntryNumber n = 1; n <= 3; ++n) EXPECT_TRUE(push(buffer, n));
    EXPECT_TRUE(buffer.overflowed());
    buffer.purge();
    EXPECT_FALSE(buffer.overflowed());
    EXPECT_FALSE(buffer.next());
    EXPECT_EQ(buffer.size() + buffer.unsent() + buffer.octets_used() + buffer.newest(), 0U);
    EXPECT_FALSE(buffer.resume_after(3));
    EXPECT_FALSE(buffer.time_of(0));
    for (EntryNumber n = 4; n <= 6; ++n) EXPECT_TRUE(push(buffer, n));
    EXPECT_EQ(drain(buffer), (Numbers{5, 6}));
}

TEST(EntryBuffer, NoAllocationOnceItIsFull) {
    EntryBuffer buffer({.max_octets = 5000});
    EntryNumber number = 0;
    Sample sample(1, EntryKind::events, 5, 700);
    const auto turn = [&] {
        ++number;
        sample.fill(number, number % 5 == 0 ? EntryKind::integrity : EntryKind::events, number % 5,
                    number * 37 % 700);
        if (number % 5 == 0) buffer.drop_unsent(EntryKind::integrity);
        EXPECT_TRUE(buffer.push(sample.entry));
        if (number % 3 == 0) buffer.sent();
    };
    while (!buffer.overflowed()) turn();
    const std::size_t memory = buffer.memory_octets();
    EXPECT_EQ(test::allocations_of([&] {
                  for (int i = 0; i < 10'000; ++i) turn();
              }),
              0U);
    EXPECT_EQ(buffer.memory_octets(), memory);
}

TEST(EntryBuffer, Moves) {
    EntryBuffer one;
    EXPECT_TRUE(push(one, 1));
    EntryBuffer two(std::move(one));
    EXPECT_EQ(two.newest(), 1U);
    EntryBuffer three;
    three = std::move(two);
    EXPECT_EQ(drain(three), (Numbers{1}));
}

// ---- the model check
// -------------------------------------------------------------------------------------------------

/// The same rules over a queue, with nothing clever.
class Reference {
public:
    struct Item {
        EntryNumber number;
        EntryKind kind;
        std::size_t members, value_octets, octets;
    };
    explicit Reference(const BufferLimits& limits) : limits_(limits) {}

    bool push(const Item& item) {
        if (item.octets > limits_.max_octets || limits_.max_entries == 0) {
            overflowed = true;
            return false;
        }
        while (octets_ + item.octets > limits_.max_octets || items.size() >= limits_.max_entries) {
            if (sent_ == 0) overflowed = true;
            if (sent_ != 0) --sent_;
            octets_ -= items.front().octets;
            items.pop_front();
        }
        octets_ += item.octets;
        items.push_back(item);
        return true;
    }
    void drop_unsent(EntryKind kind) {
        for (std::size_t i = sent_; i < items.size();) {
            if (items[i].kind == kind) {
                octets_ -= items[i].octets;
                items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
            } else {
                ++i;
            }
        }
    }
    void purge() {
        items.clear();
        sent_ = octets_ = 0;
        overflowed = false;
    }
    [[nodiscard]] const Item* next() const { return sent_ < items.size() ? &items[sent_] : nullptr; }
    void sent() { sent_ += sent_ < items.size() ? 1U : 0U; }
    void rewind() { sent_ = 0; }
    bool resume_after(EntryNumber number) {
        const auto at = find(number);
        if (at == items.end()) return false;
        sent_ = static_cast<std::size_t>(at - items.begin()) + 1;
        return true;
    }
    [[nodiscard]] std::deque<Item>::const_iterator find(EntryNumber number) const {
        const auto at = std::lower_bound(items.begin(), items.end(), number,
                                         [](const Item& item, EntryNumber n) { return item.number < n; });
        return at != items.end() && at->number == number ? at : items.end();
    }
    [[nodiscard]] std::size_t unsent() const { return items.size() - sent_; }
    [[nodiscard]] std::size_t octets() const { return octets_; }

    std::deque<Item> items;
    bool overflowed = false;

private:
    BufferLimits limits_;
    std::size_t sent_ = 0;
    std::size_t octets_ = 0;
};

class ModelCheck {
public:
    ModelCheck(const BufferLimits& limits, std::uint64_t seed, std::size_t largest_value)
        : limits_(limits), buffer_(limits), reference_(limits), random_(seed), largest_(largest_value) {}

    /// False at the first difference.
    bool run(std::size_t operations) {
        for (std::size_t n = 0; n < operations; ++n) {
            if (!step() || !agree()) {
                ADD_FAILURE() << "operation " << n << ", limits " << limits_.max_octets << " "
                              << limits_.max_entries;
                return false;
            }
            ++executed;
        }
        return true;
    }

    std::size_t executed = 0;
    std::size_t overflows = 0;
    std::size_t resumed = 0;
    std::size_t most_entries = 0;

private:
    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }
    EntryKind kind() {
        const std::size_t n = below(8);
        return n == 0 ? EntryKind::integrity : n == 1 ? EntryKind::general_interrogation : EntryKind::events;
    }
    /// Mostly one that is or was there.
    EntryNumber some_number() {
        if (below(8) == 0 || reference_.items.empty()) return below(number_ + 10);
        return reference_.items[below(reference_.items.size())].number + (below(8) == 0 ? 1 : 0);
    }

    bool step() {
        const std::size_t what = below(256);
        if (what < 130) return push();
        if (what < 240) return send();
        if (what < 244) return resume();
        if (what < 247) {
            const EntryNumber number = some_number();
            const auto expected = reference_.find(number);
            const auto time = buffer_.time_of(number);
            return expected == reference_.items.end() ? !time
                                                      : time && *time == Sample::time_of(expected->number);
        }
        if (what < 253) {
            const EntryKind which = kind();
            reference_.drop_unsent(which);
            buffer_.drop_unsent(which);
        } else if (what == 253) {
            reference_.rewind();
            buffer_.rewind();
        } else if (what == 254) {
            reference_.overflowed = false;
            buffer_.set_overflowed(false);
        } else if (below(16) == 0) {
            reference_.purge();
            buffer_.purge();
        }
        return true;
    }
    bool push() {
        number_ += 1 + below(3);
        const std::size_t size = below(below(64) == 0 ? 8 * largest_ : largest_);
        sample_.fill(number_, kind(), below(4), size);
        const bool expected = reference_.push({number_, sample_.entry.kind, sample_.included.size(),
                                               sample_.values.size(), EntryBuffer::octets_of(sample_.entry)});
        return buffer_.push(sample_.entry) == expected;
    }
    bool send() {
        const auto entry = buffer_.next();
        const Reference::Item* expected = reference_.next();
        if (entry.has_value() != (expected != nullptr)) return false;
        if (entry) {
            sample_.fill(expected->number, expected->kind, expected->members, expected->value_octets);
            if (!same(*entry, sample_.entry)) return false;
        }
        buffer_.sent();
        reference_.sent();
        return true;
    }
    bool resume() {
        const EntryNumber number = some_number();
        const bool expected = reference_.resume_after(number);
        resumed += expected ? 1U : 0U;
        return buffer_.resume_after(number) == expected;
    }
    bool agree() {
        const auto& items = reference_.items;
        overflows += reference_.overflowed ? 1U : 0U;
        most_entries = std::max(most_entries, items.size());
        const EntryNumber newest = items.empty() ? 0 : items.back().number;
        const EntryTime newest_time = items.empty() ? EntryTime() : Sample::time_of(newest);
        const auto next = buffer_.next();
        const Reference::Item* expected = reference_.next();
        return buffer_.size() == items.size() && buffer_.unsent() == reference_.unsent() &&
               buffer_.octets_used() == reference_.octets() &&
               buffer_.overflowed() == reference_.overflowed && buffer_.newest() == newest &&
               buffer_.newest_time() == newest_time && next.has_value() == (expected != nullptr) &&
               (!next || next->number == expected->number) &&
               buffer_.memory_octets() <= limits_.max_octets + 512;
    }

    BufferLimits limits_;
    EntryBuffer buffer_;
    Reference reference_;
    std::mt19937_64 random_;
    std::size_t largest_;
    EntryNumber number_ = 0;
    Sample sample_{0, EntryKind::events, 0, 0};
};

TEST(EntryBuffer, BehavesAsAQueueOverMillionsOfOperations) {
#ifdef NDEBUG
    constexpr std::size_t operations = 10'000'000;
#else
    constexpr std::size_t operations = 300'000;
#endif
    struct Case {
        BufferLimits limits;
        std::size_t largest_value;
    };
    const Case cases[] = {
        {{0, 10}, 20},         {{200, 1000}, 30},     {{1000, 1000}, 100},    {{1001, 3}, 60},
        {{4096, 10000}, 200},  {{4096, 10000}, 700},  {{20'000, 10000}, 100}, {{100'000, 10000}, 300},
        {{1'000'000, 50}, 60}, {{1'000'000, 700}, 9},
    };
    std::size_t executed = 0;
    std::size_t overflows = 0;
    std::size_t resumed = 0;
    std::size_t most_entries = 0;
    for (const Case& each : cases) {
        ModelCheck check(each.limits, 20261122 + executed, each.largest_value);
        ASSERT_TRUE(check.run(operations / std::size(cases)));
        executed += check.executed;
        overflows += check.overflows;
        resumed += check.resumed;
        most_entries = std::max(most_entries, check.most_entries);
    }
    EXPECT_EQ(executed, operations);
    // What the operations were to reach.
    EXPECT_GT(overflows, operations / 100);
    EXPECT_GT(resumed, operations / 1000);
    EXPECT_GT(most_entries, 300U);
}

}  // namespace
}  // namespace busbar::server::report
