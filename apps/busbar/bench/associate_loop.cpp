// SPDX-License-Identifier: Apache-2.0
#include "bench/associate_loop.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "io/client_socket.hpp"
#include "stack/association.hpp"

namespace busbar::bench {
namespace {

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

Result<Address> address_of(const Target& target) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int wrong = ::getaddrinfo(target.host.c_str(), std::to_string(target.port).c_str(), &hints, &list);
    if (wrong != 0) return fail(Fault::io, "cannot find " + target.host + ": " + ::gai_strerror(wrong));
    Address address;
    std::memcpy(&address.storage, list->ai_addr, list->ai_addrlen);
    address.size = list->ai_addrlen;
    ::freeaddrinfo(list);
    return address;
}

/// One association after another.
struct Cycle {
    int socket = -1;
    std::optional<stack::Association> association;
    TimePoint begun{};
    bool leaving = false;  ///< the association was up and its release has begun
    std::uint64_t done = 0;
};

class Loop {
public:
    Loop(Address address, std::shared_ptr<const stack::Options> options, std::size_t connections)
        : address_(address),
          options_(std::move(options)),
          cycles_(connections),
          poll_(::epoll_create1(EPOLL_CLOEXEC)) {}
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    ~Loop() {
        for (Cycle& cycle : cycles_) {
            if (cycle.socket >= 0) ::close(cycle.socket);
        }
        ::close(poll_);
    }

    RunResult run(std::chrono::nanoseconds duration, const std::atomic<bool>& stop) {
        const TimePoint start = io::monotonic_now();
        const TimePoint end = start + duration;
        for (Cycle& cycle : cycles_) begin(cycle);
        std::array<epoll_event, 64> events;  // NOLINT: written before it is read
        TimePoint now = start;
        TimePoint looked = start;
        for (; now < end && !stop && !given_up(); now = io::monotonic_now()) {
            const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 100);
            for (int i = 0; i < count; ++i) {
                serve(cycles_[events[static_cast<std::size_t>(i)].data.u64],
                      events[static_cast<std::size_t>(i)].events);
            }
            if (now - looked > std::chrono::milliseconds(100)) {
                looked = now;
                expire(now);
            }
        }
        result_.seconds = static_cast<double>((now - start).count()) / 1e9;
        result_.fewest = ~std::uint64_t{0};
        for (const Cycle& cycle : cycles_) {
            result_.fewest = std::min(result_.fewest, cycle.done);
            result_.most = std::max(result_.most, cycle.done);
        }
        return result_;
    }

private:
    [[nodiscard]] bool given_up() const {
        return failures_in_a_row_ > std::min<std::size_t>(cycles_.size(), 1000);
    }

    void begin(Cycle& cycle) {
        if (given_up()) return;
        cycle.socket = ::socket(address_.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const int on = 1;
        ::setsockopt(cycle.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        cycle.begun = io::monotonic_now();
        cycle.leaving = false;
        cycle.association.emplace(stack::Role::client, options_, buffers_);
        const int connected =
            ::connect(cycle.socket, reinterpret_cast<const sockaddr*>(&address_.storage), address_.size);
        if (connected != 0 && errno != EINPROGRESS) return end(cycle, false);
        cycle.association->start(cycle.begun);
        // On the same machine the stream is up already; elsewhere it is waited for.
        const bool up = flush(cycle);
        if (!up && errno != EAGAIN && errno != ENOTCONN) return end(cycle, false);
        watch(cycle, EPOLL_CTL_ADD, up ? EPOLLIN : EPOLLOUT);
    }
    void watch(Cycle& cycle, int operation, std::uint32_t events) {
        epoll_event event{};
        event.events = events;
        event.data.u64 = static_cast<std::uint64_t>(&cycle - cycles_.data());
        ::epoll_ctl(poll_, operation, cycle.socket, &event);
    }
    void end(Cycle& cycle, bool good) {
        ::close(cycle.socket);
        cycle.socket = -1;
        if (good) {
            result_.latency.record(static_cast<std::uint64_t>((io::monotonic_now() - cycle.begun).count()));
            ++cycle.done;
            failures_in_a_row_ = 0;
        } else {
            ++result_.lost_connections;
            ++failures_in_a_row_;
        }
        begin(cycle);
    }
    void serve(Cycle& cycle, std::uint32_t events) {
        if (cycle.socket < 0) return;
        if ((events & EPOLLOUT) != 0) {
            int error = 0;
            socklen_t size = sizeof error;
            ::getsockopt(cycle.socket, SOL_SOCKET, SO_ERROR, &error, &size);
            if (error != 0) return end(cycle, false);
            watch(cycle, EPOLL_CTL_MOD, EPOLLIN);
            if (!flush(cycle)) end(cycle, false);
            return;
        }
        const ssize_t n = ::recv(cycle.socket, buffer_.data(), buffer_.size(), 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        // Some servers close the stream instead of ending the session: the cycle is whole all the same.
        if (n <= 0) return end(cycle, cycle.leaving);
        const TimePoint now = io::monotonic_now();
        cycle.association->receive(Bytes(buffer_.data(), static_cast<std::size_t>(n)), now);
        if (!take_events(cycle, now)) return;
        if (!flush(cycle)) end(cycle, false);
    }
    /// False where the cycle has ended.
    bool take_events(Cycle& cycle, TimePoint now) {
        stack::Event event;
        while (cycle.association->next(event)) {
            if (std::holds_alternative<stack::AssociateConfirm>(event)) {
                cycle.leaving = cycle.association->release(now).has_value();
                if (cycle.leaving) continue;
            } else if (std::holds_alternative<stack::MmsPdu>(event)) {
                continue;
            }
            end(cycle, cycle.leaving);
            return false;
        }
        return true;
    }
    /// The few octets of a handshake always fit the socket's buffer. False with the reason in errno.
    static bool flush(Cycle& cycle) {
        const Bytes octets = cycle.association->output();
        if (octets.empty()) return true;
        if (::send(cycle.socket, octets.data(), octets.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(octets.size())) {
            return false;
        }
        cycle.association->consume_output(octets.size());
        return true;
    }
    void expire(TimePoint now) {
        for (Cycle& cycle : cycles_) {
            if (cycle.socket < 0) continue;
            if (now - cycle.begun > options_->handshake_phase) {
                end(cycle, cycle.leaving);
            } else if (cycle.association->deadline() <= now) {
                cycle.association->on_time(now);
                if (take_events(cycle, now) && !flush(cycle)) end(cycle, false);
            }
        }
    }

    Address address_;
    std::shared_ptr<const stack::Options> options_;
    stack::Buffers buffers_;
    std::vector<Cycle> cycles_;
    int poll_;
    std::size_t failures_in_a_row_ = 0;
    std::array<Octet, 16384> buffer_{};
    RunResult result_;
};

}  // namespace

Result<RunResult> associate_loop(const Target& target, const std::shared_ptr<const stack::Options>& options,
                                 std::size_t connections, std::chrono::nanoseconds duration,
                                 const std::atomic<bool>& stop) {
    const auto address = address_of(target);
    if (!address) return fail(address.error());
    return Loop(*address, options, connections).run(duration, stop);
}

}  // namespace busbar::bench
