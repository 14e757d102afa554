// SPDX-License-Identifier: Apache-2.0
// Service parameters of a control, from what a client wrote to Oper, SBOw or Cancel (IEC 61850-8-1 clause
// 20), and back into the octets of a CommandTermination.
#pragma once

#include <optional>

#include "mms/data.hpp"
#include "server/control/command.hpp"
#include "server/control/object.hpp"

namespace busbar::server::control {

/// What came. `command` has as much as could be read, so that a refusal can name origin and ctlNum.
struct Received {
    Command command;
    /// A member is not of its type, or the structure has other members: no command at all.
    std::optional<DataAccessError> misfit;
    /// orCat outside 0 to 8, or orIdent longer than 64 octets (the command then has the first 64).
    bool invalid_origin = false;
};

Received receive_command(const model::Model& model, const Parameters& parameters, const mms::Data& data);

/// Whether an Operate says what the selection said: value, operTm, origin, ctlNum, Test and Check. T is the
/// time of each message.
bool same_parameters(const Command& selection, const Command& operate);

}  // namespace busbar::server::control
