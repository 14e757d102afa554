// SPDX-License-Identifier: Apache-2.0
#include "mms/service/write.hpp"

#include "mms/service_codec.hpp"

namespace busbar::ber {
template bool decode_element(const Element&, mms::WriteResult&, DecodeState&);
}  // namespace busbar::ber

namespace busbar::mms {

template struct ServiceCodec<Write>;

}  // namespace busbar::mms
