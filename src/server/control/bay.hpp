// SPDX-License-Identifier: Apache-2.0
// Which logical nodes belong together (IEC 61850-7-4 and -7-5): the switch controller CSWI, the breaker or
// switch that it drives (XCBR, XSWI), its interlocking (CILO) and synchro-check (RSYN); a voltage controller
// and its tap changer (ATCC, YLTC). Files seldom say so; it is taken from logical device, prefix, instance
// and order. Links by references (InRef, GrRef) are left out.
#pragma once

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "model/model.hpp"

namespace busbar::server::control {

/// The leaf at names below a node ({"ST", "Pos", "stVal"} below a logical node), or no_leaf.
model::LeafId leaf_below(const model::Model& model, model::NodeId node,
                         std::initializer_list<std::string_view> names);
std::string_view class_of(const model::Model& model, model::NodeId logical_node);
/// The LLN0 of the logical device that `node` is in, or no_node.
model::NodeId lln0_of(const model::Model& model, model::NodeId node);
/// All logical nodes of these classes, in the order of the model.
std::vector<model::NodeId> logical_nodes(const model::Model& model,
                                         std::initializer_list<std::string_view> classes);

/// For each of `ones` the one of `others` that belongs to it, or no_node; none belongs to two. Looks among
/// those of the same logical device and prefix, then of the same logical device, then across logical devices
/// that have only one of the two. In each: by instance where that fits all; by order where there are as many;
/// else by instance where it fits (a breaker before a switch).
std::vector<model::NodeId> partners(const model::Model& model, std::span<const model::NodeId> ones,
                                    std::span<const model::NodeId> others);

/// A switch and what belongs to it.
struct Bay {
    model::NodeId controller = model::no_node;    ///< CSWI; no_node for a switch that none drives
    std::vector<model::NodeId> switches;          ///< XCBR or XSWI; several XCBR are the poles of one breaker
    model::NodeId interlocking = model::no_node;  ///< CILO
    std::vector<model::NodeId> synchrocheck;      ///< RSYN; breakers only
    bool breaker = false;                         ///< has an XCBR
};

/// Immutable; the model must outlive it.
class Bays {
public:
    explicit Bays(const model::Model& model);
    /// First those with a controller, in the order of the model.
    [[nodiscard]] const std::vector<Bay>& all() const { return bays_; }
    /// The bay that a CSWI, XCBR or XSWI belongs to; null for others.
    [[nodiscard]] const Bay* of(model::NodeId logical_node) const;

private:
    void find_switches(const model::Model& model);
    void find_interlocking(const model::Model& model);
    void find_synchrocheck(const model::Model& model);

    std::vector<Bay> bays_;
    std::vector<std::pair<model::NodeId, std::uint32_t>> by_node_;  // sorted
};

}  // namespace busbar::server::control
