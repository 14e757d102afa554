// SPDX-License-Identifier: Apache-2.0
// Public options of a server, and the addresses of its SCL file, as options of its core.
#pragma once

#include <busbar/server.hpp>

#include "model/definitions.hpp"
#include "server/options.hpp"

namespace busbar::io {

/// Fails (misuse) on values out of range.
Result<server::Options> core_options(const ServerOptions& options, const model::Communication& communication);

}  // namespace busbar::io
