// SPDX-License-Identifier: Apache-2.0
// For tests: a client of ours wired in memory to a server of ours, on one virtual clock.
#pragma once

#include <stdexcept>

#include "client/report_hub.hpp"
#include "server/server.hpp"
#include "support/octets.hpp"

namespace busbar::scenario {

using client::Task;

/// One client at one server, whose connection can be cut and is made again when the client wants it.
class Line {
public:
    explicit Line(server::Server& server, Now& now, std::string address = "192.0.2.7",
                  const ClientOptions& options = {})
        : remote(options, client::stack_options(options).value(), buffers_),
          server_(server),
          now_(now),
          address_(std::move(address)) {
        remote.reconnector.set_random([] { return 0.5; });
        open();
        remote.session.start(now_.monotonic);
        if (!run(remote.session.associate(std::chrono::seconds(10))))
            throw std::runtime_error("no association");
    }
    ~Line() { cut(); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    template <class T>
    T run(Task<T> task) {
        remote.on_time(now_.monotonic);
        task.start();
        while (!task.done()) {
            if (!move()) pass_time(never);
        }
        return task.take();
    }
    void run_for(Duration duration) {
        const TimePoint end = now_.monotonic + duration;
        do {
            while (move()) {
            }
        } while (pass_time(end));
        remote.on_time(now_.monotonic);
        while (move()) {
        }
    }
    void cut() {
        if (!open_) return;
        open_ = false;
        server_.closed(id_);
        remote.session.closed(fail(Fault::io, "cable pulled").value());
    }
    /// The next connection breaks after so many octets to the client.
    void cut_next_after(std::size_t octets) { next_octets_ = octets; }

    std::shared_ptr<client::ReportStream> subscribe(std::string reference, SubscriptionOptions options = {}) {
        auto stream = run(client::subscribe(remote, std::move(reference), std::move(options), {}));
        if (!stream) throw std::runtime_error(stream.error().message());
        return *stream;
    }

private:
    void open() {
        id_ = server_.open(address_ + ":50000", now_).value();
        open_ = true;
        octets_left_ = std::exchange(next_octets_, whole);
        remote.local_address = {192, 0, 2, 7};
    }
    /// To the next deadline; false where that is after `end`.
    bool pass_time(TimePoint end) {
        const TimePoint next = std::min(remote.deadline(), server_.deadline());
        if (next == never && end == never) throw std::runtime_error("nobody waits for anything");
        const TimePoint to = std::max(now_.monotonic, std::min(next, end));
        now_.wall += to - now_.monotonic;
        now_.monotonic = to;
        if (next > end) return false;
        remote.on_time(to);
        server_.on_time(now_);
        if (remote.wants_connection(to)) {
            remote.reconnector.begin();
            open();
            remote.connected(to);
        }
        return true;
    }
    bool move() {
        bool moved = false;
        if (open_ && !remote.session.output().empty()) {
            const test::Exact out(remote.session.output());
            remote.session.consume_output(out.bytes().size());
            server_.receive(id_, out.bytes(), now_);
            moved = true;
        }
        if (open_ && !server_.output(id_).empty()) {
            const Bytes pending = server_.output(id_);
            const test::Exact in(pending.first(std::min(pending.size(), octets_left_)));
            server_.sent(id_, in.bytes().size(), now_);
            remote.session.receive(in.bytes(), now_.monotonic);
            octets_left_ -= in.bytes().size();
            if (octets_left_ == 0) cut();
            moved = true;
        }
        if (open_ && server_.wants_close(id_)) {
            cut();
            moved = true;
        }
        return moved;
    }

    stack::Buffers buffers_;

public:
    client::Remote remote;

private:
    server::Server& server_;
    Now& now_;
    std::string address_;
    server::ConnectionId id_{};
    static constexpr std::size_t whole = static_cast<std::size_t>(-1);
    std::size_t octets_left_ = whole;
    std::size_t next_octets_ = whole;
    bool open_ = false;
};

}  // namespace busbar::scenario
