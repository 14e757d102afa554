// SPDX-License-Identifier: Apache-2.0
#include "mms/service/get_named_variable_list_attributes.hpp"

#include "mms/data_writer.hpp"
#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(GetNamedVariableListAttributes, Request) {
    const ByteVector& golden = golden_mms("get_named_variable_list_attributes", "request");
    EXPECT_EQ(to_text(test::request_of<GetNamedVariableListAttributes>(golden).name), "IED1LD0/LLN0$dyn1");
    EXPECT_EQ(encoded_request<GetNamedVariableListAttributes>(17, {{DomainSpecific{"IED1LD0", "LLN0$dyn1"}}}),
              to_hex(golden));
}

TEST(GetNamedVariableListAttributes, Response) {
    const ByteVector& golden = golden_mms("get_named_variable_list_attributes", "response");
    const auto response = test::response_of<GetNamedVariableListAttributes>(golden);
    EXPECT_TRUE(response.mms_deletable);
    EXPECT_EQ(to_text(*response.variables.front().variable.name()), "IED1LD0/GGIO1$ST$Ind1");
    const auto produce = [](const void*, BackWriter& writer) {
        put::list_entry(writer, "IED1LD0", "GGIO1$ST$Ind1");
    };
    EXPECT_EQ(encoded_response<GetNamedVariableListAttributes>(
                  17, {true, ber::List<ListEntry>::produced(produce, nullptr), {}}),
              to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
