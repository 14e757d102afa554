// SPDX-License-Identifier: Apache-2.0
// What hostile and broken peers do to an association: cuts after each octet, changes of each octet, anything
// in any state; and what it costs to keep many of them.
#include "stack/association.hpp"
#include "support/allocations.hpp"
#include "support/association_pair.hpp"

namespace busbar::stack {
namespace {

using namespace std::chrono_literals;
using test::allocations;
using test::AssociationPair;
using test::octets;
using test::plain_options;
using test::Side;

constexpr std::string_view identify = "A0 05 02 01 01 82 00";

/// Everything both sides of one whole session send: association, three requests with answers, release.
struct Session {
    ByteVector from_client;
    ByteVector from_server;
};
Session whole_session() {
    AssociationPair pair;
    EXPECT_TRUE(pair.associate());
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(pair.client.association.send(octets(identify)));
        pair.run();
        EXPECT_TRUE(pair.server.association.send(octets("A1 05 02 01 01 82 00")));
        pair.run();
    }
    EXPECT_TRUE(pair.client.association.release(pair.now));
    pair.run();
    EXPECT_EQ(pair.client.count<Released>(), 1U);
    return {pair.client.sent, pair.server.sent};
}

/// Ends: at most one, and when it was told nothing comes after it.
void expect_one_end(const Side& side, const std::string& what) {
    std::size_t ends = 0;
    for (const auto& event : side.events) {
        EXPECT_EQ(ends, 0U) << what << ": an event after the end";
        ends += event.kind == test::kind_of<Refused>() || event.kind == test::kind_of<Released>() ||
                        event.kind == test::kind_of<Aborted>()
                    ? 1
                    : 0;
    }
    EXPECT_EQ(side.association.state() == State::closed, ends == 1) << what;
}

TEST(AssociationRobustness, CutAfterEachOctet) {
    const Session session = whole_session();
    for (std::size_t size = 0; size < session.from_client.size(); ++size) {
        Buffers buffers;
        Side server(Role::server, plain_options(), buffers);
        server.association.start(TimePoint{1s});
        server.receive(Bytes(session.from_client).first(size), TimePoint{1s});
        server.lost();
        expect_one_end(server, "cut at " + std::to_string(size));
        EXPECT_EQ(server.association.state(), State::closed) << size;
        EXPECT_TRUE(server.association.wants_close()) << size;
    }
    for (std::size_t size = 0; size < session.from_server.size(); ++size) {
        Buffers buffers;
        Side client(Role::client, plain_options(), buffers);
        client.association.start(TimePoint{1s});
        client.receive(Bytes(session.from_server).first(size), TimePoint{1s});
        client.lost();
        expect_one_end(client, "cut at " + std::to_string(size));
        EXPECT_EQ(client.association.state(), State::closed) << size;
    }
}

TEST(AssociationRobustness, EachOctetChanged) {
    const Session session = whole_session();
    test::for_each_change(session.from_client, [](Bytes changed) {
        Buffers buffers;
        Side server(Role::server, plain_options(), buffers);
        server.association.start(TimePoint{1s});
        server.receive(changed, TimePoint{1s});
        server.on_time(TimePoint{100s});
        expect_one_end(server, "server");
    });
    // The client says what it says however it is answered.
    test::for_each_change(session.from_server, [](Bytes changed) {
        Buffers buffers;
        Side client(Role::client, plain_options(), buffers);
        client.association.start(TimePoint{1s});
        for (Bytes rest = changed; !rest.empty();) {
            const std::size_t portion = std::min<std::size_t>(rest.size(), 50);
            client.receive(rest.first(portion), TimePoint{1s});
            rest = rest.subspan(portion);
            if (client.association.state() == State::open && rest.size() < 60) {
                EXPECT_TRUE(client.association.release(TimePoint{1s}));
            }
        }
        client.on_time(TimePoint{100s});
        client.on_time(TimePoint{200s});
        expect_one_end(client, "client");
    });
}

/// Sides in each state that the peer can see.
void bring_to(AssociationPair& pair, State state) {
    pair.server.accepts = state != State::deciding;
    pair.server.concludes = state != State::answering;
    pair.start();
    if (state == State::connecting) return;
    pair.carry(pair.client, pair.server);
    static_cast<void>(pair.server.take());
    if (state == State::associating) return;
    pair.client.receive(octets("03 00 00 0B 06 D0 00 01 00 01 00"), pair.now);
    pair.run();
    if (state == State::deciding || state == State::open) return;
    if (state == State::answering || state == State::concluded) {
        EXPECT_TRUE(pair.client.association.release(pair.now));
        pair.carry(pair.client, pair.server);
        static_cast<void>(pair.server.take());
        return;
    }
    EXPECT_TRUE(pair.server.association.release(pair.now, state == State::concluding
                                                              ? ReleaseParts::conclude_and_finish
                                                              : ReleaseParts::finish_only));
    static_cast<void>(pair.server.take());
}

TEST(AssociationRobustness, AnythingInAnyState) {
    const Session session = whole_session();
    std::vector<ByteVector> packets;
    for (const ByteVector* all : {&session.from_client, &session.from_server}) {
        for (std::size_t at = 0; at < all->size();) {
            const std::size_t size = static_cast<std::size_t>((*all)[at + 2]) << 8U | (*all)[at + 3];
            const auto begin = all->begin() + static_cast<std::ptrdiff_t>(at);
            packets.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(size));
            at += size;
        }
    }
    for (const char* hex :
         {"03 00 00 0B 06 80 00 01 00 01 80", "03 00 00 09 04 70 00 01 00", "03 00 00 07 02 F0 80",
          "03 00 00 07 02 F0 00", "03 00 00 09 02 F0 80 0C 00", "03 00 00 09 02 F0 80 19 00",
          "03 00 00 09 02 F0 80 1A 00", "03 00 00 09 02 F0 80 08 00", "03 00 00 07 00 00 00",
          "03 00 00 06 00 00", "00 00 00 00",
          "03 00 00 16 02 F0 80 01 00 01 00 61 09 30 07 02 01 01 A0 02 8B 00"}) {
        packets.push_back(octets(hex));
    }
    for (const State state : {State::connecting, State::associating, State::deciding, State::open,
                              State::concluding, State::answering, State::concluded, State::releasing}) {
        for (const ByteVector& packet : packets) {
            AssociationPair pair;
            bring_to(pair, state);
            ASSERT_EQ(pair.server.association.state(), state);
            const std::size_t before = pair.server.count<MmsPdu>();
            pair.server.receive(packet, pair.now);
            const std::string what = std::string(name_of(state)) + " given " + to_hex(packet);
            expect_one_end(pair.server, what);
            if (!carries_data(state)) {
                EXPECT_EQ(pair.server.count<MmsPdu>(), before) << what;
            }
            pair.server.on_time(pair.now + 100s);
            pair.server.lost();
            expect_one_end(pair.server, what);
        }
    }
}

TEST(AssociationRobustness, NothingIsHeardAfterTheEnd) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    pair.server.association.abort({});
    pair.server.drain();
    const std::size_t events = pair.server.events.size();
    const std::size_t output = pair.server.association.output().size();
    pair.server.receive(
        octets("03 00 00 1B 02 F0 80 01 00 01 00 61 0E 30 0C 02 01 03 A0 07 A0 05 02 01 01 82 00"), pair.now);
    pair.server.receive(octets("00"), pair.now);
    EXPECT_EQ(pair.server.events.size(), events);
    EXPECT_EQ(pair.server.association.output().size(), output);
}

TEST(AssociationRobustness, SteadyStateAllocatesNothing) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    const ByteVector request = octets(identify);
    const ByteVector answer(3000, 0xA1);
    ByteVector wire;
    Association& client = pair.client.association;
    Association& server = pair.server.association;
    Event event;
    std::size_t answered = 0;
    const auto round = [&](std::size_t portion) {
        static_cast<void>(client.send(request));
        for (std::size_t at = 0; at < client.output().size(); at += portion) {
            const Bytes output = client.output();
            server.receive(output.subspan(at, std::min(portion, output.size() - at)), pair.now);
            while (server.next(event)) static_cast<void>(server.send(answer));
        }
        client.consume_output(client.output().size());
        client.receive(server.output(), pair.now);
        while (client.next(event)) ++answered;
        server.consume_output(server.output().size());
    };
    // A partial packet is copied, so it takes a few rounds until each kept buffer has room enough.
    for (int i = 0; i < 8; ++i) round(7);
    const std::size_t before = allocations;
    for (int i = 0; i < 1000; ++i) round(i % 2 == 0 ? 1000 : 7);
    EXPECT_EQ(allocations, before);
    EXPECT_EQ(answered, 1008U);
}

TEST(AssociationRobustness, IdleAssociationsHoldNoBuffers) {
    EXPECT_LE(sizeof(Association), 1024U);
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    ASSERT_TRUE(pair.client.association.send(ByteVector(60'000, 0xA0)));
    pair.portion = 100;
    pair.run();
    // All that was borrowed is back with the owner, whatever was sent before.
    const std::size_t kept = pair.buffers.kept_octets();
    EXPECT_GT(kept, 60'000U);
    const ByteVector one = pair.buffers.borrow();
    EXPECT_TRUE(one.empty());
    EXPECT_TRUE(pair.client.association.output().empty());
    EXPECT_TRUE(pair.server.association.output().empty());
}

TEST(AssociationRobustness, LengthsAreProvenBeforeMemoryIsTaken) {
    // A packet that claims 65535 octets and a message that claims more than the rest of it.
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    pair.server.receive(octets("03 00 FF FF 02 F0 80"), pair.now);
    EXPECT_LT(pair.buffers.kept_octets(), 100'000U);
    EXPECT_EQ(pair.server.association.state(), State::open);
    AssociationPair other;
    ASSERT_TRUE(other.associate());
    const ByteVector packet = octets("03 00 00 14 02 F0 80 01 00 01 00 61 84 7F FF FF FF 30 00 00");
    const std::size_t before = allocations;
    other.server.association.receive(packet, other.now);
    other.server.drain();
    EXPECT_LT(allocations - before, 40U) << "an error and an event, no memory for what is claimed";
    EXPECT_EQ(other.server.last<Aborted>().error.fault, Fault::malformed);
}

}  // namespace
}  // namespace busbar::stack
