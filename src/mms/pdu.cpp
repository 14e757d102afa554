// SPDX-License-Identifier: Apache-2.0
#include "mms/pdu.hpp"

#include "ber/codec.hpp"

namespace busbar::mms {
namespace {

/// cs-request-detail and cs-response-detail of companion standards: may follow the service, means nothing
/// here.
constexpr ber::TagKey companion_detail = ber::context_key(79);
constexpr ber::TagKey invoke_id_key = ber::universal_key(ber::universal_number::integer);

/// confirmed-ErrorPDU, and cancel-ErrorPDU, which has no modifierPosition and the error at [1].
struct ConfirmedError {
    std::uint32_t invoke_id = 0;
    std::optional<std::uint32_t> modifier_position;
    ServiceError error;
};
struct CancelError {
    std::uint32_t invoke_id = 0;
    ServiceError error;
};

constexpr std::uint32_t tag_of(PduKind kind) {
    return static_cast<std::uint32_t>(kind);
}

bool is_constructed(PduKind kind) {
    return kind != PduKind::cancel_request && kind != PduKind::cancel_response &&
           kind != PduKind::conclude_request && kind != PduKind::conclude_response;
}

/// Any context tag may be a service, known here or not; another tag cannot.
bool is_service(const ber::Element& element) {
    return ber::tag_class(element.key) == ber::tag_class(ber::context_key(0));
}

bool take_invoke_id(const ber::Element& element, Envelope& envelope, ber::DecodeState& state) {
    if (!ber::Primitive<std::uint32_t>::decode(element.content, envelope.invoke_id, state)) {
        envelope.bad_invoke_id = true;
        return state.inside("invokeID");
    }
    envelope.has_invoke_id = true;
    envelope.stage = EnvelopeStage::invoke_id;
    return true;
}

// Read step by step and not by a layout, since the answer to a failure depends on how far this came.
bool take_confirmed(const ber::Element& pdu, Envelope& envelope, ber::DecodeState& state) {
    ber::Reader reader(pdu.content);
    ber::Element element;
    if (reader.done()) return state.malformed("invokeID is missing", pdu.whole.data());
    if (!reader.next(element, state)) return false;
    if (element.key != invoke_id_key || element.constructed) {
        return state.malformed("invokeID is missing", element.whole.data());
    }
    if (!take_invoke_id(element, envelope, state)) return false;
    if (reader.done()) return state.malformed("service is missing", reader.position());
    if (!reader.next(element, state)) return false;
    if (envelope.kind == PduKind::confirmed_request && element.constructed &&
        element.key == ber::universal_key(ber::universal_number::sequence)) {
        envelope.has_modifiers = !element.content.empty();
        if (reader.done()) return state.malformed("service is missing", reader.position());
        if (!reader.next(element, state)) return false;
    }
    if (!is_service(element)) return state.malformed("not a service", element.whole.data());
    envelope.service = element;
    if (!reader.done() &&
        (!reader.next(element, state) || element.key != companion_detail || !reader.done())) {
        return state.malformed("element after the service", element.whole.data());
    }
    envelope.stage = EnvelopeStage::complete;
    return true;
}

bool take_unconfirmed(const ber::Element& pdu, Envelope& envelope, ber::DecodeState& state) {
    ber::Reader reader(pdu.content);
    if (reader.done()) return state.malformed("service is missing", pdu.whole.data());
    ber::Element element;
    if (!reader.next(envelope.service, state)) return false;
    if (!is_service(envelope.service)) return state.malformed("not a service", envelope.service.whole.data());
    if (!reader.done() &&
        (!reader.next(element, state) || element.key != companion_detail || !reader.done())) {
        return state.malformed("element after the service", element.whole.data());
    }
    envelope.stage = EnvelopeStage::complete;
    return true;
}

/// The [0] invokeID with which confirmed-Error, cancel-Error and Reject begin.
bool take_leading_invoke_id(const ber::Element& pdu, Envelope& envelope, ber::DecodeState& state) {
    ber::Reader reader(pdu.content);
    ber::Element element;
    if (reader.done()) return state.malformed("PDU is empty", pdu.whole.data());
    if (!reader.next(element, state)) return false;
    const bool present = element.key == ber::context_key(0) && !element.constructed;
    if (!present && envelope.kind != PduKind::reject) {
        return state.malformed("invokeID is missing", element.whole.data());
    }
    if (present && !take_invoke_id(element, envelope, state)) return false;
    envelope.stage = EnvelopeStage::complete;
    return true;
}

bool take_body(const ber::Element& pdu, Envelope& envelope, ber::DecodeState& state) {
    envelope.service = pdu;
    switch (envelope.kind) {
        case PduKind::confirmed_request:
        case PduKind::confirmed_response: return take_confirmed(pdu, envelope, state);
        case PduKind::unconfirmed: return take_unconfirmed(pdu, envelope, state);
        case PduKind::confirmed_error:
        case PduKind::cancel_error:
        case PduKind::reject: return take_leading_invoke_id(pdu, envelope, state);
        case PduKind::cancel_request:
        case PduKind::cancel_response:
            if (!take_invoke_id(pdu, envelope, state)) return false;
            envelope.stage = EnvelopeStage::complete;
            return true;
        case PduKind::conclude_request:
        case PduKind::conclude_response:
            envelope.stage = EnvelopeStage::complete;
            return pdu.content.empty() || state.malformed("NULL has content", pdu.content.data());
        case PduKind::initiate_request:
        case PduKind::initiate_response:
        case PduKind::initiate_error:
        case PduKind::conclude_error: envelope.stage = EnvelopeStage::complete; return true;
    }
    return true;
}

/// The codes of one reject group for what can go wrong in a body.
struct BodyCodes {
    Code malformed, recursion, range, invoke_id, unrecognized;
};

std::optional<BodyCodes> codes_of(PduKind kind) {
    constexpr auto code = Code::reject;
    switch (kind) {
        case PduKind::confirmed_request:
            return {{code(1, 4), code(1, 8), code(1, 9), code(1, 3), code(1, 1)}};
        case PduKind::confirmed_response:
            return {{code(2, 3), code(2, 5), code(2, 6), code(2, 2), code(2, 1)}};
        case PduKind::confirmed_error: return {{code(3, 3), code(3, 0), code(3, 4), code(3, 2), code(3, 1)}};
        case PduKind::unconfirmed: return {{code(4, 2), code(4, 3), code(4, 4), code(4, 0), code(4, 1)}};
        case PduKind::cancel_request: return {{code(6, 0), code(6, 0), code(6, 0), code(6, 1), code(6, 0)}};
        case PduKind::cancel_response: return {{code(7, 0), code(7, 0), code(7, 0), code(7, 1), code(7, 0)}};
        case PduKind::cancel_error: return {{code(8, 2), code(8, 0), code(8, 3), code(8, 1), code(8, 0)}};
        case PduKind::conclude_request: return {{code(9, 1), code(9, 0), code(9, 0), code(9, 0), code(9, 0)}};
        case PduKind::conclude_response:
            return {{code(10, 1), code(10, 0), code(10, 0), code(10, 0), code(10, 0)}};
        case PduKind::conclude_error:
            return {{code(11, 1), code(11, 0), code(11, 2), code(11, 0), code(11, 0)}};
        case PduKind::reject:
        case PduKind::initiate_request:
        case PduKind::initiate_response:
        case PduKind::initiate_error: return std::nullopt;
    }
    return std::nullopt;
}

template <class T>
bool decode_whole(const Envelope& envelope, T& value, ber::DecodeState& state) {
    const ber::Element& element = envelope.service;
    if (!element.constructed) return state.malformed("PDU is not constructed", element.whole.data());
    return ber::decode_element(element, value, state);
}

void encode_invoke_id(BackWriter& writer, PduKind kind, std::uint32_t invoke_id) {
    ber::encode(writer, invoke_id, ber::context(tag_of(kind)));
}

}  // namespace
}  // namespace busbar::mms

namespace busbar::ber {

template <>
struct Layout<mms::ConfirmedError> {
    using T = mms::ConfirmedError;
    static constexpr auto value = sequence(field("invokeID", context(0), &T::invoke_id),
                                           field("modifierPosition", context(1), &T::modifier_position),
                                           field("serviceError", context(2), &T::error));
};
template <>
struct Layout<mms::CancelError> {
    using T = mms::CancelError;
    static constexpr auto value = sequence(field("originalInvokeID", context(0), &T::invoke_id),
                                           field("serviceError", context(1), &T::error));
};

}  // namespace busbar::ber

namespace busbar::mms {

std::string_view name_of(PduKind kind) {
    switch (kind) {
        case PduKind::confirmed_request: return "confirmed-RequestPDU";
        case PduKind::confirmed_response: return "confirmed-ResponsePDU";
        case PduKind::confirmed_error: return "confirmed-ErrorPDU";
        case PduKind::unconfirmed: return "unconfirmed-PDU";
        case PduKind::reject: return "rejectPDU";
        case PduKind::cancel_request: return "cancel-RequestPDU";
        case PduKind::cancel_response: return "cancel-ResponsePDU";
        case PduKind::cancel_error: return "cancel-ErrorPDU";
        case PduKind::initiate_request: return "initiate-RequestPDU";
        case PduKind::initiate_response: return "initiate-ResponsePDU";
        case PduKind::initiate_error: return "initiate-ErrorPDU";
        case PduKind::conclude_request: return "conclude-RequestPDU";
        case PduKind::conclude_response: return "conclude-ResponsePDU";
        case PduKind::conclude_error: return "conclude-ErrorPDU";
    }
    return {};
}

bool decode_envelope(Bytes pdu, Envelope& envelope, ber::DecodeState& state) {
    envelope = Envelope{};
    ber::Reader reader(pdu);
    ber::Element element;
    if (reader.done()) return state.malformed("PDU is empty", pdu.data());
    if (!reader.next(element, state)) return false;
    if (!reader.done()) return state.malformed("octets after the PDU", reader.position());
    const std::uint32_t number = ber::tag_number(element.key);
    if (element.key != ber::context_key(number) || number >= pdu_kinds) {
        envelope.unknown_kind = true;
        return state.malformed("unknown kind of PDU", element.whole.data());
    }
    envelope.kind = static_cast<PduKind>(number);
    envelope.stage = EnvelopeStage::kind;
    if (element.constructed != is_constructed(envelope.kind)) {
        return state.malformed("PDU has the wrong form", element.whole.data());
    }
    return take_body(element, envelope, state) || state.inside(name_of(envelope.kind).data());
}

bool decode_confirmed_error(const Envelope& envelope, ServiceError& error, ber::DecodeState& state) {
    ConfirmedError body;
    if (!decode_whole(envelope, body, state)) return false;
    error = body.error;
    return true;
}
bool decode_cancel_error(const Envelope& envelope, ServiceError& error, ber::DecodeState& state) {
    CancelError body;
    if (!decode_whole(envelope, body, state)) return false;
    error = body.error;
    return true;
}
bool decode_error_body(const Envelope& envelope, ServiceError& error, ber::DecodeState& state) {
    return decode_whole(envelope, error, state);
}
bool decode_reject(const Envelope& envelope, Reject& reject, ber::DecodeState& state) {
    return decode_whole(envelope, reject, state);
}

std::optional<Reject> reject_for(const Envelope& envelope, const ber::DecodeState& state) {
    if (envelope.unknown_kind) return Reject::of({}, reject_code::unknown_pdu_type);
    if (envelope.stage == EnvelopeStage::nothing) return Reject::of({}, reject_code::invalid_pdu);
    const auto codes = codes_of(envelope.kind);
    if (!codes) return std::nullopt;
    std::optional<std::uint32_t> invoke_id;
    if (envelope.has_invoke_id) invoke_id = envelope.invoke_id;
    if (envelope.bad_invoke_id) return Reject::of(invoke_id, codes->invoke_id);
    if (state.fault() == Fault::limit && invoke_id) return Reject::of(invoke_id, codes->recursion);
    if (envelope.stage != EnvelopeStage::complete) return Reject::of(invoke_id, reject_code::invalid_pdu);
    if (state.fault() == Fault::limit) return Reject::of(invoke_id, codes->recursion);
    return Reject::of(invoke_id, state.fault() == Fault::violation ? codes->range : codes->malformed);
}

Reject reject_unrecognized(const Envelope& envelope) {
    std::optional<std::uint32_t> invoke_id;
    if (envelope.has_invoke_id) invoke_id = envelope.invoke_id;
    if (envelope.has_modifiers) return Reject::of(invoke_id, reject_code::unrecognized_modifier);
    const auto codes = codes_of(envelope.kind);
    return Reject::of(invoke_id, codes ? codes->unrecognized : reject_code::unknown_pdu_type);
}

void encode_error(BackWriter& writer, std::uint32_t invoke_id, const ServiceError& error) {
    ber::encode(writer, ConfirmedError{invoke_id, {}, error}, ber::context(tag_of(PduKind::confirmed_error)));
}
void encode_reject(BackWriter& writer, const Reject& reject) {
    ber::encode(writer, reject, ber::context(tag_of(PduKind::reject)));
}
void encode_cancel_request(BackWriter& writer, std::uint32_t invoke_id) {
    encode_invoke_id(writer, PduKind::cancel_request, invoke_id);
}
void encode_cancel_response(BackWriter& writer, std::uint32_t invoke_id) {
    encode_invoke_id(writer, PduKind::cancel_response, invoke_id);
}
void encode_cancel_error(BackWriter& writer, std::uint32_t invoke_id, const ServiceError& error) {
    ber::encode(writer, CancelError{invoke_id, error}, ber::context(tag_of(PduKind::cancel_error)));
}
void encode_conclude_request(BackWriter& writer) {
    ber::encode(writer, ber::Null{}, ber::context(tag_of(PduKind::conclude_request)));
}
void encode_conclude_response(BackWriter& writer) {
    ber::encode(writer, ber::Null{}, ber::context(tag_of(PduKind::conclude_response)));
}
void encode_conclude_error(BackWriter& writer, const ServiceError& error) {
    ber::encode(writer, error, ber::context(tag_of(PduKind::conclude_error)));
}
void encode_initiate_error(BackWriter& writer, const ServiceError& error) {
    ber::encode(writer, error, ber::context(tag_of(PduKind::initiate_error)));
}

}  // namespace busbar::mms
