// SPDX-License-Identifier: Apache-2.0
// Inside the control engine. A service or another event of an object finds its row in the table (states.hpp),
// and the row's action is carried out here.
//
//   controls.cpp   the services: rights, parameters, which row; the face of the engine
//   steps.cpp      checks and handlers, one after the other, and what their verdicts mean
//   actions.cpp    what rows do
//   telling.cpp    answers, LastApplError, CommandTermination, service tracking
//   feedback.cpp   what readers of the model see
#pragma once

#include <optional>
#include <vector>

#include "base/back_writer.hpp"
#include "server/control/checks.hpp"
#include "server/control/controls.hpp"
#include "server/control/decoding.hpp"
#include "server/control/messages.hpp"
#include "server/deadlines.hpp"
#include "server/server.hpp"
#include "server/tracking/tracking.hpp"

namespace busbar::server::control {

/// Why something is refused or has failed.
struct Cause {
    AddCause cause = AddCause::none;
    ControlError error = ControlError::no_error;
};

/// A service whose client has no answer yet.
struct Owed {
    bool open = false;
    /// The answer is given while the request is being served, as its outcome; else by finish_write().
    bool in_call = false;
    std::optional<DataAccessError> error;  ///< of an answer that was given in the call
    tracking::Service service = tracking::Service::unknown;
    WriteTicket ticket;  ///< means nothing for a Select
};

/// A call of a handler that it may finish later.
struct Pending {
    Step step = Step::check;
    std::uint32_t use = 0;
    bool open = false;  ///< finish() is awaited
};

/// A controllable data object while the server runs.
struct Machine {
    const Object* object = nullptr;
    Handler* handler = nullptr;
    State state = State::unselected;
    /// What follows is of whoever selected or operated, and means nothing in `unselected`.
    CtlModel model = CtlModel::status_only;  ///< when that was accepted
    ConnectionId owner;                      ///< none when the association is gone
    bool selected = false;                   ///< stSeld
    Command selection;                       ///< of a SelectWithValue
    Command command;                         ///< of the service under way
    Command cancel;
    Owed owed, cancel_owed;
    Pending pending, cancel_pending;
    TimePoint deadline = never, cancel_deadline = never;
    std::uint32_t uses = 0;
    /// origin and ctlNum in the status as they were before an Operate that may still be refused.
    Value former_category, former_identification, former_ctl_num;
    bool has_former = false;
};

struct Controls::Impl {
    Impl(Server& server, const Options& options);

    // ---- controls.cpp ----
    struct Service;  // one request
    [[nodiscard]] Machine& machine(const Object& object) { return machines[object.number]; }
    [[nodiscard]] CtlModel model_now(const Machine& m) const;
    [[nodiscard]] bool is_stale(const Command& command) const;
    [[nodiscard]] static Who who(const Machine& m, ConnectionId connection);
    WriteOutcome serve(Machine& m, Service& service);
    WriteOutcome begin(Machine& m, const Row& row, Service& service);
    WriteOutcome begin_cancel(Machine& m, const Row& row, Service& service);
    WriteOutcome refuse(Machine& m, const Service& service, DataAccessError error, Cause cause);
    bool select(Machine& m, const ObjectRead& read);
    void void_selections();

    // ---- steps.cpp ----
    void check(Machine& m);
    void ask(Machine& m, Step step);
    void ask_cancel(Machine& m);
    void run(Machine& m);
    void decide(Machine& m, const Verdict& verdict);
    void decide_cancel(Machine& m, const Verdict& verdict);
    void expire(Machine& m);
    [[nodiscard]] bool operating(const Machine& m) const;
    [[nodiscard]] bool is_timed(const Machine& m) const;
    [[nodiscard]] std::optional<AddCause> blocked(const Machine& m, bool at_execution) const;
    Verdict call(Machine& m, Step step, const Command* command, std::uint32_t use);
    void over(Machine& m, Pending& pending, AddCause why);

    // ---- actions.cpp ----
    void on(Machine& m, Event event, Cause cause = {});
    void enter(Machine& m, State state);
    void selected(Machine& m);
    void armed(Machine& m);
    void started(Machine& m);
    void ended(Machine& m, std::optional<Cause> failure);
    void given_up(Machine& m, const Row& row);
    void abandoned(Machine& m, AddCause why);
    void dismiss(Machine& m);
    void rest(Machine& m);
    void release(Machine& m);
    void schedule(Machine& m);

    // ---- telling.cpp ----
    void answer(Machine& m, Owed& owed, const Command* command, std::optional<DataAccessError> error = {},
                Cause cause = {});
    void send_failure(ConnectionId connection, const Object& object, std::string_view service,
                      const Command& command, Cause cause);
    /// `after`: the Write whose answer goes first.
    void terminate(Machine& m, std::optional<Cause> failure, const WriteTicket& after);
    void track(const Object& object, const Command* command, tracking::Service service,
               std::optional<DataAccessError> error, AddCause cause, ConnectionId connection);
    void work_off_outbox();

    // ---- feedback.cpp ----
    void show_selected(Machine& m, bool is);
    void show_received(const Machine& m);
    void show_accepted(Machine& m, bool output);
    void take_back_accepted(Machine& m);
    void show_idle(const Machine& m);
    void show_parameters(const Parameters& parameters, const Command& command);
    void show_sbo(const Machine& m, bool is_selected);
    void clear_oper_time(const Machine& m);
    [[nodiscard]] Duration milliseconds(model::LeafId leaf, Duration otherwise) const;
    [[nodiscard]] bool for_many(const Machine& m) const;

    /// A CommandTermination that waits for the answer to its Operate.
    struct Waiting {
        ConnectionId connection;
        std::uint32_t invoke_id = 0;
        ByteVector pdu;
    };

    Server& server;
    Options options;
    const model::Model& model;
    Objects objects;
    Checks checks;
    std::vector<Machine> machines;    // by object number
    std::vector<std::uint32_t> busy;  // those that are not unselected
    Deadlines deadlines;              // by object number
    std::vector<Waiting> outbox;
    Now now{};
    ControlCounters counters;
};

}  // namespace busbar::server::control
