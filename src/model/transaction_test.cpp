// SPDX-License-Identifier: Apache-2.0
#include "model/transaction.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "model/test_models.hpp"

namespace busbar::model {
namespace {

struct Recorder : ChangeObserver {
    std::vector<std::pair<LeafId, Triggers>> changes;
    int calls = 0;
    SystemTime when;
    std::function<void()> then;
    void on_changes(std::span<const Change> all, const Now& now) override {
        ++calls;
        when = now.wall;
        for (const Change& change : all) changes.emplace_back(change.leaf, change.triggers);
        if (then) then();
    }
};

class Transactions : public testing::Test {
protected:
    Transactions() : process(testing_models::sample().image) { process.add_observer(recorder); }

    [[nodiscard]] NodeId node(std::string_view item) const { return process.model().find("IED1LD0", item); }
    [[nodiscard]] LeafId leaf(std::string_view item) const { return process.model().leaf_of(node(item)); }

    Process process;
    Recorder recorder;
    const LeafId beh = leaf("LLN0$ST$Beh$stVal");     // dchg dupd
    const LeafId beh_q = leaf("LLN0$ST$Beh$q");       // qchg
    const LeafId beh_t = leaf("LLN0$ST$Beh$t");       // no trigger
    const LeafId pos = leaf("Q0XCBR1$ST$Pos$stVal");  // dchg
    const Now now{TimePoint(std::chrono::seconds(5)), WallTime(std::chrono::seconds(1'700'000'000))};
};

using Seen = std::vector<std::pair<LeafId, Triggers>>;
constexpr Triggers dchg = Triggers::data_change;
constexpr Triggers qchg = Triggers::quality_change;
constexpr Triggers dupd = Triggers::data_update;

TEST_F(Transactions, TakeEffectAtCommitOnly) {
    auto t = process.begin();
    EXPECT_EQ(t.set(beh, 5), Fit::ok);
    EXPECT_EQ(process.image().integer(beh), 1);
    const auto summary = t.commit(now);
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->set, 1U);
    EXPECT_EQ(summary->changed, 1U);
    EXPECT_EQ(process.image().integer(beh), 5);
}

TEST_F(Transactions, DroppedOnesNeverHappened) {
    {
        auto t = process.begin();
        t.set(beh, 5);
        t.set(beh_q, Quality(Validity::invalid));
    }
    EXPECT_EQ(process.image().integer(beh), 1);
    auto t = process.begin();
    EXPECT_EQ(t.commit()->set, 0U);
    EXPECT_EQ(process.image().integer(beh), 1);
}

TEST_F(Transactions, TellObserversOfWatchedLeavesOnly) {
    process.watch(node("LLN0$ST$Beh"));
    auto t = process.begin();
    t.set(beh, 5);
    t.set(beh_q, Quality(Validity::invalid));
    t.set(beh_t, now.wall);
    t.set(pos, 2);
    ASSERT_TRUE(t.commit(now));
    EXPECT_EQ(recorder.changes, (Seen{{beh, dchg | dupd}, {beh_q, qchg}}));
    EXPECT_EQ(recorder.when, now.wall);
    EXPECT_EQ(recorder.calls, 1);
    EXPECT_EQ(process.image().integer(pos), 2);
    EXPECT_EQ(process.image().timestamp(beh_t), Timestamp::from(now.wall));
}

TEST_F(Transactions, EqualValuesFireDataUpdateOnly) {
    process.watch(node("LLN0$ST"));
    process.watch(node("Q0XCBR1$ST"));
    auto t = process.begin();
    t.set(beh, 1);
    t.set(beh_q, good);
    t.set(pos, 0);
    EXPECT_EQ(t.commit()->changed, 0U);
    EXPECT_EQ(recorder.changes, (Seen{{beh, dupd}}));
}

TEST_F(Transactions, NobodyIsCalledWhenNothingFired) {
    process.watch(node("Q0XCBR1$ST"));
    auto t = process.begin();
    t.set(pos, 0);
    t.set(beh, 2);
    ASSERT_TRUE(t.commit());
    EXPECT_EQ(recorder.calls, 0);
}

TEST_F(Transactions, TheLastValueSetCounts) {
    process.watch(node("LLN0$ST$Beh"));
    process.watch(node("Q0XCBR1$ST$Pos"));
    auto t = process.begin();
    t.set(pos, 1);
    t.set(beh, 5);
    t.set(pos, 0);
    const auto summary = t.commit();
    EXPECT_EQ(summary->set, 2U);
    EXPECT_EQ(summary->changed, 1U);
    EXPECT_EQ(recorder.changes, (Seen{{beh, dchg | dupd}}));
}

TEST_F(Transactions, WatchingIsCounted) {
    process.watch(node("Q0XCBR1$ST$Pos"));
    process.watch(node("Q0XCBR1$ST$Pos$stVal"));
    process.unwatch(node("Q0XCBR1$ST$Pos"));
    EXPECT_TRUE(process.watched(pos));
    EXPECT_FALSE(process.watched(leaf("Q0XCBR1$ST$Pos$q")));
    process.unwatch(node("Q0XCBR1$ST$Pos$stVal"));
    EXPECT_FALSE(process.watched(pos));
    process.unwatch(node("Q0XCBR1$ST$Pos$stVal"));
    EXPECT_FALSE(process.watched(pos));
}

TEST_F(Transactions, MisfitsRefuseTheWhole) {
    auto t = process.begin();
    t.set(beh, 5);
    EXPECT_EQ(t.set(beh_q, 1.5F), Fit::wrong_type);
    const auto summary = t.commit();
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().fault, Fault::misuse);
    EXPECT_EQ(summary.error().path, "IED1LD0/LLN0.Beh.q[ST]");
    EXPECT_EQ(process.image().integer(beh), 1);
    EXPECT_TRUE(process.begin().open());
}

TEST_F(Transactions, TriedMisfitsLeaveTheRest) {
    auto t = process.begin();
    t.set(beh, 5);
    EXPECT_EQ(t.try_set(beh, "text"), Fit::wrong_type);
    EXPECT_EQ(t.try_set(pos, 4), Fit::out_of_range);
    EXPECT_EQ(t.try_set(no_leaf, 4), Fit::wrong_type);
    const auto summary = t.commit();
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->set, 1U);
    EXPECT_EQ(process.image().integer(beh), 5);
}

TEST_F(Transactions, OneAtATime) {
    auto first = process.begin();
    auto second = process.begin();
    EXPECT_FALSE(second.open());
    EXPECT_EQ(second.set(beh, 5), Fit::wrong_type);
    EXPECT_EQ(second.slot(beh), nullptr);
    EXPECT_FALSE(second.commit());
    first.set(beh, 2);
    auto moved = std::move(first);
    ASSERT_TRUE(moved.commit());
    EXPECT_FALSE(moved.commit());
    EXPECT_EQ(process.image().integer(beh), 2);
}

TEST_F(Transactions, ObserversMayCommitTheirOwn) {
    process.watch(node("LLN0$ST$Beh"));
    process.watch(node("Q0XCBR1$ST$Pos"));
    bool again = true;
    recorder.then = [&] {
        if (!std::exchange(again, false)) return;
        auto inner = process.begin();
        inner.set(pos, 2);
        ASSERT_TRUE(inner.commit());
    };
    auto t = process.begin();
    t.set(beh, 5);
    ASSERT_TRUE(t.commit());
    EXPECT_EQ(recorder.changes, (Seen{{beh, dchg | dupd}, {pos, dchg}}));
}

TEST_F(Transactions, RemovedObserversHearNothing) {
    process.watch(node("LLN0$ST$Beh"));
    process.remove_observer(recorder);
    auto t = process.begin();
    t.set(beh, 5);
    ASSERT_TRUE(t.commit());
    EXPECT_EQ(recorder.calls, 0);
}

TEST_F(Transactions, SignalsSetValueQualityAndTime) {
    const Signal signal = process.model().signal(node("Q0XCBR1$ST$Pos")).value();
    auto t = process.begin();
    t.set(signal, 1).quality(Quality::from_bits(0x0010)).time(now.wall, {.accuracy = 10});
    ASSERT_TRUE(t.commit());
    EXPECT_EQ(process.image().value(node("Q0XCBR1$ST$Pos")),
              Value::structure(
                  {BitString(1, 2), good.with(Quality::test), Timestamp::from(now.wall, {.accuracy = 10})}));
    // Settings have neither quality nor time.
    const Signal setting = process.model().signal(node("PDIS1$SG$PoRch")).value();
    auto second = process.begin();
    second.set(setting, 7).quality(good).time(now.wall);
    ASSERT_TRUE(second.commit());
    EXPECT_EQ(process.image().float32(setting.value), 7.0F);
}

TEST_F(Transactions, TakeEveryKindOfValue) {
    const LeafId text = leaf("LLN0$DC$Beh$d");
    const LeafId number = leaf("PDIS1$SP$OpDlTmms$setVal");
    const LeafId f = leaf("PDIS1$SG$PoRch$setMag$f");
    const LeafId entry = leaf("LLN0$BR$brcbA01$TimeofEntry");
    const LeafId flag = leaf("Q0XCBR1$CO$Pos$Oper$ctlVal");
    auto t = process.begin();
    EXPECT_EQ(t.set(text, "first"), Fit::ok);
    EXPECT_EQ(t.set(text, std::string("second")), Fit::ok);
    EXPECT_EQ(t.set(text, std::string_view("3rd")), Fit::ok);
    EXPECT_EQ(t.set(number, 12U), Fit::ok);
    EXPECT_EQ(t.set(number, std::int64_t{-13}), Fit::ok);
    EXPECT_EQ(t.set(f, 1.25), Fit::ok);
    EXPECT_EQ(t.set(entry, EntryTime{3, 4}), Fit::ok);
    EXPECT_EQ(t.set(flag, true), Fit::ok);
    EXPECT_EQ(t.set(pos, 3U), Fit::ok);
    EXPECT_EQ(t.set(beh, Value(2)), Fit::ok);
    EXPECT_EQ(t.set(beh_t, Timestamp{1, 1, {}}), Fit::ok);
    EXPECT_EQ(slot::store_bits_number(BasicType::quality, t.slot(beh_q), 1), Fit::ok);
    ASSERT_TRUE(t.commit());
    const Image& image = process.image();
    EXPECT_EQ(image.text(text), "3rd");
    EXPECT_EQ(image.integer(number), -13);
    EXPECT_EQ(image.float32(f), 1.25F);
    EXPECT_EQ(image.entry_time(entry), (EntryTime{3, 4}));
    EXPECT_TRUE(image.boolean(flag));
    EXPECT_EQ(image.integer(pos), 3);
    EXPECT_EQ(image.integer(beh), 2);
    EXPECT_EQ(image.quality(beh_q).bits(), 0x0008);
}

TEST_F(Transactions, RefuseWhatATypeCannotHold) {
    auto t = process.begin();
    EXPECT_EQ(t.try_set(pos, -1), Fit::wrong_type);
    EXPECT_EQ(t.try_set(pos, good), Fit::wrong_type);
    EXPECT_EQ(t.try_set(beh_q, Timestamp{}), Fit::wrong_type);
    EXPECT_EQ(t.try_set(beh, true), Fit::wrong_type);
    EXPECT_EQ(t.try_set(beh, std::int64_t{1} << 40), Fit::out_of_range);
}

/// Writes one leaf when another is set.
struct Follower : Deriver {
    explicit Follower(LeafId target) : follower(target) {}
    LeafId follower;
    std::vector<LeafId> sources;
    int refused = 0;
    SystemTime when;
    void derive(LeafId source, Derivation& derivation) override {
        sources.push_back(source);
        when = derivation.now().wall;
        std::uint8_t* at = derivation.slot(follower);
        if (at == nullptr) {
            ++refused;
            return;
        }
        const auto value = derivation.image().integer(source);
        EXPECT_EQ(slot::store_bits_number(BasicType::dbpos, at, static_cast<std::uint64_t>(value)), Fit::ok);
    }
};

TEST_F(Transactions, WhatIsDerivedBelongsToThem) {
    Follower deriver(pos);
    process.set_deriver(&deriver);
    process.watch(node("LLN0$ST$Beh"));
    process.watch(node("Q0XCBR1$ST$Pos"));
    auto before = process.begin();
    before.set(beh, 2);
    ASSERT_TRUE(before.commit(now));
    EXPECT_TRUE(deriver.sources.empty()) << "not a source";
    process.add_source(beh);
    recorder.changes.clear();
    recorder.calls = 0;
    auto t = process.begin();
    t.set(beh_t, now.wall);
    t.set(beh, 1);
    t.set(beh_q, Quality(Validity::invalid));
    const auto summary = t.commit(now);
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->set, 3U);
    EXPECT_EQ(summary->changed, 4U);
    EXPECT_EQ(deriver.sources, (std::vector<LeafId>{beh}));
    EXPECT_EQ(deriver.when, now.wall);
    EXPECT_EQ(recorder.calls, 1);
    EXPECT_EQ(recorder.changes, (Seen{{beh, dchg | dupd}, {beh_q, qchg}, {pos, dchg}}));
    EXPECT_EQ(process.image().integer(pos), 1);
}

TEST_F(Transactions, WhatTheySetIsNotDerived) {
    Follower deriver(pos);
    process.set_deriver(&deriver);
    process.add_source(beh);
    for (int i = 0; i < 2; ++i) {
        auto t = process.begin();
        t.set(beh, 1);
        t.set(pos, 3);
        ASSERT_TRUE(t.commit(now));
        EXPECT_EQ(process.image().integer(pos), 3);
    }
    EXPECT_EQ(deriver.refused, 2);
    auto t = process.begin();
    t.set(beh, 1);
    ASSERT_TRUE(t.commit(now));
    EXPECT_EQ(process.image().integer(pos), 1) << "set without a change counts, too";
    EXPECT_EQ(deriver.refused, 2);
    process.set_deriver(nullptr);
    auto last = process.begin();
    last.set(beh, 2);
    EXPECT_EQ(last.commit(now)->changed, 1U);
}

/// A leaf stays a source however often it is watched and not.
TEST_F(Transactions, SourcesAndListenersAreSeparate) {
    Follower deriver(pos);
    process.set_deriver(&deriver);
    process.add_source(beh);
    process.watch(node("LLN0$ST$Beh"));
    process.unwatch(node("LLN0$ST$Beh"));
    process.unwatch(node("LLN0$ST$Beh"));
    EXPECT_FALSE(process.watched(beh));
    for (int i = 0; i < 40'000; ++i) process.watch(node("LLN0$ST$Beh"));
    EXPECT_TRUE(process.watched(beh));
    {
        auto dropped = process.begin();
        dropped.set(beh, 5);
    }
    auto t = process.begin();
    t.set(beh, 2);
    t.set(beh_q, Quality(Validity::invalid));
    ASSERT_TRUE(t.commit(now));
    EXPECT_EQ(deriver.sources, (std::vector<LeafId>{beh})) << "beh_q is watched only";
}

struct Listener : SetListener {
    int calls = 0;
    SystemTime when;
    void on_set(const Now& now) override {
        ++calls;
        when = now.wall;
    }
};

TEST_F(Transactions, ListenersNeedNoTrigger) {
    Listener listener;
    process.set_listener(&listener);
    process.listen_to(beh_t);
    const auto set = [&](LeafId leaf, bool drop = false) {
        auto t = process.begin();
        static_cast<void>(t.set(leaf, Value(process.image().value(process.model().leaf(leaf).node))));
        if (drop) return;
        EXPECT_TRUE(t.commit(now));
    };
    set(beh);
    set(beh_t, true);
    EXPECT_EQ(listener.calls, 0);
    set(beh_t);
    EXPECT_EQ(listener.calls, 1);
    EXPECT_EQ(listener.when, now.wall);
    EXPECT_TRUE(recorder.changes.empty());
    // Watching goes on beside it.
    process.watch(node("LLN0$ST$Beh$q"));
    process.listen_to(beh_q);
    auto t = process.begin();
    t.set(beh_q, Quality(Validity::invalid));
    t.set(beh_t, now.wall);
    ASSERT_TRUE(t.commit(now));
    EXPECT_EQ(listener.calls, 2);
    EXPECT_EQ(recorder.changes, (Seen{{beh_q, qchg}}));
    process.unwatch(node("LLN0$ST$Beh$q"));
    process.set_listener(nullptr);
    set(beh_t);
    EXPECT_EQ(listener.calls, 2);
}

}  // namespace
}  // namespace busbar::model
