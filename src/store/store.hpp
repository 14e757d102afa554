// SPDX-License-Identifier: Apache-2.0
// What of a server outlives a restart, in one SQLite file: the data sets that clients created (those of
// associations aside), the settings and entries of buffered report control blocks, setting groups
// (store/settings.hpp, which is more careful than what follows). The server's thread hands
// records to a queue and goes on; a thread of the store commits them in groups. A kill -9 at any time costs
// at most what came within the last window (20 ms, or 1,000 records if that is earlier) and what the disk was
// busy with; a loss of power may cost the last groups more, for only the file's consistency is synchronised
// with the disk, not each group. Logs are not here.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "server/data_sets.hpp"
#include "store/settings.hpp"
#include "store/tables.hpp"

namespace busbar::store {

struct StoreOptions {
    std::string file;
    /// Whose state it is: a file may keep that of several.
    std::string ied;
    /// Of the blocks' buffers: older entries than those that fit into a buffer are deleted.
    server::report::BufferLimits buffer;
    QueueLimits queue;
    /// After a failure, a group is tried again so much later.
    std::chrono::milliseconds retry{1000};
    /// Told once for each failure that begins. Called in the server's thread or the store's.
    std::function<void(const Error&)> on_error;
    /// Setting group changes up to this ticket are on the disk; or, with false, all that were told are not
    /// and never will be. Called in the store's thread: for server::setting::Settings::kept() in the
    /// server's.
    std::function<void(std::uint64_t ticket, bool success)> on_settings_kept;
};

struct StoreCounters {
    std::uint64_t commits = 0;  ///< groups
    std::uint64_t records = 0;  ///< committed
    std::uint64_t lost = 0;     ///< records for which there was no room in the queue
};

/// Used from one thread, the server's, which it must outlive. At start, in this order: open(),
/// restore_data_sets(), Reports::set_store(), Settings::set_store(settings()), start(). Entries of a block
/// for which there was no room are a gap: then those before it are given up, too, as if the buffer had
/// overflowed.
class Store final : public server::DataSetStore, public server::report::ReportStore {
public:
    /// Fails (io) when the file cannot be opened, written, or another process uses it; (malformed) when it is
    /// damaged; (unsupported) when it is of another program or version. Such a file is left as it is.
    static Result<std::unique_ptr<Store>> open(StoreOptions options);
    /// Commits what waits, once more if need be.
    ~Store() override;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Brings back the data sets that still fit the model, drops the others, and hears of changes from now
    /// on. Fails (io).
    Result<void> restore_data_sets(server::DataSets& sets);
    /// Drops what is kept of blocks that load() was not called for, and begins to write. Fails (io).
    Result<void> start();
    /// What was dropped at start and why; other IEDs in the file. One line each.
    [[nodiscard]] const std::vector<std::string>& notices() const { return notices_; }

    /// Returns once all that was told so far is in the file, or will never be. Before start() it does
    /// nothing.
    void flush() {
        if (writer_.joinable()) queue_.flush();
    }
    [[nodiscard]] StoreCounters counters() const;
    /// For server::setting::Settings::set_store(), before start().
    [[nodiscard]] Settings& settings() { return settings_; }

    // ---- what the server tells ----
    void created(const server::DataSet& set) override;
    void deleted(const server::DataSet& set) override;
    void append(std::string_view block, const server::report::Entry& entry) override;
    void purged(std::string_view block) override;
    void changed(std::string_view block, const server::report::BlockState& state) override;
    void load(std::string_view block, Receiver& into) override;

private:
    /// What the server's thread knows of a block.
    struct Block {
        bool loaded = false;
        /// Of its entries: whether one found no room, and whether those before it have been given up since.
        enum class Gap : std::uint8_t { none, open, behind } gap = Gap::none;
        bool has_state = false;
        std::uint64_t configuration = 0, members = 0;
    };

    Store(StoreOptions options, Tables tables);
    Block& block_of(std::string_view reference);
    bool push(bool important);
    bool push_purge(std::string_view block);
    void tell(const Error& error) const;
    void write();
    bool commit(const Group& group);
    void load_entries(std::string_view block, Receiver& into, server::report::EntryNumber last);

    StoreOptions options_;
    Tables tables_;
    const model::Model* model_ = nullptr;
    std::vector<std::string> notices_;
    std::unordered_map<std::string, Block> blocks_;
    std::string key_;  // for look-ups without allocation
    ByteVector record_, included_;
    bool full_ = false;
    Queue queue_;
    Settings settings_;
    std::atomic<std::uint64_t> commits_{0}, records_{0}, lost_{0};
    std::thread writer_;
};

}  // namespace busbar::store
