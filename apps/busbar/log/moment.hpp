// SPDX-License-Identifier: Apache-2.0
// Points of time as people write them for a log.
#pragma once

#include <busbar/error.hpp>
#include <busbar/timestamp.hpp>
#include <string_view>

namespace busbar::program {

/// RFC 3339 ("2026-11-22T12:00:00Z", "2026-11-22 12:00:00+01:00"; without an offset UTC), the same without
/// seconds, a date alone (its midnight, UTC), "now", or a duration that it is ago ("10m", "1h30m", "2d").
/// Fails (misuse).
Result<SystemTime> parse_moment(std::string_view text, SystemTime now);

}  // namespace busbar::program
