// SPDX-License-Identifier: Apache-2.0
// What a server tells about controls unasked (IEC 61850-8-1 clause 20): LastApplError before a negative
// answer, CommandTermination after an execution. Each an informationReport.
#pragma once

#include "base/back_writer.hpp"
#include "model/model.hpp"
#include "server/control/command.hpp"
#include "server/control/object.hpp"

namespace busbar::server::control {

/// LastApplError.
struct ControlFailure {
    std::string_view reference;  ///< CntrlObj: "LD/LN$CO$DO$Oper"
    ControlError error = ControlError::no_error;
    const Origin& origin;
    std::uint8_t ctl_num = 0;
    AddCause cause = AddCause::unknown;
};

// Each prepends a whole MMS PDU, and stops where the writer has overflowed.
void encode_last_appl_error(BackWriter& writer, const ControlFailure& failure);
/// Positive where `failure` is null. `slots` are those of the Oper structure as it was received.
void encode_command_termination(BackWriter& writer, const model::Model& model, const Object& object,
                                const std::vector<std::uint8_t>& slots, const ControlFailure* failure);

}  // namespace busbar::server::control
