// SPDX-License-Identifier: Apache-2.0
#include "mms/service/define_named_variable_list.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(DefineNamedVariableList, Request) {
    const ByteVector& golden = golden_mms("define_named_variable_list", "request");
    const auto request = test::request_of<DefineNamedVariableList>(golden);
    EXPECT_EQ(to_text(request.name), "IED1LD0/LLN0$dyn1");
    EXPECT_EQ(request.variables.size(), 2U);
    const ListEntry entries[] = {{{ObjectName{DomainSpecific{"IED1LD0", "GGIO1$ST$Ind1"}}}, {}},
                                 {{ObjectName{DomainSpecific{"IED1LD0", "GGIO1$ST$Ind2"}}}, {}}};
    EXPECT_EQ(
        encoded_request<DefineNamedVariableList>(15, {{DomainSpecific{"IED1LD0", "LLN0$dyn1"}}, entries}),
        to_hex(golden));
    const auto own = test::request_of<DefineNamedVariableList>(
        golden_mms("define_named_variable_list", "request-of-the-association"));
    EXPECT_EQ(to_text(own.name), "@dyn1");
    EXPECT_TRUE(own.variables.front().alternate_access);
}

TEST(DefineNamedVariableList, Response) {
    const ByteVector& golden = golden_mms("define_named_variable_list", "response");
    test::response_of<DefineNamedVariableList>(golden);
    EXPECT_EQ(encoded_response<DefineNamedVariableList>(16, {}), to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
