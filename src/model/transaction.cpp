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

/// True when the slot has another content now.
bool replace(std::uint8_t* slot, const std::uint8_t* value, std::size_t size) {
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
    if ((mark & staged_bit) != 0) {
        added = false;
        // Set twice in one transaction is rare; the newest is likely meant.
        const auto found = std::find_if(staged_.rbegin(), staged_.rend(),
                                        [&](const Staged& staged) { return staged.leaf == leaf; });
        return bytes_.data() + found->at;
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
}

std::size_t Process::apply(const Now& now) {
    changes_.clear();
    std::uint16_t marks_seen = 0;
    std::size_t changed_count = apply_from(0, marks_seen);
    if ((marks_seen & source_bit) != 0 && deriver_ != nullptr) changed_count += derive(now);
    staged_.clear();
    used_ = 0;
    open_ = false;
    return changed_count;
}

std::size_t Process::apply_from(std::size_t first, std::uint16_t& marks_seen) {
    std::size_t changed_count = 0;
    for (std::size_t i = first; i < staged_.size(); ++i) {
        const Staged& staged = staged_[i];
        const Leaf& leaf = model().leaf(staged.leaf);
        const bool changed = replace(image_.slot(staged.leaf), bytes_.data() + staged.at, leaf.size);
        changed_count += changed ? 1U : 0U;
        std::uint16_t& mark = marks_[index(staged.leaf)];
        mark &= static_cast<std::uint16_t>(~staged_bit);
        if (mark == 0) continue;
        marks_seen |= mark;
        if ((mark & watch_mask) == 0) continue;
        const Triggers possible = changed ? leaf.triggers : leaf.triggers & Triggers::data_update;
        if (any(possible)) changes_.push_back({staged.leaf, possible});
    }
    return changed_count;
}

std::size_t Process::derive(const Now& now) {
    const std::size_t count = staged_.size();
    // The deriver wants to know what has been set.
    for (const Staged& staged : staged_) marks_[index(staged.leaf)] |= staged_bit;
    Derivation derivation(*this, now);
    for (std::size_t i = 0; i < count; ++i) {
        const LeafId leaf = staged_[i].leaf;
        if ((marks_[index(leaf)] & source_bit) != 0) deriver_->derive(leaf, derivation);
    }
    std::uint16_t marks_seen = 0;
    const std::size_t changed_count = apply_from(count, marks_seen);
    for (std::size_t i = 0; i < count; ++i) {
        marks_[index(staged_[i].leaf)] &= static_cast<std::uint16_t>(~staged_bit);
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

void Process::notify(const Now& now) {
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
