// SPDX-License-Identifier: Apache-2.0
// The attributes of a report control block in the process image, in the order of IEC 61850-8-1 (17.1.1 and
// 17.1.2). What a client reads is what lies there; the engine keeps no second copy.
#pragma once

#include <busbar/report_fields.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/image.hpp"

namespace busbar::server::report {

enum class Attribute : std::uint8_t {
    rpt_id,
    rpt_ena,
    resv,  ///< URCB
    dat_set,
    conf_rev,
    opt_flds,
    buf_tm,
    sq_num,
    trg_ops,
    intg_pd,
    gi,
    purge_buf,      ///< BRCB, as the four that follow
    entry_id,       ///< 8 octets, big-endian
    time_of_entry,  ///< belongs to entry_id
    resv_tms,       ///< where announced
    owner,          ///< where announced; both kinds
};

/// Which attribute is the member at this position of the block; nothing beyond its end.
std::optional<Attribute> attribute_at(const model::ReportControlSpec& settings, std::uint32_t position);
/// Nothing for an attribute that this block does not have.
std::optional<std::uint32_t> position_of(const model::ReportControlSpec& settings, Attribute attribute);

/// One block's attributes. Views image and definition. Reading one that the block does not have gives zero,
/// writing it does nothing.
class Attributes {
public:
    Attributes(model::Image& image, const model::ReportControl& control)
        : image_(&image), control_(&control) {}

    [[nodiscard]] model::LeafId leaf(Attribute attribute) const;
    [[nodiscard]] bool flag(Attribute attribute) const;
    [[nodiscard]] std::int64_t number(Attribute attribute) const;
    [[nodiscard]] std::string_view text(Attribute attribute) const;
    [[nodiscard]] TrgOps triggers() const;
    [[nodiscard]] OptFlds fields() const;

    void set_flag(Attribute attribute, bool value);
    void set_number(Attribute attribute, std::int64_t value);
    void set_text(Attribute attribute, std::string_view value);
    void set_octets(Attribute attribute, std::span<const std::uint8_t> value);
    void set_triggers(const TrgOps& value);
    void set_fields(const OptFlds& value);
    /// EntryID and TimeofEntry.
    void set_entry(std::uint64_t number, const EntryTime& time);
    /// Puts a slot of the attribute's size in its place; false when it was the same.
    bool replace(Attribute attribute, const std::uint8_t* slot);

private:
    [[nodiscard]] std::uint16_t bits(Attribute attribute) const;

    model::Image* image_;
    const model::ReportControl* control_;
};

/// EntryID as it lies in a slot and on the wire.
std::uint64_t entry_number(const std::uint8_t* octets);

}  // namespace busbar::server::report
