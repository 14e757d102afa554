// SPDX-License-Identifier: Apache-2.0
// Drives client procedures over an Asio socket with callbacks: one read under way, at most one write, one
// timer. Makes a lost connection again where subscriptions want it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <busbar/target.hpp>
#include <list>

#include "client/remote.hpp"
#include "io/client_socket.hpp"

namespace busbar::io {

class AsyncClientDriver : public std::enable_shared_from_this<AsyncClientDriver> {
public:
    using Tcp = boost::asio::ip::tcp;
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;

    /// Connects and associates, within connect_timeout.
    static Awaitable<Result<std::shared_ptr<AsyncClientDriver>>> connect(Target target,
                                                                         ClientOptions options);

    AsyncClientDriver(Target target, Tcp::socket socket, const ClientOptions& options,
                      std::shared_ptr<const stack::Options> stack_options);

    /// Runs a procedure beside all others.
    template <class T>
    Awaitable<T> run(client::Task<T> task) {
        co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(T)>(
            [](auto handler, AsyncClientDriver* driver, client::Task<T> procedure) {
                // Handlers of Asio are moved only; the procedure's frame keeps this one.
                driver->launch(
                    finishing(std::move(procedure), std::move(handler), driver->shared_from_this()));
            },
            boost::asio::use_awaitable, this, std::move(task));
    }

    /// The same without anybody who waits for it.
    template <class T>
    void run_detached(client::Task<T> task) {
        launch(dropping(std::move(task)));
    }

    [[nodiscard]] client::Remote& remote() { return remote_; }
    /// Aborts the association and closes; what is under way ends with an error.
    void close();

private:
    using ErrorCode = boost::system::error_code;

    /// Hands the result over in a turn of its own, so that the caller finds no half-changed driver.
    template <class T, class Handler>
    static client::Task<void> finishing(client::Task<T> task, Handler handler,
                                        std::shared_ptr<AsyncClientDriver> driver) {
        T result = co_await std::move(task);
        boost::asio::post(driver->socket_.get_executor(),
                          [done = std::move(handler), value = std::move(result), driver]() mutable {
                              std::move(done)(std::move(value));
                          });
    }

    template <class T>
    static client::Task<void> dropping(client::Task<T> task) {
        (void)co_await std::move(task);
    }
    static Awaitable<Result<Tcp::socket>> open(Target target, TimePoint deadline);
    static Awaitable<void> reconnect(std::shared_ptr<AsyncClientDriver> self);

    void launch(client::Task<void> task);
    void use(Tcp::socket socket);
    void settle();
    void read();
    void write();
    void arm_timer();
    void lose(Error why);

    Target target_;
    stack::Buffers buffers_;
    Tcp::socket socket_;
    boost::asio::steady_timer timer_;
    client::Remote remote_;
    std::list<client::Task<void>> tasks_;  // after remote_: they end before the session does
    ByteVector input_;
    ByteVector output_;  // being written
    TimePoint armed_ = never;
    bool writing_ = false;
    bool connected_ = true;
    bool closed_ = false;           // for good
    std::uint64_t connection_ = 0;  // handlers of earlier ones have nothing to say
};

}  // namespace busbar::io
