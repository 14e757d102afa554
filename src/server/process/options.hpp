// SPDX-License-Identifier: Apache-2.0
// How the built-in process behaves.
#pragma once

#include "base/time.hpp"

namespace busbar::server {

struct ProcessOptions {
    /// Without it, only Mod is operated, and other controls wait for the application's handlers.
    bool enabled = false;
    /// All times below are multiplied by it; 0: everything arrives at once.
    double time_scale = 1;

    // Each shortened so that the whole movement takes no longer than half of operTimeout.
    Duration breaker_travel = std::chrono::milliseconds(60);
    Duration switch_travel = std::chrono::seconds(3);
    Duration tap_step = std::chrono::seconds(1);
    Duration stage_change = std::chrono::milliseconds(200);  ///< ISC that is no tap position
    Duration ramp_step = std::chrono::milliseconds(100);
    /// Of minVal..maxVal, for each step of an analogue set point.
    double ramp_stride = 0.05;
    /// How long a reset stays TRUE where pulseConfig says nothing.
    Duration momentary = std::chrono::milliseconds(100);
};

}  // namespace busbar::server
