// SPDX-License-Identifier: Apache-2.0
// A buffer that is filled from its end to its beginning. Every header of the stack precedes what it describes
// and carries its length; written back to front, that length is known when the header is written, each layer
// prepends its octets to those of the layer above, and nothing is moved or measured twice.
#pragma once

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <memory>

#include "base/bytes.hpp"

namespace busbar {

/// Grows on demand up to `max_octets`; past that every further prepend is dropped and overflowed() stays true
/// until clear(). One thread. Keep one for many messages: clear() keeps the memory, so that steady use
/// allocates nothing.
class BackWriter {
public:
    explicit BackWriter(std::size_t max_octets = std::size_t{1} << 24U, std::size_t initial_octets = 1024)
        : max_(max_octets) {
        grow(std::min(initial_octets, max_octets));
    }

    /// Room for `count` octets before what is there; nullptr when the bound is reached. The caller fills all
    /// of it.
    Octet* prepend(std::size_t count) {
        if (count > static_cast<std::size_t>(head_ - floor_) && !make_room(count)) return nullptr;
        head_ -= count;
        return head_;
    }
    void prepend_octet(Octet octet) {
        if (Octet* at = prepend(1)) *at = octet;
    }
    void prepend_bytes(Bytes bytes) {
        if (bytes.empty()) return;
        if (Octet* at = prepend(bytes.size())) std::memcpy(at, bytes.data(), bytes.size());
    }
    void prepend_octets(std::initializer_list<Octet> octets) {
        prepend_bytes({octets.begin(), octets.size()});
    }
    /// Big-endian, as every number of TPKT, COTP and session is.
    void prepend_u16(std::uint16_t value) {
        prepend_octets({static_cast<Octet>(value >> 8U), static_cast<Octet>(value & 0xFFU)});
    }

    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end_ - head_); }
    /// What has been written. Valid until the next prepend or clear.
    [[nodiscard]] Bytes bytes() const { return {head_, size()}; }
    [[nodiscard]] bool overflowed() const { return overflowed_; }
    void clear() {
        head_ = end_;
        overflowed_ = false;
    }
    /// Back to an earlier size(): takes away what was prepended since, an item that did not fit for instance.
    void truncate(std::size_t size_before) {
        head_ = end_ - size_before;
        overflowed_ = false;
    }
    /// Lowers or raises the bound for what follows; a message longer than negotiated then overflows.
    void set_max_octets(std::size_t max_octets) {
        max_ = max_octets;
        set_floor();
    }
    [[nodiscard]] std::size_t max_octets() const { return max_; }

private:
    bool make_room(std::size_t count) {
        const std::size_t needed = size() + count;
        if (overflowed_ || needed > max_) {
            overflowed_ = true;
            return false;
        }
        grow(std::min(max_, std::max(needed, 2 * static_cast<std::size_t>(end_ - buffer_.get()))));
        return true;
    }
    void grow(std::size_t capacity) {
        auto larger = std::make_unique_for_overwrite<Octet[]>(capacity);
        Octet* const larger_end = larger.get() + capacity;
        const std::size_t used = buffer_ ? size() : 0;
        if (used != 0) std::memcpy(larger_end - used, head_, used);
        buffer_ = std::move(larger);
        end_ = larger_end;
        head_ = larger_end - used;
        set_floor();
    }
    /// The lowest place that head_ may reach: the start of the memory, or nearer where the bound is smaller.
    void set_floor() {
        const auto capacity = static_cast<std::size_t>(end_ - buffer_.get());
        floor_ = end_ - std::min(capacity, std::max(max_, size()));
    }

    std::unique_ptr<Octet[]> buffer_;
    Octet* head_ = nullptr;
    Octet* floor_ = nullptr;
    Octet* end_ = nullptr;
    std::size_t max_;
    bool overflowed_ = false;
};

}  // namespace busbar
