// SPDX-License-Identifier: Apache-2.0
// What the server tells the store, as octets on their way from its thread to the writer's: a kind, then
// numbers and texts with their length, in this machine's order, for no other one reads them.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "base/bytes.hpp"

namespace busbar::store {

enum class RecordKind : std::uint8_t { set_created, set_deleted, entry, purged, state, settings };

/// Appends to a buffer that is used again and again.
class Packer {
public:
    /// `kind`: RecordKind, or that of another queue.
    template <class Kind>
    requires std::is_enum_v<Kind> Packer(ByteVector& to, Kind kind) : to_(to) {
        to_.clear();
        put(static_cast<std::uint8_t>(kind));
    }
    template <class T>
    requires std::is_unsigned_v<T> Packer& put(T number) {
        std::array<Octet, sizeof number> octets{};
        std::memcpy(octets.data(), &number, sizeof number);
        to_.insert(to_.end(), octets.begin(), octets.end());
        return *this;
    }
    Packer& put(std::string_view text) {
        put(static_cast<std::uint32_t>(text.size()));
        to_.insert(to_.end(), text.begin(), text.end());
        return *this;
    }
    Packer& put(Bytes octets) {
        put(static_cast<std::uint32_t>(octets.size()));
        to_.insert(to_.end(), octets.begin(), octets.end());
        return *this;
    }
    [[nodiscard]] Bytes octets() const { return to_; }

private:
    ByteVector& to_;
};

/// Takes apart what a Packer made; views the octets. Reads nothing, and zeros, beyond their end.
class Unpacker {
public:
    explicit Unpacker(Bytes octets) : rest_(octets) {}
    [[nodiscard]] RecordKind kind() { return static_cast<RecordKind>(number<std::uint8_t>()); }
    template <class T>
    requires std::is_unsigned_v<T> T number() {
        T value = 0;
        const Bytes octets = take(sizeof value);
        if (octets.size() == sizeof value) std::memcpy(&value, octets.data(), sizeof value);
        return value;
    }
    Bytes octets() { return take(number<std::uint32_t>()); }
    std::string_view text() {
        const Bytes from = octets();
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): octets of a text
        return {reinterpret_cast<const char*>(from.data()), from.size()};
    }

private:
    Bytes take(std::size_t count) {
        const Bytes taken = rest_.first(count < rest_.size() ? count : rest_.size());
        rest_ = rest_.subspan(taken.size());
        return taken;
    }
    Bytes rest_;
};

}  // namespace busbar::store
