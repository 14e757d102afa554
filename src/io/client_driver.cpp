// SPDX-License-Identifier: Apache-2.0
#include "io/client_driver.hpp"

#include <algorithm>

#include "client/control_hub.hpp"
#include "client/report_hub.hpp"
#include "io/random.hpp"

namespace busbar::io {
Result<std::unique_ptr<ClientDriver>> ClientDriver::connect(const Target& target,
                                                            const ClientOptions& options) {
    if (target.tls) return fail(Fault::unsupported, "mmss:// needs TLS, which this build does not have");
    Result<std::shared_ptr<const stack::Options>> stack_options = client::stack_options(options);
    if (!stack_options) return fail(std::move(stack_options).error());
    const TimePoint deadline = monotonic_now() + options.connect_timeout;
    Result<ClientSocket> socket = ClientSocket::connect(target, deadline);
    if (!socket) return fail(std::move(socket).error());
    std::unique_ptr<ClientDriver> driver(
        new ClientDriver(target, std::move(*socket), options, std::move(*stack_options)));
    client::Session& session = driver->remote_.session;
    session.start(monotonic_now());
    Result<void> associated = driver->run(session.associate(deadline - session.now()));
    if (!associated) return fail(std::move(associated).error());
    return driver;
}

ClientDriver::ClientDriver(Target target, ClientSocket socket, const ClientOptions& options,
                           std::shared_ptr<const stack::Options> stack_options)
    : target_(std::move(target)), remote_(options, std::move(stack_options), buffers_), input_(input_octets) {
    remote_.reconnector.set_random(random_source());
    remote_.controls->wall = wall_now;
    use(std::move(socket));
}

void ClientDriver::use(ClientSocket socket) {
    socket_ = std::move(socket);
    remote_.local_address = socket_.local_address();
}

ClientDriver::~ClientDriver() {
    abort();
}

void ClientDriver::abort() {
    remote_.reports->shut_down();
    pending_.reset();
    if (remote_.session.is_open()) {
        remote_.session.abort(fail(Fault::misuse, "the association was aborted by this client").value());
        remote_.session.on_time(monotonic_now());
        flush();
    }
    socket_.close();
    const Error why = fail(Fault::misuse, "the client was closed").value();
    if (!remote_.session.end()) return remote_.session.closed(why);
    // Without a connection there are subscriptions that wait for the next.
    remote_.reports->connection_ended(why);
}

bool ClientDriver::is_alive() const {
    return socket_.is_open() || pending_ || !remote_.reconnector.is_idle();
}

/// Time has passed since the last procedure; what it brings comes first.
void ClientDriver::begin() {
    remote_.on_time(monotonic_now());
}

void ClientDriver::step(TimePoint limit) {
    client::Session& session = remote_.session;
    flush();
    if (socket_.is_open() && session.wants_close()) lose(fail(Fault::io, "the connection is closed").value());
    if (!socket_.is_open()) return step_without_connection(limit);
    const TimePoint deadline = std::min(remote_.deadline(), limit);
    if (deadline <= session.now()) {
        remote_.on_time(monotonic_now());
    } else if (!session.output().empty()) {
        // The peer takes nothing now. It may be waiting for us to read.
        socket_.wait_writable(deadline);
        receive(session.now());
    } else {
        receive(deadline);
    }
}

/// What runs fails by itself; what waits goes on when the connection is there again.
void ClientDriver::step_without_connection(TimePoint limit) {
    if (!remote_.session.end()) lose(fail(Fault::io, "the connection is closed").value());
    TimePoint now = monotonic_now();
    if (!pending_ && remote_.wants_connection(now)) {
        remote_.reconnector.begin();
        Result<PendingConnect> begun = PendingConnect::start(target_);
        now = monotonic_now();
        if (!begun) return remote_.connect_failed(begun.error(), now);
        pending_.emplace(std::move(*begun));
        pending_until_ = now + remote_.options.connect_timeout;
    }
    const TimePoint until = std::min(remote_.deadline(), limit);
    if (!pending_) {
        sleep_until(until);
        return remote_.on_time(monotonic_now());
    }
    std::optional<Result<ClientSocket>> outcome = pending_->wait(std::min(until, pending_until_));
    now = monotonic_now();
    if (!outcome && now < pending_until_) return remote_.on_time(now);
    pending_.reset();
    if (outcome && *outcome) {
        use(std::move(**outcome));
        return remote_.connected(now);
    }
    remote_.connect_failed(outcome ? outcome->error() : fail(Fault::timeout, "no connection in time").value(),
                           now);
}

void ClientDriver::finish() {
    flush();
    if (socket_.is_open() && remote_.session.wants_close())
        lose(fail(Fault::io, "the connection is closed").value());
}

void ClientDriver::flush() {
    client::Session& session = remote_.session;
    while (socket_.is_open() && !session.output().empty()) {
        const Result<std::size_t> sent = socket_.send(session.output());
        if (!sent) return lose(sent.error());
        if (*sent == 0) return;
        if (remote_.options.tap) remote_.options.tap(Direction::sent, session.output().first(*sent));
        session.consume_output(*sent);
    }
}

void ClientDriver::receive(TimePoint deadline) {
    const Result<std::size_t> received = socket_.receive(input_.data(), input_.size(), deadline);
    if (!received) return lose(received.error());
    const TimePoint now = monotonic_now();
    if (*received == 0) return remote_.on_time(now);
    const Bytes octets = Bytes(input_).first(*received);
    if (remote_.options.tap) remote_.options.tap(Direction::received, octets);
    remote_.session.receive(octets, now);
}

void ClientDriver::lose(Error why) {
    socket_.close();
    remote_.session.closed(std::move(why));
}

}  // namespace busbar::io
