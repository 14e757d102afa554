// SPDX-License-Identifier: Apache-2.0
#include "mms/service/report_journal_status.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(ReportJournalStatus, Request) {
    const ByteVector& golden = golden_mms("report_journal_status", "request");
    EXPECT_EQ(to_text(test::request_of<ReportJournalStatus>(golden).journal), "IED1LD0/LLN0$EventLog");
    EXPECT_EQ(encoded_request<ReportJournalStatus>(21, {{DomainSpecific{"IED1LD0", "LLN0$EventLog"}}}),
              to_hex(golden));
}

TEST(ReportJournalStatus, Response) {
    const ByteVector& golden = golden_mms("report_journal_status", "response");
    const auto response = test::response_of<ReportJournalStatus>(golden);
    EXPECT_EQ(response.current_entries, 1000U);
    EXPECT_FALSE(response.mms_deletable);
    EXPECT_EQ(encoded_response<ReportJournalStatus>(21, {1000, false, {}}), to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
