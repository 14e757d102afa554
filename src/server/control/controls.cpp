// SPDX-License-Identifier: Apache-2.0
// The services, up to the row of the table that says what becomes of them; and the face of the engine.
#include "server/control/controls.hpp"

#include <algorithm>

#include "server/control/impl.hpp"

namespace busbar::server::control {

using MaybeError = std::optional<DataAccessError>;

namespace {

constexpr auto denied = DataAccessError::object_access_denied;

struct Named {
    Event event;
    tracking::Service tracked;
    const Parameters* parameters;
};

/// Which service a Write to `node` is, if any.
std::optional<Named> service_at(const Object* object, model::NodeId node) {
    if (object == nullptr || node == model::no_node) return std::nullopt;
    if (node == object->oper.node) return Named{Event::operate, tracking::Service::operate, &object->oper};
    if (node == object->sbow.node)
        return Named{Event::select_with_value, tracking::Service::select_with_value, &object->sbow};
    if (node == object->cancel.node) return Named{Event::cancel, tracking::Service::cancel, &object->cancel};
    return std::nullopt;
}

/// For parameters that are no good.
Cause wrong_parameters(Event event) {
    return {event == Event::select_with_value ? AddCause::select_failed : AddCause::inconsistent_parameters,
            ControlError::no_error};
}

WriteOutcome outcome_of(Owed& owed) {
    owed.in_call = false;
    if (owed.open) return WriteOutcome::later();
    return owed.error ? WriteOutcome::refused(*owed.error) : WriteOutcome::done();
}

}  // namespace

/// One request to SBOw, Oper or Cancel.
struct Controls::Impl::Service {
    Service(const Named& named, const ObjectWrite& write, Command command_received)
        : event(named.event),
          tracked(named.tracked),
          ticket(write.ticket),
          connection(write.connection),
          command(std::move(command_received)) {
        const bool timed = command.oper_time && command.oper_time->time() > write.now.wall;
        if (event == Event::operate && timed) tracked = tracking::Service::time_activated_operate;
    }

    Event event;
    tracking::Service tracked;
    WriteTicket ticket;
    ConnectionId connection;
    Command command;
};

Controls::Impl::Impl(Server& its_server, const Options& its_options)
    : server(its_server),
      options(its_options),
      model(its_server.model()),
      objects(model),
      checks(model, objects, options),
      machines(objects.all().size()) {
    for (const Object& object : objects.all()) machine(object).object = &object;
}

CtlModel Controls::Impl::model_now(const Machine& m) const {
    return ctl_model_of(*m.object, server.process().image());
}

Who Controls::Impl::who(const Machine& m, ConnectionId connection) {
    return m.owner == connection ? Who::same : Who::other;
}

/// T is too far from now, where anybody minds.
bool Controls::Impl::is_stale(const Command& command) const {
    if (options.max_age == Duration::zero() || command.time.empty()) return false;
    WallTime time{};
    if (const auto* stamp = command.time.get_if<Timestamp>()) time = stamp->time();
    if (const auto* entry = command.time.get_if<EntryTime>()) time = entry->time();
    return std::chrono::abs(now.wall - time) > options.max_age;
}

WriteOutcome Controls::Impl::refuse(Machine& m, const Service& service, DataAccessError error, Cause cause) {
    Owed owed;
    owed.open = owed.in_call = true;
    owed.service = service.tracked;
    owed.ticket = service.ticket;
    answer(m, owed, &service.command, error, cause);
    return WriteOutcome::refused(error);
}

WriteOutcome Controls::Impl::serve(Machine& m, Service& service) {
    const CtlModel by = m.state == State::unselected ? model_now(m) : m.model;
    const Row* const row = find_row(m.state, service.event, who(m, service.connection), by);
    if (row == nullptr) return refuse(m, service, denied, {AddCause::not_supported});
    if (row->action == Action::begin_cancel) return begin_cancel(m, *row, service);
    if (row->action == Action::confirm) {
        ++counters.cancelled;
        track(*m.object, &service.command, service.tracked, {}, AddCause::none, service.connection);
        return WriteOutcome::done();
    }
    if (row->action == Action::begin_select || row->action == Action::begin_operate) {
        return begin(m, *row, service);
    }
    const WriteOutcome outcome = refuse(m, service, row->error, {row->cause});
    if (row->action == Action::refuse_and_unselect) release(m);
    return outcome;
}

WriteOutcome Controls::Impl::begin(Machine& m, const Row& row, Service& service) {
    if (m.state == State::unselected) {
        m.owner = service.connection;
        m.model = model_now(m);
    }
    m.command = std::move(service.command);
    m.owed = {true, true, {}, service.tracked, service.ticket};
    enter(m, row.to);
    if (row.action == Action::begin_operate) show_received(m);
    check(m);
    return outcome_of(m.owed);
}

WriteOutcome Controls::Impl::begin_cancel(Machine& m, const Row& row, Service& service) {
    m.cancel = std::move(service.command);
    m.cancel_owed = {true, true, {}, service.tracked, service.ticket};
    enter(m, row.to);
    ask_cancel(m);
    return outcome_of(m.cancel_owed);
}

/// A Select: true where it succeeds.
bool Controls::Impl::select(Machine& m, const ObjectRead& read) {
    const auto refused = [&](MaybeError error, AddCause cause) {
        ++counters.refused;
        track(*m.object, nullptr, tracking::Service::select, error, cause, read.connection);
        return false;
    };
    // Who may read is not yet allowed to control.
    if (const auto error = server.gate().engine_write(read.peer, read.node)) {
        return refused(error, AddCause::no_access_authority);
    }
    const CtlModel model_is = model_now(m);
    if (!belongs(Event::select, model_is) || m.handler == nullptr) {
        return refused(denied, AddCause::not_supported);
    }
    const CtlModel by = m.state == State::unselected ? model_is : m.model;
    const Row* const row = find_row(m.state, Event::select, who(m, read.connection), by);
    if (row == nullptr || row->action != Action::begin_select) {
        return refused(row == nullptr ? denied : row->error, row == nullptr ? AddCause::unknown : row->cause);
    }
    m.owner = read.connection;
    m.model = model_is;
    m.command = {};
    WriteTicket ticket;
    ticket.connection = read.connection;
    m.owed = {true, true, {}, tracking::Service::select, ticket};
    enter(m, row->to);
    check(m);
    m.owed.in_call = false;
    return !m.owed.open && !m.owed.error;
}

/// Selections whose object has another control model by now.
void Controls::Impl::void_selections() {
    for (std::size_t i = 0; i < busy.size();) {
        const std::uint32_t number = busy[i];
        Machine& m = machines[number];
        if (m.state == State::ready && model_now(m) != m.model) on(m, Event::model_changed);
        if (i < busy.size() && busy[i] == number) ++i;
    }
}

// ---- the face
// -------------------------------------------------------------------------------------------------

Controls::Controls(Server& server, const Options& options) : impl_(std::make_unique<Impl>(server, options)) {
    server.engines().set(Fc::co, this);
}

Controls::~Controls() = default;

const Objects& Controls::objects() const {
    return impl_->objects;
}

void Controls::set_handler(const Object& object, Handler* handler) {
    Machine& m = impl_->machine(object);
    if (m.handler == handler) return;
    m.handler = nullptr;
    m.pending.open = m.cancel_pending.open = false;
    if (m.state != State::unselected) impl_->dismiss(m);
    m.handler = handler;
}

Handler* Controls::handler(const Object& object) const {
    return impl_->machine(object).handler;
}

State Controls::state(const Object& object) const {
    return impl_->machine(object).state;
}

const ControlCounters& Controls::counters() const {
    return impl_->counters;
}

MaybeError Controls::before_read(const ObjectRead& read) {
    Impl& is = *impl_;
    if (!read.by_name || !is.model.node(read.node).is_leaf()) return std::nullopt;
    const Object* const object = is.objects.of(read.node);
    if (object == nullptr || object->sbo != read.node) return std::nullopt;
    is.now = read.now;
    is.void_selections();
    Machine& m = is.machine(*object);
    is.show_sbo(m, is.select(m, read));
    return std::nullopt;
}

WriteOutcome Controls::write(const ObjectWrite& write) {
    Impl& is = *impl_;
    is.now = write.now;
    const Object* const object = is.objects.of(write.node);
    const auto named = service_at(object, write.node);
    if (!named) return WriteOutcome::refused(denied);
    is.void_selections();
    Machine& m = is.machine(*object);
    Received received = receive_command(is.model, *named->parameters, write.data);
    Impl::Service service(*named, write, std::move(received.command));
    const Cause wrong = wrong_parameters(service.event);
    if (received.misfit) return is.refuse(m, service, *received.misfit, wrong);
    if (!belongs(service.event, is.model_now(m)) || m.handler == nullptr) {
        return is.refuse(m, service, denied, {AddCause::not_supported});
    }
    const bool of_selection = service.event == Event::operate && m.state == State::ready &&
                              Impl::who(m, service.connection) == Who::same;
    const bool invalid = received.invalid_origin || is.is_stale(service.command);
    if (invalid && !of_selection) return is.refuse(m, service, denied, wrong);
    const bool with_value = m.model == CtlModel::sbo_with_enhanced_security;
    if (of_selection && (invalid || (with_value && !same_parameters(m.selection, service.command)))) {
        service.event = Event::operate_otherwise;
    }
    return is.serve(m, service);
}

void Controls::refused(const ObjectWrite& write, DataAccessError error) {
    if (error == DataAccessError::object_non_existent) return;
    Impl& is = *impl_;
    is.now = write.now;
    const Object* const object = is.objects.of(write.node);
    const auto named = service_at(object, write.node);
    if (!named) return;
    Received received = receive_command(is.model, *named->parameters, write.data);
    const Impl::Service service(*named, write, std::move(received.command));
    static_cast<void>(is.refuse(is.machine(*object), service, error, {AddCause::no_access_authority}));
}

void Controls::association_ended(ConnectionId connection) {
    Impl& is = *impl_;
    if (is.busy.empty()) return;
    is.now = is.server.now_;
    const std::vector<std::uint32_t> busy = is.busy;
    for (const std::uint32_t number : busy) {
        Machine& m = is.machines[number];
        if (m.state != State::unselected && m.owner == connection) is.on(m, Event::association_lost);
    }
    std::erase_if(is.outbox, [&](const Impl::Waiting& waiting) { return waiting.connection == connection; });
}

TimePoint Controls::deadline() const {
    return impl_->deadlines.next();
}

void Controls::on_time(const Now& now) {
    Impl& is = *impl_;
    is.now = now;
    is.void_selections();
    while (is.deadlines.next() <= now.monotonic) is.expire(is.machines[is.deadlines.next_slot()]);
}

void Controls::answered() {
    if (!impl_->busy.empty()) {
        impl_->now = impl_->server.now_;
        impl_->void_selections();
    }
    if (!impl_->outbox.empty()) impl_->work_off_outbox();
}

}  // namespace busbar::server::control
