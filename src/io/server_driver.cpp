// SPDX-License-Identifier: Apache-2.0
#include "io/server_driver.hpp"

#include <array>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <chrono>

#include "io/listen_address.hpp"

namespace busbar::io {

namespace asio = boost::asio;

namespace {

/// One read of a client's pipelined requests; more arrives with the next. Each association has one of these,
/// so it weighs on their number.
constexpr std::size_t read_octets = 2048;
/// Accepting goes on after so long when the system has no descriptor or memory for another connection.
constexpr std::chrono::milliseconds accept_pause{100};

Error system_error(std::string text, const boost::system::error_code& error) {
    Error result;
    result.fault = Fault::io;
    result.code = {Domain::system, error.value()};
    result.text = std::move(text) + ": " + error.message();
    return result;
}

bool out_of_resources(const boost::system::error_code& error) {
    return error == asio::error::no_descriptors || error == asio::error::no_memory ||
           error == asio::error::no_buffer_space ||
           error == boost::system::errc::too_many_files_open_in_system;
}

}  // namespace

Now read_clocks() {
    return {
        TimePoint(std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())),
        std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now())};
}

struct ServerDriver::Listener {
    Listener(asio::io_context& context, Tcp::acceptor open_acceptor)
        : acceptor(std::move(open_acceptor)), pause(context) {}
    Tcp::acceptor acceptor;
    asio::steady_timer pause;
};

/// A connection. The queued operations on its socket keep it alive; `driver` is null once it is closed.
struct ServerDriver::Link {
    Link(ServerDriver& owner, Tcp::socket open_socket) : driver(&owner), socket(std::move(open_socket)) {}
    ServerDriver* driver;
    Tcp::socket socket;
    server::ConnectionId id;
    std::uint64_t number = 0;
    std::string peer;  // only where somebody is told
    bool reading = false;
    bool waiting_to_write = false;
    std::array<Octet, read_octets> buffer;
};

ServerDriver::ServerDriver(asio::io_context& context, server::Server& server)
    : context_(context), server_(server), timer_(context), alive_(std::make_shared<bool>(true)) {}

ServerDriver::~ServerDriver() {
    *alive_ = false;
    close_listeners();
    // The queued operations keep the links; what they hold of the system goes now.
    for (auto& link : links_) {
        if (!link) continue;
        link->driver = nullptr;
        ErrorCode ignored;
        link->socket.close(ignored);
    }
}

void ServerDriver::close_listeners() {
    for (auto& listener : listeners_) {
        ErrorCode ignored;
        listener->acceptor.close(ignored);
        listener->pause.cancel();
    }
}

Result<void> ServerDriver::listen(std::string_view text) {
    auto endpoints = parse_listen(text);
    if (!endpoints) return fail(std::move(endpoints).error());
    std::vector<Tcp::acceptor> acceptors;
    std::vector<std::string> addresses;
    for (const ListenEndpoint& wanted : *endpoints) {
        Tcp::acceptor acceptor(context_);
        boost::system::error_code error;
        const std::string name = text_of(wanted.endpoint);
        acceptor.open(wanted.endpoint.protocol(), error);
        if (error && wanted.both_families) {
            // A machine without IPv6: all addresses are then those of IPv4.
            const Tcp::endpoint v4(Tcp::v4(), wanted.endpoint.port());
            error.clear();
            acceptor.open(v4.protocol(), error);
            if (error) return fail(system_error("cannot listen on " + text_of(v4), error));
            if (auto bound = bind(acceptor, v4); !bound) return bound;
        } else {
            if (error) return fail(system_error("cannot listen on " + name, error));
            if (wanted.endpoint.protocol() == Tcp::v6()) {
                acceptor.set_option(asio::ip::v6_only(!wanted.both_families), error);
            }
            if (auto bound = bind(acceptor, wanted.endpoint); !bound) return bound;
        }
        addresses.push_back(text_of(acceptor.local_endpoint(error)));
        acceptors.push_back(std::move(acceptor));
    }
    for (auto& acceptor : acceptors) {
        listeners_.push_back(std::make_shared<Listener>(context_, std::move(acceptor)));
        accept(listeners_.back());
    }
    addresses_.insert(addresses_.end(), addresses.begin(), addresses.end());
    arm_timer();  // blocks that buffer report without any client, too
    return {};
}

Result<void> ServerDriver::bind(Tcp::acceptor& acceptor, const Tcp::endpoint& endpoint) {
    boost::system::error_code error;
    // Options set here are inherited by the accepted sockets on the systems that matter, which saves calls
    // for each.
    acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
    acceptor.set_option(Tcp::no_delay(true), error);
    acceptor.set_option(asio::socket_base::keep_alive(true), error);
    acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return fail(system_error("cannot listen on " + text_of(endpoint), error));
    return {};
}

void ServerDriver::accept(const std::shared_ptr<Listener>& listener) {
    listener->acceptor.async_accept(
        [this, listener, alive = alive_](const ErrorCode& error, Tcp::socket socket) {
            if (*alive) on_accept(listener, error, std::move(socket));
        });
}

void ServerDriver::on_accept(const std::shared_ptr<Listener>& listener, const ErrorCode& error,
                             Tcp::socket socket) {
    if (stopped_) return;
    if (out_of_resources(error)) {
        // The connection stays in the backlog and the listener readable: trying at once would spin.
        listener->pause.expires_after(accept_pause);
        listener->pause.async_wait([this, listener, alive = alive_](const ErrorCode& cancelled) {
            if (*alive && !cancelled && !stopped_) accept(listener);
        });
        return;
    }
    if (!error) open(std::move(socket));
    accept(listener);
}

void ServerDriver::open(Tcp::socket socket) {
    ErrorCode error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;  // gone already
    socket.non_blocking(true, error);
    const auto id = server_.open(text_of(peer), read_clocks());
    if (!id) return;  // far too many: not even a polite refusal
    auto link = std::make_shared<Link>(*this, std::move(socket));
    link->id = *id;
    link->number = ++opened_;
    if (tap_) link->peer = text_of(peer);
    tell(*link, WireEvent::Kind::opened);
    if (id->slot >= links_.size()) links_.resize(id->slot + std::size_t{1});
    links_[id->slot] = link;
    ++open_links_;
    arm_timer();
    read(std::move(link));
}

void ServerDriver::read(std::shared_ptr<Link> link) {
    link->reading = true;
    Link& to = *link;
    to.socket.async_read_some(asio::buffer(to.buffer),
                              [link = std::move(link)](const ErrorCode& error, std::size_t count) mutable {
                                  link->reading = false;
                                  if (link->driver != nullptr)
                                      link->driver->on_read(std::move(link), error, count);
                              });
}

void ServerDriver::on_read(std::shared_ptr<Link> link, const ErrorCode& error, std::size_t count) {
    if (error) {
        close(*link);
        pump();
        return;
    }
    tell(*link, WireEvent::Kind::received, Bytes(link->buffer.data(), count));
    server_.receive(link->id, Bytes(link->buffer.data(), count), read_clocks());
    pump();
    // pump() has begun to read again where there was something to write.
    if (link->driver != nullptr && !link->reading && server_.wants_input(link->id)) read(std::move(link));
}

void ServerDriver::pump() {
    while (const auto id = server_.next_ready()) {
        if (auto link = link_of(*id)) write(std::move(link));
    }
    arm_timer();
}

void ServerDriver::pump_soon() {
    if (pump_posted_) return;
    pump_posted_ = true;
    asio::post(context_, [this, alive = alive_] {
        if (!*alive) return;
        pump_posted_ = false;
        pump();
    });
}

void ServerDriver::write(std::shared_ptr<Link> link) {
    if (link->waiting_to_write) return;
    for (Bytes octets = server_.output(link->id); !octets.empty(); octets = server_.output(link->id)) {
        ErrorCode error;
        const std::size_t count = link->socket.send(asio::buffer(octets.data(), octets.size()), 0, error);
        if (error == asio::error::would_block || error == asio::error::try_again) {
            // A client that is slow to read reports is heard all the same.
            if (!link->reading && server_.wants_input(link->id)) read(link);
            wait_to_write(std::move(link));
            return;
        }
        if (error) {
            close(*link);
            return;
        }
        tell(*link, WireEvent::Kind::sent, octets.first(count));
        server_.sent(link->id, count, read_clocks());
    }
    if (server_.wants_close(link->id)) {
        close(*link);
    } else if (!link->reading && server_.wants_input(link->id)) {
        read(std::move(link));
    }
}

void ServerDriver::wait_to_write(std::shared_ptr<Link> link) {
    link->waiting_to_write = true;
    Link& to = *link;
    to.socket.async_wait(Tcp::socket::wait_write, [link = std::move(link)](const ErrorCode& error) mutable {
        link->waiting_to_write = false;
        ServerDriver* driver = link->driver;
        if (driver == nullptr) return;
        if (error) {
            driver->close(*link);
        } else {
            driver->write(std::move(link));
        }
        driver->pump();
    });
}

void ServerDriver::tell(const Link& link, WireEvent::Kind kind, Bytes octets) const {
    if (tap_) tap_({kind, link.number, link.peer, octets});
}

void ServerDriver::close(Link& link) {
    if (link.driver == nullptr) return;
    tell(link, WireEvent::Kind::closed);
    link.driver = nullptr;
    server_.closed(link.id, read_clocks());
    ErrorCode ignored;
    link.socket.close(ignored);
    --open_links_;
    links_[link.id.slot].reset();  // last: it may hold the link
}

std::shared_ptr<ServerDriver::Link> ServerDriver::link_of(server::ConnectionId id) {
    if (id.slot >= links_.size() || !links_[id.slot] || links_[id.slot]->id != id) return nullptr;
    return links_[id.slot];
}

void ServerDriver::arm_timer() {
    const TimePoint next = server_.deadline();
    // Later deadlines than the one that is armed wait until it fires: it is cheaper to wake once too often
    // than to set the timer for each message.
    if (next >= armed_) return;
    armed_ = next;
    timer_.expires_at(std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(next.time_since_epoch())));
    timer_.async_wait([this, alive = alive_](const ErrorCode& error) {
        if (*alive && !error) on_timer();
    });
}

void ServerDriver::on_timer() {
    armed_ = never;
    server_.on_time(read_clocks());
    pump();
}

void ServerDriver::stop() {
    if (stopped_) return;
    stopped_ = true;
    close_listeners();
    server_.abort_all(read_clocks());
    while (const auto id = server_.next_ready()) {
        if (auto link = link_of(*id)) write(std::move(link));
    }
    for (auto& link : links_) {
        if (const auto keep = link) close(*keep);
    }
    timer_.cancel();
    armed_ = never;
}

}  // namespace busbar::io
