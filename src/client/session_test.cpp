// SPDX-License-Identifier: Apache-2.0
#include "client/session.hpp"

#include "client/directory.hpp"
#include "client/test_peer.hpp"

namespace busbar::client {
namespace {

using namespace std::chrono_literals;
using testing::TestPeer;

ClientOptions quick(std::uint16_t outstanding = 10) {
    ClientOptions options;
    options.request_timeout = 2s;
    options.max_outstanding = outstanding;
    return options;
}

mms::IdentifyResponse named(std::string_view model) {
    return {"v", model, "r", std::nullopt};
}

/// Identifies; what came, or the error, is noted in the order in which answers are heard.
Task<void> note_identity(Remote& remote, std::vector<std::string>& log) {
    const Result<RemoteIdentity> identity = co_await identify(remote);
    log.push_back(identity ? identity->model : identity.error().message());
}

/// Any number of identifies side by side.
Task<void> identify_many(Remote& remote, std::vector<std::string>& log, std::size_t count) {
    std::vector<Task<void>> tasks;
    for (std::size_t i = 0; i < count; ++i) tasks.push_back(note_identity(remote, log));
    co_await All(tasks);
}

TEST(Session, MatchesAnswersThatComeInAnotherOrder) {
    TestPeer peer(quick());
    peer.associate();
    std::vector<std::uint32_t> ids;
    peer.script = [&](const mms::Envelope& request) {
        ids.push_back(request.invoke_id);
        if (ids.size() < 3) return;
        for (const std::size_t i : {2U, 0U, 1U}) peer.answer<mms::Identify>(ids[i], named(std::to_string(i)));
    };
    std::vector<std::string> log;
    peer.run(identify_many(peer.remote, log, 3));
    EXPECT_EQ(log, std::vector<std::string>({"2", "0", "1"}));
    EXPECT_NE(ids[0], ids[1]);
    EXPECT_NE(ids[1], ids[2]);
}

TEST(Session, SendsNoMoreThanNegotiatedAtOnceAndTheRestInOrder) {
    stack::Options server = TestPeer::server_options();
    server.mms.max_outstanding_calling = 2;
    TestPeer peer(quick(), server);
    peer.associate();
    EXPECT_EQ(peer.remote.session.outstanding_limit(), 2U);
    std::vector<std::uint32_t> open;
    std::size_t most = 0;
    peer.script = [&](const mms::Envelope& request) {
        open.push_back(request.invoke_id);
        most = std::max(most, peer.remote.session.outstanding());
    };
    std::vector<std::string> log;
    Task<void> task = identify_many(peer.remote, log, 5);
    task.start();
    while (!task.done()) {
        while (peer.move()) {
        }
        ASSERT_FALSE(open.empty());
        EXPECT_LE(peer.remote.session.outstanding(), 2U);
        peer.answer<mms::Identify>(open.front(), named(std::to_string(open.front())));
        open.erase(open.begin());
        while (peer.move()) {
        }
    }
    EXPECT_EQ(most, 2U);
    EXPECT_EQ(log, std::vector<std::string>({"1", "2", "3", "4", "5"}));
}

TEST(Session, RequestThatIsNotAnsweredTimesOutAndTheLateAnswerIsIgnored) {
    TestPeer peer(quick());
    peer.associate();
    std::optional<std::uint32_t> first;
    peer.script = [&](const mms::Envelope& request) {
        if (first) {
            peer.answer<mms::Identify>(*first, named("late"));
            peer.answer<mms::Identify>(request.invoke_id, named("good"));
        }
        first = request.invoke_id;
    };
    const TimePoint begun = peer.now;
    const auto none = peer.run(identify(peer.remote));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().fault, Fault::timeout);
    EXPECT_EQ(peer.now - begun, 2s);
    const auto identity = peer.run(identify(peer.remote));
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->model, "good");
    EXPECT_EQ(peer.remote.session.unexpected(), 1U);
}

TEST(Session, TimeOfARequestBeginsWhenItIsSent) {
    TestPeer peer(quick(1));
    peer.associate();
    std::vector<std::string> log;
    const TimePoint begun = peer.now;
    peer.run(identify_many(peer.remote, log, 3));
    EXPECT_EQ(peer.now - begun, 6s);
    EXPECT_EQ(log.size(), 3U);
}

TEST(Session, InvokeIdsWrapAndAreNotReusedWhileOpen) {
    TestPeer peer(quick());
    peer.associate();
    peer.remote.session.set_next_invoke_id(0xFFFFFFFF);
    std::vector<std::uint32_t> ids;
    peer.script = [&](const mms::Envelope& request) {
        ids.push_back(request.invoke_id);
        if (ids.size() == 1) peer.remote.session.set_next_invoke_id(0xFFFFFFFF);
        if (ids.size() == 3) {
            for (const std::uint32_t id : ids) peer.answer<mms::Identify>(id, named("x"));
        }
    };
    std::vector<std::string> log;
    peer.run(identify_many(peer.remote, log, 3));
    EXPECT_EQ(ids, std::vector<std::uint32_t>({0xFFFFFFFF, 0, 1}));
}

TEST(Session, RefusalsCarryTheStandardsCodes) {
    TestPeer peer(quick());
    peer.associate();
    peer.script = [&](const mms::Envelope& request) { peer.refuse(request.invoke_id, 7, 2); };
    auto refused = peer.run(identify(peer.remote));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::refused);
    EXPECT_EQ(refused.error().code, Code::service_error(7, 2));
    peer.script = [&](const mms::Envelope& request) {
        peer.reject(request.invoke_id, mms::reject_code::unrecognized_service);
    };
    refused = peer.run(identify(peer.remote));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::unsupported);
    EXPECT_EQ(refused.error().code, Code::reject(1, 1));
    // Without invokeID, and only one request it can be about.
    peer.script = [&](const mms::Envelope&) { peer.reject(std::nullopt, mms::reject_code::invalid_pdu); };
    refused = peer.run(identify(peer.remote));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::reject(5, 1));
    EXPECT_TRUE(peer.remote.session.is_open());
}

TEST(Session, AnswersThatAreWrongFailTheirRequestOnly) {
    struct Case {
        const char* what;
        const char* hex;  // the invokeID is 1
        Fault fault;
    };
    const Case cases[] = {
        {"another service", "A1 07 02 01 01 A4 02 A1 00", Fault::violation},
        {"a body that is cut off", "A1 09 02 01 01 A2 04 80 04 41 41", Fault::malformed},
        {"an error without class", "A2 05 80 01 01 A2 00", Fault::malformed},
        {"no service", "A1 03 02 01 01", Fault::malformed},
        {"a service that nobody knows", "A1 06 02 01 01 9F 7F 00", Fault::violation},
    };
    for (const Case& c : cases) {
        TestPeer peer(quick());
        peer.associate();
        peer.script = [&](const mms::Envelope& request) {
            // Our Rejects of what cannot be read come here too.
            if (request.kind == mms::PduKind::confirmed_request) peer.send(c.hex);
        };
        const auto identity = peer.run(identify(peer.remote));
        ASSERT_FALSE(identity) << c.what;
        EXPECT_EQ(identity.error().fault, c.fault) << c.what << ": " << identity.error().message();
        peer.script = [&](const mms::Envelope& request) {
            peer.answer<mms::Identify>(request.invoke_id, named("x"));
        };
        EXPECT_TRUE(peer.run(identify(peer.remote))) << c.what;
    }
}

TEST(Session, PeerThatSpeaksSomethingElseIsLeft) {
    TestPeer peer(quick());
    peer.associate();
    peer.script = [&](const mms::Envelope& request) {
        if (request.kind != mms::PduKind::confirmed_request) return;
        for (int i = 0; i < 40; ++i) {
            if (peer.server().is_open()) peer.send("BF 55 00");
        }
    };
    ASSERT_FALSE(peer.run(identify(peer.remote)));
    peer.drive([&] { return peer.remote.session.end().has_value(); });
    EXPECT_EQ(peer.remote.session.end()->fault, Fault::violation);
}

TEST(Session, LostConnectionFailsEverythingThatWaits) {
    TestPeer peer(quick(2));
    peer.associate();
    peer.cut_at = 1;
    std::vector<std::string> log;
    peer.run(identify_many(peer.remote, log, 5));
    ASSERT_EQ(log.size(), 5U);
    for (const std::string& line : log) EXPECT_NE(line.find("cable pulled"), std::string::npos) << line;
    EXPECT_FALSE(peer.remote.session.is_open());
    const auto later = peer.run(identify(peer.remote));
    ASSERT_FALSE(later);
    EXPECT_EQ(later.error().fault, Fault::io);
}

TEST(Session, CancelIsAnsweredEitherWay) {
    TestPeer peer(quick());
    peer.associate();
    std::vector<std::string> log;
    peer.script = [&](const mms::Envelope& request) {
        if (request.kind != mms::PduKind::cancel_request) return;
        if (request.invoke_id == 1) {
            mms::encode_cancel_response(peer.server().begin(), request.invoke_id);
            EXPECT_TRUE(peer.server().send());
            peer.refuse(request.invoke_id, 5, 3);
        } else {
            mms::encode_cancel_error(peer.server().begin(), request.invoke_id, mms::ServiceError::of(10, 2));
            EXPECT_TRUE(peer.server().send());
        }
    };
    Task<void> first = note_identity(peer.remote, log);
    first.start();
    EXPECT_TRUE(peer.run(peer.remote.session.cancel(1)));
    while (peer.move()) {
    }
    ASSERT_TRUE(first.done());
    ASSERT_EQ(log.size(), 1U);
    EXPECT_NE(log[0].find("service-preempt/cancel"), std::string::npos) << log[0];
    const auto impossible = peer.run(peer.remote.session.cancel(77));
    ASSERT_FALSE(impossible);
    EXPECT_EQ(impossible.error().code, Code::service_error(10, 2));
}

TEST(Session, AbandonedRequestsMakeRoomForOthers) {
    TestPeer peer(quick(1));
    peer.associate();
    peer.script = [&](const mms::Envelope& request) {
        if (request.invoke_id == 2) peer.answer<mms::Identify>(2, named("second"));
    };
    std::vector<std::string> log;
    std::optional<Task<void>> first(note_identity(peer.remote, log));
    first->start();
    Task<void> second = note_identity(peer.remote, log);
    second.start();
    while (peer.move()) {
    }
    first.reset();
    peer.drive([&] { return second.done(); });
    EXPECT_EQ(log, std::vector<std::string>({"second"}));
}

TEST(Session, ReleaseIsOrderlyAndMayBeRefused) {
    TestPeer refusing(quick());
    refusing.associate();
    refusing.refuse_conclude = true;
    const auto refused = refusing.run(refusing.remote.session.release());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::service_error(9, 1));
    EXPECT_TRUE(refusing.remote.session.is_open());

    TestPeer peer(quick());
    peer.associate();
    EXPECT_TRUE(peer.run(peer.remote.session.release()));
    EXPECT_FALSE(peer.remote.session.is_open());
    EXPECT_FALSE(peer.run(identify(peer.remote)));

    TestPeer mute(quick());
    mute.associate();
    mute.silent = true;
    const TimePoint begun = mute.now;
    (void)mute.run(mute.remote.session.release());
    EXPECT_LE(mute.now - begun, 10s);
    EXPECT_FALSE(mute.remote.session.is_open());
}

TEST(Session, RequestsOfTheServerAreRejectedAndReportsHandedOn) {
    TestPeer peer(quick());
    peer.associate();
    std::size_t reports = 0;
    peer.remote.session.on_unconfirmed([&](const mms::Envelope& envelope) {
        reports += envelope.service_tag() == mms::InformationReport::tag ? 1 : 0;
    });
    std::vector<mms::PduKind> heard;
    peer.script = [&](const mms::Envelope& envelope) {
        heard.push_back(envelope.kind);
        if (envelope.kind != mms::PduKind::confirmed_request) return;
        peer.send("A0 05 02 01 09 82 00");                                   // identify, asked of us
        peer.send("85 01 05");                                               // cancel of what we do not do
        peer.send("A3 10 A0 0E A0 07 30 05 A0 03 80 01 78 A0 03 83 01 FF");  // a report
        peer.answer<mms::Identify>(envelope.invoke_id, named("x"));
    };
    ASSERT_TRUE(peer.run(identify(peer.remote)));
    while (peer.move()) {
    }
    EXPECT_EQ(heard, std::vector<mms::PduKind>({mms::PduKind::confirmed_request, mms::PduKind::reject,
                                                mms::PduKind::cancel_error}));
    EXPECT_EQ(reports, 1U);
}

TEST(Session, RequestLongerThanThePduSizeIsNotSent) {
    stack::Options server = TestPeer::server_options();
    server.mms.max_pdu_octets = 600;
    TestPeer peer(quick(), server);
    peer.associate();
    NameQuery query;
    query.domain = std::string(700, 'x');
    const auto listed = peer.run(names(peer.remote, query));
    ASSERT_FALSE(listed);
    EXPECT_EQ(listed.error().fault, Fault::limit);
    EXPECT_EQ(peer.requests, 0U);
    EXPECT_TRUE(peer.remote.session.is_open());
}

TEST(Associate, EachRefusalIsToldApart) {
    const Code codes[] = {{Domain::session, 1},
                          {Domain::presentation, 1},
                          {Domain::acse_user, 13},
                          {Domain::acse_provider, 2},
                          Code::service_error(8, 5)};
    for (const Code& code : codes) {
        TestPeer peer(quick());
        peer.refusal = code;
        const auto associated = peer.try_associate();
        ASSERT_FALSE(associated);
        EXPECT_EQ(associated.error().code, code) << associated.error().message();
        EXPECT_FALSE(peer.remote.session.is_open());
    }
}

TEST(Associate, SilenceAndLossEnd) {
    TestPeer mute(quick());
    mute.silent = true;
    const TimePoint begun = mute.now;
    const auto none = mute.try_associate();
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().fault, Fault::timeout);
    EXPECT_LE(mute.now - begun, 10s);

    TestPeer lost(quick());
    lost.start();
    Task<Result<void>> task = lost.remote.session.associate(10s);
    task.start();
    lost.cut();
    ASSERT_TRUE(task.done());
    EXPECT_EQ(task.take().error().fault, Fault::io);
}

TEST(Associate, OptionsReachTheServer) {
    ClientOptions options;
    options.own.transport_selector = {9};
    options.peer.session_selector = {0, 2};
    options.own.ap_title = "1.1.1.999";
    options.own.ae_qualifier = 12;
    options.max_pdu_octets = 2000;
    options.max_outstanding = 3;
    const auto stack = stack_options(options);
    ASSERT_TRUE(stack);
    EXPECT_EQ((*stack)->own.transport_selector, ByteVector({9}));
    EXPECT_EQ((*stack)->peer.session_selector, ByteVector({0, 2}));
    EXPECT_EQ(to_hex(*(*stack)->own.ap_title), "29 01 87 67");
    TestPeer peer(options);
    peer.associate();
    const AssociationInfo info = association_info(peer.remote.session);
    EXPECT_EQ(info.max_pdu_octets, 2000U);
    EXPECT_EQ(info.max_outstanding, 3U);
    EXPECT_TRUE(info.services.test(mms::Read::support_bit));
    EXPECT_TRUE(info.parameters.test(mms::parameter_bit::valt));
    options.own.ap_title = "nonsense";
    EXPECT_EQ(stack_options(options).error().fault, Fault::misuse);
    options.own.ap_title.reset();
    options.peer.transport_selector.assign(33, 0);
    EXPECT_EQ(stack_options(options).error().fault, Fault::misuse);
}

}  // namespace
}  // namespace busbar::client
