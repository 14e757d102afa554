// SPDX-License-Identifier: Apache-2.0
#include "mms/service/initialize_journal.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(InitializeJournal, Request) {
    const ByteVector& golden = golden_mms("initialize_journal", "request-up-to-an-entry");
    const auto request = test::request_of<InitializeJournal>(golden);
    ASSERT_TRUE(request.limit);
    EXPECT_EQ(request.limit->limiting_time.milliseconds, 0x0004D3A0U);
    const Octet entry[] = {0, 0, 0, 0, 0, 0, 0, 9};
    EXPECT_EQ(encoded_request<InitializeJournal>(
                  20, {{DomainSpecific{"IED1LD0", "LLN0$EventLog"}},
                       LimitSpecification{{0x0004D3A0, std::uint16_t{0x3E1E}}, ber::OctetString{entry}}}),
              to_hex(golden));
    EXPECT_FALSE(test::request_of<InitializeJournal>(golden_mms("initialize_journal", "request")).limit);
}

TEST(InitializeJournal, Response) {
    const ByteVector& golden = golden_mms("initialize_journal", "response");
    EXPECT_EQ(test::response_of<InitializeJournal>(golden).deleted_entries, 200U);
    EXPECT_EQ(encoded_response<InitializeJournal>(20, {200}), to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
