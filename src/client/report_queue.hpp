// SPDX-License-Identifier: Apache-2.0
// Reports that the application has not taken yet, as the octets that came: what they take is what the server
// sent, and nothing is decoded that is dropped. Bounded in octets.
#pragma once

#include <cstring>

#include "base/bytes.hpp"

namespace busbar::client {

class ReportQueue {
public:
    enum class Kind : std::uint8_t {
        part,    ///< a segment that others follow
        report,  ///< a whole report, or the last segment of one
        mark,    ///< no octets: what follows is of another connection
    };
    struct Item {
        Kind kind = Kind::report;
        Bytes octets;
    };

    [[nodiscard]] bool empty() const { return begin_ == data_.size(); }
    /// Octets in it, with what it costs to keep them.
    [[nodiscard]] std::size_t octets() const { return data_.size() - begin_; }
    /// Items of the kind `report`.
    [[nodiscard]] std::size_t reports() const { return reports_; }
    /// Whether an item of that size fits beside what is there.
    [[nodiscard]] bool fits(std::size_t size, std::size_t limit) const {
        return empty() || octets() + size + header_octets <= limit;
    }

    void push(Kind kind, Bytes octets) {
        make_room(octets.size() + header_octets);
        const auto size = static_cast<std::uint32_t>(octets.size());
        const std::size_t at = data_.size();
        data_.resize(at + header_octets + octets.size());
        std::memcpy(&data_[at], &size, sizeof size);
        data_[at + sizeof size] = static_cast<Octet>(kind);
        if (!octets.empty()) std::memcpy(&data_[at + header_octets], octets.data(), octets.size());
        if (kind == Kind::report) ++reports_;
    }
    /// The oldest; valid until push(), pop() or clear(). Not of an empty queue.
    [[nodiscard]] Item front() const {
        std::uint32_t size = 0;
        std::memcpy(&size, &data_[begin_], sizeof size);
        return {static_cast<Kind>(data_[begin_ + sizeof size]),
                Bytes(data_).subspan(begin_ + header_octets, size)};
    }
    void pop() {
        const Item item = front();
        if (item.kind == Kind::report) --reports_;
        begin_ += header_octets + item.octets.size();
        if (!empty()) return;
        begin_ = 0;
        data_.clear();
        if (data_.capacity() > kept_octets) data_.shrink_to_fit();
    }
    void clear() {
        while (!empty()) pop();
    }

private:
    static constexpr std::size_t header_octets = 5;
    /// Memory that an empty queue keeps.
    static constexpr std::size_t kept_octets = std::size_t{512} << 10U;

    /// What was popped is reused rather than growing.
    void make_room(std::size_t size) {
        if (begin_ == 0 || data_.size() + size <= data_.capacity() || begin_ < data_.size() / 2) return;
        data_.erase(data_.begin(), data_.begin() + static_cast<std::ptrdiff_t>(begin_));
        begin_ = 0;
    }

    ByteVector data_;
    std::size_t begin_ = 0;
    std::size_t reports_ = 0;
};

}  // namespace busbar::client
