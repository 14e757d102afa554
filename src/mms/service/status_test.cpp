// SPDX-License-Identifier: Apache-2.0
#include "mms/service/status.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(Status, Request) {
    const ByteVector& golden = golden_mms("status", "request");
    EXPECT_FALSE(test::request_of<Status>(golden).extended_derivation);
    EXPECT_EQ(encoded_request<Status>(1, {}), to_hex(golden));
}

TEST(Status, Response) {
    const ByteVector& golden = golden_mms("status", "response-with-detail");
    const StatusResponse response = test::response_of<Status>(golden);
    EXPECT_EQ(response.logical, LogicalStatus::limited_services_permitted);
    EXPECT_EQ(response.physical, PhysicalStatus::needs_commissioning);
    ASSERT_TRUE(response.local_detail);
    EXPECT_EQ(response.local_detail->size(), 12U);
    const Octet detail[] = {0xA5, 0xC0};
    EXPECT_EQ(encoded_response<Status>(1, {LogicalStatus::limited_services_permitted,
                                           PhysicalStatus::needs_commissioning, ber::BitString{detail, 4}}),
              to_hex(golden));
}

TEST(Status, NumbersWithoutAName) {
    EXPECT_EQ(name_of(PhysicalStatus::inoperable), "inoperable");
    EXPECT_EQ(name_of(static_cast<LogicalStatus>(9)), "");
}

}  // namespace
}  // namespace busbar::mms
