// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <busbar/control_fields.hpp>
#include <set>

#include "acsi/enums.hpp"

namespace busbar {
namespace {

TEST(ControlFields, ModelsAreNamedAsInSclAndKnowWhatTheyAre) {
    EXPECT_EQ(name_of(CtlModel::status_only), "status-only");
    EXPECT_EQ(name_of(CtlModel::sbo_with_enhanced_security), "sbo-with-enhanced-security");
    EXPECT_EQ(name_of(static_cast<CtlModel>(5)), "");
    EXPECT_FALSE(is_sbo(CtlModel::direct_with_enhanced_security));
    EXPECT_TRUE(is_sbo(CtlModel::sbo_with_normal_security));
    EXPECT_FALSE(is_enhanced(CtlModel::sbo_with_normal_security));
    EXPECT_TRUE(is_enhanced(CtlModel::direct_with_enhanced_security));
}

TEST(ControlFields, OriginatorCategoriesGoBothWays) {
    for (int number = 0; number <= 8; ++number) {
        const auto category = static_cast<OrCat>(number);
        EXPECT_FALSE(name_of(category).empty());
        EXPECT_EQ(or_cat_of(name_of(category)), category);
    }
    EXPECT_EQ(name_of(OrCat::maintenance), "maintenance");
    EXPECT_EQ(or_cat_of("bay-Control"), std::nullopt);
    EXPECT_EQ(or_cat_of(""), std::nullopt);
}

TEST(ControlFields, EveryCauseHasItsNumberNameAndExplanation) {
    EXPECT_EQ(static_cast<int>(AddCause::locked_by_other_client), 27);
    EXPECT_EQ(name_of(AddCause::unknown), "unknown");
    EXPECT_EQ(name_of(AddCause::step_limit), "step-limit");
    EXPECT_EQ(name_of(AddCause::one_of_n_control), "1-of-n-control");
    EXPECT_EQ(name_of(AddCause::object_not_selected), "object-not-selected");
    EXPECT_EQ(name_of(AddCause::blocked_by_command), "blocked-by-command");
    EXPECT_EQ(name_of(AddCause::locked_by_other_client), "locked-by-other-client");
    std::set<std::string_view> names, explanations;
    for (int number = 0; number <= 27; ++number) {
        names.insert(name_of(static_cast<AddCause>(number)));
        explanations.insert(explanation_of(static_cast<AddCause>(number)));
    }
    EXPECT_EQ(names.size(), 28U);
    EXPECT_EQ(explanations.size(), 28U);
}

TEST(ControlFields, NumbersWithoutANameAreSaidToHaveNone) {
    EXPECT_EQ(name_of(static_cast<AddCause>(28)), "unknown cause");
    EXPECT_EQ(name_of(static_cast<AddCause>(-3)), "unknown cause");
    EXPECT_NE(explanation_of(static_cast<AddCause>(-3)), explanation_of(static_cast<AddCause>(28)));
    EXPECT_EQ(name_of(ControlError::operator_test_not_ok), "operator-test-not-ok");
    EXPECT_EQ(name_of(static_cast<ControlError>(9)), "unknown error");
}

}  // namespace
}  // namespace busbar
