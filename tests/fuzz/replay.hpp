// SPDX-License-Identifier: Apache-2.0
// The fuzz entry functions by name; the list is made from the x_fuzz.hpp headers when the build is configured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace busbar::fuzz {

struct Entry {
    std::string_view name;
    int (*run)(const std::uint8_t*, std::size_t);
};

const std::vector<Entry>& entries();

}  // namespace busbar::fuzz
