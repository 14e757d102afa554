// SPDX-License-Identifier: Apache-2.0
#include "server/behaviour.hpp"

namespace busbar::server {

using acsi::Mode;
using model::no_leaf;
using model::no_node;
using model::NodeId;

// The modes are two switches, blocked and test, which add up, and off, which ends both.
Mode combine(Mode device, Mode node) {
    if (device == Mode::off || node == Mode::off) return Mode::off;
    const auto either = [&](Mode one) {
        return device == one || node == one || device == Mode::test_blocked || node == Mode::test_blocked;
    };
    const bool blocked = either(Mode::blocked);
    const bool test = either(Mode::test);
    if (test) return blocked ? Mode::test_blocked : Mode::test;
    return blocked ? Mode::blocked : Mode::on;
}

Mode mode_of(std::int64_t number) {
    return number >= 1 && number <= 5 ? static_cast<Mode>(number) : Mode::on;
}

namespace {

model::LeafId beh_of(const model::Model& model, NodeId logical_node) {
    NodeId at = logical_node;
    for (const char* name : {"ST", "Beh", "stVal"}) {
        if (at != no_node) at = model.child(at, name);
    }
    return at != no_node ? model.leaf_of(at) : no_leaf;
}

}  // namespace

Behaviours::Behaviours(const model::Model& model) : model_(model) {
    for (const NodeId device : model.logical_devices()) {
        const NodeId lln0 = model.child(device, "LLN0");
        const model::LeafId of_device = lln0 != no_node ? beh_of(model, lln0) : no_leaf;
        for (const NodeId node : model.children(device)) {
            const model::LeafId own = beh_of(model, node);
            const std::size_t position = model.node(node).info;
            if (beh_.size() <= position) beh_.resize(position + 1, no_leaf);
            beh_[position] = own != no_leaf ? own : of_device;
        }
    }
}

Mode Behaviours::of(const model::Image& image, NodeId node) const {
    const NodeId logical_node = model_.logical_node_of(node);
    if (logical_node == no_node) return Mode::on;
    const model::LeafId beh = beh_[model_.node(logical_node).info];
    return beh == no_leaf ? Mode::on : mode_of(image.integer(beh));
}

}  // namespace busbar::server
