// SPDX-License-Identifier: Apache-2.0
#include "server/overlay/overlay.hpp"

#include <algorithm>
#include <cstring>

namespace busbar::server {

using model::Filtering;
using model::LeafId;
using model::no_leaf;

namespace {

/// Slot of a quality: the two octets of the wire.
Quality quality_in(const std::uint8_t* slot) {
    return Quality::from_bits(static_cast<std::uint16_t>(slot[0] << 8U | slot[1]));
}

void put_quality(std::uint8_t* slot, Quality quality) {
    slot[0] = static_cast<std::uint8_t>(quality.bits() >> 8U);
    slot[1] = static_cast<std::uint8_t>(quality.bits() & 0xFFU);
}

/// oldData says why a quality is not good, so a good one becomes questionable.
Quality blocked_quality(Quality quality) {
    if (quality.is_good()) quality = quality.with(Validity::questionable);
    return quality.with(Quality::operator_blocked).with(Quality::old_data);
}

}  // namespace

Overlay::~Overlay() {
    if (parts_.empty()) return;
    process_.set_filter(nullptr);
    for (std::uint32_t i = 0; i < process_.model().leaves().size(); ++i) {
        process_.set_filtered(LeafId{i}, false);
    }
}

/// What the image enables takes effect by being set again.
void Overlay::start() {
    process_.set_filter(this);
    for (const Part& part : parts_) {
        process_.set_filtered(part.leaf, part.role == Role::control || part.role == Role::mode);
    }
    model::Transaction transaction = process_.begin();
    const auto set_again = [&](LeafId id) {
        if (id == no_leaf) return;
        if (std::uint8_t* at = transaction.slot(id)) {
            std::memcpy(at, process_.image().slot(id), leaf(id).size);
        }
    };
    for (const Object& object : objects_) {
        for (const LeafId id : {object.enable, object.block}) {
            if (id != no_leaf && process_.image().boolean(id)) set_again(id);
        }
    }
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
        // What LLN0 has concerns all.
        const LogicalNode& first = nodes_[nodes_[i].lln0 != none ? nodes_[i].lln0 : i];
        const LogicalNode& node = first.mod != no_leaf || first.beh != no_leaf ? first : nodes_[i];
        if (&node == &nodes_[i]) set_again(node.mod != no_leaf ? node.mod : node.beh);
    }
    static_cast<void>(transaction.commit());
}

const std::uint8_t* Overlay::hidden(LeafId id) const {
    const Part* part = part_of(id);
    if (part != nullptr && (part->role == Role::control || part->role == Role::mode)) return nullptr;
    return hidden_.data() + leaf(id).offset;
}

const Overlay::Part* Overlay::part_of(LeafId id) const {
    const auto found = std::lower_bound(
        parts_.begin(), parts_.end(), id,
        [](const Part& part, LeafId wanted) { return model::index(part.leaf) < model::index(wanted); });
    return found != parts_.end() && found->leaf == id ? &*found : nullptr;
}

void Overlay::filter(Filtering& filtering) {
    // First what the transaction says, then what follows from it, then what the process has set.
    const std::size_t count = filtering.size();
    touched_.clear();
    touched_modes_.clear();
    for (std::size_t i = 0; i < count; ++i) {
        if (const LeafId id = filtering.leaf(i); id != no_leaf) take(filtering, i, id);
    }
    update_modes(filtering);
    for (const std::uint32_t i : touched_) {
        objects_[i].listed = false;
        update_object(filtering, objects_[i]);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const LeafId id = filtering.leaf(i);
        if (id == no_leaf) continue;
        const Part* part = part_of(id);
        if (part == nullptr || (part->role != Role::control && part->role != Role::mode)) {
            show(filtering, i, id, part);
        }
    }
}

void Overlay::take(Filtering& filtering, std::size_t position, LeafId id) {
    const Part* part = part_of(id);
    if (part != nullptr && part->role == Role::mode) {
        touched_modes_.push_back(part->owner);
    } else if (part != nullptr && part->role == Role::control) {
        if (!std::exchange(objects_[part->owner].listed, true)) touched_.push_back(part->owner);
    } else {
        std::memcpy(hidden_slot(id), filtering.slot(position), leaf(id).size);
    }
}

void Overlay::update_object(Filtering& filtering, Object& object) {
    const auto set = [&](LeafId id) { return id != no_leaf && *filtering.current(id) != 0; };
    const bool substituted = set(object.enable);
    const bool blocked = set(object.block);
    if (blocked && !object.blocked) freeze(filtering, object);
    const bool began = substituted && !object.substituted;
    const bool ended = object.substituted && !substituted;
    object.substituted = substituted;
    object.blocked = blocked;
    bool changed = false;
    for (const Pair& pair : pairs(object)) changed |= refresh(filtering, pair.shown, part_of(pair.shown));
    if (object.quality != no_leaf) changed |= refresh(filtering, object.quality, part_of(object.quality));
    if (object.time != no_leaf) refresh(filtering, object.time, part_of(object.time));
    if (began || (substituted && changed)) stamp(filtering, object);
    // Nobody substitutes any more.
    if (ended && object.id != no_leaf) {
        const std::size_t position = filtering.stage(object.id);
        std::memset(filtering.slot(position), 0, leaf(object.id).size);
    }
}

/// Keeps what the process has said until now, this transaction included.
void Overlay::freeze(Filtering& filtering, const Object& object) {
    if (frozen_.empty()) frozen_.resize(process_.image().octets().size());
    const auto keep = [&](LeafId id) {
        if (id == no_leaf) return;
        const std::uint8_t* from = process_.filtered(id) ? hidden_slot(id) : filtering.current(id);
        std::memcpy(frozen_slot(id), from, leaf(id).size);
    };
    for (const Pair& pair : pairs(object)) keep(pair.shown);
    keep(object.quality);
    keep(object.time);
}

/// After a reason to show another value has begun or ended. True when the leaf changes.
bool Overlay::refresh(Filtering& filtering, LeafId id, const Part* part) {
    const bool on = influenced(id, part);
    if (!process_.filtered(id)) {
        if (!on) return false;
        if (hidden_.empty()) hidden_.resize(process_.image().octets().size());
        std::memcpy(hidden_slot(id), filtering.current(id), leaf(id).size);
        process_.set_filtered(id, true);
    }
    const bool changed = show(filtering, filtering.stage(id), id, part);
    if (!on) process_.set_filtered(id, false);
    return changed;
}

/// The leaf is staged at `position`: gets what shall be shown, or is not set where that is shown already.
bool Overlay::show(Filtering& filtering, std::size_t position, LeafId id, const Part* part) {
    form(filtering, position, id, part);
    if (std::memcmp(filtering.slot(position), filtering.image().slot(id), leaf(id).size) != 0) return true;
    filtering.withdraw(position);
    return false;
}

void Overlay::form(Filtering& filtering, std::size_t position, LeafId id, const Part* part) {
    std::uint8_t* at = filtering.slot(position);
    if (part == nullptr || part->role == Role::quality) {
        return put_quality(at, quality_of(filtering, id, part));
    }
    const Object& object = objects_[part->owner];
    const std::uint8_t* from = object.blocked ? frozen_slot(id) : hidden_slot(id);
    if (object.substituted && part->role == Role::time) {
        from = filtering.image().slot(id);  // stays; see stamp()
    } else if (object.substituted) {
        for (const Pair& pair : pairs(object)) {
            if (pair.shown == id && pair.substitute != no_leaf) from = filtering.current(pair.substitute);
        }
    }
    std::memcpy(at, from, leaf(id).size);
}

bool Overlay::influenced(LeafId id, const Part* part) {
    if (part != nullptr && (objects_[part->owner].substituted || objects_[part->owner].blocked)) return true;
    if (part != nullptr && part->role != Role::quality) return false;
    return logical_node_of(id).effect != Effect::none;
}

Quality Overlay::quality_of(Filtering& filtering, LeafId id, const Part* part) {
    Quality quality = quality_in(hidden_slot(id));
    if (part != nullptr) {
        const Object& object = objects_[part->owner];
        if (object.substituted) {
            if (object.quality_of_substitute != no_leaf) {
                quality = quality_in(filtering.current(object.quality_of_substitute));
            }
            quality = quality.with(Quality::substituted);
        } else if (object.blocked) {
            quality = blocked_quality(quality_in(frozen_slot(id)));
        }
    }
    const LogicalNode& node = logical_node_of(id);
    if (id == node.mod_quality || id == node.beh_quality) return quality;
    switch (node.effect) {
        case Effect::none: break;
        case Effect::test: return quality.with(Quality::test);
        case Effect::invalid: return quality.with(Validity::invalid);
    }
    return quality;
}

void Overlay::stamp(Filtering& filtering, const Object& object) {
    // Without a clock reading there is nothing to say.
    if (object.time == no_leaf || filtering.now().wall == WallTime{}) return;
    const std::size_t position = filtering.stage(object.time);
    const auto octets = Timestamp::from(filtering.now().wall).octets();
    static_cast<void>(model::slot::store_utc_time(BasicType::timestamp, filtering.slot(position), octets));
}

}  // namespace busbar::server
