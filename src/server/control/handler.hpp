// SPDX-License-Identifier: Apache-2.0
// Who carries out controls: the built-in process, or the application. The engine (controls.hpp) has looked at
// rights, states and the standard's checks before it asks. Each step is answered at once or later, by its
// ticket; nobody polls.
#pragma once

#include <busbar/access.hpp>

#include "base/time.hpp"
#include "server/control/command.hpp"
#include "server/control/object.hpp"

namespace busbar::server::control {

enum class Step : std::uint8_t {
    check,    ///< may this be selected or operated? After the engine's own checks, before select and operate
    select,   ///< it is about to be selected
    operate,  ///< do it
    cancel,   ///< a selection, a timed command or an execution is to be given up
};

/// Names one step under way. `use` tells earlier ones of the same object apart.
struct Ticket {
    std::uint32_t object = 0;
    std::uint32_t use = 0;
    friend bool operator==(const Ticket&, const Ticket&) = default;
};

/// What became of a step.
class Verdict {
public:
    static Verdict done() { return {}; }
    static Verdict refused(AddCause cause, ControlError error = ControlError::no_error) {
        Verdict verdict;
        verdict.cause_ = cause;
        verdict.error_ = error;
        verdict.kind_ = Outcome::refused;
        return verdict;
    }
    /// Told by Controls::finish(), before the engine's deadline for this step.
    static Verdict later() {
        Verdict verdict;
        verdict.kind_ = Outcome::later;
        return verdict;
    }
    [[nodiscard]] bool is_done() const { return kind_ == Outcome::done; }
    [[nodiscard]] bool is_later() const { return kind_ == Outcome::later; }
    [[nodiscard]] bool is_refused() const { return kind_ == Outcome::refused; }
    [[nodiscard]] AddCause cause() const { return cause_; }
    [[nodiscard]] ControlError error() const { return error_; }

private:
    enum class Outcome : std::uint8_t { done, refused, later };
    Outcome kind_ = Outcome::done;
    AddCause cause_ = AddCause::none;
    ControlError error_ = ControlError::no_error;
};

/// Valid during the call only; the object as long as the engine.
struct Request {
    const Object& object;
    /// Null for a Select without value (SBO).
    const Command* command;
    Step step;
    /// Step::check: whether the check is for an Operate (also a second time when a timed command is due),
    /// else for a Select.
    bool operating;
    const Peer& peer;
    Ticket ticket;
    const Now& now;
};

/// Called in the server's thread while a request is being served or a timer has run out. It may commit
/// transactions, and call Controls::finish() for other objects; not the server's receive() and its kind.
class Handler {
public:
    Handler() = default;
    Handler(const Handler&) = delete;
    Handler& operator=(const Handler&) = delete;
    virtual ~Handler() = default;

    virtual Verdict check(const Request& request) {
        static_cast<void>(request);
        return Verdict::done();
    }
    virtual Verdict select(const Request& request) {
        static_cast<void>(request);
        return Verdict::done();
    }
    /// `refused`: negative answer. `done`: positive answer, and the execution is complete: the status says so
    /// already. `later`: positive answer at once, the execution goes on until finish() (done: the new state
    /// is reached, CommandTermination+ where the model has one; refused: CommandTermination-) or operTimeout.
    virtual Verdict operate(const Request& request) = 0;
    /// `done`: it is given up; an execution ends as abortion-by-cancel. `refused`: it goes on.
    /// Only executions are asked about here when they run: by default they cannot be stopped.
    virtual Verdict cancel(const Request& request) {
        return request.operating ? Verdict::refused(AddCause::command_already_in_execution) : Verdict::done();
    }
    /// A step that was to be finished later is over for another reason: its deadline (time-limit-over), the
    /// loss of the association before the execution, a cancel. Finishing it has no effect any more.
    virtual void over(Ticket ticket, AddCause why) {
        static_cast<void>(ticket);
        static_cast<void>(why);
    }
    /// The selection of an object is gone, however that came.
    virtual void unselected(const Object& object) { static_cast<void>(object); }
};

}  // namespace busbar::server::control
