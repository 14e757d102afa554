// SPDX-License-Identifier: Apache-2.0
#include "mms/service/read_journal.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(ReadJournal, RequestByTime) {
    const ByteVector& golden = golden_mms("read_journal", "request-by-time");
    const auto request = test::request_of<ReadJournal>(golden);
    EXPECT_EQ(to_text(request.journal), "IED1LD0/LLN0$EventLog");
    ASSERT_TRUE(request.start && request.stop);
    EXPECT_EQ(std::get<BinaryTime>(request.start->value), (BinaryTime{0x0004D3A0, std::uint16_t{0x3E1E}}));
    EXPECT_EQ(encoded_request<ReadJournal>(19, {{DomainSpecific{"IED1LD0", "LLN0$EventLog"}},
                                                RangeStart{BinaryTime{0x0004D3A0, std::uint16_t{0x3E1E}}},
                                                RangeStop{BinaryTime{0x0104D3A0, std::uint16_t{0x3E1E}}},
                                                {},
                                                {}}),
              to_hex(golden));
}

TEST(ReadJournal, RequestAfterEntry) {
    const auto request = test::request_of<ReadJournal>(golden_mms("read_journal", "request-after-entry"));
    ASSERT_TRUE(request.start_after);
    EXPECT_EQ(to_hex(request.start_after->entry.octets), "00 00 00 00 00 00 00 09");
    const auto counted = test::request_of<ReadJournal>(golden_mms("read_journal", "request-by-entry"));
    EXPECT_EQ(std::get<std::int32_t>(counted.stop->value), 10);
    EXPECT_EQ(counted.variables->size(), 2U);
}

TEST(ReadJournal, Response) {
    const ByteVector& golden = golden_mms("read_journal", "response");
    const auto response = test::response_of<ReadJournal>(golden);
    EXPECT_FALSE(response.more_follows);
    const JournalEntry entry = response.entries.front();
    const auto& data = std::get<EntryData>(entry.content.form.value);
    const std::vector<JournalVariable> variables(data.variables->begin(), data.variables->end());
    ASSERT_EQ(variables.size(), 2U);
    EXPECT_EQ(variables[1].tag(), "ReasonCode");
    EXPECT_TRUE(variables[1].data().get_if<ber::BitString>()->test(1));

    const Octet id[] = {0, 0, 0, 0, 0, 0, 0, 9};
    const Octet reason[] = {0x40};
    const JournalVariable own[] = {{"IED1LD0/GGIO1$ST$Ind1$stVal", Data{true}},
                                   {"ReasonCode", Data{ber::BitString{reason, 1}}}};
    const JournalEntry entries[] = {
        {{id},
         anonymous_application(),
         {{0x0004D3A0, std::uint16_t{0x3E1E}}, {}, {EntryData{{}, ber::List<JournalVariable>(own)}}}}};
    EXPECT_EQ(encoded_response<ReadJournal>(19, {entries, false}), to_hex(golden));
}

TEST(ReadJournal, TakesUntaggedVariables) {
    const auto response =
        test::response_of<ReadJournal>(golden_mms("read_journal", "response-untagged-variables"));
    const JournalEntry entry = response.entries.front();
    const JournalVariable variable = std::get<EntryData>(entry.content.form.value).variables->front();
    EXPECT_EQ(variable.tag(), "IED1LD0/GGIO1$ST$Ind1$stVal");
    EXPECT_TRUE(*variable.data().get_if<bool>());
}

}  // namespace
}  // namespace busbar::mms
