// SPDX-License-Identifier: Apache-2.0
// unsolicitedStatus of ISO 9506-2: status that nobody asked for.
#pragma once

#include "mms/pdu.hpp"
#include "mms/service/status.hpp"

namespace busbar::mms {

struct UnsolicitedStatusIndication {
    StatusResponse status;
};

struct UnsolicitedStatus {
    static constexpr std::string_view name = "unsolicitedStatus";
    static constexpr std::uint32_t tag = 1;
    static constexpr unsigned support_bit = 78;
    using Indication = UnsolicitedStatusIndication;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::UnsolicitedStatusIndication> {
    static constexpr auto value = transparent(&mms::UnsolicitedStatusIndication::status);
};

}  // namespace busbar::ber
