// SPDX-License-Identifier: Apache-2.0
// A recorded session, cut at every octet: whatever happens to the connection, nothing of it remains. And in
// steady use, no allocation.
#include "server/test_client.hpp"
#include "server/test_station.hpp"
#include "support/allocations.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

/// What a client sent in a session with every service in it.
ByteVector record(Server& server, const Now& now) {
    stack::Buffers buffers;
    stack::Association client(stack::Role::client, client_options(), buffers);
    const ConnectionId id = server.open("192.0.2.1:1", now).value();
    client.start(now.monotonic);
    ByteVector sent;
    const auto exchange = [&] {
        for (bool moved = true; moved;) {
            moved = false;
            if (!client.output().empty()) {
                ByteVector octets;
                client.take_output(octets);
                sent.insert(sent.end(), octets.begin(), octets.end());
                server.receive(id, octets, now);
                moved = true;
            }
            if (const Bytes output = server.output(id); !output.empty()) {
                const ByteVector octets(output.begin(), output.end());
                server.sent(id, octets.size(), now);
                client.receive(octets, now.monotonic);
                stack::Event event;
                while (client.next(event)) {
                }
                moved = true;
            }
        }
    };
    exchange();
    EXPECT_TRUE(client.is_open());
    std::uint32_t invoke_id = 0;
    const auto send = [&](auto service, const auto& request) {
        mms::encode_request<decltype(service)>(client.begin(), ++invoke_id, request);
        EXPECT_TRUE(client.send());
        exchange();
    };
    const std::vector<mms::ListEntry> entries{variable("IED1LD0", "LLN0"),
                                              variable("IED1LD0", "MHAI1$CF$HA$pair$x")};
    send(mms::Status{}, mms::StatusRequest{});
    send(mms::Identify{}, mms::IdentifyRequest{});
    mms::GetNameListRequest names;
    names.object_class.value = mms::ObjectClassNumber::named_variable;
    names.object_scope.value = mms::DomainScope{"IED1LD0"};
    send(mms::GetNameList{}, names);
    mms::GetVariableAccessAttributesRequest attributes;
    attributes.variable = domain_name("IED1LD0", "GGIO1");
    send(mms::GetVariableAccessAttributes{}, attributes);
    mms::ReadRequest read_request;
    read_request.variables.value = ber::List<mms::ListEntry>(entries);
    send(mms::Read{}, read_request);
    mms::WriteRequest write_request;
    const std::vector<mms::ListEntry> written{variable("IED1LD0", "MHAI1$CF$HA$pair$x")};
    std::vector<mms::Data> data(1);
    data[0].value = mms::Integer(5);
    write_request.variables.value = ber::List<mms::ListEntry>(written);
    write_request.data = ber::List<mms::Data>(data);
    send(mms::Write{}, write_request);
    mms::GetNamedVariableListAttributesRequest set;
    set.name = domain_name("IED1LD0", "LLN0$ds1");
    send(mms::GetNamedVariableListAttributes{}, set);
    EXPECT_TRUE(client.release(now.monotonic));
    exchange();
    server.closed(id);
    return sent;
}

TEST(Session, CutAtEveryOctetLeavesNothingBehind) {
    const Now now = start_of_time();
    Server server(station_image(), {});
    const ByteVector sent = record(server, now);
    ASSERT_GT(sent.size(), 500U);
    EXPECT_EQ(server.connections(), 0U);
    for (std::size_t cut = 0; cut <= sent.size(); ++cut) {
        const ConnectionId id = server.open("192.0.2.1:1", now).value();
        server.receive(id, Exact(Bytes(sent).first(cut)).bytes(), now);
        server.sent(id, server.output(id).size(), now);
        server.closed(id);
        ASSERT_EQ(server.connections(), 0U) << cut;
        ASSERT_EQ(server.associations(), 0U) << cut;
        ASSERT_EQ(server.deadline(), never) << cut;
        ASSERT_FALSE(server.next_ready().has_value()) << cut;
    }
}

/// The same cuts, but the peer falls silent: deadlines end what is half open, an association with half a
/// message too.
TEST(Session, SilenceAtEveryOctetEndsByDeadline) {
    Now now = start_of_time();
    Server server(station_image(), {});
    const ByteVector sent = record(server, now);
    for (std::size_t cut = 0; cut < sent.size(); cut += 7) {
        const ConnectionId id = server.open("192.0.2.1:1", now).value();
        server.receive(id, Exact(Bytes(sent).first(cut)).bytes(), now);
        server.sent(id, server.output(id).size(), now);
        for (int i = 0; i < 4 && server.deadline() != never; ++i) {
            now.monotonic = std::max(now.monotonic, server.deadline());
            server.on_time(now);
            server.sent(id, server.output(id).size(), now);
        }
        EXPECT_EQ(server.deadline(), never) << cut;
        EXPECT_TRUE(server.wants_close(id) || server.associations() == 1) << cut;
        server.closed(id);
        ASSERT_EQ(server.associations(), 0U);
    }
}

TEST(Session, EveryOctetChangedIsSurvived) {
    const Now now = start_of_time();
    Server server(station_image(), {});
    const ByteVector sent = record(server, now);
    for (std::size_t at = 0; at < sent.size(); ++at) {
        for (const unsigned change : {0x01U, 0x80U, 0xFFU}) {
            ByteVector changed = sent;
            changed[at] = static_cast<Octet>(changed[at] ^ change);
            const ConnectionId id = server.open("192.0.2.1:1", now).value();
            server.receive(id, Exact(changed).bytes(), now);
            server.closed(id);
        }
    }
    EXPECT_EQ(server.connections(), 0U);
    TestClient client(server, now);
    EXPECT_TRUE(client.associate());
}

class Allocations : public ::testing::Test {
protected:
    /// Allocations of `rounds` times the same octets from the client, after a first round.
    std::size_t count(Bytes request_octets, int rounds) {
        const auto once = [&] {
            server.receive(client.id(), request_octets, now);
            server.sent(client.id(), server.output(client.id()).size(), now);
            while (server.next_ready()) {
            }
        };
        once();
        once();
        const std::size_t before = test::allocations;
        for (int i = 0; i < rounds; ++i) once();
        return test::allocations - before;
    }
    template <class Service>
    ByteVector octets_of(const typename Service::Request& request, std::size_t times = 1) {
        for (std::size_t i = 0; i < times; ++i) client.send<Service>(request);
        ByteVector octets;
        client.association().take_output(octets);
        return octets;
    }

    Now now = start_of_time();
    Server server{large_image(4), {}};
    TestClient client{server, now};
};

TEST_F(Allocations, NoneForReadsAndWritesInSteadyUse) {
    ASSERT_TRUE(client.associate());
    const std::vector<mms::ListEntry> one{variable("BIGLD0", "MMXU1$MX$Val0$mag$f")};
    const std::vector<mms::ListEntry> node{variable("BIGLD0", "MMXU1")};
    const std::vector<mms::ListEntry> many(50, variable("BIGLD0", "MMXU2$MX$Val1"));
    mms::ReadRequest request;
    request.variables.value = ber::List<mms::ListEntry>(one);
    EXPECT_EQ(count(octets_of<mms::Read>(request), 100), 0U);
    EXPECT_EQ(count(octets_of<mms::Read>(request, 10), 100), 0U);
    request.variables.value = ber::List<mms::ListEntry>(node);
    EXPECT_EQ(count(octets_of<mms::Read>(request), 100), 0U);
    request.variables.value = ber::List<mms::ListEntry>(many);
    EXPECT_EQ(count(octets_of<mms::Read>(request), 100), 0U);
    request.variables.value = domain_name("BIGLD0", "LLN0$floats");
    request.specification_with_result = true;
    EXPECT_EQ(count(octets_of<mms::Read>(request), 100), 0U);
    mms::WriteRequest write_request;
    std::vector<mms::Data> data(1);
    data[0].value = mms::FloatingPoint(1.0F);
    write_request.variables.value = ber::List<mms::ListEntry>(one);
    write_request.data = ber::List<mms::Data>(data);
    EXPECT_EQ(count(octets_of<mms::Write>(write_request), 100), 0U);
}

TEST_F(Allocations, NoneForAWriteThatIsApplied) {
    Server station(station_image(), {});
    TestClient writer(station, now);
    ASSERT_TRUE(writer.associate());
    const std::vector<mms::ListEntry> one{variable("IED1LD0", "MHAI1$CF$HA$pair")};
    const mms::Data members[] = {{mms::Integer(5)}, {mms::Integer(6)}};
    std::vector<mms::Data> data(1);
    data[0].value = mms::Structure{members};
    mms::WriteRequest request;
    request.variables.value = ber::List<mms::ListEntry>(one);
    request.data = ber::List<mms::Data>(data);
    writer.send<mms::Write>(request);
    ByteVector octets;
    writer.association().take_output(octets);
    const auto once = [&] {
        station.receive(writer.id(), octets, now);
        station.sent(writer.id(), station.output(writer.id()).size(), now);
        while (station.next_ready()) {
        }
    };
    once();
    once();
    const std::size_t before = test::allocations;
    for (int i = 0; i < 100; ++i) once();
    EXPECT_EQ(test::allocations - before, 0U);
}

/// What one idle association costs in the core; the driver adds its socket and read buffer.
TEST_F(Allocations, TenThousandIdleAssociationsFit) {
    Options options;
    options.max_associations = 10000;
    Server crowded(station_image(), options);
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 10000; ++i) {
        clients.push_back(std::make_unique<TestClient>(crowded, now));
        ASSERT_TRUE(clients.back()->associate()) << i;
    }
    EXPECT_EQ(crowded.associations(), 10000U);
    EXPECT_EQ(results_text(read(*clients[5000], "IED1LD0", "LLN0$ST$Beh$stVal")), "1");
    EXPECT_LE(sizeof(Connection), 2048U);
}

}  // namespace
}  // namespace busbar::server
