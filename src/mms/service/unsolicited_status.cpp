// SPDX-License-Identifier: Apache-2.0
#include "mms/service/unsolicited_status.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct UnconfirmedCodec<UnsolicitedStatus>;

}  // namespace busbar::mms
