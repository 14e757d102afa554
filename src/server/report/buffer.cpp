// SPDX-License-Identifier: Apache-2.0
// The ring. Each entry is one record: header, included members, values, rounded to 8 octets, never divided.
// Where a record does not fit behind the last one, it goes to the start of the memory and leaves a gap. When
// gaps and records taken out from the middle keep a new one from fitting, the records are moved together in
// place; that moves less than was pushed since the last time, so pushing stays linear.
#include "server/report/buffer.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <type_traits>

namespace busbar::server::report {

namespace {

constexpr std::size_t alignment = 8;
constexpr std::size_t smallest_memory = 1024;

struct Header {
    EntryNumber number;
    std::uint32_t size;  // of the record
    std::uint32_t included;
    std::uint32_t values;
    EntryTime time;
    EntryKind kind;
    bool dead;  // taken out; its room is not free yet
};
static_assert(sizeof(Header) % alignment == 0 && alignof(Header) <= alignment);
static_assert(alignof(IncludedMember) <= alignment && std::is_trivially_copyable_v<IncludedMember>);

constexpr std::size_t rounded(std::size_t octets) {
    return (octets + alignment - 1) / alignment * alignment;
}

}  // namespace

struct EntryBuffer::State {
    explicit State(const BufferLimits& bounds) : limits(bounds) {}

    BufferLimits limits;
    std::unique_ptr<Octet[]> memory;
    std::size_t capacity = 0;
    // Records from head on, up to tail; when wrapped, up to end and then from 0 to tail.
    std::size_t head = 0;
    std::size_t tail = 0;
    std::size_t end = 0;
    bool wrapped = false;
    std::size_t records = 0;  // dead ones too
    std::size_t dead = 0;
    std::size_t used = 0;    // octets of those that are not dead
    std::size_t cursor = 0;  // the first unsent record, where there is one; it is never dead
    std::size_t unsent = 0;  // the newest ones, dead ones not counted
    EntryNumber newest = 0;
    EntryTime newest_time;
    bool overflowed = false;

    [[nodiscard]] std::size_t size() const { return records - dead; }
    [[nodiscard]] Header& header(std::size_t at) const {
        return *std::launder(reinterpret_cast<Header*>(memory.get() + at));
    }
    [[nodiscard]] std::size_t after(std::size_t at) const {
        const std::size_t next = at + header(at).size;
        return wrapped && next == end && at >= head ? 0 : next;
    }
    [[nodiscard]] std::size_t first_alive(std::size_t at) const {
        while (header(at).dead) at = after(at);
        return at;
    }
    /// Calls visit(position) for each entry, from the oldest to the newest.
    template <class Visit>
    void for_each(Visit visit) const {
        std::size_t at = head;
        for (std::size_t n = 0; n < records; ++n) {
            const std::size_t next = after(at);
            if (!header(at).dead) visit(at);
            at = next;
        }
    }

    void remove_oldest();
    void remove_dead_in_front();
    void clear();
    void find_newest();
    [[nodiscard]] bool place(std::size_t octets);
    void make_room(std::size_t octets);
    std::size_t pack(std::size_t from, std::size_t to, std::size_t target, std::size_t& new_cursor);
    void compact();
    void move_to(std::size_t larger);
    void write(const Entry& entry, std::size_t octets);
};

/// The record at head, dead or not.
void EntryBuffer::State::remove_oldest() {
    const Header& oldest = header(head);
    const bool was_unsent = !oldest.dead && unsent == size();
    const std::size_t next = after(head);
    if (oldest.dead) {
        --dead;
    } else {
        used -= oldest.size;
    }
    --records;
    if (next == 0) wrapped = false;
    head = next;
    if (was_unsent) {
        overflowed = true;
        if (--unsent != 0) cursor = first_alive(head);
    }
    if (records == 0) head = tail = 0;
}

void EntryBuffer::State::remove_dead_in_front() {
    while (records != 0 && header(head).dead) remove_oldest();
}

void EntryBuffer::State::clear() {
    head = tail = end = records = dead = used = unsent = 0;
    wrapped = false;
    newest = 0;
    newest_time = {};
}

void EntryBuffer::State::find_newest() {
    newest = 0;
    newest_time = {};
    for_each([this](std::size_t at) {
        newest = header(at).number;
        newest_time = header(at).time;
    });
}

/// Whether a record fits at tail; wraps when it fits only at the start.
bool EntryBuffer::State::place(std::size_t octets) {
    if (wrapped) return head - tail >= octets;
    if (capacity - tail >= octets) return true;
    if (records == 0 || head < octets) return false;
    end = tail;
    tail = 0;
    wrapped = true;
    return true;
}

void EntryBuffer::State::make_room(std::size_t octets) {
    if (place(octets)) return;
    const std::size_t most = limits.max_octets / alignment * alignment;
    if (capacity < most && (dead == 0 || used + octets > capacity / 2)) {
        move_to(std::min(most, std::max({smallest_memory, 2 * capacity, used + octets})));
    } else {
        compact();
    }
    // Whatever is left free is now in one piece, and used + octets <= capacity.
    static_cast<void>(place(octets));
}

/// Moves the records of one run together, towards its start; the new end.
std::size_t EntryBuffer::State::pack(std::size_t from, std::size_t to, std::size_t target,
                                     std::size_t& new_cursor) {
    while (from < to) {
        const std::size_t size = header(from).size;
        if (!header(from).dead) {
            if (from == cursor) new_cursor = target;
            if (from != target) std::memmove(memory.get() + target, memory.get() + from, size);
            target += size;
        }
        from += size;
    }
    return target;
}

/// All that is free becomes one piece: behind the records, or between the two runs. The oldest record is not
/// a dead one.
void EntryBuffer::State::compact() {
    std::size_t new_cursor = cursor;
    if (wrapped) {
        const std::size_t packed = pack(head, end, head, new_cursor) - head;
        const std::size_t new_head = capacity - packed;
        std::memmove(memory.get() + new_head, memory.get() + head, packed);
        if (cursor >= head) new_cursor += new_head - head;
        tail = pack(0, tail, 0, new_cursor);
        head = new_head;
        end = capacity;
    } else {
        tail = pack(head, tail, 0, new_cursor);
        head = 0;
    }
    cursor = new_cursor;
    records -= dead;
    dead = 0;
}

/// Into larger memory, in order and without gaps.
void EntryBuffer::State::move_to(std::size_t larger) {
    auto target = std::make_unique_for_overwrite<Octet[]>(larger);
    std::size_t at = 0;
    std::size_t new_cursor = cursor;
    for_each([&](std::size_t from) {
        const std::size_t size = header(from).size;
        if (from == cursor) new_cursor = at;
        std::memcpy(target.get() + at, memory.get() + from, size);
        at += size;
    });
    memory = std::move(target);
    capacity = larger;
    cursor = new_cursor;
    records -= dead;
    dead = 0;
    head = 0;
    tail = at;
    wrapped = false;
}

void EntryBuffer::State::write(const Entry& entry, std::size_t octets) {
    const Header record{entry.number,
                        static_cast<std::uint32_t>(octets),
                        static_cast<std::uint32_t>(entry.included.size()),
                        static_cast<std::uint32_t>(entry.values.size()),
                        entry.time,
                        entry.kind,
                        false};
    Octet* at = memory.get() + tail;
    std::memcpy(at, &record, sizeof record);
    at += sizeof record;
    if (!entry.included.empty()) std::memcpy(at, entry.included.data(), entry.included.size_bytes());
    at += entry.included.size_bytes();
    if (!entry.values.empty()) std::memcpy(at, entry.values.data(), entry.values.size());
    if (unsent == 0) cursor = tail;
    tail += octets;
    ++records;
    ++unsent;
    used += octets;
    newest = entry.number;
    newest_time = entry.time;
}

EntryBuffer::EntryBuffer(const BufferLimits& limits) : state_(std::make_unique<State>(limits)) {}
EntryBuffer::EntryBuffer(EntryBuffer&&) noexcept = default;
EntryBuffer& EntryBuffer::operator=(EntryBuffer&&) noexcept = default;
EntryBuffer::~EntryBuffer() = default;

std::size_t EntryBuffer::octets_of(const Entry& entry) {
    return rounded(sizeof(Header) + entry.included.size_bytes() + entry.values.size());
}

bool EntryBuffer::push(const Entry& entry) {
    State& s = *state_;
    const std::size_t octets = octets_of(entry);
    // The second bound is that of the record's own size.
    if (octets > s.limits.max_octets || octets > 0xFFFFFFFFU || s.limits.max_entries == 0) {
        s.overflowed = true;
        return false;
    }
    while (s.used + octets > s.limits.max_octets || s.size() >= s.limits.max_entries) s.remove_oldest();
    s.remove_dead_in_front();
    s.make_room(octets);
    s.write(entry, octets);
    return true;
}

void EntryBuffer::drop_unsent(EntryKind kind) {
    State& s = *state_;
    bool newest_dropped = false;
    const std::size_t count = s.unsent;
    std::size_t at = s.cursor;
    for (std::size_t n = 0; n < count; ++n) {
        at = s.first_alive(at);
        Header& header = s.header(at);
        const std::size_t next = s.after(at);
        if (header.kind == kind) {
            header.dead = true;
            ++s.dead;
            --s.unsent;
            s.used -= header.size;
            newest_dropped = newest_dropped || header.number == s.newest;
        }
        at = next;
    }
    if (s.unsent == count) return;
    if (s.unsent != 0) s.cursor = s.first_alive(s.cursor);
    s.remove_dead_in_front();
    if (newest_dropped) s.find_newest();
}

void EntryBuffer::purge() {
    state_->clear();
    state_->overflowed = false;
}

std::optional<Entry> EntryBuffer::next() const {
    const State& s = *state_;
    if (s.unsent == 0) return std::nullopt;
    const Header& header = s.header(s.cursor);
    const Octet* at = s.memory.get() + s.cursor + sizeof(Header);
    const auto* included = std::launder(reinterpret_cast<const IncludedMember*>(at));
    Entry entry;
    entry.number = header.number;
    entry.kind = header.kind;
    entry.time = header.time;
    entry.included = {included, header.included};
    entry.values = {at + entry.included.size_bytes(), header.values};
    return entry;
}

void EntryBuffer::sent() {
    State& s = *state_;
    if (s.unsent == 0) return;
    if (--s.unsent != 0) s.cursor = s.first_alive(s.after(s.cursor));
}

void EntryBuffer::rewind() {
    State& s = *state_;
    s.unsent = s.size();
    if (s.unsent != 0) s.cursor = s.first_alive(s.head);
}

bool EntryBuffer::resume_after(EntryNumber number) {
    State& s = *state_;
    std::size_t before = 0;  // entries up to the one looked for
    std::size_t seen = 0;
    std::size_t next = 0;  // the entry after it
    s.for_each([&](std::size_t at) {
        ++seen;
        if (s.header(at).number == number) before = seen;
        if (before != 0 && seen == before + 1) next = at;
    });
    if (before == 0) return false;
    s.unsent = s.size() - before;
    if (s.unsent != 0) s.cursor = next;
    return true;
}

EntryNumber EntryBuffer::newest() const {
    return state_->newest;
}

EntryTime EntryBuffer::newest_time() const {
    return state_->newest_time;
}

std::optional<EntryTime> EntryBuffer::time_of(EntryNumber number) const {
    const State& s = *state_;
    if (number == s.newest && s.size() != 0) return s.newest_time;
    std::optional<EntryTime> time;
    s.for_each([&](std::size_t at) {
        if (s.header(at).number == number) time = s.header(at).time;
    });
    return time;
}

bool EntryBuffer::overflowed() const {
    return state_->overflowed;
}

void EntryBuffer::set_overflowed(bool overflowed) {
    state_->overflowed = overflowed;
}

std::size_t EntryBuffer::size() const {
    return state_->size();
}

std::size_t EntryBuffer::unsent() const {
    return state_->unsent;
}

std::size_t EntryBuffer::octets_used() const {
    return state_->used;
}

std::size_t EntryBuffer::memory_octets() const {
    return sizeof(*this) + sizeof(State) + state_->capacity;
}

}  // namespace busbar::server::report
