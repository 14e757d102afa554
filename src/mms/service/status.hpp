// SPDX-License-Identifier: Apache-2.0
// status of ISO 9506-2: how the VMD is. IEC 61850 clients use it as a cheap keep-alive.
// unsolicitedStatus has the same body.
#pragma once

#include "mms/pdu.hpp"

namespace busbar::mms {

enum class LogicalStatus : std::int32_t {
    state_changes_allowed = 0,
    no_state_changes_allowed = 1,
    limited_services_permitted = 2,
    support_services_allowed = 3,
};
enum class PhysicalStatus : std::int32_t {
    operational = 0,
    partially_operational = 1,
    inoperable = 2,
    needs_commissioning = 3,
};
std::string_view name_of(LogicalStatus status);
std::string_view name_of(PhysicalStatus status);

struct StatusRequest {
    bool extended_derivation = false;  ///< TRUE asks for a self-test first
};
struct StatusResponse {
    LogicalStatus logical = LogicalStatus::state_changes_allowed;
    PhysicalStatus physical = PhysicalStatus::operational;
    std::optional<ber::BitString> local_detail;  ///< up to 128 bits, vendor specific
};

struct Status {
    static constexpr std::string_view name = "status";
    static constexpr std::uint32_t tag = 0;
    static constexpr unsigned support_bit = 0;
    using Request = StatusRequest;
    using Response = StatusResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::StatusRequest> {
    static constexpr auto value = transparent(&mms::StatusRequest::extended_derivation);
};
template <>
struct Layout<mms::StatusResponse> {
    using T = mms::StatusResponse;
    static constexpr auto value = sequence(field("vmdLogicalStatus", context(0), &T::logical),
                                           field("vmdPhysicalStatus", context(1), &T::physical),
                                           field("localDetail", context(2), &T::local_detail));
};

}  // namespace busbar::ber
