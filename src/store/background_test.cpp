// SPDX-License-Identifier: Apache-2.0
#include "store/background.hpp"

#include <sched.h>

#include <string>

#include "store/test_logs_store.hpp"

namespace busbar::store {
namespace {

/// Threads of this process that do not push others from their CPU when they wake up.
std::size_t background_threads() {
    std::size_t count = 0;
#ifdef SCHED_BATCH
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        if (::sched_getscheduler(std::stoi(task.path().filename().string())) == SCHED_BATCH) ++count;
    }
#endif
    return count;
}

class BackgroundTest : public testing::LogStoreTest {};

TEST_F(BackgroundTest, TheWriterOfLogsDoesNotPushTheServerFromItsCpu) {
#ifndef SCHED_BATCH
    GTEST_SKIP() << "no such threads on this system";
#endif
    ASSERT_EQ(background_threads(), 0U);
    auto store = open();
    const auto journal = store->open(testing::event_log);
    store->start();
    ASSERT_TRUE(journal->append({1, 1000, ByteVector(10)}));
    store->flush();  // so it runs
    EXPECT_EQ(background_threads(), 1U);
    store.reset();
    EXPECT_EQ(background_threads(), 0U);
}

}  // namespace
}  // namespace busbar::store
