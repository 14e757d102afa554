// SPDX-License-Identifier: Apache-2.0
// The attributes of a log control block in the process image, in the order of IEC 61850-8-1. What a client
// reads is what lies there; the engine keeps no second copy.
#pragma once

#include <busbar/report_fields.hpp>
#include <cstdint>
#include <string_view>

#include "model/image.hpp"
#include "server/log/journal.hpp"

namespace busbar::server::log {

/// By position in the block.
enum class Attribute : std::uint8_t {
    log_ena,
    log_ref,
    dat_set,
    old_entr_tm,
    new_entr_tm,
    old_entr,  ///< 8 octets, big-endian
    new_entr,
    trg_ops,
    intg_pd,
};
inline constexpr std::uint32_t attribute_count = 9;

/// One block's attributes. Views image and definition.
class Attributes {
public:
    Attributes(model::Image& image, const model::LogControl& control) : image_(&image), control_(&control) {}

    [[nodiscard]] model::LeafId leaf(Attribute attribute) const;
    [[nodiscard]] bool enabled() const { return image_->boolean(leaf(Attribute::log_ena)); }
    [[nodiscard]] std::string_view text(Attribute attribute) const { return image_->text(leaf(attribute)); }
    [[nodiscard]] TrgOps triggers() const;
    [[nodiscard]] std::uint32_t integrity_ms() const;

    void set_enabled(bool enabled);
    void set_text(Attribute attribute, std::string_view text);
    void set_triggers(const TrgOps& triggers);
    void set_integrity_ms(std::uint32_t milliseconds);
    /// The ends of the log: OldEntr, OldEntrTm, NewEntr, NewEntrTm.
    void set_ends(const EntryMark& oldest, const EntryMark& newest);
    /// Puts a slot of the attribute's size in its place; false when it was the same.
    bool replace(Attribute attribute, const std::uint8_t* slot);

private:
    void set_mark(Attribute number, Attribute time, const EntryMark& mark);

    model::Image* image_;
    const model::LogControl* control_;
};

}  // namespace busbar::server::log
