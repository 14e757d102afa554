// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_read.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<FileRead>;

}  // namespace busbar::mms
