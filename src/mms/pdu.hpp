// SPDX-License-Identifier: Apache-2.0
// The envelope of every MMS message (ISO 9506-2 MMSpdu). Receiving goes in two steps: decode_envelope() says
// what the PDU is, which invokeID and which service; decode_request<Service>() and its siblings then decode
// the body. So a server can answer what it does not know or cannot read with exactly the right Reject.
// Sending is one call for each kind of PDU. The services are in mms/service/, their list in mms/services.hpp.
#pragma once

#include "mms/error.hpp"
#include "mms/initiate.hpp"
#include "mms/service.hpp"

namespace busbar::mms {

/// The alternatives of MMSpdu; the number is the context tag.
enum class PduKind : std::uint8_t {
    confirmed_request = 0,
    confirmed_response = 1,
    confirmed_error = 2,
    unconfirmed = 3,
    reject = 4,
    cancel_request = 5,
    cancel_response = 6,
    cancel_error = 7,
    initiate_request = 8,
    initiate_response = 9,
    initiate_error = 10,
    conclude_request = 11,
    conclude_response = 12,
    conclude_error = 13,
};
inline constexpr std::uint32_t pdu_kinds = 14;
/// "confirmed-RequestPDU".
std::string_view name_of(PduKind kind);

/// How far decode_envelope() came; what an answer to a PDU that failed depends on.
enum class EnvelopeStage : std::uint8_t {
    nothing,    ///< not even one element
    kind,       ///< `kind` is known, the rest is not readable
    invoke_id,  ///< `kind` and `invoke_id` are known
    complete,   ///< all of it
};

/// A PDU taken apart to its service. Views the PDU.
struct Envelope {
    EnvelopeStage stage = EnvelopeStage::nothing;
    PduKind kind = PduKind::confirmed_request;
    bool unknown_kind = false;    ///< an element, but none of MMSpdu
    bool has_modifiers = false;   ///< a listOfModifier that is not empty; nobody sends one
    bool bad_invoke_id = false;   ///< there is one, but it is no Unsigned32
    std::uint32_t invoke_id = 0;  ///< of confirmed, cancel and (where present) reject PDUs
    bool has_invoke_id = false;
    /// The element with the service's tag, of confirmed-Request, -Response and unconfirmed; of the other
    /// kinds the PDU's own element.
    ber::Element service;

    /// Number of the service's tag; only where the kind has services.
    [[nodiscard]] std::uint32_t service_tag() const { return ber::tag_number(service.key); }
};

/// First step. False with the reason in `state`; what was understood stands in `envelope` all the same.
bool decode_envelope(Bytes pdu, Envelope& envelope, ber::DecodeState& state);

/// Bodies of the PDUs without services. Each false where the body is malformed; the kind must be the right
/// one.
bool decode_confirmed_error(const Envelope& envelope, ServiceError& error, ber::DecodeState& state);
bool decode_cancel_error(const Envelope& envelope, ServiceError& error, ber::DecodeState& state);
/// initiate-Error and conclude-Error.
bool decode_error_body(const Envelope& envelope, ServiceError& error, ber::DecodeState& state);
bool decode_reject(const Envelope& envelope, Reject& reject, ber::DecodeState& state);

/// The Reject for a PDU whose envelope or body failed as `state` says. Nothing where no answer is due: a
/// Reject is never rejected, and an initiate is answered by initiate-Error.
std::optional<Reject> reject_for(const Envelope& envelope, const ber::DecodeState& state);
/// The Reject for a service that is not offered: unrecognized-service, or unrecognized-modifier.
Reject reject_unrecognized(const Envelope& envelope);

// Each prepends a whole PDU.
template <class Service>
void encode_request(BackWriter& writer, std::uint32_t invoke_id, const typename Service::Request& request) {
    ServiceCodec<Service>::encode_request(writer, invoke_id, request);
}
template <class Service>
void encode_response(BackWriter& writer, std::uint32_t invoke_id,
                     const typename Service::Response& response) {
    ServiceCodec<Service>::encode_response(writer, invoke_id, response);
}
template <class Service>
void encode_unconfirmed(BackWriter& writer, const typename Service::Indication& indication) {
    UnconfirmedCodec<Service>::encode(writer, indication);
}
void encode_error(BackWriter& writer, std::uint32_t invoke_id, const ServiceError& error);
void encode_reject(BackWriter& writer, const Reject& reject);
void encode_cancel_request(BackWriter& writer, std::uint32_t invoke_id);
void encode_cancel_response(BackWriter& writer, std::uint32_t invoke_id);
void encode_cancel_error(BackWriter& writer, std::uint32_t invoke_id, const ServiceError& error);
void encode_conclude_request(BackWriter& writer);
void encode_conclude_response(BackWriter& writer);
void encode_conclude_error(BackWriter& writer, const ServiceError& error);
void encode_initiate_error(BackWriter& writer, const ServiceError& error);

/// Second step: the body of `envelope`, whose service_tag() is that of Service. False with the reason in
/// `state`.
template <class Service>
bool decode_request(const Envelope& envelope, typename Service::Request& request, ber::DecodeState& state) {
    return ServiceCodec<Service>::decode_request(envelope.service, request, state);
}
template <class Service>
bool decode_response(const Envelope& envelope, typename Service::Response& response,
                     ber::DecodeState& state) {
    return ServiceCodec<Service>::decode_response(envelope.service, response, state);
}
template <class Service>
bool decode_unconfirmed(const Envelope& envelope, typename Service::Indication& indication,
                        ber::DecodeState& state) {
    return UnconfirmedCodec<Service>::decode(envelope.service, indication, state);
}

}  // namespace busbar::mms
