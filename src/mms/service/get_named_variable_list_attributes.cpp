// SPDX-License-Identifier: Apache-2.0
#include "mms/service/get_named_variable_list_attributes.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<GetNamedVariableListAttributes>;

}  // namespace busbar::mms
