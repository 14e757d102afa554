// SPDX-License-Identifier: Apache-2.0
// CreateDataSet and DeleteDataSet, every answer; directory, names, reading and writing of data sets that
// clients made, in each scope.
#include "server/test_data_sets.hpp"
#include "server/test_station.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

class DataSetTest : public ::testing::Test {
protected:
    DataSetTest() {
        EXPECT_TRUE(client.associate());
        EXPECT_TRUE(other.associate());
    }
    /// Creates with one member that exists.
    std::string define_text(std::string_view reference) { return outcome(define(client, reference, {mode})); }
    std::string define_text(const std::vector<mms::ListEntry>& members) {
        return outcome(define(client, "IED1LD0/LLN0$new", members));
    }
    bool exists(std::string_view reference) { return outcome(directory(client, reference)) == "response"; }
    static mms::ListEntry part(std::string_view item, const std::vector<mms::AlternateAccessItem>& way) {
        mms::ListEntry entry = variable("IED1LD0", item);
        entry.alternate_access = mms::AlternateAccess(way);
        return entry;
    }

    Now now = start_of_time();
    Server server{station_image(), {}};
    TestClient client{server, now};
    TestClient other{server, now};
    const mms::ListEntry mode = variable("IED1LD0", "LLN0$ST$Beh$stVal");
    const mms::ListEntry pair = variable("IED1LD0", "MHAI1$CF$HA$pair");
};

TEST_F(DataSetTest, AnswersWithTheOctetsOfTheHandbook) {
    const ByteVector created = *from_hex(
        "A0 3D 02 01 0F AB 38 A1 14 1A 07 49 45 44 31 4C 44 30 1A 09 4C 4C 4E 30 24 64 79 6E 31"
        "A0 20 30 1E A0 1C A1 1A 1A 07 49 45 44 31 4C 44 30 1A 0F 4D 48 41 49 31 24 43 46 24 48 41 24 70"
        "61 69");
    // "MHAI1$CF$HA$pai" does not exist, with the last letter it does.
    EXPECT_EQ(outcome(client.call(created)), "error definition/object-undefined");
    const ByteVector good = *from_hex(
        "A0 3E 02 01 0F AB 39 A1 14 1A 07 49 45 44 31 4C 44 30 1A 09 4C 4C 4E 30 24 64 79 6E 31"
        "A0 21 30 1F A0 1D A1 1B 1A 07 49 45 44 31 4C 44 30 1A 10 4D 48 41 49 31 24 43 46 24 48 41 24 70"
        "61 69 72");
    EXPECT_EQ(to_hex(client.call(good)), "A1 05 02 01 0F 8B 00");
    const ByteVector removed = *from_hex(
        "A0 20 02 01 12 AD 1B 80 01 00 A1 16 A1 14 1A 07 49 45 44 31 4C 44 30 1A 09 4C 4C 4E 30 24 64 79 6E "
        "31");
    EXPECT_EQ(to_hex(client.call(removed)), "A1 0B 02 01 12 AD 06 80 01 01 81 01 01");
}

TEST_F(DataSetTest, LivesInItsScope) {
    const std::string_view references[] = {"IED1LD0/GGIO1$x", "/x", "@x"};
    for (const std::string_view reference : references) {
        ASSERT_EQ(outcome(define(client, reference, {mode, pair})), "response") << reference;
        EXPECT_EQ(results_text(read_set(client, reference)).substr(0, 2), "1;") << reference;
        const ByteVector pdu = directory(client, reference);
        const auto response = response_of<mms::GetNamedVariableListAttributes>(pdu);
        EXPECT_TRUE(response.mms_deletable);
        ASSERT_EQ(response.variables.size(), 2U);
        EXPECT_EQ(*response.variables.front().variable.name(), domain_name("IED1LD0", "LLN0$ST$Beh$stVal"));
        // "@x" is the association's own.
        const bool shared = !reference.starts_with('@');
        EXPECT_EQ(outcome(directory(other, reference)),
                  shared ? "response" : "error access/object-non-existent");
        EXPECT_EQ(outcome(read_set(other, reference)),
                  shared ? "response" : "error access/object-non-existent");
    }
    EXPECT_EQ(list_sets(client, of_domain("IED1LD0")), (std::vector<std::string>{"LLN0$ds1", "GGIO1$x"}));
    EXPECT_TRUE(list_sets(client, of_domain("IED1Empty")).empty());
    EXPECT_EQ(list_sets(client, of_vmd()), std::vector<std::string>{"x"});
    EXPECT_EQ(list_sets(client, of_association()), std::vector<std::string>{"x"});
    EXPECT_TRUE(list_sets(other, of_association()).empty());
    EXPECT_EQ(outcome(define(other, "@x", {pair})), "response");
    EXPECT_EQ(remove_text(other, "@x"), "matched 1, deleted 1");
    EXPECT_EQ(list_sets(client, of_association()), std::vector<std::string>{"x"});
    // The other one ends the first one's persistent sets, not its own.
    EXPECT_EQ(remove_text(other, "IED1LD0/GGIO1$x"), "matched 1, deleted 1");
    EXPECT_EQ(remove_text(other, "/x"), "matched 1, deleted 1");
    EXPECT_EQ(remove_text(other, "@x"), "matched 0, deleted 0");
    EXPECT_EQ(remove_text(client, "@x"), "matched 1, deleted 1");
    EXPECT_EQ(server.data_sets().dynamic_count(), 0U);
}

TEST_F(DataSetTest, EndsWithItsAssociation) {
    ASSERT_EQ(define_text("@x"), "response");
    ASSERT_EQ(define_text("/x"), "response");
    client.disconnect();
    EXPECT_EQ(server.data_sets().dynamic_count(), 1U);
    EXPECT_EQ(list_sets(other, of_vmd()), std::vector<std::string>{"x"});
}

TEST_F(DataSetTest, ReadsAndWritesMemberByMember) {
    ASSERT_EQ(outcome(define(client, "@rw", {variable("IED1LD0", "MHAI1$CF$HA$pair$x"), mode, pair})),
              "response");
    const mms::Data seven{mms::Integer{7}};
    EXPECT_EQ(write_text(write_set(client, "@rw", {seven, seven, seven})),
              "ok; object-access-denied; type-inconsistent");
    EXPECT_EQ(results_text(read(client, "IED1LD0", "MHAI1$CF$HA$pair$x")), "7");
    EXPECT_EQ(outcome(write_set(client, "@rw", {seven})), "reject confirmed-requestPDU/invalid-argument");
    EXPECT_EQ(outcome(write_set(client, "@no", {seven})), "error access/object-non-existent");
}

TEST_F(DataSetTest, PlacesAndNamesThatCannotBe) {
    for (const char* reference : {"nope/LLN0$x", "IED1LD0/LLN1$x", "IED1LD0/x", "IED1LD0/$x", "IED1LD0/LLN0$",
                                  "IED1LD0/LLN0$a$b", "IED1LD0/LLN0$a b", "/LLN0"}) {
        if (reference == std::string_view("/LLN0")) continue;
        EXPECT_EQ(define_text(reference), "error access/object-non-existent") << reference;
    }
    EXPECT_EQ(define_text("IED1LD0/LLN0$" + std::string(60, 'x')), "error access/object-non-existent");
    for (const std::string& reference :
         {std::string("/"), std::string("@"), std::string("@a b"), "/" + std::string(65, 'x'),
          "@" + std::string(65, 'x'), "@" + std::string(300, 'x')}) {
        EXPECT_EQ(define_text(reference), "reject confirmed-requestPDU/invalid-argument") << reference;
    }
    EXPECT_EQ(server.data_sets().dynamic_count(), 0U);
}

TEST_F(DataSetTest, ANameIsTakenOnce) {
    EXPECT_EQ(define_text("IED1LD0/LLN0$ds1"), "error definition/object-exists");
    for (const char* reference : {"IED1LD0/LLN0$x", "/x", "@x"}) {
        EXPECT_EQ(define_text(reference), "response");
        EXPECT_EQ(outcome(define(client, reference, {pair})), "error definition/object-exists");
        EXPECT_EQ(results_text(read_set(client, reference)), "1");
        EXPECT_EQ(remove_text(client, reference), "matched 1, deleted 1");
        EXPECT_EQ(define_text(reference), "response");
    }
}

TEST_F(DataSetTest, MembersThatCannotBeLeaveNothingBehind) {
    mms::ListEntry unnamed;
    unnamed.variable.value = mms::Address{mms::NumericAddress{1}};
    mms::ListEntry of_vmd_entry;
    of_vmd_entry.variable.value = mms::ObjectName{mms::VmdSpecific{"LLN0$ST$Beh$stVal"}};
    const std::pair<mms::ListEntry, const char*> bad[] = {
        {variable("IED1LD0", "LLN0$ST$Beh$nope"), "error definition/object-undefined"},
        {variable("nope", "LLN0$ST$Beh"), "error definition/object-undefined"},
        {variable("IED1LD0", ""), "error definition/object-undefined"},
        {of_vmd_entry, "error definition/object-undefined"},
        {unnamed, "error definition/invalid-address"},
        {variable("IED1LD0", "LLN0"), "error definition/object-attribute-inconsistent"},
        {variable("IED1LD0", "LLN0$ST"), "error definition/object-attribute-inconsistent"},
        {variable("IED1LD0", "LLN0$RP$urcbA01"), "error definition/object-attribute-inconsistent"},
        {variable("IED1LD0", "LLN0$RP$urcbA01$RptEna"), "error definition/object-attribute-inconsistent"},
        {variable("IED1LD0", "LLN0$SP$SGCB$ActSG"), "error definition/object-attribute-inconsistent"},
        {variable("IED1LD0", "GGIO1$CO$SPCSO1"), "error definition/object-attribute-inconsistent"},
        {variable("IED1LD0", "PDIS1$SE$PoRch$setMag$f"), "error definition/object-attribute-inconsistent"},
    };
    for (const auto& [member, answer] : bad) {
        EXPECT_EQ(define_text({mode, member, pair}), answer);
        EXPECT_FALSE(exists("IED1LD0/LLN0$new"));
    }
    EXPECT_EQ(define_text(std::vector<mms::ListEntry>{}), "error definition/other");
    EXPECT_EQ(server.data_sets().dynamic_count(), 0U);
    EXPECT_EQ(define_text({mode, variable("IED1LD0", "PDIS1$SG$PoRch"), pair}), "response");
}

TEST_F(DataSetTest, OneThatIsNamedTwiceIsThereTwice) {
    ASSERT_EQ(outcome(define(client, "@twice", {mode, mode, mode})), "response");
    EXPECT_EQ(results_text(read_set(client, "@twice")), "1; 1; 1");
}

TEST_F(DataSetTest, ElementsOfArraysAndTheirComponents) {
    const std::string_view har = "MHAI1$MX$HA$phsAHar";
    mms::SelectAlternateAccess element;
    element.selection.selector = mms::Index{3};
    const std::vector<mms::AlternateAccessItem> path{select(mms::Component{"cVal$mag$f"})};
    element.alternate_access = mms::AlternateAccess(path);
    const std::vector<mms::AlternateAccessItem> joined{{mms::AlternateAccessSelection{element}}};
    mms::SelectAlternateAccess cval, magnitude, chain;
    const std::vector<mms::AlternateAccessItem> f{select(mms::Component{"f"})};
    magnitude.selection.selector = mms::Component{"mag"};
    magnitude.alternate_access = mms::AlternateAccess(f);
    const std::vector<mms::AlternateAccessItem> mag{{mms::AlternateAccessSelection{magnitude}}};
    cval.selection.selector = mms::Component{"cVal"};
    cval.alternate_access = mms::AlternateAccess(mag);
    const std::vector<mms::AlternateAccessItem> steps{{mms::AlternateAccessSelection{cval}}};
    chain.selection.selector = mms::Index{2};
    chain.alternate_access = mms::AlternateAccess(steps);
    const std::vector<mms::AlternateAccessItem> nested{{mms::AlternateAccessSelection{chain}}};
    mms::SelectAlternateAccess row;
    row.selection.selector = mms::Index{1};
    const std::vector<mms::AlternateAccessItem> column{select(mms::Index{2})};
    row.alternate_access = mms::AlternateAccess(column);
    const std::vector<mms::AlternateAccessItem> cell{{mms::AlternateAccessSelection{row}}};
    const std::vector<mms::AlternateAccessItem> of_structure{select(mms::Component{"y"})};

    ASSERT_EQ(outcome(define(client, "@parts",
                             {part(har, joined), part(har, nested), part("MHAI1$CF$Grid", cell),
                              part("MHAI1$CF$HA$pair", of_structure)})),
              "error definition/invalid-address");  // Grid is an array of objects, its cells come after
    ASSERT_EQ(outcome(define(client, "@parts",
                             {part(har, joined), part(har, nested), part("MHAI1$CF$HA$pair", of_structure)})),
              "response");
    EXPECT_EQ(results_text(read_set(client, "@parts")), "3.5; 2.5; 2");
    const ByteVector pdu = directory(client, "@parts");
    std::vector<mms::ListEntry> members;
    for (const auto& entry : response_of<mms::GetNamedVariableListAttributes>(pdu).variables) {
        members.push_back(entry);
    }
    ASSERT_EQ(members.size(), 3U);
    EXPECT_EQ(*members[0].variable.name(), domain_name("IED1LD0", har));
    ASSERT_TRUE(members[0].alternate_access.has_value());
    // A component of a structure has a name of its own.
    EXPECT_EQ(*members[2].variable.name(), domain_name("IED1LD0", "MHAI1$CF$HA$pair$y"));
    EXPECT_FALSE(members[2].alternate_access.has_value());
    // What the directory gives defines the same set again.
    ASSERT_EQ(outcome(define(client, "@again", members)), "response");
    EXPECT_EQ(results_text(read_set(client, "@again")), "3.5; 2.5; 2");
    const ByteVector of_model = directory(client, "IED1LD0/LLN0$ds1");
    members.clear();
    for (const auto& entry : response_of<mms::GetNamedVariableListAttributes>(of_model).variables) {
        members.push_back(entry);
    }
    ASSERT_EQ(outcome(define(client, "@copy", members)), "response");
    EXPECT_EQ(results_text(read_set(client, "@copy")), results_text(read_set(client, "IED1LD0/LLN0$ds1")));
    EXPECT_EQ(server.data_sets().find("@copy", client.id())->members[2].node,
              server.data_sets().of_model(0).members[2].node);
}

TEST_F(DataSetTest, AlternateAccessThatIsNotOneMember) {
    const std::string_view har = "MHAI1$MX$HA$phsAHar";
    using Way = std::vector<mms::AlternateAccessItem>;
    for (const Way& way :
         {Way{select(mms::Index{4})}, Way{select(mms::IndexRange{0, 2})}, Way{select(mms::IndexRange{0, 1})},
          Way{select(mms::AllElements{})}, Way{select(mms::Component{"q"})},
          Way{select(mms::Index{0}), select(mms::Index{1})}, Way{}}) {
        EXPECT_EQ(define_text({part(har, way)}), "error definition/invalid-address");
    }
    EXPECT_EQ(define_text({part("MHAI1$CF$HA$pair", {select(mms::Index{0})})}),
              "error definition/invalid-address");
    EXPECT_EQ(define_text({part("MHAI1$CF$HA$pair", {select(mms::Component{"z"})})}),
              "error definition/invalid-address");
    EXPECT_EQ(define_text({part("MHAI1$CF", {select(mms::Component{"HA$pair$x"})})}), "response");
    EXPECT_EQ(server.data_sets().dynamic_count(), 1U);
}

TEST_F(DataSetTest, DeletionCountsWhatItFindsAndWhatItDeletes) {
    EXPECT_EQ(remove_text(client, "IED1LD0/LLN0$ds1"), "matched 1, deleted 0");
    EXPECT_TRUE(exists("IED1LD0/LLN0$ds1"));
    for (const char* reference : {"IED1LD0/LLN0$x", "/x", "@x"}) {
        EXPECT_EQ(remove_text(client, reference), "matched 0, deleted 0");
        ASSERT_EQ(define_text(reference), "response");
        EXPECT_EQ(remove_text(client, reference), "matched 1, deleted 1");
        EXPECT_EQ(remove_text(client, reference), "matched 0, deleted 0");
        EXPECT_FALSE(exists(reference));
        ASSERT_EQ(define_text(reference), "response");
    }
    EXPECT_EQ(remove_text(client, {set_name("IED1LD0/LLN0$x"), set_name("/nope"), set_name("/x"),
                                   set_name("/x"), set_name("IED1LD0/LLN0$ds1"), set_name("@x")}),
              "matched 4, deleted 3");
    EXPECT_EQ(server.data_sets().dynamic_count(), 0U);
}

TEST_F(DataSetTest, OnlyDeletionByNameIsThere) {
    ASSERT_EQ(define_text("@x"), "response");
    ASSERT_EQ(define_text("/x"), "response");
    ASSERT_EQ(define_text("IED1LD0/LLN0$x"), "response");
    for (const auto scope :
         {mms::ScopeOfDelete::aa_specific, mms::ScopeOfDelete::domain, mms::ScopeOfDelete::vmd}) {
        mms::DeleteNamedVariableListRequest request;
        request.scope = scope;
        if (scope == mms::ScopeOfDelete::domain) request.domain = ber::VisibleString("IED1LD0");
        EXPECT_EQ(outcome(client.call<mms::DeleteNamedVariableList>(request)),
                  "error access/object-access-unsupported");
    }
    EXPECT_EQ(server.data_sets().dynamic_count(), 3U);
    mms::DeleteNamedVariableListRequest without_list;
    EXPECT_EQ(outcome(client.call<mms::DeleteNamedVariableList>(without_list)),
              "reject confirmed-requestPDU/invalid-argument");
    EXPECT_EQ(remove_text(client, std::vector<mms::ObjectName>{}),
              "reject confirmed-requestPDU/invalid-argument");
}

TEST_F(DataSetTest, OneInUseStaysAndTheErrorTellsHowManyWent) {
    for (const char* reference : {"/a", "/b", "/c"}) ASSERT_EQ(define_text(reference), "response");
    DataSet* const used = server.data_sets().find("/b", client.id());
    ASSERT_NE(used, nullptr);
    DataSets::use(*used);
    // service/5, serviceSpecific [6] 1: one was deleted before.
    EXPECT_EQ(to_hex(remove(client, {set_name("/a"), set_name("/b"), set_name("/c")})).substr(15),
              to_hex(*from_hex("A2 0A A0 03 84 01 05 A3 03 86 01 01")));
    EXPECT_EQ(list_sets(client, of_vmd()), (std::vector<std::string>{"b", "c"}));
    EXPECT_EQ(remove_text(client, "/b"), "error service/object-constraint-conflict");
    DataSets::release(*used);
    EXPECT_EQ(remove_text(client, "/b"), "matched 1, deleted 1");
}

TEST_F(DataSetTest, TenThousandCreationsEndAtTheLimit) {
    std::map<std::string, int> answers;
    for (int i = 0; i < 10'000; ++i) ++answers[define_text("@s" + std::to_string(i))];
    EXPECT_EQ(answers, (std::map<std::string, int>{{"response", 100},
                                                   {"error resource/capability-unavailable", 9'900}}));
    answers.clear();
    for (int i = 0; i < 10'000; ++i) {
        ++answers[outcome(define(other, "IED1LD0/LLN0$s" + std::to_string(i), {mode}))];
    }
    EXPECT_EQ(answers, (std::map<std::string, int>{{"response", 900},
                                                   {"error resource/capability-unavailable", 9'100}}));
    client.disconnect();
    EXPECT_EQ(server.data_sets().dynamic_count(), 900U);
    EXPECT_EQ(outcome(define(other, "@now", {mode})), "response");
}

TEST_F(DataSetTest, TooManyMembers) {
    std::vector<mms::ListEntry> members(1'001, mode);
    EXPECT_EQ(define_text(members), "error definition/other");
    members.pop_back();
    EXPECT_EQ(define_text(members), "response");
    auto options = std::make_shared<stack::Options>();
    options->mms.max_pdu_octets = 1'000'000;
    Options wide;
    wide.stack.mms.max_pdu_octets = 1'000'000;
    Server tolerant(station_image(), wide);
    TestClient eager(tolerant, now, options);
    ASSERT_TRUE(eager.associate());
    EXPECT_EQ(outcome(define(eager, "/many", std::vector<mms::ListEntry>(10'000, mode))),
              "error definition/other");
    EXPECT_EQ(tolerant.data_sets().dynamic_count(), 0U);
}

TEST_F(DataSetTest, NoCreationWhereSclSaysSo) {
    Options options;
    options.data_sets = DataSetLimits{.creation = false};
    Server closed(station_image(), options);
    TestClient eager(closed, now);
    ASSERT_TRUE(eager.associate());
    EXPECT_EQ(outcome(define(eager, "@x", {mode})), "error access/object-access-denied");
    EXPECT_EQ(outcome(define(eager, "nope/LLN0$x", {mode})), "error access/object-non-existent");
    EXPECT_EQ(remove_text(eager, "IED1LD0/LLN0$ds1"), "matched 1, deleted 0");
}

TEST_F(DataSetTest, NamesInPagesInTheOrderOfCreation) {
    std::vector<std::string> expected{"LLN0$ds1"};
    for (int i = 0; i < 200; ++i) {
        const std::string item = "GGIO1$set" + std::to_string((i * 37) % 200);
        ASSERT_EQ(define_text("IED1LD0/" + item), "response");
        expected.push_back(item);
    }
    EXPECT_EQ(list_sets(client, of_domain("IED1LD0")), expected);
    auto options = std::make_shared<stack::Options>();
    options->mms.max_pdu_octets = 512;
    TestClient small(server, now, options);
    ASSERT_TRUE(small.associate());
    std::size_t pages = 0;
    EXPECT_EQ(list_sets(small, of_domain("IED1LD0"), &pages), expected);
    EXPECT_GT(pages, 5U);
    mms::GetNameListRequest request;
    request.object_class.value = mms::ObjectClassNumber::named_variable_list;
    request.object_scope = of_domain("IED1LD0");
    request.continue_after = ber::VisibleString("GGIO1$gone");
    EXPECT_EQ(outcome(client.call<mms::GetNameList>(request)), "error access/object-non-existent");
}

TEST_F(DataSetTest, ThePolicyIsAskedFirst) {
    std::vector<std::string> asked;
    bool may = false;
    ASSERT_EQ(define_text("/kept"), "response");
    ASSERT_EQ(define_text("IED1LD0/LLN0$kept"), "response");
    server.gate().set_policy([&](const Peer&, Right right, const AccessObject& object) {
        if (right == Right::data_set) {
            asked.push_back(std::string(object.logical_device) + "|" + std::string(object.item));
            return may;
        }
        if (right == Right::read) return object.item != "MHAI1$CF$HA$pair";
        return object.logical_device != "IED1Empty" && object.item != "LLN0$ST$Beh" &&
               object.item != "secret";
    });
    for (const char* reference : {"IED1LD0/LLN0$x", "/x", "@x", "IED1LD0/LLN0$ds1"}) {
        EXPECT_EQ(define_text(reference), "error access/object-access-denied") << reference;
    }
    EXPECT_EQ(asked, (std::vector<std::string>{"IED1LD0|LLN0$x", "|x", "|@x", "IED1LD0|LLN0$ds1"}));
    EXPECT_EQ(define_text("IED1Empty/LLN0$x"), "error access/object-non-existent");
    EXPECT_EQ(remove_text(client, {set_name("/kept"), set_name("IED1LD0/LLN0$kept")}),
              "error access/object-access-denied");
    EXPECT_EQ(server.data_sets().dynamic_count(), 2U);
    may = true;
    EXPECT_EQ(outcome(define(client, "@x", {pair})), "error access/object-access-denied");
    EXPECT_EQ(outcome(define(client, "@x", {variable("IED1LD0", "LLN0$ST$Beh")})),
              "error definition/object-undefined");
    EXPECT_EQ(define_text("/secret"), "response");
    EXPECT_EQ(list_sets(client, of_vmd()), std::vector<std::string>{"kept"});
    EXPECT_EQ(outcome(read_set(client, "/secret")), "error access/object-non-existent");
    EXPECT_EQ(remove_text(client, "/secret"), "matched 0, deleted 0");
    EXPECT_EQ(remove_text(client, "/kept"), "matched 1, deleted 1");
}

}  // namespace
}  // namespace busbar::server
