// SPDX-License-Identifier: Apache-2.0
// Random numbers for delays: from the system's source, not for cryptography.
#pragma once

#include <functional>
#include <random>

namespace busbar::io {

/// Equally distributed in [0, 1).
inline std::function<double()> random_source() {
    return [engine = std::minstd_rand(std::random_device{}())]() mutable {
        return std::uniform_real_distribution<double>()(engine);
    };
}

}  // namespace busbar::io
