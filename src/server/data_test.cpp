// SPDX-License-Identifier: Apache-2.0
// Read and data sets: values at every level, alternate access, answers that do not fit, refusals by variable.
#include "server/test_client.hpp"
#include "server/test_station.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

class ReadTest : public ::testing::Test {
protected:
    ReadTest() { EXPECT_TRUE(client.associate()); }

    std::string value(std::string_view item) { return results_text(read(client, "IED1LD0", item)); }
    /// Reads with one selection.
    std::string part(std::string_view item, mms::Selector selector) {
        return parts(item, {select(std::move(selector))});
    }
    std::string parts(std::string_view item, std::vector<mms::AlternateAccessItem> items) {
        mms::ListEntry entry = variable("IED1LD0", item);
        entry.alternate_access = mms::AlternateAccess(items);
        return results_text(read(client, {entry}));
    }
    /// `first` applied, then `items` to what it gives.
    std::string nested(std::string_view item, mms::Selector first,
                       std::vector<mms::AlternateAccessItem> items) {
        mms::SelectAlternateAccess further;
        further.selection.selector = std::move(first);
        further.alternate_access = mms::AlternateAccess(items);
        return parts(item, {{mms::AlternateAccessSelection{further}}});
    }
    ByteVector read_data_set(const mms::ObjectName& name, bool with_specification = false) {
        mms::ReadRequest request;
        request.specification_with_result = with_specification;
        request.variables.value = name;
        return client.call<mms::Read>(request);
    }

    Now now = start_of_time();
    Server server{station_image(), {}};
    TestClient client{server, now};
};

TEST_F(ReadTest, AnswersWithTheOctetsOfTheHandbook) {
    const ByteVector request = *from_hex(
        "A0 2B 02 01 05 A4 26 A1 24 A0 22 30 20 A0 1E A1 1C 1A 07 49 45 44 31 4C 44 30"
        "1A 11 4C 4C 4E 30 24 53 54 24 42 65 68 24 73 74 56 61 6C");
    EXPECT_EQ(to_hex(client.call(request)), "A1 0A 02 01 05 A4 05 A1 03 85 01 01");
}

TEST_F(ReadTest, ValuesOfEveryLevel) {
    EXPECT_EQ(value("LLN0$ST$Beh$stVal"), "1");
    EXPECT_EQ(value("MHAI1$CF$HA$pair$y"), "2");
    const ByteVector structure = read(client, "IED1LD0", "MHAI1$CF$HA");
    EXPECT_EQ(to_hex(structure), "A1 11 02 01 03 A4 0C A1 0A A2 08 A2 06 85 01 01 85 01 02");
    for (const char* item : {"LLN0", "GGIO1", "LLN0$ST", "GGIO1$CF$All", "LLN0$RP$urcbA01", "LLN0$SP"}) {
        const ByteVector pdu = read(client, "IED1LD0", item);
        const auto response = response_of<mms::Read>(pdu);
        ASSERT_EQ(response.results.size(), 1U) << item;
        EXPECT_NE(response.results.front().data(), nullptr) << item;
    }
}

/// The value of every type reads as what was set, in the type that 8-1 maps it to.
TEST_F(ReadTest, EveryBasicTypeAsItsDataType) {
    const std::pair<BasicType, const char*> expected[] = {
        {BasicType::boolean, "83 01 FF"},
        {BasicType::int8, "85 01 80"},
        {BasicType::int16, "85 02 80 00"},
        {BasicType::int32, "85 04 80 00 00 00"},
        {BasicType::int64, "85 08 80 00 00 00 00 00 00 00"},
        {BasicType::int8u, "86 02 00 FF"},
        {BasicType::int16u, "86 03 00 FF FF"},
        {BasicType::int24u, "86 04 00 FF FF FF"},
        {BasicType::int32u, "86 05 00 FF FF FF FF"},
        {BasicType::enumerated, "85 01 05"},
        {BasicType::float32, "87 05 08 3F 80 00 00"},
        {BasicType::float64, "87 09 0B 3F F0 00 00 00 00 00 00"},
        {BasicType::dbpos, "84 02 06 80"},
        {BasicType::quality, "84 03 03 C0 10"},
        {BasicType::check, "84 02 06 40"},
        {BasicType::trg_ops, "84 02 02 64"},
        {BasicType::opt_flds, "84 03 06 7F 80"},
        {BasicType::timestamp, "91 08 00 00 00 01 80 00 00 0A"},
        {BasicType::entry_time, "8C 06 00 00 00 02 00 01"},
        {BasicType::vis_string32, "8A 02 61 62"},
        {BasicType::octet64, "89 02 01 02"},
        {BasicType::entry_id, "89 08 00 00 00 00 00 00 00 09"},
        {BasicType::unicode255, "90 02 C3 A9"},
    };
    const std::map<BasicType, Value> values = {
        {BasicType::boolean, true},
        {BasicType::int8, -128},
        {BasicType::int16, -32768},
        {BasicType::int32, std::numeric_limits<std::int32_t>::min()},
        {BasicType::int64, std::numeric_limits<std::int64_t>::min()},
        {BasicType::int8u, 255U},
        {BasicType::int16u, 65535U},
        {BasicType::int24u, 0xFFFFFFU},
        {BasicType::int32u, 0xFFFFFFFFU},
        {BasicType::enumerated, 5},
        {BasicType::float32, 1.0F},
        {BasicType::float64, 1.0},
        {BasicType::dbpos, BitString(2, 2)},
        {BasicType::quality, Quality(Validity::questionable).with(Quality::test)},
        {BasicType::check, BitString(1, 2)},
        {BasicType::trg_ops, BitString(0b011001, 6)},
        {BasicType::opt_flds, BitString(0b0111111110, 10)},
        {BasicType::timestamp, Timestamp{1, 0x800000, TimeQuality{.accuracy = 10}}},
        {BasicType::entry_time, EntryTime{2, 1}},
        {BasicType::vis_string32, "ab"},
        {BasicType::octet64, OctetString{{1, 2}}},
        {BasicType::entry_id, OctetString{{0, 0, 0, 0, 0, 0, 0, 9}}},
        {BasicType::unicode255, UnicodeString{"\xC3\xA9"}},
    };
    for (const auto& [type, hex] : expected) {
        const std::string item = "GGIO1$CF$All$" + attribute_of(type);
        const model::LeafId leaf = server.model().leaf_of(server.model().find("IED1LD0", item));
        ASSERT_EQ(server.process().state().set(leaf, values.at(type)), model::Fit::ok) << item;
        const ByteVector octets = *from_hex(hex);
        const ByteVector pdu = read(client, "IED1LD0", item);
        ASSERT_GE(pdu.size(), octets.size());
        EXPECT_EQ(to_hex(Bytes(pdu).last(octets.size())), hex) << traits_of(type).name;
        EXPECT_EQ(pdu[pdu.size() - octets.size() - 1], octets.size()) << traits_of(type).name;
    }
}

TEST_F(ReadTest, EachVariableFailsForItself) {
    mms::ListEntry unnamed;
    unnamed.variable.value = mms::Address{mms::NumericAddress{1}};
    mms::ListEntry of_vmd;
    of_vmd.variable.value = mms::ObjectName{mms::VmdSpecific{"LLN0$ST$Beh$stVal"}};
    mms::ListEntry invalidated;
    invalidated.variable.value = mms::Invalidated{};
    const ByteVector pdu =
        read(client, {variable("IED1LD0", "LLN0$ST$Beh$stVal"), variable("IED1LD0", "LLN0$ST$Beh$nope"),
                      variable("nope", "LLN0"), variable("IED1LD0", ""), variable("IED1LD0", "$"), unnamed,
                      of_vmd, invalidated, variable("IED1LD0", "MHAI1$CF$HA$pair$x")});
    EXPECT_EQ(
        results_text(pdu),
        "1; <object-non-existent>; <object-non-existent>; <object-non-existent>; <object-non-existent>; "
        "<object-access-unsupported>; <object-non-existent>; <object-access-unsupported>; 1");
}

TEST_F(ReadTest, TheEditGroupIsClosedAndControlsReadAsValues) {
    EXPECT_EQ(value("PDIS1$SE$PoRch$setMag$f"), "<temporarily-unavailable>");
    EXPECT_EQ(value("PDIS1$SE"), "<temporarily-unavailable>");
    EXPECT_EQ(value("PDIS1$SG$PoRch$setMag$f"), "1");
    EXPECT_EQ(value("GGIO1$CO$SPCSO1$Oper$ctlVal"), "FALSE");
    EXPECT_EQ(value("LLN0$SP$SGCB$NumOfSG"), "3");
}

TEST_F(ReadTest, PartsOfArrays) {
    const char* har = "MHAI1$MX$HA$phsAHar";
    const char* cells = "MHAI1$CF$Grid";
    EXPECT_EQ(nested(har, mms::Index{3}, {select(mms::Component{"cVal$mag$f"})}), "3.5");
    // A chain of single names is the same.
    mms::SelectAlternateAccess magnitude;
    magnitude.selection.selector = mms::Component{"mag"};
    const std::vector<mms::AlternateAccessItem> f{select(mms::Component{"f"})};
    magnitude.alternate_access = mms::AlternateAccess(f);
    mms::SelectAlternateAccess cval;
    cval.selection.selector = mms::Component{"cVal"};
    const std::vector<mms::AlternateAccessItem> from_cval{{mms::AlternateAccessSelection{magnitude}}};
    cval.alternate_access = mms::AlternateAccess(from_cval);
    EXPECT_EQ(nested(har, mms::Index{2}, {{mms::AlternateAccessSelection{cval}}}), "2.5");
    // Ranges give arrays, of whatever is taken from each element.
    const std::string range = nested(har, mms::IndexRange{1, 2}, {select(mms::Component{"cVal$mag$f"})});
    EXPECT_NE(range.find("1.5"), std::string::npos);
    EXPECT_NE(range.find("2.5"), std::string::npos);
    EXPECT_EQ(range.find("0.5"), std::string::npos);
    EXPECT_EQ(nested(har, mms::AllElements{}, {select(mms::Component{"cVal$mag$f"})}),
              nested(har, mms::IndexRange{0, 4}, {select(mms::Component{"cVal$mag$f"})}));
    EXPECT_EQ(part(har, mms::AllElements{}), value(har));
    EXPECT_EQ(part(har, mms::IndexRange{0, 4}), value(har));
    // Arrays within arrays.
    mms::SelectAlternateAccess cell;
    cell.selection.selector = mms::Component{"cell"};
    const std::vector<mms::AlternateAccessItem> second{select(mms::Index{2})};
    cell.alternate_access = mms::AlternateAccess(second);
    EXPECT_EQ(nested(cells, mms::Index{1}, {{mms::AlternateAccessSelection{cell}}}), "12");
    const std::string both = nested(cells, mms::AllElements{}, {{mms::AlternateAccessSelection{cell}}});
    EXPECT_NE(both.find("2"), std::string::npos);
    EXPECT_NE(both.find("12"), std::string::npos);
}

TEST_F(ReadTest, PartsOfStructures) {
    EXPECT_EQ(part("MHAI1$CF$HA$pair", mms::Component{"y"}), "2");
    EXPECT_EQ(part("MHAI1$CF", mms::Component{"HA$pair$x"}), "1");
    // Several selections give a structure of them, in their order.
    mms::ListEntry entry = variable("IED1LD0", "MHAI1$CF$HA$pair");
    const std::vector<mms::AlternateAccessItem> items{select(mms::Component{"y"}),
                                                      select(mms::Component{"x"})};
    entry.alternate_access = mms::AlternateAccess(items);
    const ByteVector pdu = read(client, {entry});
    EXPECT_EQ(to_hex(Bytes(pdu).last(8)), "A2 06 85 01 02 85 01 01");
    // A selection may carry a name of the client's.
    mms::NamedAccess named;
    named.component_name = "mine";
    named.access = mms::AlternateAccessSelection{mms::SelectAccess{mms::Component{"x"}}};
    EXPECT_EQ(parts("MHAI1$CF$HA$pair", {{named}}), "1");
}

TEST_F(ReadTest, AlternateAccessThatDoesNotFit) {
    const char* har = "MHAI1$MX$HA$phsAHar";
    EXPECT_EQ(part(har, mms::Index{4}), "<object-non-existent>");
    EXPECT_EQ(part(har, mms::Index{0xFFFFFFFF}), "<object-non-existent>");
    EXPECT_EQ(part(har, mms::IndexRange{0, 5}), "<object-non-existent>");
    EXPECT_EQ(part(har, mms::IndexRange{4, 1}), "<object-non-existent>");
    EXPECT_EQ(part(har, mms::IndexRange{1, 0xFFFFFFFF}), "<object-non-existent>");
    EXPECT_EQ(part(har, mms::IndexRange{0, 0}), "<object-attribute-inconsistent>");
    EXPECT_EQ(part(har, mms::Component{"q"}), "<object-attribute-inconsistent>");
    EXPECT_EQ(part("LLN0$ST$Beh", mms::Index{0}), "<object-attribute-inconsistent>");
    EXPECT_EQ(part("LLN0$ST$Beh$stVal", mms::Index{0}), "<object-attribute-inconsistent>");
    EXPECT_EQ(part("LLN0$ST$Beh$stVal", mms::Component{"x"}), "<object-attribute-inconsistent>");
    EXPECT_EQ(part("LLN0$ST$Beh$stVal", mms::AllElements{}), "<object-attribute-inconsistent>");
    for (const char* name : {"nope", "", "$", "q$", "stVal$x"}) {
        EXPECT_EQ(part("LLN0$ST$Beh", mms::Component{name}).find("<object-"), 0U) << name;
    }
    EXPECT_EQ(nested(har, mms::Index{9}, {select(mms::Component{"q"})}), "<object-non-existent>");
    EXPECT_EQ(nested(har, mms::AllElements{}, {select(mms::Component{"nope"})}), "<object-non-existent>");
    EXPECT_EQ(nested(har, mms::Index{0}, {select(mms::Index{0})}), "<object-attribute-inconsistent>");
    EXPECT_EQ(parts(har, {}), "<object-attribute-inconsistent>");
}

TEST_F(ReadTest, SpecificationIsRepeatedOnRequest) {
    const ByteVector pdu =
        read(client, {variable("IED1LD0", "LLN0$ST$Beh$stVal"), variable("IED1LD0", "nope")}, true);
    const auto response = response_of<mms::Read>(pdu);
    ASSERT_TRUE(response.variables.has_value());
    ASSERT_NE(response.variables->variables(), nullptr);
    ASSERT_EQ(response.variables->variables()->size(), 2U);
    EXPECT_EQ(*response.variables->variables()->front().variable.name(),
              domain_name("IED1LD0", "LLN0$ST$Beh$stVal"));
    const ByteVector of_set = read_data_set(domain_name("IED1LD0", "LLN0$ds1"), true);
    const auto set_response = response_of<mms::Read>(of_set);
    ASSERT_TRUE(set_response.variables.has_value());
    ASSERT_NE(set_response.variables->list_name(), nullptr);
    EXPECT_EQ(*set_response.variables->list_name(), domain_name("IED1LD0", "LLN0$ds1"));
    EXPECT_FALSE(response_of<mms::Read>(read(client, "IED1LD0", "LLN0")).variables.has_value());
}

TEST_F(ReadTest, DataSetsAreReadByMember) {
    const ByteVector pdu = read_data_set(domain_name("IED1LD0", "LLN0$ds1"));
    const auto response = response_of<mms::Read>(pdu);
    ASSERT_EQ(response.results.size(), 4U);
    std::vector<std::string> texts;
    for (const mms::AccessResult& result : response.results) {
        ASSERT_NE(result.data(), nullptr);
        texts.push_back(shown(*result.data()));
    }
    EXPECT_EQ(texts[1], "3.5");
    EXPECT_EQ(texts[2], "12");
    EXPECT_EQ(texts[3], "0");
    EXPECT_EQ(outcome(read_data_set(domain_name("IED1LD0", "LLN0$nope"))),
              "error access/object-non-existent");
    EXPECT_EQ(outcome(read_data_set(domain_name("IED1LD0", ""))), "error access/object-non-existent");
    EXPECT_EQ(outcome(read_data_set({mms::AaSpecific{"ds1"}})), "error access/object-non-existent");
    EXPECT_EQ(outcome(read_data_set({mms::VmdSpecific{"ds1"}})), "error access/object-non-existent");
}

TEST_F(ReadTest, DataSetDirectoryNamesArrayElementsByAlternateAccess) {
    mms::GetNamedVariableListAttributesRequest request;
    request.name = domain_name("IED1LD0", "LLN0$ds1");
    const ByteVector pdu = client.call<mms::GetNamedVariableListAttributes>(request);
    const auto response = response_of<mms::GetNamedVariableListAttributes>(pdu);
    EXPECT_FALSE(response.mms_deletable);
    std::vector<mms::ListEntry> members(response.variables.begin(), response.variables.end());
    ASSERT_EQ(members.size(), 4U);
    EXPECT_EQ(*members[0].variable.name(), domain_name("IED1LD0", "LLN0$ST$Beh"));
    EXPECT_FALSE(members[0].alternate_access.has_value());
    EXPECT_EQ(*members[1].variable.name(), domain_name("IED1LD0", "MHAI1$MX$HA$phsAHar"));
    EXPECT_EQ(*members[2].variable.name(), domain_name("IED1LD0", "MHAI1$CF$Grid"));
    // The octets of the handbook: element 3, component cVal$mag$f.
    EXPECT_NE(to_hex(pdu).find("A5 13 A0 11 81 01 03 30 0C 81 0A 63 56 61 6C 24 6D 61 67 24 66"),
              std::string::npos);
    // What the directory says can be read back.
    EXPECT_EQ(results_text(read(client, {members[1]})), "3.5");
    EXPECT_EQ(results_text(read(client, {members[2]})), "12");
    request.name = domain_name("IED1LD0", "LLN0$nope");
    EXPECT_EQ(outcome(client.call<mms::GetNamedVariableListAttributes>(request)),
              "error access/object-non-existent");
}

TEST_F(ReadTest, AnAnswerLongerThanThePduIsAResourceError) {
    auto options = std::make_shared<stack::Options>();
    options->mms.max_pdu_octets = 512;
    TestClient small(server, now, options);
    ASSERT_TRUE(small.associate());
    EXPECT_EQ(outcome(read(small, "IED1LD0", "GGIO1")), "response");
    std::vector<mms::ListEntry> many(40, variable("IED1LD0", "LLN0$ST$Beh"));
    EXPECT_EQ(outcome(read(client, many)), "response");
    // The request is longer than 512, too, but that is the client's to know; ask by data set instead.
    std::vector<mms::ListEntry> some(9, variable("IED1LD0", "LLN0$ST"));
    EXPECT_EQ(outcome(read(small, some)), "response");
    for (const auto& traits : basic_types()) {
        if (traits.type_class != TypeClass::visible_string) continue;
        const auto node = server.model().find("IED1LD0", "GGIO1$CF$All$" + attribute_of(traits.type));
        ASSERT_EQ(server.process().state().set_text(
                      server.model().leaf_of(node),
                      std::string(traits.max_octets > 255 ? 255 : traits.max_octets, 'x')),
                  model::Fit::ok)
            << traits.name;
    }
    EXPECT_EQ(outcome(read(small, "IED1LD0", "GGIO1$CF$All")), "error resource/other");
    EXPECT_EQ(results_text(read(small, "IED1LD0", "LLN0$ST$Beh$stVal")), "1");
    EXPECT_EQ(outcome(read(client, "IED1LD0", "GGIO1$CF$All")), "response");
}

/// Every size around the limit: the answer is never longer than negotiated, and never refused when it fits.
TEST_F(ReadTest, AnAnswerIsRefusedExactlyWhereItDoesNotFit) {
    const auto text =
        server.model().find("IED1LD0", "GGIO1$CF$All$" + attribute_of(BasicType::vis_string255));
    const model::LeafId leaf = server.model().leaf_of(text);
    auto options = std::make_shared<stack::Options>();
    options->mms.max_pdu_octets = 512;
    TestClient small(server, now, options);
    ASSERT_TRUE(small.associate());
    const std::string item = "GGIO1$CF$All$" + attribute_of(BasicType::vis_string255);
    for (std::size_t size = 200; size <= 255; ++size) {
        ASSERT_EQ(server.process().state().set_text(leaf, std::string(size, 'x')), model::Fit::ok);
        std::vector<mms::ListEntry> twice(2, variable("IED1LD0", item));
        const ByteVector large = read(client, twice);
        const ByteVector pdu = read(small, twice);
        EXPECT_EQ(outcome(pdu), large.size() <= 512 ? "response" : "error resource/other") << large.size();
        EXPECT_LE(pdu.size(), 512U);
    }
}

TEST_F(ReadTest, WhatThePolicyRefusesOrHides) {
    server.gate().set_policy([](const Peer& peer, Right right, const AccessObject& object) {
        EXPECT_EQ(peer.address, "192.0.2.1:50000");
        if (right == Right::view) return object.logical_device != "IED1Empty" && object.item != "LLN0$ds1";
        return !(right == Right::read && object.item == "LLN0$ST$Beh$stVal");
    });
    EXPECT_EQ(value("LLN0$ST$Beh$stVal"), "<object-access-denied>");
    EXPECT_EQ(results_text(read(client, "IED1Empty", "LLN0$ST$Beh$stVal")), "<object-non-existent>");
    EXPECT_EQ(value("MHAI1$CF$HA$pair$x"), "1");
    EXPECT_EQ(outcome(read_data_set(domain_name("IED1LD0", "LLN0$ds1"))), "error access/object-non-existent");
}

}  // namespace
}  // namespace busbar::server
