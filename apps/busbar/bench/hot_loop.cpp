// SPDX-License-Identifier: Apache-2.0
#include "bench/hot_loop.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <bit>
#include <cerrno>

namespace busbar::bench {
namespace {

std::uint64_t now_ns() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
}

/// How often a loop that waits looks whether it should stop.
constexpr std::chrono::milliseconds look_around{100};
constexpr std::chrono::milliseconds drain_limit{1000};

void limit_receive(int socket, std::chrono::milliseconds wait) {
    timeval limit{};
    limit.tv_sec = static_cast<time_t>(wait.count() / 1000);
    limit.tv_usec = static_cast<suseconds_t>(wait.count() % 1000 * 1000);
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

}  // namespace

struct HotLoop::Connection {
    int socket = -1;
    bool lost = false;
    std::uint32_t outstanding = 0;
    std::uint64_t* sent_at = nullptr;
    std::uint16_t* expected = nullptr;
    std::uint64_t answers = 0;
    AnswerStream stream;
};

HotLoop::HotLoop(Request request, std::span<const int> sockets, std::size_t depth)
    : request_(std::move(request)),
      depth_(std::min<std::size_t>(std::max<std::size_t>(depth, 1), Request::ids)),
      ring_(std::bit_ceil(static_cast<std::uint32_t>(depth_))),
      connections_(std::make_unique<Connection[]>(sockets.size())),
      count_(sockets.size()),
      living_(sockets.size()),
      sent_at_(std::make_unique<std::uint64_t[]>(sockets.size() * ring_)),
      expected_(std::make_unique<std::uint16_t[]>(sockets.size() * ring_)),
      freed_(std::make_unique<std::uint32_t[]>(ring_)) {
    for (std::size_t i = 0; i < depth_; ++i) {
        out_.insert(out_.end(), request_.octets().begin(), request_.octets().end());
    }
    in_.resize(std::size_t{256} << 10U);
    for (std::size_t i = 0; i < count_; ++i) {
        Connection& connection = connections_[i];
        connection.socket = sockets[i];
        connection.sent_at = sent_at_.get() + i * ring_;
        connection.expected = expected_.get() + i * ring_;
        limit_receive(connection.socket, look_around);
    }
    if (count_ == 1) return;
    poll_ = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < count_; ++i) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &connections_[i];
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, connections_[i].socket, &event);
    }
}

HotLoop::~HotLoop() {
    if (poll_ >= 0) ::close(poll_);
}

void HotLoop::lose(Connection& connection) {
    if (connection.lost) return;
    connection.lost = true;
    --living_;
    ++result_.lost_connections;
    if (poll_ >= 0) ::epoll_ctl(poll_, EPOLL_CTL_DEL, connection.socket, nullptr);
}

/// Sends a request in each of the slots of freed_.
void HotLoop::send_again(Connection& connection) {
    const std::size_t size = request_.octets().size();
    const std::uint64_t now = now_ns();
    for (std::size_t i = 0; i < freed_count_; ++i) {
        const std::uint32_t slot = freed_[i];
        // The next invokeID that falls into this slot.
        const std::uint32_t before = connection.expected[slot];
        std::uint32_t id = before == 0 ? Request::first_id + slot : before + ring_;
        if (id >= Request::first_id + Request::ids) id = Request::first_id + slot;
        connection.expected[slot] = static_cast<std::uint16_t>(id);
        connection.sent_at[slot] = now;
        request_.patch(out_.data() + i * size, id);
    }
    connection.outstanding += static_cast<std::uint32_t>(freed_count_);
    Bytes octets(out_.data(), freed_count_ * size);
    freed_count_ = 0;
    while (!octets.empty()) {
        const ssize_t n = ::send(connection.socket, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (n <= 0) {
            if (n < 0 && errno == EINTR) continue;
            return lose(connection);
        }
        octets = octets.subspan(static_cast<std::size_t>(n));
    }
}

void HotLoop::send_first(Connection& connection) {
    for (std::uint32_t slot = 0; slot < depth_; ++slot) freed_[freed_count_++] = slot;
    send_again(connection);
}

void HotLoop::take(Connection& connection, const Answer& answer, std::uint64_t now) {
    using Kind = Answer::Kind;
    switch (answer.kind) {
        case Kind::unconfirmed: ++result_.unconfirmed; return;
        case Kind::ended: return lose(connection);
        case Kind::unreadable: ++result_.unexpected; return;
        case Kind::response:
        case Kind::failed_result:
        case Kind::error:
        case Kind::reject: break;
    }
    const std::uint32_t slot = (answer.invoke_id - Request::first_id) & (ring_ - 1);
    if (slot >= depth_ || connection.expected[slot] != answer.invoke_id || connection.sent_at[slot] == 0) {
        ++result_.unexpected;
        return;
    }
    if (measuring_) {
        result_.latency.record(now - connection.sent_at[slot]);
        ++connection.answers;
        result_.failed_results += answer.kind == Kind::failed_result ? 1 : 0;
        result_.service_errors += answer.kind == Kind::error ? 1 : 0;
        result_.rejects += answer.kind == Kind::reject ? 1 : 0;
    }
    connection.sent_at[slot] = 0;
    --connection.outstanding;
    freed_[freed_count_++] = slot;
}

void HotLoop::receive(Connection& connection) {
    const ssize_t n = ::recv(connection.socket, in_.data(), in_.size(), 0);
    if (n <= 0) {
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
        return lose(connection);
    }
    const std::uint64_t now = now_ns();
    last_progress_ = now;
    const bool readable =
        connection.stream.feed(Bytes(in_.data(), static_cast<std::size_t>(n)),
                               [&](const Answer& answer) { take(connection, answer, now); });
    if (!readable) {
        ++result_.unexpected;
        lose(connection);
    }
    if (measuring_ && !connection.lost && freed_count_ > 0) return send_again(connection);
    freed_count_ = 0;
}

void HotLoop::run_one(std::uint64_t end, std::uint64_t silence, const std::atomic<bool>& stop) {
    for (std::uint64_t now = now_ns(); now < end && living_ > 0; now = now_ns()) {
        if (now - last_progress_ > silence && now > last_progress_) break;
        if (stop.load(std::memory_order_relaxed)) break;
        receive(connections_[0]);
    }
}

void HotLoop::run_many(std::uint64_t end, std::uint64_t silence, const std::atomic<bool>& stop) {
    std::array<epoll_event, 256> events;  // NOLINT: written before it is read
    for (std::uint64_t now = now_ns(); now < end && living_ > 0; now = now_ns()) {
        if (now > last_progress_ && now - last_progress_ > silence) break;
        if (stop.load(std::memory_order_relaxed)) break;
        const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()),
                                       static_cast<int>(look_around.count()));
        for (int i = 0; i < count; ++i) {
            auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
            if (!connection.lost) receive(connection);
        }
    }
}

/// Answers that are still to come, so that the associations can be concluded.
void HotLoop::drain() {
    measuring_ = false;
    const std::uint64_t end = now_ns() + std::chrono::nanoseconds(drain_limit).count();
    for (std::size_t i = 0; i < count_; ++i) {
        Connection& connection = connections_[i];
        while (!connection.lost && connection.outstanding > 0 && now_ns() < end) receive(connection);
    }
}

RunResult HotLoop::run(std::chrono::nanoseconds duration, std::chrono::nanoseconds silence,
                       const std::atomic<bool>& stop) {
    const std::uint64_t start = now_ns();
    const std::uint64_t end = start + static_cast<std::uint64_t>(duration.count());
    const auto quiet = static_cast<std::uint64_t>(silence.count());
    last_progress_ = start;
    for (std::size_t i = 0; i < count_; ++i) send_first(connections_[i]);
    if (count_ == 1) {
        run_one(end, quiet, stop);
    } else {
        run_many(end, quiet, stop);
    }
    result_.seconds = static_cast<double>(now_ns() - start) / 1e9;
    drain();
    result_.fewest = ~std::uint64_t{0};
    for (std::size_t i = 0; i < count_; ++i) {
        result_.fewest = std::min(result_.fewest, connections_[i].answers);
        result_.most = std::max(result_.most, connections_[i].answers);
    }
    return result_;
}

}  // namespace busbar::bench
