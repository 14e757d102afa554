// SPDX-License-Identifier: Apache-2.0
// From what happens to entries (IEC 61850-7-2 17.2.2.8 to 17.2.2.13): data-change, quality-change and
// data-update with BufTm, integrity, general interrogation.
#include <algorithm>

#include "server/report/gathering.hpp"
#include "server/report/reports.hpp"
#include "server/report/triggers.hpp"
#include "server/server.hpp"
#include "server/values.hpp"

namespace busbar::server::report {

namespace {

/// A value encoded last is the first in the message.
void note(std::vector<IncludedMember>& included, std::uint16_t member, ReasonCode reason,
          std::size_t octets) {
    included.push_back({member, reason, static_cast<std::uint32_t>(octets)});
}

}  // namespace

void Reports::on_changes(std::span<const model::Change> changes, const Now& now) {
    if (listeners_.empty()) return;
    if (now.monotonic != TimePoint{}) now_ = now;  // a commit may come without
    for (const model::Change& change : changes) {
        for (std::uint32_t at = listeners_.first(change.leaf); at != Listeners::none;) {
            const Listeners::Listener& listener = listeners_[at];
            at = listener.next;
            const model::Triggers fired = change.triggers & listener.triggers;
            if (!any(fired)) continue;
            Marks& marks = blocks_[listener.block].running->fired;
            if (marks.empty()) touched_.push_back(listener.block);
            marks.add(listener.member, reason_of(fired));
        }
    }
    // Blocks of one data set mostly say the same, and then it is encoded once.
    const Block* formed = nullptr;
    for (const std::uint16_t number : touched_) {
        Block& block = blocks_[number];
        if (block.running->window) {
            event(block);
            formed = nullptr;
            continue;
        }
        const Marks& fired = block.running->fired;
        if (formed == nullptr || formed->data_set != block.data_set || !formed->running->fired.same(fired)) {
            form(block, fired, nullptr);
            formed = &block;
        }
        deliver(block, EntryKind::events, EntryTime::from(now_.wall));
    }
    for (const std::uint16_t number : touched_) blocks_[number].running->fired.clear();
    touched_.clear();
}

/// With BufTm: the members that have fired join those that wait. One that waits already makes these go first.
void Reports::event(Block& block) {
    Running& running = *block.running;
    Window& window = *running.window;
    if (window.open() && window.marks.overlaps(running.fired)) flush_window(block);
    if (!window.open()) {
        window.time = EntryTime::from(now_.wall);
        window.ends = now_.monotonic + std::chrono::milliseconds(attributes(block).number(Attribute::buf_tm));
        set_deadline(block);
    }
    gather_fired(running, model_, block.data_set->members, server_.process().image());
}

void Reports::flush_window(Block& block) {
    Window* const window = block.running ? block.running->window.get() : nullptr;
    if (window == nullptr || !window->open()) return;
    form(block, window->marks, window);
    const EntryTime time = window->time;
    window->close();
    set_deadline(block);
    deliver(block, EntryKind::events, time);
}

void Reports::report_all(Block& block, EntryKind kind) {
    form_all(block, kind == EntryKind::integrity ? ReasonCode::integrity : ReasonCode::general_interrogation);
    deliver(block, kind, EntryTime::from(now_.wall));
}

/// The marked members, with the values of the image or those that the window has kept.
void Reports::form(const Block& block, const Marks& marks, const Window* window) {
    values_.clear();
    included_.clear();
    const auto members = block.data_set->members;
    marks.for_each_backwards([&](std::uint16_t member, ReasonCode reason) {
        const model::NodeId node = members[member].node;
        const std::size_t before = values_.size();
        if (window != nullptr) {
            encode_value(values_, model_, node, window->slots.data() + window->offsets[member]);
        } else {
            encode_value(values_, server_.process().image(), node);
        }
        note(included_, member, reason, values_.size() - before);
    });
    std::reverse(included_.begin(), included_.end());
}

void Reports::form_all(const Block& block, ReasonCode reason) {
    values_.clear();
    included_.clear();
    const auto members = block.data_set->members;
    for (std::size_t member = members.size(); member-- > 0;) {
        if (members[member].node == model::no_node) continue;
        const std::size_t before = values_.size();
        encode_value(values_, server_.process().image(), members[member].node);
        note(included_, static_cast<std::uint16_t>(member), reason, values_.size() - before);
    }
    std::reverse(included_.begin(), included_.end());
}

/// What has been formed goes to the client, or into the buffer and from there.
void Reports::deliver(Block& block, EntryKind kind, const EntryTime& time) {
    ++counters_.entries;
    if (values_.overflowed()) {
        ++counters_.unsendable;
        return;
    }
    Entry entry;
    entry.kind = kind;
    entry.time = time;
    entry.included = included_;
    entry.values = values_.bytes();
    if (!block.buffered) return send_unbuffered(block, entry);

    Buffered& buffered = *block.buffered;
    const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(now_.wall.time_since_epoch());
    buffered.last =
        std::max(buffered.last + 1, static_cast<EntryNumber>(std::max<std::int64_t>(wall.count(), 0)));
    entry.number = buffered.last;
    if (kind != EntryKind::events) buffered.buffer.drop_unsent(kind);
    if (buffered.buffer.push(entry)) {
        ++counters_.buffered;
        if (store_ != nullptr) store_->append(reference_of(block), entry);
    } else {
        ++counters_.unsendable;
    }
    if (block.enabled) {
        send_buffered(block);
    } else if (buffered.resync != Resync::resumed) {
        attributes(block).set_entry(buffered.buffer.newest(), buffered.buffer.newest_time());
    }
}

}  // namespace busbar::server::report
