// SPDX-License-Identifier: Apache-2.0
#include "server/control/states.hpp"

#include <array>

namespace busbar::server::control {

namespace {

constexpr auto unavailable = DataAccessError::temporarily_unavailable;
constexpr auto denied = DataAccessError::object_access_denied;
using enum Action;
using S = State;
using E = Event;
using W = Who;
using M = Models;
using C = AddCause;

// The services in the states in which a command is under way, whoever asks.
constexpr Row in_execution(S state, E event, W who = W::any) {
    return {state, event, who, M::all, refuse, state, unavailable, C::command_already_in_execution};
}

constexpr auto rows = std::to_array<Row>({
    {S::unselected, E::select, W::any, M::sbo, begin_select, S::selecting},
    {S::unselected, E::select_with_value, W::any, M::sbo, begin_select, S::selecting},
    {S::unselected, E::operate, W::any, M::direct, begin_operate, S::checking},
    {S::unselected, E::operate, W::any, M::sbo, refuse, S::unselected, denied, C::object_not_selected},
    {S::unselected, E::cancel, W::any, M::all, confirm, S::unselected},

    in_execution(S::selecting, E::select),
    in_execution(S::selecting, E::select_with_value),
    in_execution(S::selecting, E::operate),
    in_execution(S::selecting, E::cancel),
    {S::selecting, E::step_done, W::same, M::sbo, select, S::ready},
    {S::selecting, E::step_refused, W::same, M::sbo, refuse_step, S::unselected},
    {S::selecting, E::step_late, W::same, M::sbo, refuse_late, S::unselected, unavailable,
     C::time_limit_over},
    {S::selecting, E::association_lost, W::same, M::sbo, abandon, S::unselected},

    {S::ready, E::select, W::any, M::sbo, refuse, S::ready, unavailable, C::object_already_selected},
    {S::ready, E::select_with_value, W::any, M::sbo, refuse, S::ready, unavailable,
     C::object_already_selected},
    {S::ready, E::operate, W::same, M::sbo, begin_operate, S::checking},
    {S::ready, E::operate, W::other, M::sbo, refuse, S::ready, unavailable, C::locked_by_other_client},
    {S::ready, E::operate_otherwise, W::same, M::sbo, refuse_and_unselect, S::unselected, denied,
     C::inconsistent_parameters},
    {S::ready, E::cancel, W::same, M::sbo, begin_cancel, S::unselecting},
    {S::ready, E::cancel, W::other, M::sbo, refuse, S::ready, unavailable, C::locked_by_other_client},
    {S::ready, E::sbo_timeout, W::same, M::sbo, unselect, S::unselected},
    {S::ready, E::association_lost, W::same, M::sbo, unselect, S::unselected},
    {S::ready, E::model_changed, W::same, M::sbo, unselect, S::unselected},

    in_execution(S::checking, E::select),
    in_execution(S::checking, E::select_with_value),
    in_execution(S::checking, E::operate),
    in_execution(S::checking, E::cancel),
    {S::checking, E::step_done, W::same, M::all, start, S::executing},
    {S::checking, E::step_timed, W::same, M::all, arm, S::waiting},
    {S::checking, E::step_refused, W::same, M::all, refuse_step, S::unselected},
    {S::checking, E::step_late, W::same, M::all, refuse_late, S::unselected, unavailable, C::time_limit_over},
    {S::checking, E::association_lost, W::same, M::all, abandon, S::unselected},

    in_execution(S::waiting, E::select),
    in_execution(S::waiting, E::select_with_value),
    in_execution(S::waiting, E::operate),
    {S::waiting, E::cancel, W::same, M::all, begin_cancel, S::withdrawing},
    {S::waiting, E::cancel, W::other, M::all, refuse, S::waiting, unavailable, C::locked_by_other_client},
    {S::waiting, E::activation_time, W::same, M::all, recheck, S::starting},
    {S::waiting, E::association_lost, W::same, M::all, abandon, S::unselected},

    in_execution(S::starting, E::select),
    in_execution(S::starting, E::select_with_value),
    in_execution(S::starting, E::operate),
    in_execution(S::starting, E::cancel),
    {S::starting, E::step_done, W::same, M::all, start, S::executing},
    {S::starting, E::step_refused, W::same, M::all, fail, S::rest},
    {S::starting, E::step_late, W::same, M::all, fail, S::rest, unavailable, C::time_limit_over},
    {S::starting, E::association_lost, W::same, M::all, abandon, S::unselected},

    in_execution(S::executing, E::select),
    in_execution(S::executing, E::select_with_value),
    in_execution(S::executing, E::operate),
    {S::executing, E::cancel, W::same, M::all, begin_cancel, S::stopping},
    in_execution(S::executing, E::cancel, W::other),
    {S::executing, E::step_done, W::same, M::all, complete, S::rest},
    {S::executing, E::step_refused, W::same, M::all, fail, S::rest},
    {S::executing, E::oper_timeout, W::same, M::all, fail, S::rest, unavailable, C::time_limit_over},
    {S::executing, E::association_lost, W::same, M::all, forget, S::executing},

    in_execution(S::unselecting, E::select),
    in_execution(S::unselecting, E::select_with_value),
    in_execution(S::unselecting, E::operate),
    in_execution(S::unselecting, E::cancel),
    {S::unselecting, E::cancel_done, W::same, M::sbo, give_up, S::unselected},
    {S::unselecting, E::cancel_refused, W::same, M::sbo, refuse_cancel, S::ready, unavailable},
    {S::unselecting, E::cancel_late, W::same, M::sbo, refuse_cancel, S::ready, unavailable,
     C::time_limit_over},
    {S::unselecting, E::sbo_timeout, W::same, M::sbo, give_up, S::unselected},
    {S::unselecting, E::association_lost, W::same, M::sbo, abandon, S::unselected},

    in_execution(S::withdrawing, E::select),
    in_execution(S::withdrawing, E::select_with_value),
    in_execution(S::withdrawing, E::operate),
    in_execution(S::withdrawing, E::cancel),
    {S::withdrawing, E::cancel_done, W::same, M::all, give_up, S::unselected, unavailable,
     C::abortion_by_cancel},
    {S::withdrawing, E::cancel_refused, W::same, M::all, refuse_cancel, S::waiting, unavailable},
    {S::withdrawing, E::cancel_late, W::same, M::all, refuse_cancel, S::waiting, unavailable,
     C::time_limit_over},
    {S::withdrawing, E::association_lost, W::same, M::all, abandon, S::unselected},

    in_execution(S::stopping, E::select),
    in_execution(S::stopping, E::select_with_value),
    in_execution(S::stopping, E::operate),
    in_execution(S::stopping, E::cancel),
    {S::stopping, E::cancel_done, W::same, M::all, give_up, S::unselected, unavailable,
     C::abortion_by_cancel},
    {S::stopping, E::cancel_refused, W::same, M::all, refuse_cancel, S::executing, unavailable},
    {S::stopping, E::cancel_late, W::same, M::all, refuse_cancel, S::executing, unavailable,
     C::time_limit_over},
    {S::stopping, E::step_done, W::same, M::all, complete, S::rest},
    {S::stopping, E::step_refused, W::same, M::all, fail, S::rest},
    {S::stopping, E::oper_timeout, W::same, M::all, fail, S::rest, unavailable, C::time_limit_over},
    {S::stopping, E::association_lost, W::same, M::all, forget, S::stopping},
});

constexpr bool covers(Models models, CtlModel model) {
    switch (models) {
        case Models::all: return true;
        case Models::direct: return !is_sbo(model);
        case Models::sbo: return is_sbo(model);
    }
    return false;
}

}  // namespace

std::span<const Row> control_rows() {
    return rows;
}

const Row* find_row(State from, Event event, Who who, CtlModel model) {
    for (const Row& row : rows) {
        if (row.from == from && row.event == event && (row.who == Who::any || row.who == who) &&
            covers(row.models, model)) {
            return &row;
        }
    }
    return nullptr;
}

bool belongs(Event event, CtlModel model) {
    if (event == Event::select) return model == CtlModel::sbo_with_normal_security;
    if (event == Event::select_with_value) return model == CtlModel::sbo_with_enhanced_security;
    return model != CtlModel::status_only;
}

std::string_view name_of(State state) {
    constexpr std::array<std::string_view, 11> names{"unselected",  "selecting", "ready",     "checking",
                                                     "waiting",     "starting",  "executing", "unselecting",
                                                     "withdrawing", "stopping",  "rest"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view name_of(Event event) {
    constexpr std::array<std::string_view, 17> names{"Select",
                                                     "SelectWithValue",
                                                     "Operate",
                                                     "Operate, other parameters",
                                                     "Cancel",
                                                     "handler agrees",
                                                     "handler agrees, time to come",
                                                     "refused by check or handler",
                                                     "handler too late",
                                                     "cancelled by handler",
                                                     "cancel refused by handler",
                                                     "cancel too late",
                                                     "sboTimeout",
                                                     "operTimeout",
                                                     "activation time",
                                                     "association lost",
                                                     "ctlModel changed"};
    return names[static_cast<std::size_t>(event)];
}

std::string_view name_of(Action action) {
    constexpr std::array<std::string_view, 19> names{"refuse",
                                                     "refuse, selection gone",
                                                     "confirm",
                                                     "check, then ask the handler",
                                                     "check, then ask the handler",
                                                     "ask the handler",
                                                     "confirm, stSeld TRUE",
                                                     "refuse, selection gone",
                                                     "refuse, selection gone",
                                                     "confirm, wait",
                                                     "check again",
                                                     "confirm where an answer is owed",
                                                     "CommandTermination+",
                                                     "CommandTermination-",
                                                     "confirm the Cancel, end what was begun",
                                                     "refuse the Cancel",
                                                     "selection gone",
                                                     "all is dropped",
                                                     "goes on, nobody is told"};
    return names[static_cast<std::size_t>(action)];
}

}  // namespace busbar::server::control
