// SPDX-License-Identifier: Apache-2.0
#include "mms/service/get_variable_access_attributes.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<GetVariableAccessAttributes>;

}  // namespace busbar::mms
