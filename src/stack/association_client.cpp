// SPDX-License-Identifier: Apache-2.0
// Establishment, calling side: CR, then CN with CP, AARQ and initiate-Request inside; and what the answers
// say, on whichever layer they refuse.
#include "ber/codec.hpp"
#include "mms/error.hpp"
#include "stack/association.hpp"
#include "stack/negotiate.hpp"
#include "stack/producer.hpp"

namespace busbar::stack {
namespace {

acse::Address acse_address(const Address& address) {
    acse::Address result;
    if (address.ap_title) result.ap_title = Bytes(*address.ap_title);
    result.ae_qualifier = address.ae_qualifier;
    return result;
}

Event refused(Layer layer, std::string text, Code code = {}) {
    Error error;
    error.fault = Fault::refused;
    error.code = code;
    error.text = std::move(text);
    return Refused{layer, std::move(error)};
}

Error violation(const char* text) {
    Error error;
    error.fault = Fault::violation;
    error.text = text;
    return error;
}

Bytes payload_of(const std::optional<acse::UserInformation>& information) {
    if (!information || !information->external) return {};
    return information->external->octets();
}

constexpr std::uint32_t initiate_error_tag = 10;

/// The initiate-Error that `pdu` is; nothing where it is something else.
std::optional<Error> initiate_error_in(Bytes pdu) {
    const auto error = ber::decode<mms::ServiceError>(pdu, ber::context(initiate_error_tag));
    if (!error) return std::nullopt;
    return mms::to_error(*error);
}

Code code_of(const acse::Diagnostic& diagnostic) {
    if (const auto* user = std::get_if<acse::UserDiagnostic>(&diagnostic.source)) {
        return {Domain::acse_user, user->reason};
    }
    return {Domain::acse_provider, std::get<acse::ProviderDiagnostic>(diagnostic.source).reason};
}

/// A rejected AARE: the initiate-Error inside says more than the diagnostic.
Event rejected(const acse::AssociateResponse& aare) {
    if (auto error = initiate_error_in(payload_of(aare.user_information))) {
        return Refused{Layer::mms, *std::move(error)};
    }
    return refused(Layer::acse, "the peer rejects the association", code_of(aare.diagnostic));
}

}  // namespace

void Association::on_transport_confirm() {
    if (!advance(Input::transport_connected)) return;
    phase_deadline_ = now_ + options_->handshake_phase;
    const auto initiate = [this](BackWriter& writer) { mms::encode(writer, proposal(options_->mms)); };
    const auto aarq = [&](BackWriter& writer) {
        acse::AssociateParameters parameters;
        parameters.called = acse_address(options_->peer);
        parameters.calling = acse_address(options_->own);
        if (options_->password) parameters.password = *options_->password;
        parameters.payload = {presentation_.mms_context(), producer_of(initiate), &initiate};
        static_cast<void>(acse_.associate_request(writer, parameters));
    };
    BackWriter& writer = fresh_writer();
    static_cast<void>(presentation_.connect_request(writer, Bytes(options_->own.presentation_selector),
                                                    Bytes(options_->peer.presentation_selector),
                                                    producer_of(aarq), &aarq));
    static_cast<void>(session_.connect_request(writer, Bytes(options_->own.session_selector),
                                               Bytes(options_->peer.session_selector)));
    emit(writer, false);
}

/// DR: before the connection is up it is a refusal, afterwards the end.
void Association::on_transport_refused(cotp::DisconnectReason reason) {
    const Code code{Domain::transport, static_cast<std::int32_t>(reason)};
    if (state_ == State::connecting && role_ == Role::client) {
        end_with(refused(Layer::transport, "the peer refuses the transport connection", code));
        return;
    }
    Error error;
    error.fault = Fault::refused;
    error.code = code;
    error.text = "the peer disconnects the transport connection";
    end_with(Aborted{AbortedBy::peer_provider, std::move(error)});
}

void Association::on_accept(const session::Accept& spdu, Event& event, bool& filled) {
    auto confirm = presentation_.receive_accept(spdu.user_data);
    if (!confirm) {
        if (confirm.error().fault == Fault::refused) {
            Error error = std::move(confirm).error();
            user_abort(Error(error));
            end_ = std::make_unique<Event>(Refused{Layer::presentation, std::move(error)});
            return;
        }
        provider_abort(Layer::presentation, std::move(confirm).error());
        return;
    }
    if (confirm->acse.empty()) {
        provider_abort(Layer::acse, violation("AC and CPA without an AARE"));
        return;
    }
    auto apdu = acse_.receive(confirm->acse);
    if (!apdu) {
        provider_abort(Layer::acse, std::move(apdu).error());
        return;
    }
    if (const auto* aare = std::get_if<acse::AssociateResponse>(&apdu->value)) {
        on_aare(*aare, event, filled);
    } else {
        provider_abort(Layer::acse, violation("the answer to an AARQ is not an AARE"));
    }
}

void Association::on_aare(const acse::AssociateResponse& aare, Event& event, bool& filled) {
    if (acse_.state() == acse::State::closed) {
        // Some peers reject inside an accepted session.
        Event why = rejected(aare);
        user_abort(violation("rejected association"));
        end_ = std::make_unique<Event>(std::move(why));
        return;
    }
    const Bytes payload = payload_of(aare.user_information);
    if (auto error = initiate_error_in(payload)) {
        user_abort(Error(*error));
        end_ = std::make_unique<Event>(Refused{Layer::mms, *std::move(error)});
        return;
    }
    const auto initiate = mms::decode_initiate_response(payload);
    if (!initiate) {
        user_abort(initiate.error());
        return;
    }
    auto settled = settle(*initiate, options_->mms);
    if (!settled) {
        user_abort(std::move(settled).error());
        return;
    }
    if (!advance(Input::associate_confirm)) return;
    phase_deadline_ = never;
    negotiated_ = *settled;
    event = AssociateConfirm{negotiated_, acse::element_of(aare.responding_ap_title),
                             acse::element_of(aare.responding_ae_qualifier)};
    filled = true;
}

void Association::on_refuse(const session::Refuse& spdu) {
    const Code session_code{Domain::session, static_cast<std::int32_t>(spdu.reason)};
    const auto by_session = [&] {
        return refused(Layer::session, "the peer refuses the session", session_code);
    };
    if (spdu.user_data.empty()) {
        end_with(by_session());
        return;
    }
    const auto cpr = presentation_.receive_refuse(spdu.user_data);
    if (!cpr) {
        end_with(by_session());
        return;
    }
    const Code presentation_code =
        cpr->reason ? Code{Domain::presentation, static_cast<std::int32_t>(*cpr->reason)} : Code{};
    const auto by_presentation = [&] {
        return refused(Layer::presentation, "the peer refuses the presentation connection",
                       presentation_code);
    };
    if (cpr->acse.empty()) {
        end_with(by_presentation());
        return;
    }
    const auto apdu = acse_.receive(cpr->acse);
    const auto* aare = apdu ? std::get_if<acse::AssociateResponse>(&apdu->value) : nullptr;
    end_with(aare != nullptr ? rejected(*aare) : by_presentation());
}

}  // namespace busbar::stack
