// SPDX-License-Identifier: Apache-2.0
#include "log/moment.hpp"

#include <string>

#include "values/option_text.hpp"

namespace busbar::program {

Result<SystemTime> parse_moment(std::string_view text, SystemTime now) {
    if (text == "now") return now;
    if (const auto time = parse_time(text)) return *time;
    if (const auto date = parse_time(std::string(text) + "T00:00:00Z")) return *date;
    constexpr std::size_t minutes_end = 16;
    if (text.size() >= minutes_end) {
        const auto seconds = std::string(text).insert(minutes_end, ":00");
        if (const auto time = parse_time(seconds)) return *time;
    }
    // A bare number may be meant as a year, an hour, or seconds: better asked than guessed.
    const bool bare = text.find_first_not_of("0123456789.") == std::string_view::npos;
    const auto ago = parse_duration(text, std::chrono::seconds(1));
    if (ago && !bare && *ago < now.time_since_epoch()) return now - *ago;
    return fail(Fault::misuse, "'" + std::string(text) +
                                   "' is no time (2026-11-22T12:00:00Z, 2026-11-22, now) and no duration "
                                   "that it is ago (90s, 10m, 2h, 7d)");
}

}  // namespace busbar::program
