// SPDX-License-Identifier: Apache-2.0
// SetDataValues (8-1: Write). Values are converted to the types of their objects; what the types do not allow
// is refused here and not sent. A Write is never repeated: only a request that was too long to be sent is
// divided.
#pragma once

#include "client/object.hpp"
#include "client/remote.hpp"

namespace busbar::client {

/// A result for each assignment, in their order. Errors of single objects: refused with the DataAccessError;
/// violation where the value does not fit the type.
Task<std::vector<Result<void>>> write_all(Remote& remote, std::vector<Assignment> assignments);
Task<Result<void>> write(Remote& remote, Assignment assignment);

}  // namespace busbar::client
