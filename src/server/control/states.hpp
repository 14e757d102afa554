// SPDX-License-Identifier: Apache-2.0
// The state machine of a controllable data object as data (IEC 61850-7-2 clause 20): which service or event
// does what in which state, for whom and under which control model. The engine acts by these rows;
// docs/states/control.md is printed from them. What is said before a row is asked for (rights, parameters,
// whether the service belongs to the control model) is in controls.cpp.
#pragma once

#include <busbar/control_fields.hpp>
#include <busbar/value.hpp>
#include <span>
#include <string>

namespace busbar::server::control {

enum class State : std::uint8_t {
    unselected,   ///< nobody has it, nothing is done
    selecting,    ///< a Select waits for a handler
    ready,        ///< selected
    checking,     ///< an Operate waits for the handler that checks it
    waiting,      ///< a timed Operate has been accepted: WaitForActivationTime
    starting,     ///< its time has come, it is checked once more
    executing,    ///< WaitForChange, and with normal security as long as the handler has not finished
    unselecting,  ///< a Cancel of `ready` waits for a handler
    withdrawing,  ///< a Cancel of `waiting` does
    stopping,     ///< a Cancel of `executing` does
    /// No state, where a row may lead: `ready` where the selection is for many operations, its client is
    /// there and the control model still the same, else `unselected`.
    rest,
};

enum class Event : std::uint8_t {
    select,
    select_with_value,
    operate,
    operate_otherwise,  ///< Operate of the client that selected, with other parameters than its selection
    cancel,
    step_done,     ///< the handler agrees; in `checking` and `starting`: it has begun to carry it out
    step_timed,    ///< it agrees to an Operate whose time is still to come
    step_refused,  ///< a check or the handler refuses, or the execution failed
    step_late,     ///< the handler has not said anything in time
    cancel_done,
    cancel_refused,
    cancel_late,
    sbo_timeout,
    oper_timeout,
    activation_time,
    association_lost,  ///< of the client that selected or operated
    model_changed,     ///< ctlModel is not the one any more by which it was selected
};

/// Whose service it is, seen from the one who selected or operated.
enum class Who : std::uint8_t { any, same, other };
enum class Models : std::uint8_t { all, direct, sbo };

enum class Action : std::uint8_t {
    refuse,               ///< negative answer with the row's error and AddCause
    refuse_and_unselect,  ///< the same, and the selection is gone
    confirm,              ///< positive answer, nothing to do
    begin_select,         ///< checks, then the handler
    begin_operate,
    begin_cancel,
    select,         ///< positive answer, stSeld
    refuse_step,    ///< negative answer with the AddCause of the check or handler; the selection is gone
    refuse_late,    ///< negative answer with the row's; the selection is gone
    arm,            ///< positive answer
    recheck,        ///< the checks of an Operate again
    start,          ///< positive answer where it is owed
    complete,       ///< CommandTermination+ with enhanced security
    fail,           ///< CommandTermination- with enhanced security
    give_up,        ///< positive answer to the Cancel; CommandTermination- for a command that was accepted
    refuse_cancel,  ///< negative answer to the Cancel with the handler's AddCause, or the row's
    unselect,       ///< the selection is gone
    abandon,        ///< nothing is left, nobody is told but the handler
    forget,         ///< it goes on, nobody will be told
};

struct Row {
    State from;
    Event event;
    Who who;
    Models models;
    Action action;
    State to;
    /// Of negative answers; nothing where the handler says it.
    DataAccessError error = DataAccessError::object_access_denied;
    AddCause cause = AddCause::none;
};

/// All rows. What has no row does nothing.
std::span<const Row> control_rows();
/// The row that applies, or null. `who` is same or other.
const Row* find_row(State from, Event event, Who who, CtlModel model);
/// Whether the control model has the service at all; the others of the events always belong.
bool belongs(Event event, CtlModel model);

std::string_view name_of(State state);
std::string_view name_of(Event event);
std::string_view name_of(Action action);
/// The rows as a page: diagrams and tables.
std::string control_page();

}  // namespace busbar::server::control
