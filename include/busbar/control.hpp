// SPDX-License-Identifier: Apache-2.0
// Controls as a client sees them (IEC 61850-7-2 clause 20, mapped by 8-1 clause 20): what kind of control an
// object is, what goes with a command, and what became of it. Used by Client::operate() and its kin.
//
// A command is never sent twice, whatever happens: not after a time-out, not after a reconnect.
#pragma once

#include <busbar/control_fields.hpp>
#include <busbar/quality.hpp>
#include <busbar/remote_model.hpp>
#include <busbar/timestamp.hpp>
#include <busbar/value.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace busbar {

/// What ctlVal is, by its MMS type. An enumeration is an integer on the wire.
enum class ControlKind : std::uint8_t {
    boolean,       ///< SPC, DPC: on and off
    integer,       ///< INC, ISC, ENC
    step_command,  ///< BSC, BAC: stop, lower, higher
    analogue,      ///< APC: a structure with i or f, or a float by itself
    other,
};
std::string_view name_of(ControlKind kind);

/// A controllable data object as it is now. ctlModel can change while a server runs.
struct ControlInfo {
    ObjectReference object;  ///< LD/LN.DO, without functional constraint
    CtlModel model = CtlModel::status_only;
    /// The server has no attribute ctlModel: `model` was told from the services that there are.
    bool model_assumed = false;
    ControlKind kind = ControlKind::other;
    // Absent where the server does not have them.
    std::optional<SboClass> sbo_class;
    std::optional<std::chrono::milliseconds> sbo_timeout;   ///< how long a selection lasts
    std::optional<std::chrono::milliseconds> oper_timeout;  ///< how long an execution may take
    bool time_activated = false;                            ///< Oper has operTm
    bool has_cancel = false;
    /// The type of the data object under FC CO: root() has the children SBO, SBOw, Oper, Cancel, as far as
    /// they exist.
    RemoteModel type;
};

/// One step of a control sequence, when it has ended.
struct ControlStep {
    enum class Kind : std::uint8_t {
        select,             ///< read of SBO
        select_with_value,  ///< write of SBOw
        operate,            ///< write of Oper
        cancel,             ///< write of Cancel
        termination,        ///< CommandTermination of the server
        feedback,           ///< read of the status
    };
    Kind kind = Kind::operate;
    bool positive = false;
    SystemTime at{};                      ///< begin, by the clock of this computer
    std::chrono::nanoseconds duration{};  ///< to the answer
};
std::string_view name_of(ControlStep::Kind kind);

/// What goes with a command.
struct OperateOptions {
    /// Who asks. The identification has at most 64 octets (else misuse); devices have crashed over long ones.
    Origin origin = usual_origin();
    /// Number of the sequence; else this client counts for each object.
    std::optional<std::uint8_t> ctl_num;
    bool test = false;
    ControlCheck check;
    /// T: when the command was issued; else now.
    std::optional<SystemTime> time;
    /// operTm: when the server is to operate; misuse where the object has no such member.
    std::optional<SystemTime> at;
    /// How long to wait for a CommandTermination; else operTimeout and 2 s more, or 30 s where the server
    /// does not tell it. Counts from `at`.
    std::optional<std::chrono::milliseconds> termination_timeout;
    /// Whether to wait for it at all: without, a positive answer to Operate is success.
    bool await_termination = true;
    /// Reads the status once at the end. There is no waiting for it to change: of models without
    /// CommandTermination it may still be the old one.
    bool feedback = true;
    /// Called at the end of each step, on the thread that drives the client. Must not call the client.
    std::function<void(const ControlStep&)> on_step;
    /// Asked ten times a second while a CommandTermination is waited for: true ends the waiting. The command
    /// goes on in the server.
    std::function<bool()> give_up;

    /// remote-control, "busbar".
    static Origin usual_origin();
};

/// The status of the object after the command.
struct ControlFeedback {
    Value value;  ///< stVal, mxVal or valWTr
    std::optional<Quality> quality;
    std::optional<Timestamp> time;
};

/// What became of a command. A refusal is an outcome; an Error of the call means that nothing is known, and
/// its text says what had been sent.
struct ControlOutcome {
    /// Every step was positive (that of the feedback aside).
    bool succeeded = false;
    /// OperateOptions::give_up ended the waiting for the termination: the command was accepted.
    bool given_up = false;
    /// The last step: where it was refused, or where the sequence ended.
    ControlStep::Kind ended_at = ControlStep::Kind::operate;
    /// Of LastApplError, where the server sent one. Decide on it rather than on `code`.
    std::optional<AddCause> add_cause;
    std::optional<ControlError> error;
    /// What the negative answer said: a DataAccessError, a ServiceError or a Reject. Nothing where a Select
    /// was answered by an empty string, or a CommandTermination was negative.
    Code code;
    std::vector<ControlStep> steps;  ///< in their order
    std::optional<ControlFeedback> feedback;
    CtlModel model = CtlModel::status_only;
    std::uint8_t ctl_num = 0;

    /// "operate refused: blocked-by-interlocking (AddCause 10), object-access-denied (DataAccessError 3)".
    [[nodiscard]] std::string text() const;
    /// A refusal as an error: refused, with the AddCause as code, else that of the answer.
    [[nodiscard]] Error to_error() const;
};

}  // namespace busbar
