// SPDX-License-Identifier: Apache-2.0
// getCapabilityList of ISO 9506-2: capabilities of the VMD, a page at a time.
#pragma once

#include "mms/pdu.hpp"

namespace busbar::mms {

struct GetCapabilityListRequest {
    std::optional<ber::VisibleString> continue_after;
};
struct GetCapabilityListResponse {
    ber::List<ber::VisibleString> capabilities;
    bool more_follows = true;  ///< TRUE where left out; always sent
};

struct GetCapabilityList {
    static constexpr std::string_view name = "getCapabilityList";
    static constexpr std::uint32_t tag = 71;
    static constexpr unsigned support_bit = 71;
    using Request = GetCapabilityListRequest;
    using Response = GetCapabilityListResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::GetCapabilityListRequest> {
    using T = mms::GetCapabilityListRequest;
    static constexpr auto value = sequence(field("continueAfter", &T::continue_after));
};
template <>
struct Layout<mms::GetCapabilityListResponse> {
    using T = mms::GetCapabilityListResponse;
    static constexpr auto value = sequence(field("listOfCapabilities", context(0), &T::capabilities),
                                           field_sent_or("moreFollows", context(1), &T::more_follows, true));
};

}  // namespace busbar::ber
