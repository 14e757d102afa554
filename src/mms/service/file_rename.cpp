// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_rename.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<FileRename>;

}  // namespace busbar::mms
