// SPDX-License-Identifier: Apache-2.0
// What a Select or Operate goes through before its object changes state: the standard's checks, the
// handler's, and at last the handler itself, each now or later.
#include "server/connection.hpp"
#include "server/control/impl.hpp"

namespace busbar::server::control {

namespace {

/// Null for a Select, which has none.
const Command* parameters_of(const Machine& m) {
    return m.owed.service == tracking::Service::select && m.state == State::selecting ? nullptr : &m.command;
}

Cause check_failed(AddCause cause) {
    return {cause, ControlError::operator_test_not_ok};
}

/// A number for a step that the object's earlier ones have not had.
std::uint32_t next_use(Machine& m) {
    if (++m.uses == 0) ++m.uses;
    return m.uses;
}

}  // namespace

bool Controls::Impl::operating(const Machine& m) const {
    return m.state == State::checking || m.state == State::starting;
}

bool Controls::Impl::is_timed(const Machine& m) const {
    return m.state == State::checking && m.command.oper_time && m.command.oper_time->time() > now.wall;
}

std::optional<AddCause> Controls::Impl::blocked(const Machine& m, bool at_execution) const {
    std::vector<std::uint32_t> others = busy;
    std::erase(others, m.object->number);
    const Situation situation{server.process().image(), *m.object, parameters_of(m), operating(m), others};
    return at_execution ? checks.at_execution(situation) : checks.before(situation);
}

/// The first thing about every Select and Operate, and about a timed one again when its time has come.
void Controls::Impl::check(Machine& m) {
    if (m.state == State::starting && model_now(m) == CtlModel::status_only) {
        return on(m, Event::step_refused, {AddCause::not_supported});
    }
    if (const auto cause = blocked(m, false)) return on(m, Event::step_refused, check_failed(*cause));
    ask(m, Step::check);
}

Verdict Controls::Impl::call(Machine& m, Step step, const Command* command, std::uint32_t use) {
    static const Peer nobody;
    const Connection* const connection = server.find(m.owner);
    const bool is_operating = step == Step::cancel ? m.state == State::stopping : operating(m);
    const Request request{*m.object,
                          command,
                          step,
                          is_operating,
                          connection != nullptr ? connection->peer : nobody,
                          {m.object->number, use},
                          now};
    switch (step) {
        case Step::check: return m.handler->check(request);
        case Step::select: return m.handler->select(request);
        case Step::operate: return m.handler->operate(request);
        case Step::cancel: return m.handler->cancel(request);
    }
    return Verdict::refused(AddCause::unknown);
}

void Controls::Impl::ask(Machine& m, Step step) {
    const std::uint32_t use = next_use(m);
    m.pending = {step, use, false};
    const Verdict verdict = call(m, step, parameters_of(m), use);
    // Unless the handler has been taken away meanwhile.
    if (m.pending.use == use) decide(m, verdict);
}

void Controls::Impl::ask_cancel(Machine& m) {
    const std::uint32_t use = next_use(m);
    m.cancel_pending = {Step::cancel, use, false};
    const Verdict verdict = call(m, Step::cancel, &m.cancel, use);
    if (m.cancel_pending.use == use) decide_cancel(m, verdict);
}

/// Tells the handler that a step which it was to finish is over.
void Controls::Impl::over(Machine& m, Pending& pending, AddCause why) {
    if (!pending.open) return;
    pending.open = false;
    if (m.handler != nullptr) m.handler->over({m.object->number, pending.use}, why);
}

void Controls::Impl::decide(Machine& m, const Verdict& verdict) {
    if (verdict.is_refused()) return on(m, Event::step_refused, {verdict.cause(), verdict.error()});
    if (verdict.is_later()) {
        m.pending.open = true;
        if (m.pending.step == Step::operate) return on(m, Event::step_done);
        if (parameters_of(m) == nullptr) {
            // The answer is a value that is read now.
            over(m, m.pending, AddCause::not_supported);
            return on(m, Event::step_refused, {AddCause::not_supported});
        }
        m.deadline = now.monotonic + options.answer_timeout;
        return schedule(m);
    }
    switch (m.pending.step) {
        case Step::check:
            if (!operating(m)) return ask(m, Step::select);
            return is_timed(m) ? on(m, Event::step_timed) : run(m);
        case Step::select: return on(m, Event::step_done);
        case Step::operate:
            on(m, Event::step_done);         // it has begun,
            return on(m, Event::step_done);  // and is complete
        case Step::cancel: return;
    }
}

void Controls::Impl::decide_cancel(Machine& m, const Verdict& verdict) {
    if (verdict.is_refused()) return on(m, Event::cancel_refused, {verdict.cause(), verdict.error()});
    if (verdict.is_done()) return on(m, Event::cancel_done);
    m.cancel_pending.open = true;
    m.cancel_deadline = now.monotonic + options.answer_timeout;
    schedule(m);
}

/// The output is about to be given. What fails now is the execution, where there are words for that.
void Controls::Impl::run(Machine& m) {
    if (const auto cause = blocked(m, true)) {
        if (is_enhanced(m.model)) {
            show_accepted(m, false);
            on(m, Event::step_done);
        }
        return on(m, Event::step_refused, check_failed(*cause));
    }
    show_accepted(m, true);
    ask(m, Step::operate);
}

/// A deadline of the object has passed.
void Controls::Impl::expire(Machine& m) {
    if (m.cancel_deadline <= now.monotonic) {
        m.cancel_deadline = never;
        over(m, m.cancel_pending, AddCause::time_limit_over);
        return on(m, Event::cancel_late);
    }
    m.deadline = never;
    schedule(m);
    switch (m.state) {
        case State::selecting:
        case State::checking:
        case State::starting: over(m, m.pending, AddCause::time_limit_over); return on(m, Event::step_late);
        case State::ready:
        case State::unselecting: return on(m, Event::sbo_timeout);
        case State::waiting: return on(m, Event::activation_time);
        case State::executing:
        case State::stopping: return on(m, Event::oper_timeout);
        case State::unselected:
        case State::withdrawing:
        case State::rest: return;
    }
}

void Controls::finish(Ticket ticket, const Verdict& verdict, const Now& now) {
    if (!is_open(ticket) || verdict.is_later()) return;
    Impl& is = *impl_;
    is.now = now;
    Machine& m = is.machines[ticket.object];
    if (m.cancel_pending.open && m.cancel_pending.use == ticket.use) {
        m.cancel_pending.open = false;
        m.cancel_deadline = never;
        return is.decide_cancel(m, verdict);
    }
    m.pending.open = false;
    if (m.pending.step != Step::operate) return is.decide(m, verdict);
    is.on(m, verdict.is_done() ? Event::step_done : Event::step_refused, {verdict.cause(), verdict.error()});
}

bool Controls::is_open(Ticket ticket) const {
    if (ticket.object >= impl_->machines.size()) return false;
    const Machine& m = impl_->machines[ticket.object];
    return (m.pending.open && m.pending.use == ticket.use) ||
           (m.cancel_pending.open && m.cancel_pending.use == ticket.use);
}

}  // namespace busbar::server::control
