// SPDX-License-Identifier: Apache-2.0
// Beh from Mod, and what it does to quality.
#include <algorithm>
#include <cstring>

#include "server/behaviour.hpp"
#include "server/overlay/overlay.hpp"

namespace busbar::server {

using acsi::Mode;
using model::Filtering;
using model::LeafId;
using model::no_leaf;
using model::no_node;
using model::NodeId;

Overlay::LogicalNode& Overlay::logical_node_of(LeafId id) {
    const auto after = std::upper_bound(nodes_.begin(), nodes_.end(), model::index(id),
                                        [&](std::uint32_t wanted, const LogicalNode& node) {
                                            return wanted < process_.model().node(node.node).first_leaf;
                                        });
    return *std::prev(after);
}

void Overlay::update_modes(Filtering& filtering) {
    for (const std::uint32_t i : touched_modes_) {
        if (nodes_[i].lln0 == i) {
            update_device(filtering, nodes_[i].device);
        } else {
            update_node(filtering, nodes_[i]);
        }
    }
}

void Overlay::update_device(Filtering& filtering, std::uint32_t first) {
    for (std::size_t i = first; i < nodes_.size() && nodes_[i].device == first; ++i) {
        update_node(filtering, nodes_[i]);
    }
}

void Overlay::update_node(Filtering& filtering, LogicalNode& node) {
    if (!node.has_mode) return;
    const auto mode_in = [&](LeafId id) {
        return id == no_leaf ? Mode::on : mode_of(model::slot::integer(leaf(id).type, filtering.current(id)));
    };
    const LogicalNode* lln0 = node.lln0 != none ? &nodes_[node.lln0] : nullptr;
    const LeafId device_mod = lln0 != nullptr ? lln0->mod : no_leaf;
    Mode mode = Mode::on;
    if (node.mod != no_leaf || device_mod != no_leaf) {
        mode = combine(mode_in(device_mod), mode_in(node.mod));
        set_behaviour(filtering, node, mode);
    } else if (node.beh != no_leaf) {
        mode = mode_in(node.beh);
    } else if (lln0 != nullptr) {
        mode = mode_in(lln0->beh);
    }
    Effect effect = Effect::none;
    if (mode == Mode::test || mode == Mode::test_blocked) effect = Effect::test;
    if (mode == Mode::off) effect = Effect::invalid;
    if (std::exchange(node.effect, effect) != effect) refresh_qualities(filtering, node);
}

void Overlay::set_behaviour(Filtering& filtering, LogicalNode& node, Mode mode) {
    if (node.beh == no_leaf) return;
    const std::size_t position = filtering.stage(node.beh);
    std::uint8_t* at = filtering.slot(position);
    static_cast<void>(model::slot::store_integer(leaf(node.beh).type, at, static_cast<std::int64_t>(mode)));
    if (std::memcmp(at, filtering.image().slot(node.beh), leaf(node.beh).size) == 0) {
        return filtering.withdraw(position);
    }
    // It is known for sure, and since now.
    if (node.beh_quality != no_leaf && !filtering.staged(node.beh_quality) &&
        filtering.image().quality(node.beh_quality) != good) {
        static_cast<void>(filtering.stage(node.beh_quality));
    }
    if (node.beh_time == no_leaf || filtering.staged(node.beh_time) || filtering.now().wall == WallTime{}) {
        return;
    }
    const std::size_t time = filtering.stage(node.beh_time);
    const auto octets = Timestamp::from(filtering.now().wall).octets();
    static_cast<void>(model::slot::store_utc_time(BasicType::timestamp, filtering.slot(time), octets));
}

void Overlay::refresh_qualities(Filtering& filtering, const LogicalNode& node) {
    const model::Model& model = process_.model();
    for (const char* constraint : {"ST", "MX"}) {
        const NodeId at = model.child(node.node, constraint);
        if (at == no_node) continue;
        const model::Node& record = model.node(at);
        for (std::uint32_t i = 0; i < record.leaf_count; ++i) {
            const LeafId id{record.first_leaf + i};
            if (leaf(id).type != BasicType::quality || id == node.mod_quality || id == node.beh_quality)
                continue;
            refresh(filtering, id, part_of(id));
        }
    }
}

}  // namespace busbar::server
