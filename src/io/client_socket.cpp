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

int connect_one(const addrinfo& address, TimePoint deadline, int& number) {
    const int handle = ::socket(address.ai_family, SOCK_STREAM, IPPROTO_TCP);
    if (handle < 0) {
        number = errno;
        return -1;
    }
    ::fcntl(handle, F_SETFD, FD_CLOEXEC);
    const int flags = ::fcntl(handle, F_GETFL);
    ::fcntl(handle, F_SETFL, flags | O_NONBLOCK);
    number = ::connect(handle, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
    if (number == EINPROGRESS || number == EINTR) {
        number = ETIMEDOUT;
        if (wait_for(handle, POLLOUT, deadline) > 0) {
            socklen_t size = sizeof number;
            ::getsockopt(handle, SOL_SOCKET, SO_ERROR, &number, &size);
        }
    }
    if (number != 0) {
        ::close(handle);
        return -1;
    }
    ::fcntl(handle, F_SETFL, flags);
    const int on = 1;
    ::setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(handle, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    return handle;
}

}  // namespace

TimePoint monotonic_now() {
    return TimePoint(
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

Result<ClientSocket> ClientSocket::connect(const Target& target, TimePoint deadline) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    addrinfo* list = nullptr;
    const std::string port = std::to_string(target.port);
    if (const int wrong = ::getaddrinfo(target.host.c_str(), port.c_str(), &hints, &list); wrong != 0) {
        return fail(Fault::io, "cannot find " + target.host + ": " + ::gai_strerror(wrong));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, ::freeaddrinfo);
    int number = 0;
    for (const addrinfo* address = list; address != nullptr; address = address->ai_next) {
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

}  // namespace busbar::io
