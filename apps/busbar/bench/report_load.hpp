// SPDX-License-Identifier: Apache-2.0
// Clients that do nothing but take reports, all in one thread: each an association and a subscription of its
// own, through the public face of the library, so that what is measured ends in an application's callback.
#pragma once

#include <busbar/client_options.hpp>
#include <busbar/report.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "bench/histogram.hpp"

namespace busbar::bench {

struct ReportLoadSettings {
    std::string target;
    ClientOptions client;
    /// Control blocks, or names of several instances; clients take them in turn.
    std::vector<std::string> control_blocks;
    std::size_t clients = 1;
    std::chrono::nanoseconds duration{std::chrono::seconds(3)};
    SubscriptionOptions subscription;
};

struct ReportLoadResult {
    double seconds = 0;
    std::uint64_t reports = 0, values = 0, segments = 0;
    std::uint64_t lost = 0;              ///< reports, by what subscriptions say
    std::uint64_t overflows = 0;         ///< of the server's buffer
    std::uint64_t fewest = 0, most = 0;  ///< reports to one client
    std::size_t lost_connections = 0;
    std::vector<std::string> control_blocks;  ///< taken, as many as there are clients
    /// From a value's own time to the callback, of reports because of a change whose first value has a time.
    Histogram latency;
    std::uint64_t without_time = 0;  ///< reports because of a change, whose values have none
    std::uint64_t early = 0;         ///< of latency: received before their time, by this machine's clock
    bool fine_time = false;          ///< times are not all whole milliseconds
};

/// `measured(begin)` is called when the measurement begins and when it ends. Errors: those of connecting and
/// subscribing. An Interrupt ends it early.
Result<ReportLoadResult> report_load(const ReportLoadSettings& settings,
                                     const std::function<void(bool begin)>& measured);

}  // namespace busbar::bench
