// SPDX-License-Identifier: Apache-2.0
// eventNotification of ISO 9506-2. IEC 61850-8-1 does not use it; its members are kept as they come, so that
// a peer's are seen.
#pragma once

#include "mms/pdu.hpp"

namespace busbar::mms {

struct EventNotificationIndication {
    ber::List<ber::Any> members;
};

struct EventNotification {
    static constexpr std::string_view name = "eventNotification";
    static constexpr std::uint32_t tag = 2;
    static constexpr unsigned support_bit = 80;
    using Indication = EventNotificationIndication;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::EventNotificationIndication> {
    static constexpr auto value = transparent(&mms::EventNotificationIndication::members);
};

}  // namespace busbar::ber
