// SPDX-License-Identifier: Apache-2.0
#include "mms/service/identify.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(Identify, Request) {
    const ByteVector& golden = golden_mms("identify", "request");
    test::request_of<Identify>(golden);
    EXPECT_EQ(encoded_request<Identify>(4, {}), to_hex(golden));
}

TEST(Identify, Response) {
    const ByteVector& golden = golden_mms("identify", "response-with-syntaxes");
    const IdentifyResponse response = test::response_of<Identify>(golden);
    EXPECT_EQ(response.vendor_name.text, "ACME");
    EXPECT_EQ(response.model_name.text, "X1");
    EXPECT_EQ(response.revision.text, "1.0");
    ASSERT_TRUE(response.abstract_syntaxes);
    EXPECT_EQ(response.abstract_syntaxes->front().dotted(), "1.0.9506.2.1");
    EXPECT_EQ(encoded_response<Identify>(4, {"ACME", "X1", "1.0", {}}),
              to_hex(golden_mms("identify", "response")));
}

}  // namespace
}  // namespace busbar::mms
