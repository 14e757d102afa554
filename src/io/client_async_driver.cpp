// SPDX-License-Identifier: Apache-2.0
#include "io/client_async_driver.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>

#include "client/control_hub.hpp"
#include "client/report_hub.hpp"
#include "io/random.hpp"

namespace busbar::io {
namespace {

Error system_error(std::string text, const boost::system::error_code& code) {
    return fail(Fault::io, std::move(text) + ": " + code.message(), Code{Domain::system, code.value()})
        .value();
}

ByteVector local_address(const boost::asio::ip::tcp::socket& socket) {
    boost::system::error_code code;
    const boost::asio::ip::address address = socket.local_endpoint(code).address();
    if (code) return {};
    if (address.is_v4()) {
        const auto octets = address.to_v4().to_bytes();
        return {octets.begin(), octets.end()};
    }
    const auto octets = address.to_v6().to_bytes();
    return {octets.begin(), octets.end()};
}

constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace

AsyncClientDriver::AsyncClientDriver(Target target, Tcp::socket socket, const ClientOptions& options,
                                     std::shared_ptr<const stack::Options> stack_options)
    : target_(std::move(target)),
      socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      remote_(options, std::move(stack_options), buffers_),
      input_(input_octets) {
    remote_.reconnector.set_random(random_source());
    remote_.controls->wall = wall_now;
    remote_.local_address = local_address(socket_);
}

AsyncClientDriver::Awaitable<Result<AsyncClientDriver::Tcp::socket>> AsyncClientDriver::open(
    Target target, TimePoint deadline) {
    using namespace boost::asio::experimental::awaitable_operators;  // NOLINT: operator|| of Asio
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer limit(executor, deadline - monotonic_now());
    Tcp::resolver resolver(executor);
    auto resolved = co_await (resolver.async_resolve(target.host, std::to_string(target.port), as_tuple) ||
                              limit.async_wait(as_tuple));
    if (resolved.index() == 1) co_return fail(Fault::timeout, "no address of " + target.text() + " in time");
    const auto& [resolve_code, endpoints] = std::get<0>(resolved);
    if (resolve_code) co_return fail(system_error("cannot find " + target.host, resolve_code));

    Tcp::socket socket(executor);
    auto connected =
        co_await (boost::asio::async_connect(socket, endpoints, as_tuple) || limit.async_wait(as_tuple));
    if (connected.index() == 1)
        co_return fail(Fault::timeout, "no connection to " + target.text() + " in time");
    if (const auto code = std::get<0>(std::get<0>(connected))) {
        co_return fail(system_error("no connection to " + target.text(), code));
    }
    ErrorCode ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    socket.set_option(boost::asio::socket_base::keep_alive(true), ignored);
    co_return socket;
}

AsyncClientDriver::Awaitable<Result<std::shared_ptr<AsyncClientDriver>>> AsyncClientDriver::connect(
    Target target, ClientOptions options) {
    if (target.tls) co_return fail(Fault::unsupported, "mmss:// needs TLS, which this build does not have");
    Result<std::shared_ptr<const stack::Options>> stack_options = client::stack_options(options);
    if (!stack_options) co_return fail(std::move(stack_options).error());
    const TimePoint deadline = monotonic_now() + options.connect_timeout;
    Result<Tcp::socket> socket = co_await open(target, deadline);
    if (!socket) co_return fail(std::move(socket).error());

    auto driver = std::make_shared<AsyncClientDriver>(std::move(target), std::move(*socket), options,
                                                      std::move(*stack_options));
    client::Session& session = driver->remote_.session;
    session.start(monotonic_now());
    driver->read();
    Result<void> associated = co_await driver->run(session.associate(deadline - session.now()));
    if (!associated) {
        driver->close();
        co_return fail(std::move(associated).error());
    }
    co_return driver;
}

/// One attempt.
AsyncClientDriver::Awaitable<void> AsyncClientDriver::reconnect(std::shared_ptr<AsyncClientDriver> self) {
    const TimePoint deadline = monotonic_now() + self->remote_.options.connect_timeout;
    Result<Tcp::socket> socket = co_await open(self->target_, deadline);
    if (self->closed_) co_return;
    if (socket) {
        self->use(std::move(*socket));
    } else {
        self->remote_.connect_failed(socket.error(), monotonic_now());
    }
    self->settle();
}

void AsyncClientDriver::use(Tcp::socket socket) {
    socket_ = std::move(socket);
    remote_.local_address = local_address(socket_);
    connected_ = true;
    remote_.connected(monotonic_now());
    read();
}

void AsyncClientDriver::launch(client::Task<void> task) {
    remote_.on_time(monotonic_now());
    client::Task<void>& placed = tasks_.emplace_back(std::move(task));
    placed.start();
    settle();
}

/// After anything that used the session: writes, ends what is done, keeps the timer right.
void AsyncClientDriver::settle() {
    write();
    tasks_.remove_if([](const client::Task<void>& task) { return task.done(); });
    if (connected_ && !writing_ && remote_.session.wants_close())
        lose(fail(Fault::io, "the connection is closed").value());
    arm_timer();
}

void AsyncClientDriver::read() {
    socket_.async_read_some(
        boost::asio::buffer(input_),
        [self = shared_from_this(), connection = connection_](const ErrorCode& code, std::size_t count) {
            if (self->connection_ != connection) return;
            if (code) {
                self->lose(system_error("connection lost", code));
                return self->settle();
            }
            const Bytes octets = Bytes(self->input_).first(count);
            if (self->remote_.options.tap) self->remote_.options.tap(Direction::received, octets);
            self->remote_.session.receive(octets, monotonic_now());
            self->settle();
            if (self->connection_ == connection) self->read();
        });
}

void AsyncClientDriver::write() {
    const Bytes pending = remote_.session.output();
    if (writing_ || !connected_ || pending.empty()) return;
    output_.assign(pending.begin(), pending.end());
    remote_.session.consume_output(pending.size());
    writing_ = true;
    if (remote_.options.tap) remote_.options.tap(Direction::sent, output_);
    boost::asio::async_write(
        socket_, boost::asio::buffer(output_),
        [self = shared_from_this(), connection = connection_](const ErrorCode& code, std::size_t) {
            if (self->connection_ != connection) return;
            self->writing_ = false;
            if (code) self->lose(system_error("connection lost", code));
            self->settle();
        });
}

/// The timer is left alone while it is set to an earlier time: it looks again then.
void AsyncClientDriver::arm_timer() {
    const TimePoint deadline = remote_.deadline();
    if (closed_ || deadline >= armed_ || deadline == never) return;
    armed_ = deadline;
    const TimePoint from = monotonic_now();
    timer_.expires_after(deadline > from ? deadline - from : Duration::zero());
    timer_.async_wait([self = shared_from_this()](const ErrorCode& code) {
        if (code || self->closed_) return;
        self->armed_ = never;
        const TimePoint now = monotonic_now();
        self->remote_.on_time(now);
        if (self->remote_.wants_connection(now)) {
            self->remote_.reconnector.begin();
            boost::asio::co_spawn(self->timer_.get_executor(), reconnect(self), boost::asio::detached);
        }
        self->settle();
    });
}

void AsyncClientDriver::lose(Error why) {
    if (!connected_) return;
    connected_ = false;
    writing_ = false;
    ++connection_;
    ErrorCode ignored;
    socket_.close(ignored);
    remote_.session.closed(std::move(why));
    tasks_.remove_if([](const client::Task<void>& task) { return task.done(); });
}

void AsyncClientDriver::close() {
    if (closed_) return;
    closed_ = true;
    timer_.cancel();
    remote_.reports->shut_down();
    client::Session& session = remote_.session;
    if (connected_ && session.is_open()) {
        session.abort(fail(Fault::misuse, "the association was aborted by this client").value());
        remote_.on_time(monotonic_now());
        // What a full socket does not take at once is given up.
        ErrorCode code;
        socket_.non_blocking(true, code);
        if (!writing_ && !code)
            socket_.write_some(boost::asio::buffer(session.output().data(), session.output().size()), code);
    }
    const Error why = fail(Fault::misuse, "the client was closed").value();
    lose(why);
    // Without a connection there are subscriptions that wait for the next.
    if (!connected_) remote_.reports->connection_ended(why);
    tasks_.remove_if([](const client::Task<void>& task) { return task.done(); });
}

}  // namespace busbar::io
