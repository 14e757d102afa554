// SPDX-License-Identifier: Apache-2.0
// Parameters of one control service as a client sent them (IEC 61850-7-2 20.5: ctlVal, operTm, origin,
// ctlNum, T, Test, Check).
#pragma once

#include <busbar/control_fields.hpp>
#include <busbar/timestamp.hpp>
#include <busbar/value.hpp>
#include <optional>
#include <vector>

namespace busbar::server::control {

struct Command {
    /// ctlVal, taken out of its structure where it is one: a bool (SPC, DPC), a signed number (INC, ENC, ISC,
    /// APC.i), a float (APC.f), a BitString of 2 (BSC, BAC: acsi::Tcmd as a number).
    Value value;
    std::optional<Timestamp> oper_time;  ///< nothing where it is 0 or not a member
    Origin origin;
    std::uint8_t ctl_num = 0;
    Value time;  ///< T, a Timestamp or an EntryTime: the server only repeats it
    bool test = false;
    ControlCheck check;
    /// The slots of the structure's leaves as received, in the order of the model: to repeat it and to
    /// compare.
    std::vector<std::uint8_t> slots;
};

}  // namespace busbar::server::control
