// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_open.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<FileOpen>;

}  // namespace busbar::mms
