// SPDX-License-Identifier: Apache-2.0
#include "client/task.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace busbar::client {
namespace {

Task<int> at_once(int number) {
    co_return number;
}
Task<int> sum_of(int count) {
    int sum = 0;
    for (int i = 0; i < count; ++i) sum += co_await at_once(1);
    co_return sum;
}
Task<void> wait_for(Signal& signal, std::vector<int>& log, int number) {
    log.push_back(number);
    co_await signal;
    log.push_back(number + 100);
}
Task<int> outer(Signal& signal, std::vector<int>& log) {
    co_await wait_for(signal, log, 1);
    co_await wait_for(signal, log, 2);
    co_return 7;
}

TEST(Task, IsLazyAndGivesItsResult) {
    std::vector<int> log;
    Signal signal;
    Task<int> task = outer(signal, log);
    EXPECT_TRUE(log.empty());
    task.start();
    EXPECT_EQ(log, std::vector<int>({1}));
    EXPECT_FALSE(task.done());
    signal.notify_one();
    EXPECT_EQ(log, std::vector<int>({1, 101, 2}));
    signal.notify_one();
    ASSERT_TRUE(task.done());
    EXPECT_EQ(task.take(), 7);
}

TEST(Task, ChildrenThatDoNotWaitDoNotGrowTheStack) {
    Task<int> task = sum_of(1'000'000);
    task.start();
    ASSERT_TRUE(task.done());
    EXPECT_EQ(task.take(), 1'000'000);
}

TEST(Task, DestroyingTheOuterTaskEndsTheInner) {
    struct Mark {
        std::shared_ptr<int> alive;
    };
    Signal signal;
    auto alive = std::make_shared<int>(1);
    const auto inner = [](Signal& s, Mark mark) -> Task<void> {
        co_await s;
        (void)mark;
    };
    const auto whole = [&inner](Signal& s, Mark mark) -> Task<void> { co_await inner(s, mark); };
    {
        Task<void> task = whole(signal, Mark{alive});
        task.start();
        EXPECT_GT(alive.use_count(), 1);
    }
    EXPECT_EQ(alive.use_count(), 1);
}

Task<void> gather(Signal& signal, std::vector<int>& log) {
    std::vector<Task<void>> tasks;
    for (int i = 0; i < 3; ++i) tasks.push_back(wait_for(signal, log, i));
    co_await All(tasks);
    log.push_back(1000);
}

TEST(Task, AllWaitsForTheLast) {
    Signal signal;
    std::vector<int> log;
    Task<void> task = gather(signal, log);
    task.start();
    EXPECT_EQ(log, std::vector<int>({0, 1, 2}));
    signal.notify_one();
    signal.notify_one();
    EXPECT_FALSE(task.done());
    signal.notify_all();
    EXPECT_TRUE(task.done());
    EXPECT_EQ(log, std::vector<int>({0, 1, 2, 100, 101, 102, 1000}));
}

Task<void> gather_nothing(bool& done) {
    std::vector<Task<void>> tasks;
    co_await All(tasks);
    done = true;
}

TEST(Task, AllOfNothingIsDoneAtOnce) {
    bool done = false;
    Task<void> task = gather_nothing(done);
    task.start();
    EXPECT_TRUE(done);
    EXPECT_TRUE(task.done());
}

}  // namespace
}  // namespace busbar::client
