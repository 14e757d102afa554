// SPDX-License-Identifier: Apache-2.0
#include "model/transaction.hpp"

#include <algorithm>
#include <cstring>

namespace busbar::model {
namespace {

/// The common sizes compare and copy as numbers.
template <class T>
bool replace(std::uint8_t* slot, const std::uint8_t* value) {
    T before;
    T after;
    std::memcpy(&before, slot, sizeof before);
    std::memcpy(&after, value, sizeof after);
    if (before == after) return false;
    std::memcpy(slot, &after, sizeof after);
    return true;
}

// Forced into the loops over what is staged: a call for each leaf costs a tenth of an update.

/// True when the slot has another content now.
[[gnu::always_inline]] inline bool replace(std::uint8_t* slot, const std::uint8_t* value, std::size_t size) {
    switch (size) {
        case 1: return replace<std::uint8_t>(slot, value);
        case 2: return replace<std::uint16_t>(slot, value);
        case 4: return replace<std::uint32_t>(slot, value);
        case 8: return replace<std::uint64_t>(slot, value);
        default: break;
    }
    if (std::memcmp(slot, value, size) == 0) return false;
    std::memcpy(slot, value, size);
    return true;
}

}  // namespace

Process::Process(Image image) : image_(std::move(image)), marks_(image_.model().leaves().size()) {}

Transaction Process::begin() {
    if (open_) return Transaction(nullptr);
    open_ = true;
    return Transaction(this);
}

void Process::add_observer(ChangeObserver& observer) {
    observers_.push_back(&observer);
}

void Process::remove_observer(ChangeObserver& observer) {
    std::erase(observers_, &observer);
}

void Process::watch(NodeId id) {
    const Node& node = model().node(id);
    for (std::uint32_t i = 0; i < node.leaf_count; ++i) {
        std::uint16_t& mark = marks_[node.first_leaf + i];
        // A count at its end stays there: the leaf is then watched for good.
        if ((mark & watch_mask) != watch_mask) ++mark;
    }
}

void Process::unwatch(NodeId id) {
    const Node& node = model().node(id);
    for (std::uint32_t i = 0; i < node.leaf_count; ++i) {
        std::uint16_t& mark = marks_[node.first_leaf + i];
        const unsigned count = mark & watch_mask;
        if (count != 0 && count != watch_mask) --mark;
    }
}

std::uint8_t* Process::stage(LeafId leaf, bool& added) {
    std::uint16_t& mark = marks_[index(leaf)];
    if ((mark & (staged_bit | filter_bit)) != 0) {
        filtering_ |= (mark & filter_bit) != 0;
        if ((mark & staged_bit) != 0) {
            added = false;
            // Set twice in one transaction is rare; the newest is likely meant.
            const auto found = std::find_if(staged_.rbegin(), staged_.rend(),
                                            [&](const Staged& staged) { return staged.leaf == leaf; });
            return bytes_.data() + found->at;
        }
    }
    added = true;
    const std::size_t size = model().leaf(leaf).size;
    if (bytes_.size() - used_ < size) grow(size);
    staged_.push_back({leaf, static_cast<std::uint32_t>(used_)});
    std::uint8_t* at = bytes_.data() + used_;
    std::memset(at, 0, size);
    used_ += size;
    mark |= staged_bit;
    return at;
}

void Process::grow(std::size_t octets) {
    bytes_.resize(std::max(bytes_.size() * 2, used_ + octets + 1024));
}

void Process::unstage_last() {
    const Staged& last = staged_.back();
    marks_[index(last.leaf)] &= static_cast<std::uint16_t>(~staged_bit);
    used_ = last.at;
    staged_.pop_back();
}

void Process::drop() {
    for (const Staged& staged : staged_) {
        marks_[index(staged.leaf)] &= static_cast<std::uint16_t>(~staged_bit);
    }
    staged_.clear();
    used_ = 0;
    open_ = false;
    filtering_ = false;
}

std::size_t Process::apply(const Now& now) {
    changes_.clear();
    std::uint16_t marks_seen = 0;
    // A filter looks at all that is staged, and at what is derived from it, before anything is compared: only
    // what derivers need is applied before.
    const bool early_only = to_filter();
    std::size_t changed_count = early_only ? apply_sources(marks_seen) : apply_from(0, marks_seen);
    const std::size_t count = staged_.size();
    if ((marks_seen & source_bit) != 0 && deriver_ != nullptr) derive(now, early_only);
    if (to_filter()) {
        changed_count += filter(Filtering(*this, now, early_only ? 0 : count, count));
    } else {
        changed_count += apply_from(count, marks_seen);
    }
    staged_.clear();
    used_ = 0;
    open_ = false;
    filtering_ = false;
    return changed_count;
}

/// True when the value has changed.
[[gnu::always_inline]] inline bool Process::apply_one(const Staged& staged, std::uint16_t& marks_seen) {
    const Leaf& leaf = model().leaf(staged.leaf);
    const bool changed = replace(image_.slot(staged.leaf), bytes_.data() + staged.at, leaf.size);
    std::uint16_t& mark = marks_[index(staged.leaf)];
    mark &= static_cast<std::uint16_t>(~staged_bit);
    if (mark == 0) return changed;
    marks_seen |= mark;
    heard_ |= (mark & listened_bit) != 0;
    if ((mark & watch_mask) == 0) return changed;
    const Triggers possible = changed ? leaf.triggers : leaf.triggers & Triggers::data_update;
    if (any(possible)) changes_.push_back({staged.leaf, possible});
    return changed;
}

std::size_t Process::apply_from(std::size_t first, std::uint16_t& marks_seen) {
    std::size_t changed_count = 0;
    for (std::size_t i = first; i < staged_.size(); ++i) {
        changed_count += apply_one(staged_[i], marks_seen) ? 1U : 0U;
    }
    return changed_count;
}

std::size_t Process::apply_sources(std::uint16_t& marks_seen) {
    std::size_t changed_count = 0;
    for (const Staged& staged : staged_) {
        if ((marks_[index(staged.leaf)] & source_bit) == 0) continue;
        changed_count += apply_one(staged, marks_seen) ? 1U : 0U;
    }
    return changed_count;
}

void Process::derive(const Now& now, bool sources_only) {
    const std::size_t count = staged_.size();
    // The deriver wants to know what has been set.
    for (const Staged& staged : staged_) marks_[index(staged.leaf)] |= staged_bit;
    Derivation derivation(*this, now);
    for (std::size_t i = 0; i < count; ++i) {
        const LeafId leaf = staged_[i].leaf;
        if ((marks_[index(leaf)] & source_bit) != 0) deriver_->derive(leaf, derivation);
    }
    for (std::size_t i = 0; i < count; ++i) {
        std::uint16_t& mark = marks_[index(staged_[i].leaf)];
        if (sources_only && (mark & source_bit) == 0) continue;  // not applied yet
        mark &= static_cast<std::uint16_t>(~staged_bit);
    }
}

std::size_t Process::filter(Filtering filtering) {
    filter_->filter(filtering);
    std::uint16_t marks_seen = 0;
    std::size_t changed_count = 0;
    for (std::size_t i = 0; i < staged_.size(); ++i) {
        if (filtering.pending(i)) changed_count += apply_one(staged_[i], marks_seen) ? 1U : 0U;
    }
    return changed_count;
}

const Image& Derivation::image() const {
    return process_.image();
}

std::uint8_t* Derivation::slot(LeafId leaf) {
    bool added = false;
    if ((process_.marks_[index(leaf)] & Process::staged_bit) != 0) return nullptr;
    return process_.stage(leaf, added);
}

const std::uint8_t* Derivation::process_slot(LeafId leaf) const {
    return process_.process_slot(leaf);
}

const Image& Filtering::image() const {
    return process_.image();
}

std::size_t Filtering::size() const {
    return process_.staged_.size();
}

bool Filtering::pending(std::size_t position) const {
    const LeafId leaf = process_.staged_[position].leaf;
    if (position < first_ || leaf == no_leaf) return false;
    return position >= derived_ || (process_.marks_[index(leaf)] & Process::source_bit) == 0;
}

LeafId Filtering::leaf(std::size_t position) const {
    const LeafId leaf = process_.staged_[position].leaf;
    return pending(position) && process_.filtered(leaf) ? leaf : no_leaf;
}

std::uint8_t* Filtering::slot(std::size_t position) {
    return process_.bytes_.data() + process_.staged_[position].at;
}

bool Filtering::staged(LeafId leaf) const {
    return (process_.marks_[index(leaf)] & Process::staged_bit) != 0;
}

std::size_t Filtering::find(LeafId leaf) const {
    std::size_t position = process_.staged_.size();
    while (process_.staged_[--position].leaf != leaf) {
    }
    return position;
}

const std::uint8_t* Filtering::current(LeafId leaf) const {
    if (!staged(leaf)) return process_.image_.slot(leaf);
    return process_.bytes_.data() + process_.staged_[find(leaf)].at;
}

std::size_t Filtering::stage(LeafId leaf) {
    if (staged(leaf)) return find(leaf);
    bool added = false;
    process_.stage(leaf, added);
    return process_.staged_.size() - 1;
}

void Filtering::withdraw(std::size_t position) {
    LeafId& leaf = process_.staged_[position].leaf;
    process_.marks_[index(leaf)] &= static_cast<std::uint16_t>(~Process::staged_bit);
    leaf = no_leaf;
}

void Process::notify(const Now& now) {
    if (std::exchange(heard_, false) && set_listener_ != nullptr) set_listener_->on_set(now);
    if (changes_.empty()) return;
    // An observer may commit a transaction of its own, which fills changes_ anew.
    std::vector<Change> changes = std::move(changes_);
    changes_.clear();
    for (ChangeObserver* observer : observers_) observer->on_changes(changes, now);
    changes.clear();
    if (changes.capacity() > changes_.capacity()) changes_ = std::move(changes);
}

std::uint8_t* Transaction::slot(LeafId leaf) {
    if (process_ == nullptr) return nullptr;
    bool added = false;
    return process_->stage(leaf, added);
}

Result<Transaction::Summary> Transaction::commit(const Now& now) {
    Process* process = std::exchange(process_, nullptr);
    if (process == nullptr) return fail(Fault::misuse, "the transaction is not open");
    if (unfit_) {
        Error error;
        error.fault = Fault::misuse;
        if (*unfit_ != no_leaf)
            error.path = process->model().object_reference(process->model().leaf(*unfit_).node);
        error.text = "a value does not fit its attribute";
        process->drop();
        return fail(std::move(error));
    }
    Summary summary;
    summary.set = process->staged_.size();
    summary.changed = process->apply(now);
    process->notify(now);
    return summary;
}

}  // namespace busbar::model
