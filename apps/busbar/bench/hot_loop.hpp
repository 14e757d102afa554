// SPDX-License-Identifier: Apache-2.0
// The loop that makes load, over associations that are up: one send for all answers that came together, one
// receive for all that is there, no allocation, no parsing beyond bench/answer_stream.hpp. With one
// connection it blocks in recv(), with more it asks epoll. Linux.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <span>

#include "bench/answer_stream.hpp"
#include "bench/request.hpp"
#include "bench/result.hpp"

namespace busbar::bench {

class HotLoop {
public:
    /// `sockets` are connected, blocking, and not owned. `depth` requests are kept under way on each.
    HotLoop(Request request, std::span<const int> sockets, std::size_t depth);
    ~HotLoop();
    HotLoop(const HotLoop&) = delete;
    HotLoop& operator=(const HotLoop&) = delete;

    /// Until `duration` is over, `stop` becomes true, every connection is lost, or nothing came for
    /// `silence`. What is under way then is waited for, but not counted.
    RunResult run(std::chrono::nanoseconds duration, std::chrono::nanoseconds silence,
                  const std::atomic<bool>& stop);

private:
    struct Connection;

    void send_first(Connection& connection);
    void receive(Connection& connection);
    void take(Connection& connection, const Answer& answer, std::uint64_t now);
    void send_again(Connection& connection);
    void lose(Connection& connection);
    void run_one(std::uint64_t end, std::uint64_t silence, const std::atomic<bool>& stop);
    void run_many(std::uint64_t end, std::uint64_t silence, const std::atomic<bool>& stop);
    void drain();

    Request request_;
    std::size_t depth_;
    std::uint32_t ring_;  ///< power of two from depth_ on: invokeID modulo ring_ is the slot
    std::unique_ptr<Connection[]> connections_;
    std::size_t count_;
    std::size_t living_;
    std::unique_ptr<std::uint64_t[]> sent_at_;   ///< of each slot of each connection
    std::unique_ptr<std::uint16_t[]> expected_;  ///< invokeID of each slot, 0 for none
    std::unique_ptr<std::uint32_t[]> freed_;     ///< slots whose answer has just come
    std::size_t freed_count_ = 0;
    ByteVector out_;  ///< depth_ copies of the request
    ByteVector in_;
    int poll_ = -1;
    std::uint64_t last_progress_ = 0;
    bool measuring_ = true;
    RunResult result_;
};

}  // namespace busbar::bench
