// SPDX-License-Identifier: Apache-2.0
// What a run measured.
#pragma once

#include <cstdint>
#include <optional>

#include "bench/histogram.hpp"

namespace busbar::bench {

struct RunResult {
    Histogram latency;  ///< of everything that was answered, errors included
    double seconds = 0;
    // Of latency.count():
    std::uint64_t failed_results = 0;  ///< the first object's DataAccessError
    std::uint64_t service_errors = 0;
    std::uint64_t rejects = 0;
    // Beside it:
    std::uint64_t unexpected = 0;   ///< answers to nothing, and unreadable ones
    std::uint64_t unconfirmed = 0;  ///< reports
    std::uint64_t lost_connections = 0;
    std::uint64_t fewest = 0, most = 0;  ///< answers on one connection
    std::optional<double> server_cpu_seconds;
    double own_cpu_seconds = 0;

    [[nodiscard]] std::uint64_t errors() const {
        return failed_results + service_errors + rejects + unexpected + lost_connections;
    }
};

}  // namespace busbar::bench
