// SPDX-License-Identifier: Apache-2.0
#include "store/logs_journal.hpp"

#include <algorithm>

#include "store/commit.hpp"
#include "store/logs.hpp"

namespace busbar::store {

using server::log::Entry;
using server::log::entry_overhead;
using server::log::JournalRange;
using server::log::JournalState;

namespace {

/// So many of the oldest entries are looked at together.
constexpr std::size_t look_ahead = 256;

}  // namespace

KeptJournal::KeptJournal(LogStore& store, const server::log::JournalLimits& limits)
    : store_(store), limits_(limits) {}

bool KeptJournal::failed(const SqlError& error) const {
    store_.tell(error);
    return false;
}

// ---- at start
// -------------------------------------------------------------------------------------------------

SqlResult<void> KeptJournal::restore(const KeptLog& kept) {
    id_ = kept.id;
    if (kept.last == 0) return {};
    last_ = kept.last + most_uncommitted;
    committed_ = kept.last;
    if (kept.entries == 0) return {};
    LogReader& reader = store_.reader();
    const auto oldest = reader.at_or_after(id_, kept.first);
    if (!oldest) return SqlFailure(oldest.error());
    const auto newest = reader.at_or_before(id_, kept.last);
    if (!newest) return SqlFailure(newest.error());
    if (oldest->number == 0 || newest->number < oldest->number) return {};
    state_ = {kept.entries, kept.octets, *oldest, *newest};
    std::vector<EntryNumber> begins{oldest->number};
    for (const EntryNumber run : kept.runs) {
        if (run > oldest->number && run <= newest->number) begins.push_back(run);
    }
    for (std::size_t i = 0; i < begins.size(); ++i) {
        const auto first = reader.at_or_after(id_, begins[i]);
        if (!first) return SqlFailure(first.error());
        const auto last =
            reader.at_or_before(id_, i + 1 < begins.size() ? begins[i + 1] - 1 : newest->number);
        if (!last) return SqlFailure(last.error());
        runs_.push_back({first->number, last->number, first->time, last->time});
    }
    return {};
}

// ---- writing
// --------------------------------------------------------------------------------------------------

void KeptJournal::forget_committed() {
    const std::uint64_t done = store_.committed();
    while (!pending_.empty() && pending_.front().record <= done) {
        committed_ = pending_.front().number;
        pending_.pop_front();
    }
}

/// Looks at the oldest entries until `count` are known, or all.
bool KeptJournal::know_oldest(std::size_t count) {
    if (oldest_.size() >= count || oldest_.size() == state_.entries) return true;
    const EntryNumber from = oldest_.empty() ? state_.oldest.number : oldest_.back().number + 1;
    const std::size_t most = oldest_.size() + look_ahead;
    const auto look = [&](const Entry& entry) {
        oldest_.push_back({entry.number, entry.time, entry.variables.size() + entry_overhead});
        return oldest_.size() < most;
    };
    return scan(from, state_.newest.number, look) != Scan::failed;
}

/// What will be there after the entry has come, and how many must go for it.
bool KeptJournal::plan(const Entry& entry, JournalState& after, std::size_t& dropped) {
    after = state_;
    const std::uint64_t size = entry.variables.size() + entry_overhead;
    if (limits_.max_octets != 0 && size > limits_.max_octets) return false;
    ++after.entries;
    after.octets += size;
    after.newest = {entry.number, entry.time};
    if (after.oldest.number == 0) after.oldest = after.newest;
    for (dropped = 0; dropped < state_.entries; ++dropped) {
        const bool too_many = limits_.max_entries != 0 && after.entries > limits_.max_entries;
        const bool too_large = limits_.max_octets != 0 && after.octets > limits_.max_octets;
        const bool too_old =
            limits_.max_age.count() != 0 && after.oldest.time < entry.time - limits_.max_age.count();
        if (!too_many && !too_large && !too_old) return true;
        if (!know_oldest(dropped + 2) || oldest_.size() <= dropped) return false;
        --after.entries;
        after.octets -= oldest_[dropped].size;
        after.oldest = after.newest;
        if (dropped + 1 < oldest_.size())
            after.oldest = {oldest_[dropped + 1].number, oldest_[dropped + 1].time};
    }
    return true;
}

void KeptJournal::drop_runs() {
    const auto gone = std::find_if(runs_.begin(), runs_.end(), [&](const Run& run) {
        return state_.entries != 0 && run.last >= state_.oldest.number;
    });
    runs_.erase(runs_.begin(), gone);
}

bool KeptJournal::append(const Entry& entry) {
    forget_committed();
    JournalState after;
    std::size_t dropped = 0;
    if (!plan(entry, after, dropped)) return false;
    const bool begins_run = runs_.empty() || entry.time < runs_.back().last_time;
    Packer record(store_.record(), LogRecordKind::entry);
    record.put(id_).put(entry.number).put(static_cast<std::uint64_t>(entry.time));
    record.put(static_cast<std::uint8_t>(begins_run ? 1 : 0));
    record.put(after.oldest.number).put(after.entries).put(after.octets).put(entry.variables);
    const std::uint64_t number = store_.push(false);
    if (number == 0) return false;
    pending_.push_back({number, entry.number, entry.time, {entry.variables.begin(), entry.variables.end()}});
    last_ = std::max(last_, entry.number);
    if (begins_run) runs_.push_back({entry.number, entry.number, entry.time, entry.time});
    runs_.back().last = entry.number;
    runs_.back().last_time = entry.time;
    oldest_.erase(oldest_.begin(), oldest_.begin() + static_cast<std::ptrdiff_t>(dropped));
    state_ = after;
    drop_runs();
    return true;
}

std::uint64_t KeptJournal::erase(EntryNumber up_to) {
    forget_committed();
    JournalState after = state_;
    const auto count = [&](const Entry& entry) {
        if (entry.number > up_to) {
            after.oldest = {entry.number, entry.time};
            return false;
        }
        --after.entries;
        after.octets -= entry.variables.size() + entry_overhead;
        return true;
    };
    if (up_to >= state_.newest.number) {
        after = {};
    } else if (scan(state_.oldest.number, state_.newest.number, count) == Scan::failed) {
        return 0;
    }
    const std::uint64_t erased = state_.entries - after.entries;
    if (erased == 0) return 0;
    Packer record(store_.record(), LogRecordKind::erased);
    const EntryNumber first = after.entries != 0 ? after.oldest.number : last_ + 1;
    record.put(id_).put(last_).put(first).put(after.entries).put(after.octets);
    if (store_.push(true) == 0) return 0;
    state_ = after;
    oldest_.clear();
    drop_runs();
    return erased;
}

// ---- reading
// --------------------------------------------------------------------------------------------------

/// Entries with these numbers, from the file and then from what waits.
KeptJournal::Scan KeptJournal::scan(EntryNumber from, EntryNumber to, const Visitor& visit) {
    bool on = true;
    if (from <= committed_) {
        const auto read =
            store_.reader().entries(id_, from, std::min(to, committed_), [&](const Entry& entry) {
                on = visit(entry);
                return on;
            });
        if (!read) {
            failed(read.error());
            return Scan::failed;
        }
    }
    const auto before = [](const Pending& pending, EntryNumber number) { return pending.number < number; };
    auto at = std::lower_bound(pending_.begin(), pending_.end(), from, before);
    for (; on && at != pending_.end() && at->number <= to; ++at)
        on = visit({at->number, at->time, at->variables});
    return on ? Scan::on : Scan::enough;
}

/// The first of these numbers from which on no entry is earlier. `to` is that of an entry.
SqlResult<server::log::EntryNumber> KeptJournal::find_time(EntryNumber from, EntryNumber to, LogTime time) {
    // What waits is few, and is looked through.
    EntryNumber end = std::min(to, committed_);
    if (end < from) return from;
    ++end;
    while (from < end) {
        const EntryNumber middle = from + (end - from) / 2;
        const auto found = store_.reader().at_or_after(id_, middle);
        if (!found) return SqlFailure(found.error());
        if (found->number == 0 || found->number >= end || found->time >= time) {
            end = middle;
        } else {
            from = found->number + 1;
        }
    }
    return from;
}

KeptJournal::Scan KeptJournal::scan_run(const Run& run, const JournalRange& range, const Visitor& visit) {
    EntryNumber from = std::max({range.first, run.first, state_.oldest.number});
    if (run.first_time < range.earliest) {
        const auto found = find_time(from, run.last, range.earliest);
        if (!found) {
            failed(found.error());
            return Scan::failed;
        }
        from = *found;
    }
    bool later = false;  // than the range: and so are all that follow in the run
    const auto in_range = [&](const Entry& entry) {
        if (entry.time < range.earliest) return true;
        later = entry.time > range.latest;
        return !later && visit(entry);
    };
    const Scan end = scan(from, run.last, in_range);
    return later ? Scan::on : end;
}

bool KeptJournal::read(const JournalRange& range, const Visitor& visit) {
    forget_committed();
    if (state_.entries == 0) return true;
    for (const Run& run : runs_) {
        if (run.last < range.first || run.first_time > range.latest || run.last_time < range.earliest)
            continue;
        const Scan end = scan_run(run, range, visit);
        if (end != Scan::on) return end == Scan::enough;
    }
    return true;
}

}  // namespace busbar::store
