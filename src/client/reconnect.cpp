// SPDX-License-Identifier: Apache-2.0
#include "client/reconnect.hpp"

#include <algorithm>

namespace busbar::client {

Duration Backoff::next(const RandomSource& random) {
    // Beyond 20 doublings every sensible maximum is reached.
    const double factor = static_cast<double>(std::uint64_t{1} << std::min(attempts_, 20U));
    ++attempts_;
    const double first = static_cast<double>(std::max<std::int64_t>(settings_.first_delay.count(), 0));
    const double most = static_cast<double>(std::max<std::int64_t>(settings_.max_delay.count(), 0));
    const double whole = std::min(first * factor, std::max(most, first));
    const double part =
        std::clamp(settings_.jitter, 0.0, 1.0) * std::clamp(random ? random() : 0.0, 0.0, 1.0);
    return std::chrono::microseconds(static_cast<std::int64_t>(whole * (1.0 - part) * 1000.0));
}

Duration Reconnector::schedule(const Reconnect& settings, TimePoint now) {
    backoff_.configure(settings);
    const Duration delay = backoff_.next(random_);
    stage_ = Stage::waiting;
    due_ = now + delay;
    return delay;
}

}  // namespace busbar::client
