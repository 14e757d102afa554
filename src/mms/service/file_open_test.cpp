// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_open.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(FileOpen, Request) {
    const ByteVector& golden = golden_mms("file_open", "request");
    const auto request = test::request_of<FileOpen>(golden);
    EXPECT_EQ(path_of(request.file), "COMTRADE/a.cfg");
    EXPECT_EQ(request.initial_position, 0U);
    const ber::GraphicString name[] = {{"COMTRADE/a.cfg"}};
    EXPECT_EQ(encoded_request<FileOpen>(23, {name, 0}), to_hex(golden));
}

TEST(FileOpen, Response) {
    const ByteVector& golden = golden_mms("file_open", "response");
    const auto response = test::response_of<FileOpen>(golden);
    EXPECT_EQ(response.frsm_id, 1);
    EXPECT_EQ(response.attributes.size, 1024U);
    EXPECT_EQ(response.attributes.last_modified->text, "20240102030405Z");
    EXPECT_EQ(encoded_response<FileOpen>(23, {1, {1024, ber::GeneralizedTime{"20240102030405Z"}}}),
              to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
