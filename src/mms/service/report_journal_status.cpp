// SPDX-License-Identifier: Apache-2.0
#include "mms/service/report_journal_status.hpp"

#include "mms/service_codec.hpp"

namespace busbar::mms {

template struct ServiceCodec<ReportJournalStatus>;

}  // namespace busbar::mms
