// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace busbar::bench {

/// Nanoseconds that all living threads of a process of this machine have spent on CPUs; nothing where there
/// is no such process.
std::optional<std::uint64_t> cpu_of_process(long pid);
/// Seconds that this process has spent on CPUs.
double own_cpu();

}  // namespace busbar::bench
