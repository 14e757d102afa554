// SPDX-License-Identifier: Apache-2.0
#include "mms/initiate.hpp"

#include <gtest/gtest.h>

namespace busbar::mms {
namespace {

// As a widespread client sends it.
constexpr std::string_view request_hex =
    "A8 26 80 03 00 FD E8 81 01 05 82 01 05 83 01 0A A4 16 80 01 01 81 03 05 F1 00 "
    "82 0C 03 EE 1C 00 00 04 08 00 00 79 EF 18";

TEST(Initiate, RequestBothWays) {
    const ByteVector pdu = from_hex(request_hex).value();
    const auto request = decode_initiate_request(pdu);
    ASSERT_TRUE(request) << request.error().message();
    EXPECT_EQ(request->local_detail, 65000);
    EXPECT_EQ(request->max_outstanding_calling, 5);
    EXPECT_EQ(request->max_outstanding_called, 5);
    EXPECT_EQ(request->nesting_level, 10);
    EXPECT_EQ(request->detail.version, 1);
    EXPECT_EQ(request->detail.parameter_cbb, usual_parameter_cbb);
    EXPECT_EQ(request->detail.parameter_cbb.size(), 11U);
    EXPECT_TRUE(request->detail.services_supported.test(4));
    EXPECT_FALSE(request->detail.services_supported.test(3));
    EXPECT_TRUE(request->detail.services_supported.test(support_bit::cancel));
    BackWriter writer;
    encode(writer, *request);
    EXPECT_EQ(to_hex(writer.bytes()), request_hex);
    EXPECT_FALSE(decode_initiate_response(pdu));
}

TEST(Initiate, ResponseSkipsWhatLaterEditionsAdd) {
    const auto pdu = from_hex(
                         "A9 20 80 02 02 00 81 01 01 82 01 01 A4 14 80 01 01 81 03 05 F1 00 82 03 03 EE 18 "
                         "83 02 05 20 85 01 00")
                         .value();
    const auto response = decode_initiate_response(pdu);
    ASSERT_TRUE(response) << response.error().message();
    EXPECT_EQ(response->local_detail, 512);
    EXPECT_FALSE(response->nesting_level);
    EXPECT_EQ(response->detail.services_supported.size(), 13U);
    EXPECT_FALSE(response->detail.services_supported.test(79));
}

TEST(NamedBits, IntersectsToTheShorterLength) {
    const ParameterCbb ours{0, 1, 2, 3, 7};
    ByteVector octets = {0xE1, 0xFF, 0xFF};
    const ParameterCbb theirs = ParameterCbb::from(ber::BitString{octets, 6});
    EXPECT_EQ(theirs.size(), 18U);
    const ParameterCbb both = ours.intersect(theirs);
    EXPECT_EQ(both.size(), 11U);
    EXPECT_EQ(both, (ParameterCbb{0, 1, 2, 7}));
    EXPECT_EQ(both.names(), (std::vector<std::string_view>{"str1", "str2", "vnam", "vlis"}));
    EXPECT_EQ(to_hex(both.view().octets), "E1 00");
    EXPECT_EQ(both.view().unused, 5);
}

TEST(NamedBits, DropsWhatDoesNotFit) {
    const ByteVector octets(40, 0xFF);
    const ServiceSupport all = ServiceSupport::from(ber::BitString{octets, 0});
    EXPECT_EQ(all.size(), 128U);
    EXPECT_EQ(all.names().size(), 85U);
    EXPECT_EQ(ServiceSupport{}.set(200), ServiceSupport{});
    EXPECT_FALSE(ServiceSupport{}.set(4).set(4, false).test(4));
}

}  // namespace
}  // namespace busbar::mms
