// SPDX-License-Identifier: Apache-2.0
#include "mms/service/get_name_list.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<GetNameList>;

}  // namespace busbar::mms
