// SPDX-License-Identifier: Apache-2.0
#include "store/store.hpp"

#include <array>
#include <limits>

#include "store/background.hpp"
#include "store/commit.hpp"

namespace busbar::store {

using server::report::BlockState;
using server::report::Entry;
using server::report::EntryNumber;

Store::Store(StoreOptions options, Tables tables)
    : options_(std::move(options)),
      tables_(std::move(tables)),
      queue_(options_.queue),
      settings_(tables_.settings(), queue_, notices_) {}

Result<std::unique_ptr<Store>> Store::open(StoreOptions options) {
    auto tables = Tables::open(options.file, options.ied, options.buffer);
    if (!tables) return fail(std::move(tables).error());
    std::unique_ptr<Store> store(new Store(std::move(options), *std::move(tables)));
    const auto others = store->tables_.other_ieds();
    if (!others) return fail(others.error().error(store->options_.file));
    for (const std::string& other : *others) {
        store->notices_.push_back("holds the state of IED " + escaped(other) + ", too; it stays untouched");
    }
    return store;
}

Store::~Store() {
    queue_.close();
    if (writer_.joinable()) writer_.join();
}

StoreCounters Store::counters() const {
    return {commits_, records_, lost_};
}

void Store::tell(const Error& error) const {
    if (options_.on_error) options_.on_error(error);
}

// ---- at start
// -------------------------------------------------------------------------------------------------

Result<void> Store::restore_data_sets(server::DataSets& sets) {
    const auto kept = tables_.data_sets();
    if (!kept) return fail(kept.error().error(options_.file));
    for (const KeptSet& set : *kept) {
        const auto restored = sets.restore(set.reference, set.members);
        if (restored) continue;
        notices_.push_back("dropped " + restored.error().text);
        if (auto dropped = tables_.drop_data_set(set.reference); !dropped) {
            return fail(dropped.error().error(options_.file));
        }
    }
    model_ = &sets.model();
    sets.set_store(this);
    return {};
}

void Store::load(std::string_view reference, Receiver& into) {
    if (writer_.joinable()) return;
    Block& block = block_of(reference);
    block.loaded = true;
    const auto kept = tables_.block(reference);
    if (!kept) return tell(kept.error().error(options_.file));
    if (!*kept) return;
    const BlockState& found = (*kept)->state;
    if ((*kept)->has_state) {
        BlockState state = found;
        state.last_entry += most_uncommitted;
        state.rpt_id = (*kept)->rpt_id;
        state.data_set = (*kept)->data_set;
        block.has_state = true;
        block.configuration = state.configuration;
        block.members = state.members;
        into.state(state);
    }
    load_entries(reference, into, found.last_entry);
}

void Store::load_entries(std::string_view block, Receiver& into, EntryNumber last) {
    EntryNumber before = 0;
    bool rising = true;
    auto read = tables_.entries(block, [&](const Entry& entry) {
        rising = rising && entry.number > before && entry.number <= last;
        before = entry.number;
        if (rising) into.entry(entry);
    });
    if (!read) tell(read.error().error(options_.file));
}

Result<void> Store::start() {
    const auto kept = tables_.blocks();
    if (!kept) return fail(kept.error().error(options_.file));
    for (const std::string& reference : *kept) {
        if (block_of(reference).loaded) continue;
        notices_.push_back("dropped the buffer of " + escaped(reference) + ": no such block any more");
        if (auto dropped = tables_.drop_block(reference); !dropped) {
            return fail(dropped.error().error(options_.file));
        }
    }
    if (!settings_.started()) return fail(settings_.started().error().error(options_.file));
    if (auto dropped = settings_.drop_others(); !dropped) return fail(dropped.error().error(options_.file));
    writer_ = std::thread([this] { write(); });
    return {};
}

// ---- what the server tells
// ------------------------------------------------------------------------------------

Store::Block& Store::block_of(std::string_view reference) {
    key_.assign(reference);
    return blocks_[key_];
}

bool Store::push(bool important) {
    if (queue_.push(record_, important)) {
        if (!important) full_ = false;
        return true;
    }
    ++lost_;
    if (!full_) {
        tell({.fault = Fault::limit,
              .text =
                  "store " + escaped(options_.file) + ": more comes than the disk takes, entries are lost"});
    }
    full_ = true;
    return false;
}

void Store::created(const server::DataSet& set) {
    std::string members;
    for (const model::DataSetMember& member : set.members) {
        members.append(model_->object_reference(member.node)).append(1, '\n');
    }
    Packer(record_, RecordKind::set_created)
        .put(std::string_view(set.reference))
        .put(std::string_view(members));
    push(true);
}

void Store::deleted(const server::DataSet& set) {
    Packer(record_, RecordKind::set_deleted).put(std::string_view(set.reference));
    push(true);
}

bool Store::push_purge(std::string_view block) {
    Packer(record_, RecordKind::purged).put(block);
    return push(true);
}

void Store::purged(std::string_view block) {
    push_purge(block);
}

void Store::append(std::string_view reference, const Entry& entry) {
    Block& block = block_of(reference);
    if (block.gap == Block::Gap::open && push_purge(reference)) block.gap = Block::Gap::behind;
    included_.clear();
    for (const server::report::IncludedMember& one : entry.included) pack(one, included_);
    Packer record(record_, RecordKind::entry);
    record.put(reference).put(entry.number).put(static_cast<std::uint8_t>(entry.kind));
    record.put(entry.time.days).put(entry.time.milliseconds).put(Bytes(included_)).put(entry.values);
    const bool pushed = block.gap != Block::Gap::open && push(false);
    if (pushed) {
        block.gap = Block::Gap::none;
    } else if (block.gap == Block::Gap::none) {
        block.gap = Block::Gap::open;
    }
}

void Store::changed(std::string_view reference, const BlockState& state) {
    Block& block = block_of(reference);
    const bool other =
        block.has_state && (block.configuration != state.configuration || block.members != state.members);
    // Entries of another configuration, or with other members, mean nothing.
    if (other) push_purge(reference);
    block.has_state = true;
    block.configuration = state.configuration;
    block.members = state.members;
    Packer(record_, RecordKind::state)
        .put(reference)
        .put(state.configuration)
        .put(state.members)
        .put(state.last_entry)
        .put(state.conf_revision)
        .put(state.rpt_id)
        .put(state.data_set)
        .put(state.fields.wire_octets())
        .put(state.triggers.wire_octets())
        .put(state.buffer_time_ms)
        .put(state.integrity_ms);
    push(true);
}

// ---- the thread that writes
// -----------------------------------------------------------------------------------

void Store::write() {
    run_in_the_background();
    Group group;
    while (queue_.take(group)) {
        if (!commit(group)) {
            queue_.abandon();
            if (options_.on_settings_kept) {
                options_.on_settings_kept(std::numeric_limits<std::uint64_t>::max(), false);
            }
            return;
        }
        queue_.done();
        if (group.at_once && options_.on_settings_kept) {
            options_.on_settings_kept(tables_.settings().last_ticket(), true);
        }
    }
    queue_.abandon();
}

/// Until it is done. False: it never will be.
bool Store::commit(const Group& group) {
    const bool done =
        commit_group(tables_, group, queue_, options_.retry, options_.file, "; nothing is kept from now on",
                     [this](const Error& error) { tell(error); });
    if (done) {
        ++commits_;
        records_ += group.records;
    }
    return done;
}

}  // namespace busbar::store
