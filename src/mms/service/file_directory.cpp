// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_directory.hpp"

#include "mms/service_codec.hpp"

namespace busbar::ber {
template bool decode_element(const Element&, mms::DirectoryEntry&, DecodeState&);
}  // namespace busbar::ber

namespace busbar::mms {

template struct ServiceCodec<FileDirectory>;

}  // namespace busbar::mms
