// SPDX-License-Identifier: Apache-2.0
// Negotiation of the initiate exchange.
#include "stack/negotiate.hpp"

#include <algorithm>
#include <limits>

namespace busbar::stack {
namespace {

template <class Wire, class Value>
Wire to_wire(Value value) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<Wire>::max());
    return static_cast<Wire>(std::min<std::uint64_t>(value, most));
}

/// A proposal below zero counts as zero.
std::uint16_t lower(std::int16_t proposed, std::uint16_t ours) {
    return std::min(static_cast<std::uint16_t>(std::max<std::int16_t>(proposed, 0)), ours);
}

std::size_t lower_size(const std::optional<std::int32_t>& proposed, std::size_t ours) {
    if (!proposed) return ours;
    return std::min(static_cast<std::size_t>(std::max(*proposed, 0)), ours);
}

std::uint8_t lower_nesting(const std::optional<std::int8_t>& proposed, std::uint8_t ours) {
    if (!proposed) return ours;
    return std::min(static_cast<std::uint8_t>(std::max<std::int8_t>(*proposed, 0)), ours);
}

Negotiated lower_of(const mms::Initiate& theirs, const MmsOffer& offer) {
    Negotiated negotiated;
    negotiated.max_pdu_octets = lower_size(theirs.local_detail, offer.max_pdu_octets);
    negotiated.max_outstanding_calling = lower(theirs.max_outstanding_calling, offer.max_outstanding_calling);
    negotiated.max_outstanding_called = lower(theirs.max_outstanding_called, offer.max_outstanding_called);
    negotiated.max_nesting = lower_nesting(theirs.nesting_level, offer.max_nesting);
    negotiated.cbb = theirs.detail.parameter_cbb.intersect(offer.cbb);
    negotiated.peer_services = theirs.detail.services_supported;
    return negotiated;
}

Failure refused(InitiateError error, const char* text) {
    return fail(Fault::refused, text, code_of(error));
}

}  // namespace

mms::InitiateRequest proposal(const MmsOffer& offer) {
    mms::InitiateRequest request;
    request.local_detail = to_wire<std::int32_t>(offer.max_pdu_octets);
    request.max_outstanding_calling = to_wire<std::int16_t>(offer.max_outstanding_calling);
    request.max_outstanding_called = to_wire<std::int16_t>(offer.max_outstanding_called);
    request.nesting_level = to_wire<std::int8_t>(offer.max_nesting);
    request.detail.parameter_cbb = offer.cbb;
    request.detail.services_supported = offer.services;
    return request;
}

Result<Negotiated> grant(const mms::InitiateRequest& request, const MmsOffer& offer) {
    if (request.detail.version < mms::mms_version) {
        return refused(InitiateError::version_incompatible, "MMS version below 1 proposed");
    }
    const Negotiated granted = lower_of(request, offer);
    if (granted.max_pdu_octets < offer.min_pdu_octets) {
        return refused(InitiateError::max_segment_insufficient, "proposed MMS PDU size is too small");
    }
    if (granted.max_outstanding_calling == 0 && offer.max_outstanding_calling != 0) {
        return refused(InitiateError::max_outstanding_calling_insufficient,
                       "no outstanding request proposed");
    }
    return granted;
}

mms::InitiateResponse response(const Negotiated& granted, const MmsOffer& offer) {
    mms::InitiateResponse answer;
    answer.local_detail = to_wire<std::int32_t>(granted.max_pdu_octets);
    answer.max_outstanding_calling = to_wire<std::int16_t>(granted.max_outstanding_calling);
    answer.max_outstanding_called = to_wire<std::int16_t>(granted.max_outstanding_called);
    answer.nesting_level = to_wire<std::int8_t>(granted.max_nesting);
    answer.detail.parameter_cbb = granted.cbb;
    answer.detail.services_supported = offer.services;
    return answer;
}

Result<Negotiated> settle(const mms::InitiateResponse& answer, const MmsOffer& offer) {
    const Negotiated settled = lower_of(answer, offer);
    if (settled.max_pdu_octets < offer.min_pdu_octets) {
        return refused(InitiateError::max_segment_insufficient, "the server's MMS PDU size is too small");
    }
    return settled;
}

}  // namespace busbar::stack
