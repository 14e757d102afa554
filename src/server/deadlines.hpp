// SPDX-License-Identifier: Apache-2.0
// When each of many connections wants to be woken. A heap whose entries know their place, so that setting,
// moving and clearing a deadline cost the logarithm of how many are set, and connections without one (nearly
// all, nearly always) cost nothing.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/time.hpp"

namespace busbar::server {

/// Deadlines of small numbers (slots). Not thread-safe.
class Deadlines {
public:
    /// The next one, or never.
    [[nodiscard]] TimePoint next() const { return heap_.empty() ? never : heap_.front().at; }
    /// The slot that next() belongs to; only when there is one.
    [[nodiscard]] std::uint32_t next_slot() const { return heap_.front().slot; }
    [[nodiscard]] std::size_t size() const { return heap_.size(); }

    /// Sets, moves, or with `never` clears the deadline of a slot.
    void set(std::uint32_t slot, TimePoint at) {
        if (slot >= places_.size()) {
            if (at == never) return;
            places_.resize(slot + std::size_t{1}, none);
        }
        const std::uint32_t place = places_[slot];
        if (place == none) {
            if (at == never) return;
            places_[slot] = static_cast<std::uint32_t>(heap_.size());
            heap_.push_back({at, slot});
            rise(heap_.size() - 1);
        } else if (at == never) {
            remove(place);
        } else if (heap_[place].at != at) {
            heap_[place].at = at;
            rise(place);
            sink(places_[slot]);
        }
    }

private:
    struct Entry {
        TimePoint at;
        std::uint32_t slot;
    };
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    void put(std::size_t place, Entry entry) {
        heap_[place] = entry;
        places_[entry.slot] = static_cast<std::uint32_t>(place);
    }
    void rise(std::size_t place) {
        const Entry entry = heap_[place];
        while (place != 0) {
            const std::size_t parent = (place - 1) / 2;
            if (heap_[parent].at <= entry.at) break;
            put(place, heap_[parent]);
            place = parent;
        }
        put(place, entry);
    }
    void sink(std::size_t place) {
        const Entry entry = heap_[place];
        for (std::size_t child = 2 * place + 1; child < heap_.size(); child = 2 * place + 1) {
            if (child + 1 < heap_.size() && heap_[child + 1].at < heap_[child].at) ++child;
            if (entry.at <= heap_[child].at) break;
            put(place, heap_[child]);
            place = child;
        }
        put(place, entry);
    }
    void remove(std::size_t place) {
        places_[heap_[place].slot] = none;
        const Entry last = heap_.back();
        heap_.pop_back();
        if (place == heap_.size()) return;
        put(place, last);
        rise(place);
        sink(places_[last.slot]);
    }

    std::vector<Entry> heap_;
    std::vector<std::uint32_t> places_;  // by slot
};

}  // namespace busbar::server
