// SPDX-License-Identifier: Apache-2.0
// The two kinds of time. The core reads no clock: every time point comes in as an argument, so that tests use
// a virtual one. TimePoint is monotonic and drives deadlines; WallTime is what goes into time stamps.
#pragma once

#include <chrono>
#include <cstdint>

namespace busbar {

/// Monotonic nanoseconds; the origin is the driver's choice. Only differences and order have a meaning.
struct MonotonicClock {
    using rep = std::int64_t;
    using period = std::nano;
    using duration = std::chrono::nanoseconds;
    using time_point = std::chrono::time_point<MonotonicClock>;
    static constexpr bool is_steady = true;
};
using TimePoint = MonotonicClock::time_point;
using Duration = std::chrono::nanoseconds;

/// "No deadline": later than any other time point.
inline constexpr TimePoint never = TimePoint::max();

/// Nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted (as POSIX and IEC 61850-8-1 UtcTime do).
using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Both clocks read at the same moment, as handed into the core by its driver.
struct Now {
    TimePoint monotonic;
    WallTime wall;
};

}  // namespace busbar
