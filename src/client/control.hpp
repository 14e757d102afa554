// SPDX-License-Identifier: Apache-2.0
// Controls (IEC 61850-7-2 clause 20; 8-1 clause 20): Select is a Read of SBO, SelectWithValue, Operate and
// Cancel are Writes of SBOw, Oper and Cancel. The procedures follow ctlModel as the server has it now. No
// request of a sequence is ever sent a second time.
#pragma once

#include "client/control_hub.hpp"

namespace busbar::client {

/// What kind of control an object is. Errors: refused, object-non-existent, where it is none; those of the
/// requests.
Task<Result<ControlInfo>> control(Remote& remote, ObjectReference reference);

/// The whole sequence: select where ctlModel asks for it and select() has not done it, operate, termination.
Task<Result<ControlOutcome>> operate(Remote& remote, ObjectReference reference, Value value,
                                     OperateOptions options);
/// The first half of it.
Task<Result<ControlOutcome>> select(Remote& remote, ObjectReference reference, Value value,
                                    OperateOptions options);
/// Gives up a selection, a command that waits for its time, or an execution. Without a value: that of the
/// command which this client has selected or which is under way.
Task<Result<ControlOutcome>> cancel(Remote& remote, ObjectReference reference, Value value,
                                    OperateOptions options);

}  // namespace busbar::client
