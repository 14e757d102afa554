// SPDX-License-Identifier: Apache-2.0
// What a client puts into Oper, SBOw and Cancel (IEC 61850-8-1 clause 20): one value for each member that the
// server's type has, in its order, whatever edition and vendor it is from.
#pragma once

#include <busbar/control.hpp>

namespace busbar::client {

/// The parameters of one sequence; equal in all its services.
struct Command {
    Value value;  ///< as the caller gave it
    Origin origin;
    std::uint8_t ctl_num = 0;
    SystemTime time{};
    std::optional<SystemTime> at;
    bool test = false;
    ControlCheck check;
};

/// The data object that a reference to it, to one of its services or to a part of these is about:
/// LD/LN.Pos.Oper.ctlVal[CO] is LD/LN.Pos. Fails (misuse) where there is none.
Result<ObjectReference> control_object(const ObjectReference& reference);
/// The member of the data object for a service: "SBO", "SBOw", "Oper", "Cancel".
std::string_view member_name(ControlStep::Kind kind);
/// The type of a service's structure. Fails (unsupported) where the object does not have it.
Result<RemoteModel::Node> service_type(const ControlInfo& info, ControlStep::Kind kind);

/// What the type of the data object under FC CO tells; nothing of FC CF.
ControlInfo control_info(ObjectReference object, RemoteModel type);
ControlKind control_kind(RemoteModel::Node ctl_val);

/// ctlVal as `type` asks for it: words (on, off, open, close, lower, higher, stop) and numbers, also for a
/// structure of i and f. Fails (violation).
Result<Value> control_value(const Value& value, RemoteModel::Node type);
/// The structure of a service, `type` being its type. Fails: misuse where the type has no place for a
/// parameter that was asked for, violation where a value does not fit.
Result<Value> service_value(const Command& command, RemoteModel::Node type);

/// Position of ctlNum in the structure, to recognise a CommandTermination.
std::optional<std::size_t> ctl_num_position(RemoteModel::Node type);
/// 127 where ctlNum is a signed octet, else 255.
std::uint8_t highest_ctl_num(RemoteModel::Node type);

}  // namespace busbar::client
