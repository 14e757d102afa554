// SPDX-License-Identifier: Apache-2.0
// The answer to a Write from its results, when they are all there.
#pragma once

#include <span>

#include "server/call.hpp"

namespace busbar::server {

/// `results` as in PendingWrite, none open.
void respond_write(Call call, std::span<const std::uint8_t> results);

}  // namespace busbar::server
