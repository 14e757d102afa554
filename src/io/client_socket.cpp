// SPDX-License-Identifier: Apache-2.0
#include "io/client_socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>

namespace busbar::io {
namespace {

Failure system_failure(std::string text, int number) {
    return fail(Fault::io, std::move(text) + ": " + std::strerror(number), Code{Domain::system, number});
}

/// Milliseconds for poll(), rounded up so that the deadline has passed when it returns.
int poll_wait(TimePoint deadline) {
    if (deadline == never) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - monotonic_now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000'000));
}

/// 1 ready, 0 deadline passed.
int wait_for(int handle, short events, TimePoint deadline) {
    for (;;) {
        pollfd entry{handle, events, 0};
        const int ready = ::poll(&entry, 1, poll_wait(deadline));
        if (ready >= 0) return ready;
        if (errno != EINTR) return 1;  // the next call on the socket says what is wrong
    }
}

/// A socket whose connection is under way; -1 with errno in `number`.
int begin_connect(int family, const sockaddr* address, socklen_t size, int& flags, int& number) {
    const int handle = ::socket(family, SOCK_STREAM, IPPROTO_TCP);
    if (handle < 0) {
        number = errno;
        return -1;
    }
    ::fcntl(handle, F_SETFD, FD_CLOEXEC);
    flags = ::fcntl(handle, F_GETFL);
    ::fcntl(handle, F_SETFL, flags | O_NONBLOCK);
    number = ::connect(handle, address, size) == 0 ? 0 : errno;
    if (number == 0 || number == EINPROGRESS || number == EINTR) return handle;
    ::close(handle);
    return -1;
}

/// errno of a connection that is ready.
int outcome_of(int handle) {
    int number = 0;
    socklen_t size = sizeof number;
    ::getsockopt(handle, SOL_SOCKET, SO_ERROR, &number, &size);
    return number;
}

void use(int handle, int flags) {
    ::fcntl(handle, F_SETFL, flags);
    const int on = 1;
    ::setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(handle, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

int connect_one(const addrinfo& address, TimePoint deadline, int& number) {
    int flags = 0;
    const int handle = begin_connect(address.ai_family, address.ai_addr, address.ai_addrlen, flags, number);
    if (handle < 0) return -1;
    if (number != 0) number = wait_for(handle, POLLOUT, deadline) > 0 ? outcome_of(handle) : ETIMEDOUT;
    if (number != 0) {
        ::close(handle);
        return -1;
    }
    use(handle, flags);
    return handle;
}

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Result<AddressList> resolve(const Target& target) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    addrinfo* list = nullptr;
    const std::string port = std::to_string(target.port);
    if (const int wrong = ::getaddrinfo(target.host.c_str(), port.c_str(), &hints, &list); wrong != 0) {
        return fail(Fault::io, "cannot find " + target.host + ": " + ::gai_strerror(wrong));
    }
    return AddressList(list, ::freeaddrinfo);
}

}  // namespace

TimePoint monotonic_now() {
    return TimePoint(
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

WallTime wall_now() {
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

Result<ClientSocket> ClientSocket::connect(const Target& target, TimePoint deadline) {
    const Result<AddressList> list = resolve(target);
    if (!list) return fail(list.error());
    int number = 0;
    for (const addrinfo* address = list->get(); address != nullptr; address = address->ai_next) {
        ClientSocket socket;
        socket.handle_ = connect_one(*address, deadline, number);
        if (socket.is_open()) return socket;
        if (monotonic_now() >= deadline) break;
    }
    if (number == ETIMEDOUT) {
        return fail(Fault::timeout, "no connection to " + target.text() + " in time",
                    Code{Domain::system, number});
    }
    return system_failure("no connection to " + target.text(), number);
}

ClientSocket::ClientSocket(ClientSocket&& other) noexcept
    : handle_(std::exchange(other.handle_, -1)), receive_limit_(other.receive_limit_) {}

ClientSocket& ClientSocket::operator=(ClientSocket&& other) noexcept {
    if (this != &other) {
        close();
        handle_ = std::exchange(other.handle_, -1);
        receive_limit_ = other.receive_limit_;
    }
    return *this;
}

void ClientSocket::close() {
    if (handle_ >= 0) ::close(handle_);
    handle_ = -1;
}

Result<std::size_t> ClientSocket::send(Bytes octets) {
    for (;;) {
        const ssize_t sent = ::send(handle_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) return static_cast<std::size_t>(sent);
        if (errno == EAGAIN || errno == EWOULDBLOCK) return std::size_t{0};
        if (errno != EINTR) return system_failure("connection lost", errno);
    }
}

void ClientSocket::limit_receive(Duration wait) {
    if (wait == receive_limit_) return;
    receive_limit_ = wait;
    const auto micros = std::chrono::ceil<std::chrono::microseconds>(wait).count();
    timeval limit{};
    limit.tv_sec = static_cast<time_t>(micros / 1'000'000);
    limit.tv_usec = static_cast<suseconds_t>(micros % 1'000'000);
    ::setsockopt(handle_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

Result<std::size_t> ClientSocket::receive(Octet* into, std::size_t room, TimePoint deadline) {
    // The socket's own limit is kept at a round number, so that it is set once; a shorter wait is poll()'s.
    constexpr Duration round = std::chrono::milliseconds(250);
    for (;;) {
        const Duration left = deadline - monotonic_now();
        if (left < round) {
            if (wait_for(handle_, POLLIN, deadline) == 0) return std::size_t{0};
        } else {
            limit_receive(round);
        }
        const ssize_t received = ::recv(handle_, into, room, 0);
        if (received > 0) return static_cast<std::size_t>(received);
        if (received == 0) return fail(Fault::io, "the peer closed the connection");
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
            if (monotonic_now() >= deadline) return std::size_t{0};
            continue;
        }
        return system_failure("connection lost", errno);
    }
}

void ClientSocket::wait_writable(TimePoint deadline) {
    wait_for(handle_, POLLOUT | POLLIN, deadline);
}

std::string ClientSocket::peer() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    char host[NI_MAXHOST], port[NI_MAXSERV];
    if (::getpeername(handle_, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
        ::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host, sizeof host, port, sizeof port,
                      NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        return "?";
    }
    return std::string(host).find(':') != std::string::npos ? '[' + std::string(host) + "]:" + port
                                                            : std::string(host) + ':' + port;
}

ByteVector ClientSocket::local_address() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(handle_, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
    const auto octets_of = [](const auto& from) {
        const auto* const first = reinterpret_cast<const Octet*>(&from);
        return ByteVector(first, first + sizeof from);
    };
    if (address.ss_family == AF_INET) return octets_of(reinterpret_cast<sockaddr_in&>(address).sin_addr);
    if (address.ss_family == AF_INET6) return octets_of(reinterpret_cast<sockaddr_in6&>(address).sin6_addr);
    return {};
}

Result<PendingConnect> PendingConnect::start(const Target& target) {
    const Result<AddressList> list = resolve(target);
    if (!list) return fail(list.error());
    PendingConnect pending;
    pending.target_ = target.text();
    for (const addrinfo* address = list->get(); address != nullptr; address = address->ai_next) {
        const auto* const first = reinterpret_cast<const Octet*>(address->ai_addr);
        pending.addresses_.push_back({ByteVector(first, first + address->ai_addrlen), address->ai_family});
    }
    std::reverse(pending.addresses_.begin(), pending.addresses_.end());
    pending.next();
    return pending;
}

PendingConnect::PendingConnect(PendingConnect&& other) noexcept
    : addresses_(std::move(other.addresses_)),
      target_(std::move(other.target_)),
      handle_(std::exchange(other.handle_, -1)),
      flags_(other.flags_),
      number_(other.number_) {}

PendingConnect& PendingConnect::operator=(PendingConnect&& other) noexcept {
    if (this == &other) return *this;
    drop();
    addresses_ = std::move(other.addresses_);
    target_ = std::move(other.target_);
    handle_ = std::exchange(other.handle_, -1);
    flags_ = other.flags_;
    number_ = other.number_;
    return *this;
}

void PendingConnect::drop() {
    if (handle_ >= 0) ::close(handle_);
    handle_ = -1;
}

/// On to the next address that the system will try.
void PendingConnect::next() {
    drop();
    while (handle_ < 0 && !addresses_.empty()) {
        const Address address = std::move(addresses_.back());
        addresses_.pop_back();
        handle_ = begin_connect(address.family, reinterpret_cast<const sockaddr*>(address.octets.data()),
                                static_cast<socklen_t>(address.octets.size()), flags_, number_);
    }
}

std::optional<Result<ClientSocket>> PendingConnect::wait(TimePoint until) {
    while (handle_ >= 0) {
        if (wait_for(handle_, POLLOUT, until) == 0) return std::nullopt;
        number_ = outcome_of(handle_);
        if (number_ == 0) {
            use(handle_, flags_);
            ClientSocket socket;
            socket.handle_ = std::exchange(handle_, -1);
            return socket;
        }
        next();
    }
    return system_failure("no connection to " + target_, number_);
}

void sleep_until(TimePoint deadline) {
    while (monotonic_now() < deadline) ::poll(nullptr, 0, poll_wait(deadline));
}

}  // namespace busbar::io
