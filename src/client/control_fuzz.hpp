// SPDX-License-Identifier: Apache-2.0
// Fuzz entry of LastApplError and CommandTermination: what a client makes of whatever a server sends it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace busbar::client {

/// One MMS PDU.
int fuzz_control(const std::uint8_t* data, std::size_t size);

}  // namespace busbar::client
