// SPDX-License-Identifier: Apache-2.0
// The steps of one control sequence. Each is done at most once; its result goes into the outcome.
#pragma once

#include "client/control_hub.hpp"
#include "client/object.hpp"

namespace busbar::client {

class Sequence {
public:
    Sequence(Remote& remote, ControlInfo info, Command command, const OperateOptions& options);

    // Each gives whether the sequence goes on; where not, outcome() says why. Errors: nothing is known.

    /// Read of SBO, or write of SBOw, as ctlModel asks for it.
    Task<Result<bool>> select();
    /// Write of Oper, and the CommandTermination where there is to be one.
    Task<Result<bool>> operate();
    Task<Result<bool>> cancel();
    /// One read of the status. No failure is worth losing the outcome.
    Task<void> feedback();

    [[nodiscard]] ControlOutcome take() { return std::move(outcome_); }
    [[nodiscard]] const ControlOutcome& outcome() const { return outcome_; }

private:
    struct Begin {
        SystemTime wall;
        TimePoint monotonic;
    };
    [[nodiscard]] Begin begin() const { return {hub_.wall(), remote_.session.now()}; }
    void note(ControlStep::Kind kind, bool positive, Begin begin);
    bool refuse(ControlStep::Kind kind, Code code, Begin begin);

    Task<Result<bool>> read_sbo();
    Task<Result<bool>> write(ControlStep::Kind kind, RemoteModel::Node type, ControlHub::Watch& watch);
    Task<Result<bool>> termination(ControlHub::Watch& watch);
    [[nodiscard]] Duration termination_wait() const;
    [[nodiscard]] std::string item(ControlStep::Kind kind) const;
    [[nodiscard]] Failure unknown(ControlStep::Kind kind, Error why) const;

    Remote& remote_;
    ControlHub& hub_;
    const ControlInfo info_;
    const Command command_;
    const OperateOptions& options_;
    std::string object_;  // "LN$CO$DO"
    ControlOutcome outcome_;
};

}  // namespace busbar::client
