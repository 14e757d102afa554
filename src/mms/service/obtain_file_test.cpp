// SPDX-License-Identifier: Apache-2.0
#include "mms/service/obtain_file.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(ObtainFile, Request) {
    const ByteVector& golden = golden_mms("obtain_file", "request");
    const auto request = test::request_of<ObtainFile>(golden);
    EXPECT_FALSE(request.source_file_server);
    EXPECT_EQ(path_of(request.source), "local.cid");
    EXPECT_EQ(path_of(request.destination), "remote.cid");
    const ber::GraphicString source[] = {{"local.cid"}};
    const ber::GraphicString destination[] = {{"remote.cid"}};
    EXPECT_EQ(encoded_request<ObtainFile>(29, {{}, source, destination}), to_hex(golden));
    EXPECT_TRUE(
        test::request_of<ObtainFile>(golden_mms("obtain_file", "request-from-elsewhere")).source_file_server);
}

TEST(ObtainFile, Response) {
    const ByteVector& golden = golden_mms("obtain_file", "response");
    test::response_of<ObtainFile>(golden);
    EXPECT_EQ(encoded_response<ObtainFile>(29, {}), to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
