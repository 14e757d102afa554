// SPDX-License-Identifier: Apache-2.0
#include "mms/service/get_capability_list.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<GetCapabilityList>;

}  // namespace busbar::mms
