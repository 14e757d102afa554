// SPDX-License-Identifier: Apache-2.0
#include "mms/service/get_name_list.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(GetNameList, Request) {
    const ByteVector& golden = golden_mms("get_name_list", "request-variables-of-a-domain");
    const GetNameListRequest request = test::request_of<GetNameList>(golden);
    EXPECT_EQ(std::get<ObjectClassNumber>(request.object_class.value), ObjectClassNumber::named_variable);
    EXPECT_EQ(std::get<DomainScope>(request.object_scope.value).domain.text, "IED1LD0");
    ASSERT_TRUE(request.continue_after);
    EXPECT_EQ(request.continue_after->text, "LLN0$ST");
    EXPECT_EQ(encoded_request<GetNameList>(3, {{ObjectClassNumber::named_variable},
                                               {DomainScope{"IED1LD0"}},
                                               ber::VisibleString("LLN0$ST")}),
              to_hex(golden));
    EXPECT_EQ(encoded_request<GetNameList>(2, {{ObjectClassNumber::domain}, {VmdScope{}}, {}}),
              to_hex(golden_mms("get_name_list", "request-domains")));
}

TEST(GetNameList, Response) {
    const ByteVector& golden = golden_mms("get_name_list", "response-domains");
    const GetNameListResponse response = test::response_of<GetNameList>(golden);
    ASSERT_EQ(response.identifiers.size(), 1U);
    EXPECT_EQ(response.identifiers.front().text, "IED1LD0");
    EXPECT_FALSE(response.more_follows);
    const ber::VisibleString names[] = {"IED1LD0"};
    EXPECT_EQ(encoded_response<GetNameList>(2, {names, false}), to_hex(golden));
    EXPECT_TRUE(
        test::response_of<GetNameList>(golden_mms("get_name_list", "response-more-left-out")).more_follows);
}

}  // namespace
}  // namespace busbar::mms
