// SPDX-License-Identifier: Apache-2.0
#include "mms/service/event_notification.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_indication;
using test::golden_mms;

TEST(EventNotification, BothWays) {
    const ByteVector& golden = golden_mms("event_notification", "indication");
    const auto indication = test::indication_of<EventNotification>(golden);
    EXPECT_EQ(indication.members.size(), 4U);
    EXPECT_EQ(encoded_indication<EventNotification>(indication), to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
