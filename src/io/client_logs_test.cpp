// SPDX-License-Identifier: Apache-2.0
// Logs by the blocking face over real sockets: the demo logs what its built-in process does.
#include <gtest/gtest.h>

#include <busbar/client.hpp>

#include "io/test_demo_station.hpp"

namespace busbar {
namespace {

ServerOptions with_process() {
    ServerOptions options;
    options.process.enabled = true;
    options.process.time_scale = 0;
    return options;
}

constexpr auto log_name = "BAY1CTRL/LLN0$events";
constexpr auto control_name = "BAY1CTRL/LLN0.lcbEvents";

TEST(ClientLogs, WhatHappensIsLogged) {
    const io::testing::DemoStation station(with_process());
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client) << client.error().message();
    const auto before = client->query_log(log_name);
    ASSERT_TRUE(before) << before.error().message();
    EXPECT_TRUE(before->entries.empty());
    ASSERT_TRUE(client->operate("BAY1CTRL/CSWI1.Pos", false)->succeeded);
    const auto after = client->query_log(log_name);
    ASSERT_TRUE(after) << after.error().message();
    std::size_t positions = 0;
    for (const LogEntry& entry : after->entries) {
        for (const LogVariable& variable : entry.variables) {
            positions += variable.reference == "BAY1CTRL/XCBR1.Pos[ST]" ? 1 : 0;
        }
    }
    EXPECT_GT(positions, 0U) << after->entries.size();
    EXPECT_EQ(client->query_log("BAY1CTRL/LLN0$none").error().code, Code::service_error(7, 2));
}

TEST(ClientLogs, ControlBlocksAreListedAndSet) {
    const io::testing::DemoStation station(with_process());
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client);
    const auto all = client->log_controls();
    ASSERT_TRUE(all) << all.error().message();
    ASSERT_FALSE(all->empty());
    EXPECT_EQ(all->front().enabled, true);
    EXPECT_EQ(all->front().log, log_name);
    EXPECT_EQ(client->log_controls("BAY1CTRL")->size(), 1U);
    LogControlSettings off;
    off.enabled = false;
    const auto changed = client->set_log_control(control_name, off);
    ASSERT_TRUE(changed) << changed.error().message();
    EXPECT_TRUE(changed->not_taken.empty());
    EXPECT_EQ(client->log_control(control_name)->enabled, false);
    ASSERT_TRUE(client->operate("BAY1CTRL/CSWI1.Pos", false)->succeeded);
    EXPECT_TRUE(client->query_log(log_name)->entries.empty());
    EXPECT_EQ(client->log_control("BAY1CTRL/LLN0.none").error().code, Code::data_access(10));
}

TEST(ClientLogs, AreClearedWhereThatIsAllowed) {
    ServerOptions options = with_process();
    options.logs.allow_initialize = true;
    const io::testing::DemoStation station(options);
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client);
    ASSERT_TRUE(client->operate("BAY1CTRL/CSWI1.Pos", false)->succeeded);
    const std::size_t entries = client->query_log(log_name)->entries.size();
    ASSERT_GT(entries, 0U);
    EXPECT_EQ(client->clear_log(log_name, EntryTime{0, 1}), 0U) << "all are later";
    EXPECT_EQ(client->clear_log(log_name), entries);
    EXPECT_TRUE(client->query_log(log_name)->entries.empty());

    const io::testing::DemoStation strict(with_process());
    auto other = Client::connect(strict.target);
    ASSERT_TRUE(other);
    EXPECT_EQ(other->clear_log(log_name).error().code, Code::service_error(7, 3));
}

TEST(ClientLogs, BoundsCountWithoutAStoreToo) {
    ServerOptions options = with_process();
    options.logs.max_entries = 3;
    const io::testing::DemoStation station(options);
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client);
    ASSERT_TRUE(client->operate("BAY1CTRL/CSWI1.Pos", false)->succeeded);
    EXPECT_EQ(client->query_log(log_name)->entries.size(), 3U);
}

TEST(ClientLogs, AnAgeIsNotNegative) {
    ServerOptions options = with_process();
    options.listen = "127.0.0.1:0";
    options.logs.max_age = std::chrono::milliseconds(-1);
    const auto scl = Scl::load(BUSBAR_SOURCE_DIR "/examples/demo.cid");
    ASSERT_TRUE(scl);
    const auto server = Server::create(scl->ied(""), options);
    ASSERT_FALSE(server);
    EXPECT_NE(server.error().message().find("logs.max_age"), std::string::npos);
}

}  // namespace
}  // namespace busbar
