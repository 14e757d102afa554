// SPDX-License-Identifier: Apache-2.0
#include "mms/service/file_directory.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(FileDirectory, Request) {
    const ByteVector& golden = golden_mms("file_directory", "request");
    const auto request = test::request_of<FileDirectory>(golden);
    ASSERT_TRUE(request.specification);
    EXPECT_EQ(path_of(*request.specification), "COMTRADE/");
    EXPECT_FALSE(request.continue_after);
    const ber::GraphicString name[] = {{"COMTRADE/"}};
    EXPECT_EQ(encoded_request<FileDirectory>(28, {FileName(name), {}}), to_hex(golden));
}

TEST(FileDirectory, Response) {
    const ByteVector& golden = golden_mms("file_directory", "response");
    const auto response = test::response_of<FileDirectory>(golden);
    EXPECT_FALSE(response.more_follows);
    const DirectoryEntry entry = response.entries.front();
    EXPECT_EQ(path_of(entry.file), "COMTRADE/a.cfg");
    EXPECT_EQ(entry.attributes.size, 1024U);
    const ber::GraphicString name[] = {{"COMTRADE/a.cfg"}};
    const DirectoryEntry entries[] = {{name, {1024, ber::GeneralizedTime{"20240102030405Z"}}}};
    EXPECT_EQ(encoded_response<FileDirectory>(28, {entries, false}), to_hex(golden));
    EXPECT_FALSE(test::response_of<FileDirectory>(golden_mms("file_directory", "response-more-left-out"))
                     .more_follows);
}

}  // namespace
}  // namespace busbar::mms
