// SPDX-License-Identifier: Apache-2.0
// Establishment, called side: what the CR, the CN and what it carries must have, the answer of the owner, and
// the refusals, each told by the PDU of the layer that refuses.
#include "ber/codec.hpp"
#include "mms/error.hpp"
#include "stack/association.hpp"
#include "stack/negotiate.hpp"
#include "stack/producer.hpp"

#include <algorithm>

namespace busbar::stack {
namespace {

bool same(const std::optional<Bytes>& called, const ByteVector& own) {
    const Bytes octets = called.value_or(Bytes());
    return std::equal(octets.begin(), octets.end(), own.begin(), own.end());
}

acse::Address own_address(const Options& options) {
    acse::Address result;
    if (options.own.ap_title) result.ap_title = Bytes(*options.own.ap_title);
    result.ae_qualifier = options.own.ae_qualifier;
    return result;
}

Error refusal(std::string text, Code code, Fault fault = Fault::refused) {
    Error error;
    error.fault = fault;
    error.code = code;
    error.text = std::move(text);
    return error;
}

Bytes value_of(const acse::AuthenticationValue& value) {
    struct Octets {
        Bytes operator()(const ber::GraphicString& text) const { return bytes_of(text.text); }
        Bytes operator()(const ber::BitString& bits) const { return bits.octets; }
        Bytes operator()(const acse::External& external) const { return external.octets(); }
        Bytes operator()(const ber::One<ber::Any>& any) const { return any.element().whole; }
    };
    return std::visit(Octets(), value.value);
}

std::optional<Authentication> authentication_of(const acse::AssociateRequest& aarq) {
    if (!aarq.authentication) return std::nullopt;
    Authentication result;
    if (aarq.mechanism) result.mechanism = aarq.mechanism->content;
    result.password = acse::password_of(aarq);
    result.value = value_of(*aarq.authentication);
    return result;
}

acse::Diagnostic diagnostic_of(acse::UserReason reason) {
    return {acse::UserDiagnostic{static_cast<std::int32_t>(reason)}};
}

}  // namespace

void Association::on_transport_indication(const cotp::ConnectIndication& indication) {
    std::optional<cotp::DisconnectReason> reason;
    if (no_place_) {
        reason = cotp::DisconnectReason::congestion_at_tsap;
    } else if (!indication.class_0_possible) {
        reason = cotp::DisconnectReason::negotiation_failed;
    } else if (options_->strict_addresses &&
               !same(indication.called_selector, options_->own.transport_selector)) {
        reason = cotp::DisconnectReason::address_unknown;
    }
    BackWriter& writer = fresh_writer();
    if (reason) {
        static_cast<void>(transport_.refuse(writer, *reason));
        emit_tpdu(writer);
        end_with(Refused{Layer::transport, refusal("transport connection refused",
                                                   {Domain::transport, static_cast<std::int32_t>(*reason)},
                                                   no_place_ ? Fault::limit : Fault::refused)});
        return;
    }
    static_cast<void>(
        transport_.connect_response(writer, indication.calling_selector, indication.called_selector));
    emit_tpdu(writer);
    advance(Input::transport_connected);
    phase_deadline_ = now_ + options_->handshake_phase;
}

void Association::on_connect(const session::Connect& spdu, Event& event, bool& filled) {
    session_selector_.keep(spdu.called_selector);
    if (const auto objection = session::Connection::objection(spdu)) {
        refuse_session(*objection, "session version 2 with duplex is not offered");
        return;
    }
    if (options_->strict_addresses && !same(spdu.called_selector, options_->own.session_selector)) {
        refuse_session(session::RefuseReason::selector_unknown, "called session selector is not ours");
        return;
    }
    auto connect = presentation_.receive_connect(spdu.user_data);
    if (!connect) {
        provider_abort(Layer::presentation, std::move(connect).error());
        return;
    }
    presentation_selector_.keep(connect->called_selector);
    if (options_->strict_addresses && !same(connect->called_selector, options_->own.presentation_selector)) {
        refuse_presentation(presentation::RefuseReason::called_address_unknown,
                            "called presentation selector is not ours");
        return;
    }
    if (!connect->has_contexts) {
        refuse_presentation(presentation::RefuseReason::unspecified,
                            "contexts for ACSE and MMS are not offered");
        return;
    }
    if (connect->acse.empty()) {
        refuse_presentation(presentation::RefuseReason::user_data_not_readable, "CP without an AARQ");
        return;
    }
    auto apdu = acse_.receive(connect->acse);
    const auto* aarq = apdu ? std::get_if<acse::AssociateRequest>(&apdu->value) : nullptr;
    if (aarq == nullptr) {
        provider_abort(Layer::acse,
                       apdu ? refusal("CP carries an APDU that is not an AARQ", {}, Fault::violation)
                            : std::move(apdu).error());
        return;
    }
    AssociateIndication indication;
    bool good = false;
    on_aarq(*aarq, indication, good);
    if (!good || !advance(Input::associate_indication)) return;
    indication.calling_session_selector = spdu.calling_selector;
    indication.called_session_selector = spdu.called_selector;
    indication.calling_presentation_selector = connect->calling_selector;
    indication.called_presentation_selector = connect->called_selector;
    event = std::move(indication);
    filled = true;
}

/// What an AARQ must have before the owner is asked. `good` stays false where it was refused.
void Association::on_aarq(const acse::AssociateRequest& aarq, AssociateIndication& indication, bool& good) {
    if (const auto objection = acse::objection(aarq)) {
        refuse_acse(acse::AssociateResult::rejected_permanent, *objection, nullptr);
        return;
    }
    if (options_->strict_addresses) {
        if (const auto wrong = acse::check_called(aarq, own_address(*options_))) {
            refuse_acse(acse::AssociateResult::rejected_permanent, diagnostic_of(*wrong), nullptr);
            return;
        }
    }
    if (!options_->accepted_passwords.empty()) {
        if (const auto lack = acse::check_password(aarq, options_->accepted_passwords)) {
            refuse_acse(acse::AssociateResult::rejected_permanent, diagnostic_of(*lack), nullptr);
            return;
        }
    }
    if (!aarq.user_information || !aarq.user_information->external) {
        refuse_acse(acse::AssociateResult::rejected_permanent,
                    diagnostic_of(acse::UserReason::no_reason_given), nullptr);
        return;
    }
    const auto initiate = mms::decode_initiate_request(aarq.user_information->external->octets());
    const auto granted =
        initiate ? grant(*initiate, options_->mms) : Result<Negotiated>(Failure(initiate.error()));
    if (!granted) {
        const Code code = initiate ? granted.error().code : code_of(InitiateError::other);
        refuse_acse(acse::AssociateResult::rejected_permanent,
                    diagnostic_of(acse::UserReason::no_reason_given), &code);
        return;
    }
    negotiated_ = *granted;
    indication.calling_ap_title = acse::element_of(aarq.calling_ap_title);
    indication.calling_ae_qualifier = acse::element_of(aarq.calling_ae_qualifier);
    indication.called_ap_title = acse::element_of(aarq.called_ap_title);
    indication.called_ae_qualifier = acse::element_of(aarq.called_ae_qualifier);
    indication.application_context = aarq.application_context.content;
    indication.authentication = authentication_of(aarq);
    indication.proposed = negotiated_;
    good = true;
}

Result<void> Association::accept() {
    if (!advance(Input::accept)) return fail(Fault::misuse, "there is no association to accept");
    phase_deadline_ = never;
    const auto initiate = [this](BackWriter& writer) {
        mms::encode(writer, response(negotiated_, options_->mms));
    };
    const auto aare = [&](BackWriter& writer) {
        static_cast<void>(acse_.accept(writer, own_address(*options_),
                                       {presentation_.mms_context(), producer_of(initiate), &initiate}));
    };
    BackWriter& writer = fresh_writer();
    static_cast<void>(
        presentation_.connect_response(writer, presentation_selector_.get(), producer_of(aare), &aare));
    static_cast<void>(session_.connect_response(writer, session_selector_.get()));
    emit(writer, false);
    return {};
}

Result<void> Association::refuse(Code code, bool transient) {
    if (state_ != State::deciding) return fail(Fault::misuse, "there is no association to refuse");
    refuse_with(code, transient);
    return {};
}

void Association::refuse_with(Code code, bool transient) {
    const auto result =
        transient ? acse::AssociateResult::rejected_transient : acse::AssociateResult::rejected_permanent;
    switch (code.domain) {
        case Domain::session:
            refuse_session(session::RefuseReason{static_cast<Octet>(code.value)}, "refused by the server");
            return;
        case Domain::presentation:
            refuse_presentation(presentation::RefuseReason{code.value}, "refused by the server");
            return;
        case Domain::acse_provider:
            refuse_acse(result, {acse::ProviderDiagnostic{code.value}}, nullptr);
            return;
        case Domain::service_error:
            refuse_acse(result, diagnostic_of(acse::UserReason::no_reason_given), &code);
            return;
        case Domain::acse_user: refuse_acse(result, {acse::UserDiagnostic{code.value}}, nullptr); return;
        case Domain::none:
        case Domain::data_access:
        case Domain::reject:
        case Domain::add_cause:
        case Domain::transport:
        case Domain::system:
            refuse_acse(result, diagnostic_of(acse::UserReason::no_reason_given), nullptr);
            return;
    }
}

void Association::refuse_session(session::RefuseReason reason, const char* text) {
    BackWriter& writer = fresh_writer();
    static_cast<void>(session_.refuse(writer, reason));
    emit(writer, false);
    end_with(Refused{Layer::session, refusal(text, {Domain::session, static_cast<std::int32_t>(reason)})});
}

void Association::refuse_presentation(presentation::RefuseReason reason, const char* text) {
    BackWriter& writer = fresh_writer();
    static_cast<void>(presentation_.refuse(writer, presentation_selector_.get(), reason, nullptr, nullptr));
    static_cast<void>(session_.refuse(writer, session::RefuseReason::rejected_by_user_with_data));
    emit(writer, false);
    end_with(Refused{Layer::presentation,
                     refusal(text, {Domain::presentation, static_cast<std::int32_t>(reason)})});
}

/// RF, CPR and a rejecting AARE, with an initiate-Error where that is the reason.
void Association::refuse_acse(acse::AssociateResult result, acse::Diagnostic diagnostic,
                              const Code* initiate_error) {
    const auto error = [&](BackWriter& writer) {
        ber::encode(writer, mms::ServiceError::of(*initiate_error), ber::context(10));
    };
    const auto aare = [&](BackWriter& writer) {
        acse::Payload payload;
        if (initiate_error != nullptr) payload = {presentation_.mms_context(), producer_of(error), &error};
        static_cast<void>(acse_.reject(writer, result, diagnostic, payload));
    };
    BackWriter& writer = fresh_writer();
    static_cast<void>(
        presentation_.refuse(writer, presentation_selector_.get(), std::nullopt, producer_of(aare), &aare));
    static_cast<void>(session_.refuse(writer, session::RefuseReason::rejected_by_user_with_data));
    emit(writer, false);
    if (initiate_error != nullptr) {
        end_with(Refused{Layer::mms, refusal("MMS initiate refused", *initiate_error)});
        return;
    }
    Code code{Domain::acse_user, 0};
    if (const auto* user = std::get_if<acse::UserDiagnostic>(&diagnostic.source)) {
        code.value = user->reason;
    } else {
        code = {Domain::acse_provider, std::get<acse::ProviderDiagnostic>(diagnostic.source).reason};
    }
    end_with(Refused{Layer::acse, refusal("association refused", code)});
}

}  // namespace busbar::stack
