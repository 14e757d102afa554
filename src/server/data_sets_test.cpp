// SPDX-License-Identifier: Apache-2.0
// The registry of data sets: names, places, limits, ends of associations, what a store hears and gives back.
#include "server/data_sets.hpp"

#include <set>

#include "server/test_data_sets.hpp"
#include "server/test_station.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

constexpr ConnectionId first{0, 1}, second{1, 2};

class Recorder : public DataSetStore {
public:
    void created(const DataSet& set) override { heard.push_back("+" + set.reference); }
    void deleted(const DataSet& set) override { heard.push_back("-" + set.reference); }
    std::vector<std::string> heard;
};

class DataSetsTest : public ::testing::Test {
protected:
    DataSet* create(std::string_view reference, ConnectionId who = first, std::size_t members = 1) {
        const mms::ObjectName name = set_name(reference);
        if (sets.check_new(name, who, members)) return nullptr;
        const model::NodeId node = model.find("IED1LD0", "LLN0$ST$Beh");
        return &sets.create(name, who, std::vector<model::DataSetMember>(members, {node, {}}));
    }
    std::optional<DataSetError> check(std::string_view reference, std::size_t members = 1) {
        return sets.check_new(set_name(reference), first, members);
    }

    model::Image image = station_image();
    const model::Model& model = image.model();
    DataSets sets{model, {}};
};

TEST_F(DataSetsTest, FindsThoseOfTheModelByNameAndByPosition) {
    DataSet* const set = sets.find("IED1LD0/LLN0$ds1", first);
    ASSERT_NE(set, nullptr);
    EXPECT_EQ(set, sets.find(domain_name("IED1LD0", "LLN0$ds1"), second));
    EXPECT_EQ(set, &sets.of_model(0));
    EXPECT_EQ(set->reference, "IED1LD0/LLN0$ds1");
    EXPECT_EQ(set->item(), "LLN0$ds1");
    EXPECT_EQ(set->members.data(), model.data_sets()[0].members.data());
    EXPECT_EQ(set->logical_device, model.find_logical_device("IED1LD0"));
    EXPECT_FALSE(set->dynamic);
    for (const char* unknown : {"", "/", "@", "IED1LD0", "IED1LD0/", "IED1LD0/LLN0", "IED1LD0/LLN0$ds",
                                "IED1Empty/LLN0$ds1", "/LLN0$ds1", "@ds1", "LLN0$ds1"}) {
        EXPECT_EQ(sets.find(unknown, first), nullptr) << unknown;
    }
}

TEST_F(DataSetsTest, EachScopeHasNamesOfItsOwn) {
    std::set<const DataSet*> all;
    for (const char* reference : {"IED1LD0/LLN0$x", "IED1Empty/LLN0$x", "IED1LD0/GGIO1$x", "/x", "@x"}) {
        const DataSet* const set = create(reference);
        ASSERT_NE(set, nullptr) << reference;
        EXPECT_EQ(set->reference, reference);
        EXPECT_TRUE(set->dynamic);
        EXPECT_EQ(sets.find(reference, first), set);
        EXPECT_EQ(sets.find(set_name(reference), first), set);
        all.insert(set);
    }
    const DataSet* const of_other = create("@x", second);
    EXPECT_EQ(sets.find("@x", second), of_other);
    EXPECT_FALSE(all.contains(of_other));
    EXPECT_EQ(of_other->owner, second);
    EXPECT_EQ(of_other->item(), "x");
    EXPECT_EQ(sets.find("/x", second)->item(), "x");
    EXPECT_EQ(sets.find("@x", ConnectionId{0, 3}), nullptr);
    // An empty domain is not the server.
    EXPECT_EQ(sets.find(domain_name("", "x"), first), nullptr);
    EXPECT_EQ(sets.dynamic_count(), 6U);
}

TEST_F(DataSetsTest, NamesThatCannotBe) {
    for (const char* place : {"nope/LLN0$x", "IED1LD0/LLN1$x", "IED1LD0/x", "IED1LD0/$x", "IED1LD0/", "/"}) {
        EXPECT_EQ(check(place),
                  place == std::string_view("/") ? DataSetError::bad_name : DataSetError::unknown_place)
            << place;
    }
    for (const char* bad :
         {"IED1LD0/LLN0$", "IED1LD0/LLN0$a$b", "IED1LD0/LLN0$a b", "IED1LD0/LLN0$a/b", "/a b", "/$a", "/a$",
          "/a$$b", "@", "@@a", "@a/b", "@a.b", "@\x01", "@a\x7F", "/\xC3\xA9"}) {
        EXPECT_EQ(check(bad), DataSetError::bad_name) << escaped(bad);
    }
    for (const std::string_view with_nul : {std::string_view("@a\0b", 4), std::string_view("/a\0", 3),
                                            std::string_view("IED1LD0/LLN0$a\0", 15)}) {
        EXPECT_EQ(check(with_nul), DataSetError::bad_name);
    }
    EXPECT_EQ(check("/a$b"), std::nullopt);
    // "LLN0$" and 59 more are 64.
    EXPECT_EQ(check("IED1LD0/LLN0$" + std::string(59, 'x')), std::nullopt);
    EXPECT_EQ(check("IED1LD0/LLN0$" + std::string(60, 'x')), DataSetError::bad_name);
    EXPECT_EQ(check("@" + std::string(64, 'x')), std::nullopt);
    EXPECT_EQ(check("@" + std::string(65, 'x')), DataSetError::bad_name);
    EXPECT_EQ(check("/" + std::string(65'000, 'x')), DataSetError::bad_name);
    EXPECT_EQ(sets.find("/" + std::string(65'000, 'x'), first), nullptr);
}

TEST_F(DataSetsTest, ANameIsTakenOnce) {
    EXPECT_EQ(check("IED1LD0/LLN0$ds1"), DataSetError::exists);
    for (const char* reference : {"IED1LD0/LLN0$x", "/x", "@x"}) {
        DataSet* const set = create(reference);
        ASSERT_NE(set, nullptr);
        EXPECT_EQ(check(reference), DataSetError::exists);
        sets.erase(*set);
        EXPECT_EQ(sets.find(reference, first), nullptr);
        EXPECT_EQ(check(reference), std::nullopt);
    }
    EXPECT_EQ(sets.dynamic_count(), 0U);
}

TEST_F(DataSetsTest, TheLimitsInTheirOrder) {
    const DataSetLimits limits{
        .max_sets = 3, .max_sets_of_association = 2, .max_members = 4, .max_all_members = 6};
    DataSets few(model, limits);
    const auto check_few = [&](std::string_view reference, std::size_t members) {
        return few.check_new(set_name(reference), first, members);
    };
    const auto add = [&](std::string_view reference, std::size_t members) {
        few.create(set_name(reference), first, std::vector<model::DataSetMember>(members));
    };
    EXPECT_EQ(check_few("@a", 0), DataSetError::no_member);
    EXPECT_EQ(check_few("@a", 5), DataSetError::too_many_members);
    EXPECT_EQ(check_few("@a", 4), std::nullopt);
    add("@a", 4);
    EXPECT_EQ(check_few("@b", 3), DataSetError::too_many_sets);  // 7 members in all
    add("@b", 1);
    EXPECT_EQ(check_few("@c", 1), DataSetError::too_many_sets);  // the association's third
    EXPECT_EQ(few.check_new(set_name("@c"), second, 1), std::nullopt);
    add("/c", 1);
    EXPECT_EQ(check_few("/d", 1), DataSetError::too_many_sets);
    EXPECT_EQ(check_few("/c", 1), DataSetError::exists);
    few.association_ended(first);
    EXPECT_EQ(few.dynamic_count(), 1U);
    EXPECT_EQ(check_few("@a", 4), std::nullopt);
    DataSets none(model, {.creation = false});
    EXPECT_EQ(none.check_new(set_name("@a"), first, 1), DataSetError::not_allowed);
}

TEST_F(DataSetsTest, LimitsComeFromScl) {
    model::Services services;
    EXPECT_TRUE(data_set_limits(services).creation);
    EXPECT_EQ(data_set_limits(services).max_sets, DataSetLimits{}.max_sets);
    services.present = true;
    EXPECT_FALSE(data_set_limits(services).creation);
    services.dyn_data_set = model::Services::DataSets{.max = 0, .max_attributes = {}};
    EXPECT_FALSE(data_set_limits(services).creation);
    services.dyn_data_set = model::Services::DataSets{.max = 7, .max_attributes = {}};
    EXPECT_TRUE(data_set_limits(services).creation);
    EXPECT_EQ(data_set_limits(services).max_sets, 7U);
    EXPECT_EQ(data_set_limits(services).max_sets_of_association, 7U);
    EXPECT_EQ(data_set_limits(services).max_members, DataSetLimits{}.max_members);
    services.dyn_data_set->max_attributes = 20;
    EXPECT_EQ(data_set_limits(services).max_members, 20U);
    EXPECT_GE(data_set_limits(services).max_all_members, 140U);
    services.dyn_data_set = model::Services::DataSets{.max = 0xFFFFFFFF, .max_attributes = 0xFFFFFFFF};
    EXPECT_EQ(data_set_limits(services).max_all_members, 1'000'000U);
}

TEST_F(DataSetsTest, AnEndedAssociationTakesItsSetsAlong) {
    for (int i = 0; i < 50; ++i) {
        ASSERT_NE(create("@a" + std::to_string(i), first), nullptr);
        ASSERT_NE(create("@a" + std::to_string(i), second), nullptr);
    }
    ASSERT_NE(create("/kept"), nullptr);
    sets.association_ended(first);
    EXPECT_EQ(sets.dynamic_count(), 51U);
    EXPECT_EQ(sets.find("@a7", first), nullptr);
    EXPECT_NE(sets.find("@a7", second), nullptr);
    EXPECT_TRUE(sets.dynamic_sets(DataSetScope::association, model::no_node, first).empty());
    sets.association_ended(first);
    sets.association_ended(second);
    EXPECT_EQ(sets.dynamic_count(), 1U);
    EXPECT_NE(sets.find("/kept", first), nullptr);
}

TEST_F(DataSetsTest, ASetStillInUseOutlivesItsAssociationOutOfReach) {
    DataSet* const set = create("@x");
    ASSERT_NE(set, nullptr);
    DataSets::use(*set);
    sets.association_ended(first);
    EXPECT_EQ(sets.find("@x", first), nullptr);
    EXPECT_EQ(sets.dynamic_count(), 1U);
    EXPECT_EQ(set->members.size(), 1U);  // not freed: a sanitizer would see it
    DataSets::release(*set);
    sets.association_ended(second);
    EXPECT_EQ(sets.dynamic_count(), 0U);
}

TEST_F(DataSetsTest, AStoreHearsOfWhatIsToSurvive) {
    Recorder store;
    sets.set_store(&store);
    create("@x");
    DataSet* const of_device = create("IED1LD0/LLN0$x");
    create("/x");
    sets.erase(*of_device);
    sets.association_ended(first);
    EXPECT_EQ(store.heard, (std::vector<std::string>{"+IED1LD0/LLN0$x", "+/x", "-IED1LD0/LLN0$x"}));
}

TEST_F(DataSetsTest, RestoresWhatStillFits) {
    Recorder store;
    sets.set_store(&store);
    const std::vector<std::string> members{"IED1LD0/LLN0.Beh.stVal[ST]",
                                           "IED1LD0/MHAI1.HA.phsAHar(3).cVal.mag.f[MX]"};
    ASSERT_TRUE(sets.restore("IED1LD0/LLN0$x", members));
    ASSERT_TRUE(sets.restore("/y", members));
    const DataSet* const set = sets.find("IED1LD0/LLN0$x", first);
    ASSERT_NE(set, nullptr);
    ASSERT_EQ(set->members.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(model.object_reference(set->members[i].node), members[i]);
    EXPECT_TRUE(set->dynamic);
    EXPECT_TRUE(store.heard.empty());
    for (const char* refused : {"IED1LD0/LLN0$x", "IED1LD0/LLN0$ds1", "@x", "nope/LLN0$x", "IED1LD0/NOPE1$x",
                                "IED1LD0/LLN0$", "", "/"}) {
        const auto result = sets.restore(refused, members);
        ASSERT_FALSE(result) << refused;
        EXPECT_EQ(result.error().fault, Fault::refused);
    }
    const auto missing = sets.restore("/z", std::vector<std::string>{members[0], "IED1LD0/LLN0.Gone[ST]"});
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().text.find("IED1LD0/LLN0.Gone[ST]"), std::string::npos) << missing.error().text;
    EXPECT_FALSE(sets.restore("/z", std::vector<std::string>{"\x1B[31m"}));
    EXPECT_FALSE(sets.restore("/z", {}));
    EXPECT_EQ(sets.find("/z", first), nullptr);
    EXPECT_EQ(sets.dynamic_count(), 2U);
    create("/heard");
    EXPECT_EQ(store.heard.size(), 1U);
}

}  // namespace
}  // namespace busbar::server
