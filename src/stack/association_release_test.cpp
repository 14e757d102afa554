// SPDX-License-Identifier: Apache-2.0
// The ends of an association: orderly in all its forms, aborts, losses, deadlines.
#include "stack/association.hpp"

#include "support/association_pair.hpp"

namespace busbar::stack {
namespace {

using namespace std::chrono_literals;
using test::AssociationPair;
using test::octets;
using test::plain_options;
using test::Side;

constexpr std::string_view conclude_request =
    "03 00 00 16 02 F0 80 01 00 01 00 61 09 30 07 02 01 03 A0 02 8B 00";
constexpr std::string_view conclude_response =
    "03 00 00 16 02 F0 80 01 00 01 00 61 09 30 07 02 01 03 A0 02 8C 00";
constexpr std::string_view finish =
    "03 00 00 19 02 F0 80 09 10 C1 0E 61 0C 30 0A 02 01 01 A0 05 62 03 80 01 00";
constexpr std::string_view disconnect =
    "03 00 00 19 02 F0 80 0A 10 C1 0E 61 0C 30 0A 02 01 01 A0 05 63 03 80 01 00";
constexpr std::string_view user_abort =
    "03 00 00 1E 02 F0 80 19 15 11 01 0B C1 10 A0 0E 61 0C 30 0A 02 01 01 A0 05 64 03 80 01 00";

Error error_of(Fault fault, std::string text) {
    Error error;
    error.fault = fault;
    error.text = std::move(text);
    return error;
}

TEST(AssociationRelease, ConcludeThenFinishWithTheKnownOctets) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    ASSERT_TRUE(pair.client.association.release(pair.now));
    EXPECT_EQ(to_hex(pair.client.association.output()), conclude_request);
    pair.carry(pair.client, pair.server);
    EXPECT_EQ(to_hex(pair.server.association.output()), conclude_response);
    pair.carry(pair.server, pair.client);
    EXPECT_EQ(to_hex(pair.client.association.output()), finish);
    pair.carry(pair.client, pair.server);
    EXPECT_EQ(to_hex(pair.server.association.output()), disconnect);
    EXPECT_TRUE(pair.server.last<Released>().released_by_peer);
    EXPECT_FALSE(pair.server.association.wants_close()) << "DN is not written yet";
    pair.carry(pair.server, pair.client);
    EXPECT_TRUE(pair.server.association.wants_close());
    EXPECT_FALSE(pair.client.last<Released>().released_by_peer);
    EXPECT_TRUE(pair.client.association.wants_close());
}

TEST(AssociationRelease, PartsAndEitherSide) {
    for (const ReleaseParts parts :
         {ReleaseParts::conclude_and_finish, ReleaseParts::conclude_only, ReleaseParts::finish_only}) {
        for (const bool by_client : {true, false}) {
            AssociationPair pair;
            ASSERT_TRUE(pair.associate());
            Side& who = by_client ? pair.client : pair.server;
            Side& other = by_client ? pair.server : pair.client;
            ASSERT_TRUE(who.association.release(pair.now, parts));
            EXPECT_FALSE(who.association.release(pair.now, parts)) << "once";
            pair.run();
            EXPECT_FALSE(who.last<Released>().released_by_peer);
            EXPECT_TRUE(who.association.wants_close());
            // After conclude alone the other side waits for the end of the connection.
            if (parts == ReleaseParts::conclude_only) {
                EXPECT_EQ(other.association.state(), State::concluded);
                other.lost();
            }
            static_cast<void>(other.last<Released>());
            EXPECT_TRUE(other.association.wants_close());
        }
    }
}

TEST(AssociationRelease, BothAtOnce) {
    for (const ReleaseParts parts : {ReleaseParts::conclude_and_finish, ReleaseParts::finish_only}) {
        AssociationPair pair;
        ASSERT_TRUE(pair.associate());
        ASSERT_TRUE(pair.client.association.release(pair.now, parts));
        ASSERT_TRUE(pair.server.association.release(pair.now, parts));
        pair.run();
        static_cast<void>(pair.client.last<Released>());
        static_cast<void>(pair.server.last<Released>());
        EXPECT_EQ(pair.client.count<Aborted>() + pair.server.count<Aborted>(), 0U);
    }
}

TEST(AssociationRelease, ServerMayRefuseToConclude) {
    AssociationPair pair;
    pair.server.concludes = false;
    ASSERT_TRUE(pair.associate());
    ASSERT_TRUE(pair.client.association.release(pair.now));
    pair.run();
    EXPECT_EQ(pair.server.association.state(), State::answering);
    EXPECT_EQ(pair.client.association.state(), State::concluding);
    // What was pending is still answered.
    const ByteVector response = octets("A1 05 02 01 01 82 00");
    ASSERT_TRUE(pair.server.association.send(response));
    pair.run();
    EXPECT_EQ(pair.client.last<MmsPdu>().pdu, to_hex(response));
    ASSERT_TRUE(pair.server.association.conclude_refuse());
    pair.run();
    const auto refused = pair.client.last<ReleaseRefused>();
    EXPECT_EQ(refused.error.code, Code::service_error(9, 1));
    EXPECT_EQ(pair.client.association.state(), State::open);
    EXPECT_EQ(pair.server.association.state(), State::open);
    EXPECT_EQ(pair.client.association.deadline(), never);
    pair.server.concludes = true;
    ASSERT_TRUE(pair.client.association.release(pair.now));
    pair.run();
    EXPECT_EQ(pair.client.count<Released>(), 1U);
}

TEST(AssociationRelease, NothingIsServedAfterConclude) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    pair.server.receive(octets(conclude_request), pair.now);
    EXPECT_FALSE(pair.server.association.is_open());
    EXPECT_EQ(pair.server.association.send(octets("A1 05 02 01 01 82 00")).error().fault, Fault::misuse);
    pair.server.receive(
        octets("03 00 00 1B 02 F0 80 01 00 01 00 61 0E 30 0C 02 01 03 A0 07 A0 05 02 01 01 82 00"), pair.now);
    EXPECT_EQ(pair.server.count<MmsPdu>(), 0U);
    EXPECT_EQ(pair.server.last<Aborted>().error.fault, Fault::violation);
}

TEST(AssociationRelease, FinishWithoutAnythingInside) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    pair.server.receive(octets("03 00 00 09 02 F0 80 09 00"), pair.now);
    EXPECT_TRUE(pair.server.last<Released>().released_by_peer);
    EXPECT_EQ(to_hex(pair.server.association.output()), "03 00 00 09 02 F0 80 0A 00");
    // Transport disconnect parameter, urgent reason: as good as any.
    AssociationPair urgent;
    ASSERT_TRUE(urgent.associate());
    urgent.server.receive(
        octets("03 00 00 1C 02 F0 80 09 13 11 01 01 C1 0E 61 0C 30 0A 02 01 01 A0 05 62 03 80 01 01"),
        urgent.now);
    EXPECT_EQ(to_hex(urgent.server.association.output()), disconnect);
}

TEST(AssociationRelease, FinishWithSomethingElseInside) {
    for (const char* hex : {"03 00 00 19 02 F0 80 09 10 C1 0E 61 0C 30 0A 02 01 01 A0 05 63 03 80 01 00",
                            "03 00 00 19 02 F0 80 09 10 C1 0E 61 0C 30 0A 02 01 01 A0 05 64 03 80 01 00",
                            "03 00 00 0D 02 F0 80 09 04 C1 02 61 00"}) {
        AssociationPair pair;
        ASSERT_TRUE(pair.associate());
        pair.server.receive(octets(hex), pair.now);
        EXPECT_EQ(pair.server.last<Aborted>().by, AbortedBy::us) << hex;
    }
}

TEST(AssociationRelease, ConcludeAnswersNobodyAskedFor) {
    for (const char* hex : {"8C 00", "AD 05 A0 03 89 01 01"}) {
        AssociationPair pair;
        ASSERT_TRUE(pair.associate());
        ASSERT_TRUE(pair.client.association.send(octets(hex)));
        pair.run();
        EXPECT_EQ(pair.server.last<Aborted>().error.fault, Fault::violation) << hex;
        static_cast<void>(pair.client.last<Aborted>());
    }
    AssociationPair twice;
    twice.server.concludes = false;
    ASSERT_TRUE(twice.associate());
    twice.server.receive(octets(conclude_request), twice.now);
    twice.server.receive(octets(conclude_request), twice.now);
    EXPECT_EQ(twice.server.last<Aborted>().error.fault, Fault::violation);
}

TEST(AssociationRelease, WrongConcludeRequestIsRejectedOnly) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    ASSERT_TRUE(pair.client.association.send(octets("8B 01 00")));
    pair.run();
    EXPECT_TRUE(pair.server.association.is_open());
    EXPECT_EQ(pair.client.last<MmsPdu>().pdu, "A4 03 89 01 01");
    ASSERT_TRUE(pair.client.association.send(octets("8B 81 00")));
    pair.run();
    EXPECT_EQ(pair.server.count<ConcludeIndication>(), 1U) << "a long-form length is a length";
}

TEST(AssociationRelease, UnansweredConcludeIsFollowedByFinish) {
    AssociationPair pair;
    pair.server.concludes = false;
    ASSERT_TRUE(pair.associate());
    ASSERT_TRUE(pair.client.association.release(pair.now));
    pair.run();
    const TimePoint due = pair.client.association.deadline();
    EXPECT_EQ(due, pair.now + limits::release_wait);
    pair.client.on_time(due - 1ns);
    EXPECT_TRUE(pair.client.association.output().empty());
    pair.now = due;
    pair.client.on_time(due);
    EXPECT_EQ(to_hex(pair.client.association.output()), finish);
    // Answers that come too late do no harm.
    pair.client.receive(octets(conclude_response), pair.now);
    EXPECT_EQ(pair.client.association.state(), State::releasing);
    pair.run();
    static_cast<void>(pair.client.last<Released>());
    static_cast<void>(pair.server.last<Released>());
}

TEST(AssociationRelease, UnansweredFinishIsGivenUp) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    ASSERT_TRUE(pair.client.association.release(pair.now, ReleaseParts::finish_only));
    static_cast<void>(pair.client.take());
    pair.client.on_time(pair.client.association.deadline());
    static_cast<void>(pair.client.last<Released>());
    EXPECT_TRUE(pair.client.association.wants_close());
    EXPECT_EQ(pair.client.association.deadline(), never);
}

TEST(AssociationRelease, ConcludedConnectionIsNotKeptForever) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    pair.server.receive(octets(conclude_request), pair.now);
    static_cast<void>(pair.server.take());
    EXPECT_EQ(pair.server.association.deadline(), pair.now + limits::release_wait);
    pair.server.on_time(pair.now + limits::release_wait);
    static_cast<void>(pair.server.last<Released>());
    EXPECT_TRUE(pair.server.association.wants_close());
}

TEST(AssociationRelease, LossIsAReleaseOnceItHasBegun) {
    for (int step = 0; step < 3; ++step) {
        AssociationPair pair;
        ASSERT_TRUE(pair.associate());
        ASSERT_TRUE(pair.client.association.release(pair.now));
        if (step >= 1) pair.carry(pair.client, pair.server);
        if (step >= 2) pair.carry(pair.server, pair.client);
        pair.client.lost();
        pair.server.lost();
        EXPECT_EQ(pair.client.count<Released>(), 1U) << step;
        if (step == 0) {
            EXPECT_EQ(pair.server.last<Aborted>().by, AbortedBy::transport);
        } else {
            EXPECT_EQ(pair.server.count<Released>(), 1U) << step;
        }
        EXPECT_TRUE(pair.client.association.wants_close());
        EXPECT_TRUE(pair.server.association.wants_close());
    }
}

TEST(AssociationRelease, AbortWithTheKnownOctets) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    pair.client.association.abort(error_of(Fault::misuse, "enough"));
    EXPECT_EQ(to_hex(pair.client.association.output()), user_abort);
    pair.run();
    EXPECT_EQ(pair.client.last<Aborted>().by, AbortedBy::us);
    EXPECT_EQ(pair.client.last<Aborted>().error.text, "enough");
    EXPECT_EQ(pair.server.last<Aborted>().by, AbortedBy::peer);
    EXPECT_TRUE(pair.server.association.wants_close());
    pair.client.association.abort({});
    pair.client.drain();
    EXPECT_EQ(pair.client.count<Aborted>(), 1U) << "the end is told once";
}

TEST(AssociationRelease, AbortsOfThePeerSayWho) {
    const struct {
        const char* hex;
        AbortedBy by;
    } cases[] = {
        {"03 00 00 1E 02 F0 80 19 15 11 01 0B C1 10 A0 0E 61 0C 30 0A 02 01 01 A0 05 64 03 80 01 00",
         AbortedBy::peer},
        {"03 00 00 21 02 F0 80 19 18 11 01 03 C1 13 A0 11 61 0F 30 0D 02 01 01 A0 08 64 06 80 01 01 81 01 02",
         AbortedBy::peer_provider},
        {"03 00 00 16 02 F0 80 19 0D 11 01 03 C1 08 30 06 80 01 00 81 01 00", AbortedBy::peer_provider},
        {"03 00 00 0C 02 F0 80 19 03 11 01 03", AbortedBy::peer},
        {"03 00 00 0C 02 F0 80 19 03 11 01 05", AbortedBy::peer_provider},
        {"03 00 00 0E 02 F0 80 19 05 11 01 03 C1 00", AbortedBy::peer},
        {"03 00 00 10 02 F0 80 19 07 11 01 03 C1 02 FF FF", AbortedBy::peer},
        {"03 00 00 0B 06 80 00 01 00 01 80", AbortedBy::peer_provider},
        {"03 00 00 09 04 70 00 01 02", AbortedBy::peer_provider},
    };
    for (const auto& one : cases) {
        AssociationPair pair;
        ASSERT_TRUE(pair.associate());
        pair.server.receive(octets(one.hex), pair.now);
        EXPECT_EQ(pair.server.last<Aborted>().by, one.by) << one.hex;
        EXPECT_TRUE(pair.server.association.output().empty()) << "nobody listens any more";
    }
}

TEST(AssociationRelease, LossAndItsReason) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    pair.server.association.closed(error_of(Fault::io, "reset"));
    pair.server.drain();
    EXPECT_EQ(pair.server.last<Aborted>().by, AbortedBy::transport);
    EXPECT_EQ(pair.server.last<Aborted>().error.text, "reset");
    pair.server.association.closed();
    pair.server.drain();
    EXPECT_EQ(pair.server.count<Aborted>(), 1U);
}

TEST(AssociationDeadline, EachPhaseOfTheHandshake) {
    // Nothing comes.
    AssociationPair silent;
    silent.start();
    EXPECT_EQ(silent.server.association.deadline(), silent.now + limits::handshake_phase);
    silent.server.on_time(silent.now + limits::handshake_phase - 1ns);
    EXPECT_EQ(silent.server.association.state(), State::connecting);
    silent.server.on_time(silent.now + limits::handshake_phase);
    EXPECT_EQ(silent.server.last<Aborted>().error.fault, Fault::timeout);
    EXPECT_TRUE(silent.server.association.wants_close());
    silent.client.on_time(silent.now + limits::handshake_phase);
    EXPECT_EQ(silent.client.last<Aborted>().error.fault, Fault::timeout);

    // CR and CC only: the next phase has its own time.
    AssociationPair half;
    half.start();
    half.now += 5s;
    half.carry(half.client, half.server);
    half.carry(half.server, half.client);
    EXPECT_EQ(half.server.association.deadline(), half.now + limits::handshake_phase);
    EXPECT_EQ(half.client.association.deadline(), half.now + limits::handshake_phase);
    static_cast<void>(half.client.take());
    half.client.on_time(half.now + limits::handshake_phase);
    half.server.on_time(half.now + limits::handshake_phase);
    EXPECT_EQ(half.client.last<Aborted>().error.fault, Fault::timeout);
    EXPECT_EQ(half.server.last<Aborted>().error.fault, Fault::timeout);
    EXPECT_FALSE(half.client.association.output().empty()) << "the session that was asked for is aborted";

    // The owner does not decide.
    AssociationPair undecided;
    undecided.server.accepts = false;
    undecided.start();
    undecided.run();
    EXPECT_EQ(undecided.server.association.state(), State::deciding);
    undecided.server.on_time(undecided.server.association.deadline());
    EXPECT_EQ(undecided.server.last<Aborted>().error.fault, Fault::timeout);

    // Once it is up there is nothing to wait for.
    AssociationPair up;
    ASSERT_TRUE(up.associate());
    EXPECT_EQ(up.client.association.deadline(), never);
    EXPECT_EQ(up.server.association.deadline(), never);
}

TEST(AssociationDeadline, SlowSenders) {
    const ByteVector packet =
        octets("03 00 00 1B 02 F0 80 01 00 01 00 61 0E 30 0C 02 01 03 A0 07 A0 05 02 01 01 82 00");
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    const TimePoint begun = pair.now;
    for (std::size_t i = 0; i < 20; ++i) {
        pair.server.receive(Bytes(packet).subspan(i, 1), begun + i * 1s);
        EXPECT_EQ(pair.server.association.deadline(), begun + limits::message_completion) << i;
    }
    pair.server.receive(Bytes(packet).subspan(20), begun + 25s);
    EXPECT_EQ(pair.server.count<MmsPdu>(), 1U);
    EXPECT_EQ(pair.server.association.deadline(), never);
    pair.server.receive(Bytes(packet).first(26), begun + 26s);
    EXPECT_EQ(pair.server.association.deadline(), begun + 26s + limits::message_completion);
    pair.server.on_time(begun + 26s + limits::message_completion);
    EXPECT_EQ(pair.server.last<Aborted>().error.fault, Fault::timeout);
}

TEST(AssociationDeadline, SlowSendersOfWholeFragments) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    const TimePoint begun = pair.now;
    for (int i = 0; i < 29; ++i) {
        pair.server.receive(octets("03 00 00 08 02 F0 00 01"), begun + i * 1s);
        EXPECT_EQ(pair.server.association.deadline(), begun + limits::message_completion) << i;
    }
    pair.server.on_time(begun + limits::message_completion);
    EXPECT_EQ(pair.server.last<Aborted>().error.fault, Fault::timeout);
}

TEST(AssociationDeadline, LastWordsAreNotWaitedForForever) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    pair.server.association.abort({});
    pair.server.drain();
    EXPECT_FALSE(pair.server.association.wants_close());
    const TimePoint due = pair.server.association.deadline();
    EXPECT_EQ(due, pair.now + limits::release_wait);
    pair.server.on_time(due);
    EXPECT_TRUE(pair.server.association.wants_close());
    EXPECT_EQ(pair.server.association.deadline(), never);
}

}  // namespace
}  // namespace busbar::stack
