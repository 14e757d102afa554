// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_rename.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(FileRename, BothWays) {
    const ByteVector& golden = golden_mms("file_rename", "request");
    const auto request = test::request_of<FileRename>(golden);
    EXPECT_EQ(path_of(request.current), "a");
    EXPECT_EQ(path_of(request.renamed), "b/c");
    const ber::GraphicString current[] = {{"a"}};
    const ber::GraphicString renamed[] = {{"b/"}, {"c"}};
    EXPECT_EQ(encoded_request<FileRename>(26, {current, renamed}), to_hex(golden));
    const ByteVector& response = golden_mms("file_rename", "response");
    test::response_of<FileRename>(response);
    EXPECT_EQ(encoded_response<FileRename>(26, {}), to_hex(response));
}

}  // namespace
}  // namespace busbar::mms
