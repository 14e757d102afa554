// SPDX-License-Identifier: Apache-2.0
#include "client/session.hpp"

#include <algorithm>
#include <memory>

#include "client/session_milestone.hpp"

namespace busbar::client {

Exchange::~Exchange() {
    session_.forget(*this);
}

bool Exchange::await_suspend(std::coroutine_handle<> waiter) {
    waiter_ = waiter;
    return session_.submit(*this);
}

void Exchange::extend() {
    if (state_ != State::sent) return;
    deadline_ = timeout_ >= never - session_.now_ ? never : session_.now_ + timeout_;
}

Session::Session(std::shared_ptr<const stack::Options> options, stack::Buffers& buffers, Settings settings)
    : options_(std::move(options)),
      buffers_(buffers),
      association_(stack::Role::client, options_, buffers),
      settings_(std::move(settings)) {}

Session::~Session() = default;

void Session::start(TimePoint now) {
    now_ = now;
    association_.start(now);
    pump();
}

void Session::restart(TimePoint now) {
    last_end_ = std::move(end_);
    end_.reset();
    limit_ = 1;
    unreadable_ = 0;
    needs_attention_ = false;
    std::destroy_at(&association_);
    std::construct_at(&association_, stack::Role::client, options_, buffers_);
    start(now);
}

void Session::receive(Bytes octets, TimePoint now) {
    now_ = now;
    association_.receive(octets, now);
    pump();
}

void Session::closed(Error why) {
    association_.closed(std::move(why));
    pump();
}

void Session::on_time(TimePoint now) {
    now_ = now;
    needs_attention_ = false;
    association_.on_time(now);
    pump();
    // A coroutine that is resumed may change both lists: start again after each.
    for (;;) {
        const auto late = std::find_if(active_.begin(), active_.end(),
                                       [&](const Exchange* exchange) { return exchange->deadline_ <= now_; });
        if (late == active_.end()) break;
        Error why;
        why.fault = Fault::timeout;
        why.text =
            "no answer within " +
            std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>((*late)->timeout_).count()) +
            " ms";
        fail_exchange(**late, std::move(why));
    }
    for (;;) {
        const auto late =
            std::find_if(milestones_.begin(), milestones_.end(),
                         [&](const Milestone* milestone) { return milestone->deadline <= now_; });
        if (late == milestones_.end()) break;
        complete(**late, fail(Fault::timeout, "no answer in time"));
    }
    drain_queue();
    pump();
}

TimePoint Session::deadline() const {
    if (needs_attention_) return TimePoint::min();
    TimePoint first = association_.deadline();
    for (const Exchange* exchange : active_) first = std::min(first, exchange->deadline_);
    for (const Milestone* milestone : milestones_) first = std::min(first, milestone->deadline);
    return first;
}

void Session::abort(Error why) {
    association_.abort(std::move(why));
    needs_attention_ = true;
}

Task<Result<void>> Session::associate(Duration timeout) {
    if (end_) co_return fail(*end_);
    if (association_.is_open()) co_return Result<void>();
    Milestone milestone(*this, MilestoneKind::associated, now_ + timeout);
    co_await MilestoneAwaiter{milestone};
    if (!milestone.result && !end_) abort(milestone.result.error());
    co_return std::move(milestone.result);
}

Task<Result<void>> Session::release() {
    if (end_) co_return fail(*end_);
    Result<void> begun = association_.release(now_);
    if (!begun) co_return begun;
    Milestone milestone(*this, MilestoneKind::released, never);
    co_await MilestoneAwaiter{milestone};
    co_return std::move(milestone.result);
}

Task<Result<void>> Session::cancel(std::uint32_t invoke_id) {
    if (end_) co_return fail(*end_);
    mms::encode_cancel_request(association_.begin(), invoke_id);
    Result<void> sent = association_.send();
    if (!sent) co_return sent;
    Milestone milestone(*this, MilestoneKind::cancelled, now_ + settings_.request_timeout, invoke_id);
    co_await MilestoneAwaiter{milestone};
    co_return std::move(milestone.result);
}

/// Whether the coroutine has to wait; false when the exchange failed at once.
bool Session::submit(Exchange& exchange) {
    if (!is_open()) {
        const auto& why = end_ ? end_ : last_end_;
        exchange.failure_ = why ? *why : fail(Fault::misuse, "there is no association").value();
        return false;
    }
    if (active_.size() >= limit_ || queue_head_ != nullptr) {
        enqueue(exchange);
        return true;
    }
    return transmit(exchange);
}

/// Encodes and sends; false with failure_ set where that is not possible.
bool Session::transmit(Exchange& exchange) {
    exchange.invoke_id_ = new_invoke_id();
    BackWriter& writer = association_.begin();
    exchange.encode_(writer, exchange.invoke_id_, exchange.request_);
    if (writer.overflowed()) {
        exchange.failure_ = fail(Fault::limit, "the request is longer than the PDU size").value();
        exchange.state_ = Exchange::State::done;
        return false;
    }
    if (settings_.trace) settings_.trace(true, writer.bytes());
    Result<void> sent = association_.send();
    if (!sent) {
        exchange.failure_ = std::move(sent).error();
        exchange.state_ = Exchange::State::done;
        needs_attention_ = true;
        return false;
    }
    exchange.state_ = Exchange::State::sent;
    exchange.deadline_ = exchange.timeout_ >= never - now_ ? never : now_ + exchange.timeout_;
    active_.push_back(&exchange);
    return true;
}

std::uint32_t Session::new_invoke_id() {
    while (find_active(next_invoke_id_) != nullptr) ++next_invoke_id_;
    return next_invoke_id_++;
}

Exchange* Session::find_active(std::uint32_t invoke_id) const {
    for (Exchange* exchange : active_) {
        if (exchange->invoke_id_ == invoke_id) return exchange;
    }
    return nullptr;
}

void Session::remove_active(Exchange& exchange) {
    active_.erase(std::find(active_.begin(), active_.end(), &exchange));
}

void Session::enqueue(Exchange& exchange) {
    exchange.state_ = Exchange::State::queued;
    exchange.previous_ = queue_tail_;
    (queue_tail_ != nullptr ? queue_tail_->next_ : queue_head_) = &exchange;
    queue_tail_ = &exchange;
}

void Session::unqueue(Exchange& exchange) {
    (exchange.previous_ != nullptr ? exchange.previous_->next_ : queue_head_) = exchange.next_;
    (exchange.next_ != nullptr ? exchange.next_->previous_ : queue_tail_) = exchange.previous_;
    exchange.next_ = exchange.previous_ = nullptr;
}

/// The coroutine that awaited is gone.
void Session::forget(Exchange& exchange) {
    if (exchange.state_ == Exchange::State::queued) unqueue(exchange);
    if (exchange.state_ == Exchange::State::sent) {
        remove_active(exchange);
        needs_attention_ = queue_head_ != nullptr;
    }
    exchange.state_ = Exchange::State::done;
}

void Session::drain_queue() {
    while (queue_head_ != nullptr && active_.size() < limit_ && is_open()) {
        Exchange& exchange = *queue_head_;
        unqueue(exchange);
        if (!transmit(exchange)) exchange.waiter_.resume();
    }
}

/// Ends an exchange that is queued or sent, with its outcome set; the coroutine goes on.
void Session::finish(Exchange& exchange) {
    if (exchange.state_ == Exchange::State::queued) unqueue(exchange);
    if (exchange.state_ == Exchange::State::sent) remove_active(exchange);
    exchange.state_ = Exchange::State::done;
    exchange.waiter_.resume();
}

void Session::fail_exchange(Exchange& exchange, Error why) {
    exchange.failure_ = std::move(why);
    finish(exchange);
}

void Session::complete(Milestone& milestone, Result<void> result) {
    std::erase(milestones_, &milestone);
    milestone.result = std::move(result);
    milestone.waiter.resume();
}

}  // namespace busbar::client
