// SPDX-License-Identifier: Apache-2.0
#include "server/control/states.hpp"

#include "support/state_page.hpp"

namespace busbar::server::control {
namespace {

constexpr Event services[] = {Event::select, Event::select_with_value, Event::operate, Event::cancel};
constexpr CtlModel models[] = {CtlModel::status_only, CtlModel::direct_with_normal_security,
                               CtlModel::sbo_with_normal_security, CtlModel::direct_with_enhanced_security,
                               CtlModel::sbo_with_enhanced_security};

TEST(ControlStates, ThePageIsWhatTheTablePrints) {
    test::expect_state_page("control", control_page());
}

/// The model that a row is for is one that the state can have.
bool possible(State state, CtlModel model) {
    const bool of_selection =
        state == State::selecting || state == State::ready || state == State::unselecting;
    return model != CtlModel::status_only && (!of_selection || is_sbo(model));
}

TEST(ControlStates, NoTwoRowsApplyAtOnce) {
    for (const Row& a : control_rows()) {
        for (const Row& b : control_rows()) {
            if (&a == &b || a.from != b.from || a.event != b.event) continue;
            const bool disjoint_who = a.who != b.who && a.who != Who::any && b.who != Who::any;
            const bool disjoint_models =
                a.models != b.models && a.models != Models::all && b.models != Models::all;
            EXPECT_TRUE(disjoint_who || disjoint_models) << name_of(a.from) << " " << name_of(a.event);
        }
    }
}

TEST(ControlStates, EveryServiceIsAnsweredInEveryState) {
    for (int state = 0; state < static_cast<int>(State::rest); ++state) {
        for (const CtlModel model : models) {
            for (const Event event : services) {
                for (const Who who : {Who::same, Who::other}) {
                    const auto from = static_cast<State>(state);
                    if (!possible(from, model) || !belongs(event, model)) continue;
                    const Row* const row = find_row(from, event, who, model);
                    ASSERT_NE(row, nullptr) << name_of(from) << " " << name_of(event);
                    const bool refuses = row->action == Action::refuse;
                    EXPECT_EQ(refuses, row->cause != AddCause::none);
                    if (refuses) {
                        EXPECT_EQ(row->to, from);
                    }
                }
            }
        }
    }
}

TEST(ControlStates, EveryStateButUnselectedEndsWithItsAssociationOrGoesOnWithoutIt) {
    for (int state = 1; state < static_cast<int>(State::rest); ++state) {
        const auto from = static_cast<State>(state);
        const Row* const row =
            find_row(from, Event::association_lost, Who::same, CtlModel::sbo_with_enhanced_security);
        ASSERT_NE(row, nullptr) << name_of(from);
        const bool executes = from == State::executing || from == State::stopping;
        EXPECT_EQ(row->to, executes ? from : State::unselected);
    }
}

TEST(ControlStates, OnlySelectionAndExecutionLeadToReady) {
    for (const Row& row : control_rows()) {
        if (row.to != State::ready || row.from == State::ready) continue;
        EXPECT_TRUE(row.from == State::selecting || row.from == State::unselecting) << name_of(row.from);
    }
}

TEST(ControlStates, ServicesBelongToTheirModels) {
    for (const CtlModel model : models) {
        EXPECT_EQ(belongs(Event::select, model), model == CtlModel::sbo_with_normal_security);
        EXPECT_EQ(belongs(Event::select_with_value, model), model == CtlModel::sbo_with_enhanced_security);
        EXPECT_EQ(belongs(Event::operate, model), model != CtlModel::status_only);
        EXPECT_EQ(belongs(Event::cancel, model), model != CtlModel::status_only);
    }
}

}  // namespace
}  // namespace busbar::server::control
