// SPDX-License-Identifier: Apache-2.0
// Refusals: each layer tells its own, in its own PDU, and the client says which layer it was and why.
#include "stack/association.hpp"

#include "support/association_pair.hpp"

namespace busbar::stack {
namespace {

using namespace std::chrono_literals;
using test::AssociationPair;
using test::octets;
using test::plain_options;

void expect_refused(AssociationPair& pair, Layer layer, Code code) {
    const auto client = pair.client.last<Refused>();
    EXPECT_EQ(client.layer, layer) << name_of(client.layer);
    EXPECT_EQ(client.error.code, code) << client.error.message();
    EXPECT_EQ(client.error.fault, Fault::refused);
    const auto server = pair.server.last<Refused>();
    EXPECT_EQ(server.layer, layer) << name_of(server.layer);
    EXPECT_EQ(server.error.code, code) << server.error.message();
    EXPECT_TRUE(pair.client.association.wants_close());
    EXPECT_TRUE(pair.server.association.wants_close());
    EXPECT_EQ(pair.client.count<AssociateConfirm>(), 0U);
}

TEST(AssociationRefusal, NoPlaceForAnother) {
    AssociationPair pair;
    pair.server.association.refuse_connection();
    EXPECT_FALSE(pair.associate());
    expect_refused(pair, Layer::transport, {Domain::transport, 1});
    EXPECT_EQ(to_hex(pair.server.sent), "03 00 00 0B 06 80 00 01 00 00 01");
}

TEST(AssociationRefusal, WrongSelectorsWhereTheServerIsStrict) {
    const auto strict = plain_options();
    strict->strict_addresses = true;
    const auto with = [](auto change) {
        auto options = plain_options();
        change(options->peer);
        return options;
    };
    AssociationPair right(plain_options(), strict);
    EXPECT_TRUE(right.associate());
    AssociationPair transport(with([](Address& peer) { peer.transport_selector = {1}; }), strict);
    EXPECT_FALSE(transport.associate());
    expect_refused(transport, Layer::transport, {Domain::transport, 3});
    AssociationPair session(with([](Address& peer) { peer.session_selector = {0, 2}; }), strict);
    EXPECT_FALSE(session.associate());
    expect_refused(session, Layer::session, {Domain::session, 129});
    AssociationPair presentation(with([](Address& peer) { peer.presentation_selector = {0, 1}; }), strict);
    EXPECT_FALSE(presentation.associate());
    expect_refused(presentation, Layer::presentation, {Domain::presentation, 3});
}

TEST(AssociationRefusal, WrongTitlesWhereTheServerIsStrict) {
    const auto strict = plain_options();
    strict->strict_addresses = true;
    strict->own.ap_title = octets("29 01 87 67 01");
    strict->own.ae_qualifier = 12;
    AssociationPair none(plain_options(), strict);
    EXPECT_TRUE(none.associate()) << "they are optional";
    auto right = plain_options();
    right->peer.ap_title = octets("29 01 87 67 01");
    right->peer.ae_qualifier = 12;
    AssociationPair accepted(right, strict);
    EXPECT_TRUE(accepted.associate());
    auto wrong_title = plain_options();
    wrong_title->peer.ap_title = octets("29 01 87 67 02");
    AssociationPair title(wrong_title, strict);
    EXPECT_FALSE(title.associate());
    expect_refused(title, Layer::acse, {Domain::acse_user, 7});
    auto wrong_qualifier = plain_options();
    wrong_qualifier->peer.ae_qualifier = 13;
    AssociationPair qualifier(wrong_qualifier, strict);
    EXPECT_FALSE(qualifier.associate());
    expect_refused(qualifier, Layer::acse, {Domain::acse_user, 9});
}

TEST(AssociationRefusal, WrongSelectorsAreAcceptedByDefault) {
    auto options = plain_options();
    options->peer.transport_selector = {9, 9, 9};
    options->peer.session_selector = {};
    options->peer.presentation_selector = {1};
    options->peer.ap_title = octets("29 01");
    AssociationPair pair(options);
    EXPECT_TRUE(pair.associate());
}

TEST(AssociationRefusal, Passwords) {
    const auto guarded = plain_options();
    guarded->accepted_passwords = {"one", "two"};
    const auto with = [](std::optional<std::string> password) {
        auto options = plain_options();
        options->password = std::move(password);
        return options;
    };
    AssociationPair right(with("two"), guarded);
    EXPECT_TRUE(right.associate());
    AssociationPair none(with(std::nullopt), guarded);
    EXPECT_FALSE(none.associate());
    expect_refused(none, Layer::acse, {Domain::acse_user, 14});
    AssociationPair wrong(with("twoo"), guarded);
    EXPECT_FALSE(wrong.associate());
    expect_refused(wrong, Layer::acse, {Domain::acse_user, 13});
    // RF, CPR, AARE one inside the other.
    EXPECT_EQ(to_hex(wrong.server.sent).substr(66),
              "03 00 00 52 02 F0 80 0C 49 11 01 01 14 02 00 02 16 01 02 32 3D 02 30 3A 83 04 00 00 00 01 A5 "
              "12 30 07 80 "
              "01 00 81 02 51 01 30 07 80 01 00 81 02 51 01 61 1E 30 1C 02 01 01 A0 17 61 15 A1 07 06 05 28 "
              "CA 22 02 "
              "03 A2 03 02 01 01 A3 05 A1 03 02 01 0D");
    AssociationPair unasked(with("whatever"));
    EXPECT_TRUE(unasked.associate()) << "a server without passwords takes any";
}

TEST(AssociationRefusal, InitiateIsRefusedInsideAnAare) {
    auto tiny = plain_options();
    tiny->mms.max_pdu_octets = 300;
    tiny->mms.min_pdu_octets = 300;
    AssociationPair pair(tiny);
    EXPECT_FALSE(pair.associate());
    expect_refused(pair, Layer::mms, Code::service_error(8, 2));
    EXPECT_NE(to_hex(pair.server.sent).find("BE 0E 28 0C 02 01 03 A0 07 AA 05 A0 03 88 01 02"),
              std::string::npos)
        << to_hex(pair.server.sent);
}

TEST(AssociationRefusal, ByTheOwner) {
    const struct {
        Code code;
        Layer layer;
        Code told;
    } cases[] = {
        {{Domain::session, 1}, Layer::session, {Domain::session, 1}},
        {{Domain::presentation, 1}, Layer::presentation, {Domain::presentation, 1}},
        {{Domain::acse_user, 3}, Layer::acse, {Domain::acse_user, 3}},
        {{Domain::acse_provider, 1}, Layer::acse, {Domain::acse_provider, 1}},
        {Code::service_error(8, 5), Layer::mms, Code::service_error(8, 5)},
        {{}, Layer::acse, {Domain::acse_user, 1}},
    };
    for (const auto& one : cases) {
        AssociationPair pair;
        pair.server.accepts = false;
        EXPECT_FALSE(pair.associate());
        ASSERT_TRUE(pair.server.association.refuse(one.code, true));
        pair.run();
        expect_refused(pair, one.layer, one.told);
    }
}

/// What the client makes of `answer` to its CN.
test::Told answered(std::string_view answer) {
    AssociationPair pair;
    pair.start();
    pair.client.receive(octets("03 00 00 0E 09 D0 00 01 00 01 00 C0 01 0D"), pair.now);
    EXPECT_EQ(pair.client.association.state(), State::associating);
    pair.client.receive(octets(answer), pair.now);
    EXPECT_EQ(pair.client.association.state(), State::closed) << answer;
    EXPECT_EQ(pair.client.count<AssociateConfirm>(), 0U);
    EXPECT_EQ(pair.client.events.size(), 1U) << "one end";
    return pair.client.events.empty() ? test::Told{} : pair.client.events.back();
}

TEST(AssociationRefusal, AnswersOfOtherServers) {
    const auto refused = test::kind_of<Refused>();
    const auto aborted = test::kind_of<Aborted>();
    // RF without data; with a reason alone; with data that is no CPR.
    EXPECT_EQ(answered("03 00 00 09 02 F0 80 0C 00").layer, Layer::session);
    EXPECT_EQ(answered("03 00 00 0C 02 F0 80 0C 03 32 01 81").error.code, (Code{Domain::session, 129}));
    EXPECT_EQ(answered("03 00 00 0E 02 F0 80 0C 05 32 03 02 FF FF").layer, Layer::session);
    // CPR without an AARE.
    const auto by_presentation = answered("03 00 00 11 02 F0 80 0C 08 32 06 02 30 03 8A 01 01");
    EXPECT_EQ(by_presentation.kind, refused);
    EXPECT_EQ(by_presentation.layer, Layer::presentation);
    EXPECT_EQ(by_presentation.error.code, (Code{Domain::presentation, 1}));
    // DR instead of anything else, an abort, and the known silence: the connection just ends.
    EXPECT_EQ(answered("03 00 00 0B 06 80 00 01 00 01 80").kind, aborted);
    EXPECT_EQ(
        answered("03 00 00 1E 02 F0 80 19 15 11 01 0B C1 10 A0 0E 61 0C 30 0A 02 01 01 A0 05 64 03 80 01 00")
            .kind,
        aborted);
    // Not even a session.
    EXPECT_EQ(answered("03 00 00 07 02 F0 80").kind, aborted);
    EXPECT_EQ(answered("48 54 54 50 2F 31 2E 31").kind, aborted);
    EXPECT_EQ(answered("03 00 00 09 02 F0 80 0E 00").kind, aborted);
}

/// AC with CPA around `aare`.
std::string accepting(std::string_view aare_hex) {
    const ByteVector aare = octets(aare_hex);
    BackWriter writer;
    writer.prepend_bytes(aare);
    presentation::encode_data_header(writer, 1);
    const auto wrap = [&](std::initializer_list<Octet> before) {
        ASSERT_LT(writer.size(), 250U);
        writer.prepend_octets({static_cast<Octet>(writer.size())});
        if (writer.size() > 128) writer.prepend_octet(0x81);
        writer.prepend_octets(before);
    };
    writer.prepend_octets({0xA5, 0});
    wrap({0xA0, 3, 0x80, 1, 1, 0xA2});
    wrap({0x31});
    session::encode_header(writer, session::Accept{});
    cotp::encode_data_header(writer, true);
    writer.prepend_u16(static_cast<std::uint16_t>(writer.size() + 4));
    writer.prepend_octets({3, 0});
    return to_hex(writer.bytes());
}

TEST(AssociationRefusal, AaresThatAreNotWhatTheyShouldBe) {
    const std::string head = "A1 07 06 05 28 CA 22 02 03 ";
    // Rejected, for the reason given.
    const auto rejected = answered(accepting("61 15 " + head + "A2 03 02 01 01 A3 05 A1 03 02 01 0E"));
    EXPECT_EQ(rejected.kind, test::kind_of<Refused>());
    EXPECT_EQ(rejected.error.code, (Code{Domain::acse_user, 14}));
    // Accepted without user information, with an empty one, with something else in it, with an empty
    // response.
    for (const std::string& rest :
         {std::string("61 15 ") + head + "A2 03 02 01 00 A3 05 A1 03 02 01 00",
          "61 17 " + head + "A2 03 02 01 00 A3 05 A1 03 02 01 00 BE 00",
          "61 20 " + head + "A2 03 02 01 00 A3 05 A1 03 02 01 00 BE 09 28 07 02 01 03 A0 02 05 00",
          "61 20 " + head + "A2 03 02 01 00 A3 05 A1 03 02 01 00 BE 09 28 07 02 01 03 A0 02 A9 00",
          std::string("62 03 80 01 00"), std::string("05 00")}) {
        EXPECT_EQ(answered(accepting(rest)).kind, test::kind_of<Aborted>()) << rest;
    }
    // Accepted, but with an initiate-Error.
    const auto bare_error =
        answered(accepting("61 25 " + head +
                           "A2 03 02 01 00 A3 05 A1 03 02 01 00 BE 0E 28 0C 02 01 03 A0 07 AA 05 A0 03 "
                           "88 01 03"));
    EXPECT_EQ(bare_error.kind, test::kind_of<Refused>());
    EXPECT_EQ(bare_error.layer, Layer::mms);
    EXPECT_EQ(bare_error.error.code, Code::service_error(8, 3));
}

/// What the server says to `cn` after the CR.
std::string asked(std::string_view cn, std::shared_ptr<const Options> options = plain_options()) {
    AssociationPair pair(plain_options(), std::move(options));
    pair.start();
    pair.server.receive(octets("03 00 00 0B 06 E0 00 00 00 01 00"), pair.now);
    static_cast<void>(pair.server.take());
    pair.server.receive(octets(cn), pair.now);
    EXPECT_EQ(pair.server.association.state(), State::closed) << cn;
    EXPECT_EQ(pair.server.count<AssociateIndication>(), 0U) << cn;
    return to_hex(pair.server.take());
}

TEST(AssociationRefusal, RequestsThatAreNotWhatTheyShouldBe) {
    EXPECT_EQ(asked("03 00 00 10 02 F0 80 0D 07 16 01 01 14 02 00 02"),
              "03 00 00 16 02 F0 80 0C 0D 11 01 01 14 02 00 02 16 01 02 32 01 84")
        << "session version 1";
    EXPECT_EQ(asked("03 00 00 09 02 F0 80 0D 00"), "03 00 00 13 02 F0 80 19 0A 11 01 03 C1 05 30 03 80 01 06")
        << "no CP";
    EXPECT_EQ(asked("03 00 00 12 02 F0 80 0D 09 C1 07 31 05 A0 03 80 01 01"),
              "03 00 00 13 02 F0 80 19 0A 11 01 03 C1 05 30 03 80 01 02")
        << "CP without normal-mode parameters";
    EXPECT_EQ(asked("03 00 00 09 02 F0 80 0E 00"), "03 00 00 0C 02 F0 80 19 03 11 01 05")
        << "AC as a request";
    EXPECT_EQ(asked("03 00 00 09 02 F0 80 FF 00"), "03 00 00 0C 02 F0 80 19 03 11 01 05") << "no SPDU at all";
    EXPECT_EQ(asked("03 00 00 0B 06 E0 00 00 00 01 00"), "03 00 00 09 04 70 00 01 00") << "CR twice";
    EXPECT_EQ(asked("03 00 00 07 00 F0 80"), "03 00 00 09 04 70 00 01 03") << "no TPDU";
    EXPECT_EQ(asked("16 03 01 00 C8"), "") << "TLS on the plain port: nothing to be said";
}

TEST(AssociationRefusal, OtherTransportClasses) {
    AssociationPair pair;
    pair.start();
    pair.server.receive(octets("03 00 00 0B 06 E0 00 00 00 07 40"), pair.now);
    EXPECT_EQ(to_hex(pair.server.take()), "03 00 00 0B 06 80 00 07 00 00 82");
    EXPECT_EQ(pair.server.last<Refused>().layer, Layer::transport);
    AssociationPair allows;
    allows.start();
    allows.server.receive(octets("03 00 00 0E 09 E0 00 00 00 07 40 C7 01 00"), allows.now);
    EXPECT_EQ(to_hex(allows.server.take()), "03 00 00 0E 09 D0 00 07 00 01 00 C0 01 0D");
    EXPECT_EQ(allows.server.association.state(), State::associating);
}

}  // namespace
}  // namespace busbar::stack
