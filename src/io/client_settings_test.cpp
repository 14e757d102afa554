// SPDX-License-Identifier: Apache-2.0
// Setting groups over real sockets: both faces of the client against the public server, with a store.
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 with sanitizers takes Asio's own pair of allocation functions for coroutine frames to be mismatched.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <busbar/async_client.hpp>
#include <busbar/client.hpp>
#include <busbar/server.hpp>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include "io/test_demo_station.hpp"

namespace busbar {
namespace {

using boost::asio::awaitable;

ServerOptions with_store(const std::string& store) {
    ServerOptions options;
    options.store = store;
    return options;
}

/// The demo station.
struct Station : io::testing::DemoStation {
    explicit Station(const std::string& store = {}) : DemoStation(with_store(store)) {}
};

const std::string device = "BAY1PROT";
const std::string pick_up = "BAY1PROT/PTOC1.StrVal.setMag.f";

std::string value_in(const std::vector<SettingValue>& values, const std::string& reference) {
    for (const SettingValue& value : values) {
        if (value.reference.text() == reference + "[SG]") return value.value.text();
    }
    return "not there";
}

TEST(ClientSettings, ReadsEveryGroupAndComparesThem) {
    Station station;
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client);
    const auto all = client->setting_controls();
    ASSERT_TRUE(all) << all.error().message();
    ASSERT_EQ(all->size(), 1U);
    const SettingControlState& state = all->front();
    EXPECT_EQ(state.reference.text(), "BAY1PROT/LLN0.SGCB[SP]");
    EXPECT_EQ(state.groups, 4U);
    EXPECT_EQ(state.active, 1U);
    EXPECT_EQ(state.edited, 0U);
    EXPECT_EQ(state.resv_tms, 0U);
    EXPECT_TRUE(state.can_edit());
    const auto infos = client->settings(device);
    ASSERT_TRUE(infos);
    ASSERT_EQ(infos->size(), 4U);
    EXPECT_EQ(infos->front().reference.text(), pick_up + "[SG]");
    EXPECT_EQ(infos->front().type, "floating-point(32)");
    EXPECT_TRUE(infos->front().editable);
    const char* const expected[] = {"200", "200", "240", "160", "300"};
    for (std::uint32_t group = 0; group <= 4; ++group) {
        const auto values = client->read_settings(device, group);
        ASSERT_TRUE(values) << values.error().message();
        EXPECT_EQ(values->size(), 4U);
        EXPECT_EQ(value_in(*values, pick_up), expected[group]) << group;
    }
    const auto differences = client->compare_settings(device, 1, 2);
    ASSERT_TRUE(differences);
    ASSERT_EQ(differences->size(), 2U);
    EXPECT_EQ(differences->front().first, Value(200.0F));
    EXPECT_EQ(differences->front().second, Value(240.0F));
    EXPECT_TRUE(client->compare_settings(device, 3, 3)->empty());
    EXPECT_EQ(client->setting_control(device)->edited, 0U);  // given back
    EXPECT_EQ(client->setting_control("BAY1CTRL").error().code, Code::data_access(10));
    EXPECT_EQ(client->read_settings(device, 5).error().code, Code::data_access(11));
}

TEST(ClientSettings, ASessionConfirmsOrGivesUp) {
    Station station;
    auto client = Client::connect(station.target);
    auto other = Client::connect(station.target);
    ASSERT_TRUE(client && other);
    {
        auto session = client->edit_settings(device, 2);
        ASSERT_TRUE(session) << session.error().message();
        EXPECT_EQ(session->group(), 2U);
        ASSERT_TRUE(session->set(pick_up, 1.5F));
        ASSERT_TRUE(session->set("BAY1PROT/PTOC1.OpDlTmms[SG]", 42));  // has one attribute
        EXPECT_EQ(session->value("BAY1PROT/PTOC1.OpDlTmms"), Value(42));
        const auto refused = other->edit_settings(device, 3);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Code::data_access(2));
        EXPECT_NE(refused.error().message().find("another client edits"), std::string::npos);
        EXPECT_EQ(session->set("BAY1PROT/PTOC1.OpDlTmms", "text").error().fault, Fault::malformed);
        EXPECT_EQ(session->set("BAY1PROT/PTOC9.OpDlTmms", 1).error().code, Code::data_access(10));
        EXPECT_EQ(session->set("BAY1CTRL/PTOC1.OpDlTmms", 1).error().fault, Fault::misuse);
        EXPECT_EQ(session->set("BAY1PROT/LLN0.Mod[ST]", 1).error().fault, Fault::misuse);
    }
    // Given up.
    EXPECT_EQ(value_in(*other->read_settings(device, 2), pick_up), "240");
    auto session = other->edit_settings(device, 1);
    ASSERT_TRUE(session) << session.error().message();
    const Assignment several[] = {{ObjectReference::parse(pick_up).value(), 7.5F},
                                  {ObjectReference::parse("BAY1PROT/PTOC2.OpDlTmms").value(), 9}};
    for (const auto& result : session->set(several)) EXPECT_TRUE(result);
    EXPECT_EQ(value_in(*session->values(), pick_up), "7.5");
    EXPECT_EQ(client->read<float>(pick_up + "[SG]"), 200.0F);
    ASSERT_TRUE(session->confirm());
    EXPECT_FALSE(session->is_open());
    EXPECT_EQ(session->confirm().error().fault, Fault::misuse);
    EXPECT_EQ(session->set(pick_up, 1.0F).error().fault, Fault::misuse);
    EXPECT_EQ(client->read<float>(pick_up + "[SG]"), 7.5F);
    ASSERT_TRUE(client->select_settings(device, 4));
    EXPECT_EQ(client->read<float>(pick_up + "[SG]"), 300.0F);
    EXPECT_EQ(client->select_settings(device, 5).error().code, Code::data_access(11));
    // A session ends with its connection, and says so.
    auto lost = client->edit_settings(device, 2);
    ASSERT_TRUE(lost);
    client->abort();
    EXPECT_FALSE(lost->set(pick_up, 1.0F));
    EXPECT_TRUE(lost->give_up());
    EXPECT_TRUE(other->edit_settings(device, 3));
}

TEST(ClientSettings, TheCoroutineFace) {
    Station station;
    boost::asio::io_context context;
    const auto work = [&]() -> awaitable<std::string> {
        auto client = co_await AsyncClient::connect(station.target);
        if (!client) co_return client.error().message();
        {
            auto dropped = co_await client->edit_settings(device, 3);
            if (!dropped) co_return dropped.error().message();
        }
        auto session = co_await client->edit_settings(device, 2);
        if (!session) co_return session.error().message();
        const auto set = co_await session->set(pick_up, Value(2.5F));
        if (!set) co_return set.error().message();
        const auto read = co_await session->value(pick_up);
        if (!read) co_return read.error().message();
        const auto confirmed = co_await session->confirm();
        if (!confirmed) co_return confirmed.error().message();
        const auto selected = co_await client->select_settings(device, 2);
        if (!selected) co_return selected.error().message();
        const auto values = co_await client->read_settings(device, 0);
        if (!values) co_return values.error().message();
        co_return value_in(*values, pick_up);
    };
    auto result = boost::asio::co_spawn(context, work(), boost::asio::use_future);
    context.run();
    EXPECT_EQ(result.get(), "2.5");
}

TEST(ServerSettings, TheApplicationRefusesHearsAndChanges) {
    Station station;
    std::mutex mutex;
    std::string heard;
    bool refuse = true;
    station.in_server([&](Server& server) {
        server.on_setting_change([&](const SettingGroupChange& change) -> WriteVerdict {
            EXPECT_EQ(change.logical_device, device);
            EXPECT_NE(change.peer, nullptr);
            const std::lock_guard lock(mutex);
            if (refuse) return DataAccessError::object_access_denied;
            return std::nullopt;
        });
        server.on_setting_changed([&](const SettingGroupChange& change) {
            const std::lock_guard lock(mutex);
            heard += (change.peer == nullptr ? "own " : "client ") + std::to_string(change.group) + " " +
                     server.value(pick_up + "[SG]")->text() + "; ";
        });
    });
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client);
    EXPECT_EQ(client->select_settings(device, 2).error().code, Code::data_access(3));
    {
        const std::lock_guard lock(mutex);
        refuse = false;
    }
    EXPECT_TRUE(client->select_settings(device, 2));
    const std::lock_guard lock(mutex);
    EXPECT_EQ(heard, "client 2 240; ");
}

TEST(ServerSettings, OfTheApplication) {
    const auto scl = Scl::load(BUSBAR_SOURCE_DIR "/examples/demo.cid");
    ASSERT_TRUE(scl);
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    auto server = Server::create(scl->ied(""), options);
    ASSERT_TRUE(server);
    EXPECT_EQ(server->active_settings("PROT"), 1U);
    EXPECT_FALSE(server->active_settings("CTRL"));
    EXPECT_FALSE(server->active_settings("NONE"));
    const SettingAssignment values[] = {{"PROT/PTOC1.StrVal.setMag.f", 5.5F}};
    ASSERT_TRUE(server->set_settings("BAY1PROT", 3, values));
    EXPECT_EQ(server->setting("PROT/PTOC1.StrVal.setMag.f", 3), Value(5.5F));
    EXPECT_EQ(server->setting("PROT/PTOC1.StrVal.setMag.f", 2), Value(240.0F));
    ASSERT_TRUE(server->select_settings("PROT", 3));
    EXPECT_EQ(server->value(pick_up + "[SG]"), Value(5.5F));
    EXPECT_FALSE(server->select_settings("PROT", 9));
    const SettingAssignment wrong[] = {{"PROT/PTOC1.StrVal.setMag.f", "text"}};
    EXPECT_FALSE(server->set_settings("PROT", 3, wrong));
    const auto inside = server->apply(
        [&](Transaction&) { EXPECT_EQ(server->select_settings("PROT", 1).error().fault, Fault::misuse); });
    EXPECT_TRUE(inside);
}

TEST(ServerSettings, AStoreKeepsWhatClientsWereTold) {
    std::string name = (std::filesystem::temp_directory_path() / "busbar-settings-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    const std::string file = name + "/state.db";
    {
        Station station(file);
        auto client = Client::connect(station.target);
        ASSERT_TRUE(client);
        auto session = client->edit_settings(device, 2);
        ASSERT_TRUE(session);
        ASSERT_TRUE(session->set(pick_up, 12.5F));
        ASSERT_TRUE(session->confirm());
        ASSERT_TRUE(client->select_settings(device, 2));
    }
    Station station(file);
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client);
    EXPECT_EQ(client->setting_control(device)->active, 2U);
    EXPECT_EQ(client->read<float>(pick_up + "[SG]"), 12.5F);
    std::filesystem::remove_all(name);
}

}  // namespace
}  // namespace busbar
