// SPDX-License-Identifier: Apache-2.0
#include "mms/service/information_report.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_indication;
using test::golden_mms;

TEST(InformationReport, Report) {
    const ByteVector& golden = golden_mms("information_report", "report-every-option");
    const auto indication = test::indication_of<InformationReport>(golden);
    ASSERT_NE(indication.variables.list_name(), nullptr);
    EXPECT_EQ(indication.variables.list_name()->vmd()->item.text, "RPT");
    const std::vector<AccessResult> results(indication.results.begin(), indication.results.end());
    ASSERT_EQ(results.size(), 12U);
    EXPECT_EQ(results[0].data()->get_if<ber::VisibleString>()->text, "rpt1");
    EXPECT_EQ(encoded_indication<InformationReport>({{ObjectName{VmdSpecific{"RPT"}}}, results}),
              to_hex(golden));
}

TEST(InformationReport, CommandTermination) {
    const ByteVector& golden = golden_mms("information_report", "command-termination-negative");
    const auto indication = test::indication_of<InformationReport>(golden);
    ASSERT_NE(indication.variables.variables(), nullptr);
    EXPECT_EQ(indication.variables.variables()->size(), 2U);
    EXPECT_EQ(indication.results.size(), 2U);
}

}  // namespace
}  // namespace busbar::mms
