// SPDX-License-Identifier: Apache-2.0
// What a coroutine waits for besides answers to its requests: the association, its end, the answer to a
// cancel.
#pragma once

#include "client/session.hpp"

namespace busbar::client {

struct Session::Milestone {
    Session& session;
    MilestoneKind kind;
    TimePoint deadline = never;
    std::uint32_t invoke_id = 0;  ///< of the request to be cancelled
    std::coroutine_handle<> waiter{};
    Result<void> result{};

    Milestone(Session& s, MilestoneKind k, TimePoint until, std::uint32_t id = 0)
        : session(s), kind(k), deadline(until), invoke_id(id) {}
    Milestone(const Milestone&) = delete;
    Milestone& operator=(const Milestone&) = delete;
    ~Milestone() { std::erase(session.milestones_, this); }
};

struct Session::MilestoneAwaiter {
    Milestone& milestone;
    static bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) {
        milestone.waiter = waiter;
        milestone.session.milestones_.push_back(&milestone);
    }
    void await_resume() const noexcept {}
};

}  // namespace busbar::client
