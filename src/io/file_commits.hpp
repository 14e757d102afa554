// SPDX-License-Identifier: Apache-2.0
// What waits for the disk when files are written: a commit synchronises with it (fsync), which takes as long
// as the disk likes, and would stop all clients of a server as long. Reading and appending stay with the
// server: they end in the system's memory.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "server/file/store.hpp"

namespace busbar::io {

/// Commits files one after the other, in a thread of its own.
class FileCommits {
public:
    /// Called in that thread.
    using Post = std::function<void(std::function<void()>)>;

    explicit FileCommits(Post post) : post_(std::move(post)), thread_([this] { run(); }) {}
    /// Commits what waits; nobody may be interested any more in what `post` is told then.
    ~FileCommits();
    FileCommits(const FileCommits&) = delete;
    FileCommits& operator=(const FileCommits&) = delete;

    void add(std::unique_ptr<server::file::NewFile> file, server::file::Committed done);
    /// Not committed yet.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }

private:
    struct Job {
        std::unique_ptr<server::file::NewFile> file;
        server::file::Committed done;
    };
    void run();

    Post post_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    bool closed_ = false;
    std::atomic<std::size_t> waiting_{0};
    std::thread thread_;  // last: it uses the others
};

}  // namespace busbar::io
