// SPDX-License-Identifier: Apache-2.0
// SetFile: the server asks its client for the file. Good, hostile and vanishing clients.
#include "server/file/test_files.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

/// The client's side of an obtainFile.
class ObtainTest : public FileTest {
protected:
    /// What the server asks for, "fileOpen local.cid", and its invokeID in `asked`; else the outcome.
    std::string next(TestClient& client) {
        last = client.take_pdu();
        if (last.empty()) return "nothing";
        ber::DecodeState state(last);
        mms::Envelope envelope;
        EXPECT_TRUE(mms::decode_envelope(last, envelope, state));
        if (envelope.kind != mms::PduKind::confirmed_request) return specific_outcome(last);
        asked = envelope.invoke_id;
        if (envelope.service_tag() == mms::FileOpen::tag) {
            mms::FileOpenRequest request;
            EXPECT_TRUE(mms::decode_request<mms::FileOpen>(envelope, request, state));
            return "fileOpen " + mms::path_of(request.file) + " at " +
                   std::to_string(request.initial_position);
        }
        if (envelope.service_tag() == mms::FileRead::tag) {
            mms::FileReadRequest request;
            EXPECT_TRUE(mms::decode_request<mms::FileRead>(envelope, request, state));
            return "fileRead " + std::to_string(request.frsm_id);
        }
        EXPECT_EQ(envelope.service_tag(), mms::FileClose::tag);
        mms::FileCloseRequest request;
        EXPECT_TRUE(mms::decode_request<mms::FileClose>(envelope, request, state));
        return "fileClose " + std::to_string(request.frsm_id);
    }
    template <class Service>
    void answer(TestClient& client, const typename Service::Response& response) {
        mms::encode_response<Service>(client.association().begin(), asked, response);
        EXPECT_TRUE(client.association().send());
        client.run();
    }
    void opened(TestClient& client, std::int32_t id, std::uint32_t size) {
        mms::FileOpenResponse response;
        response.frsm_id = id;
        response.attributes.size = size;
        answer<mms::FileOpen>(client, response);
    }
    void data(TestClient& client, std::string_view text, bool more) {
        mms::FileReadResponse response;
        response.data.octets = bytes_of(text);
        response.more_follows = more;
        answer<mms::FileRead>(client, response);
    }
    void closed(TestClient& client) { answer<mms::FileClose>(client, {}); }
    void refuse(TestClient& client, int error_class, int code) {
        mms::encode_error(client.association().begin(), asked, mms::ServiceError::of(error_class, code));
        EXPECT_TRUE(client.association().send());
        client.run();
    }
    /// Up to the first read.
    void begin(TestClient& client, std::uint32_t size = 9) {
        send_obtain(client, "local.cid", "a.txt");
        EXPECT_EQ(next(client), "fileOpen local.cid at 0");
        opened(client, 7, size);
    }

    ByteVector last;
    std::uint32_t asked = 0;
};

TEST_F(ObtainTest, FetchesReplacesAnswers) {
    TestClient& client = connect();
    begin(client);
    EXPECT_EQ(next(client), "fileRead 7");
    data(client, "one, ", true);
    EXPECT_EQ(store->content("a.txt"), "hello") << "not before it is whole";
    EXPECT_EQ(next(client), "fileRead 7");
    EXPECT_EQ(server->files()->open_files(), 1U);
    data(client, "two", false);
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "response");
    EXPECT_EQ(next(client), "nothing");
    EXPECT_EQ(store->content("a.txt"), "one, two");
    EXPECT_EQ(store->temporary_now, 0U);
    EXPECT_EQ(server->files()->open_files(), 0U);
}

TEST_F(ObtainTest, OtherRequestsGoOnMeanwhile) {
    TestClient& client = connect();
    begin(client);
    EXPECT_EQ(next(client), "fileRead 7");
    const std::uint32_t reading = asked;
    EXPECT_EQ(listed(client, "COMTRADE/old"), "COMTRADE/old/rec0.cfg ");
    EXPECT_EQ(remove(client, "a.txt"), "error file/file-busy");
    EXPECT_EQ(rename(client, "b.txt", "a.txt"), "error file/file-busy, fileRename 1");
    send_obtain(client, "other", "a.txt");
    EXPECT_EQ(next(client), "error file/file-busy, obtainFile 1");
    send_obtain(client, "other", "c.txt");
    EXPECT_EQ(next(client), "fileOpen other at 0");
    const std::uint32_t opening = asked;
    EXPECT_NE(opening, reading);
    // Both end, in whatever order the client answers.
    refuse(client, 11, 7);
    EXPECT_EQ(next(client), "error file/file-non-existent, obtainFile 0");
    asked = reading;
    data(client, "whole", false);
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "response");
    EXPECT_EQ(store->content("a.txt"), "whole");
    EXPECT_EQ(store->content("c.txt"), "<none>");
}

TEST_F(ObtainTest, PendingLikeEveryRequest) {
    TestClient& client = connect();
    begin(client);
    EXPECT_EQ(next(client), "fileRead 7");
    // Its invokeID is in use, it cannot be cancelled, and the association does not conclude.
    mms::encode_request<mms::Status>(client.association().begin(), client.invoke_id(), {});
    ASSERT_TRUE(client.association().send());
    client.run();
    EXPECT_EQ(next(client), "reject confirmed-requestPDU/invalid-invokeID");
    mms::encode_cancel_request(client.association().begin(), client.invoke_id());
    ASSERT_TRUE(client.association().send());
    client.run();
    EXPECT_EQ(next(client), "cancel-error cancel/cancel-not-possible");
    ASSERT_TRUE(client.association().release(now.monotonic));
    client.run();
    EXPECT_FALSE(client.released());
    EXPECT_EQ(server->associations(), 1U);
}

TEST_F(ObtainTest, SourceThatIsNotThere) {
    TestClient& client = connect();
    send_obtain(client, "none", "a.txt");
    EXPECT_EQ(next(client), "fileOpen none at 0");
    refuse(client, 11, 6);
    EXPECT_EQ(next(client), "error file/file-access-denied, obtainFile 0");
    // A client without file services.
    send_obtain(client, "none", "a.txt");
    EXPECT_EQ(next(client), "fileOpen none at 0");
    mms::encode_reject(client.association().begin(),
                       mms::Reject::of(asked, mms::reject_code::unrecognized_service));
    ASSERT_TRUE(client.association().send());
    client.run();
    EXPECT_EQ(next(client), "error file/file-non-existent, obtainFile 0");
    send_obtain(client, "none", "a.txt");
    EXPECT_EQ(next(client), "fileOpen none at 0");
    refuse(client, 7, 3);
    EXPECT_EQ(next(client), "error file/file-non-existent, obtainFile 0");
    EXPECT_EQ(store->content("a.txt"), "hello");
    EXPECT_EQ(store->temporary_now, 0U);
}

TEST_F(ObtainTest, DestinationsThatAreNone) {
    TestClient& client = connect();
    const auto refused = [&](std::string_view destination) {
        send_obtain(client, "local", destination);
        return next(client);
    };
    EXPECT_EQ(refused("../a.txt"), "error file/filename-syntax-error, obtainFile 1");
    EXPECT_EQ(refused(""), "error file/file-non-existent, obtainFile 1");
    EXPECT_EQ(refused("nofolder/x"), "error file/file-non-existent, obtainFile 1");
    EXPECT_EQ(refused("COMTRADE"), "error file/file-access-denied, obtainFile 1");
    const Name from("x"), to("y");
    mms::ObtainFileRequest request;
    request.source = from.name();
    request.destination = to.name();
    request.source_file_server.emplace();
    EXPECT_EQ(outcome(client.call<mms::ObtainFile>(request)), "error access/object-access-unsupported");
}

TEST_F(ObtainTest, TooLong) {
    options.files.max_octets = 10;
    TestClient& client = connect();
    begin(client, 11);
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "error file/insufficient-space-in-filestore, obtainFile 1");
    // The size that it tells is no promise.
    begin(client, 3);
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(next(client), "fileRead 7");
        data(client, "12345", true);
    }
    EXPECT_EQ(next(client), "fileRead 7");
    data(client, "6", false);
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "error file/insufficient-space-in-filestore, obtainFile 1");
    EXPECT_EQ(store->content("a.txt"), "hello");
    EXPECT_EQ(store->temporary_now, 0U);
}

TEST_F(ObtainTest, EmptyAnswersForEver) {
    TestClient& client = connect();
    begin(client);
    std::string asks;
    int rounds = 0;
    while ((asks = next(client)) == "fileRead 7") {
        ASSERT_LT(++rounds, 10);
        data(client, "", true);
    }
    EXPECT_EQ(asks, "fileClose 7");
    refuse(client, 11, 0);
    EXPECT_EQ(next(client), "error file/other, obtainFile 0");
    // An empty file is none of those.
    begin(client, 0);
    EXPECT_EQ(next(client), "fileRead 7");
    data(client, "", false);
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "response");
    EXPECT_EQ(store->content("a.txt"), "");
}

TEST_F(ObtainTest, DiskTroubles) {
    TestClient& client = connect();
    store->on_append = FileError::no_space;
    begin(client);
    EXPECT_EQ(next(client), "fileRead 7");
    data(client, "x", true);
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "error file/insufficient-space-in-filestore, obtainFile 1");
    store->on_append.reset();
    store->on_commit = FileError::other;
    begin(client);
    EXPECT_EQ(next(client), "fileRead 7");
    data(client, "x", false);
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "error file/other, obtainFile 1");
    EXPECT_EQ(store->content("a.txt"), "hello");
}

TEST_F(ObtainTest, WrongAnswers) {
    TestClient& client = connect();
    // Another service's answer.
    send_obtain(client, "local", "a.txt");
    EXPECT_EQ(next(client), "fileOpen local at 0");
    closed(client);
    EXPECT_EQ(next(client), "error file/other, obtainFile 0");
    begin(client);
    EXPECT_EQ(next(client), "fileRead 7");
    closed(client);
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "error file/other, obtainFile 0");
    // An error for a read.
    begin(client);
    EXPECT_EQ(next(client), "fileRead 7");
    refuse(client, 11, 0);
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "error file/other, obtainFile 0");
    // Answers that nobody asked for.
    asked += 100;
    closed(client);
    EXPECT_EQ(next(client), "reject confirmed-responsePDU/invalid-invokeID");
    EXPECT_EQ(store->content("a.txt"), "hello");
}

TEST_F(ObtainTest, SilenceAtEveryStep) {
    TestClient& client = connect();
    const auto wait = [&] {
        EXPECT_EQ(server->deadline(), now.monotonic + options.files.step_timeout);
        now.monotonic += options.files.step_timeout;
        server->on_time(now);
        client.run();
    };
    send_obtain(client, "local", "a.txt");
    EXPECT_EQ(next(client), "fileOpen local at 0");
    wait();
    EXPECT_EQ(next(client), "error file/other, obtainFile 0");
    opened(client, 7, 3);
    EXPECT_EQ(next(client), "reject confirmed-responsePDU/invalid-invokeID") << "too late";
    begin(client);
    EXPECT_EQ(next(client), "fileRead 7");
    wait();
    EXPECT_EQ(next(client), "error file/other, obtainFile 0");
    begin(client);
    EXPECT_EQ(next(client), "fileRead 7");
    data(client, "all", false);
    EXPECT_EQ(next(client), "fileClose 7");
    wait();
    EXPECT_EQ(next(client), "response") << "the file is here";
    EXPECT_EQ(store->content("a.txt"), "all");
    EXPECT_EQ(store->temporary_now, 0U);
    EXPECT_EQ(server->deadline(), never);
}

TEST_F(ObtainTest, ConnectionLostAtEveryStep) {
    for (int step = 0; step < 4; ++step) {
        TestClient& client = connect();
        send_obtain(client, "local", "COMTRADE/new");
        EXPECT_EQ(store->temporary_now, 1U);
        if (step > 0) {
            EXPECT_EQ(next(client), "fileOpen local at 0");
            opened(client, 7, 3);
        }
        if (step > 1) {
            EXPECT_EQ(next(client), "fileRead 7");
            data(client, "x", true);
        }
        if (step > 2) {
            EXPECT_EQ(next(client), "fileRead 7");
            data(client, "y", false);
        }
        client.disconnect();
        EXPECT_EQ(store->temporary_now, 0U) << step;
        EXPECT_EQ(server->files()->open_files(), 0U);
        EXPECT_EQ(server->deadline(), never);
        now.monotonic += std::chrono::minutes(1);
        server->on_time(now);
        EXPECT_EQ(store->content("COMTRADE/new"), step > 2 ? "xy" : "<none>");
    }
}

TEST_F(ObtainTest, CountsAsOpen) {
    options.files.max_open = 2;
    TestClient& client = connect();
    begin(client);
    EXPECT_EQ(next(client), "fileRead 7");
    EXPECT_NE(open_id(client, "b.txt"), 0);
    EXPECT_EQ(outcome(open(client, "b.txt")), "error resource/capability-unavailable");
    send_obtain(client, "local", "c.txt");
    EXPECT_EQ(next(client), "error resource/capability-unavailable, obtainFile 1");
}

// ---- several reads at once

class SeveralReads : public ObtainTest {
protected:
    /// The reads that are under way now, in their order.
    std::vector<std::uint32_t> reads(TestClient& client) {
        std::vector<std::uint32_t> ids;
        while (next(client) == "fileRead 7") ids.push_back(asked);
        return ids;
    }
    void data_for(TestClient& client, std::uint32_t id, std::string_view text, bool more) {
        asked = id;
        data(client, text, more);
    }
    /// 30 octets announced, of which the first 5 have come: the reads under way then.
    std::vector<std::uint32_t> begun(TestClient& client) {
        begin(client, 30);
        EXPECT_EQ(reads(client).size(), 1U) << "nobody knows yet what a read brings";
        data(client, "00000", true);
        return reads(client);
    }
};

TEST_F(SeveralReads, AsManyAsTheRestTakes) {
    options.files.max_reads = 3;
    TestClient& client = connect();
    std::vector<std::uint32_t> under_way = begun(client);
    ASSERT_EQ(under_way.size(), 3U);
    std::string content = "00000";
    for (char digit = '1'; digit <= '5'; ++digit) {
        content.append(5, digit);
        ASSERT_FALSE(under_way.empty());
        data_for(client, under_way.front(), std::string(5, digit), digit != '5');
        under_way.erase(under_way.begin());
        for (;;) {
            const std::string asks = next(client);
            if (asks != "fileRead 7") {
                EXPECT_EQ(asks, digit == '5' ? "fileClose 7" : "nothing");
                break;
            }
            under_way.push_back(asked);
        }
        EXPECT_LE(under_way.size(), static_cast<std::size_t>('5' - digit)) << "none beyond the end";
    }
    EXPECT_TRUE(under_way.empty());
    closed(client);
    EXPECT_EQ(next(client), "response");
    EXPECT_EQ(store->content("a.txt"), content);
}

TEST_F(SeveralReads, NoMoreThanNegotiated) {
    options.files.max_reads = 100;
    TestClient& client = connect();
    const std::size_t most = client.association().negotiated().max_outstanding_called;
    begin(client, 10'000);
    EXPECT_EQ(reads(client).size(), 1U);
    data(client, "x", true);
    EXPECT_EQ(reads(client).size(), most);
}

TEST_F(SeveralReads, ShorterThanItWasSaidToBe) {
    TestClient& client = connect();
    const std::vector<std::uint32_t> under_way = begun(client);
    ASSERT_GT(under_way.size(), 2U);
    data_for(client, under_way[0], "end", false);
    EXPECT_EQ(next(client), "fileClose 7");
    const std::uint32_t closing = asked;
    // What was asked for beyond the end, however the client answers that.
    data_for(client, under_way[1], "beyond", false);
    asked = under_way[2];
    refuse(client, 11, 0);
    for (std::size_t i = 3; i < under_way.size(); ++i) data_for(client, under_way[i], "", false);
    EXPECT_EQ(next(client), "nothing");
    asked = closing;
    closed(client);
    EXPECT_EQ(next(client), "response");
    EXPECT_EQ(store->content("a.txt"), "00000end");
}

TEST_F(SeveralReads, AnswersInAnotherOrder) {
    TestClient& client = connect();
    const std::vector<std::uint32_t> under_way = begun(client);
    ASSERT_GT(under_way.size(), 1U);
    data_for(client, under_way[1], "22222", true);
    EXPECT_EQ(next(client), "fileClose 7");
    const std::uint32_t closing = asked;
    data_for(client, under_way[0], "11111", true);
    EXPECT_EQ(next(client), "nothing");
    asked = closing;
    closed(client);
    EXPECT_EQ(next(client), "error file/other, obtainFile 0");
    EXPECT_EQ(store->content("a.txt"), "hello");
    EXPECT_EQ(store->temporary_now, 0U);
}

TEST_F(SeveralReads, EachAnswerGivesTimeForTheNext) {
    TestClient& client = connect();
    const std::vector<std::uint32_t> under_way = begun(client);
    ASSERT_GT(under_way.size(), 1U);
    const auto part = options.files.step_timeout / 2;
    now.monotonic += part;
    data_for(client, under_way[0], "11111", true);
    EXPECT_EQ(server->deadline(), now.monotonic + options.files.step_timeout);
    now.monotonic += part;
    server->on_time(now);
    data_for(client, under_way[1], "22222", true);
    EXPECT_EQ(server->deadline(), now.monotonic + options.files.step_timeout);
    now.monotonic += options.files.step_timeout;
    server->on_time(now);
    client.run();
    while (next(client) == "fileRead 7") {
    }
    EXPECT_EQ(specific_outcome(last), "error file/other, obtainFile 0");
}

class SlowDisk : public ObtainTest {
protected:
    SlowDisk() { store->commit_later = true; }
    /// All is there but the disk.
    void send_all(TestClient& client) {
        begin(client);
        EXPECT_EQ(next(client), "fileRead 7");
        data(client, "whole", false);
        EXPECT_EQ(next(client), "nothing");
    }
};

TEST_F(SlowDisk, NobodyWaitsButTheOne) {
    TestClient& client = connect();
    TestClient& other = connect();
    send_all(client);
    EXPECT_EQ(store->content("a.txt"), "hello");
    EXPECT_EQ(server->files()->open_files(), 1U);
    // It is in use for everybody, and can be read as it was.
    for (TestClient* each : {&client, &other}) {
        EXPECT_EQ(listed(*each, "COMTRADE/old"), "COMTRADE/old/rec0.cfg ");
        EXPECT_EQ(read_text(read_file(*each, open_id(*each, "a.txt"))), "hello end");
        EXPECT_EQ(remove(*each, "b.txt") == "response", each == &client);
        EXPECT_EQ(rename(*each, "COMTRADE/rec1.cfg", "a.txt"), "error file/file-busy, fileRename 1");
        send_obtain(*each, "other", "a.txt");
        EXPECT_EQ(specific_outcome(each->take_pdu()), "error file/file-busy, obtainFile 1");
    }
    EXPECT_EQ(server->deadline(), never);
    now.monotonic += std::chrono::hours(1);
    server->on_time(now);
    client.run();
    EXPECT_EQ(client.pdus(), 0U);
    store->finish();
    client.run();
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "response");
    EXPECT_EQ(store->content("a.txt"), "whole");
}

TEST_F(SlowDisk, MayFail) {
    TestClient& client = connect();
    send_all(client);
    store->on_commit = FileError::no_space;
    store->finish();
    client.run();
    EXPECT_EQ(next(client), "fileClose 7");
    closed(client);
    EXPECT_EQ(next(client), "error file/insufficient-space-in-filestore, obtainFile 1");
    EXPECT_EQ(store->content("a.txt"), "hello");
    EXPECT_EQ(server->files()->open_files(), 0U);
}

TEST_F(SlowDisk, AConnectionThatIsLostTakesNothingBack) {
    TestClient& client = connect();
    send_all(client);
    client.disconnect();
    TestClient& next_client = connect();
    EXPECT_EQ(remove(next_client, "a.txt"), "error file/file-busy");
    store->finish();
    EXPECT_EQ(store->content("a.txt"), "whole");
    EXPECT_EQ(server->files()->open_files(), 0U);
    EXPECT_EQ(next_client.pdus(), 0U);
    EXPECT_EQ(remove(next_client, "a.txt"), "response");
}

TEST_F(SlowDisk, IsNotSentMore) {
    TestClient& client = connect();
    send_all(client);
    data(client, "again", false);
    EXPECT_EQ(store->committing.size(), 1U);
    store->finish();
    EXPECT_EQ(store->content("a.txt"), "whole");
}

TEST_F(SlowDisk, OutlivesTheServer) {
    TestClient& client = connect();
    send_all(client);
    client.mark_gone();
    server.reset();
    store->finish();
    EXPECT_EQ(store->content("a.txt"), "whole");
}

}  // namespace
}  // namespace busbar::server
