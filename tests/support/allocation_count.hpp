// SPDX-License-Identifier: Apache-2.0
// The counter of heap allocations, for test programs one source file of which includes support/allocations.hpp.
#pragma once

#include <atomic>
#include <cstddef>

namespace busbar::test {

inline std::atomic<std::size_t> allocations{0};

/// Allocations that `work` makes.
template <class Work>
std::size_t allocations_of(const Work& work) {
    const std::size_t before = allocations.load();
    work();
    return allocations.load() - before;
}

}  // namespace busbar::test
