// SPDX-License-Identifier: Apache-2.0
// Where in the model the checks of a control look: the leaves of its logical node, of its logical device, and
// of the bay that it belongs to.
#pragma once

#include <vector>

#include "server/control/bay.hpp"
#include "server/control/object.hpp"

namespace busbar::server::control {

using Leaves = std::vector<model::LeafId>;

/// Of all objects of a logical node. no_leaf for what the model does not have.
struct Surroundings {
    model::NodeId logical_node = model::no_node;
    bool switchgear = false;        ///< CSWI, XCBR, XSWI
    Leaves local, local_at_switch;  ///< Loc and LocKey: here and in LLN0; of the switches that it drives
    model::LeafId station = model::no_leaf, several = model::no_leaf;  ///< LocSta, MltLev
    model::LeafId command_block = model::no_leaf, health = model::no_leaf;
    // Of the switches themselves: EEHealth, BlkOpn, BlkCls, Pos.
    Leaves external_health, block_open, block_close, positions;
    model::LeafId enabled_open = model::no_leaf, enabled_open_q = model::no_leaf;    ///< CILO.EnaOpn
    model::LeafId enabled_close = model::no_leaf, enabled_close_q = model::no_leaf;  ///< CILO.EnaCls
    Leaves released;                                                                 ///< RSYN.Rel
    model::LeafId lowest_tap = model::no_leaf, highest_tap = model::no_leaf;         ///< limits of TapPos
    Leaves end_lower, end_raise;                                                     ///< EndPosL, EndPosR
};

/// For each logical node with controls, in the order of the objects.
std::vector<Surroundings> find_surroundings(const model::Model& model, const Objects& objects);

}  // namespace busbar::server::control
