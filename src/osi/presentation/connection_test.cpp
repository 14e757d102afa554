// SPDX-License-Identifier: Apache-2.0
#include "osi/presentation/connection.hpp"

#include "support/octets.hpp"
#include "support/state_page.hpp"

namespace busbar::presentation {
namespace {

using test::octets;

constexpr Octet selector[] = {0, 0, 0, 1};

/// Stands for an APDU: NULL.
void null_apdu(const void*, BackWriter& writer) {
    writer.prepend_octets({5, 0});
}

/// A CP with this definition list and a NULL in context 1.
ByteVector cp_with(std::string_view contexts) {
    const ByteVector list = octets(contexts);
    const ByteVector user_data = octets("61 09 30 07 02 01 01 A0 02 05 00");
    BackWriter writer;
    writer.prepend_bytes(user_data);
    writer.prepend_bytes(list);
    writer.prepend_octets({0xA4, static_cast<Octet>(list.size())});
    writer.prepend_octets({0xA2, 0x81, static_cast<Octet>(writer.size())});
    writer.prepend_octets({0xA0, 3, 0x80, 1, 1});
    writer.prepend_octets({0x31, 0x81, static_cast<Octet>(writer.size())});
    return {writer.bytes().begin(), writer.bytes().end()};
}

constexpr std::string_view acse_1 = "30 0F 02 01 01 06 04 52 01 00 01 30 04 06 02 51 01 ";
constexpr std::string_view mms_3 = "30 10 02 01 03 06 05 28 CA 22 02 01 30 04 06 02 51 01 ";

std::string operator+(std::string_view a, std::string_view b) {
    return std::string(a) + std::string(b);
}

std::string accepted(Connection& connection) {
    BackWriter writer;
    EXPECT_TRUE(connection.connect_response(writer, Bytes(selector), null_apdu, nullptr));
    return to_hex(writer.bytes());
}

TEST(PresentationConnection, ConnectsWithTheCapturedOctets) {
    Connection client;
    BackWriter writer;
    ASSERT_TRUE(client.connect_request(writer, selector, selector, null_apdu, nullptr));
    const ByteVector cp(writer.bytes().begin(), writer.bytes().end());
    EXPECT_EQ(to_hex(cp),
              "31 43 A0 03 80 01 01 A2 3C 81 04 00 00 00 01 82 04 00 00 00 01 A4 23 "
              "30 0F 02 01 01 06 04 52 01 00 01 30 04 06 02 51 01 "
              "30 10 02 01 03 06 05 28 CA 22 02 01 30 04 06 02 51 01 61 09 30 07 02 01 01 A0 02 05 00");
    Connection server;
    const auto indication = server.receive_connect(cp);
    ASSERT_TRUE(indication) << indication.error().message();
    EXPECT_TRUE(indication->has_contexts);
    EXPECT_EQ(to_hex(indication->acse), "05 00");
    EXPECT_EQ(to_hex(indication->called_selector.value()), "00 00 00 01");
    const ByteVector cpa = octets(accepted(server));
    EXPECT_EQ(to_hex(cpa),
              "31 2C A0 03 80 01 01 A2 25 83 04 00 00 00 01 A5 12 30 07 80 01 00 81 02 51 01 30 07 80 01 00 "
              "81 02 51 "
              "01 61 09 30 07 02 01 01 A0 02 05 00");
    const auto confirm = client.receive_accept(cpa);
    ASSERT_TRUE(confirm) << confirm.error().message();
    EXPECT_EQ(to_hex(confirm->acse), "05 00");
    EXPECT_EQ(client.state(), State::open);
    EXPECT_EQ(server.state(), State::open);
}

TEST(PresentationConnection, ContextsInAnyOrderWithAnyIdsAmongUnknownOnes) {
    Connection server;
    const auto indication = server.receive_connect(
        cp_with("30 10 02 01 07 06 05 28 CA 22 02 01 30 04 06 02 51 01 "           // MMS, 7
                "30 0E 02 01 09 06 03 28 CA 22 30 04 06 02 51 01 "                 // something else
                "30 13 02 01 01 06 04 52 01 00 01 30 08 06 02 51 02 06 02 51 01 "  // ACSE, BER second
                "30 10 02 01 0B 06 05 28 CA 22 02 01 30 04 06 02 51 02 "           // MMS, not in BER
                "30 0F 02 01 0D 06 04 52 01 00 01 30 04 06 02 51 01"));            // ACSE again
    ASSERT_TRUE(indication) << indication.error().message();
    EXPECT_TRUE(indication->has_contexts);
    EXPECT_EQ(server.acse_context(), 1);
    EXPECT_EQ(server.mms_context(), 7);
    EXPECT_EQ(accepted(server),
              "31 44 A0 03 80 01 01 A2 3D 83 04 00 00 00 01 A5 2A 30 07 80 01 00 81 02 51 01 30 06 80 01 02 "
              "82 01 01 "
              "30 07 80 01 00 81 02 51 01 30 06 80 01 02 82 01 02 30 06 80 01 02 82 01 03 "
              "61 09 30 07 02 01 01 A0 02 05 00");
    BackWriter writer;
    writer.prepend_octets({0xA0, 0});
    server.data_header(writer);
    EXPECT_EQ(to_hex(writer.bytes()), "61 09 30 07 02 01 07 A0 02 A0 00")
        << "data in the context that was agreed";
}

TEST(PresentationConnection, LacksAContext) {
    for (const std::string& contexts : {std::string(acse_1), std::string(mms_3),
                                        acse_1 + "30 10 02 01 03 06 05 28 CA 22 02 01 30 04 06 02 51 02",
                                        acse_1 + "30 10 02 01 01 06 05 28 CA 22 02 01 30 04 06 02 51 01"}) {
        Connection server;
        const auto indication = server.receive_connect(cp_with(contexts));
        ASSERT_TRUE(indication) << contexts;
        EXPECT_FALSE(indication->has_contexts) << contexts;
    }
}

TEST(PresentationConnection, TooManyContexts) {
    std::string contexts;
    for (int i = 0; i < 7; ++i) contexts += acse_1;
    Connection server;
    EXPECT_TRUE(server.receive_connect(cp_with(contexts)));
    BackWriter list;
    for (int i = 0; i < 17; ++i) list.prepend_bytes(octets(acse_1));
    BackWriter writer;
    writer.prepend_bytes(list.bytes());
    writer.prepend_u16(static_cast<std::uint16_t>(writer.size()));
    writer.prepend_octets({0xA4, 0x82});
    writer.prepend_u16(static_cast<std::uint16_t>(writer.size()));
    writer.prepend_octets({0xA0, 3, 0x80, 1, 1, 0xA2, 0x82});
    writer.prepend_u16(static_cast<std::uint16_t>(writer.size()));
    writer.prepend_octets({0x31, 0x82});
    Connection other;
    const auto indication = other.receive_connect(writer.bytes());
    ASSERT_FALSE(indication);
    EXPECT_EQ(indication.error().fault, Fault::limit);
    EXPECT_EQ(other.state(), State::idle);
}

TEST(PresentationConnection, NotNormalMode) {
    for (const char* hex :
         {"31 05 A0 03 80 01 00", "31 05 A0 03 80 01 01", "31 09 A0 03 80 01 00 A2 02 A4 00",
          "31 07 A0 03 80 01 01 A2 00", "31 00", "30 00"}) {
        Connection server;
        EXPECT_FALSE(server.receive_connect(octets(hex))) << hex;
        EXPECT_EQ(server.state(), State::idle);
    }
}

TEST(PresentationConnection, RefusesWithTheResultList) {
    Connection server;
    ASSERT_TRUE(server.receive_connect(cp_with(acse_1 + mms_3)));
    BackWriter writer;
    ASSERT_TRUE(server.refuse(writer, Bytes(selector), std::nullopt, null_apdu, nullptr));
    const ByteVector by_user(writer.bytes().begin(), writer.bytes().end());
    EXPECT_EQ(to_hex(by_user),
              "30 25 83 04 00 00 00 01 A5 12 30 07 80 01 00 81 02 51 01 30 07 80 01 00 81 02 51 01 "
              "61 09 30 07 02 01 01 A0 02 05 00");
    Connection client;
    BackWriter request;
    ASSERT_TRUE(client.connect_request(request, selector, selector, null_apdu, nullptr));
    const auto refused = client.receive_refuse(by_user);
    ASSERT_TRUE(refused);
    EXPECT_FALSE(refused->reason);
    EXPECT_EQ(to_hex(refused->acse), "05 00");

    Connection other;
    ASSERT_TRUE(other.receive_connect(cp_with(mms_3)));
    writer.clear();
    ASSERT_TRUE(other.refuse(writer, std::nullopt, RefuseReason::called_address_unknown, nullptr, nullptr));
    EXPECT_EQ(to_hex(writer.bytes()), "30 0E A5 09 30 07 80 01 00 81 02 51 01 8A 01 03");
}

TEST(PresentationConnection, RejectedContextInCpaIsARefusal) {
    Connection client;
    BackWriter writer;
    ASSERT_TRUE(client.connect_request(writer, selector, selector, null_apdu, nullptr));
    const auto confirm = client.receive_accept(
        octets("31 25 A0 03 80 01 01 A2 1E A5 11 30 07 80 01 00 81 02 51 01 30 06 80 01 02 82 01 01 "
               "61 09 30 07 02 01 01 A0 02 05 00"));
    ASSERT_FALSE(confirm);
    EXPECT_EQ(confirm.error().fault, Fault::refused);
}

TEST(PresentationConnection, AbortsBothWays) {
    Connection server;
    ASSERT_TRUE(server.receive_connect(cp_with(acse_1 + mms_3)));
    BackWriter writer;
    ASSERT_TRUE(server.abort_request(writer, null_apdu, nullptr));
    EXPECT_EQ(to_hex(writer.bytes()), "A0 0B 61 09 30 07 02 01 01 A0 02 05 00");
    Connection client;
    const auto by_user = client.receive_abort(writer.bytes());
    ASSERT_TRUE(by_user);
    EXPECT_FALSE(by_user->by_provider);
    EXPECT_EQ(to_hex(by_user->acse), "05 00");

    Connection provider;
    writer.clear();
    ASSERT_TRUE(provider.provider_abort_request(writer, AbortReason::invalid_parameter_value));
    EXPECT_EQ(to_hex(writer.bytes()), "30 03 80 01 06");
    Connection peer;
    const auto by_provider = peer.receive_abort(octets("30 06 80 01 06 81 01 00"));
    ASSERT_TRUE(by_provider);
    EXPECT_TRUE(by_provider->by_provider);
    EXPECT_EQ(by_provider->reason, AbortReason::invalid_parameter_value);
    Connection silent;
    EXPECT_TRUE(silent.receive_abort({}));
    EXPECT_EQ(silent.state(), State::closed);
}

TEST(PresentationConnection, SeveralValuesAtOnceAreNotTaken) {
    Connection server;
    ASSERT_TRUE(server.receive_connect(cp_with(acse_1 + mms_3)));
    accepted(server);
    const auto data =
        server.receive_data(octets("61 12 30 07 02 01 03 A0 02 05 00 30 07 02 01 03 A0 02 05 00"));
    ASSERT_FALSE(data);
    EXPECT_EQ(data.error().fault, Fault::unsupported);
    EXPECT_FALSE(server.receive_data(octets("61 00")));
}

Result<void> give(Connection& connection, Input input) {
    BackWriter writer;
    const auto told = [](auto result) -> Result<void> {
        if (!result) return fail(std::move(result).error());
        return {};
    };
    switch (input) {
        case Input::connect_request:
            return connection.connect_request(writer, selector, selector, null_apdu, nullptr);
        case Input::cp: return told(connection.receive_connect(cp_with(acse_1 + mms_3)));
        case Input::connect_response:
            return connection.connect_response(writer, std::nullopt, null_apdu, nullptr);
        case Input::cpa: return told(connection.receive_accept(octets("31 09 A0 03 80 01 01 A2 02 A5 00")));
        case Input::refuse: return connection.refuse(writer, std::nullopt, std::nullopt, null_apdu, nullptr);
        case Input::cpr: return told(connection.receive_refuse(octets("30 00")));
        case Input::data: return told(connection.receive_data(octets("61 09 30 07 02 01 03 A0 02 05 00")));
        case Input::abort_request: return connection.abort_request(writer, null_apdu, nullptr);
        case Input::abort: return told(connection.receive_abort(octets("A0 00")));
        case Input::data_request:
        case Input::release: break;  // the stack asks for the state before it does either
    }
    return {};
}

Connection in(State state) {
    Connection connection;
    const auto step = [&](Input input) { EXPECT_TRUE(give(connection, input)) << name_of(input); };
    switch (state) {
        case State::idle: break;
        case State::calling: step(Input::connect_request); break;
        case State::called: step(Input::cp); break;
        case State::open: step(Input::cp), step(Input::connect_response); break;
        case State::closed: step(Input::abort); break;
    }
    EXPECT_EQ(connection.state(), state);
    return connection;
}

TEST(PresentationConnection, EveryInputInEveryState) {
    for (const State state : {State::idle, State::calling, State::called, State::open, State::closed}) {
        for (const Input input :
             {Input::connect_request, Input::cp, Input::connect_response, Input::cpa, Input::refuse,
              Input::cpr, Input::data, Input::abort_request, Input::abort}) {
            Connection connection = in(state);
            const auto to = next_state(transitions, state, input);
            EXPECT_EQ(give(connection, input).has_value(), to.has_value())
                << name_of(state) << ", " << name_of(input);
            EXPECT_EQ(connection.state(), to.value_or(state)) << name_of(state) << ", " << name_of(input);
        }
        DataIndication data;
        EXPECT_EQ(in(state).receive_usual_data(octets("61 09 30 07 02 01 03 A0 02 05 00"), data),
                  state == State::open);
    }
    Connection released = in(State::open);
    released.released();
    EXPECT_EQ(released.state(), State::closed);
}

TEST(PresentationConnection, DiagramIsTheCommittedOne) {
    const auto name = [](auto value) { return name_of(value); };
    test::expect_state_page("presentation",
                            state_diagram("Presentation connection, normal mode", transitions, name));
}

}  // namespace
}  // namespace busbar::presentation
