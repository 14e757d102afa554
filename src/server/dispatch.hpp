// SPDX-License-Identifier: Apache-2.0
// From an MMS PDU to the function that serves it.
#pragma once

#include "mms/initiate.hpp"
#include "server/file/options.hpp"

namespace busbar::server {

/// The bits to announce: every service that has a function in server/services.hpp, those of files as far as
/// they are configured, and what needs no function.
mms::ServiceSupport supported_services(const file::FileOptions& files = {});

}  // namespace busbar::server
