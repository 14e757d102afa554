// SPDX-License-Identifier: Apache-2.0
// Time stamps of IEC 61850-7-2 mapped by 8-1: Timestamp (MMS UtcTime, 8 octets) and EntryTime (MMS
// binary-time of 6 octets). Leap seconds are not counted, as in POSIX time.
#pragma once

#include <array>
#include <busbar/error.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace busbar {

using SystemTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// The last octet of a Timestamp.
struct TimeQuality {
    static constexpr std::uint8_t unspecified = 31;
    bool leap_seconds_known = false;
    bool clock_failure = false;
    bool clock_not_synchronized = false;
    std::uint8_t accuracy = unspecified;  ///< significant bits of the fraction, 0..24; 31 = unspecified

    friend constexpr bool operator==(const TimeQuality&, const TimeQuality&) = default;
    [[nodiscard]] constexpr std::uint8_t octet() const {
        return static_cast<std::uint8_t>((leap_seconds_known ? 0x80U : 0U) | (clock_failure ? 0x40U : 0U) |
                                         (clock_not_synchronized ? 0x20U : 0U) | (accuracy & 0x1FU));
    }
    static constexpr TimeQuality from_octet(std::uint8_t octet) {
        return {(octet & 0x80U) != 0, (octet & 0x40U) != 0, (octet & 0x20U) != 0,
                static_cast<std::uint8_t>(octet & 0x1FU)};
    }
};

/// UTC with a resolution of 2^-24 s (about 60 ns), 1970-01-01 to 2106-02-07. Default: all octets zero, which
/// stands for "no time".
struct Timestamp {
    std::uint32_t seconds = 0;   ///< since 1970-01-01T00:00:00Z
    std::uint32_t fraction = 0;  ///< 1/2^24 s, below 2^24
    TimeQuality quality{.accuracy = 0};

    /// Nearest representable time; times outside the range become its ends.
    static Timestamp from(SystemTime time, TimeQuality quality = {});
    static Timestamp from_octets(const std::array<std::uint8_t, 8>& octets);
    [[nodiscard]] std::array<std::uint8_t, 8> octets() const;
    /// Nearest nanosecond.
    [[nodiscard]] SystemTime time() const;

    friend constexpr bool operator==(const Timestamp&, const Timestamp&) = default;
};

/// UTC with a resolution of 1 ms, 1984-01-01 to 2163-06-06. Default: 1984-01-01T00:00:00Z.
struct EntryTime {
    std::uint32_t milliseconds = 0;  ///< since midnight
    std::uint16_t days = 0;          ///< since 1984-01-01

    /// Rounds down to a millisecond; times outside the range become its ends.
    static EntryTime from(SystemTime time);
    static EntryTime from_octets(const std::array<std::uint8_t, 6>& octets);
    [[nodiscard]] std::array<std::uint8_t, 6> octets() const;
    [[nodiscard]] SystemTime time() const;

    friend constexpr bool operator==(const EntryTime&, const EntryTime&) = default;
};

/// RFC 3339 in UTC with nanoseconds: "2026-11-22T12:00:00.000000000Z".
std::string to_text(SystemTime time);
/// The time as above, then the quality where it says something: " (clockFailure clockNotSynchronized)".
std::string to_text(const Timestamp& timestamp);
std::string to_text(const EntryTime& time);

/// RFC 3339: up to nine digits of fraction, 'Z' or an offset "+hh:mm"; 'T' may be a space, and without an
/// offset UTC is meant (SCL). Fails (malformed) with the position.
Result<SystemTime> parse_time(std::string_view text);

}  // namespace busbar
