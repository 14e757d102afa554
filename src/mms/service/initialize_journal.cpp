// SPDX-License-Identifier: Apache-2.0
#include "mms/service/initialize_journal.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<InitializeJournal>;

}  // namespace busbar::mms
