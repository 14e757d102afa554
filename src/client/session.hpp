// SPDX-License-Identifier: Apache-2.0
// The client's side of one association, without I/O: requests under way by their invokeID, those that wait
// because the negotiated number is under way, time-outs, cancel, unconfirmed PDUs, and the end in every form
// (ISO 9506-2 clause 6, IEC 61850-8-1 clause 24). Procedures co_await call<Service>(request). Octets and time
// come in through receive() and on_time(), octets and the next deadline go out, as in stack::Association.
//
// Coroutines are resumed inside receive(), on_time() and closed(), never inside their own request. They must
// not destroy the session. One thread.
#pragma once

#include <coroutine>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/task.hpp"
#include "mms/pdu.hpp"
#include "stack/association.hpp"

namespace busbar::client {

class Session;

/// One confirmed request and what became of it. Lives in the frame of the coroutine that awaits it; when that
/// frame is destroyed, a late answer is ignored.
class Exchange {
public:
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange();

    static bool await_ready() noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiter);

    /// The invokeID; 0 until the request was sent.
    [[nodiscard]] std::uint32_t invoke_id() const { return invoke_id_; }
    /// Its time-out begins anew: for an answer whose making shows signs of life.
    void extend();

protected:
    using Encoder = void (*)(BackWriter& writer, std::uint32_t invoke_id, const void* request);
    Exchange(Session& session, Encoder encode, const void* request, std::uint32_t service_tag,
             Duration timeout)
        : session_(session),
          encode_(encode),
          request_(request),
          service_tag_(service_tag),
          timeout_(timeout) {}

    /// The answer: its envelope, which is valid until the session is used again; null with failure_ set
    /// otherwise.
    const mms::Envelope* envelope_ = nullptr;
    Bytes answer_;
    std::optional<Error> failure_;

private:
    friend class Session;
    enum class State : std::uint8_t { idle, queued, sent, done };
    Session& session_;
    Encoder encode_;
    const void* request_;
    std::uint32_t service_tag_;
    State state_ = State::idle;
    std::uint32_t invoke_id_ = 0;
    Duration timeout_;
    TimePoint deadline_ = never;
    std::coroutine_handle<> waiter_;
    Exchange* next_ = nullptr;  // in the queue
    Exchange* previous_ = nullptr;
};

/// co_await gives Result<Service::Response>. The response views the message: take out what is needed before
/// the next exchange of any coroutine of this session.
template <class Service>
class [[nodiscard]] Call final : public Exchange {
public:
    Call(Session& session, const typename Service::Request& request, Duration timeout)
        : Exchange(session, encode, &request, Service::tag, timeout) {}

    Result<typename Service::Response> await_resume() {
        if (failure_) return fail(std::move(*failure_));
        typename Service::Response response{};
        ber::DecodeState state(answer_);
        if (!mms::decode_response<Service>(*envelope_, response, state)) return Failure(state.error());
        return response;
    }

private:
    static void encode(BackWriter& writer, std::uint32_t invoke_id, const void* request) {
        mms::encode_request<Service>(writer, invoke_id,
                                     *static_cast<const typename Service::Request*>(request));
    }
};

class Session {
public:
    struct Settings {
        Duration request_timeout = std::chrono::seconds(10);
        /// Requests under way at once; the negotiated number where that is smaller.
        std::uint16_t max_outstanding = limits::outstanding_requests;
        /// Every MMS PDU but initiate and conclude. `sent` is false for received ones.
        std::function<void(bool sent, Bytes pdu)> trace;
    };
    /// `buffers` outlives the session.
    Session(std::shared_ptr<const stack::Options> options, stack::Buffers& buffers, Settings settings);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    // ---- the driver's side ----

    /// The connection is up.
    void start(TimePoint now);
    void receive(Bytes octets, TimePoint now);
    /// The connection is lost: everything under way fails.
    void closed(Error why);
    /// After the end: there is a new connection, and everything begins anew but the invokeIDs. Not from
    /// inside a call of this object.
    void restart(TimePoint now);
    /// To be called at deadline(), and before procedures are started after a pause.
    void on_time(TimePoint now);
    [[nodiscard]] TimePoint deadline() const;
    [[nodiscard]] Bytes output() const { return association_.output(); }
    void consume_output(std::size_t count) { association_.consume_output(count); }
    [[nodiscard]] bool wants_close() const { return association_.wants_close(); }

    // ---- the procedures' side ----

    /// One confirmed service. `request`, and what it views, must live until the answer. Errors: refused with
    /// the code of a ServiceError or Reject; timeout; limit where the request is longer than the PDU size;
    /// malformed or violation by the answer; what ended the association.
    template <class Service>
    Call<Service> call(const typename Service::Request& request) {
        return Call<Service>(*this, request, settings_.request_timeout);
    }
    template <class Service>
    Call<Service> call(const typename Service::Request& request, Duration timeout) {
        return Call<Service>(*this, request, timeout);
    }
    /// Waits for the association, `timeout` at most.
    Task<Result<void>> associate(Duration timeout);
    /// Conclude and orderly release. Fails where the peer refuses (the association goes on) or does not
    /// answer (it is over).
    Task<Result<void>> release();
    /// Asks the server to give up a request. Fails with the server's reason; the request goes on then.
    Task<Result<void>> cancel(std::uint32_t invoke_id);
    /// Tells the peer and ends; everything under way fails with `why`.
    void abort(Error why);

    /// Called for every unconfirmed PDU; views are valid until it uses this session, as
    /// coroutines that it resumes may.
    void on_unconfirmed(std::function<void(const mms::Envelope&)> handler) {
        unconfirmed_ = std::move(handler);
    }

    /// Called for every confirmed request of the server. True: it was answered, by one of the next two. What
    /// nobody answers is rejected.
    void on_request(std::function<bool(const mms::Envelope&)> handler) { requested_ = std::move(handler); }
    /// resource/other where the answer is longer than the PDU size.
    template <class Service>
    void respond(std::uint32_t invoke_id, const typename Service::Response& response) {
        BackWriter& writer = association_.begin();
        mms::encode_response<Service>(writer, invoke_id, response);
        send_answer(writer, invoke_id);
    }
    void respond_error(std::uint32_t invoke_id, const mms::ServiceError& error);

    /// Called when the association is over, and everything under way has failed.
    void on_end(std::function<void()> handler) { ended_ = std::move(handler); }

    [[nodiscard]] bool is_open() const { return !end_ && association_.is_open(); }
    /// Why the association is over; nothing while it is not.
    [[nodiscard]] const std::optional<Error>& end() const { return end_; }
    [[nodiscard]] const stack::Negotiated& negotiated() const { return association_.negotiated(); }
    [[nodiscard]] std::size_t outstanding_limit() const { return limit_; }
    [[nodiscard]] std::size_t outstanding() const { return active_.size(); }
    [[nodiscard]] Duration request_timeout() const { return settings_.request_timeout; }
    [[nodiscard]] TimePoint now() const { return now_; }
    /// PDUs that answered nothing under way; for tests and diagnosis.
    [[nodiscard]] std::uint64_t unexpected() const { return unexpected_; }
    /// The next request gets this invokeID, or the first free one after it.
    void set_next_invoke_id(std::uint32_t id) { next_invoke_id_ = id; }

private:
    friend class Exchange;
    /// Something else than a confirmed answer that a coroutine waits for.
    enum class MilestoneKind : std::uint8_t { associated, released, cancelled };
    struct Milestone;
    struct MilestoneAwaiter;

    // (session.cpp)
    bool submit(Exchange& exchange);
    bool transmit(Exchange& exchange);
    void forget(Exchange& exchange);
    void drain_queue();
    void finish(Exchange& exchange);
    void fail_exchange(Exchange& exchange, Error why);
    std::uint32_t new_invoke_id();
    void enqueue(Exchange& exchange);
    void unqueue(Exchange& exchange);
    Exchange* find_active(std::uint32_t invoke_id) const;
    void remove_active(Exchange& exchange);

    // (session_events.cpp)
    void pump();
    void on_pdu(Bytes octets);
    void on_answer(const mms::Envelope& envelope, Bytes octets, ber::DecodeState& state);
    void on_reject(const mms::Envelope& envelope, ber::DecodeState& state);
    void on_cancel_answer(const mms::Envelope& envelope, ber::DecodeState& state);
    void on_unreadable(const mms::Envelope& envelope, const ber::DecodeState& state);
    void refuse_request(const mms::Envelope& envelope);
    void end_with(Error why);
    void complete(Milestone& milestone, Result<void> result);
    [[nodiscard]] Milestone* find_milestone(MilestoneKind kind, std::uint32_t invoke_id) const;
    void complete_all(MilestoneKind kind, const Result<void>& result);
    void send_rejection(const mms::Reject& reject);
    void send_answer(BackWriter& writer, std::uint32_t invoke_id);

    std::shared_ptr<const stack::Options> options_;
    stack::Buffers& buffers_;
    stack::Association association_;
    Settings settings_;
    TimePoint now_{};
    std::size_t limit_ = 1;
    std::uint32_t next_invoke_id_ = 1;
    std::vector<Exchange*> active_;  // oldest first; at most limit_
    Exchange* queue_head_ = nullptr;
    Exchange* queue_tail_ = nullptr;
    std::vector<Milestone*> milestones_;
    std::function<void(const mms::Envelope&)> unconfirmed_;
    std::function<bool(const mms::Envelope&)> requested_;
    std::function<void()> ended_;
    std::optional<Error> end_;
    std::optional<Error> last_end_;  // of the association before
    std::uint64_t unexpected_ = 0;
    unsigned unreadable_ = 0;
    bool needs_attention_ = false;  // on_time() has something to do now
};

}  // namespace busbar::client
