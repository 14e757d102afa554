// SPDX-License-Identifier: Apache-2.0
#include "mms/service/identify.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<Identify>;

}  // namespace busbar::mms
