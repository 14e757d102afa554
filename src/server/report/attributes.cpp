// SPDX-License-Identifier: Apache-2.0
#include "server/report/attributes.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace busbar::server::report {

namespace {

using enum Attribute;

constexpr Attribute unbuffered[] = {rpt_id, rpt_ena, resv,    dat_set, conf_rev, opt_flds,
                                    buf_tm, sq_num,  trg_ops, intg_pd, gi};
constexpr Attribute buffered[] = {rpt_id,  rpt_ena, dat_set, conf_rev,  opt_flds, buf_tm,       sq_num,
                                  trg_ops, intg_pd, gi,      purge_buf, entry_id, time_of_entry};

std::span<const Attribute> always(const model::ReportControlSpec& settings) {
    return settings.buffered ? std::span<const Attribute>(buffered) : std::span<const Attribute>(unbuffered);
}

}  // namespace

std::optional<Attribute> attribute_at(const model::ReportControlSpec& settings, std::uint32_t position) {
    const auto first = always(settings);
    if (position < first.size()) return first[position];
    std::size_t rest = position - first.size();
    if (settings.buffered && settings.with_resv_tms && rest-- == 0) return resv_tms;
    return settings.with_owner && rest == 0 ? std::optional(owner) : std::nullopt;
}

std::optional<std::uint32_t> position_of(const model::ReportControlSpec& settings, Attribute attribute) {
    const auto first = always(settings);
    const auto found = std::find(first.begin(), first.end(), attribute);
    if (found != first.end()) return static_cast<std::uint32_t>(found - first.begin());
    const auto next = static_cast<std::uint32_t>(first.size());
    const bool has_resv_tms = settings.buffered && settings.with_resv_tms;
    if (attribute == resv_tms && has_resv_tms) return next;
    if (attribute == owner && settings.with_owner) return next + (has_resv_tms ? 1U : 0U);
    return std::nullopt;
}

model::LeafId Attributes::leaf(Attribute attribute) const {
    const auto position = position_of(control_->settings, attribute);
    if (!position) return model::no_leaf;
    return model::LeafId{image_->model().node(control_->node).first_leaf} + *position;
}

bool Attributes::flag(Attribute attribute) const {
    const model::LeafId id = leaf(attribute);
    return id != model::no_leaf && image_->boolean(id);
}

std::int64_t Attributes::number(Attribute attribute) const {
    const model::LeafId id = leaf(attribute);
    return id != model::no_leaf ? image_->integer(id) : 0;
}

std::string_view Attributes::text(Attribute attribute) const {
    const model::LeafId id = leaf(attribute);
    return id != model::no_leaf ? image_->text(id) : std::string_view();
}

std::uint16_t Attributes::bits(Attribute attribute) const {
    const auto octets = std::as_const(*image_).octets(leaf(attribute));
    std::uint16_t result = 0;
    for (std::size_t i = 0; i < octets.size() && i < 2; ++i) {
        result = static_cast<std::uint16_t>(result | octets[i] << (8 * (1 - i)));
    }
    return result;
}

TrgOps Attributes::triggers() const {
    return TrgOps::from_wire_octets(bits(trg_ops));
}

OptFlds Attributes::fields() const {
    return OptFlds::from_wire_octets(bits(opt_flds));
}

// A value that does not fit its attribute cannot come here: they are numbers and texts of the block itself.

void Attributes::set_flag(Attribute attribute, bool value) {
    const model::LeafId id = leaf(attribute);
    if (id != model::no_leaf) static_cast<void>(image_->set_boolean(id, value));
}

void Attributes::set_number(Attribute attribute, std::int64_t value) {
    const model::LeafId id = leaf(attribute);
    if (id != model::no_leaf) static_cast<void>(image_->set_integer(id, value));
}

void Attributes::set_text(Attribute attribute, std::string_view value) {
    const model::LeafId id = leaf(attribute);
    if (id != model::no_leaf) static_cast<void>(image_->set_text(id, value));
}

void Attributes::set_octets(Attribute attribute, std::span<const std::uint8_t> value) {
    const model::LeafId id = leaf(attribute);
    if (id != model::no_leaf) static_cast<void>(image_->set_octets(id, value));
}

void Attributes::set_triggers(const TrgOps& value) {
    const model::LeafId id = leaf(trg_ops);
    image_->slot(id)[0] = static_cast<std::uint8_t>(value.wire_octets() >> 8U);
}

void Attributes::set_fields(const OptFlds& value) {
    const model::LeafId id = leaf(opt_flds);
    image_->slot(id)[0] = static_cast<std::uint8_t>(value.wire_octets() >> 8U);
    image_->slot(id)[1] = static_cast<std::uint8_t>(value.wire_octets() & 0xFFU);
}

void Attributes::set_entry(std::uint64_t number, const EntryTime& time) {
    std::array<std::uint8_t, 8> octets{};
    for (std::size_t i = octets.size(); i-- > 0; number >>= 8U) octets[i] = static_cast<std::uint8_t>(number);
    set_octets(entry_id, octets);
    const model::LeafId id = leaf(time_of_entry);
    if (id == model::no_leaf) return;
    const auto time_octets = time.octets();
    std::memcpy(image_->slot(id), time_octets.data(), time_octets.size());
}

bool Attributes::replace(Attribute attribute, const std::uint8_t* slot) {
    const model::LeafId id = leaf(attribute);
    const std::size_t size = image_->model().leaf(id).size;
    if (std::memcmp(image_->slot(id), slot, size) == 0) return false;
    std::memcpy(image_->slot(id), slot, size);
    return true;
}

std::uint64_t entry_number(const std::uint8_t* octets) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8U | octets[i];
    return number;
}

}  // namespace busbar::server::report
