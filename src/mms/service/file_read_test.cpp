// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_read.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(FileRead, Request) {
    const ByteVector& golden = golden_mms("file_read", "request");
    EXPECT_EQ(test::request_of<FileRead>(golden).frsm_id, 1);
    EXPECT_EQ(encoded_request<FileRead>(24, {1}), to_hex(golden));
}

TEST(FileRead, Response) {
    const ByteVector& golden = golden_mms("file_read", "response");
    const auto response = test::response_of<FileRead>(golden);
    EXPECT_EQ(text_of(response.data.octets), "data");
    EXPECT_FALSE(response.more_follows);
    EXPECT_EQ(encoded_response<FileRead>(24, {{bytes_of("data")}, false}), to_hex(golden));
    EXPECT_TRUE(test::response_of<FileRead>(golden_mms("file_read", "response-more-left-out")).more_follows);
}

}  // namespace
}  // namespace busbar::mms
