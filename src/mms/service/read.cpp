// SPDX-License-Identifier: Apache-2.0
#include "mms/service/read.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<Read>;

}  // namespace busbar::mms
