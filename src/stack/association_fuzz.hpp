// SPDX-License-Identifier: Apache-2.0
// Fuzz entries of the whole association machine, in each role: octets in portions that the input decides.
#pragma once

#include <cstddef>
#include <cstdint>

namespace busbar::stack {

int fuzz_association_server(const std::uint8_t* data, std::size_t size);
int fuzz_association_client(const std::uint8_t* data, std::size_t size);

}  // namespace busbar::stack
