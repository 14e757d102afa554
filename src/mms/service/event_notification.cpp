// SPDX-License-Identifier: Apache-2.0
#include "mms/service/event_notification.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct UnconfirmedCodec<EventNotification>;

}  // namespace busbar::mms
