// SPDX-License-Identifier: Apache-2.0
// What an application does with the controls of its server (IEC 61850-7-2 clause 20): it is asked to check,
// select, operate or cancel, and says what became of it, at once or later, from any thread. The server has
// looked at rights, states and the standard's own checks before, answers the client by the rules of the
// object's ctlModel, and keeps the time-outs.
//
//     server.on_operate("LD0/CSWI1.Pos", [&](busbar::Operate& op) {
//         std::thread([op, &device] {
//             const bool on = op.value<bool>().value_or(false);
//             device.move(on) ? op.succeed([on](busbar::Transaction& t) { t.set(position, on ? 2 : 1); })
//                             : op.fail(busbar::AddCause::blocked_by_process);
//         }).detach();
//     });
#pragma once

#include <busbar/access.hpp>
#include <busbar/control_fields.hpp>
#include <busbar/timestamp.hpp>
#include <busbar/value.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace busbar {

class Transaction;

namespace io {
class ControlHandlers;
}

/// One step that the application is to take, as a token: copies are the same step. It may be kept, and
/// finished on any thread, after the end of the server too, when nothing happens any more. The first verdict
/// counts.
///
/// A handler that returns with a verdict has answered. One that returns without has kept a copy for later:
/// - operate: the client gets its positive answer now; the verdict ends the execution (CommandTermination in
///   the models that have one). operTimeout ends it, too.
/// - check, select, cancel: the client waits for its answer, at most ServerControlOptions::answer_timeout.
///   Only a Select without value (SBO) must be answered by the handler itself: later is select-failed.
/// When the last copy goes without a verdict that is fail(AddCause::unknown); in the handler, too: nobody
/// could finish it any more.
class Operate {
public:
    enum class Step : std::uint8_t {
        check,    ///< may this be selected or operated? Before each of the two, and once more when a timed
                  ///< command is due
        select,   ///< it is about to be selected
        operate,  ///< do it
        cancel,   ///< a selection, a timed command or an execution is to be given up
    };

    // Moving copies, so that no token is ever empty.
    Operate(const Operate&) = default;
    Operate& operator=(const Operate&) = default;
    ~Operate() = default;

    // ---- what is asked for; the same as long as the token lives ----

    [[nodiscard]] Step step() const;
    /// "IED1LD0/CSWI1.Pos".
    [[nodiscard]] const std::string& reference() const;
    /// Of check: for an Operate, else for a Select. Of cancel: an execution, else a selection or timed
    /// command.
    [[nodiscard]] bool operating() const;
    /// ctlVal without its structure: a bool (SPC, DPC), an integer (INC, ENC, ISC), a float or integer (APC),
    /// a BitString of two (BSC, BAC: stop 0, lower 1, higher 2). Empty for a Select without value.
    [[nodiscard]] const Value& value() const;
    /// The same as a T, see Value::as().
    template <class T>
    [[nodiscard]] Result<T> value() const {
        return value().template as<T>();
    }
    // Of a Select without value: what a default-made one says.
    [[nodiscard]] const Origin& origin() const;  ///< untrusted
    [[nodiscard]] std::uint8_t ctl_num() const;
    /// A test: everything but the output to the process.
    [[nodiscard]] bool test() const;
    [[nodiscard]] const ControlCheck& check() const;
    /// T: when the client says that it was issued.
    [[nodiscard]] const Timestamp& time() const;
    /// operTm, where it is a timed command. on_operate() is asked when that has come.
    [[nodiscard]] const std::optional<Timestamp>& oper_time() const;
    [[nodiscard]] const Peer& peer() const;

    // ---- what became of it; any thread ----

    /// Done. Of operate: the new state is reached, and the values of the model say so.
    void succeed() const;
    /// The same, and `change` is applied right before, in the server's thread. If it does not fit,
    /// Server::on_error() is told and the step fails with AddCause::unknown. Nothing is applied when the step
    /// is over already.
    void succeed(std::function<void(Transaction&)> change) const;
    void fail(AddCause cause, ControlError error = ControlError::no_error) const;
    /// Whether a verdict would still count.
    [[nodiscard]] bool is_open() const;
    /// `told` is called in the server's thread when the step ends in another way: its time-out
    /// (time-limit-over), a Cancel, the loss of the association, the end of the handler. One for each token
    /// and its copies, the last counts; it is dropped with the verdict. A copy of the token in it would keep
    /// the token alive. False: over already, `told` will not be called.
    bool on_over(std::function<void(AddCause why)> told) const;

private:
    friend class io::ControlHandlers;
    struct Impl;
    explicit Operate(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
    std::shared_ptr<Impl> impl_;
};

/// Called in the server's thread; others wait meanwhile. It may use the server as any callback may.
using ControlHandler = std::function<void(Operate& op)>;

/// How controls are served where the model says nothing. Times are 1 ms or more.
struct ServerControlOptions {
    /// Which objects exclude one another while one is selected or executing (AddCause 1-of-n-control): none,
    /// the switches (DPC of CSWI, XCBR, XSWI) of a logical device, or those of the IED.
    enum class OneOfN : std::uint8_t { off, logical_device, ied };

    std::chrono::milliseconds sbo_timeout{30000};    ///< where sboTimeout is absent or 0
    std::chrono::milliseconds oper_timeout{30000};   ///< where operTimeout is absent or 0
    std::chrono::milliseconds answer_timeout{5000};  ///< for a handler that finishes a check, ... later
    /// Refuse a SBOw or Oper whose T is further from now: against recorded ones, where all clocks are
    /// synchronised. 0: any T is taken.
    std::chrono::milliseconds max_age{0};
    /// Refuse what would change nothing (AddCause position-reached).
    bool refuse_position_reached = true;
    OneOfN one_of_n = OneOfN::off;
};

/// The built-in process: switches, tap changers, set points and the like that behave without an application,
/// for a served file. An application's handlers come before it.
struct ServerProcessOptions {
    bool enabled = false;  ///< Mod is operated all the same
    /// Travel times are multiplied by it; 0: everything arrives at once. Not negative.
    double time_scale = 1;
};

}  // namespace busbar
