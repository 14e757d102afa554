// SPDX-License-Identifier: Apache-2.0
// What the session does about what comes in: answers to their exchanges, everything else to whom it concerns.
#include <algorithm>

#include "client/session_milestone.hpp"

namespace busbar::client {
namespace {

/// Unreadable PDUs after which the peer is taken for something that does not speak MMS.
constexpr unsigned max_unreadable = 16;

Error violation(std::string text) {
    Error error;
    error.fault = Fault::violation;
    error.text = std::move(text);
    return error;
}

}  // namespace

Session::Milestone* Session::find_milestone(MilestoneKind kind, std::uint32_t invoke_id) const {
    for (Milestone* milestone : milestones_) {
        if (milestone->kind == kind && milestone->invoke_id == invoke_id) return milestone;
    }
    return nullptr;
}

/// Those that wait now; a coroutine that goes on may change the list.
void Session::complete_all(MilestoneKind kind, const Result<void>& result) {
    while (Milestone* const milestone = find_milestone(kind, 0)) complete(*milestone, result);
}

void Session::pump() {
    stack::Event event;
    while (association_.next(event)) {
        if (const auto* pdu = std::get_if<stack::MmsPdu>(&event)) {
            on_pdu(pdu->octets);
        } else if (std::get_if<stack::AssociateConfirm>(&event) != nullptr) {
            const auto granted = association_.negotiated().max_outstanding_calling;
            limit_ = std::max<std::size_t>(1, std::min(settings_.max_outstanding, granted));
            complete_all(MilestoneKind::associated, {});
        } else if (auto* refused = std::get_if<stack::Refused>(&event)) {
            if (refused->error.path.empty()) refused->error.path = name_of(refused->layer);
            end_with(std::move(refused->error));
        } else if (auto* aborted = std::get_if<stack::Aborted>(&event)) {
            end_with(std::move(aborted->error));
        } else if (const auto* released = std::get_if<stack::Released>(&event)) {
            complete_all(MilestoneKind::released, {});
            end_with(fail(Fault::io, released->by_peer ? "the server released the association"
                                                       : "the association was released")
                         .value());
        } else if (auto* still = std::get_if<stack::ReleaseRefused>(&event)) {
            complete_all(MilestoneKind::released, fail(std::move(still->error)));
        } else if (std::get_if<stack::ConcludeIndication>(&event) != nullptr) {
            (void)association_.conclude_accept();
        }
    }
}

void Session::on_pdu(Bytes octets) {
    if (settings_.trace) settings_.trace(false, octets);
    mms::Envelope envelope;
    ber::DecodeState state(octets);
    if (!mms::decode_envelope(octets, envelope, state)) return on_unreadable(envelope, state);
    switch (envelope.kind) {
        case mms::PduKind::confirmed_response:
        case mms::PduKind::confirmed_error: return on_answer(envelope, octets, state);
        case mms::PduKind::unconfirmed:
            if (unconfirmed_) unconfirmed_(envelope);
            return;
        case mms::PduKind::reject: return on_reject(envelope, state);
        case mms::PduKind::cancel_response:
        case mms::PduKind::cancel_error: return on_cancel_answer(envelope, state);
        case mms::PduKind::confirmed_request:
        case mms::PduKind::cancel_request: return refuse_request(envelope);
        case mms::PduKind::initiate_request:
        case mms::PduKind::initiate_response:
        case mms::PduKind::initiate_error:
        case mms::PduKind::conclude_request:
        case mms::PduKind::conclude_response:
        case mms::PduKind::conclude_error: ++unexpected_; return;
    }
}

void Session::on_answer(const mms::Envelope& envelope, Bytes octets, ber::DecodeState& state) {
    Exchange* const exchange = find_active(envelope.invoke_id);
    if (exchange == nullptr) {
        ++unexpected_;
        return;
    }
    if (envelope.kind == mms::PduKind::confirmed_error) {
        mms::ServiceError error;
        exchange->failure_ =
            mms::decode_confirmed_error(envelope, error, state) ? mms::to_error(error) : state.error();
    } else if (envelope.service_tag() != exchange->service_tag_) {
        exchange->failure_ = violation("the answer is for another service");
    } else {
        exchange->envelope_ = &envelope;
        exchange->answer_ = octets;
    }
    finish(*exchange);
    drain_queue();
}

void Session::on_reject(const mms::Envelope& envelope, ber::DecodeState& state) {
    mms::Reject reject;
    if (!mms::decode_reject(envelope, reject, state)) return on_unreadable(envelope, state);
    // A Reject without invokeID can be matched only while there is nothing to choose from.
    Exchange* exchange = nullptr;
    if (reject.original_invoke_id) {
        exchange = find_active(*reject.original_invoke_id);
    } else if (active_.size() == 1) {
        exchange = active_.front();
    }
    if (exchange != nullptr) {
        fail_exchange(*exchange, mms::to_error(reject));
        drain_queue();
        return;
    }
    if (reject.original_invoke_id) {
        if (Milestone* const milestone =
                find_milestone(MilestoneKind::cancelled, *reject.original_invoke_id)) {
            return complete(*milestone, fail(mms::to_error(reject)));
        }
    }
    ++unexpected_;
}

void Session::on_cancel_answer(const mms::Envelope& envelope, ber::DecodeState& state) {
    Result<void> result;
    if (envelope.kind == mms::PduKind::cancel_error) {
        mms::ServiceError error;
        result = mms::decode_cancel_error(envelope, error, state) ? fail(mms::to_error(error))
                                                                  : fail(state.error());
    }
    if (Milestone* const milestone = find_milestone(MilestoneKind::cancelled, envelope.invoke_id)) {
        return complete(*milestone, std::move(result));
    }
    ++unexpected_;
}

/// A PDU that cannot be read ends the exchange that it belongs to, where that can be told.
void Session::on_unreadable(const mms::Envelope& envelope, const ber::DecodeState& state) {
    if (++unreadable_ > max_unreadable) {
        association_.abort(violation("too many messages that are not MMS"));
        return;
    }
    const bool answer =
        envelope.kind == mms::PduKind::confirmed_response || envelope.kind == mms::PduKind::confirmed_error;
    const Error why = state.error();
    const std::optional<mms::Reject> reject = mms::reject_for(envelope, state);
    if (reject) send_rejection(*reject);
    if (envelope.has_invoke_id && answer) {
        if (Exchange* const exchange = find_active(envelope.invoke_id)) fail_exchange(*exchange, why);
    } else if (active_.size() == 1) {
        fail_exchange(*active_.front(), why);
    }
    drain_queue();
}

/// The server asks us for something: the file services of an obtainFile, a cancel, or what we do not do.
void Session::refuse_request(const mms::Envelope& envelope) {
    if (envelope.kind == mms::PduKind::cancel_request) {
        mms::encode_cancel_error(association_.begin(), envelope.invoke_id, mms::ServiceError::of(10, 1));
        (void)association_.send();
        return;
    }
    if (!envelope.has_modifiers && requested_ && requested_(envelope)) return;
    send_rejection(mms::reject_unrecognized(envelope));
}

void Session::respond_error(std::uint32_t invoke_id, const mms::ServiceError& error) {
    BackWriter& writer = association_.begin();
    mms::encode_error(writer, invoke_id, error);
    send_answer(writer, invoke_id);
}

void Session::send_answer(BackWriter& writer, std::uint32_t invoke_id) {
    constexpr std::int32_t resource = 3;
    if (writer.overflowed()) {
        mms::encode_error(association_.begin(), invoke_id, mms::ServiceError::of(resource, 0));
    }
    if (settings_.trace) settings_.trace(true, writer.bytes());
    (void)association_.send();
}

void Session::send_rejection(const mms::Reject& reject) {
    BackWriter& writer = association_.begin();
    mms::encode_reject(writer, reject);
    if (settings_.trace) settings_.trace(true, writer.bytes());
    (void)association_.send();
}

/// The association is over: everybody who waits hears why.
void Session::end_with(Error why) {
    if (end_) return;
    end_ = std::move(why);
    while (!active_.empty()) fail_exchange(*active_.front(), *end_);
    while (queue_head_ != nullptr) fail_exchange(*queue_head_, *end_);
    while (!milestones_.empty()) complete(*milestones_.front(), fail(*end_));
    if (ended_) ended_();
}

}  // namespace busbar::client
