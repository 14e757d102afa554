// SPDX-License-Identifier: Apache-2.0
// Fuzz entry: any text as an SCL file, read, checked, rendered and compiled for each of its IEDs.
#pragma once

#include <cstddef>
#include <cstdint>

namespace busbar::scl {

int fuzz_scl(const std::uint8_t* data, std::size_t size);

}  // namespace busbar::scl
