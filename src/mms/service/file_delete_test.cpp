// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_delete.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(FileDelete, BothWays) {
    const ByteVector& golden = golden_mms("file_delete", "request");
    EXPECT_EQ(path_of(test::request_of<FileDelete>(golden).file), "a");
    const ber::GraphicString name[] = {{"a"}};
    EXPECT_EQ(encoded_request<FileDelete>(27, {name}), to_hex(golden));
    const ByteVector& response = golden_mms("file_delete", "response");
    test::response_of<FileDelete>(response);
    EXPECT_EQ(encoded_response<FileDelete>(27, {}), to_hex(response));
}

}  // namespace
}  // namespace busbar::mms
