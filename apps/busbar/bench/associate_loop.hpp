// SPDX-License-Identifier: Apache-2.0
// Associations as fast as they come: connect, associate, conclude, release, close, and again, a number of
// them side by side through the whole stack.
#pragma once

#include <atomic>
#include <busbar/target.hpp>
#include <chrono>
#include <memory>

#include "base/bytes.hpp"
#include "bench/result.hpp"
#include "stack/options.hpp"

namespace busbar::bench {

/// Latencies are of whole cycles, from the connect to the close. Refused and broken ones count as lost
/// connections; after as many of these in a row as there are connections, it gives up. Errors: io where the
/// host is unknown.
Result<RunResult> associate_loop(const Target& target, const std::shared_ptr<const stack::Options>& options,
                                 std::size_t connections, std::chrono::nanoseconds duration,
                                 const std::atomic<bool>& stop);

}  // namespace busbar::bench
