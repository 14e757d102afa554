// SPDX-License-Identifier: Apache-2.0
// Drives one server over TCP (RFC 1006 transport, IEC 61850-8-1 port 102): listeners, sockets, one timer.
// Octets that arrive are handed to the server at once, and what it answers is written at once, in the same
// callback; only what the socket does not take waits. TLS is not here.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <busbar/server.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "server/server.hpp"

namespace busbar::io {

/// Both clocks of this machine, now.
Now read_clocks();

/// All calls from the thread that runs `context`, or while nobody runs it. Context and server outlive the
/// driver.
class ServerDriver {
public:
    ServerDriver(boost::asio::io_context& context, server::Server& server);
    ServerDriver(const ServerDriver&) = delete;
    ServerDriver& operator=(const ServerDriver&) = delete;
    /// Closes everything. Handlers that are still queued in the context find nothing and do nothing.
    ~ServerDriver();

    /// Tells every octet of every connection; before listen().
    void set_tap(WireTap tap) { tap_ = std::move(tap); }
    /// Binds all of them or none. Fails (io, code = errno; or misuse).
    Result<void> listen(std::string_view text);
    /// Where it listens, with real ports.
    [[nodiscard]] const std::vector<std::string>& addresses() const { return addresses_; }

    /// Writes what the server has to say and closes what is over; call it after anything that was done to the
    /// server outside of the driver (a transaction, for instance).
    void pump();
    /// The same as soon as the context comes to it: for what may be called by the driver itself.
    void pump_soon();
    /// Stops listening and aborts all associations.
    void stop();
    [[nodiscard]] std::size_t connections() const { return open_links_; }

private:
    using Tcp = boost::asio::ip::tcp;
    using ErrorCode = boost::system::error_code;
    struct Listener;
    struct Link;

    static Result<void> bind(Tcp::acceptor& acceptor, const Tcp::endpoint& endpoint);
    void accept(const std::shared_ptr<Listener>& listener);
    void on_accept(const std::shared_ptr<Listener>& listener, const ErrorCode& error, Tcp::socket socket);
    void open(Tcp::socket socket);
    void read(std::shared_ptr<Link> link);
    void on_read(std::shared_ptr<Link> link, const ErrorCode& error, std::size_t count);
    void write(std::shared_ptr<Link> link);
    void wait_to_write(std::shared_ptr<Link> link);
    void close(Link& link);
    void close_listeners();
    void tell(const Link& link, WireEvent::Kind kind, Bytes octets = {}) const;
    void arm_timer();
    void on_timer();
    std::shared_ptr<Link> link_of(server::ConnectionId id);

    boost::asio::io_context& context_;
    server::Server& server_;
    boost::asio::steady_timer timer_;
    TimePoint armed_ = never;
    std::vector<std::shared_ptr<Listener>> listeners_;
    std::vector<std::string> addresses_;
    std::vector<std::shared_ptr<Link>> links_;  // by the server's slot
    std::size_t open_links_ = 0;
    bool stopped_ = false;
    bool pump_posted_ = false;
    WireTap tap_;
    std::uint64_t opened_ = 0;     // connections so far
    std::shared_ptr<bool> alive_;  // false once the driver is gone
};

}  // namespace busbar::io
