// SPDX-License-Identifier: Apache-2.0
// Subscriptions of both faces over real sockets, against the public server.
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
#include <thread>

namespace busbar {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;

/// The demo station on a thread of its own.
class Station {
public:
    explicit Station(const std::string& listen = "127.0.0.1:0") {
        ServerOptions options;
        options.listen = listen;
        const auto scl = Scl::load(BUSBAR_SOURCE_DIR "/examples/demo.cid");
        if (!scl) throw std::runtime_error(scl.error().message());
        auto server = Server::create(loop_, scl->ied(""), options);
        if (!server) throw std::runtime_error(server.error().message());
        server_.emplace(std::move(*server));
        target = server_->addresses().front();
        signal_ = server_->signal("CTRL/GGIO1.Ind1.stVal[ST]").value();
        device = server_->ied_name() + "CTRL";
        thread_ = std::thread([this] { (void)loop_.run(); });
    }
    ~Station() {
        loop_.stop();
        thread_.join();
    }
    Station(const Station&) = delete;
    Station& operator=(const Station&) = delete;
    void indicate(bool value) {
        server_->post([this, value](Transaction& change) { change.set(signal_, value).quality(good); });
    }
    std::string target;
    std::string device;

private:
    EventLoop loop_;
    std::optional<Server> server_;
    Signal signal_;
    std::thread thread_;
};

/// The value of Ind1 in a report; nothing where it is not in it.
std::optional<bool> indication(const Report& report) {
    for (const ReportedValue& value : report.values) {
        if (value.reference().ends_with("GGIO1.Ind1[ST]"))
            return value.value.items().at(0).as<bool>().value();
    }
    return std::nullopt;
}

TEST(ClientReports, ABlockingIteratorSeesGeneralInterrogationAndChanges) {
    Station station;
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client);
    const auto controls = client->report_controls(station.device);
    ASSERT_TRUE(controls) << controls.error().message();
    EXPECT_GT(controls->size(), 5U);
    SubscriptionOptions options;
    options.buffer_time = 0ms;
    auto subscription = client->subscribe(station.device + "/LLN0.urcbEvents", options);
    ASSERT_TRUE(subscription) << subscription.error().message();
    EXPECT_EQ(subscription->control_block(), station.device + "/LLN0.urcbEvents01[RP]");
    EXPECT_EQ(subscription->state(), SubscriptionState::live);
    bool value = false;
    std::size_t reports = 0;
    for (const Report& report : *subscription) {
        EXPECT_FALSE(report.lost.any());
        if (reports == 0) {
            EXPECT_EQ(report.values.size(), subscription->members()->size());
            EXPECT_TRUE(report.values.front().reason.has(ReasonCode::general_interrogation));
            EXPECT_TRUE(report.values.front().quality());
        } else {
            ASSERT_EQ(report.values.size(), 1U);
            EXPECT_EQ(indication(report), value);
            EXPECT_TRUE(report.values.front().reason.has(ReasonCode::data_change));
        }
        if (++reports == 5) break;
        value = !value;
        station.indicate(value);
    }
    EXPECT_EQ(reports, 5U);
    EXPECT_EQ(subscription->next(50ms).error().fault, Fault::timeout);
    // Other calls go on beside it, and what comes meanwhile is kept.
    station.indicate(!value);
    for (int i = 0; i < 50 && !client->wait_report(20ms).value(); ++i) {
    }
    EXPECT_TRUE(client->identify());
    ASSERT_TRUE(subscription->next(1s));
    EXPECT_TRUE(subscription->close());
    const auto state = client->report_control(station.device + "/LLN0.urcbEvents01");
    ASSERT_TRUE(state);
    EXPECT_EQ(state->enabled, false);
    EXPECT_EQ(state->reserved, false);
}

TEST(ClientReports, CallbacksComeWhileTheClientRuns) {
    Station station;
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client);
    std::vector<bool> seen;
    SubscriptionOptions options;
    options.interrogation = Interrogation::none;
    options.buffer_time = 0ms;
    const auto subscription =
        client->subscribe(station.device + "/LLN0.urcbEvents02", options, [&](const Report& report) {
            if (const auto value = indication(report)) seen.push_back(*value);
        });
    ASSERT_TRUE(subscription) << subscription.error().message();
    for (std::size_t i = 0; i < 6; ++i) {
        station.indicate(i % 2 == 0);
        while (seen.size() <= i) ASSERT_TRUE(client->wait_report(2s).value());
    }
    EXPECT_EQ(seen, std::vector<bool>({true, false, true, false, true, false}));
    EXPECT_TRUE(client->run_for(1ms));
    EXPECT_TRUE(client->release());
    EXPECT_EQ(subscription->state(), SubscriptionState::closed);
    EXPECT_FALSE(client->run_for(1ms));
}

TEST(ClientReports, ASubscriptionSurvivesARestartOfTheServer) {
    auto station = std::make_unique<Station>();
    const std::string target = station->target;
    auto client = Client::connect(target);
    ASSERT_TRUE(client);
    SubscriptionOptions options;
    options.reconnect.first_delay = 5ms;
    options.reconnect.max_delay = 20ms;
    std::vector<SubscriptionState> states;
    options.on_event = [&](const SubscriptionEvent& event) { states.push_back(event.state); };
    auto subscription = client->subscribe(station->device + "/LLN0.urcbEvents01", options);
    ASSERT_TRUE(subscription) << subscription.error().message();
    ASSERT_TRUE(subscription->next(2s));
    station.reset();
    EXPECT_FALSE(subscription->next(50ms));
    EXPECT_EQ(subscription->state(), SubscriptionState::disconnected);
    EXPECT_EQ(client->identify().error().fault, Fault::io);
    station = std::make_unique<Station>(target);
    const auto report = subscription->next(10s);
    ASSERT_TRUE(report) << report.error().message();
    EXPECT_TRUE((*report)->after_reconnect);
    EXPECT_TRUE((*report)->lost.unknown);
    EXPECT_EQ(states.front(), SubscriptionState::live);
    EXPECT_EQ(states.back(), SubscriptionState::live);
    EXPECT_TRUE(client->is_open());
    EXPECT_TRUE(client->identify());
}

TEST(ClientReports, ASubscriptionMayOutliveItsClient) {
    Station station;
    std::optional<Subscription> subscription;
    {
        auto client = Client::connect(station.target);
        ASSERT_TRUE(client);
        auto made = client->subscribe(station.device + "/LLN0.urcbEvents01");
        ASSERT_TRUE(made);
        subscription.emplace(std::move(*made));
        ASSERT_TRUE(subscription->next(2s));
    }
    EXPECT_EQ(subscription->state(), SubscriptionState::closed);
    EXPECT_FALSE(subscription->next(1s));
    EXPECT_TRUE(subscription->close());
}

TEST(ClientReports, DataSetsAreMadeReportedAndDeleted) {
    Station station;
    auto client = Client::connect(station.target);
    ASSERT_TRUE(client);
    const std::string name = station.device + "/LLN0$mine";
    const std::vector<std::string> members{station.device + "/GGIO1.Ind1.stVal",
                                           station.device + "/GGIO1.Ind1.q"};
    ASSERT_TRUE(client->create_data_set(name, members));
    EXPECT_EQ(client->create_data_set(name, members).error().fault, Fault::refused);
    SubscriptionOptions options;
    options.data_set = name;
    {
        auto subscription = client->subscribe(station.device + "/LLN0.urcbEvents01", options);
        ASSERT_TRUE(subscription) << subscription.error().message();
        const auto report = subscription->next(2s);
        ASSERT_TRUE(report);
        EXPECT_EQ((*report)->data_set, name);
        ASSERT_EQ((*report)->values.size(), 2U);
        EXPECT_EQ((*report)->values[1].quality(), good);
        EXPECT_EQ(client->delete_data_set(name).error().code, Code::service_error(4, 5));
    }
    ReportControlSettings settings;
    settings.data_set = station.device + "/LLN0$events";
    const auto change = client->set_report_control(station.device + "/LLN0.urcbEvents01", settings);
    ASSERT_TRUE(change);
    EXPECT_TRUE(change->not_taken.empty());
    EXPECT_TRUE(client->delete_data_set(name));
    EXPECT_EQ(client->delete_data_set(name).error().code, Code::service_error(7, 2));
    EXPECT_EQ(client->delete_data_set(station.device + "/LLN0$events").error().fault, Fault::refused);
}

awaitable<int> stream_of_reports(Station& station) {
    auto client = co_await AsyncClient::connect(station.target);
    if (!client) co_return -1;
    SubscriptionOptions options;
    options.buffer_time = 0ms;
    auto subscription = co_await client->subscribe(station.device + "/LLN0.urcbEvents", options);
    if (!subscription) co_return -2;
    int reports = 0;
    for (; reports < 5; ++reports) {
        const auto report = co_await subscription->next(2s);
        if (!report) co_return -3;
        if (reports > 0 && indication(**report) != (reports % 2 == 1)) co_return -4;
        station.indicate(reports % 2 == 0);
    }
    const auto last = co_await subscription->next(2s);
    if (!last) co_return -5;
    const auto none = co_await subscription->next(20ms);
    if (none || none.error().fault != Fault::timeout) co_return -6;
    const auto closed = co_await subscription->close();
    if (!closed) co_return -7;
    const auto state = co_await client->report_control(subscription->control_block());
    if (!state || state->enabled != false) co_return -8;
    co_return reports;
}

awaitable<int> survive(std::unique_ptr<Station>& station) {
    const std::string target = station->target;
    auto client = co_await AsyncClient::connect(target);
    if (!client) co_return -1;
    SubscriptionOptions options;
    options.reconnect.first_delay = 5ms;
    options.reconnect.max_delay = 20ms;
    auto subscription = co_await client->subscribe(station->device + "/LLN0.urcbEvents01", options);
    if (!subscription) co_return -2;
    const auto first = co_await subscription->next(2s);
    if (!first) co_return -3;
    station.reset();
    const auto none = co_await subscription->next(50ms);
    if (none) co_return -4;
    station = std::make_unique<Station>(target);
    const auto again = co_await subscription->next(10s);
    if (!again || !(*again)->after_reconnect) co_return -5;
    const auto identity = co_await client->identify();
    co_return identity ? 1 : -6;
}

template <class T>
T run(awaitable<T> work) {
    boost::asio::io_context context(1);
    auto result = boost::asio::co_spawn(context, std::move(work), boost::asio::use_future);
    context.run();
    return result.get();
}

TEST(AsyncClientReports, AreAStream) {
    Station station;
    EXPECT_EQ(run(stream_of_reports(station)), 5);
}

TEST(AsyncClientReports, SurviveARestartOfTheServer) {
    auto station = std::make_unique<Station>();
    EXPECT_EQ(run(survive(station)), 1);
}

}  // namespace
}  // namespace busbar
