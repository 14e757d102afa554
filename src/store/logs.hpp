// SPDX-License-Identifier: Apache-2.0
// Logs and the settings of their control blocks over a restart, in an SQLite file of their own. The server's
// thread hands records to a queue and goes on; a thread of the store commits them in groups. A kill -9 at any
// time costs at most what came within the last window (20 ms, or 1,000 records if that is earlier) and what
// the disk was busy with; a loss of power may cost the last groups more, for only the file's consistency is
// synchronised with the disk, not each group. What is in the file after that is the log as it once was,
// whole.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/log/journal.hpp"
#include "store/logs_tables.hpp"
#include "store/queue.hpp"

namespace busbar::store {

struct LogStoreOptions {
    /// That of the logs alone. Nothing keeps two processes from one file but that of the Store beside it.
    std::string file;
    /// Whose logs they are: a file may keep those of several.
    std::string ied;
    /// Of each log.
    server::log::JournalLimits limits{.max_entries = 1'000'000, .max_octets = 1U << 30U};
    QueueLimits queue;
    /// After a failure, a group is tried again so much later.
    std::chrono::milliseconds retry{1000};
    /// Told once for each failure that begins. Called in the server's thread or the store's.
    std::function<void(const Error&)> on_error;
};

struct LogStoreCounters {
    std::uint64_t commits = 0;  ///< groups
    std::uint64_t records = 0;  ///< committed
    std::uint64_t lost = 0;     ///< records for which there was no room in the queue
};

/// Used from one thread, the server's, which it must outlive. At start, in this order: open(),
/// Logs::set_store(), start(). Entries for which there was no room in the queue are lost, which gaps in their
/// numbers show.
class LogStore final : public server::log::JournalStore {
public:
    /// Fails (io) when the file cannot be opened or written; (malformed) when it is damaged; (unsupported)
    /// when it is of another program or version. Such a file is left as it is.
    static Result<std::unique_ptr<LogStore>> open(LogStoreOptions options);
    /// Commits what waits, once more if need be.
    ~LogStore() override;
    LogStore(const LogStore&) = delete;
    LogStore& operator=(const LogStore&) = delete;

    /// Begins to write.
    void start();
    /// What is kept and not used. One line each.
    [[nodiscard]] const std::vector<std::string>& notices() const { return notices_; }
    /// Returns once all that was told so far is in the file, or will never be. Before start() it does
    /// nothing.
    void flush() {
        if (writer_.joinable()) queue_.flush();
    }
    [[nodiscard]] LogStoreCounters counters() const { return {commits_, records_, lost_}; }

    // ---- what the server tells ----
    std::unique_ptr<server::log::Journal> open(std::string_view log) override;
    std::optional<server::log::BlockState> load(std::string_view block) override;
    void changed(std::string_view block, const server::log::BlockState& state) override;

private:
    friend class KeptJournal;

    LogStore(LogStoreOptions options, LogTables tables, LogReader reader);
    // for journals
    [[nodiscard]] LogReader& reader() { return reader_; }
    [[nodiscard]] ByteVector& record() { return record_; }
    /// Hands record() over and gives its number, counted from 1; 0 when there was no room.
    std::uint64_t push(bool important);
    /// Records up to this number are in the file.
    [[nodiscard]] std::uint64_t committed() const { return records_; }
    void tell(const SqlError& error) const;

    void tell(const Error& error) const;
    void write();
    bool commit(const Group& group);

    LogStoreOptions options_;
    LogTables tables_;
    LogReader reader_;
    std::vector<std::string> notices_, opened_;
    ByteVector record_;
    std::uint64_t pushed_ = 0;
    bool full_ = false;
    Queue queue_;
    std::atomic<std::uint64_t> commits_{0}, records_{0}, lost_{0};
    std::thread writer_;
};

}  // namespace busbar::store
