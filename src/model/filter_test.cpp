// SPDX-License-Identifier: Apache-2.0
// Filters of transactions: what they see, what observers see of what they replaced, and that nobody else
// pays.
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>

#include "model/test_models.hpp"
#include "model/transaction.hpp"
#include "support/allocation_count.hpp"

namespace busbar::model {
namespace {

constexpr Triggers dchg = Triggers::data_change;
constexpr Triggers qchg = Triggers::quality_change;
constexpr Triggers dupd = Triggers::data_update;
using Seen = std::vector<std::pair<LeafId, Triggers>>;

struct Recorder : ChangeObserver {
    Seen changes;
    int calls = 0;
    void on_changes(std::span<const Change> all, const Now& /*now*/) override {
        ++calls;
        for (const Change& change : all) changes.emplace_back(change.leaf, change.triggers);
    }
};

/// Does what the test says.
struct Scripted : Filter {
    std::function<void(Filtering&)> work = [](Filtering&) {};
    int calls = 0;
    std::map<LeafId, std::array<std::uint8_t, 8>> kept;
    void filter(Filtering& filtering) override {
        ++calls;
        work(filtering);
    }
    [[nodiscard]] const std::uint8_t* hidden(LeafId leaf) const override {
        const auto found = kept.find(leaf);
        return found == kept.end() ? nullptr : found->second.data();
    }
};

/// Copies the first octet of one leaf into another.
struct Follower : Deriver {
    LeafId target = no_leaf;
    std::uint8_t seen_of_target = 0;
    bool refused = false;
    void derive(LeafId source, Derivation& derivation) override {
        seen_of_target = *derivation.process_slot(target);
        std::uint8_t* at = derivation.slot(target);
        refused = at == nullptr;
        if (at != nullptr) *at = *derivation.image().slot(source);
    }
};

class Filters : public testing::Test {
protected:
    Filters() : process(testing_models::sample().image) {
        process.add_observer(recorder);
        process.watch(process.model().logical_devices()[0]);
        process.set_filter(&filter);
    }
    [[nodiscard]] LeafId leaf(std::string_view item) const {
        return process.model().leaf_of(process.model().find("IED1LD0", item));
    }
    std::vector<LeafId> marked(Filtering& filtering) {
        std::vector<LeafId> leaves;
        for (std::size_t i = 0; i < filtering.size(); ++i) leaves.push_back(filtering.leaf(i));
        return leaves;
    }

    Process process;
    Recorder recorder;
    Scripted filter;
    const LeafId beh = leaf("LLN0$ST$Beh$stVal");     // dchg dupd
    const LeafId beh_q = leaf("LLN0$ST$Beh$q");       // qchg
    const LeafId pos = leaf("Q0XCBR1$ST$Pos$stVal");  // dchg
    const LeafId delay = leaf("PDIS1$SP$OpDlTmms$setVal");
    const Now now{TimePoint(std::chrono::seconds(5)), WallTime(std::chrono::seconds(1'700'000'000))};
};

TEST_F(Filters, AreNotAskedAboutLeavesWithoutMark) {
    process.set_filtered(beh, true);
    auto t = process.begin();
    t.set(pos, 2);
    ASSERT_TRUE(t.commit(now));
    EXPECT_EQ(filter.calls, 0);
    process.set_filtered(beh, false);
    EXPECT_FALSE(process.filtered(beh));
    auto second = process.begin();
    second.set(beh, 2);
    ASSERT_TRUE(second.commit(now));
    EXPECT_EQ(filter.calls, 0);
    EXPECT_EQ(process.image().integer(beh), 2);
}

TEST_F(Filters, ADroppedTransactionIsForgotten) {
    process.set_filtered(beh, true);
    {
        auto dropped = process.begin();
        dropped.set(beh, 5);
    }
    auto t = process.begin();
    t.set(pos, 2);
    ASSERT_TRUE(t.commit(now));
    EXPECT_EQ(filter.calls, 0);
}

TEST_F(Filters, SeeWhatIsStagedBeforeItIsInTheImage) {
    process.set_filtered(beh, true);
    filter.work = [&](Filtering& f) {
        EXPECT_EQ(f.now().wall, now.wall);
        EXPECT_EQ(marked(f), (std::vector<LeafId>{no_leaf, beh})) << "pos has no mark";
        EXPECT_EQ(f.image().integer(beh), 1);
        EXPECT_EQ(slot::integer(BasicType::enumerated, f.slot(1)), 5);
        EXPECT_TRUE(f.staged(pos));
        EXPECT_FALSE(f.staged(beh_q));
        EXPECT_EQ(slot::integer(BasicType::dbpos, f.current(pos)), 2);
        EXPECT_EQ(f.current(beh_q), f.image().slot(beh_q));
        EXPECT_EQ(f.stage(pos), 0U);
    };
    auto t = process.begin();
    t.set(pos, 2);
    t.set(beh, 5);
    EXPECT_EQ(t.commit(now)->changed, 2U);
    EXPECT_EQ(filter.calls, 1);
    EXPECT_EQ(process.image().integer(beh), 5);
    EXPECT_EQ(recorder.changes, (Seen{{pos, dchg}, {beh, dchg | dupd}}));
}

TEST_F(Filters, WhatTheyReplaceIsAllThatAnybodySees) {
    process.set_filtered(beh, true);
    filter.work = [&](Filtering& f) {
        EXPECT_EQ(slot::store_integer(BasicType::enumerated, f.slot(f.stage(beh)), 2), Fit::ok);
        EXPECT_EQ(slot::store_bits_number(BasicType::dbpos, f.slot(f.stage(pos)), 1), Fit::ok);
        const std::size_t added = f.stage(beh_q);
        EXPECT_EQ(added, 2U);
        EXPECT_EQ(slot::store_bits_number(BasicType::quality, f.slot(added), 2), Fit::ok);
    };
    auto t = process.begin();
    t.set(pos, 0);
    t.set(beh, 5);
    const auto summary = t.commit(now);
    EXPECT_EQ(summary->set, 2U);
    EXPECT_EQ(summary->changed, 3U);
    EXPECT_EQ(process.image().integer(beh), 2);
    EXPECT_EQ(process.image().integer(pos), 1);
    EXPECT_EQ(recorder.changes, (Seen{{pos, dchg}, {beh, dchg | dupd}, {beh_q, qchg}}));
    EXPECT_EQ(recorder.calls, 1);
}

TEST_F(Filters, WhatTheyWithdrawFiresNothing) {
    process.set_filtered(beh, true);
    filter.work = [&](Filtering& f) {
        f.withdraw(0);
        EXPECT_EQ(f.leaf(0), no_leaf);
        EXPECT_FALSE(f.staged(beh));
    };
    for (int i = 0; i < 2; ++i) {
        auto t = process.begin();
        t.set(beh, 5);
        EXPECT_EQ(t.commit(now)->changed, 0U);
    }
    EXPECT_EQ(process.image().integer(beh), 1);
    EXPECT_EQ(recorder.calls, 0) << "not even dupd";
    filter.work = [](Filtering&) {};
    auto t = process.begin();
    t.set(beh, 5);
    EXPECT_EQ(t.commit(now)->changed, 1U);
}

TEST_F(Filters, LookAtWhatWasDerived) {
    Follower follower;
    follower.target = beh;
    process.set_deriver(&follower);
    process.add_source(delay);
    process.set_filtered(beh, true);
    filter.work = [&](Filtering& f) {
        EXPECT_EQ(process.image().integer(delay), 4) << "sources have been applied";
        EXPECT_EQ(marked(f).back(), beh);
        EXPECT_EQ(slot::integer(BasicType::enumerated, f.slot(f.size() - 1)), 4);
        f.withdraw(f.size() - 1);
    };
    // The deriver brings the only marked leaf, then there is another that is staged before.
    auto t = process.begin();
    t.set(pos, 2);
    t.set(delay, 4);
    EXPECT_EQ(t.commit(now)->changed, 2U);
    EXPECT_EQ(recorder.changes, (Seen{{pos, dchg}}));
    process.set_filtered(pos, true);
    auto second = process.begin();
    second.set(pos, 1);
    second.set(delay, 4);
    EXPECT_EQ(second.commit(now)->changed, 1U);
    EXPECT_EQ(process.image().integer(beh), 1);
    EXPECT_EQ(process.image().integer(pos), 1);
    EXPECT_EQ(filter.calls, 2);
}

TEST_F(Filters, WhatIsSetIsNotDerivedThoughItWaits) {
    Follower follower;
    follower.target = beh;
    process.set_deriver(&follower);
    process.add_source(delay);
    process.set_filtered(beh, true);
    auto t = process.begin();
    t.set(beh, 2);
    t.set(delay, 4);
    ASSERT_TRUE(t.commit(now));
    EXPECT_TRUE(follower.refused);
    EXPECT_EQ(process.image().integer(beh), 2);
    auto second = process.begin();
    second.set(delay, 5);
    ASSERT_TRUE(second.commit(now));
    EXPECT_FALSE(follower.refused);
    EXPECT_EQ(process.image().integer(beh), 5);
}

TEST_F(Filters, DeriversMayAskForWhatIsHidden) {
    Follower follower;
    follower.target = beh;
    process.set_deriver(&follower);
    process.add_source(delay);
    filter.kept[beh] = {77};
    EXPECT_EQ(process.process_slot(beh), process.image().slot(beh)) << "no mark";
    process.set_filtered(beh, true);
    EXPECT_EQ(*process.process_slot(beh), 77);
    auto t = process.begin();
    t.set(delay, 4);
    ASSERT_TRUE(t.commit(now));
    EXPECT_EQ(follower.seen_of_target, 77);
    process.set_filter(nullptr);
    EXPECT_EQ(process.process_slot(beh), process.image().slot(beh));
}

TEST_F(Filters, MarksOutliveListenersAndTheirFilter) {
    process.set_filtered(beh, true);
    const NodeId device = process.model().logical_devices()[0];
    for (int i = 0; i < 10; ++i) process.unwatch(device);
    EXPECT_TRUE(process.filtered(beh));
    for (int i = 0; i < 20'000; ++i) process.watch(device);
    EXPECT_TRUE(process.filtered(beh));
    EXPECT_FALSE(process.filtered(pos));
    process.set_filter(nullptr);
    auto t = process.begin();
    t.set(beh, 5);
    ASSERT_TRUE(t.commit(now));
    EXPECT_EQ(filter.calls, 0);
    EXPECT_EQ(process.image().integer(beh), 5);
}

TEST_F(Filters, AllocateNothingInSteadyUse) {
    process.set_filtered(beh, true);
    filter.work = [&](Filtering& f) {
        f.slot(0)[0] = static_cast<std::uint8_t>(f.slot(0)[0] ^ 1U);
        static_cast<void>(f.stage(beh_q));
    };
    const auto turn = [&](int n) {
        auto t = process.begin();
        t.set(beh, n % 3 + 1);
        EXPECT_TRUE(t.commit(now));
    };
    recorder.changes.reserve(4000);
    for (int n = 0; n < 4; ++n) turn(n);
    EXPECT_EQ(test::allocations_of([&] {
                  for (int n = 0; n < 1000; ++n) turn(n);
              }),
              0U);
    EXPECT_EQ(filter.calls, 1004);
}

}  // namespace
}  // namespace busbar::model
