// SPDX-License-Identifier: Apache-2.0
#include "mms/service/define_named_variable_list.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<DefineNamedVariableList>;

}  // namespace busbar::mms
