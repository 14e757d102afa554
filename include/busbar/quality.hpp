// SPDX-License-Identifier: Apache-2.0
// Quality of IEC 61850-7-3: 13 bits, bit 0 first on the wire. Kept as the two octets of the wire, so that bit
// 0 is 0x8000.
#pragma once

#include <busbar/error.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace busbar {

enum class Validity : std::uint8_t { good = 0, invalid = 1, reserved = 2, questionable = 3 };

/// A value; default is good, from the process.
class Quality {
public:
    /// The single-bit members, as masks over bits().
    enum Flag : std::uint16_t {
        overflow = 0x2000,
        out_of_range = 0x1000,
        bad_reference = 0x0800,
        oscillatory = 0x0400,
        failure = 0x0200,
        old_data = 0x0100,
        inconsistent = 0x0080,
        inaccurate = 0x0040,
        substituted = 0x0020,
        test = 0x0010,
        operator_blocked = 0x0008,
    };
    static constexpr unsigned size = 13;  ///< bits

    constexpr Quality() = default;
    constexpr Quality(Validity validity)  // NOLINT: a validity is a quality
        : bits_(static_cast<std::uint16_t>(static_cast<unsigned>(validity) << 14U)) {}
    /// From the two octets of the wire, first octet high. Bits beyond the 13 are dropped.
    static constexpr Quality from_bits(std::uint16_t bits) {
        Quality quality;
        quality.bits_ = bits & 0xFFF8U;
        return quality;
    }

    [[nodiscard]] constexpr std::uint16_t bits() const { return bits_; }
    [[nodiscard]] constexpr Validity validity() const { return static_cast<Validity>(bits_ >> 14U); }
    [[nodiscard]] constexpr bool has(Flag flag) const { return (bits_ & flag) != 0; }
    [[nodiscard]] constexpr bool is_good() const { return validity() == Validity::good; }
    /// A copy with the flag set or cleared.
    [[nodiscard]] constexpr Quality with(Flag flag, bool on = true) const {
        return from_bits(static_cast<std::uint16_t>(on ? bits_ | flag : bits_ & ~unsigned{flag}));
    }
    [[nodiscard]] constexpr Quality with(Validity validity) const {
        return from_bits(static_cast<std::uint16_t>((bits_ & 0x3FFFU) | Quality(validity).bits_));
    }

    friend constexpr bool operator==(Quality, Quality) = default;

private:
    std::uint16_t bits_ = 0;
};

inline constexpr Quality good{};

/// "good", "invalid|overflow|test": validity, then the standard's member names.
std::string to_text(Quality quality);
/// Reverse of to_text; the parts in any order, validity good when absent. Fails (malformed) on unknown names.
Result<Quality> parse_quality(std::string_view text);

}  // namespace busbar
