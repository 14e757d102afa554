// SPDX-License-Identifier: Apache-2.0
#include "osi/cotp/connection.hpp"

#include "support/octets.hpp"
#include "support/state_page.hpp"

namespace busbar::cotp {
namespace {

using test::octets;

ByteVector take(BackWriter& writer) {
    ByteVector result(writer.bytes().begin(), writer.bytes().end());
    writer.clear();
    return result;
}

/// Both sides, connected unless a test does that itself.
struct Pair {
    Connection client;
    Connection server;
    BackWriter writer;

    explicit Pair(Octet client_code = 13, Octet server_code = 13)
        : client({.tpdu_size_code = client_code}), server({.tpdu_size_code = server_code}) {}

    void connect() {
        const Octet selector[] = {0, 1};
        ASSERT_TRUE(client.connect_request(writer, selector, selector));
        const ByteVector cr = take(writer);
        const auto indication = server.receive(cr);
        ASSERT_TRUE(indication);
        const auto& asked = std::get<ConnectIndication>(*indication);
        ASSERT_TRUE(server.connect_response(writer, asked.calling_selector, asked.called_selector));
        ASSERT_TRUE(client.receive(take(writer)));
    }
};

TEST(CotpConnection, ConnectsWithTheCapturedOctets) {
    Pair pair;
    const Octet selector[] = {0, 1};
    ASSERT_TRUE(pair.client.connect_request(pair.writer, selector, selector));
    const ByteVector cr = take(pair.writer);
    EXPECT_EQ(to_hex(cr), "11 E0 00 00 00 01 00 C0 01 0D C2 02 00 01 C1 02 00 01");
    const auto indication = pair.server.receive(cr);
    ASSERT_TRUE(indication);
    const auto& asked = std::get<ConnectIndication>(*indication);
    ASSERT_TRUE(pair.server.connect_response(pair.writer, asked.calling_selector, asked.called_selector));
    const ByteVector cc = take(pair.writer);
    EXPECT_EQ(to_hex(cc), "11 D0 00 01 00 01 00 C0 01 0D C2 02 00 01 C1 02 00 01");
    const auto confirm = pair.client.receive(cc);
    ASSERT_TRUE(confirm);
    EXPECT_TRUE(std::holds_alternative<ConnectConfirm>(*confirm));
    EXPECT_EQ(pair.client.state(), State::open);
    EXPECT_EQ(pair.server.state(), State::open);
}

TEST(CotpConnection, TheSmallerTpduSizeHolds) {
    for (const auto& [client, server, size] :
         {std::tuple{13, 13, 8192U}, {10, 13, 1024U}, {13, 7, 128U}, {16, 16, 65531U}, {16, 11, 2048U}}) {
        Pair pair(static_cast<Octet>(client), static_cast<Octet>(server));
        pair.connect();
        EXPECT_EQ(pair.client.max_data_octets(), size - 3) << client << " " << server;
        EXPECT_EQ(pair.server.max_data_octets(), size - 3) << client << " " << server;
    }
}

TEST(CotpConnection, SizeOutsideOfTheRangeIsTheNearestOne) {
    Connection small({});
    ASSERT_TRUE(small.receive(octets("09 E0 00 00 00 01 00 C0 01 03")));
    EXPECT_EQ(small.max_data_octets(), 125U);
    Connection huge({});
    ASSERT_TRUE(huge.receive(octets("09 E0 00 00 00 01 00 C0 01 FF")));
    EXPECT_EQ(huge.max_data_octets(), 8189U);
    Connection none({});
    ASSERT_TRUE(none.receive(octets("06 E0 00 00 00 01 00")));
    EXPECT_EQ(none.max_data_octets(), 8189U);
}

TEST(CotpConnection, AnotherClassIsTold) {
    Connection server({});
    const auto indication = server.receive(octets("06 E0 00 00 00 01 40"));
    ASSERT_TRUE(indication);
    EXPECT_FALSE(std::get<ConnectIndication>(*indication).class_0_possible);
    BackWriter writer;
    ASSERT_TRUE(server.refuse(writer, DisconnectReason::negotiation_failed));
    EXPECT_EQ(to_hex(writer.bytes()), "06 80 00 01 00 00 82");
    EXPECT_EQ(server.state(), State::closed);

    Connection lenient({});
    const auto allowed = lenient.receive(octets("09 E0 00 00 00 01 40 C7 01 00"));
    ASSERT_TRUE(allowed);
    EXPECT_TRUE(std::get<ConnectIndication>(*allowed).class_0_possible);
    writer.clear();
    ASSERT_TRUE(lenient.connect_response(writer, std::nullopt, std::nullopt));
    EXPECT_EQ(to_hex(writer.bytes()), "09 D0 00 01 00 01 00 C0 01 0D") << "class 0 in the CC";

    Connection client({});
    writer.clear();
    ASSERT_TRUE(client.connect_request(writer, std::nullopt, std::nullopt));
    EXPECT_FALSE(client.receive(octets("06 D0 00 01 00 01 40"))) << "a CC may not select class 4";
    EXPECT_EQ(client.state(), State::calling);
}

TEST(CotpConnection, SingleDtIsAViewOfTheInput) {
    Pair pair;
    pair.connect();
    const ByteVector dt = octets("02 F0 80 AA BB");
    Bytes tsdu;
    ASSERT_TRUE(pair.server.receive_data(dt, tsdu));
    EXPECT_EQ(tsdu.data(), dt.data() + 3);
    const auto received = pair.server.receive(dt);
    ASSERT_TRUE(received);
    EXPECT_EQ(std::get<DataIndication>(*received).tsdu.data(), dt.data() + 3);
}

TEST(CotpConnection, ReassemblesWhatComesInSeveralDts) {
    Pair pair;
    pair.connect();
    for (int round = 0; round < 2; ++round) {
        Bytes tsdu;
        const ByteVector first = octets("02 F0 00 01 02 03");
        EXPECT_FALSE(pair.server.receive_data(first, tsdu));
        ASSERT_TRUE(std::holds_alternative<PartialData>(pair.server.receive(first).value()));
        EXPECT_TRUE(pair.server.assembling());
        ASSERT_TRUE(std::holds_alternative<PartialData>(pair.server.receive(octets("02 F0 00")).value()));
        const ByteVector last = octets("02 F0 80 04 05");
        EXPECT_FALSE(pair.server.receive_data(last, tsdu)) << "the end of something longer";
        const auto whole = pair.server.receive(last);
        ASSERT_TRUE(whole);
        EXPECT_EQ(to_hex(std::get<DataIndication>(*whole).tsdu), "01 02 03 04 05");
        EXPECT_FALSE(pair.server.assembling());
    }
}

TEST(CotpConnection, ReassemblyIsBounded) {
    Connection server({.max_tsdu_octets = 8});
    BackWriter writer;
    ASSERT_TRUE(server.receive(octets("06 E0 00 00 00 01 00")));
    ASSERT_TRUE(server.connect_response(writer, std::nullopt, std::nullopt));
    ASSERT_TRUE(server.receive(octets("02 F0 00 01 02 03 04 05 06 07 08")));
    const auto over = server.receive(octets("02 F0 80 09"));
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().fault, Fault::limit);
    EXPECT_TRUE(server.receive(octets("02 F0 80"))) << "exactly the bound is fine";
}

/// Brings a fresh connection into `state`.
Connection in(State state) {
    Connection connection({});
    BackWriter writer;
    switch (state) {
        case State::idle: break;
        case State::calling:
            EXPECT_TRUE(connection.connect_request(writer, std::nullopt, std::nullopt));
            break;
        case State::called: EXPECT_TRUE(connection.receive(octets("06 E0 00 00 00 01 00"))); break;
        case State::open:
            EXPECT_TRUE(connection.receive(octets("06 E0 00 00 00 01 00")));
            EXPECT_TRUE(connection.connect_response(writer, std::nullopt, std::nullopt));
            break;
        case State::closed: EXPECT_TRUE(connection.receive(octets("06 80 00 01 00 01 80"))); break;
    }
    EXPECT_EQ(connection.state(), state);
    return connection;
}

Result<void> give(Connection& connection, Input input) {
    BackWriter writer;
    const auto received = [&](std::string_view hex) -> Result<void> {
        const ByteVector tpdu = octets(hex);
        auto event = connection.receive(tpdu);
        if (!event) return fail(std::move(event).error());
        return {};
    };
    switch (input) {
        case Input::connect_request: return connection.connect_request(writer, std::nullopt, std::nullopt);
        case Input::cr: return received("06 E0 00 00 00 01 00");
        case Input::connect_response: return connection.connect_response(writer, std::nullopt, std::nullopt);
        case Input::cc: return received("06 D0 00 01 00 01 00");
        case Input::refuse: return connection.refuse(writer, DisconnectReason::normal);
        case Input::data_request: return {};  // writes a header only: the stack asks for the state
        case Input::dt: return received("02 F0 80 AA");
        case Input::error: return connection.send_error(writer, RejectCause::unspecified);
        case Input::dr: return received("06 80 00 01 00 01 80");
        case Input::er: return received("04 70 00 01 00");
    }
    return {};
}

TEST(CotpConnection, EveryInputInEveryState) {
    for (const State state : {State::idle, State::calling, State::called, State::open, State::closed}) {
        for (const Input input : {Input::connect_request, Input::cr, Input::connect_response, Input::cc,
                                  Input::refuse, Input::dt, Input::error, Input::dr, Input::er}) {
            Connection connection = in(state);
            const auto to = next_state(transitions, state, input);
            const auto result = give(connection, input);
            EXPECT_EQ(result.has_value(), to.has_value()) << name_of(state) << ", " << name_of(input);
            EXPECT_EQ(connection.state(), to.value_or(state)) << name_of(state) << ", " << name_of(input);
            if (!result) {
                EXPECT_TRUE(result.error().fault == Fault::violation ||
                            result.error().fault == Fault::misuse);
            }
        }
    }
}

TEST(CotpConnection, DiagramIsTheCommittedOne) {
    const auto name = [](auto value) { return name_of(value); };
    test::expect_state_page("cotp", state_diagram("COTP connection, class 0", transitions, name));
}

}  // namespace
}  // namespace busbar::cotp
