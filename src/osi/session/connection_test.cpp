// SPDX-License-Identifier: Apache-2.0
#include "osi/session/connection.hpp"

#include "support/octets.hpp"
#include "support/state_page.hpp"

namespace busbar::session {
namespace {

using test::octets;

constexpr Octet selector[] = {0, 1};

Result<void> give(Connection& connection, Input input) {
    BackWriter writer;
    const auto received = [&](std::string_view hex) -> Result<void> {
        const ByteVector tsdu = octets(hex);
        auto spdu = connection.receive(tsdu);
        if (!spdu) return fail(std::move(spdu).error());
        return {};
    };
    switch (input) {
        case Input::connect_request: return connection.connect_request(writer, selector, selector);
        case Input::cn: return received("0D 04 14 02 00 02");
        case Input::connect_response: return connection.connect_response(writer, std::nullopt);
        case Input::ac: return received("0E 04 14 02 00 02");
        case Input::refuse: return connection.refuse(writer, RefuseReason::rejected_by_user);
        case Input::rf: return received("0C 00");
        case Input::data_request: return connection.data_request(writer);
        case Input::dt: return received("01 00 01 00 AA");
        case Input::finish_request: return connection.finish_request(writer);
        case Input::fn: return received("09 00");
        case Input::finish_response: return connection.finish_response(writer);
        case Input::dn: return received("0A 00");
        case Input::nf: return received("08 00");
        case Input::abort_request: return connection.abort_request(writer, 0);
        case Input::ab: return received("19 00");
        case Input::aa: return received("1A 00");
    }
    return {};
}

Connection in(State state) {
    Connection connection;
    const auto step = [&](Input input) { EXPECT_TRUE(give(connection, input)) << name_of(input); };
    switch (state) {
        case State::idle: break;
        case State::calling: step(Input::connect_request); break;
        case State::called: step(Input::cn); break;
        case State::open: step(Input::cn), step(Input::connect_response); break;
        case State::finishing:
            step(Input::cn), step(Input::connect_response), step(Input::finish_request);
            break;
        case State::finish_asked: step(Input::cn), step(Input::connect_response), step(Input::fn); break;
        case State::closed: step(Input::ab); break;
    }
    EXPECT_EQ(connection.state(), state);
    return connection;
}

TEST(SessionConnection, EveryInputInEveryState) {
    for (const State state : {State::idle, State::calling, State::called, State::open, State::finishing,
                              State::finish_asked, State::closed}) {
        for (const Input input :
             {Input::connect_request, Input::cn, Input::connect_response, Input::ac, Input::refuse, Input::rf,
              Input::data_request, Input::dt, Input::finish_request, Input::fn, Input::finish_response,
              Input::dn, Input::nf, Input::abort_request, Input::ab, Input::aa}) {
            Connection connection = in(state);
            const auto to = next_state(transitions, state, input);
            const auto result = give(connection, input);
            EXPECT_EQ(result.has_value(), to.has_value()) << name_of(state) << ", " << name_of(input);
            EXPECT_EQ(connection.state(), to.value_or(state)) << name_of(state) << ", " << name_of(input);
        }
    }
}

TEST(SessionConnection, DataIsTakenAtOnceOnlyWhereItIsOpen) {
    const ByteVector dt = octets("01 00 01 00 AA");
    for (const State state : {State::idle, State::calling, State::called, State::open, State::finishing,
                              State::finish_asked, State::closed}) {
        Bytes user_data;
        EXPECT_EQ(in(state).receive_data(dt, user_data), state == State::open) << name_of(state);
    }
    Bytes user_data;
    EXPECT_FALSE(in(State::open).receive_data(octets("01 00 01 01 AA"), user_data));
    EXPECT_FALSE(in(State::open).receive_data(octets("01 00 01"), user_data));
}

TEST(SessionConnection, WritesTheCapturedHeaders) {
    BackWriter writer;
    const auto user_data = octets("AA BB");
    const auto with_data = [&]() -> BackWriter& {
        writer.clear();
        writer.prepend_bytes(user_data);
        return writer;
    };
    Connection client;
    ASSERT_TRUE(client.connect_request(with_data(), selector, selector));
    EXPECT_EQ(to_hex(writer.bytes()),
              "0D 18 05 06 13 01 00 16 01 02 14 02 00 02 33 02 00 01 34 02 00 01 C1 02 AA BB");
    Connection server = in(State::called);
    ASSERT_TRUE(server.connect_response(with_data(), Bytes(selector)));
    EXPECT_EQ(to_hex(writer.bytes()), "0E 14 05 06 13 01 00 16 01 02 14 02 00 02 34 02 00 01 C1 02 AA BB");
    ASSERT_TRUE(server.data_request(with_data()));
    EXPECT_EQ(to_hex(writer.bytes()), "01 00 01 00 AA BB");
    ASSERT_TRUE(server.abort_request(with_data(), transport_disconnect::user_abort));
    EXPECT_EQ(to_hex(writer.bytes()), "19 07 11 01 03 C1 02 AA BB");
}

TEST(SessionConnection, ObjectsToVersion1AndHalfDuplexOnly) {
    const auto objection = [](std::string_view hex) {
        const ByteVector tsdu = octets(hex);
        return Connection::objection(std::get<Connect>(decode(tsdu).value()));
    };
    EXPECT_EQ(objection("0D 07 16 01 01 14 02 00 02"), RefuseReason::version_not_supported);
    EXPECT_EQ(objection("0D 07 16 01 02 14 02 00 01"), RefuseReason::implementation_restriction);
    EXPECT_EQ(objection("0D 07 16 01 03 14 02 07 FF"), std::nullopt);
    EXPECT_EQ(objection("0D 00"), std::nullopt);
}

TEST(SessionConnection, DiagramIsTheCommittedOne) {
    const auto name = [](auto value) { return name_of(value); };
    test::expect_state_page("session",
                            state_diagram("Session connection, kernel and duplex", transitions, name));
}

}  // namespace
}  // namespace busbar::session
