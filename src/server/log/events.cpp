// SPDX-License-Identifier: Apache-2.0
// From what happens to log entries (IEC 61850-7-2 clause 18): data-change, quality-change and data-update,
// merged over bufTime where SCL gives it, and integrity. A variable of an entry is a member of the data set,
// its tag the reference; after it, where the block says so, one with the tag ReasonCode.
#include <array>

#include "mms/data_writer.hpp"
#include "server/log/logs.hpp"
#include "server/report/gathering.hpp"
#include "server/report/triggers.hpp"
#include "server/server.hpp"
#include "server/values.hpp"

namespace busbar::server::log {

namespace put = mms::put;

namespace {

constexpr Octet tag_of_variable = 0x80, value_of_variable = 0xA1;

/// Closes a JournalVariable whose value was prepended since the writer had `size_before` octets.
void put_variable(BackWriter& writer, std::string_view tag, std::size_t size_before) {
    put::header(writer, value_of_variable, writer.size() - size_before);
    writer.prepend_bytes(bytes_of(tag));
    put::header(writer, tag_of_variable, tag.size());
    ber::encode_header(writer, ber::universal_key(ber::universal_number::sequence), true,
                       writer.size() - size_before);
}

}  // namespace

void Logs::on_changes(std::span<const model::Change> changes, const Now& now) {
    if (listeners_.empty()) return;
    if (now.monotonic != TimePoint{}) now_ = now;  // a commit may come without
    for (const model::Change& change : changes) {
        for (std::uint32_t at = listeners_.first(change.leaf); at != report::Listeners::none;) {
            const report::Listeners::Listener& listener = listeners_[at];
            at = listener.next;
            const model::Triggers fired = change.triggers & listener.triggers;
            if (!any(fired)) continue;
            report::Marks& marks = blocks_[listener.block].running->fired;
            if (marks.empty()) touched_.push_back(listener.block);
            marks.add(listener.member, report::reason_of(fired));
        }
    }
    for (const std::uint16_t number : touched_) {
        Block& block = blocks_[number];
        if (block.running->window) {
            event(block);
        } else {
            form(block, block.running->fired, nullptr);
            deliver(block, EntryTime::from(now_.wall));
        }
        block.running->fired.clear();
    }
    touched_.clear();
}

/// With bufTime: the members that have fired join those that wait. One that waits already makes these go
/// first.
void Logs::event(Block& block) {
    report::Running& running = *block.running;
    report::Window& window = *running.window;
    if (window.open() && window.marks.overlaps(running.fired)) flush_window(block);
    if (!window.open()) {
        window.time = EntryTime::from(now_.wall);
        window.ends = now_.monotonic + std::chrono::milliseconds(block.control->settings.buf_tm_ms);
        set_deadline(block);
    }
    report::gather_fired(running, model_, block.data_set->members, server_.process().image());
}

void Logs::flush_window(Block& block) {
    report::Window* const window = block.running ? block.running->window.get() : nullptr;
    if (window == nullptr || !window->open()) return;
    form(block, window->marks, window);
    const EntryTime time = window->time;
    window->close();
    set_deadline(block);
    deliver(block, time);
}

void Logs::on_time(const Now& now) {
    now_ = now;
    while (deadlines_.next() <= now.monotonic) {
        const std::uint32_t slot = deadlines_.next_slot();
        if (slot >= blocks_.size()) {
            drop_old(slot - static_cast<std::uint32_t>(blocks_.size()));
            continue;
        }
        Block& block = blocks_[slot];
        on_time(block);
        set_deadline(block);
    }
}

void Logs::on_time(Block& block) {
    report::Running& running = *block.running;
    if (running.window && running.window->ends <= now_.monotonic) flush_window(block);
    if (running.next_integrity == TimePoint::min()) {
        running.next_integrity = now_.monotonic + running.integrity_period;
    } else if (running.next_integrity <= now_.monotonic) {
        flush_window(block);
        form_all(block);
        deliver(block, EntryTime::from(now_.wall));
        // Turns that were missed are left out.
        const auto late = (now_.monotonic - running.next_integrity) / running.integrity_period;
        counters_.left_out += static_cast<std::uint64_t>(late);
        running.next_integrity += (late + 1) * running.integrity_period;
    }
}

/// `slots`: the value that a window has kept, or null for that of the image.
void Logs::put_member(const Block& block, std::uint16_t member, ReasonCode reason,
                      const std::uint8_t* slots) {
    if (block.control->settings.reason_code) {
        // Seven bits since edition 2, where application-trigger was added.
        const bool six = model_.identity().edition == model::Edition::ed1;
        const Octet bits = static_cast<Octet>(reason.bits() & (six ? 0x7CU : 0x7EU));
        const std::size_t before = variables_.size();
        put::bit_string(variables_, Bytes(&bits, 1), six ? 2 : 1);
        put_variable(variables_, "ReasonCode", before);
    }
    const model::NodeId node = block.data_set->members[member].node;
    const std::size_t before = variables_.size();
    if (slots != nullptr) {
        encode_value(variables_, model_, node, slots);
    } else {
        encode_value(variables_, server_.process().image(), node);
    }
    std::array<char, model::Model::max_reference_octets> buffer;  // NOLINT: written before it is read
    put_variable(variables_, model_.reference(node, buffer), before);
}

void Logs::form(const Block& block, const report::Marks& marks, const report::Window* window) {
    variables_.clear();
    marks.for_each_backwards([&](std::uint16_t member, ReasonCode reason) {
        const std::uint8_t* const slots =
            window != nullptr ? window->slots.data() + window->offsets[member] : nullptr;
        put_member(block, member, reason, slots);
    });
}

void Logs::form_all(const Block& block) {
    variables_.clear();
    const auto members = block.data_set->members;
    for (std::size_t member = members.size(); member-- > 0;) {
        if (members[member].node == model::no_node) continue;
        put_member(block, static_cast<std::uint16_t>(member), ReasonCode::integrity, nullptr);
    }
}

/// What has been formed goes into the journal.
void Logs::deliver(const Block& block, const EntryTime& time) {
    ++counters_.entries;
    Log& log = logs_[block.log];
    if (!log.begun) {
        // Numbers rise over restarts, even where nothing was kept: they begin with the time in microseconds
        // and then count, far slower than it.
        const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(now_.wall.time_since_epoch());
        const auto from_time = static_cast<EntryNumber>(std::max<std::int64_t>(wall.count(), 0));
        log.last = std::max(log.journal->last_number(), from_time);
        log.begun = true;
    }
    Entry entry;
    entry.number = ++log.last;
    entry.time = log_time(time);
    entry.variables = variables_.bytes();
    if (variables_.overflowed() || !log.journal->append(entry)) {
        ++counters_.lost;
        return;
    }
    show_ends(block.log);
    // The first one, or the first that was not too many: nobody waits for its end yet.
    if (options_.max_age.count() > 0 && log.journal->state().entries == 1) watch_age(block.log);
}

}  // namespace busbar::server::log
