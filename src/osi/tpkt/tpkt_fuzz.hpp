// SPDX-License-Identifier: Apache-2.0
// Fuzz entry of this layer: its decoders and, where it has one, its connection machine.
#pragma once

#include <cstddef>
#include <cstdint>

namespace busbar::tpkt {

int fuzz_tpkt(const std::uint8_t* data, std::size_t size);

}  // namespace busbar::tpkt
