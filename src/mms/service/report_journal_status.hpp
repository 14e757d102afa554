// SPDX-License-Identifier: Apache-2.0
// reportJournalStatus of ISO 9506-2: GetLogStatusValues in IEC 61850-8-1.
#pragma once

#include "mms/pdu.hpp"
#include "mms/type_description.hpp"

namespace busbar::mms {

struct ReportJournalStatusRequest {
    ObjectName journal;
};
struct ReportJournalStatusResponse {
    std::uint32_t current_entries = 0;
    bool mms_deletable = false;
    std::optional<ber::VisibleString> access_control_list;
};

struct ReportJournalStatus {
    static constexpr std::string_view name = "reportJournalStatus";
    static constexpr std::uint32_t tag = 68;
    static constexpr unsigned support_bit = 68;
    using Request = ReportJournalStatusRequest;
    using Response = ReportJournalStatusResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::ReportJournalStatusRequest> {
    static constexpr auto value = transparent(&mms::ReportJournalStatusRequest::journal);
};
template <>
struct Layout<mms::ReportJournalStatusResponse> {
    using T = mms::ReportJournalStatusResponse;
    static constexpr auto value = sequence(field("currentEntries", context(0), &T::current_entries),
                                           field("mmsDeletable", context(1), &T::mms_deletable),
                                           field("accessControlList", context(2), &T::access_control_list));
};

}  // namespace busbar::ber
