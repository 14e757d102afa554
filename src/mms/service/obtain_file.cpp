// SPDX-License-Identifier: Apache-2.0
#include "mms/service/obtain_file.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<ObtainFile>;

}  // namespace busbar::mms
