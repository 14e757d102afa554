// SPDX-License-Identifier: Apache-2.0
// Associations of a server: accepting, refusing, limits, deadlines, pipelining, PDUs out of place, endings.
#include "server/server.hpp"

#include "server/deadlines.hpp"
#include "server/dispatch.hpp"
#include "server/test_client.hpp"
#include "server/test_station.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary
using std::chrono::milliseconds;
using std::chrono::seconds;

class ServerTest : public ::testing::Test {
protected:
    void pass(Duration time) {
        now.monotonic += time;
        now.wall += time;
        server.on_time(now);
    }
    static Options few() {
        Options options;
        options.max_associations = 3;
        return options;
    }

    Now now = start_of_time();
    Server server{station_image(), few()};
};

TEST_F(ServerTest, AssociatesAndServes) {
    TestClient client(server, now);
    ASSERT_TRUE(client.associate());
    EXPECT_EQ(server.associations(), 1U);
    EXPECT_EQ(results_text(read(client, "IED1LD0", "LLN0$ST$Beh$stVal")), "1");
    ASSERT_TRUE(client.association().release(now.monotonic));
    client.run();
    EXPECT_TRUE(client.released());
    EXPECT_TRUE(client.gone());
    EXPECT_EQ(server.associations(), 0U);
    EXPECT_EQ(server.connections(), 0U);
    EXPECT_EQ(server.deadline(), never);
}

TEST_F(ServerTest, AnnouncesExactlyWhatItServes) {
    const mms::ServiceSupport bits = supported_services();
    for (const unsigned bit : {0U, 1U, 2U, 4U, 5U, 6U, 11U, 12U, 13U, 71U, 83U, 84U})
        EXPECT_TRUE(bits.test(bit)) << bit;
    TestClient client(server, now);
    ASSERT_TRUE(client.associate());
    EXPECT_EQ(client.association().negotiated().peer_services, bits);
    // Every tag, known to the library or not, with an empty body: served ones reject the argument or answer,
    // the others are unrecognized.
    for (std::uint32_t tag = 0; tag < 92; ++tag) {
        BackWriter writer;
        ber::encode_header(writer, ber::context_key(tag), true, 0);
        ber::encode_integer(writer, 7);
        writer.prepend_octets({0x02, 0x01});
        ber::encode_header(writer, ber::context_key(0), true, writer.size());
        const std::string answer = outcome(client.call(writer.bytes()));
        if (bits.test(tag) && tag < 78) {
            EXPECT_EQ(answer.find("unrecognized"), std::string::npos) << tag << ": " << answer;
        } else {
            EXPECT_EQ(answer, "reject confirmed-requestPDU/unrecognized-service") << tag;
        }
    }
}

TEST_F(ServerTest, IdentifiesItselfByFileOrOptions) {
    TestClient client(server, now);
    ASSERT_TRUE(client.associate());
    EXPECT_EQ(to_hex(client.call<mms::Identify>({})),
              "A1 14 02 01 01 A2 0F 80 04 41 43 4D 45 81 02 58 31 82 03 31 2E 30");
    Options options;
    options.identification = {"Other", "M", "2"};
    Server second(station_image(), options);
    TestClient other(second, now);
    ASSERT_TRUE(other.associate());
    const ByteVector pdu = other.call<mms::Identify>({});
    EXPECT_EQ(response_of<mms::Identify>(pdu).vendor_name.text, "Other");
    EXPECT_EQ(response_of<mms::Identify>(pdu).revision.text, "2");
}

TEST_F(ServerTest, StatusAndCapabilities) {
    TestClient client(server, now);
    ASSERT_TRUE(client.associate());
    EXPECT_EQ(to_hex(client.call<mms::Status>({})), "A1 0B 02 01 01 A0 06 80 01 00 81 01 00");
    const ByteVector pdu = client.call<mms::GetCapabilityList>({});
    EXPECT_TRUE(response_of<mms::GetCapabilityList>(pdu).capabilities.empty());
    EXPECT_FALSE(response_of<mms::GetCapabilityList>(pdu).more_follows);
    mms::GetCapabilityListRequest further;
    further.continue_after = ber::VisibleString("x");
    EXPECT_EQ(outcome(client.call<mms::GetCapabilityList>(further)), "error access/object-non-existent");
}

TEST_F(ServerTest, RequestsThatArriveTogetherAreAnsweredTogether) {
    TestClient client(server, now);
    ASSERT_TRUE(client.associate());
    const std::vector<mms::ListEntry> entries{variable("IED1LD0", "LLN0$ST$Beh$stVal")};
    mms::ReadRequest request;
    request.variables.value = ber::List<mms::ListEntry>(entries);
    for (int i = 0; i < 10; ++i) client.send<mms::Read>(request);
    const std::size_t before = client.writes();
    client.run();
    EXPECT_EQ(client.pdus(), 10U);
    EXPECT_EQ(client.writes(), before + 1);
    for (std::uint8_t i = 1; i <= 10; ++i) EXPECT_EQ(client.take_pdu()[4], i);
}

TEST_F(ServerTest, AnswersDoNotDependOnHowOctetsArrive) {
    TestClient client(server, now);
    ASSERT_TRUE(client.associate());
    const std::vector<mms::ListEntry> entries{variable("IED1LD0", "LLN0$ST$Beh$stVal")};
    mms::ReadRequest request;
    request.variables.value = ber::List<mms::ListEntry>(entries);
    for (int i = 0; i < 3; ++i) client.send<mms::Read>(request);
    const ByteVector octets(client.association().output().begin(), client.association().output().end());
    client.association().consume_output(octets.size());
    for (const Octet& octet : octets) {
        const Exact one(Bytes(&octet, 1));
        server.receive(client.id(), one.bytes(), now);
    }
    client.run();
    EXPECT_EQ(client.pdus(), 3U);
    EXPECT_EQ(results_text(client.take_pdu()), "1");
}

TEST_F(ServerTest, TheSurplusAssociationIsRefusedByTransport) {
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<TestClient>(server, now));
        ASSERT_TRUE(clients.back()->associate());
    }
    TestClient surplus(server, now);
    EXPECT_FALSE(surplus.associate());
    ASSERT_TRUE(surplus.refused().has_value());
    EXPECT_EQ(surplus.refused()->layer, stack::Layer::transport);
    EXPECT_TRUE(surplus.gone());
    EXPECT_EQ(server.counters().refused, 1U);
    EXPECT_EQ(server.associations(), 3U);
    EXPECT_EQ(results_text(read(*clients[0], "IED1LD0", "LLN0$ST$Beh$stVal")), "1");
    clients.pop_back();
    TestClient next(server, now);
    EXPECT_TRUE(next.associate());
}

TEST_F(ServerTest, ARaceForTheLastPlaceIsDecidedByWhoAssociates) {
    TestClient first(server, now), second(server, now);
    ASSERT_TRUE(first.associate());
    ASSERT_TRUE(second.associate());
    TestClient slow(server, now);
    slow.association().start(now.monotonic);
    ASSERT_TRUE(slow.to_server());  // the CR passes: one place is free
    TestClient fast(server, now);
    ASSERT_TRUE(fast.associate());
    slow.run();
    ASSERT_TRUE(slow.refused().has_value());
    EXPECT_EQ(slow.refused()->layer, stack::Layer::acse);
    EXPECT_EQ(server.associations(), 3U);
}

TEST_F(ServerTest, HalfOpenConnectionsAreEndedByTheirDeadline) {
    const auto silent = server.open("192.0.2.9:1", now);
    ASSERT_TRUE(silent.has_value());
    TestClient halfway(server, now);
    halfway.association().start(now.monotonic);
    ASSERT_TRUE(halfway.to_server());
    EXPECT_EQ(server.connections(), 2U);
    pass(limits::handshake_phase - seconds(1));
    EXPECT_FALSE(server.wants_close(*silent));
    pass(seconds(1));
    EXPECT_TRUE(server.wants_close(*silent));
    EXPECT_TRUE(server.next_ready().has_value());
    server.closed(*silent);
    pass(limits::handshake_phase);
    EXPECT_TRUE(server.wants_close(halfway.id()) || !server.output(halfway.id()).empty());
    pass(limits::handshake_phase);
    EXPECT_TRUE(server.wants_close(halfway.id()));
}

TEST_F(ServerTest, AMessageThatDoesNotEndIsEndedByItsDeadline) {
    TestClient client(server, now);
    ASSERT_TRUE(client.associate());
    const Octet beginning[] = {0x03, 0x00, 0x01, 0x00, 0x02, 0xF0, 0x80};
    server.receive(client.id(), Exact(beginning).bytes(), now);
    EXPECT_NE(server.deadline(), never);
    pass(limits::message_completion - seconds(1));
    EXPECT_EQ(server.associations(), 1U);
    pass(seconds(1));
    EXPECT_EQ(server.associations(), 0U);
}

TEST_F(ServerTest, TheOldestHalfOpenConnectionGivesWayToANewOne) {
    Options options;
    options.max_half_open = 4;
    Server crowded(station_image(), options);
    std::vector<ConnectionId> ids;
    for (int i = 0; i < 10; ++i) {
        now.monotonic += milliseconds(10);
        ids.push_back(crowded.open("192.0.2.9:1", now).value());
        while (const auto ready = crowded.next_ready()) {
            ASSERT_TRUE(crowded.wants_close(*ready));
            crowded.closed(*ready);
        }
        EXPECT_LE(crowded.connections(), 4U);
    }
    TestClient client(crowded, now);
    EXPECT_TRUE(client.associate());
}

TEST_F(ServerTest, AnIdleAssociationHasNoDeadline) {
    TestClient client(server, now);
    ASSERT_TRUE(client.associate());
    EXPECT_EQ(server.deadline(), never);
    pass(std::chrono::hours(24));
    EXPECT_EQ(results_text(read(client, "IED1LD0", "LLN0$ST$Beh$stVal")), "1");
}

/// A client that sends and never reads: its requests wait, its memory is bounded, others go on.
TEST_F(ServerTest, ASlowReaderWaitsForItself) {
    TestClient slow(server, now), other(server, now);
    ASSERT_TRUE(slow.associate());
    ASSERT_TRUE(other.associate());
    const std::vector<mms::ListEntry> entries(20, variable("IED1LD0", "GGIO1$CF"));
    mms::ReadRequest request;
    request.variables.value = ber::List<mms::ListEntry>(entries);
    std::size_t sent = 0;
    for (; sent < 5000 && server.wants_input(slow.id()); ++sent) {
        slow.send<mms::Read>(request);
        slow.to_server();
    }
    EXPECT_LT(sent, 5000U);
    EXPECT_LE(server.output(slow.id()).size(), limits::send_queue_octets);
    EXPECT_EQ(results_text(read(other, "IED1LD0", "LLN0$ST$Beh$stVal")), "1");
    slow.run();
    EXPECT_EQ(slow.pdus(), sent);
    EXPECT_TRUE(server.wants_input(slow.id()));
}

TEST_F(ServerTest, ConnectionIdsAreNotReused) {
    const ConnectionId first = server.open("a", now).value();
    server.closed(first);
    const ConnectionId second = server.open("b", now).value();
    EXPECT_EQ(first.slot, second.slot);
    EXPECT_NE(first, second);
    EXPECT_TRUE(server.output(first).empty());
    server.receive(first, Bytes(), now);
    server.closed(first);
    EXPECT_EQ(server.connections(), 1U);
    server.closed(second);
    EXPECT_EQ(server.connections(), 0U);
}

TEST_F(ServerTest, PdusOutOfPlaceAreRejectedAndTheAssociationGoesOn) {
    TestClient client(server, now);
    ASSERT_TRUE(client.associate());
    const std::pair<const char*, const char*> cases[] = {
        {"A0 03 02 01 05", "reject pdu-error/invalid-pdu"},  // no service
        {"A0 07 02 01 01 A4 02 FF FF", "reject confirmed-requestPDU/invalid-argument"},
        {"A0 08 02 01 01 30 03 02 01 01", "reject"},  // modifiers and nothing else
        {"A1 05 02 01 01 8B 00", "reject confirmed-responsePDU/invalid-invokeID"},
        {"A2 0A 80 01 1F A2 05 A0 03 87 01 02", "reject confirmed-errorPDU/invalid-invokeID"},
        {"A3 04 A1 02 80 00", "reject unconfirmedPDU/unrecognized-service"},
        {"86 01 01", "reject cancel-responsePDU/invalid-invokeID"},
        {"85 01 1F", "cancel-error cancel/invoke-id-unknown"},
        {"A4 06 80 01 01 81 01 01", "nothing"},  // a reject is never answered
        {"BF 7F 00", "reject pdu-error/unknown-pdu-type"},
        {"A0 05 02 01 04 9F 4F", "reject"},
        {"A0 07 02 09 01 02 03 04 05", "reject"},
    };
    for (const auto& [hex, expected] : cases) {
        const ByteVector answer = client.call(*from_hex(hex));
        EXPECT_EQ(outcome(answer).find(expected), 0U) << hex << ": " << outcome(answer);
        EXPECT_EQ(results_text(read(client, "IED1LD0", "LLN0$ST$Beh$stVal")), "1") << hex;
    }
}

TEST_F(ServerTest, NestingBeyondTheLimitIsRejectedAsSuch) {
    TestClient client(server, now);
    ASSERT_TRUE(client.associate());
    // Write of structures within structures.
    for (const std::size_t depth :
         {std::size_t{10}, limits::ber_depth + std::size_t{10}, std::size_t{2000}}) {
        BackWriter writer;
        for (std::size_t i = 0; i < depth; ++i)
            ber::encode_header(writer, ber::context_key(2), true, writer.size());
        ber::encode_header(writer, ber::context_key(0), true, writer.size());
        const ByteVector name = *from_hex("A0 13 30 11 A0 0F A1 0D 1A 07 49 45 44 31 4C 44 30 1A 02 4C 4C");
        writer.prepend_bytes(name);
        ber::encode_header(writer, ber::context_key(5), true, writer.size());
        writer.prepend_octets({0x02, 0x01, 0x01});
        ber::encode_header(writer, ber::context_key(0), true, writer.size());
        const std::string answer = outcome(client.call(writer.bytes()));
        EXPECT_EQ(answer, depth == 10 ? "response" : "reject confirmed-requestPDU/max-recursion-exceeded")
            << depth;
    }
}

TEST_F(ServerTest, PasswordsAreChecked) {
    Options options;
    options.stack.accepted_passwords = {"secret"};
    Server locked(station_image(), options);
    for (const auto& [password, accepted] :
         {std::pair<const char*, bool>{"secret", true}, {"wrong", false}}) {
        auto with = std::make_shared<stack::Options>();
        with->password = password;
        TestClient client(locked, now, with);
        EXPECT_EQ(client.associate(), accepted);
    }
    TestClient without(locked, now);
    EXPECT_FALSE(without.associate());
    EXPECT_EQ(locked.counters().accepted, 1U);
    EXPECT_EQ(locked.counters().refused, 2U);
}

TEST_F(ServerTest, ThePolicyKnowsThePeersTitleAndWhetherItsPasswordWasChecked) {
    Options options;
    options.stack.accepted_passwords = {"secret"};
    Server locked(station_image(), options);
    Peer seen;
    locked.gate().set_policy([&](const Peer& peer, Right, const AccessObject&) {
        seen = peer;
        return true;
    });
    auto with = std::make_shared<stack::Options>();
    with->password = "secret";
    with->own.ap_title = *ber::oid_content("1.1.1.999");
    TestClient client(locked, now, with);
    ASSERT_TRUE(client.associate());
    EXPECT_EQ(results_text(read(client, "IED1LD0", "LLN0$ST$Beh$stVal")), "1");
    EXPECT_EQ(seen.ap_title, "1.1.1.999");
    EXPECT_TRUE(seen.authenticated);
    EXPECT_EQ(seen.address, "192.0.2.1:50000");
}

TEST_F(ServerTest, AbortAllTellsEveryClient) {
    TestClient one(server, now), two(server, now);
    ASSERT_TRUE(one.associate());
    ASSERT_TRUE(two.associate());
    server.abort_all(now);
    one.run();
    two.run();
    EXPECT_TRUE(one.aborted());
    EXPECT_TRUE(two.aborted());
    EXPECT_EQ(server.connections(), 0U);
}

// ---- deadlines
// ------------------------------------------------------------------------------------------------

TEST(Deadlines, NextIsTheEarliestWhateverIsSetMovedAndCleared) {
    Deadlines deadlines;
    std::map<std::uint32_t, TimePoint> reference;
    std::uint32_t random = 12345;
    const auto draw = [&](std::uint32_t bound) {
        random = random * 1664525U + 1013904223U;
        return (random >> 8U) % bound;
    };
    for (int i = 0; i < 20000; ++i) {
        const std::uint32_t slot = draw(50);
        if (draw(3) == 0) {
            deadlines.set(slot, never);
            reference.erase(slot);
        } else {
            const TimePoint at{Duration(draw(1000))};
            deadlines.set(slot, at);
            reference[slot] = at;
        }
        TimePoint earliest = never;
        for (const auto& [s, at] : reference) earliest = std::min(earliest, at);
        ASSERT_EQ(deadlines.next(), earliest);
        ASSERT_EQ(deadlines.size(), reference.size());
        if (earliest != never) {
            ASSERT_EQ(reference.at(deadlines.next_slot()), earliest);
        }
    }
}

}  // namespace
}  // namespace busbar::server
