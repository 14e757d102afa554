// SPDX-License-Identifier: Apache-2.0
// The end of an association: conclude, FN with RLRQ, abort from any side, loss of the stream connection. Some
// peers only conclude, some only finish, some answer neither: each way leads to one event and to `closed`.
#include "ber/codec.hpp"
#include "mms/error.hpp"
#include "stack/association.hpp"
#include "stack/producer.hpp"

namespace busbar::stack {
namespace {

constexpr Octet conclude_request[] = {0x8B, 0};
constexpr Octet conclude_response[] = {0x8C, 0};
/// RejectPDU: conclude-requestPDU, invalid-argument.
constexpr Octet conclude_request_rejected[] = {0xA4, 3, 0x89, 1, 1};
constexpr std::uint32_t conclude_request_tag = 11, conclude_error_tag = 13;
constexpr Code further_communication_required = Code::service_error(9, 1);

Error error_of(Fault fault, std::string text) {
    Error error;
    error.fault = fault;
    error.text = std::move(text);
    return error;
}

std::string text_of_abort(const acse::Apdu& apdu) {
    const auto* abrt = std::get_if<acse::Abort>(&apdu.value);
    if (abrt == nullptr || !abrt->diagnostic) return "the peer aborts the association";
    return "the peer aborts the association, diagnostic " + std::to_string(*abrt->diagnostic);
}

}  // namespace

void Association::end_with(Event event, Input how) {
    if (state_ == State::closed) return;
    if (!advance(how)) state_ = State::closed;
    end_ = std::make_unique<Event>(std::move(event));
    // From here on only what waits for the peer matters, and not for long.
    phase_deadline_ = now_ + options_->release_wait;
    message_deadline_ = never;
}

// ---- conclude
// -----------------------------------------------------------------------------------------------------

Result<void> Association::release(TimePoint now, ReleaseParts parts) {
    now_ = now;
    if (state_ != State::open) return fail(Fault::misuse, "only an open association can be released");
    release_parts_ = parts;
    if (parts == ReleaseParts::finish_only) {
        send_finish();
        return {};
    }
    if (auto sent = send(conclude_request); !sent) return sent;
    advance(Input::conclude_request);
    phase_deadline_ = now + options_->release_wait;
    return {};
}

Result<void> Association::conclude_accept() {
    if (state_ != State::answering) return fail(Fault::misuse, "the peer did not ask to conclude");
    if (auto sent = send(conclude_response); !sent) return sent;
    advance(Input::conclude_accept);
    // FN, or just the end of the connection, comes next.
    phase_deadline_ = now_ + options_->release_wait;
    return {};
}

Result<void> Association::conclude_refuse() {
    if (state_ != State::answering) return fail(Fault::misuse, "the peer did not ask to conclude");
    BackWriter& writer = begin();
    ber::encode(writer, mms::ServiceError::of(further_communication_required),
                ber::context(conclude_error_tag));
    if (auto sent = send(); !sent) return sent;
    advance(Input::conclude_refuse);
    return {};
}

void Association::on_conclude(Bytes pdu, Event& event, bool& filled) {
    if (pdu[0] == conclude_request[0]) {
        if (!ber::decode<ber::Null>(pdu, ber::context(conclude_request_tag))) {
            static_cast<void>(send(conclude_request_rejected));
            return;
        }
        const bool both = state_ == State::concluding;
        if (!advance(Input::conclude_indication)) {
            provider_abort(Layer::mms, error_of(Fault::violation, "conclude-request twice"));
        } else if (both) {
            static_cast<void>(send(conclude_response));
        } else {
            event = ConcludeIndication{};
            filled = true;
        }
        return;
    }
    if (pdu[0] == conclude_response[0]) {
        if (!advance(Input::conclude_confirm)) {
            provider_abort(Layer::mms, error_of(Fault::violation, "conclude-response without a request"));
        } else if (release_parts_ == ReleaseParts::conclude_only) {
            end_with(Released{false});
        } else {
            send_finish();
        }
        return;
    }
    if (!advance(Input::conclude_refused)) {
        provider_abort(Layer::mms, error_of(Fault::violation, "conclude-error without a request"));
        return;
    }
    phase_deadline_ = never;
    const auto refused = ber::decode<mms::ServiceError>(pdu, ber::context(conclude_error_tag));
    event = ReleaseRefused{refused ? mms::to_error(*refused)
                                   : error_of(Fault::refused, "the peer refuses to conclude")};
    filled = true;
}

// ---- release
// ------------------------------------------------------------------------------------------------------

void Association::send_finish() {
    if (!advance(Input::finish_request)) return;
    phase_deadline_ = now_ + options_->release_wait;
    const auto rlrq = [this](BackWriter& writer) { static_cast<void>(acse_.release_request(writer)); };
    BackWriter& writer = fresh_writer();
    presentation_.acse_data(writer, producer_of(rlrq), &rlrq);
    static_cast<void>(session_.finish_request(writer));
    emit(writer, false);
}

/// FN is always answered positively. An FN without RLRQ is the release all the same; one with something else
/// in it is not.
void Association::on_finish(const session::Finish& spdu) {
    bool with_acse = false;
    if (!spdu.user_data.empty()) {
        auto data = presentation_.receive_data(spdu.user_data);
        if (!data) {
            provider_abort(Layer::presentation, std::move(data).error());
            return;
        }
        auto apdu = acse_.receive(data->value);
        if (!apdu || !std::holds_alternative<acse::ReleaseRequest>(apdu->value)) {
            provider_abort(Layer::acse,
                           apdu ? error_of(Fault::violation, "FN carries an APDU that is not an RLRQ")
                                : std::move(apdu).error());
            return;
        }
        with_acse = true;
    }
    const auto rlre = [this](BackWriter& writer) { static_cast<void>(acse_.release_response(writer)); };
    BackWriter& writer = fresh_writer();
    if (with_acse) presentation_.acse_data(writer, producer_of(rlre), &rlre);
    static_cast<void>(session_.finish_response(writer));
    emit(writer, false);
    acse_.released();
    presentation_.released();
    end_with(Released{true}, Input::finish_indication);
}

/// DN ends the session whatever it says above; an RLRE that cannot be read changes nothing.
void Association::on_disconnect(const session::Disconnect& spdu) {
    static_cast<void>(spdu);
    acse_.released();
    presentation_.released();
    end_with(Released{false}, Input::finish_confirm);
}

// ---- abort
// --------------------------------------------------------------------------------------------------------

void Association::on_abort(const session::Abort& spdu) {
    const auto abort = presentation_.receive_abort(spdu.user_data);
    AbortedBy by = AbortedBy::peer;
    std::string text = "the peer aborts the association";
    if (!abort) {
        text = "the peer aborts the session";
    } else if (abort->by_provider) {
        by = AbortedBy::peer_provider;
        text = "the peer's presentation layer aborts";
        if (abort->reason) text += ", reason " + std::to_string(static_cast<std::int32_t>(*abort->reason));
    } else if (!abort->acse.empty()) {
        const auto apdu = acse_.receive(abort->acse);
        if (apdu) {
            text = text_of_abort(*apdu);
            const auto* abrt = std::get_if<acse::Abort>(&apdu->value);
            if (abrt != nullptr && abrt->source == static_cast<std::int32_t>(acse::AbortSource::provider)) {
                by = AbortedBy::peer_provider;
            }
        }
    } else if ((spdu.transport_disconnect & session::transport_disconnect::user_abort) == 0) {
        by = AbortedBy::peer_provider;
    }
    end_with(Aborted{by, error_of(Fault::refused, std::move(text))});
}

void Association::abort(Error why) {
    if (state_ != State::closed) user_abort(std::move(why));
}

/// AB with ARU and ABRT, where there is a session to abort; else the stream connection just ends.
void Association::user_abort(Error error) {
    const bool has_session =
        transport_.state() == cotp::State::open && session_.state() != session::State::idle;
    if (has_session) {
        const auto abrt = [this](BackWriter& writer) {
            static_cast<void>(acse_.abort_request(writer, acse::AbortSource::user));
        };
        const bool has_acse = acse_.state() != acse::State::closed && acse_.state() != acse::State::idle;
        BackWriter& writer = fresh_writer();
        if (has_acse) static_cast<void>(presentation_.abort_request(writer, producer_of(abrt), &abrt));
        static_cast<void>(session_.abort_request(
            writer, session::transport_disconnect::user_abort | session::transport_disconnect::no_reason));
        emit(writer, false);
    }
    end_with(Aborted{AbortedBy::us, std::move(error)});
}

/// The peer did what the protocol of `layer` does not allow: said by that layer's PDU, then the end.
void Association::provider_abort(Layer layer, Error error) {
    BackWriter& writer = fresh_writer();
    const bool has_session = transport_.state() == cotp::State::open;
    switch (layer) {
        case Layer::tcp:
        case Layer::tpkt: break;
        case Layer::transport: {
            auto cause = cotp::RejectCause::unspecified;
            if (error.fault == Fault::unsupported) cause = cotp::RejectCause::invalid_tpdu_type;
            if (error.fault == Fault::malformed) cause = cotp::RejectCause::invalid_parameter_value;
            if (transport_.send_error(writer, cause)) emit_tpdu(writer);
            break;
        }
        case Layer::session:
            if (has_session && session_.abort_request(writer, session::transport_disconnect::protocol_error))
                emit(writer, false);
            break;
        case Layer::presentation: {
            const auto reason = error.fault == Fault::violation
                                    ? presentation::AbortReason::unexpected_ppdu
                                    : presentation::AbortReason::invalid_parameter_value;
            static_cast<void>(presentation_.provider_abort_request(writer, reason));
            if (has_session && session_.abort_request(writer, session::transport_disconnect::user_abort)) {
                emit(writer, false);
            }
            break;
        }
        case Layer::acse:
        case Layer::mms: {
            const auto abrt = [&](BackWriter& out) {
                static_cast<void>(acse_.abort_request(
                    out, layer == Layer::acse ? acse::AbortSource::provider : acse::AbortSource::user));
            };
            static_cast<void>(presentation_.abort_request(writer, producer_of(abrt), &abrt));
            if (has_session && session_.abort_request(writer, session::transport_disconnect::user_abort)) {
                emit(writer, false);
            }
            break;
        }
    }
    end_with(Aborted{AbortedBy::us, std::move(error)});
}

void Association::closed(Error why) {
    if (state_ == State::closed) {
        given_up_ = true;
        return;
    }
    const bool leaving =
        state_ == State::concluding || state_ == State::concluded || state_ == State::releasing;
    if (leaving) {
        end_with(Released{state_ == State::concluded && role_ == Role::server});
    } else {
        if (why.text.empty()) {
            why.fault = Fault::io;
            why.text = "the connection was lost";
        }
        end_with(Aborted{AbortedBy::transport, std::move(why)});
    }
    given_up_ = true;
}

}  // namespace busbar::stack
