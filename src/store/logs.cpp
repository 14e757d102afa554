// SPDX-License-Identifier: Apache-2.0
#include "store/logs.hpp"

#include <algorithm>

#include "store/background.hpp"
#include "store/commit.hpp"
#include "store/logs_journal.hpp"

namespace busbar::store {

using server::log::BlockState;

LogStore::LogStore(LogStoreOptions options, LogTables tables, LogReader reader)
    : options_(std::move(options)),
      tables_(std::move(tables)),
      reader_(std::move(reader)),
      queue_(options_.queue) {}

Result<std::unique_ptr<LogStore>> LogStore::open(LogStoreOptions options) {
    if (options.file.empty()) return fail(Fault::misuse, "a store needs the name of a file");
    auto tables = LogTables::open(options.file, options.ied);
    if (!tables) return fail(std::move(tables).error());
    auto reader = LogReader::open(options.file);
    if (!reader) return fail(std::move(reader).error());
    return std::unique_ptr<LogStore>(
        new LogStore(std::move(options), *std::move(tables), *std::move(reader)));
}

LogStore::~LogStore() {
    queue_.close();
    if (writer_.joinable()) writer_.join();
}

void LogStore::tell(const Error& error) const {
    if (options_.on_error) options_.on_error(error);
}

void LogStore::tell(const SqlError& error) const {
    tell(error.error(options_.file));
}

// ---- at start
// -------------------------------------------------------------------------------------------------

std::unique_ptr<server::log::Journal> LogStore::open(std::string_view log) {
    auto journal = std::make_unique<KeptJournal>(*this, options_.limits);
    const auto kept = tables_.log(log);
    if (!kept) {
        tell(kept.error());
        return journal;
    }
    opened_.emplace_back(log);
    if (auto restored = journal->restore(*kept); !restored) tell(restored.error());
    return journal;
}

std::optional<BlockState> LogStore::load(std::string_view block) {
    auto state = tables_.control(block);
    if (state) return *std::move(state);
    tell(state.error());
    return std::nullopt;
}

void LogStore::start() {
    if (const auto kept = tables_.logs()) {
        for (const std::string& reference : *kept) {
            if (std::find(opened_.begin(), opened_.end(), reference) != opened_.end()) continue;
            notices_.push_back("holds the log " + escaped(reference) + ", of which the model knows nothing");
        }
    }
    writer_ = std::thread([this] { write(); });
}

// ---- what the server tells
// ------------------------------------------------------------------------------------

std::uint64_t LogStore::push(bool important) {
    if (queue_.push(record_, important)) {
        if (!important) full_ = false;
        return ++pushed_;
    }
    ++lost_;
    if (!full_) {
        tell(Error{.fault = Fault::limit,
                   .text = "store " + escaped(options_.file) +
                           ": more comes than the disk takes, log entries are lost"});
    }
    full_ = true;
    return 0;
}

void LogStore::changed(std::string_view block, const BlockState& state) {
    Packer(record_, LogRecordKind::control)
        .put(block)
        .put(std::string_view(state.configuration))
        .put(static_cast<std::uint8_t>(state.enabled ? 1 : 0))
        .put(std::string_view(state.log))
        .put(std::string_view(state.data_set))
        .put(state.triggers.wire_octets())
        .put(state.integrity_ms);
    push(true);
}

// ---- the thread that writes
// -----------------------------------------------------------------------------------

void LogStore::write() {
    run_in_the_background();
    Group group;
    while (queue_.take(group)) {
        if (!commit(group)) break;
        queue_.done();
    }
    queue_.abandon();
}

/// Until it is done. False: it never will be.
bool LogStore::commit(const Group& group) {
    const bool done =
        commit_group(tables_, group, queue_, options_.retry, options_.file,
                     "; nothing is logged to it from now on", [this](const Error& error) { tell(error); });
    if (done) {
        ++commits_;
        records_ += group.records;
    }
    return done;
}

}  // namespace busbar::store
