// SPDX-License-Identifier: Apache-2.0
#include "mms/service/write.hpp"

#include "mms/data_writer.hpp"
#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(Write, Request) {
    const ByteVector& golden = golden_mms("write", "request-one");
    const WriteRequest request = test::request_of<Write>(golden);
    ASSERT_NE(request.variables.variables(), nullptr);
    EXPECT_EQ(request.variables.variables()->size(), 1U);
    ASSERT_EQ(request.data.size(), 1U);
    const Data data = request.data.front();
    EXPECT_EQ(*data.get_if<Integer>(), Integer(1));
    const ListEntry entry[] = {{{ObjectName{DomainSpecific{"IED1LD0", "GGIO1$CF$SPCSO1$ctlModel"}}}, {}}};
    EXPECT_EQ(
        encoded_request<Write>(12, {{ber::List<ListEntry>(entry)}, ber::List<Data>(std::span(&data, 1))}),
        to_hex(golden));
}

TEST(Write, Operate) {
    const WriteRequest request = test::request_of<Write>(golden_mms("write", "request-operate"));
    const Data oper = request.data.front();
    ASSERT_NE(oper.get_if<Structure>(), nullptr);
    const std::vector<Data> members(oper.get_if<Structure>()->members.begin(),
                                    oper.get_if<Structure>()->members.end());
    ASSERT_EQ(members.size(), 6U);
    EXPECT_TRUE(*members[0].get_if<bool>());
    const Data orIdent = *++members[1].get_if<Structure>()->members.begin();
    EXPECT_EQ(text_of(orIdent.get_if<ber::OctetString>()->octets), "cli");
    EXPECT_EQ(members[2].get_if<Unsigned>()->value, 1U);
}

TEST(Write, Response) {
    const ByteVector& golden = golden_mms("write", "response-several");
    const WriteResponse response = test::response_of<Write>(golden);
    const std::vector<WriteResult> results(response.results.begin(), response.results.end());
    ASSERT_EQ(results.size(), 3U);
    EXPECT_EQ(results[0].failure(), nullptr);
    ASSERT_NE(results[1].failure(), nullptr);
    EXPECT_EQ(*results[1].failure(), DataAccessError::type_inconsistent);
    EXPECT_EQ(encoded_response<Write>(12, {results}), to_hex(golden));
}

TEST(Write, ProducedResponse) {
    const auto produce = [](const void*, BackWriter& writer) {
        put::write_success(writer);
        put::failure(writer, DataAccessError::type_inconsistent);
        put::write_success(writer);
    };
    EXPECT_EQ(encoded_response<Write>(12, {ber::List<WriteResult>::produced(produce, nullptr)}),
              to_hex(golden_mms("write", "response-several")));
}

}  // namespace
}  // namespace busbar::mms
