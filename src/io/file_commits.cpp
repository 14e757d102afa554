// SPDX-License-Identifier: Apache-2.0
#include "io/file_commits.hpp"

namespace busbar::io {

FileCommits::~FileCommits() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void FileCommits::add(std::unique_ptr<server::file::NewFile> file, server::file::Committed done) {
    ++waiting_;
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back({std::move(file), std::move(done)});
    }
    changed_.notify_one();
}

void FileCommits::run() {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        const server::file::FileResult<void> result = job.file->commit();
        job.file.reset();
        --waiting_;
        post_([done = std::move(job.done), result] { done(result); });
    }
}

}  // namespace busbar::io
