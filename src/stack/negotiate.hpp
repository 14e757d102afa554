// SPDX-License-Identifier: Apache-2.0
// What the initiate exchange settles (ISO 9506-1 clause 8.2): every value of the answer is at most the
// proposed one, the parameter CBB is what both have, and a PDU size that nothing fits into is refused with an
// initiate-Error.
#pragma once

#include "mms/initiate.hpp"
#include "stack/events.hpp"
#include "stack/options.hpp"

namespace busbar::stack {

/// Codes of error class initiate (8) in ServiceError.
enum class InitiateError : std::int32_t {
    other = 0,
    version_incompatible = 1,
    max_segment_insufficient = 2,
    max_outstanding_calling_insufficient = 3,
    max_outstanding_called_insufficient = 4,
    services_cbb_insufficient = 5,
    parameter_cbb_insufficient = 6,
    nesting_level_insufficient = 7,
};
constexpr Code code_of(InitiateError error) {
    return Code::service_error(8, static_cast<std::int32_t>(error));
}

/// The client's initiate-Request.
mms::InitiateRequest proposal(const MmsOffer& offer);

/// Server: what is granted. Refused with a service_error of class initiate where the request cannot be
/// served. A request without a PDU size or nesting level states no limit, so ours is granted.
Result<Negotiated> grant(const mms::InitiateRequest& request, const MmsOffer& offer);
/// The server's initiate-Response to what was granted.
mms::InitiateResponse response(const Negotiated& granted, const MmsOffer& offer);

/// Client: what holds after the server's answer, where values above the proposed ones count as those. Refused
/// where the server's PDU size is below our minimum.
Result<Negotiated> settle(const mms::InitiateResponse& response, const MmsOffer& offer);

}  // namespace busbar::stack
