// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_close.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(FileClose, BothWays) {
    const ByteVector& request = golden_mms("file_close", "request");
    EXPECT_EQ(test::request_of<FileClose>(request).frsm_id, 1);
    EXPECT_EQ(encoded_request<FileClose>(25, {1}), to_hex(request));
    const ByteVector& response = golden_mms("file_close", "response");
    test::response_of<FileClose>(response);
    EXPECT_EQ(encoded_response<FileClose>(25, {}), to_hex(response));
}

}  // namespace
}  // namespace busbar::mms
