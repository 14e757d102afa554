// SPDX-License-Identifier: Apache-2.0
// A server before and after a restart, with its logs in a file: what clients find again.
#include "server/log/test_logs.hpp"
#include "server/test_data_sets.hpp"
#include "store/test_logs_store.hpp"

namespace busbar::store {
namespace {

using namespace server::testing;  // NOLINT: the tests' own vocabulary

/// A server in one life. The store must be the last to go.
struct Life {
    explicit Life(const LogStoreOptions& options, const LogStation& station = {}, Duration later = {},
                  const server::Options& server_options = {}) {
        now.monotonic += later;
        now.wall += later;
        auto opened = LogStore::open(options);
        EXPECT_TRUE(opened) << opened.error().message();
        store = *std::move(opened);
        server = std::make_unique<server::Server>(log_image(station), server_options);
        server->on_time(now);
        server->logs().set_store(store.get());
        store->start();
        client = std::make_unique<TestClient>(*server, now);
        EXPECT_TRUE(client->associate());
    }
    void indicate(int which, bool value) {
        const std::string item = "GGIO1$ST$Ind" + std::to_string(which) + "$stVal";
        auto transaction = server->process().begin();
        transaction.set(server->model().leaf_of(server->model().find("LD0", item)), value);
        EXPECT_TRUE(transaction.commit(now));
    }
    Now now = start_of_time();
    std::unique_ptr<LogStore> store;
    std::unique_ptr<server::Server> server;
    std::unique_ptr<TestClient> client;
};

class LogRestartTest : public testing::LogStoreTest {};

TEST_F(LogRestartTest, EntriesAreThereAgain) {
    LogPage before;
    std::string newest;
    {
        Life life(options);
        for (int i = 0; i < 10; ++i) life.indicate(1, i % 2 == 0);
        before = LogQuery().ask(*life.client);
        newest = RemoteLcb(*life.client, "lcb1").get("NewEntr");
    }
    ASSERT_EQ(before.rows.size(), 10U);
    // The clock goes on at the same moment: numbers rise all the same.
    Life life(options);
    EXPECT_EQ(RemoteLcb(*life.client, "lcb1").get("NewEntr"), newest);
    life.indicate(2, true);
    const LogPage after = LogQuery().ask(*life.client);
    ASSERT_EQ(after.rows.size(), 11U);
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(after.rows[i].number, before.rows[i].number);
        EXPECT_EQ(after.rows[i].text, before.rows[i].text);
    }
    EXPECT_GT(after.rows[10].number, before.rows[9].number);
    EXPECT_TRUE(errors.empty());
}

TEST_F(LogRestartTest, BlocksAreAsClientsHaveSetThem) {
    {
        Life life(options);
        RemoteLcb first(*life.client, "lcb1"), third(*life.client, "lcb3");
        ASSERT_EQ(first.disable(), "ok");
        ASSERT_EQ(third.set("DatSet", visible("LD1/LLN0$counts")), "ok");
        ASSERT_EQ(third.set("LogRef", visible("LD1/LLN0$EventLog")), "ok");
        ASSERT_EQ(third.set("IntgPd", number(5000)), "ok");
        ASSERT_EQ(third.set_triggers({.integrity = true}), "ok");
        ASSERT_EQ(third.enable(), "ok");
    }
    Life life(options);
    life.indicate(1, true);
    EXPECT_EQ(LogQuery().ask(*life.client).text(), "");
    EXPECT_EQ(RemoteLcb(*life.client, "lcb3").get("LogEna"), "TRUE");
    life.now.monotonic += Seconds(5);
    life.now.wall += Seconds(5);
    life.server->on_time(life.now);
    EXPECT_EQ(LogQuery().ask(*life.client).text(), "GGIO1$ST$Cnt$stVal=0 integrity");
}

TEST_F(LogRestartTest, ABlockThatWasEngineeredAnewBeginsAnew) {
    {
        Life life(options);
        ASSERT_EQ(RemoteLcb(*life.client, "lcb1").disable(), "ok");
        life.indicate(1, true);
    }
    LogStation other;
    other.intg_pd_ms = 60'000;
    Life life(options, other);
    EXPECT_EQ(RemoteLcb(*life.client, "lcb1").get("LogEna"), "TRUE");
}

TEST_F(LogRestartTest, ABlockWhoseDataSetIsGoneIsDisabled) {
    {
        Life life(options);
        ASSERT_EQ(outcome(define(*life.client, "LD1/LLN0$mine", {variable("LD0", "GGIO1$ST$Ind2$stVal")})),
                  "response");
        RemoteLcb block(*life.client, "lcb2");
        ASSERT_EQ(block.set("DatSet", visible("LD1/LLN0$mine")), "ok");
        ASSERT_EQ(block.enable(), "ok");
    }
    // Nothing here keeps data sets.
    Life life(options);
    RemoteLcb block(*life.client, "lcb2");
    EXPECT_EQ(block.get("LogEna"), "FALSE");
    EXPECT_EQ(block.get("DatSet"), "\"LD1/LLN0$mine\"");
    EXPECT_EQ(block.enable(), "object-attribute-inconsistent");
}

TEST_F(LogRestartTest, WhatHasBecomeTooOldMeanwhileGoes) {
    server::Options server_options;
    server_options.logs.max_age = Seconds(60);
    options.limits.max_age = Seconds(60);
    {
        Life life(options);
        life.indicate(1, true);
    }
    {
        Life life(options, {}, Seconds(30), server_options);
        EXPECT_EQ(LogQuery().ask(*life.client).rows.size(), 1U);
    }
    Life life(options, {}, Seconds(90), server_options);
    life.now.monotonic += Seconds(1);
    life.server->on_time(life.now);
    EXPECT_EQ(LogQuery().ask(*life.client).rows.size(), 0U);
    EXPECT_EQ(RemoteLcb(*life.client, "lcb1").get("NewEntr"), no_entry);
}

}  // namespace
}  // namespace busbar::store
