// SPDX-License-Identifier: Apache-2.0
#include "mms/service/delete_named_variable_list.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(DeleteNamedVariableList, Request) {
    const ByteVector& golden = golden_mms("delete_named_variable_list", "request");
    const auto request = test::request_of<DeleteNamedVariableList>(golden);
    EXPECT_EQ(request.scope, ScopeOfDelete::specific);
    ASSERT_TRUE(request.names);
    EXPECT_EQ(to_text(request.names->front()), "IED1LD0/LLN0$dyn1");
    const ObjectName names[] = {{DomainSpecific{"IED1LD0", "LLN0$dyn1"}}};
    EXPECT_EQ(encoded_request<DeleteNamedVariableList>(
                  18, {ScopeOfDelete::specific, ber::List<ObjectName>(names), {}}),
              to_hex(golden));
    EXPECT_EQ(test::request_of<DeleteNamedVariableList>(
                  golden_mms("delete_named_variable_list", "request-scope-left-out"))
                  .scope,
              ScopeOfDelete::specific);
}

TEST(DeleteNamedVariableList, Response) {
    const ByteVector& golden = golden_mms("delete_named_variable_list", "response");
    const auto response = test::response_of<DeleteNamedVariableList>(golden);
    EXPECT_EQ(response.number_matched, 1U);
    EXPECT_EQ(response.number_deleted, 1U);
    EXPECT_EQ(encoded_response<DeleteNamedVariableList>(18, {1, 1}), to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
