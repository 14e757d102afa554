// SPDX-License-Identifier: Apache-2.0
#include "server/log/attributes.hpp"

#include <array>
#include <cstring>

namespace busbar::server::log {

model::LeafId Attributes::leaf(Attribute attribute) const {
    const model::Node& block = image_->model().node(control_->node);
    return model::LeafId{block.first_leaf} + static_cast<std::uint32_t>(attribute);
}

TrgOps Attributes::triggers() const {
    const std::uint8_t octet = image_->slot(leaf(Attribute::trg_ops))[0];
    return TrgOps::from_wire_octets(static_cast<std::uint16_t>(octet << 8U));
}

std::uint32_t Attributes::integrity_ms() const {
    return static_cast<std::uint32_t>(image_->integer(leaf(Attribute::intg_pd)));
}

// A value that does not fit its attribute cannot come here: they are of the block itself, or of one that a
// store has kept.

void Attributes::set_enabled(bool enabled) {
    static_cast<void>(image_->set_boolean(leaf(Attribute::log_ena), enabled));
}

void Attributes::set_text(Attribute attribute, std::string_view text) {
    static_cast<void>(image_->set_text(leaf(attribute), text));
}

void Attributes::set_triggers(const TrgOps& triggers) {
    image_->slot(leaf(Attribute::trg_ops))[0] = static_cast<std::uint8_t>(triggers.wire_octets() >> 8U);
}

void Attributes::set_integrity_ms(std::uint32_t milliseconds) {
    static_cast<void>(image_->set_unsigned(leaf(Attribute::intg_pd), milliseconds));
}

void Attributes::set_mark(Attribute number, Attribute time, const EntryMark& mark) {
    std::array<std::uint8_t, 8> octets{};
    EntryNumber rest = mark.number;
    for (std::size_t i = octets.size(); i-- > 0; rest >>= 8U) octets[i] = static_cast<std::uint8_t>(rest);
    static_cast<void>(image_->set_octets(leaf(number), octets));
    const auto time_octets = entry_time(mark.time).octets();
    std::memcpy(image_->slot(leaf(time)), time_octets.data(), time_octets.size());
}

void Attributes::set_ends(const EntryMark& oldest, const EntryMark& newest) {
    set_mark(Attribute::old_entr, Attribute::old_entr_tm, oldest);
    set_mark(Attribute::new_entr, Attribute::new_entr_tm, newest);
}

bool Attributes::replace(Attribute attribute, const std::uint8_t* slot) {
    const model::LeafId id = leaf(attribute);
    const std::size_t size = image_->model().leaf(id).size;
    if (std::memcmp(image_->slot(id), slot, size) == 0) return false;
    std::memcpy(image_->slot(id), slot, size);
    return true;
}

}  // namespace busbar::server::log
