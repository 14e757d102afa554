// SPDX-License-Identifier: Apache-2.0
#include "mms/service/get_capability_list.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(GetCapabilityList, Request) {
    const ByteVector& golden = golden_mms("get_capability_list", "request-continued");
    EXPECT_EQ(test::request_of<GetCapabilityList>(golden).continue_after->text, "IEC61850");
    EXPECT_EQ(encoded_request<GetCapabilityList>(22, {ber::VisibleString("IEC61850")}), to_hex(golden));
    EXPECT_EQ(encoded_request<GetCapabilityList>(22, {}),
              to_hex(golden_mms("get_capability_list", "request")));
}

TEST(GetCapabilityList, Response) {
    const ByteVector& golden = golden_mms("get_capability_list", "response");
    const auto response = test::response_of<GetCapabilityList>(golden);
    EXPECT_EQ(response.capabilities.size(), 2U);
    EXPECT_FALSE(response.more_follows);
    const ber::VisibleString capabilities[] = {"IEC61850", "GOOSE"};
    EXPECT_EQ(encoded_response<GetCapabilityList>(22, {capabilities, false}), to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
