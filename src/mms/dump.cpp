// SPDX-License-Identifier: Apache-2.0
#include "mms/dump.hpp"

#include "ber/walk.hpp"
#include "mms/services.hpp"

namespace busbar::mms {
namespace {

using ber::DecodeState;
using ber::Visitor;

bool is_confirmed(PduKind kind) {
    return kind == PduKind::confirmed_request || kind == PduKind::confirmed_response;
}

/// The body of a service that has no codec here.
void show_unknown(const Envelope& envelope, std::string_view name, Visitor& visitor) {
    const std::string number = "[" + std::to_string(envelope.service_tag()) + "]";
    visitor.octets(name.empty() ? std::string_view(number) : name, envelope.service.whole);
}

bool show_service(const Envelope& envelope, Visitor& visitor, DecodeState& state) {
    const std::uint32_t tag = envelope.service_tag();
    bool good = true;
    bool known = false;
    if (envelope.kind == PduKind::unconfirmed) {
        known = dispatch_unconfirmed(tag, [&]<class Service>() {
            good = UnconfirmedCodec<Service>::show(envelope.service, visitor, state);
        });
    } else {
        known = dispatch(tag, [&]<class Service>() {
            using Codec = ServiceCodec<Service>;
            good = envelope.kind == PduKind::confirmed_request
                       ? Codec::show_request(envelope.service, visitor, state)
                       : Codec::show_response(envelope.service, visitor, state);
            if (!good) state.inside(Service::name.data());
        });
    }
    if (!known)
        show_unknown(envelope, is_confirmed(envelope.kind) ? service_name(tag) : std::string_view(), visitor);
    return good;
}

bool show_error(const Envelope& envelope, std::string_view name, Visitor& visitor, DecodeState& state) {
    ServiceError error;
    bool good = false;
    if (envelope.kind == PduKind::confirmed_error) {
        good = decode_confirmed_error(envelope, error, state);
    } else if (envelope.kind == PduKind::cancel_error) {
        good = decode_cancel_error(envelope, error, state);
    } else {
        good = decode_error_body(envelope, error, state);
    }
    if (good) ber::walk(error, name, visitor);
    return good;
}

bool show_initiate(const Envelope& envelope, std::string_view name, Visitor& visitor, DecodeState& state) {
    Initiate initiate;
    if (!ber::decode_element(envelope.service, initiate, state)) return false;
    ber::walk(initiate, name, visitor);
    return true;
}

/// Bodies that are more than one value: a group named as the PDU.
bool show_members(const Envelope& envelope, Visitor& visitor, DecodeState& state) {
    const std::string_view id = envelope.kind == PduKind::cancel_error ? std::string_view("originalInvokeID")
                                                                       : std::string_view("invokeID");
    if (envelope.has_invoke_id) visitor.integer(id, envelope.invoke_id);
    if (envelope.has_modifiers) visitor.word("listOfModifier", "present");
    if (envelope.kind == PduKind::confirmed_error || envelope.kind == PduKind::cancel_error) {
        return show_error(envelope, "serviceError", visitor, state);
    }
    return show_service(envelope, visitor, state);
}

bool show_envelope(const Envelope& envelope, Visitor& visitor, DecodeState& state) {
    const std::string_view name = name_of(envelope.kind);
    switch (envelope.kind) {
        case PduKind::confirmed_request:
        case PduKind::confirmed_response:
        case PduKind::confirmed_error:
        case PduKind::cancel_error:
        case PduKind::unconfirmed: {
            visitor.begin(name, false);
            const bool good = show_members(envelope, visitor, state);
            visitor.end();
            return good || state.inside(name.data());
        }
        case PduKind::reject: {
            Reject reject;
            if (!decode_reject(envelope, reject, state)) return state.inside(name.data());
            ber::walk(reject, name, visitor);
            return true;
        }
        case PduKind::cancel_request:
        case PduKind::cancel_response: visitor.integer(name, envelope.invoke_id); return true;
        case PduKind::initiate_request:
        case PduKind::initiate_response:
            return show_initiate(envelope, name, visitor, state) || state.inside(name.data());
        case PduKind::initiate_error:
        case PduKind::conclude_error:
            return show_error(envelope, name, visitor, state) || state.inside(name.data());
        case PduKind::conclude_request:
        case PduKind::conclude_response: visitor.null(name); return true;
    }
    return true;
}

void recode_unknown(const Envelope& envelope, BackWriter& writer) {
    const std::size_t before = writer.size();
    writer.prepend_bytes(envelope.service.whole);
    if (is_confirmed(envelope.kind)) ber::encode(writer, envelope.invoke_id);
    ber::encode_header(writer, ber::context_key(static_cast<std::uint32_t>(envelope.kind)), true,
                       writer.size() - before);
}

bool recode_service(const Envelope& envelope, BackWriter& writer, DecodeState& state) {
    const std::uint32_t tag = envelope.service_tag();
    bool good = true;
    bool known = false;
    if (envelope.kind == PduKind::unconfirmed) {
        known = dispatch_unconfirmed(tag, [&]<class Service>() {
            good = UnconfirmedCodec<Service>::recode(envelope.service, writer, state);
        });
    } else {
        known = dispatch(tag, [&]<class Service>() {
            using Codec = ServiceCodec<Service>;
            good = envelope.kind == PduKind::confirmed_request
                       ? Codec::recode_request(envelope.service, envelope.invoke_id, writer, state)
                       : Codec::recode_response(envelope.service, envelope.invoke_id, writer, state);
            if (!good) state.inside(Service::name.data());
        });
    }
    if (!known) recode_unknown(envelope, writer);
    return good;
}

bool recode_error(const Envelope& envelope, BackWriter& writer, DecodeState& state) {
    ServiceError error;
    if (envelope.kind == PduKind::confirmed_error) {
        if (!decode_confirmed_error(envelope, error, state)) return false;
        encode_error(writer, envelope.invoke_id, error);
    } else if (envelope.kind == PduKind::cancel_error) {
        if (!decode_cancel_error(envelope, error, state)) return false;
        encode_cancel_error(writer, envelope.invoke_id, error);
    } else {
        if (!decode_error_body(envelope, error, state)) return false;
        if (envelope.kind == PduKind::conclude_error) {
            encode_conclude_error(writer, error);
        } else {
            encode_initiate_error(writer, error);
        }
    }
    return true;
}

bool recode_initiate(const Envelope& envelope, BackWriter& writer, DecodeState& state) {
    Initiate initiate;
    if (!ber::decode_element(envelope.service, initiate, state)) return false;
    ber::encode(writer, initiate, ber::context(static_cast<std::uint32_t>(envelope.kind)));
    return true;
}

bool recode_envelope(const Envelope& envelope, BackWriter& writer, DecodeState& state) {
    switch (envelope.kind) {
        case PduKind::confirmed_request:
        case PduKind::confirmed_response:
        case PduKind::unconfirmed: return recode_service(envelope, writer, state);
        case PduKind::confirmed_error:
        case PduKind::cancel_error:
        case PduKind::initiate_error:
        case PduKind::conclude_error: return recode_error(envelope, writer, state);
        case PduKind::reject: {
            Reject reject;
            if (!decode_reject(envelope, reject, state)) return false;
            encode_reject(writer, reject);
            return true;
        }
        case PduKind::cancel_request: encode_cancel_request(writer, envelope.invoke_id); return true;
        case PduKind::cancel_response: encode_cancel_response(writer, envelope.invoke_id); return true;
        case PduKind::initiate_request:
        case PduKind::initiate_response: return recode_initiate(envelope, writer, state);
        case PduKind::conclude_request: encode_conclude_request(writer); return true;
        case PduKind::conclude_response: encode_conclude_response(writer); return true;
    }
    return true;
}

}  // namespace

Result<void> show(Bytes pdu, Visitor& visitor) {
    DecodeState state(pdu);
    Envelope envelope;
    if (decode_envelope(pdu, envelope, state) && show_envelope(envelope, visitor, state)) return {};
    return Failure(state.error());
}

Result<std::string> dump(Bytes pdu) {
    std::string text;
    ber::TextDump visitor(text);
    if (auto shown = show(pdu, visitor); !shown) return Failure(std::move(shown).error());
    return text;
}

Result<std::string> dump_json(Bytes pdu) {
    std::string json;
    ber::JsonDump visitor(json);
    visitor.begin("", false);
    if (auto shown = show(pdu, visitor); !shown) return Failure(std::move(shown).error());
    visitor.end();
    return json;
}

Result<void> recode(Bytes pdu, BackWriter& writer) {
    DecodeState state(pdu);
    Envelope envelope;
    const bool good = decode_envelope(pdu, envelope, state) && (recode_envelope(envelope, writer, state) ||
                                                                state.inside(name_of(envelope.kind).data()));
    if (!good) return Failure(state.error());
    if (writer.overflowed()) return fail(Fault::limit, "the PDU is too long to be encoded");
    return {};
}

}  // namespace busbar::mms
