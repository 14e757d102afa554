// SPDX-License-Identifier: Apache-2.0
// Logging on the server's side (IEC 61850-7-2 clause 18, 8-1 clause 18): all logs and log control blocks of a
// model. Hears of commits, forms entries, puts them into the journals; serves the attributes of the blocks to
// clients.
//
//   writing.cpp   what may be written when, and what it does
//   events.cpp    from changes and time to entries
//   ageing.cpp    entries that are too old
//   services.cpp  ReadJournal, InitializeJournal, ReportJournalStatus
#pragma once

#include <algorithm>
#include <vector>

#include "base/back_writer.hpp"
#include "mms/object_name.hpp"
#include "server/deadlines.hpp"
#include "server/log/attributes.hpp"
#include "server/log/options.hpp"
#include "server/object_engine.hpp"
#include "server/report/block.hpp"
#include "server/report/listeners.hpp"

namespace busbar::server {
class Server;
}

namespace busbar::server::log {

inline constexpr std::uint32_t no_log = 0xFFFFFFFF;

struct Block {
    const model::LogControl* control = nullptr;
    DataSet* data_set = nullptr;               // counted in DataSet::users
    std::uint32_t log = no_log;                // position in Model::logs()
    std::unique_ptr<report::Running> running;  // while enabled
};

/// One thread, that of the server.
class Logs final : public ObjectEngine, public model::ChangeObserver {
public:
    /// Part of `server`; its process, data sets and gate are there already.
    Logs(Server& server, const LogOptions& options);
    ~Logs() override;

    // ---- what an application does ----

    /// Takes the logs and the settings of their control blocks from the store, and tells it everything from
    /// then on; what was logged before is forgotten. Null: back to empty logs in memory. After the data sets
    /// that clients created are back, before clients come.
    void set_store(JournalStore* store);
    [[nodiscard]] const LogCounters& counters() const { return counters_; }
    [[nodiscard]] const LogOptions& options() const { return options_; }
    /// By the position in Model::logs().
    [[nodiscard]] Journal& journal(std::size_t log) { return *logs_[log].journal; }

    // ---- what the server does ----

    WriteOutcome write(const ObjectWrite& write) override;
    void on_changes(std::span<const model::Change> changes, const Now& now) override;
    [[nodiscard]] TimePoint deadline() const { return std::max(deadlines_.next(), TimePoint{}); }
    void on_time(const Now& now);
    /// Position of the log in Model::logs(), or no_log.
    [[nodiscard]] std::uint32_t find(std::string_view domain, std::string_view item) const;
    std::uint64_t erase(std::uint32_t log, EntryNumber up_to);
    void count_cut() { ++counters_.cut; }

private:
    using MaybeError = std::optional<DataAccessError>;

    struct Log {
        std::unique_ptr<Journal> journal;
        EntryNumber last = 0;
        bool begun = false;  // `last` is this life's
    };

    // logs.cpp
    Attributes attributes(const Block& block) const;
    [[nodiscard]] std::uint16_t number_of(const Block& block) const;
    void open_journals();
    void restore(Block& block);
    [[nodiscard]] std::string reference_of(const Block& block) const;
    [[nodiscard]] BlockState state_of(const Block& block) const;
    void remember(const Block& block);
    [[nodiscard]] std::uint32_t find(std::string_view reference) const;
    void set_log(Block& block, std::uint32_t log);
    void set_data_set(Block& block, DataSet* data_set);
    void show_ends(std::uint32_t log);
    void start(Block& block);
    void stop(Block& block);
    void set_deadline(const Block& block);

    // ageing.cpp
    void watch_age(std::uint32_t log);
    void drop_old(std::uint32_t log);
    [[nodiscard]] std::uint32_t age_slot(std::uint32_t log) const {
        return static_cast<std::uint32_t>(blocks_.size()) + log;
    }

    // writing.cpp
    [[nodiscard]] MaybeError check(const Block& block, Attribute attribute) const;
    [[nodiscard]] bool settable(Attribute attribute) const;
    MaybeError apply(Block& block, Attribute attribute, std::uint8_t* slot, const ObjectWrite& write);
    MaybeError enable(Block& block, const ObjectWrite& write);
    MaybeError set_log_ref(Block& block, std::string_view reference, const ObjectWrite& write);
    MaybeError set_dat_set(Block& block, std::string_view reference, const ObjectWrite& write);

    // events.cpp
    void event(Block& block);
    void flush_window(Block& block);
    void on_time(Block& block);
    void form(const Block& block, const report::Marks& marks, const report::Window* window);
    void form_all(const Block& block);
    void put_member(const Block& block, std::uint16_t member, ReasonCode reason, const std::uint8_t* slots);
    void deliver(const Block& block, const EntryTime& time);

    Server& server_;
    LogOptions options_;
    const model::Model& model_;
    std::vector<Block> blocks_;  // as Model::log_controls()
    std::vector<Log> logs_;      // as Model::logs()
    report::Listeners listeners_;
    Deadlines deadlines_;  // by block, then by log
    Now now_{};
    LogCounters counters_;
    JournalStore* store_ = nullptr;
    BackWriter variables_;                // of the entry that is being formed
    std::vector<std::uint16_t> touched_;  // blocks, in one commit
};

}  // namespace busbar::server::log
