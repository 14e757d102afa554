// SPDX-License-Identifier: Apache-2.0
// Both faces of the client over real sockets on the loopback interface, against the public server.
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 with sanitizers takes Asio's own pair of allocation functions for coroutine frames to be mismatched.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>
#include <busbar/async_client.hpp>
#include <busbar/client.hpp>
#include <busbar/server.hpp>
#include <thread>

namespace busbar {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;
using Tcp = boost::asio::ip::tcp;

/// The demo station on a thread of its own.
class Station {
public:
    explicit Station(ServerOptions options = {}) {
        options.listen = "127.0.0.1:0";
        const auto scl = Scl::load(BUSBAR_SOURCE_DIR "/examples/demo.cid");
        if (!scl) throw std::runtime_error(scl.error().message());
        auto server = Server::create(loop_, scl->ied(""), options);
        if (!server) throw std::runtime_error(server.error().message());
        server_.emplace(std::move(*server));
        target = server_->addresses().front();
        thread_ = std::thread([this] { (void)loop_.run(); });
    }
    ~Station() {
        loop_.stop();
        thread_.join();
    }
    Station(const Station&) = delete;
    Station& operator=(const Station&) = delete;
    [[nodiscard]] std::size_t attributes() const { return server_->attribute_count(); }
    std::string target;

private:
    EventLoop loop_;
    std::optional<Server> server_;
    std::thread thread_;
};

/// Takes connections and says nothing.
class MuteListener {
public:
    [[nodiscard]] std::string target() const {
        return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

private:
    boost::asio::io_context context_;
    Tcp::acceptor acceptor_{context_, Tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0)};
};

/// A target where nobody listens.
std::string closed_port() {
    return MuteListener().target();
}

template <class T>
T run(boost::asio::io_context& context, awaitable<T> work) {
    auto result = boost::asio::co_spawn(context, std::move(work), boost::asio::use_future);
    context.restart();
    context.run();
    return result.get();
}

TEST(ClientFace, BrowsesReadsAndReleases) {
    Station station;
    std::size_t pdus = 0, sent = 0, received = 0;
    ClientOptions options;
    options.trace = [&](Direction, std::span<const std::uint8_t>) { ++pdus; };
    options.tap = [&](Direction direction, std::span<const std::uint8_t> octets) {
        (direction == Direction::sent ? sent : received) += octets.size();
    };
    auto client = Client::connect("mms://" + station.target, options);
    ASSERT_TRUE(client) << client.error().message();
    EXPECT_EQ(client->peer(), station.target);
    EXPECT_EQ(client->association().max_outstanding, 10U);
    EXPECT_TRUE(client->identify());
    EXPECT_TRUE(client->status());
    EXPECT_EQ(pdus, 4U);
    const auto model = client->tree();
    ASSERT_TRUE(model) << model.error().message();
    EXPECT_EQ(model->leaf_count(), station.attributes());
    const auto devices = client->logical_devices();
    ASSERT_TRUE(devices);
    const std::string reference = devices->front() + "/LLN0.Beh.stVal";
    EXPECT_TRUE(client->read<int>(reference));
    const std::string list[] = {reference, "a b", devices->front() + "/LLN0.Nope[ST]"};
    const auto values = client->read(std::span<const std::string>(list));
    EXPECT_TRUE(values[0]);
    EXPECT_EQ(values[1].error().fault, Fault::malformed);
    EXPECT_EQ(values[2].error().code, Code::data_access(10));
    EXPECT_EQ(client->write(reference + "[ST]", 1).error().code, Code::data_access(3));
    EXPECT_GT(sent, 100U);
    EXPECT_GT(received, 1000U);
    EXPECT_TRUE(client->release());
    EXPECT_FALSE(client->is_open());
    EXPECT_EQ(client->identify().error().fault, Fault::io);
}

TEST(ClientFace, SaysWhyThereIsNoAssociation) {
    EXPECT_EQ(Client::connect("ftp://x").error().fault, Fault::malformed);
    EXPECT_EQ(Client::connect("mmss://127.0.0.1").error().fault, Fault::unsupported);
    const auto nobody = Client::connect(closed_port());
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().fault, Fault::io);
    EXPECT_EQ(nobody.error().code, (Code{Domain::system, ECONNREFUSED}));
    const MuteListener mute;
    ClientOptions options;
    options.connect_timeout = 100ms;
    EXPECT_EQ(Client::connect(mute.target(), options).error().fault, Fault::timeout);
    ServerOptions secret;
    secret.passwords = {"open sesame"};
    Station station(secret);
    const auto refused = Client::connect(station.target);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::refused);
    EXPECT_EQ(refused.error().code.domain, Domain::acse_user);
    options.connect_timeout = 10s;
    options.password = "open sesame";
    EXPECT_TRUE(Client::connect(station.target, options));
}

TEST(ClientFace, NoticesThatTheServerWentAway) {
    std::optional<Station> station(std::in_place);
    auto client = Client::connect(station->target);
    ASSERT_TRUE(client);
    station.reset();
    EXPECT_FALSE(client->identify());
    EXPECT_FALSE(client->is_open());
}

awaitable<int> many_at_once(std::string target) {
    using namespace boost::asio::experimental::awaitable_operators;  // NOLINT: operator&& of Asio
    auto client = co_await AsyncClient::connect(target);
    if (!client) co_return -1;
    const auto devices = co_await client->logical_devices();
    if (!devices) co_return -2;
    const std::string reference = devices->front() + "/LLN0.Beh.stVal[ST]";
    int good = 0;
    auto [a, b, c, model] =
        co_await (client->read(reference) && client->identify() && client->status() && client->tree());
    good += (a ? 1 : 0) + (b ? 1 : 0) + (c ? 1 : 0) + (model ? 1 : 0);
    for (int i = 0; i < 100; ++i) good += co_await client->read<int>(reference) ? 1 : 0;
    std::vector<std::string> references;  // GCC 12 cannot have a braced list inside a coroutine
    references.push_back(reference);
    references.emplace_back("a b");
    const auto list = co_await client->read(references);
    good += (list[0] ? 1 : 0) + (list[1] ? 0 : 1);
    if (co_await client->release()) ++good;
    co_return good + (client->is_open() ? 0 : 1);
}

TEST(AsyncClientFace, RunsTheSameProceduresSideBySide) {
    Station station;
    boost::asio::io_context context(1);
    EXPECT_EQ(run(context, many_at_once(station.target)), 108);
}

awaitable<Fault> fault_of_connect(std::string target, ClientOptions options) {
    const auto client = co_await AsyncClient::connect(target, options);
    co_return client ? Fault::misuse : client.error().fault;
}
awaitable<Fault> read_after_loss(std::string target, std::optional<Station>& station) {
    auto client = co_await AsyncClient::connect(target);
    if (!client) co_return Fault::misuse;
    station.reset();
    const auto identity = co_await client->identify();
    co_return identity ? Fault::misuse : identity.error().fault;
}

TEST(AsyncClientFace, SaysWhatWentWrong) {
    boost::asio::io_context context(1);
    EXPECT_EQ(run(context, fault_of_connect(closed_port(), {})), Fault::io);
    EXPECT_EQ(run(context, fault_of_connect("x y", {})), Fault::malformed);
    const MuteListener mute;
    ClientOptions options;
    options.connect_timeout = 100ms;
    EXPECT_EQ(run(context, fault_of_connect(mute.target(), options)), Fault::timeout);
    std::optional<Station> station(std::in_place);
    const std::string target = station->target;
    const Fault fault = run(context, read_after_loss(target, station));
    EXPECT_NE(fault, Fault::misuse) << name_of(fault);
}

}  // namespace
}  // namespace busbar
