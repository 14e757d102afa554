// SPDX-License-Identifier: Apache-2.0
// Subscriptions that survive the loss of the connection: when it is made again, what is asked for then, and
// what is said to be lost or repeated.
#include "client/reconnect.hpp"

#include "client/directory.hpp"
#include "client/test_reports.hpp"

namespace busbar::client {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using Log = std::vector<std::string>;

Task<Fault> identify_for_test(Remote& remote) {
    const Result<RemoteIdentity> identity = co_await identify(remote);
    co_return identity ? Fault::misuse : identity.error().fault;
}

/// A client with one live subscription.
struct Plant {
    TestPeer peer;
    ReportStation station{peer};
    std::shared_ptr<ReportStream> stream;
    std::vector<SubscriptionEvent> events;

    explicit Plant(std::vector<Block> blocks, std::string reference, SubscriptionOptions options = {}) {
        peer.associate();
        peer.remote.reconnector.set_random([] { return 0.5; });
        station.blocks = std::move(blocks);
        options.on_event = [this](const SubscriptionEvent& event) { events.push_back(event); };
        auto subscribed = peer.run(subscribe(peer.remote, std::move(reference), options, {}));
        if (!subscribed) throw std::runtime_error(subscribed.error().message());
        stream = *subscribed;
        station.log.clear();
    }
    Result<const Report*> next(Duration timeout = 1s) {
        return peer.run(next_report(peer.remote, stream, peer.now + timeout));
    }
    void send(std::uint32_t sequence, std::optional<std::uint8_t> entry_number = {}, bool overflow = false) {
        ReportParts parts;
        parts.rpt_id = stream->info.buffered ? "LD0/LLN0$BR$b01" : "urcb";
        parts.sequence = sequence;
        if (entry_number) {
            parts.entry_id = entry(*entry_number);
            parts.overflow = overflow;
        }
        parts.members = {0};
        parts.values = {indication(true)};
        station.report(parts.elements());
        peer.settle();
    }
    void lose() {
        peer.cut();
        station.forget_client();
    }
};

TEST(Backoff, DoublesUpToTheMaximumLessARandomPart) {
    Backoff backoff;
    Reconnect settings;
    settings.first_delay = 1s;
    settings.max_delay = 5s;
    settings.jitter = 0.5;
    backoff.configure(settings);
    double number = 0;
    const RandomSource random = [&] { return number; };
    EXPECT_EQ(backoff.next(random), 1s);
    EXPECT_EQ(backoff.next(random), 2s);
    number = 1;
    EXPECT_EQ(backoff.next(random), 2s);
    EXPECT_EQ(backoff.next(random), 2500ms);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(backoff.next(random), 2500ms);
    backoff.reset();
    EXPECT_EQ(backoff.next(random), 500ms);
}

TEST(Reconnect, TriesWithBackOffAndSaysWhatItDoes) {
    Plant plant({urcb("u01")}, "LD0/LLN0.u01");
    plant.peer.refused_connections = 3;
    const TimePoint lost = plant.peer.now;
    plant.lose();
    plant.peer.run_for(20s);
    ASSERT_EQ(plant.peer.attempts.size(), 4U);
    // 1, 2, 4 and 8 s, less a quarter.
    EXPECT_EQ(plant.peer.attempts[0] - lost, 750ms);
    EXPECT_EQ(plant.peer.attempts[1] - plant.peer.attempts[0], 1500ms);
    EXPECT_EQ(plant.peer.attempts[2] - plant.peer.attempts[1], 3s);
    EXPECT_EQ(plant.peer.attempts[3] - plant.peer.attempts[2], 6s);
    ASSERT_EQ(plant.events.size(), 6U);
    EXPECT_EQ(plant.events[0].state, SubscriptionState::live);
    EXPECT_EQ(plant.events[1].state, SubscriptionState::disconnected);
    EXPECT_EQ(plant.events[1].retry_in, 750ms);
    EXPECT_NE(plant.events[1].why->message().find("cable pulled"), std::string::npos);
    EXPECT_NE(plant.events[2].why->message().find("nobody listens"), std::string::npos);
    EXPECT_EQ(plant.events[5].state, SubscriptionState::live);
    EXPECT_EQ(plant.stream->state, SubscriptionState::live);
}

TEST(Reconnect, AnUnbufferedControlBlockIsEnabledAgainAndEventsAreLost) {
    Plant plant({urcb("u01"), urcb("u02")}, "LD0/LLN0.u");
    plant.send(0);
    ASSERT_TRUE(plant.next());
    plant.lose();
    EXPECT_EQ(plant.peer.run(identify_for_test(plant.peer.remote)), Fault::io);
    plant.peer.run_for(2s);
    EXPECT_EQ(plant.station.log, Log({"u01.Resv=true", "u01.RptEna=true", "u01.GI=true"}));
    plant.send(0);
    const auto report = plant.next();
    ASSERT_TRUE(report);
    EXPECT_TRUE((*report)->after_reconnect);
    EXPECT_TRUE((*report)->lost.unknown);
    EXPECT_EQ((*report)->lost.reports, 0U);
    plant.send(1);
    const auto then = plant.next();
    ASSERT_TRUE(then);
    EXPECT_FALSE((*then)->after_reconnect);
    EXPECT_FALSE((*then)->lost.any());
}

TEST(Reconnect, ABufferedControlBlockGoesOnAfterTheLastEntryThatWasTaken) {
    Plant plant({brcb("b01")}, "LD0/LLN0.b01");
    plant.send(0, 1);
    ASSERT_TRUE(plant.next());
    plant.send(1, 2);  // nobody takes it
    plant.lose();
    plant.station.block("b01").at("ResvTms") = 40;  // the reservation goes on
    plant.peer.run_for(2s);
    EXPECT_EQ(plant.station.log, Log({"b01.ResvTms=60", "b01.EntryID=0000000000000001", "b01.RptEna=true"}));
    plant.send(0, 2);
    plant.send(1, 3);
    // Entry 2 comes once, although it was queued.
    const auto second = plant.next();
    ASSERT_TRUE(second);
    EXPECT_EQ((*second)->entry_id, entry(2));
    EXPECT_TRUE((*second)->after_reconnect);
    EXPECT_FALSE((*second)->lost.any());
    EXPECT_FALSE((*second)->repeated);
    EXPECT_EQ((*plant.next())->entry_id, entry(3));
    EXPECT_EQ(plant.next().error().fault, Fault::timeout);
}

TEST(Reconnect, SaysWhatIsRepeatedAndUnknownWhereTheServerForgotTheEntry) {
    Plant plant({brcb("b01")}, "LD0/LLN0.b01");
    plant.send(0, 1);
    plant.send(1, 2);
    ASSERT_TRUE(plant.next());
    ASSERT_TRUE(plant.next());
    plant.send(2, 3);  // nobody takes it before the end
    plant.station.refuse = [](Block&, std::string_view member,
                              const Value&) -> std::optional<DataAccessError> {
        if (member == "EntryID") return DataAccessError::object_value_invalid;
        return std::nullopt;
    };
    plant.lose();
    plant.peer.run_for(2s);
    EXPECT_EQ(plant.station.log.back(), "b01.GI=true");
    for (std::uint8_t i = 1; i <= 4; ++i) plant.send(i - 1U, i, i == 1);
    // What had come before is not thrown away: the server might not have it any more.
    EXPECT_EQ((*plant.next())->entry_id, entry(3));
    const auto first = plant.next();
    ASSERT_TRUE(first);
    EXPECT_EQ((*first)->entry_id, entry(1));
    EXPECT_TRUE((*first)->lost.unknown);
    EXPECT_TRUE((*first)->lost.overflow);
    EXPECT_TRUE((*first)->repeated);
    EXPECT_TRUE((*plant.next())->repeated);
    EXPECT_TRUE((*plant.next())->repeated);
    const auto fresh = plant.next();
    ASSERT_TRUE(fresh);
    EXPECT_EQ((*fresh)->entry_id, entry(4));
    EXPECT_FALSE((*fresh)->repeated);
}

TEST(Reconnect, TakesAnotherInstanceWhereItsOwnIsGone) {
    Plant plant({urcb("u01"), urcb("u02")}, "LD0/LLN0.u");
    EXPECT_EQ(plant.stream->info.reference.path.front().name, "u01");
    plant.lose();
    plant.station.block("u01").at("RptEna") = true;
    plant.station.block("u01").at("Owner") = OctetString{{10, 0, 0, 5}};
    plant.peer.run_for(2s);
    EXPECT_EQ(plant.stream->info.reference.path.front().name, "u02");
    EXPECT_EQ(plant.events.back().control_block, "LD0/LLN0.u02[RP]");
}

TEST(Reconnect, DoesNotTakeAnEntryOfOneInstanceForOneOfAnother) {
    Plant plant({brcb("b01"), brcb("b02")}, "LD0/LLN0.b");
    plant.send(0, 1);
    ASSERT_TRUE(plant.next());
    plant.lose();
    plant.station.block("b01").at("RptEna") = true;
    plant.peer.run_for(2s);
    ASSERT_EQ(plant.stream->info.reference.path.front().name, "b02");
    for (const std::string& line : plant.station.log) EXPECT_EQ(line.find("EntryID"), std::string::npos);
    ReportParts parts;
    parts.rpt_id = "LD0/LLN0$BR$b02";
    parts.sequence = 0;
    parts.entry_id = entry(1);
    parts.members = {0};
    parts.values = {indication(true)};
    plant.station.report(parts.elements());
    plant.peer.settle();
    const auto report = plant.next();
    ASSERT_TRUE(report);
    EXPECT_TRUE((*report)->lost.unknown);
    EXPECT_FALSE((*report)->repeated);
}

TEST(Reconnect, WaitsUntilTheServerHasMissedTheOldAssociation) {
    Plant plant({urcb("u01")}, "LD0/LLN0.u01");
    plant.peer.cut();  // the server does not know yet
    plant.peer.run_for(3s);
    EXPECT_EQ(plant.stream->state, SubscriptionState::disconnected);
    EXPECT_NE(plant.events.back().why->message().find("enabled by 10.0.0.9"), std::string::npos)
        << plant.events.back().why->message();
    plant.station.forget_client();
    plant.peer.run_for(10s);
    EXPECT_EQ(plant.stream->state, SubscriptionState::live);
    EXPECT_EQ(plant.peer.attempts.size(), 1U);
}

TEST(Reconnect, SurvivesALossAtEveryExchange) {
    for (std::size_t cut = 1; cut < 12; ++cut) {
        Plant plant({brcb("b01")}, "LD0/LLN0.b01");
        plant.send(0, 1);
        ASSERT_TRUE(plant.next());
        plant.lose();
        plant.peer.cut_at = plant.peer.requests + cut;
        for (int i = 0; i < 4; ++i) {
            plant.peer.run_for(5s);
            plant.station.block("b01").at("RptEna") = plant.stream->state == SubscriptionState::live;
        }
        EXPECT_EQ(plant.stream->state, SubscriptionState::live) << cut;
        plant.send(0, 2);
        const auto report = plant.next();
        ASSERT_TRUE(report) << cut;
        EXPECT_EQ((*report)->entry_id, entry(2));
    }
}

TEST(Reconnect, IsNotDoneWhereNobodyWantsIt) {
    SubscriptionOptions options;
    options.reconnect.enabled = false;
    Plant plant({urcb("u01")}, "LD0/LLN0.u01", options);
    plant.send(0);
    plant.lose();
    EXPECT_EQ(plant.stream->state, SubscriptionState::closed);
    EXPECT_EQ(plant.peer.remote.deadline(), never);
    // What had come can still be taken.
    EXPECT_TRUE(plant.next());
    EXPECT_EQ(plant.next().error().fault, Fault::io);
    EXPECT_EQ(plant.events.back().state, SubscriptionState::closed);
}

TEST(Reconnect, EndsWithTheLastSubscription) {
    Plant plant({urcb("u01")}, "LD0/LLN0.u01");
    plant.lose();
    EXPECT_NE(plant.peer.remote.deadline(), never);
    ASSERT_TRUE(plant.peer.run(unsubscribe(plant.peer.remote, plant.stream)));
    EXPECT_EQ(plant.peer.remote.deadline(), never);
    EXPECT_TRUE(plant.peer.attempts.empty());
}

TEST(Reconnect, ClosingWhileItIsSetUpAgainGivesBackWhatWasTaken) {
    Plant plant({urcb("u01")}, "LD0/LLN0.u01");
    plant.lose();
    bool closed = false;
    Task<Result<void>> closing;
    plant.station.written = [&](Block&, std::string_view member) {
        if (member != "Resv" || closed) return;
        closed = true;
        closing = unsubscribe(plant.peer.remote, plant.stream);
        closing.start();
    };
    plant.peer.run_for(5s);
    EXPECT_TRUE(closed);
    EXPECT_FALSE(plant.station.block("u01").is_on("RptEna"));
    EXPECT_FALSE(plant.station.block("u01").is_on("Resv"));
    EXPECT_EQ(plant.stream->state, SubscriptionState::closed);
}

}  // namespace
}  // namespace busbar::client
