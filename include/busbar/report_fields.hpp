// SPDX-License-Identifier: Apache-2.0
// What report control blocks, log control blocks and reports say in bits (IEC 61850-7-2 TriggerConditions,
// ReportOptFlds, ReasonCode; packed lists of 8-1). On the wire each is a bit string whose bit 0 is reserved.
#pragma once

#include <cstdint>
#include <string>

namespace busbar {

/// When an entry is made. 6 bits.
struct TrgOps {
    static constexpr unsigned size = 6;
    bool data_change = false, quality_change = false, data_update = false, integrity = false,
         general_interrogation = false;

    /// Left-aligned: bit 0 of the list is 0x8000.
    [[nodiscard]] std::uint16_t wire_octets() const;
    static TrgOps from_wire_octets(std::uint16_t octets);
    /// "dchg qchg dupd integrity gi", those that are set; "none".
    [[nodiscard]] std::string text() const;
    friend bool operator==(const TrgOps&, const TrgOps&) = default;
};

/// What a report carries beside its values. 10 bits.
struct OptFlds {
    static constexpr unsigned size = 10;
    bool sequence_number = false, report_time_stamp = false, reason_for_inclusion = false,
         data_set_name = false, data_reference = false, buffer_overflow = false, entry_id = false,
         conf_revision = false, segmentation = false;

    [[nodiscard]] std::uint16_t wire_octets() const;
    static OptFlds from_wire_octets(std::uint16_t octets);
    /// "seqNum timeStamp reasonCode dataSet dataRef bufOvfl entryID confRev segmentation", those that are
    /// set.
    [[nodiscard]] std::string text() const;
    friend bool operator==(const OptFlds&, const OptFlds&) = default;
};

/// Why a member is in a report; several may be true. 7 bits, in edition 1 and at some peers 6.
class ReasonCode {
public:
    /// As in the first octet of the bit string.
    enum Flag : std::uint8_t {
        data_change = 0x40,
        quality_change = 0x20,
        data_update = 0x10,
        integrity = 0x08,
        general_interrogation = 0x04,
        application_trigger = 0x02,
    };
    static constexpr unsigned size = 7;

    constexpr ReasonCode() = default;
    constexpr ReasonCode(Flag flag) : bits_(flag) {}  // NOLINT: a flag is a reason
    static constexpr ReasonCode from_bits(std::uint8_t bits) {
        ReasonCode reason;
        reason.bits_ = bits & 0x7EU;
        return reason;
    }
    [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }
    [[nodiscard]] constexpr bool has(Flag flag) const { return (bits_ & flag) != 0; }
    [[nodiscard]] constexpr bool none() const { return bits_ == 0; }
    constexpr ReasonCode& operator|=(ReasonCode other) {
        bits_ |= other.bits_;
        return *this;
    }
    friend constexpr ReasonCode operator|(ReasonCode a, ReasonCode b) { return a |= b; }
    friend constexpr bool operator==(ReasonCode, ReasonCode) = default;
    /// "dchg", "dchg qchg", "integrity", "gi", "application"; "none".
    [[nodiscard]] std::string text() const;

private:
    std::uint8_t bits_ = 0;
};

}  // namespace busbar
