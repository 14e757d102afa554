// SPDX-License-Identifier: Apache-2.0
#include "mms/service/read.hpp"

#include "mms/data_writer.hpp"
#include "support/mms_service.hpp"

namespace busbar::mms {
namespace {

using test::encoded_request;
using test::encoded_response;
using test::golden_mms;

std::vector<ListEntry> entries_of(const ReadRequest& request) {
    const auto* list = request.variables.variables();
    if (list == nullptr) return {};
    return {list->begin(), list->end()};
}

TEST(Read, Request) {
    const ByteVector& golden = golden_mms("read", "request-one");
    const ReadRequest request = test::request_of<Read>(golden);
    EXPECT_FALSE(request.specification_with_result);
    const auto entries = entries_of(request);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(*entries[0].variable.name(), (ObjectName{DomainSpecific{"IED1LD0", "LLN0$ST$Mod$stVal"}}));
    EXPECT_FALSE(entries[0].alternate_access);
    const ListEntry entry[] = {{{ObjectName{DomainSpecific{"IED1LD0", "LLN0$ST$Mod$stVal"}}}, {}}};
    EXPECT_EQ(encoded_request<Read>(5, {false, {ber::List<ListEntry>(entry)}}), to_hex(golden));
}

TEST(Read, RequestOfDataSet) {
    const ByteVector& golden = golden_mms("read", "request-data-set");
    const ReadRequest request = test::request_of<Read>(golden);
    EXPECT_TRUE(request.specification_with_result);
    ASSERT_NE(request.variables.list_name(), nullptr);
    EXPECT_EQ(to_text(*request.variables.list_name()), "IED1LD0/LLN0$ds1");
    EXPECT_EQ(encoded_request<Read>(7, {true, {ObjectName{DomainSpecific{"IED1LD0", "LLN0$ds1"}}}}),
              to_hex(golden));
}

TEST(Read, ComponentOfElement) {
    const ByteVector& golden = golden_mms("read", "request-component-of-element");
    const ReadRequest request = test::request_of<Read>(golden);
    const auto entries = entries_of(request);
    ASSERT_EQ(entries.size(), 1U);
    ASSERT_TRUE(entries[0].alternate_access);
    const AlternateAccessItem item = entries[0].alternate_access->front();
    const auto* outer = std::get_if<SelectAlternateAccess>(&item.selection().value);
    ASSERT_NE(outer, nullptr);
    EXPECT_EQ(std::get<Index>(outer->selection.selector).index, 3U);
    const AlternateAccessItem inner = outer->alternate_access.front();
    EXPECT_EQ(std::get<Component>(std::get<SelectAccess>(inner.selection().value).selector).name.text,
              "cVal$mag$f");

    const AlternateAccessItem leaf[] = {{AlternateAccessSelection{SelectAccess{Component{"cVal$mag$f"}}}}};
    const AlternateAccessItem element[] = {
        {AlternateAccessSelection{SelectAlternateAccess{{Index{3}}, AlternateAccess(leaf)}}}};
    const ListEntry entry[] = {
        {{ObjectName{DomainSpecific{"IED1LD0", "MHAI1$MX$HA$phsAHar"}}}, AlternateAccess(element)}};
    EXPECT_EQ(encoded_request<Read>(8, {false, {ber::List<ListEntry>(entry)}}), to_hex(golden));
}

TEST(Read, NamedAccess) {
    const ReadRequest request = test::request_of<Read>(golden_mms("read", "request-named-access"));
    const AlternateAccessItem item = entries_of(request).front().alternate_access->front();
    ASSERT_TRUE(std::holds_alternative<NamedAccess>(item.value));
    EXPECT_EQ(std::get<NamedAccess>(item.value).component_name.text, "third");
    EXPECT_EQ(std::get<Index>(std::get<SelectAccess>(item.selection().value).selector).index, 3U);
}

TEST(Read, Response) {
    const ByteVector& golden = golden_mms("read", "response-with-specification");
    const ReadResponse response = test::response_of<Read>(golden);
    ASSERT_TRUE(response.variables);
    ASSERT_EQ(response.results.size(), 2U);
    const std::vector<AccessResult> results(response.results.begin(), response.results.end());
    EXPECT_TRUE(*results[0].data()->get_if<bool>());
    EXPECT_TRUE(results[1].data()->get_if<ber::BitString>()->test(11));

    const AccessResult integer[] = {{Data{Integer(1)}}};
    EXPECT_EQ(encoded_response<Read>(5, {{}, integer}), to_hex(golden_mms("read", "response-one")));
    const AccessResult failure[] = {{DataAccessError::object_non_existent}};
    EXPECT_EQ(encoded_response<Read>(5, {{}, failure}), to_hex(golden_mms("read", "response-failure")));
}

TEST(Read, ResponseFailure) {
    const ReadResponse response = test::response_of<Read>(golden_mms("read", "response-failure"));
    const AccessResult result = response.results.front();
    EXPECT_EQ(result.data(), nullptr);
    EXPECT_EQ(*result.failure(), DataAccessError::object_non_existent);
}

TEST(Read, ProducedResponse) {
    const auto produce = [](const void*, BackWriter& writer) { put::integer(writer, 1); };
    EXPECT_EQ(encoded_response<Read>(5, {{}, ber::List<AccessResult>::produced(produce, nullptr)}),
              to_hex(golden_mms("read", "response-one")));
}

}  // namespace
}  // namespace busbar::mms
