// SPDX-License-Identifier: Apache-2.0
#include "server/log/memory_journal.hpp"

#include <algorithm>

namespace busbar::server::log {

bool MemoryJournal::append(const Entry& entry) {
    const std::uint64_t size = entry.variables.size() + entry_overhead;
    if (limits_.max_octets != 0 && size > limits_.max_octets) return false;
    last_ = std::max(last_, entry.number);
    Kept kept{entry.number, entry.time, std::move(spare_)};
    kept.variables.assign(entry.variables.begin(), entry.variables.end());
    spare_.clear();
    entries_.push_back(std::move(kept));
    octets_ += size;
    while (too_much(entry.time)) drop_oldest();
    return true;
}

bool MemoryJournal::too_much(LogTime now) const {
    if (limits_.max_entries != 0 && entries_.size() > limits_.max_entries) return true;
    if (limits_.max_octets != 0 && octets_ > limits_.max_octets) return true;
    const LogTime age = limits_.max_age.count();
    return age != 0 && !entries_.empty() && entries_.front().time < now - age;
}

void MemoryJournal::drop_oldest() {
    octets_ -= entries_.front().variables.size() + entry_overhead;
    spare_ = std::move(entries_.front().variables);
    entries_.pop_front();
}

JournalState MemoryJournal::state() const {
    JournalState state;
    state.entries = entries_.size();
    state.octets = octets_;
    if (entries_.empty()) return state;
    state.oldest = {entries_.front().number, entries_.front().time};
    state.newest = {entries_.back().number, entries_.back().time};
    return state;
}

bool MemoryJournal::read(const JournalRange& range, const Visitor& visit) {
    const auto before = [](const Kept& kept, EntryNumber number) { return kept.number < number; };
    auto at = std::lower_bound(entries_.begin(), entries_.end(), range.first, before);
    for (; at != entries_.end(); ++at) {
        if (at->time < range.earliest || at->time > range.latest) continue;
        if (!visit({at->number, at->time, at->variables})) break;
    }
    return true;
}

std::uint64_t MemoryJournal::erase(EntryNumber up_to) {
    std::uint64_t count = 0;
    for (; !entries_.empty() && entries_.front().number <= up_to; ++count) drop_oldest();
    return count;
}

}  // namespace busbar::server::log
