// SPDX-License-Identifier: Apache-2.0
// frsmIDs that a client has no right to: whatever number it says, it reaches no file but its own.
#include <random>

#include "server/file/test_files.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

class FileIds : public FileTest {
protected:
    static void expect_none(TestClient& client, std::int32_t id) {
        EXPECT_EQ(read_text(read_file(client, id)), "error file/other") << id;
        EXPECT_EQ(close(client, id), "error file/other") << id;
    }
};

TEST_F(FileIds, OfAnotherAssociation) {
    TestClient& owner = connect();
    TestClient& thief = connect();
    EXPECT_EQ(open_id(thief, "b.txt"), 1);
    std::vector<std::int32_t> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(open_id(owner, "a.txt"));
    for (const std::int32_t id : ids) {
        if (id != 1) expect_none(thief, id);
    }
    // The same number is another file for each.
    EXPECT_EQ(read_text(read_file(thief, 1)), " end");
    EXPECT_EQ(close(thief, 1), "response");
    for (const std::int32_t id : ids) {
        EXPECT_EQ(read_text(read_file(owner, id)), "hello end");
        EXPECT_EQ(close(owner, id), "response");
    }
}

TEST_F(FileIds, ThatAreClosed) {
    TestClient& client = connect();
    const std::int32_t first = open_id(client, "a.txt");
    EXPECT_EQ(close(client, first), "response");
    expect_none(client, first);
    EXPECT_NE(open_id(client, "b.txt"), first) << "not at once for another file";
    expect_none(client, first);
}

TEST_F(FileIds, OfAnAssociationThatIsOver) {
    TestClient& before = connect();
    const ConnectionId slot = before.id();
    for (int i = 0; i < 3; ++i) EXPECT_NE(open_id(before, "a.txt"), 0);
    before.disconnect();
    TestClient& after = connect();
    EXPECT_EQ(after.id().slot, slot.slot) << "the same place in the server";
    for (const std::int32_t id : {1, 2, 3}) expect_none(after, id);
    EXPECT_EQ(server->files()->open_files(), 0U);
}

TEST_F(FileIds, AtRandom) {
    TestClient& client = connect();
    EXPECT_EQ(open_id(client, "a.txt"), 1);
    std::mt19937 random(11);  // NOLINT: the same each time
    for (int i = 0; i < 500; ++i) {
        const auto id = static_cast<std::int32_t>(random());
        if (id != 1) expect_none(client, id);
    }
    for (const std::int32_t id : {0, -1, 2, 0x7FFFFFFF, std::numeric_limits<std::int32_t>::min()}) {
        expect_none(client, id);
    }
    EXPECT_EQ(read_text(read_file(client, 1)), "hello end");
    EXPECT_EQ(store->open_now, 1U);
}

/// Integers of no octets, and of more than an Integer32 has, are no ids.
TEST_F(FileIds, ThatAreNoNumbers) {
    TestClient& client = connect();
    EXPECT_EQ(open_id(client, "a.txt"), 1);
    const Octet read_empty[] = {0xA0, 0x06, 0x02, 0x01, 0x55, 0x9F, 0x49, 0x00};
    const Octet read_long[] = {0xA0, 0x0B, 0x02, 0x01, 0x56, 0x9F, 0x49, 0x05, 0x01, 0x00, 0x00, 0x00, 0x01};
    const Octet close_long[] = {0xA0, 0x0B, 0x02, 0x01, 0x57, 0x9F, 0x4A, 0x05, 0x01, 0x00, 0x00, 0x00, 0x01};
    for (const Bytes pdu : {Bytes(read_empty), Bytes(read_long), Bytes(close_long)}) {
        EXPECT_TRUE(outcome(client.call(pdu)).starts_with("reject")) << to_hex(pdu);
    }
    EXPECT_EQ(store->open_now, 1U);
}

/// The numbers of files that the server reads from a client are the client's.
TEST_F(FileIds, OfTheOtherDirection) {
    TestClient& client = connect();
    send_obtain(client, "mine", "new.txt");
    EXPECT_EQ(server->files()->open_files(), 1U);
    EXPECT_EQ(outcome(client.take_pdu()), "confirmed-RequestPDU");  // for the client's own file
    for (const std::int32_t id : {0, 1, 2, 7}) expect_none(client, id);
}

/// However many are opened, closed and asked for: the limit is that of each association, and all end with it.
TEST_F(FileIds, LimitsHold) {
    options.files.max_open = 4;
    TestClient* many[] = {&connect(), &connect(), &connect()};
    for (int round = 0; round < 20; ++round) {
        for (TestClient* client : many) {
            std::vector<std::int32_t> ids;
            while (true) {
                const ByteVector pdu = open(*client, "a.txt");
                if (outcome(pdu) != "response") {
                    EXPECT_EQ(outcome(pdu), "error resource/capability-unavailable");
                    break;
                }
                ids.push_back(response_of<mms::FileOpen>(pdu).frsm_id);
                ASSERT_LE(ids.size(), 4U);
            }
            EXPECT_EQ(ids.size(), round == 0 ? 4U : 2U);
            for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(close(*client, ids[i]), "response");
        }
        EXPECT_EQ(store->open_now, 6U);
    }
    for (TestClient* client : many) client->disconnect();
    EXPECT_EQ(store->open_now, 0U);
}

}  // namespace
}  // namespace busbar::server
