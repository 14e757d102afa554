// SPDX-License-Identifier: Apache-2.0
#include "mms/service/unsolicited_status.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_indication;
using test::golden_mms;

TEST(UnsolicitedStatus, BothWays) {
    const ByteVector& golden = golden_mms("unsolicited_status", "indication");
    const auto indication = test::indication_of<UnsolicitedStatus>(golden);
    EXPECT_EQ(indication.status.physical, PhysicalStatus::partially_operational);
    EXPECT_EQ(encoded_indication<UnsolicitedStatus>(
                  {{LogicalStatus::state_changes_allowed, PhysicalStatus::partially_operational, {}}}),
              to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
