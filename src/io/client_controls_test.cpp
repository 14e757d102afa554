// SPDX-License-Identifier: Apache-2.0
// Controls by both faces over real sockets, against the public server with its built-in process.
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 with sanitizers takes Asio's own pair of allocation functions for coroutine frames to be mismatched.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <busbar/async_client.hpp>
#include <busbar/client.hpp>
#include <busbar/server.hpp>
#include <thread>

#include "io/test_demo_station.hpp"

namespace busbar {
namespace {

using boost::asio::awaitable;

ServerOptions at_once() {
    ServerOptions options;
    options.process.enabled = true;
    options.process.time_scale = 0;
    return options;
}

/// The demo station, in which everything arrives at once.
struct Station : io::testing::DemoStation {
    Station() : DemoStation(at_once()) {}
};

const std::string breaker = "BAY1CTRL/CSWI1.Pos";
const std::string lamp = "BAY1CTRL/GGIO1.SPCSO1";
const std::string fan = "BAY1CTRL/GGIO1.SPCSO2";

TEST(ClientControls, SelectOperateCancel) {
    const Station station;
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client) << client.error().message();
    const auto info = client->control(breaker);
    ASSERT_TRUE(info) << info.error().message();
    EXPECT_EQ(info->model, CtlModel::sbo_with_enhanced_security);
    EXPECT_EQ(info->kind, ControlKind::boolean);
    EXPECT_TRUE(client->select(breaker, "open")->succeeded);
    EXPECT_TRUE(client->cancel(breaker)->succeeded);
    const auto outcome = client->operate(breaker, false);
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_TRUE(outcome->succeeded) << outcome->text();
    ASSERT_TRUE(outcome->feedback);
    EXPECT_EQ(outcome->feedback->value, Value(BitString(1, 2)));
    const auto again = client->operate(breaker, false);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->add_cause, AddCause::position_reached);
    EXPECT_EQ(client->operate("not a reference", true).error().fault, Fault::malformed);
    EXPECT_EQ(client->operate("BAY1CTRL/XCBR1.Pos", true).error().fault, Fault::misuse);
}

awaitable<void> operates(std::string target) {
    using namespace boost::asio::experimental::awaitable_operators;
    auto client = co_await AsyncClient::connect(target);
    EXPECT_TRUE(client) << client.error().message();
    if (!client) co_return;
    const auto info = co_await client->control(fan);
    EXPECT_EQ(info->model, CtlModel::direct_with_enhanced_security);
    // Side by side on different objects; a second one on the same object has to wait.
    const Value on(true);
    const auto [first, second, third] = co_await (client->operate(breaker, Value(false)) &&
                                                  client->operate(lamp, on) && client->operate(lamp, on));
    EXPECT_TRUE(first && first->succeeded);
    EXPECT_TRUE(second && second->succeeded);
    EXPECT_FALSE(third);
    EXPECT_EQ(third ? Fault::io : third.error().fault, Fault::misuse);
    OperateOptions options;
    options.test = true;
    const auto refused = co_await client->operate(fan, on, options);
    EXPECT_EQ(refused->add_cause, AddCause::blocked_by_mode);
    EXPECT_TRUE((co_await client->select(breaker, on))->succeeded);
    EXPECT_TRUE((co_await client->cancel(breaker))->succeeded);
    (void)co_await client->release();
}

TEST(AsyncClientControls, SeveralAtOnce) {
    const Station station;
    boost::asio::io_context context;
    auto result = boost::asio::co_spawn(context, operates(station.target), boost::asio::use_future);
    context.run();
    result.get();
}

}  // namespace
}  // namespace busbar
