// SPDX-License-Identifier: Apache-2.0
// getNameList and getVariableAccessAttributes against the test station.
#include <set>

#include "server/test_client.hpp"
#include "server/test_station.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary
using mms::ObjectClassNumber;

struct Names {
    std::vector<std::string> names;
    bool more = false;
    std::string outcome;
};

class DirectoryTest : public ::testing::Test {
protected:
    DirectoryTest() { EXPECT_TRUE(client.associate()); }

    static Names names(TestClient& from, ObjectClassNumber object_class, mms::ObjectScope scope,
                       std::optional<std::string> after = {}) {
        mms::GetNameListRequest request;
        request.object_class.value = object_class;
        request.object_scope = scope;
        if (after) request.continue_after = ber::VisibleString(*after);
        const ByteVector pdu = from.call<mms::GetNameList>(request);
        Names result;
        result.outcome = outcome(pdu);
        if (result.outcome != "response") return result;
        const auto response = response_of<mms::GetNameList>(pdu);
        result.more = response.more_follows;
        for (const auto& name : response.identifiers) result.names.emplace_back(name.text);
        return result;
    }
    Names names(ObjectClassNumber object_class, mms::ObjectScope scope,
                std::optional<std::string> after = {}) {
        return names(client, object_class, scope, std::move(after));
    }
    std::string type_of(std::string_view domain, std::string_view item) {
        mms::GetVariableAccessAttributesRequest request;
        request.variable = domain_name(domain, item);
        const ByteVector pdu = client.call<mms::GetVariableAccessAttributes>(request);
        if (outcome(pdu) != "response") return outcome(pdu);
        const auto response = response_of<mms::GetVariableAccessAttributes>(pdu);
        EXPECT_FALSE(response.mms_deletable);
        return "type";
    }
    static mms::ObjectScope vmd() { return {mms::VmdScope{}}; }
    static mms::ObjectScope aa() { return {mms::AaScope{}}; }
    static mms::ObjectScope domain(std::string_view name) { return {mms::DomainScope{name}}; }

    Now now = start_of_time();
    Server server{station_image(), {}};
    TestClient client{server, now};
};

TEST_F(DirectoryTest, LogicalDevicesAreDomainsOfTheServer) {
    const Names all = names(ObjectClassNumber::domain, vmd());
    EXPECT_EQ(all.names, (std::vector<std::string>{"IED1LD0", "IED1Empty"}));
    EXPECT_FALSE(all.more);
    EXPECT_EQ(names(ObjectClassNumber::domain, vmd(), "IED1LD0").names,
              std::vector<std::string>{"IED1Empty"});
    EXPECT_TRUE(names(ObjectClassNumber::domain, vmd(), "IED1Empty").names.empty());
    EXPECT_EQ(names(ObjectClassNumber::domain, vmd(), "nope").outcome, "error access/object-non-existent");
}

TEST_F(DirectoryTest, VariablesAreListedAtEveryLevelAndStopAtArrays) {
    const Names all = names(ObjectClassNumber::named_variable, domain("IED1LD0"));
    EXPECT_FALSE(all.more);
    const std::set<std::string> set(all.names.begin(), all.names.end());
    EXPECT_EQ(set.size(), all.names.size());
    for (const char* name :
         {"LLN0", "LLN0$ST", "LLN0$ST$Beh", "LLN0$ST$Beh$stVal", "LLN0$RP$urcbA01$RptEna",
          "LLN0$SP$SGCB$ActSG", "GGIO1$CO$SPCSO1$Oper$ctlVal", "MHAI1$MX$HA$phsAHar",
          "LLN0$GO$gcb1$DstAddress$Addr", "PDIS1$SE$PoRch$setMag$f", "PDIS1$SG$PoRch$setMag$f"}) {
        EXPECT_TRUE(set.contains(name)) << name;
    }
    EXPECT_FALSE(set.contains("MHAI1$MX$HA$phsAHar$q"));
    EXPECT_EQ(all.names.front(), "LLN0");
}

TEST_F(DirectoryTest, APageContinuesWhereTheOneBeforeEnded) {
    const Names all = names(ObjectClassNumber::named_variable, domain("IED1LD0"));
    for (std::size_t i = 0; i < all.names.size(); ++i) {
        const Names rest = names(ObjectClassNumber::named_variable, domain("IED1LD0"), all.names[i]);
        ASSERT_EQ(rest.names, (std::vector<std::string>(
                                  all.names.begin() + static_cast<std::ptrdiff_t>(i) + 1, all.names.end())))
            << all.names[i];
    }
    for (const char* unknown : {"", "$", "A$", "LLN0$", "LLN0$ST$Beh$stVal$x", "MHAI1$MX$HA$phsAHar$q"}) {
        EXPECT_EQ(names(ObjectClassNumber::named_variable, domain("IED1LD0"), unknown).outcome,
                  "error access/object-non-existent")
            << unknown;
    }
    EXPECT_EQ(names(ObjectClassNumber::named_variable, domain("IED1LD0"), std::string(300, 'x')).outcome,
              "error access/object-non-existent");
}

TEST_F(DirectoryTest, PagesAreFilledUpToTheNegotiatedSize) {
    auto options = std::make_shared<stack::Options>();
    options->mms.max_pdu_octets = 512;
    TestClient small(server, now, options);
    ASSERT_TRUE(small.associate());
    const Names all = names(ObjectClassNumber::named_variable, domain("IED1LD0"));
    std::vector<std::string> collected;
    std::optional<std::string> after;
    std::size_t pages = 0;
    for (bool more = true; more; ++pages) {
        mms::GetNameListRequest request;
        request.object_class.value = ObjectClassNumber::named_variable;
        request.object_scope = domain("IED1LD0");
        if (after) request.continue_after = ber::VisibleString(*after);
        const ByteVector pdu = small.call<mms::GetNameList>(request);
        ASSERT_EQ(outcome(pdu), "response");
        EXPECT_LE(pdu.size(), 512U);
        const auto response = response_of<mms::GetNameList>(pdu);
        for (const auto& name : response.identifiers) collected.emplace_back(name.text);
        more = response.more_follows;
        if (more) {
            EXPECT_GT(pdu.size(), 400U);
        }
        after = collected.back();
        ASSERT_LT(pages, 200U);
    }
    EXPECT_EQ(collected, all.names);
    EXPECT_GT(pages, 3U);
}

TEST_F(DirectoryTest, DataSetsAndLogsAreListedInTheirDomain) {
    EXPECT_EQ(names(ObjectClassNumber::named_variable_list, domain("IED1LD0")).names,
              std::vector<std::string>{"LLN0$ds1"});
    EXPECT_TRUE(names(ObjectClassNumber::named_variable_list, domain("IED1Empty")).names.empty());
    EXPECT_EQ(names(ObjectClassNumber::journal, domain("IED1LD0")).names,
              std::vector<std::string>{"LLN0$EventLog"});
    EXPECT_EQ(names(ObjectClassNumber::journal, domain("IED1LD0"), "LLN0$ds1").outcome,
              "error access/object-non-existent");
}

TEST_F(DirectoryTest, TheServerAndTheAssociationHaveNoVariablesOfTheirOwn) {
    for (const ObjectClassNumber object_class :
         {ObjectClassNumber::named_variable, ObjectClassNumber::named_variable_list,
          ObjectClassNumber::journal}) {
        for (const mms::ObjectScope& scope : {vmd(), aa()}) {
            const Names none = names(object_class, scope);
            EXPECT_EQ(none.outcome, "response");
            EXPECT_TRUE(none.names.empty());
            EXPECT_FALSE(none.more);
            EXPECT_EQ(names(object_class, scope, "x").outcome, "error access/object-non-existent");
        }
    }
}

TEST_F(DirectoryTest, WhatDoesNotExistOrIsNotServedIsRefused) {
    EXPECT_EQ(names(ObjectClassNumber::named_variable, domain("NoSuchLD")).outcome,
              "error access/object-non-existent");
    EXPECT_EQ(names(ObjectClassNumber::named_variable, domain("")).outcome,
              "error access/object-non-existent");
    for (const ObjectClassNumber object_class :
         {ObjectClassNumber::semaphore, ObjectClassNumber::named_type, ObjectClassNumber::event_condition,
          ObjectClassNumber::program_invocation, ObjectClassNumber::operator_station}) {
        EXPECT_EQ(names(object_class, domain("IED1LD0")).outcome, "error access/object-access-unsupported");
        EXPECT_EQ(names(object_class, vmd()).outcome, "error access/object-access-unsupported");
    }
    EXPECT_EQ(names(ObjectClassNumber::domain, domain("IED1LD0")).outcome,
              "error access/object-access-unsupported");
    mms::GetNameListRequest request;
    request.object_class.value = mms::CompanionObjectClass{1};
    request.object_scope = vmd();
    EXPECT_EQ(outcome(client.call<mms::GetNameList>(request)), "error access/object-access-unsupported");
}

TEST_F(DirectoryTest, TypesAreDescribedAtEveryLevel) {
    // Octets of the answer's type: structure of stVal (INTEGER 8), q (BIT STRING -13), t (UtcTime).
    mms::GetVariableAccessAttributesRequest request;
    request.variable = domain_name("IED1LD0", "LLN0$ST$Beh");
    const ByteVector pdu = client.call<mms::GetVariableAccessAttributes>(request);
    EXPECT_EQ(to_hex(pdu),
              "A1 2F 02 01 01 A6 2A 80 01 00 A2 25 A2 23 A1 21 "
              "30 0C 80 05 73 74 56 61 6C A1 03 85 01 08 "
              "30 08 80 01 71 A1 03 84 01 F3 "
              "30 07 80 01 74 A1 02 91 00");
    EXPECT_EQ(outcome(client.call<mms::GetVariableAccessAttributes>(request)), "response");
    for (const char* item : {"LLN0", "LLN0$ST", "LLN0$ST$Beh$q", "MHAI1$MX$HA$phsAHar", "LLN0$BR$brcbA01"}) {
        EXPECT_EQ(type_of("IED1LD0", item), "type") << item;
    }
}

TEST_F(DirectoryTest, AnArrayIsDescribedByItsElement) {
    mms::GetVariableAccessAttributesRequest request;
    request.variable = domain_name("IED1LD0", "MHAI1$CF$Grid");
    const ByteVector pdu = client.call<mms::GetVariableAccessAttributes>(request);
    // array of 2 { structure { cell: array of 3 INTEGER 16 } }
    EXPECT_EQ(to_hex(pdu),
              "A1 29 02 01 01 A6 24 80 01 00 A2 1F A1 1D 81 01 02 A2 18 "
              "A2 16 A1 14 30 12 80 04 63 65 6C 6C A1 0A A1 08 81 01 03 A2 03 85 01 10");
}

TEST_F(DirectoryTest, EveryBasicTypeIsDescribedAsAnnounced) {
    for (const BasicTypeTraits& traits : basic_types()) {
        mms::GetVariableAccessAttributesRequest request;
        const std::string item = "GGIO1$CF$All$" + attribute_of(traits.type);
        request.variable = domain_name("IED1LD0", item);
        const ByteVector pdu = client.call<mms::GetVariableAccessAttributes>(request);
        const mms::TypeDescription type = response_of<mms::GetVariableAccessAttributes>(pdu).type;
        switch (traits.type_class) {
            case TypeClass::boolean: EXPECT_NE(type.get_if<mms::BooleanType>(), nullptr); break;
            case TypeClass::bit_string:
                ASSERT_NE(type.get_if<mms::BitStringType>(), nullptr);
                EXPECT_EQ(type.get_if<mms::BitStringType>()->size, traits.announced);
                break;
            case TypeClass::integer:
                ASSERT_NE(type.get_if<mms::IntegerType>(), nullptr);
                EXPECT_EQ(type.get_if<mms::IntegerType>()->width, traits.announced) << traits.name;
                break;
            case TypeClass::unsigned_integer:
                ASSERT_NE(type.get_if<mms::UnsignedType>(), nullptr);
                EXPECT_EQ(type.get_if<mms::UnsignedType>()->width, traits.announced);
                break;
            case TypeClass::floating_point:
                ASSERT_NE(type.get_if<mms::FloatingPointType>(), nullptr);
                EXPECT_EQ(type.get_if<mms::FloatingPointType>()->format_width, traits.announced);
                EXPECT_EQ(type.get_if<mms::FloatingPointType>()->exponent_width,
                          traits.announced == 64 ? 11 : 8);
                break;
            case TypeClass::octet_string:
                ASSERT_NE(type.get_if<mms::OctetStringType>(), nullptr);
                EXPECT_EQ(type.get_if<mms::OctetStringType>()->size, traits.announced);
                break;
            case TypeClass::visible_string:
                ASSERT_NE(type.get_if<mms::VisibleStringType>(), nullptr);
                EXPECT_EQ(type.get_if<mms::VisibleStringType>()->size, traits.announced);
                break;
            case TypeClass::mms_string:
                ASSERT_NE(type.get_if<mms::MmsStringType>(), nullptr);
                EXPECT_EQ(type.get_if<mms::MmsStringType>()->size, traits.announced);
                break;
            case TypeClass::binary_time:
                ASSERT_NE(type.get_if<mms::BinaryTimeType>(), nullptr);
                EXPECT_TRUE(type.get_if<mms::BinaryTimeType>()->has_date);
                break;
            case TypeClass::utc_time: EXPECT_NE(type.get_if<mms::UtcTimeType>(), nullptr); break;
        }
    }
}

TEST_F(DirectoryTest, TypesOfWhatDoesNotExistAreRefused) {
    for (const char* item :
         {"", "$", "LLN0$", "LLN0$ST$Nope", "LLN0$ST$Beh$stVal$x", "MHAI1$MX$HA$phsAHar$q"}) {
        EXPECT_EQ(type_of("IED1LD0", item), "error access/object-non-existent") << item;
    }
    EXPECT_EQ(type_of("NoSuchLD", "LLN0"), "error access/object-non-existent");
    mms::GetVariableAccessAttributesRequest request;
    request.variable = mms::ObjectName{mms::VmdSpecific{"LLN0"}};
    EXPECT_EQ(outcome(client.call<mms::GetVariableAccessAttributes>(request)),
              "error access/object-non-existent");
    request.variable = mms::Address{mms::NumericAddress{1}};
    EXPECT_EQ(outcome(client.call<mms::GetVariableAccessAttributes>(request)),
              "error access/object-access-unsupported");
}

TEST_F(DirectoryTest, ADescriptionLongerThanThePduIsAResourceError) {
    auto options = std::make_shared<stack::Options>();
    options->mms.max_pdu_octets = 512;
    TestClient small(server, now, options);
    ASSERT_TRUE(small.associate());
    mms::GetVariableAccessAttributesRequest request;
    request.variable = domain_name("IED1LD0", "GGIO1");
    EXPECT_EQ(outcome(small.call<mms::GetVariableAccessAttributes>(request)), "error resource/other");
    request.variable = domain_name("IED1LD0", "LLN0$ST$Beh");
    EXPECT_EQ(outcome(small.call<mms::GetVariableAccessAttributes>(request)), "response");
}

TEST_F(DirectoryTest, WhatThePolicyHidesIsAbsent) {
    server.gate().set_policy([](const Peer&, Right right, const AccessObject& object) {
        if (right != Right::view) return true;
        return object.logical_device != "IED1Empty" && object.item != "LLN0$ds1" && object.fc != Fc::cf;
    });
    EXPECT_EQ(names(ObjectClassNumber::domain, vmd()).names, std::vector<std::string>{"IED1LD0"});
    EXPECT_EQ(names(ObjectClassNumber::named_variable, domain("IED1Empty")).outcome,
              "error access/object-non-existent");
    EXPECT_TRUE(names(ObjectClassNumber::named_variable_list, domain("IED1LD0")).names.empty());
    for (const std::string& name : names(ObjectClassNumber::named_variable, domain("IED1LD0")).names) {
        EXPECT_EQ(name.find("$CF"), std::string::npos) << name;
    }
    EXPECT_EQ(type_of("IED1Empty", "LLN0"), "error access/object-non-existent");
    EXPECT_EQ(type_of("IED1LD0", "GGIO1$CF"), "error access/object-non-existent");
}

}  // namespace
}  // namespace busbar::server
