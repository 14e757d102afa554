// SPDX-License-Identifier: Apache-2.0
// Entry points for fuzzing the whole server in memory. Each builds its own server and must return 0, whatever
// comes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace busbar::server {

/// From scratch: the input is what a client sends on a fresh connection. Its first octet says how it is cut
/// up.
int fuzz_server_connection(const std::uint8_t* data, std::size_t size);
/// As MMS PDUs within an accepted association: each PDU is two octets of length, then the PDU.
int fuzz_server_requests(const std::uint8_t* data, std::size_t size);

}  // namespace busbar::server
