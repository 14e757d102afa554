// SPDX-License-Identifier: Apache-2.0
// Entries that have become too old go by time, too, not only when a new one comes: a log that is told to keep
// a month has nothing older. A part at a time, for a log may have a million of them.
#include "server/log/logs.hpp"

namespace busbar::server::log {

namespace {

/// So many are looked at in one turn; the next one comes so much later.
constexpr std::size_t most_at_once = 1'000;
constexpr std::chrono::milliseconds next_part{1};
/// The wall clock may be set meanwhile: it is looked at again after so long at the latest.
constexpr std::chrono::milliseconds longest_sleep = std::chrono::hours(1);

}  // namespace

/// Sets the time at which the oldest entry will be too old.
void Logs::watch_age(std::uint32_t log) {
    const EntryMark oldest = logs_[log].journal->state().oldest;
    TimePoint at = never;
    if (options_.max_age.count() > 0 && oldest.number != 0) {
        // Before the first reading of the clock: at once.
        at = TimePoint::min();
        if (now_.monotonic != TimePoint{}) {
            const LogTime age = log_time(EntryTime::from(now_.wall)) - oldest.time;
            const LogTime left =
                std::clamp<LogTime>(options_.max_age.count() - age, 0, longest_sleep.count());
            at = now_.monotonic + std::chrono::milliseconds(left) + next_part;
        }
    }
    deadlines_.set(age_slot(log), at);
}

void Logs::drop_old(std::uint32_t log) {
    const LogTime earliest = log_time(EntryTime::from(now_.wall)) - options_.max_age.count();
    EntryNumber up_to = 0;
    std::size_t looked_at = 0;
    const auto visit = [&](const Entry& entry) {
        if (entry.time >= earliest || ++looked_at > most_at_once) return false;
        up_to = entry.number;
        return true;
    };
    // What cannot be read now is looked at again later.
    const bool read = logs_[log].journal->read({}, visit);
    if (up_to != 0) erase(log, up_to);
    if (read) return watch_age(log);
    deadlines_.set(age_slot(log), now_.monotonic + longest_sleep);
}

}  // namespace busbar::server::log
