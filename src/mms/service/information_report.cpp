// SPDX-License-Identifier: Apache-2.0
#include "mms/service/information_report.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct UnconfirmedCodec<InformationReport>;

}  // namespace busbar::mms
