// SPDX-License-Identifier: Apache-2.0
// Task<T>: a lazy coroutine. Procedures over many exchanges are written as Tasks; what they await in the end
// is an exchange of a Session (client/session.hpp). A Task runs inside whoever resumes it: no threads, no
// executor, no clock. Both faces of the client, and the tests, drive the same Tasks.
//
// A child that finishes without waiting does not suspend its parent, so that a loop over such children does
// not grow the stack whatever the compiler optimises.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <new>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace busbar::client {

template <class T>
class Task;

namespace detail {

/// Who waits for how many tasks.
struct Completion {
    std::size_t left = 0;
    std::coroutine_handle<> waiter;
};

struct FinalAwaiter {
    static bool await_ready() noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> finished) const noexcept {
        Completion* const completion = finished.promise().completion;
        if (completion == nullptr || --completion->left != 0 || !completion->waiter) return;
        // The waiter may destroy the finished frame: nothing of it is touched after this line.
        completion->waiter.resume();
    }
    void await_resume() const noexcept {}
};

struct PromiseBase {
    Completion* completion = nullptr;
    static std::suspend_always initial_suspend() noexcept { return {}; }
    static FinalAwaiter final_suspend() noexcept { return {}; }
    [[noreturn]] static void unhandled_exception() noexcept { std::terminate(); }
};

template <class T>
struct Promise : PromiseBase {
    std::optional<T> value;
    Task<T> get_return_object();
    template <class U>
    void return_value(U&& result) {
        value.emplace(std::forward<U>(result));
    }
};
template <>
struct Promise<void> : PromiseBase {
    inline Task<void> get_return_object();
    void return_void() const noexcept {}
};

}  // namespace detail

/// Owns its coroutine; destroying it ends the coroutine where it waits. Movable, not copyable. One thread.
template <class T>
class [[nodiscard]] Task {
public:
    using promise_type = detail::Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    Task() = default;
    explicit Task(Handle handle) : handle_(handle) {}
    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Task& operator=(Task&& other) noexcept {
        if (this != &other) {
            reset();
            handle_ = std::exchange(other.handle_, nullptr);
        }
        return *this;
    }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    ~Task() { reset(); }

    /// Runs up to the first wait. For the owner at the top; a procedure writes co_await instead. Call once.
    void start() { handle_.resume(); }
    [[nodiscard]] bool done() const { return handle_.done(); }
    /// The result; call once, when done().
    T take() {
        if constexpr (!std::is_void_v<T>) return std::move(*handle_.promise().value);
    }

    struct Awaiter {
        Handle child;
        detail::Completion completion{1, {}};

        static bool await_ready() noexcept { return false; }
        bool await_suspend(std::coroutine_handle<> parent) {
            child.promise().completion = &completion;
            child.resume();
            if (child.done()) return false;
            completion.waiter = parent;
            return true;
        }
        T await_resume() {
            if constexpr (!std::is_void_v<T>) return std::move(*child.promise().value);
        }
    };
    Awaiter operator co_await() && { return Awaiter{handle_}; }

    [[nodiscard]] Handle handle() const { return handle_; }

private:
    void reset() {
        if (handle_) handle_.destroy();
    }
    Handle handle_;
};

namespace detail {
template <class T>
Task<T> Promise<T>::get_return_object() {
    return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() {
    return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}
}  // namespace detail

/// Runs all tasks side by side, started in order; done when the last is. They stay owned by the caller.
class All {
public:
    explicit All(std::span<Task<void>> tasks) : tasks_(tasks) {}

    static bool await_ready() noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> parent) {
        // One more than there are, so that nobody resumes the parent while tasks are still being started.
        completion_.left = tasks_.size() + 1;
        for (Task<void>& task : tasks_) {
            task.handle().promise().completion = &completion_;
            task.start();
        }
        if (--completion_.left == 0) return false;
        completion_.waiter = parent;
        return true;
    }
    void await_resume() const noexcept {}

private:
    std::span<Task<void>> tasks_;
    detail::Completion completion_;
};

/// Coroutines that wait for something to happen, first come first served. Destroy the waiters before this.
class Signal {
public:
    struct Awaiter {
        Signal& signal;
        static bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiter) { signal.waiters_.push_back(waiter); }
        void await_resume() const noexcept {}
    };
    Awaiter operator co_await() { return Awaiter{*this}; }

    /// Resumes the one that has waited longest, if any.
    void notify_one() {
        if (waiters_.empty()) return;
        const std::coroutine_handle<> waiter = waiters_.front();
        waiters_.erase(waiters_.begin());
        waiter.resume();
    }
    /// Resumes all that wait now.
    void notify_all() {
        const std::vector<std::coroutine_handle<>> waiters = std::exchange(waiters_, {});
        for (const std::coroutine_handle<> waiter : waiters) waiter.resume();
    }

private:
    std::vector<std::coroutine_handle<>> waiters_;
};

}  // namespace busbar::client
