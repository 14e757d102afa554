// SPDX-License-Identifier: Apache-2.0
// What `busbar operate` does in an IED, and what it knows of the object: the parts of the command that show
// and write it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "live/objects.hpp"

namespace busbar::program {

enum class ControlAction : std::uint8_t { operate, select, cancel };
std::string_view name_of(ControlAction action);

/// The object, its status and what is to be sent.
struct ControlPlan {
    ControlAction action = ControlAction::operate;
    ControlInfo info;
    RemoteModel::Node ctl_val;  ///< type of ctlVal; a view of info.type
    Value value;                ///< as it is sent
    OperateOptions options;     ///< ctl_num is always set
    /// The data object under ST or MX, and the one value in it.
    std::optional<RemoteModel> status_type;
    Type status_value;
};

/// Value, quality and time of the object.
struct ControlStatus {
    Value value;
    std::optional<Quality> quality;
    std::optional<Timestamp> time;
};
/// Where the status of the object stands.
void find_status(Client& client, ControlPlan& plan);
std::optional<ControlStatus> read_status(Client& client, const ControlPlan& plan);

/// A word or number of the command line as ctlVal: what the kind of object knows (on, close, higher), a
/// literal of its enumeration, a number. Fails (violation).
Result<Value> control_value_of(const std::string& text, RemoteModel::Node ctl_val,
                               const Dictionary& dictionary);
/// "on, off, ..." for a value that was not understood.
std::vector<std::string> known_control_values(RemoteModel::Node ctl_val, const Dictionary& dictionary);

/// The requests of the plan, decoded, one after the other.
Result<std::string> requests_of(const ControlPlan& plan);

// ---- for people ----

std::string value_text(const ControlPlan& plan, const Dictionary& dictionary);
std::string status_text(const ControlPlan& plan, const ControlStatus& status, const Dictionary& dictionary);
/// Some lines: the object, its status, what will be sent.
std::string plan_text(const ControlPlan& plan, const std::optional<ControlStatus>& now,
                      const Dictionary& dictionary);
/// "operate            accepted      1.1 ms".
std::string step_text(const ControlStep& step);
/// What to try about a refusal.
std::vector<std::string> refusal_hints(const ControlPlan& plan, const ControlOutcome& outcome,
                                       const std::string& target);

// ---- for programs ----

/// One document; null for `outcome`: nothing was sent.
void write_control_json(const std::string& target, const ControlPlan& plan,
                        const std::optional<ControlStatus>& before, const ControlOutcome* outcome,
                        const std::string& pdus, const Dictionary& dictionary);

}  // namespace busbar::program
