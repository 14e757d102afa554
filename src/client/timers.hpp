// SPDX-License-Identifier: Apache-2.0
// What long procedures wait for besides answers: a point in time, or being woken by another part of the
// client. No clock: time comes in through on_time(), as in Session.
#pragma once

#include <coroutine>
#include <vector>

#include "base/time.hpp"

namespace busbar::client {

class Timers {
public:
    /// co_await gives true where it was woken, false where the deadline passed. Lives in the frame of the
    /// coroutine; when that is destroyed, it is forgotten.
    class [[nodiscard]] Wait {
    public:
        Wait(Timers& timers, const void* key, TimePoint deadline)
            : timers_(timers), key_(key), deadline_(deadline) {}
        Wait(const Wait&) = delete;
        Wait& operator=(const Wait&) = delete;
        ~Wait() { timers_.forget(*this); }

        static bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiter) {
            waiter_ = waiter;
            timers_.waits_.push_back(this);
        }
        [[nodiscard]] bool await_resume() const noexcept { return woken_; }

    private:
        friend class Timers;
        Timers& timers_;
        const void* key_;
        TimePoint deadline_;
        std::coroutine_handle<> waiter_;
        bool woken_ = false;
    };

    Timers() = default;
    Timers(const Timers&) = delete;
    Timers& operator=(const Timers&) = delete;

    /// Until wake(key) or `deadline`.
    Wait wait(const void* key, TimePoint deadline = never) { return {*this, key, deadline}; }
    /// Until `deadline` and nothing else.
    Wait sleep(TimePoint deadline) { return {*this, nullptr, deadline}; }

    /// Resumes all that wait for `key` now, first come first served.
    void wake(const void* key);
    /// Resumes those whose deadline has passed.
    void on_time(TimePoint now);
    [[nodiscard]] TimePoint deadline() const;
    [[nodiscard]] bool anybody_waits_for(const void* key) const;

private:
    void forget(Wait& wait) { std::erase(waits_, &wait); }
    std::vector<Wait*> waits_;
};

}  // namespace busbar::client
