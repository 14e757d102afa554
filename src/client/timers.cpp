// SPDX-License-Identifier: Apache-2.0
#include "client/timers.hpp"

#include <algorithm>

namespace busbar::client {

void Timers::wake(const void* key) {
    // A coroutine that goes on may change the list, and wait for the same again: only those of now.
    std::vector<Wait*> woken;
    for (Wait* wait : waits_) {
        if (wait->key_ == key) woken.push_back(wait);
    }
    for (Wait* wait : woken) {
        const auto found = std::find(waits_.begin(), waits_.end(), wait);
        if (found == waits_.end()) continue;
        waits_.erase(found);
        wait->woken_ = true;
        wait->waiter_.resume();
    }
}

void Timers::on_time(TimePoint now) {
    for (;;) {
        const auto due = std::find_if(waits_.begin(), waits_.end(),
                                      [now](const Wait* wait) { return wait->deadline_ <= now; });
        if (due == waits_.end()) return;
        Wait* const wait = *due;
        waits_.erase(due);
        wait->waiter_.resume();
    }
}

TimePoint Timers::deadline() const {
    TimePoint first = never;
    for (const Wait* wait : waits_) first = std::min(first, wait->deadline_);
    return first;
}

bool Timers::anybody_waits_for(const void* key) const {
    return std::any_of(waits_.begin(), waits_.end(), [key](const Wait* wait) { return wait->key_ == key; });
}

}  // namespace busbar::client
