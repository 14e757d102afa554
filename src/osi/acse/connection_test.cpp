// SPDX-License-Identifier: Apache-2.0
#include "osi/acse/connection.hpp"

#include "support/octets.hpp"
#include "support/state_page.hpp"

namespace busbar::acse {
namespace {

using test::octets;

/// Stands for an MMS PDU.
void null_pdu(const void*, BackWriter& writer) {
    writer.prepend_octets({5, 0});
}
const Payload payload{3, null_pdu, nullptr};

Result<void> give(Connection& connection, Input input) {
    BackWriter writer;
    const auto received = [&](std::string_view hex) -> Result<void> {
        const ByteVector apdu = octets(hex);
        auto decoded = connection.receive(apdu);
        if (!decoded) return fail(std::move(decoded).error());
        return {};
    };
    switch (input) {
        case Input::associate_request: {
            AssociateParameters parameters;
            parameters.payload = payload;
            return connection.associate_request(writer, parameters);
        }
        case Input::aarq: return received("60 09 A1 07 06 05 28 CA 22 02 03");
        case Input::accept: return connection.accept(writer, {}, payload);
        case Input::reject:
            return connection.reject(writer, AssociateResult::rejected_permanent, {UserDiagnostic{1}}, {});
        case Input::aare_accepted:
            return received("61 15 A1 07 06 05 28 CA 22 02 03 A2 03 02 01 00 A3 05 A1 03 02 01 00");
        case Input::aare_rejected:
            return received("61 15 A1 07 06 05 28 CA 22 02 03 A2 03 02 01 01 A3 05 A1 03 02 01 0D");
        case Input::release_request: return connection.release_request(writer);
        case Input::rlrq: return received("62 03 80 01 01");
        case Input::release_response: return connection.release_response(writer);
        case Input::rlre: return received("63 00");
        case Input::abort_request: return connection.abort_request(writer, AbortSource::user);
        case Input::abrt: return received("64 03 80 01 00");
    }
    return {};
}

Connection in(State state) {
    Connection connection;
    const auto step = [&](Input input) { EXPECT_TRUE(give(connection, input)) << name_of(input); };
    switch (state) {
        case State::idle: break;
        case State::calling: step(Input::associate_request); break;
        case State::called: step(Input::aarq); break;
        case State::open: step(Input::aarq), step(Input::accept); break;
        case State::releasing: step(Input::aarq), step(Input::accept), step(Input::release_request); break;
        case State::release_asked: step(Input::aarq), step(Input::accept), step(Input::rlrq); break;
        case State::closed: step(Input::abort_request); break;
    }
    EXPECT_EQ(connection.state(), state);
    return connection;
}

TEST(AcseConnection, EveryInputInEveryState) {
    for (const State state : {State::idle, State::calling, State::called, State::open, State::releasing,
                              State::release_asked, State::closed}) {
        for (const Input input :
             {Input::associate_request, Input::aarq, Input::accept, Input::reject, Input::aare_accepted,
              Input::aare_rejected, Input::release_request, Input::rlrq, Input::release_response, Input::rlre,
              Input::abort_request, Input::abrt}) {
            Connection connection = in(state);
            const auto to = next_state(transitions, state, input);
            EXPECT_EQ(give(connection, input).has_value(), to.has_value())
                << name_of(state) << ", " << name_of(input);
            EXPECT_EQ(connection.state(), to.value_or(state)) << name_of(state) << ", " << name_of(input);
        }
    }
}

TEST(AcseConnection, WritesWhatItIsTold) {
    const ByteVector called_title = octets("29 01 87 67 01");
    const ByteVector calling_title = octets("29 01 87 67");
    AssociateParameters parameters;
    parameters.called = {Bytes(called_title), 12};
    parameters.calling = {Bytes(calling_title), 12};
    parameters.payload = payload;
    BackWriter writer;
    Connection client;
    ASSERT_TRUE(client.associate_request(writer, parameters));
    EXPECT_EQ(
        to_hex(writer.bytes()),
        "60 2F A1 07 06 05 28 CA 22 02 03 A2 07 06 05 29 01 87 67 01 A3 03 02 01 0C A6 06 06 04 29 01 87 67 "
        "A7 03 02 01 0C BE 09 28 07 02 01 03 A0 02 05 00");
    writer.clear();
    parameters = {};
    parameters.password = "abcd";
    parameters.payload = payload;
    Connection with_password;
    ASSERT_TRUE(with_password.associate_request(writer, parameters));
    EXPECT_EQ(to_hex(writer.bytes()),
              "60 25 A1 07 06 05 28 CA 22 02 03 8A 02 07 80 8B 03 52 03 01 AC 06 80 04 61 62 63 64 "
              "BE 09 28 07 02 01 03 A0 02 05 00");
    writer.clear();
    Connection server = in(State::called);
    ASSERT_TRUE(server.accept(writer, {Bytes(called_title), 12}, payload));
    EXPECT_EQ(
        to_hex(writer.bytes()),
        "61 2E A1 07 06 05 28 CA 22 02 03 A2 03 02 01 00 A3 05 A1 03 02 01 00 A4 07 06 05 29 01 87 67 01 "
        "A5 03 02 01 0C BE 09 28 07 02 01 03 A0 02 05 00");
    writer.clear();
    Connection refusing = in(State::called);
    ASSERT_TRUE(refusing.reject(writer, AssociateResult::rejected_permanent,
                                {UserDiagnostic{static_cast<int>(UserReason::authentication_failure)}}, {}));
    EXPECT_EQ(to_hex(writer.bytes()), "61 15 A1 07 06 05 28 CA 22 02 03 A2 03 02 01 01 A3 05 A1 03 02 01 0D");
    writer.clear();
    Connection aborting = in(State::open);
    ASSERT_TRUE(aborting.abort_request(writer, AbortSource::provider));
    EXPECT_EQ(to_hex(writer.bytes()), "64 06 80 01 01 81 01 02");
}

std::optional<UserReason> checked(std::string_view hex, const std::vector<std::string>& accepted) {
    const ByteVector input = octets(hex);
    const auto apdu = decode(input);
    EXPECT_TRUE(apdu) << hex;
    return check_password(std::get<AssociateRequest>(apdu->value), accepted);
}

TEST(AcseConnection, PasswordIsChecked) {
    const std::vector<std::string> accepted = {"secret", "abcd"};
    const std::string context = "A1 07 06 05 28 CA 22 02 03 ";
    EXPECT_EQ(checked("60 1A " + context + "8A 02 07 80 8B 03 52 03 01 AC 06 80 04 61 62 63 64", accepted),
              std::nullopt)
        << "7 unused bits";
    EXPECT_EQ(checked("60 1A " + context + "8A 02 04 80 8B 03 52 03 01 AC 06 80 04 61 62 63 64", accepted),
              std::nullopt)
        << "4 unused bits";
    EXPECT_EQ(checked("60 1A " + context + "8A 02 07 80 8B 03 52 03 01 AC 06 80 04 61 62 63 65", accepted),
              UserReason::authentication_failure);
    EXPECT_EQ(checked("60 16 " + context + "8A 02 07 80 8B 03 52 03 01 AC 02 80 00", accepted),
              UserReason::authentication_failure);
    EXPECT_EQ(checked("60 1B " + context + "8A 02 07 80 8B 03 52 03 01 AC 07 81 05 00 61 62 63 64", accepted),
              UserReason::authentication_failure)
        << "a bit string is no password";
    EXPECT_EQ(checked("60 1A " + context + "8A 02 07 80 8B 03 52 03 02 AC 06 80 04 61 62 63 64", accepted),
              UserReason::authentication_mechanism_name_not_recognized);
    EXPECT_EQ(checked("60 15 " + context + "8A 02 07 80 AC 06 80 04 61 62 63 64", accepted),
              UserReason::authentication_mechanism_name_required);
    EXPECT_EQ(checked("60 09 " + context, accepted), UserReason::authentication_required);
    EXPECT_EQ(checked("60 16 " + context + "8B 03 52 03 01 AC 06 80 04 61 62 63 64", accepted),
              UserReason::authentication_required)
        << "the requirement is not announced";
    EXPECT_EQ(checked("60 1A " + context + "8A 02 07 00 8B 03 52 03 01 AC 06 80 04 61 62 63 64", accepted),
              UserReason::authentication_required);
}

TEST(AcseConnection, CalledAddressIsCompared) {
    const ByteVector title = octets("29 01 87 67 01");
    const Address own{Bytes(title), 12};
    const auto wrong = [&](std::string_view hex) {
        const ByteVector input = octets(hex);
        const auto apdu = decode(input);
        return check_called(std::get<AssociateRequest>(apdu.value().value), own);
    };
    const std::string context = "A1 07 06 05 28 CA 22 02 03 ";
    EXPECT_EQ(wrong("60 17 " + context + "A2 07 06 05 29 01 87 67 01 A3 03 02 01 0C"), std::nullopt);
    EXPECT_EQ(wrong("60 09 " + context), std::nullopt) << "absent is not wrong";
    EXPECT_EQ(wrong("60 17 " + context + "A2 07 06 05 29 01 87 67 02 A3 03 02 01 0C"),
              UserReason::called_ap_title_not_recognized);
    EXPECT_EQ(wrong("60 0D " + context + "A2 02 30 00"), UserReason::called_ap_title_not_recognized);
    EXPECT_EQ(wrong("60 0E " + context + "A3 03 02 01 0D"), UserReason::called_ae_qualifier_not_recognized);
}

TEST(AcseConnection, ObjectsToOtherContextsAndVersions) {
    const auto objects = [](std::string_view hex) {
        const ByteVector input = octets(hex);
        const auto apdu = decode(input);
        return objection(std::get<AssociateRequest>(apdu.value().value));
    };
    EXPECT_FALSE(objects("60 09 A1 07 06 05 28 CA 22 02 03"));
    EXPECT_FALSE(objects("60 0D 80 02 07 80 A1 07 06 05 28 CA 22 02 03"));
    const auto context = objects("60 09 A1 07 06 05 28 CA 22 02 04");
    EXPECT_EQ(std::get<UserDiagnostic>(context.value().source).reason, 2);
    const auto version = objects("60 0D 80 02 06 40 A1 07 06 05 28 CA 22 02 03");
    EXPECT_EQ(std::get<ProviderDiagnostic>(version.value().source).reason, 2);
}

TEST(AcseConnection, DiagramIsTheCommittedOne) {
    const auto name = [](auto value) { return name_of(value); };
    test::expect_state_page("acse", state_diagram("Application association (ACSE)", transitions, name));
}

}  // namespace
}  // namespace busbar::acse
