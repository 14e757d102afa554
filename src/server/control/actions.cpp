// SPDX-License-Identifier: Apache-2.0
// What the rows of the state table do.
#include <algorithm>

#include "server/control/impl.hpp"

namespace busbar::server::control {

namespace {

const Command* parameters_of(const Owed& owed, const Command& command) {
    return owed.service == tracking::Service::select ? nullptr : &command;
}

}  // namespace

/// An event that is no service: those are in controls.cpp.
void Controls::Impl::on(Machine& m, Event event, Cause cause) {
    const Row* const row = find_row(m.state, event, Who::same, m.model);
    if (row == nullptr) return;
    if (row->cause == AddCause::time_limit_over) {
        cause = {row->cause, ControlError::timeout_test_not_ok};
    }
    switch (row->action) {
        case Action::select: return selected(m);
        case Action::refuse_step:
        case Action::refuse_late:
            take_back_accepted(m);
            answer(m, m.owed, parameters_of(m.owed, m.command), row->error, cause);
            return release(m);
        case Action::arm: return armed(m);
        case Action::recheck:
            enter(m, row->to);
            clear_oper_time(m);
            return check(m);
        case Action::start: return started(m);
        case Action::complete: return ended(m, std::nullopt);
        case Action::fail: return ended(m, cause);
        case Action::give_up: return given_up(m, *row);
        case Action::refuse_cancel:
            enter(m, row->to);
            return answer(m, m.cancel_owed, &m.cancel, row->error, cause);
        case Action::unselect: return release(m);
        case Action::abandon: return abandoned(m, AddCause::abortion_by_communication_loss);
        case Action::forget: m.owner = {}; return;
        case Action::refuse:
        case Action::refuse_and_unselect:
        case Action::confirm:
        case Action::begin_select:
        case Action::begin_operate:
        case Action::begin_cancel: return;
    }
}

void Controls::Impl::enter(Machine& m, State state) {
    if (m.state == State::unselected) busy.push_back(m.object->number);
    m.state = state;
    schedule(m);
}

/// An activation time that comes while a Cancel is being decided waits for that.
void Controls::Impl::schedule(Machine& m) {
    const TimePoint own = m.state == State::withdrawing ? never : m.deadline;
    deadlines.set(m.object->number, std::min(own, m.cancel_deadline));
}

void Controls::Impl::selected(Machine& m) {
    m.selection = m.command;
    m.deadline = now.monotonic + milliseconds(m.object->sbo_timeout, options.sbo_timeout);
    enter(m, State::ready);
    ++counters.selected;
    if (parameters_of(m.owed, m.command) != nullptr) show_parameters(m.object->sbow, m.command);
    show_selected(m, true);
    answer(m, m.owed, parameters_of(m.owed, m.command));
}

void Controls::Impl::armed(Machine& m) {
    m.deadline = now.monotonic + (m.command.oper_time->time() - now.wall);
    enter(m, State::waiting);
    show_accepted(m, false);
    m.has_former = false;
    show_parameters(m.object->oper, m.command);
    answer(m, m.owed, &m.command);
}

void Controls::Impl::started(Machine& m) {
    m.has_former = false;
    m.deadline = now.monotonic + milliseconds(m.object->oper_timeout, options.oper_timeout);
    if (m.state == State::checking) show_parameters(m.object->oper, m.command);
    enter(m, State::executing);
    ++counters.operated;
    // With normal security one Operate ends the selection when it is accepted.
    const bool unselects = m.selected && !is_enhanced(m.model) && !for_many(m);
    if (unselects) show_selected(m, false);
    answer(m, m.owed, &m.command);
    if (unselects && m.handler != nullptr) m.handler->unselected(*m.object);
}

/// The execution is over, or a timed one could not begin.
void Controls::Impl::ended(Machine& m, std::optional<Cause> failure) {
    m.cancel_deadline = never;
    over(m, m.cancel_pending, AddCause::none);
    answer(m, m.cancel_owed, &m.cancel, DataAccessError::temporarily_unavailable,
           {AddCause::command_already_in_execution});
    over(m, m.pending, failure ? failure->cause : AddCause::none);
    terminate(m, failure, m.owed.ticket);
    rest(m);
}

void Controls::Impl::given_up(Machine& m, const Row& row) {
    over(m, m.cancel_pending, AddCause::none);
    over(m, m.pending, AddCause::abortion_by_cancel);
    show_parameters(m.object->cancel, m.cancel);
    ++counters.cancelled;
    const WriteTicket after = m.cancel_owed.ticket;
    answer(m, m.cancel_owed, &m.cancel);
    if (row.cause == AddCause::abortion_by_cancel) {
        terminate(m, Cause{AddCause::abortion_by_cancel}, after);
    }
    release(m);
}

/// Whoever waits for an answer is gone.
void Controls::Impl::abandoned(Machine& m, AddCause why) {
    over(m, m.cancel_pending, why);
    over(m, m.pending, why);
    m.owed.open = m.cancel_owed.open = false;
    release(m);
}

/// Its handler is taken away.
void Controls::Impl::dismiss(Machine& m) {
    const Cause cause{AddCause::not_supported};
    answer(m, m.cancel_owed, &m.cancel, DataAccessError::object_access_denied, cause);
    if (m.owed.open) {
        take_back_accepted(m);
        answer(m, m.owed, parameters_of(m.owed, m.command), DataAccessError::object_access_denied, cause);
    } else if (m.state != State::ready && m.state != State::unselecting) {
        terminate(m, cause, m.owed.ticket);
    }
    release(m);
}

void Controls::Impl::rest(Machine& m) {
    const bool is_there = m.owner != ConnectionId{};
    if (!m.selected || !for_many(m) || !is_there || model_now(m) != m.model) return release(m);
    m.deadline = now.monotonic + milliseconds(m.object->sbo_timeout, options.sbo_timeout);
    enter(m, State::ready);
    show_idle(m);
}

void Controls::Impl::release(Machine& m) {
    const bool was_selected = m.selected;
    m.selected = false;
    m.state = State::unselected;
    m.owner = {};
    m.pending = m.cancel_pending = {};
    m.deadline = m.cancel_deadline = never;
    m.has_former = false;
    std::erase(busy, m.object->number);
    deadlines.set(m.object->number, never);
    show_idle(m);
    if (was_selected && m.handler != nullptr) m.handler->unselected(*m.object);
}

}  // namespace busbar::server::control
