// SPDX-License-Identifier: Apache-2.0
#include "mms/service/get_variable_access_attributes.hpp"

#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

TEST(GetVariableAccessAttributes, Request) {
    const ByteVector& golden = golden_mms("get_variable_access_attributes", "request");
    const auto request = test::request_of<GetVariableAccessAttributes>(golden);
    ASSERT_NE(request.name(), nullptr);
    EXPECT_EQ(request.name()->domain()->item.text, "GGIO1$ST$Ind1");
    EXPECT_EQ(encoded_request<GetVariableAccessAttributes>(
                  13, {ObjectName{DomainSpecific{"IED1LD0", "GGIO1$ST$Ind1"}}}),
              to_hex(golden));
    EXPECT_EQ(test::request_of<GetVariableAccessAttributes>(
                  golden_mms("get_variable_access_attributes", "request-by-address"))
                  .name(),
              nullptr);
}

TEST(GetVariableAccessAttributes, Response) {
    const ByteVector& golden = golden_mms("get_variable_access_attributes", "response");
    const auto response = test::response_of<GetVariableAccessAttributes>(golden);
    EXPECT_FALSE(response.mms_deletable);
    const auto* structure = response.type.get_if<StructureType>();
    ASSERT_NE(structure, nullptr);
    const std::vector<StructureComponent> members(structure->components.begin(), structure->components.end());
    ASSERT_EQ(members.size(), 3U);
    EXPECT_EQ(members[1].name->text, "q");
    EXPECT_EQ(members[1].type.get().get_if<BitStringType>()->size, -13);

    const TypeDescription types[] = {{BooleanType{}}, {BitStringType{-13}}, {UtcTimeType{}}};
    const StructureComponent own[] = {{ber::VisibleString("stVal"), ber::One<TypeDescription>(types[0])},
                                      {ber::VisibleString("q"), ber::One<TypeDescription>(types[1])},
                                      {ber::VisibleString("t"), ber::One<TypeDescription>(types[2])}};
    EXPECT_EQ(encoded_response<GetVariableAccessAttributes>(
                  13, {false, {}, {StructureType{false, ber::List<StructureComponent>(own)}}, {}, {}}),
              to_hex(golden));
}

}  // namespace
}  // namespace busbar::mms
