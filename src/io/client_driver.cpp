// SPDX-License-Identifier: Apache-2.0
#include "io/client_driver.hpp"

namespace busbar::io {
namespace {

/// Octets taken from the socket at once: a whole answer of the usual PDU size with all its headers.
constexpr std::size_t input_octets = std::size_t{128} << 10U;

}  // namespace

Result<std::unique_ptr<ClientDriver>> ClientDriver::connect(const Target& target,
                                                            const ClientOptions& options) {
    if (target.tls) return fail(Fault::unsupported, "mmss:// needs TLS, which this build does not have");
    Result<std::shared_ptr<const stack::Options>> stack_options = client::stack_options(options);
    if (!stack_options) return fail(std::move(stack_options).error());
    const TimePoint deadline = monotonic_now() + options.connect_timeout;
    Result<ClientSocket> socket = ClientSocket::connect(target, deadline);
    if (!socket) return fail(std::move(socket).error());
    std::unique_ptr<ClientDriver> driver(
        new ClientDriver(std::move(*socket), options, std::move(*stack_options)));
    client::Session& session = driver->remote_.session;
    session.start(monotonic_now());
    Result<void> associated = driver->run(session.associate(deadline - session.now()));
    if (!associated) return fail(std::move(associated).error());
    return driver;
}

ClientDriver::ClientDriver(ClientSocket socket, const ClientOptions& options,
                           std::shared_ptr<const stack::Options> stack_options)
    : socket_(std::move(socket)),
      remote_(options, std::move(stack_options), buffers_),
      input_(input_octets) {}

ClientDriver::~ClientDriver() {
    abort();
}

void ClientDriver::abort() {
    if (remote_.session.is_open()) {
        remote_.session.abort(fail(Fault::misuse, "the association was aborted by this client").value());
        remote_.session.on_time(monotonic_now());
        flush();
    }
    socket_.close();
}

/// Time has passed since the last procedure; what it brings comes first.
void ClientDriver::begin() {
    remote_.session.on_time(monotonic_now());
}

void ClientDriver::step() {
    client::Session& session = remote_.session;
    flush();
    if (!socket_.is_open() || session.wants_close())
        return lose(fail(Fault::io, "the connection is closed").value());
    const TimePoint deadline = session.deadline();
    if (deadline <= session.now()) {
        session.on_time(monotonic_now());
    } else if (!session.output().empty()) {
        // The peer takes nothing now. It may be waiting for us to read.
        socket_.wait_writable(deadline);
        receive(session.now());
    } else {
        receive(deadline);
    }
}

void ClientDriver::finish() {
    flush();
    if (remote_.session.wants_close()) socket_.close();
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
    if (*received == 0) return remote_.session.on_time(now);
    const Bytes octets = Bytes(input_).first(*received);
    if (remote_.options.tap) remote_.options.tap(Direction::received, octets);
    remote_.session.receive(octets, now);
}

void ClientDriver::lose(Error why) {
    socket_.close();
    remote_.session.closed(std::move(why));
}

}  // namespace busbar::io
