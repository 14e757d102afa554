// SPDX-License-Identifier: Apache-2.0
// From an MMS PDU to the function that serves it.
#pragma once

#include "mms/initiate.hpp"

namespace busbar::server {

/// The bits to announce: every service that has a function in server/services.hpp, and what needs none.
mms::ServiceSupport supported_services();

}  // namespace busbar::server
