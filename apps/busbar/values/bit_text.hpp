// SPDX-License-Identifier: Apache-2.0
// Bit strings in the ways that people write them.
#pragma once

#include <busbar/quality.hpp>
#include <busbar/value.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace busbar::program {

/// "0110", bit 0 first.
std::string bit_text(const BitString& bits);
/// Names of the bits that are set; a bit without a name as "bit 7".
std::vector<std::string> names_of_set(const BitString& bits, std::span<const std::string_view> names);
/// From a bit string of 13 bits.
Quality quality_of(const BitString& bits);
/// Everything but the validity.
std::vector<std::string> flags_of(Quality quality);

}  // namespace busbar::program
