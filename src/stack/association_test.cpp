// SPDX-License-Identifier: Apache-2.0
#include "stack/association.hpp"

#include "support/association_pair.hpp"
#include "support/state_page.hpp"

namespace busbar::stack {
namespace {

using namespace std::chrono_literals;
using test::AssociationPair;
using test::octets;
using test::plain_options;
using test::Side;

mms::ServiceSupport services(std::string_view hex) {
    const ByteVector bits = octets(hex);
    return mms::ServiceSupport::from(ber::BitString{bits, 3});
}

/// What the captured client was configured with.
std::shared_ptr<Options> captured_client() {
    auto options = plain_options();
    options->own.ap_title = octets("29 01 87 67");
    options->own.ae_qualifier = 12;
    options->peer.ap_title = octets("29 01 87 67 01");
    options->peer.ae_qualifier = 12;
    options->mms.max_outstanding_calling = 5;
    options->mms.max_outstanding_called = 5;
    options->mms.services = services("EE 1C 00 00 04 08 00 00 79 EF 18");
    return options;
}
std::shared_ptr<Options> captured_server() {
    auto options = plain_options();
    options->mms.services = services("EE 1C 00 00 00 02 00 00 40 ED 18");
    return options;
}

constexpr std::string_view captured_request =
    "03 00 00 BB 02 F0 80 0D B2 05 06 13 01 00 16 01 02 14 02 00 02 33 02 00 01 34 02 00 01 C1 9C 31 81 99 "
    "A0 03 80 01 "
    "01 A2 81 91 81 04 00 00 00 01 82 04 00 00 00 01 A4 23 30 0F 02 01 01 06 04 52 01 00 01 30 04 06 02 51 "
    "01 30 10 02 "
    "01 03 06 05 28 CA 22 02 01 30 04 06 02 51 01 61 5E 30 5C 02 01 01 A0 57 60 55 A1 07 06 05 28 CA 22 02 "
    "03 A2 07 06 "
    "05 29 01 87 67 01 A3 03 02 01 0C A6 06 06 04 29 01 87 67 A7 03 02 01 0C BE 2F 28 2D 02 01 03 A0 28 A8 "
    "26 80 03 00 "
    "FD E8 81 01 05 82 01 05 83 01 0A A4 16 80 01 01 81 03 05 F1 00 82 0C 03 EE 1C 00 00 04 08 00 00 79 EF "
    "18";
constexpr std::string_view captured_response =
    "03 00 00 8F 02 F0 80 0E 86 05 06 13 01 00 16 01 02 14 02 00 02 34 02 00 01 C1 74 31 72 A0 03 80 01 01 "
    "A2 6B 83 04 "
    "00 00 00 01 A5 12 30 07 80 01 00 81 02 51 01 30 07 80 01 00 81 02 51 01 61 4F 30 4D 02 01 01 A0 48 61 "
    "46 A1 07 06 "
    "05 28 CA 22 02 03 A2 03 02 01 00 A3 05 A1 03 02 01 00 BE 2F 28 2D 02 01 03 A0 28 A9 26 80 03 00 FD E8 "
    "81 01 05 82 "
    "01 05 83 01 0A A4 16 80 01 01 81 03 05 F1 00 82 0C 03 EE 1C 00 00 00 02 00 00 40 ED 18";
constexpr std::string_view captured_cr = "03 00 00 16 11 E0 00 00 00 01 00 C0 01 0D C2 02 00 01 C1 02 00 01";
constexpr std::string_view captured_cc = "03 00 00 16 11 D0 00 01 00 01 00 C0 01 0D C2 02 00 01 C1 02 00 01";

/// An identify request and its data-phase form.
constexpr std::string_view identify = "A0 05 02 01 01 82 00";
constexpr std::string_view identify_packet =
    "03 00 00 1B 02 F0 80 01 00 01 00 61 0E 30 0C 02 01 03 A0 07 A0 05 02 01 01 82 00";

TEST(Association, ComesAboutWithTheCapturedOctets) {
    AssociationPair pair(captured_client(), captured_server());
    pair.start();
    EXPECT_EQ(to_hex(pair.client.association.output()), captured_cr);
    pair.carry(pair.client, pair.server);
    EXPECT_EQ(to_hex(pair.server.association.output()), captured_cc);
    pair.carry(pair.server, pair.client);
    EXPECT_EQ(to_hex(pair.client.association.output()), captured_request);
    pair.carry(pair.client, pair.server);
    EXPECT_EQ(to_hex(pair.server.association.output()), captured_response);
    pair.carry(pair.server, pair.client);
    ASSERT_TRUE(pair.client.association.is_open());
    const Negotiated& agreed = pair.client.last<AssociateConfirm>().negotiated;
    EXPECT_EQ(agreed.max_pdu_octets, 65000U);
    EXPECT_EQ(agreed.max_outstanding_calling, 5);
    EXPECT_EQ(agreed.max_outstanding_called, 5);
    EXPECT_EQ(agreed.max_nesting, 10);
    EXPECT_EQ(agreed.cbb, mms::usual_parameter_cbb);
    EXPECT_TRUE(agreed.peer_services.test(46));
    EXPECT_FALSE(agreed.peer_services.test(37));
    EXPECT_TRUE(pair.server.association.negotiated().peer_services.test(37));
}

TEST(Association, ServerShowsWhoAsks) {
    auto options = captured_client();
    options->password = "open";
    Buffers buffers;
    Association client(Role::client, options, buffers);
    Association server(Role::server, plain_options(), buffers);
    const TimePoint now{1s};
    client.start(now);
    server.start(now);
    ByteVector wire;
    Event event;
    client.take_output(wire);
    server.receive(wire, now);
    EXPECT_FALSE(server.next(event));
    server.take_output(wire);
    client.receive(wire, now);
    EXPECT_FALSE(client.next(event));
    client.take_output(wire);
    server.receive(wire, now);
    ASSERT_TRUE(server.next(event));
    const auto& indication = std::get<AssociateIndication>(event);
    EXPECT_EQ(to_hex(indication.calling_session_selector.value()), "00 01");
    EXPECT_EQ(to_hex(indication.called_presentation_selector.value()), "00 00 00 01");
    EXPECT_EQ(to_hex(indication.calling_ap_title), "06 04 29 01 87 67");
    EXPECT_EQ(to_hex(indication.called_ap_title), "06 05 29 01 87 67 01");
    EXPECT_EQ(to_hex(indication.called_ae_qualifier), "02 01 0C");
    EXPECT_EQ(to_hex(indication.application_context), "28 CA 22 02 03");
    EXPECT_EQ(indication.authentication->password, "open");
    EXPECT_EQ(to_hex(indication.authentication->mechanism), "52 03 01");
    EXPECT_EQ(indication.proposed.max_outstanding_calling, 5);
    EXPECT_EQ(server.state(), State::deciding);
    EXPECT_FALSE(server.is_open());
}

TEST(Association, DataPhaseIsAFewFixedOctets) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    ASSERT_TRUE(pair.client.association.send(octets(identify)));
    EXPECT_EQ(to_hex(pair.client.association.output()), identify_packet);
    pair.run();
    EXPECT_EQ(pair.server.last<MmsPdu>().pdu, identify);
}

TEST(Association, PduIsAViewOfTheCallersOctets) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    const ByteVector packet = octets(identify_packet);
    pair.server.association.receive(packet, pair.now);
    Event event;
    ASSERT_TRUE(pair.server.association.next(event));
    EXPECT_EQ(std::get<MmsPdu>(event).octets.data(), packet.data() + 20);
    EXPECT_FALSE(pair.server.association.next(event));
}

TEST(Association, PortionsOfEverySize) {
    for (std::size_t portion = 1; portion < 230; ++portion) {
        AssociationPair pair(captured_client(), captured_server());
        pair.portion = portion;
        ASSERT_TRUE(pair.associate()) << portion;
        for (int i = 0; i < 3; ++i) ASSERT_TRUE(pair.client.association.send(octets(identify)));
        pair.run();
        EXPECT_EQ(pair.server.count<MmsPdu>(), 3U) << portion;
        ASSERT_TRUE(pair.client.association.release(pair.now));
        pair.run();
        EXPECT_FALSE(pair.client.last<Released>().released_by_peer) << portion;
        EXPECT_TRUE(pair.server.last<Released>().released_by_peer) << portion;
        EXPECT_TRUE(pair.client.association.wants_close());
        EXPECT_TRUE(pair.server.association.wants_close());
    }
}

TEST(Association, ManyPacketsAtOnceAreAnsweredTogether) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    ByteVector packets;
    for (int i = 0; i < 10; ++i) {
        const ByteVector one = octets(identify_packet);
        packets.insert(packets.end(), one.begin(), one.end());
    }
    packets.push_back(3);  // and the beginning of another
    pair.server.association.receive(packets, pair.now);
    Event event;
    while (pair.server.association.next(event)) {
        ASSERT_TRUE(pair.server.association.send(std::get<MmsPdu>(event).octets));
    }
    EXPECT_EQ(pair.server.association.output().size(), 10 * octets(identify_packet).size());
}

TEST(Association, LongPdusTravelInManyTpdus) {
    for (const unsigned code : {7U, 10U, 13U, 16U}) {
        auto options = plain_options();
        options->tpdu_size_code = static_cast<std::uint8_t>(code);
        AssociationPair pair(options);
        ASSERT_TRUE(pair.associate());
        for (const std::size_t size : {2U, 97U, 98U, 99U, 100U, 101U, 102U, 8000U, 64990U, 65000U}) {
            ByteVector pdu(size, 0x5A);
            pdu[0] = 0xA0;
            // Any value that is one element: long form of the length, padded with what does not matter here.
            if (size >= 4) {
                pdu[1] = 0x82;
                pdu[2] = static_cast<Octet>((size - 4) >> 8U);
                pdu[3] = static_cast<Octet>((size - 4) & 0xFFU);
            } else {
                pdu[1] = 0;
            }
            ASSERT_TRUE(pair.client.association.send(pdu)) << size;
            const Bytes output = pair.client.association.output();
            // No packet is longer than the TPDU size allows.
            for (std::size_t at = 0; at < output.size();) {
                const std::size_t packet = static_cast<std::size_t>(output[at + 2]) << 8U | output[at + 3];
                EXPECT_LE(packet - 4, std::min<std::size_t>(std::size_t{1} << code, 8192));
                at += packet;
            }
            pair.portion = 1000;
            pair.run();
            EXPECT_EQ(pair.server.last<MmsPdu>().pdu, to_hex(pdu)) << size;
        }
    }
}

TEST(Association, NothingLongerThanNegotiatedIsSent) {
    auto options = plain_options();
    options->mms.max_pdu_octets = 600;
    AssociationPair pair(options);
    ASSERT_TRUE(pair.associate());
    EXPECT_EQ(pair.server.association.negotiated().max_pdu_octets, 600U);
    EXPECT_TRUE(pair.server.association.send(ByteVector(600, 0xA0)));
    const std::size_t waiting = pair.server.association.output().size();
    const auto sent = pair.server.association.send(ByteVector(601, 0xA0));
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().fault, Fault::limit);
    EXPECT_EQ(pair.server.association.output().size(), waiting) << "nothing of it was sent";
    EXPECT_TRUE(pair.server.association.begin().prepend(600) != nullptr) << "the next one is not hindered";
}

TEST(Association, ReassemblyOfAnOverlongMessageIsRefused) {
    auto options = plain_options();
    options->mms.max_pdu_octets = 600;
    AssociationPair pair(plain_options(), options);
    ASSERT_TRUE(pair.associate());
    ByteVector fragment = octets("03 00 04 07 02 F0 00");
    fragment.resize(0x407, 0x5A);
    std::size_t given = 0;
    while (pair.server.association.state() == State::open && given < 100) {
        pair.server.receive(fragment, pair.now);
        ++given;
    }
    EXPECT_LE(given, 12U) << "600 octets and what the upper layers may add";
    EXPECT_EQ(pair.server.last<Aborted>().error.fault, Fault::limit);
}

TEST(Association, SlowReaderIsAborted) {
    auto options = plain_options();
    options->send_queue_octets = 100'000;
    AssociationPair pair(plain_options(), options);
    ASSERT_TRUE(pair.associate());
    const ByteVector pdu(1000, 0xA0);
    std::size_t sent = 0;
    while (pair.server.association.send(pdu) && sent < 1000) ++sent;
    EXPECT_GT(sent, 90U);
    EXPECT_LT(sent, 100U);
    pair.server.drain();
    const auto aborted = pair.server.last<Aborted>();
    EXPECT_EQ(aborted.by, AbortedBy::us);
    EXPECT_EQ(aborted.error.fault, Fault::limit);
    EXPECT_TRUE(pair.server.association.wants_close());
    EXPECT_TRUE(pair.server.association.output().empty());
}

TEST(Association, HoldKeepsTheRestForLater) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    ByteVector packets;
    for (int i = 0; i < 3; ++i) {
        const ByteVector one = octets(identify_packet);
        packets.insert(packets.end(), one.begin(), one.end());
    }
    packets.resize(packets.size() - 5);
    Association& server = pair.server.association;
    Event event;
    {
        const test::Exact exact(packets);
        server.receive(exact.bytes(), pair.now);
        ASSERT_TRUE(server.next(event));
        server.hold();
    }
    EXPECT_FALSE(server.wants_input());
    ASSERT_TRUE(server.next(event));
    EXPECT_EQ(to_hex(std::get<MmsPdu>(event).octets), identify);
    server.hold();
    EXPECT_FALSE(server.next(event));
    EXPECT_TRUE(server.wants_input());
    const ByteVector last = octets("05 02 01 01 82 00");
    server.receive(Bytes(last).subspan(1), pair.now);
    ASSERT_TRUE(server.next(event));
    EXPECT_EQ(to_hex(std::get<MmsPdu>(event).octets), identify);
}

TEST(Association, MuchWaitingOutputStopsInput) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    EXPECT_TRUE(pair.server.association.wants_input());
    while (pair.server.association.output().size() < 300'000) {
        ASSERT_TRUE(pair.server.association.send(ByteVector(60'000, 0xA0)));
    }
    EXPECT_FALSE(pair.server.association.wants_input());
    pair.server.association.consume_output(200'000);
    EXPECT_TRUE(pair.server.association.wants_input());
}

TEST(Association, OutputIsConsumedInPieces) {
    AssociationPair pair;
    ASSERT_TRUE(pair.associate());
    Association& client = pair.client.association;
    std::string expected;
    std::string written;
    for (int i = 0; i < 50; ++i) {
        const Octet pdu[] = {0xA0, 1, static_cast<Octet>(i)};
        ASSERT_TRUE(client.send(pdu));
        expected += "03 00 00 17 02 F0 80 01 00 01 00 61 0A 30 08 02 01 03 A0 03 " + to_hex(pdu) + " ";
        const Bytes output = client.output();
        const Bytes part =
            output.first(std::min<std::size_t>(output.size(), static_cast<std::size_t>(i) % 40));
        if (!part.empty()) written += to_hex(part) + " ";
        client.consume_output(part.size());
    }
    written += to_hex(client.output()) + " ";
    EXPECT_EQ(written, expected);
    ByteVector rest;
    client.take_output(rest);
    EXPECT_TRUE(client.output().empty());
    client.consume_output(1000);
    EXPECT_TRUE(client.output().empty()) << "more than there is changes nothing";
}

TEST(Association, NoMmsPduIsDeliveredBeforeItIsAccepted) {
    const ByteVector data = octets(identify_packet);
    for (const bool after_cr : {false, true}) {
        AssociationPair pair;
        pair.start();
        if (after_cr) pair.server.receive(octets(captured_cr), pair.now);
        pair.server.receive(data, pair.now);
        EXPECT_EQ(pair.server.count<MmsPdu>(), 0U);
        EXPECT_EQ(pair.server.last<Aborted>().error.fault, Fault::violation);
    }
    // While the owner is still deciding.
    AssociationPair pair;
    pair.server.accepts = false;
    pair.start();
    pair.server.receive(octets(captured_cr), pair.now);
    pair.server.receive(octets(captured_request), pair.now);
    EXPECT_EQ(pair.server.association.state(), State::deciding);
    pair.server.receive(data, pair.now);
    EXPECT_EQ(pair.server.count<MmsPdu>(), 0U);
    EXPECT_EQ(pair.server.last<Aborted>().by, AbortedBy::us);
    EXPECT_FALSE(pair.server.association.accept()) << "too late";
}

TEST(Association, MisuseIsToldAndChangesNothing) {
    AssociationPair pair;
    Association& client = pair.client.association;
    EXPECT_EQ(client.send(octets(identify)).error().fault, Fault::misuse);
    EXPECT_EQ(client.accept().error().fault, Fault::misuse);
    EXPECT_EQ(client.refuse({}).error().fault, Fault::misuse);
    EXPECT_EQ(client.release(pair.now).error().fault, Fault::misuse);
    EXPECT_EQ(client.conclude_accept().error().fault, Fault::misuse);
    EXPECT_EQ(client.conclude_refuse().error().fault, Fault::misuse);
    EXPECT_TRUE(client.output().empty());
    ASSERT_TRUE(pair.associate());
    EXPECT_EQ(pair.server.association.accept().error().fault, Fault::misuse);
    EXPECT_EQ(client.conclude_accept().error().fault, Fault::misuse);
    EXPECT_TRUE(client.output().empty());
    EXPECT_TRUE(client.is_open());
}

TEST(Association, DiagramIsTheCommittedOne) {
    const auto name = [](auto value) { return name_of(value); };
    test::expect_state_page("association", state_diagram("Association over all layers", transitions, name));
}

}  // namespace
}  // namespace busbar::stack
