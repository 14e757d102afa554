// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_delete.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<FileDelete>;

}  // namespace busbar::mms
