// SPDX-License-Identifier: Apache-2.0
// A server before and after a restart, with its store in a file: what clients find again.
#include <cstdlib>
#include <filesystem>

#include "server/report/test_reports.hpp"
#include "server/test_data_sets.hpp"
#include "store/store.hpp"

namespace busbar::store {
namespace {

using namespace server::testing;  // NOLINT: the tests' own vocabulary

/// A server in one life. The store must be the last to go.
class Life {
public:
    explicit Life(const StoreOptions& options, const ReportStation& station = {}) {
        auto opened = Store::open(options);
        EXPECT_TRUE(opened) << opened.error().message();
        store = *std::move(opened);
        server = std::make_unique<server::Server>(report_image(station), server::Options{});
        server->on_time(now);
        EXPECT_TRUE(store->restore_data_sets(server->data_sets()));
        server->reports().set_store(store.get());
        EXPECT_TRUE(store->start());
        client = std::make_unique<TestClient>(*server, now);
        EXPECT_TRUE(client->associate());
    }
    void indicate(int which, bool value) {
        const std::string item = "GGIO1$ST$Ind" + std::to_string(which) + "$stVal";
        auto transaction = server->process().begin();
        transaction.set(server->model().leaf_of(server->model().find("LD0", item)), value);
        EXPECT_TRUE(transaction.commit(now));
        now.wall += std::chrono::milliseconds(10);
    }
    std::vector<Report> reports() {
        client->run();
        std::vector<Report> all;
        for (ByteVector pdu = client->take_report(); !pdu.empty(); pdu = client->take_report()) {
            all.push_back(report_of(pdu));
        }
        return all;
    }

    Now now = start_of_time();
    std::unique_ptr<Store> store;
    std::unique_ptr<server::Server> server;
    std::unique_ptr<TestClient> client;
};

class RestartTest : public ::testing::Test {
protected:
    RestartTest() {
        std::string name = (std::filesystem::temp_directory_path() / "busbar-restart-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
        options.file = (folder / "state.db").string();
        options.on_error = [](const Error& error) { ADD_FAILURE() << error.message(); };
    }
    ~RestartTest() override { std::filesystem::remove_all(folder); }
    RestartTest(const RestartTest&) = delete;
    RestartTest& operator=(const RestartTest&) = delete;

    std::filesystem::path folder;
    StoreOptions options;
};

TEST_F(RestartTest, ABufferedBlockOnADataSetOfAClientGoesOn) {
    std::vector<Report> before;
    {
        Life life(options);
        ASSERT_EQ(outcome(define(*life.client, "LD0/LLN0$mine",
                                 {variable("LD0", "GGIO1$ST$Ind2$stVal"), variable("LD0", "GGIO1$ST$Ind1")})),
                  "response");
        RemoteBlock block(*life.client, "brcb02");
        ASSERT_EQ(block.set("DatSet", visible("LD0/LLN0$mine")), "ok");
        ASSERT_EQ(block.enable(), "ok");
        for (int i = 0; i < 6; ++i) life.indicate(1 + i % 2, i < 2);
        before = life.reports();
    }
    ASSERT_EQ(before.size(), 4U);
    Life life(options);
    EXPECT_TRUE(life.store->notices().empty());
    RemoteBlock block(*life.client, "brcb02");
    EXPECT_EQ(block.get("DatSet"), "\"LD0/LLN0$mine\"");
    // It is in use again, so that it cannot be deleted.
    EXPECT_EQ(remove_text(*life.client, "LD0/LLN0$mine"), "error service/object-constraint-conflict");
    life.indicate(1, true);
    ASSERT_EQ(block.set_entry(before[1].entry), "ok");
    ASSERT_EQ(block.enable(), "ok");
    const std::vector<Report> after = life.reports();
    ASSERT_EQ(after.size(), 3U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(after[i].entry, before[i + 2].entry);
        EXPECT_EQ(after[i].members, before[i + 2].members);
    }
    EXPECT_GT(after[2].entry, before.back().entry);
    EXPECT_FALSE(after[0].overflow);
}

TEST_F(RestartTest, PurgedMeansPurged) {
    {
        Life life(options);
        for (int i = 0; i < 6; ++i) life.indicate(1, i % 2 == 0);
        RemoteBlock block(*life.client, "brcb01");
        ASSERT_EQ(block.set("PurgeBuf", boolean(true)), "ok");
        life.indicate(2, true);
    }
    Life life(options);
    RemoteBlock block(*life.client, "brcb01");
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(life.reports().size(), 1U);
}

TEST_F(RestartTest, ABlockThatWasEngineeredAnewBeginsAnew) {
    {
        Life life(options);
        for (int i = 0; i < 6; ++i) life.indicate(1, i % 2 == 0);
    }
    for (int start = 0; start < 2; ++start) {
        Life life(options, {.buf_tm_ms = 1});
        RemoteBlock block(*life.client, "brcb01");
        EXPECT_EQ(block.get("BufTm"), "1");
        ASSERT_EQ(block.enable(), "ok");
        EXPECT_TRUE(life.reports().empty());
    }
}

}  // namespace
}  // namespace busbar::store
