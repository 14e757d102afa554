// SPDX-License-Identifier: Apache-2.0
// For tests: a client wired in memory to a server that does what a script says, on a virtual clock that jumps
// to the next deadline when nothing moves.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <stdexcept>

#include "client/remote.hpp"
#include "mms/services.hpp"
#include "support/octets.hpp"

namespace busbar::client::testing {

class TestPeer {
public:
    using Script = std::function<void(const mms::Envelope& request)>;
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    explicit TestPeer(const ClientOptions& options = {}, stack::Options server = server_options())
        : server_options_(std::make_shared<stack::Options>(std::move(server))),
          server_store_(
              std::make_unique<stack::Association>(stack::Role::server, server_options_, server_buffers_)),
          remote(options, stack_options(options).value(), client_buffers_) {}

    static stack::Options server_options() {
        stack::Options options;
        options.mms.services.set(mms::Read::support_bit);
        return options;
    }

    /// Runs a procedure to its end. Throws where it never ends.
    template <class T>
    T run(Task<T> task) {
        remote.on_time(now);
        task.start();
        drive([&] { return task.done(); });
        return task.take();
    }
    /// Moves octets and time until `done()`.
    void drive(const std::function<bool()>& done) {
        for (std::size_t step = 0; !done(); ++step) {
            if (step > 3'000'000) throw std::runtime_error("the procedure does not come to an end");
            if (move() || done()) continue;
            pass_time();
        }
    }
    /// Moves octets until nothing moves, without time.
    void settle() {
        while (move()) {
        }
    }
    /// Moves octets and time for so long.
    void run_for(Duration duration) {
        const TimePoint end = now + duration;
        for (;;) {
            settle();
            const TimePoint next = std::min(remote.deadline(), cut_ ? never : server_store_->deadline());
            if (next > end) break;
            pass_time();
        }
        now = end;
        remote.on_time(now);
        settle();
    }
    /// To the next deadline of either side.
    void pass_time() {
        const TimePoint next = std::min(remote.deadline(), cut_ ? never : server_store_->deadline());
        if (next == never) throw std::runtime_error("nothing moves and nobody waits for anything");
        now = std::max(now, next);
        remote.on_time(now);
        if (!cut_) server_store_->on_time(now);
        if (remote.wants_connection(now)) connect_again();
    }
    /// What a driver does when the client wants a connection.
    void connect_again() {
        remote.reconnector.begin();
        attempts.push_back(now);
        if (refused_connections > 0) {
            --refused_connections;
            return remote.connect_failed(fail(Fault::io, "nobody listens").value(), now);
        }
        server_store_ =
            std::make_unique<stack::Association>(stack::Role::server, server_options_, server_buffers_);
        cut_ = false;
        server_store_->start(now);
        remote.connected(now);
    }
    /// Whether anything moved.
    bool move() {
        bool moved = false;
        if (cut_) return false;
        if (!remote.session.output().empty()) {
            const test::Exact octets(remote.session.output());
            remote.session.consume_output(octets.bytes().size());
            server_store_->receive(octets.bytes(), now);
            serve();
            moved = true;
        }
        if (!cut_ && !server_store_->output().empty() && !silent) {
            const test::Exact octets(server_store_->output());
            server_store_->consume_output(octets.bytes().size());
            remote.session.receive(octets.bytes(), now);
            serve();
            moved = true;
        }
        if (!cut_ && server_store_->wants_close()) cut("the server closed");
        return moved;
    }
    void start() {
        server_store_->start(now);
        remote.session.start(now);
    }
    Result<void> try_associate() {
        start();
        return run(remote.session.associate(std::chrono::seconds(10)));
    }
    void associate() {
        const Result<void> associated = try_associate();
        if (!associated) throw std::runtime_error(associated.error().message());
    }

    void cut(std::string why = "cable pulled") {
        cut_ = true;
        server_store_->closed();
        remote.session.closed(fail(Fault::io, std::move(why)).value());
    }

    // ---- answers ----

    template <class Service>
    void answer(std::uint32_t id, const typename Service::Response& response) {
        mms::encode_response<Service>(server_store_->begin(), id, response);
        EXPECT_TRUE(server_store_->send());
    }
    void refuse(std::uint32_t id, int error_class, int code) {
        mms::encode_error(server_store_->begin(), id, mms::ServiceError::of(error_class, code));
        EXPECT_TRUE(server_store_->send());
    }
    void reject(std::optional<std::uint32_t> id, Code code) {
        mms::encode_reject(server_store_->begin(), mms::Reject::of(id, code));
        EXPECT_TRUE(server_store_->send());
    }
    void send(std::string_view hex) { EXPECT_TRUE(server_store_->send(test::octets(hex))); }
    void send_octets(Bytes octets) { EXPECT_TRUE(server_store_->send(octets)); }
    template <class Service>
    static typename Service::Request decoded(const mms::Envelope& envelope) {
        typename Service::Request request{};
        ber::DecodeState state(envelope.service.whole);
        EXPECT_TRUE(mms::decode_request<Service>(envelope, request, state)) << state.error().message();
        return request;
    }

    [[nodiscard]] stack::Association& server() { return *server_store_; }

private:
    void serve() {
        stack::Event event;
        while (server_store_->next(event)) {
            if (std::get_if<stack::AssociateIndication>(&event) != nullptr) {
                if (refusal) {
                    EXPECT_TRUE(server_store_->refuse(*refusal));
                } else {
                    EXPECT_TRUE(server_store_->accept());
                }
            } else if (const auto* pdu = std::get_if<stack::MmsPdu>(&event)) {
                if (++requests > cut_at) {
                    cut_at = unlimited;
                    return cut();
                }
                // The script may answer at once, so it gets octets that stay.
                const ByteVector octets(pdu->octets.begin(), pdu->octets.end());
                mms::Envelope envelope;
                ber::DecodeState state(octets);
                EXPECT_TRUE(mms::decode_envelope(octets, envelope, state));
                if (script) script(envelope);
            } else if (std::get_if<stack::ConcludeIndication>(&event) != nullptr) {
                EXPECT_TRUE(refuse_conclude ? server_store_->conclude_refuse()
                                            : server_store_->conclude_accept());
            }
        }
    }

    stack::Buffers server_buffers_, client_buffers_;
    std::shared_ptr<const stack::Options> server_options_;
    std::unique_ptr<stack::Association> server_store_;
    bool cut_ = false;

public:
    Script script;
    TimePoint now{std::chrono::hours(1)};
    std::size_t requests = 0;
    std::size_t cut_at = unlimited;  ///< the connection is lost when this many requests were served
    bool silent = false;
    bool refuse_conclude = false;
    std::optional<Code> refusal;          ///< of the association
    std::vector<TimePoint> attempts;      ///< to connect again
    std::size_t refused_connections = 0;  ///< so many of them fail
    Remote remote;                        // last: it ends first
};

}  // namespace busbar::client::testing
