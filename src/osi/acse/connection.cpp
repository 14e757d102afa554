// SPDX-License-Identifier: Apache-2.0
// The association machine of ACSE.
#include "osi/acse/connection.hpp"

#include <string>

#include "ber/codec.hpp"

namespace busbar::acse {
namespace {

const ber::ObjectIdentifier mms_context{oid::mms_context};
const ber::ObjectIdentifier password_mechanism{oid::password};
constexpr Octet authentication_bit[] = {0x80};
/// One bit that counts: authentication.
const ber::BitString authentication_unit{authentication_bit, 7};

/// One<Any> whose element is an object identifier or an integer out of an Address.
ber::One<ber::Any> title(const Address& address) {
    return ber::One<ber::Any>::produced(
        [](const void* argument, BackWriter& writer) {
            const auto& of = *static_cast<const Address*>(argument);
            ber::encode(writer, ber::ObjectIdentifier{*of.ap_title});
        },
        &address);
}
ber::One<ber::Any> qualifier(const Address& address) {
    return ber::One<ber::Any>::produced(
        [](const void* argument, BackWriter& writer) {
            const auto& of = *static_cast<const Address*>(argument);
            ber::encode(writer, *of.ae_qualifier);
        },
        &address);
}
std::optional<ber::One<ber::Any>> title_if_any(const Address& address) {
    if (!address.ap_title) return std::nullopt;
    return title(address);
}
std::optional<ber::One<ber::Any>> qualifier_if_any(const Address& address) {
    if (!address.ae_qualifier) return std::nullopt;
    return qualifier(address);
}

std::optional<UserInformation> information(const Payload& payload) {
    if (payload.produce == nullptr) return std::nullopt;
    return produced_information(payload.context, payload.produce, payload.argument);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const char other = b.empty() ? '\0' : b[i % b.size()];
        difference |=
            static_cast<unsigned char>(a[i]) ^ static_cast<unsigned>(static_cast<unsigned char>(other));
    }
    return difference == 0;
}

Input input_of(const Apdu& apdu) {
    struct Of {
        Input operator()(const AssociateRequest&) const { return Input::aarq; }
        Input operator()(const AssociateResponse& response) const {
            return response.result == 0 ? Input::aare_accepted : Input::aare_rejected;
        }
        Input operator()(const ReleaseRequest&) const { return Input::rlrq; }
        Input operator()(const ReleaseResponse&) const { return Input::rlre; }
        Input operator()(const Abort&) const { return Input::abrt; }
    };
    return std::visit(Of(), apdu.value);
}

}  // namespace

std::string_view name_of(State state) {
    switch (state) {
        case State::idle: return "idle";
        case State::calling: return "calling";
        case State::called: return "called";
        case State::open: return "open";
        case State::releasing: return "releasing";
        case State::release_asked: return "release_asked";
        case State::closed: return "closed";
    }
    return "?";
}

std::string_view name_of(Input input) {
    switch (input) {
        case Input::associate_request: return "send AARQ";
        case Input::aarq: return "receive AARQ";
        case Input::accept: return "send AARE accepted";
        case Input::reject: return "send AARE rejected";
        case Input::aare_accepted: return "receive AARE accepted";
        case Input::aare_rejected: return "receive AARE rejected";
        case Input::release_request: return "send RLRQ";
        case Input::rlrq: return "receive RLRQ";
        case Input::release_response: return "send RLRE";
        case Input::rlre: return "receive RLRE";
        case Input::abort_request: return "send ABRT";
        case Input::abrt: return "receive ABRT";
    }
    return "?";
}

Result<void> Connection::advance(Input input, Fault fault_if_illegal) {
    const auto to = next_state(transitions, state_, input);
    if (!to) {
        return fail(fault_if_illegal, std::string(name_of(input)) + " while the association is " +
                                          std::string(name_of(state_)));
    }
    state_ = *to;
    return {};
}

Result<Apdu> Connection::receive(Bytes octets) {
    auto apdu = decode(octets);
    if (!apdu) return apdu;
    if (auto legal = advance(input_of(*apdu), Fault::violation); !legal)
        return fail(std::move(legal).error());
    return apdu;
}

Result<void> Connection::associate_request(BackWriter& writer, const AssociateParameters& parameters) {
    if (auto legal = advance(Input::associate_request, Fault::misuse); !legal) return legal;
    AssociateRequest aarq;
    aarq.application_context = mms_context;
    aarq.called_ap_title = title_if_any(parameters.called);
    aarq.called_ae_qualifier = qualifier_if_any(parameters.called);
    aarq.calling_ap_title = title_if_any(parameters.calling);
    aarq.calling_ae_qualifier = qualifier_if_any(parameters.calling);
    if (parameters.password) {
        aarq.requirements = authentication_unit;
        aarq.mechanism = password_mechanism;
        aarq.authentication = AuthenticationValue{ber::GraphicString{*parameters.password}};
    }
    aarq.user_information = information(parameters.payload);
    encode(writer, aarq);
    return {};
}

Result<void> Connection::accept(BackWriter& writer, const Address& responding, const Payload& payload) {
    if (auto legal = advance(Input::accept, Fault::misuse); !legal) return legal;
    AssociateResponse aare;
    aare.application_context = mms_context;
    aare.diagnostic.source = UserDiagnostic{0};
    aare.responding_ap_title = title_if_any(responding);
    aare.responding_ae_qualifier = qualifier_if_any(responding);
    aare.user_information = information(payload);
    encode(writer, aare);
    return {};
}

Result<void> Connection::reject(BackWriter& writer, AssociateResult result, Diagnostic diagnostic,
                                const Payload& payload) {
    if (auto legal = advance(Input::reject, Fault::misuse); !legal) return legal;
    AssociateResponse aare;
    aare.application_context = mms_context;
    aare.result = static_cast<std::int32_t>(result);
    aare.diagnostic = diagnostic;
    aare.user_information = information(payload);
    encode(writer, aare);
    return {};
}

Result<void> Connection::release_request(BackWriter& writer) {
    if (auto legal = advance(Input::release_request, Fault::misuse); !legal) return legal;
    encode(writer, ReleaseRequest{0});
    return {};
}

Result<void> Connection::release_response(BackWriter& writer) {
    if (auto legal = advance(Input::release_response, Fault::misuse); !legal) return legal;
    encode(writer, ReleaseResponse{0});
    return {};
}

Result<void> Connection::abort_request(BackWriter& writer, AbortSource source) {
    if (auto legal = advance(Input::abort_request, Fault::misuse); !legal) return legal;
    Abort abrt;
    abrt.source = static_cast<std::int32_t>(source);
    if (source == AbortSource::provider)
        abrt.diagnostic = static_cast<std::int32_t>(AbortDiagnostic::protocol_error);
    encode(writer, abrt);
    return {};
}

std::optional<Diagnostic> objection(const AssociateRequest& request) {
    if (request.protocol_version && !request.protocol_version->test(0)) {
        return Diagnostic{
            ProviderDiagnostic{static_cast<std::int32_t>(ProviderReason::no_common_acse_version)}};
    }
    if (!(request.application_context == mms_context)) {
        return Diagnostic{
            UserDiagnostic{static_cast<std::int32_t>(UserReason::application_context_name_not_supported)}};
    }
    return std::nullopt;
}

std::optional<std::string_view> password_of(const AssociateRequest& request) {
    if (!request.authentication) return std::nullopt;
    const auto* text = std::get_if<ber::GraphicString>(&request.authentication->value);
    if (text == nullptr) return std::nullopt;
    return text->text;
}

std::optional<UserReason> check_password(const AssociateRequest& request,
                                         std::span<const std::string> accepted) {
    // The requirements bit says that the authentication unit is used; peers set it with 4 or 7 unused bits.
    const bool announced = request.requirements && request.requirements->test(0);
    if (!announced || !request.authentication) return UserReason::authentication_required;
    if (!request.mechanism) return UserReason::authentication_mechanism_name_required;
    if (!(*request.mechanism == password_mechanism)) {
        return UserReason::authentication_mechanism_name_not_recognized;
    }
    const auto given = password_of(request);
    bool good = false;
    for (const std::string& password : accepted) {
        if (given && equal_in_constant_time(*given, password)) good = true;
    }
    if (!good) return UserReason::authentication_failure;
    return std::nullopt;
}

std::optional<UserReason> check_called(const AssociateRequest& request, const Address& own) {
    if (own.ap_title && request.called_ap_title) {
        const auto called = ber::decode<ber::ObjectIdentifier>(request.called_ap_title->element().whole);
        if (!called || !(*called == ber::ObjectIdentifier{*own.ap_title})) {
            return UserReason::called_ap_title_not_recognized;
        }
    }
    if (own.ae_qualifier && request.called_ae_qualifier) {
        const auto called = ber::decode<std::int32_t>(request.called_ae_qualifier->element().whole);
        if (!called || *called != *own.ae_qualifier) return UserReason::called_ae_qualifier_not_recognized;
    }
    return std::nullopt;
}

}  // namespace busbar::acse
