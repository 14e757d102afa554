// SPDX-License-Identifier: Apache-2.0
#include "server/control/surroundings.hpp"

#include <map>

namespace busbar::server::control {

using model::LeafId;
using model::Model;
using model::no_leaf;
using model::no_node;
using model::NodeId;

namespace {

void add(Leaves& leaves, LeafId leaf) {
    if (leaf != no_leaf) leaves.push_back(leaf);
}
void fill(LeafId& into, LeafId leaf) {
    if (into == no_leaf) into = leaf;
}

class Finder {
public:
    explicit Finder(const Model& model) : model_(model), bays_(model) {
        const auto controllers = logical_nodes(model, {"ATCC", "AVCO"});
        const auto found = partners(model, controllers, logical_nodes(model, {"YLTC"}));
        for (std::size_t i = 0; i < controllers.size(); ++i) changers_.emplace(controllers[i], found[i]);
    }
    [[nodiscard]] Surroundings of(NodeId logical_node) const {
        Surroundings is;
        is.logical_node = logical_node;
        find_level(is);
        is.command_block = status(logical_node, "CmdBlk");
        is.health = status(logical_node, "Health");
        const std::string_view ln_class = class_of(model_, logical_node);
        is.switchgear = ln_class == "CSWI" || ln_class == "XCBR" || ln_class == "XSWI";
        if (const Bay* const bay = bays_.of(logical_node)) find_bay(is, *bay);
        find_taps(is, logical_node);
        if (const auto changer = changers_.find(logical_node); changer != changers_.end()) {
            find_taps(is, changer->second);
        }
        return is;
    }

private:
    [[nodiscard]] LeafId status(NodeId node, std::string_view name,
                                std::string_view attribute = "stVal") const {
        return leaf_below(model_, node, {"ST", name, attribute});
    }
    void find_level(Surroundings& is) const {
        for (const NodeId node : {is.logical_node, lln0_of(model_, is.logical_node)}) {
            for (const std::string_view name : {"Loc", "LocKey"}) add(is.local, status(node, name));
            fill(is.station, status(node, "LocSta"));
            fill(is.several, leaf_below(model_, node, {"SP", "MltLev", "setVal"}));
            fill(is.several, status(node, "MltLev"));
        }
    }
    void find_bay(Surroundings& is, const Bay& bay) const {
        for (const NodeId node : bay.switches) {
            const bool own = node == is.logical_node;
            // A command to one pole itself is none to the others.
            if (!own && bay.controller != is.logical_node) continue;
            for (const std::string_view name : {"Loc", "LocKey"}) {
                if (!own) add(is.local_at_switch, status(node, name));
            }
            add(is.external_health, status(node, "EEHealth"));
            add(is.block_open, status(node, "BlkOpn"));
            add(is.block_close, status(node, "BlkCls"));
            add(is.positions, status(node, "Pos"));
        }
        is.enabled_open = status(bay.interlocking, "EnaOpn");
        is.enabled_open_q = status(bay.interlocking, "EnaOpn", "q");
        is.enabled_close = status(bay.interlocking, "EnaCls");
        is.enabled_close_q = status(bay.interlocking, "EnaCls", "q");
        for (const NodeId node : bay.synchrocheck) add(is.released, status(node, "Rel"));
    }
    void find_taps(Surroundings& is, NodeId changer) const {
        fill(is.lowest_tap, leaf_below(model_, changer, {"CF", "TapPos", "minVal"}));
        fill(is.highest_tap, leaf_below(model_, changer, {"CF", "TapPos", "maxVal"}));
        add(is.end_lower, status(changer, "EndPosL"));
        add(is.end_raise, status(changer, "EndPosR"));
    }

    const Model& model_;
    Bays bays_;
    std::map<NodeId, NodeId> changers_;  // YLTC by its controller
};

}  // namespace

std::vector<Surroundings> find_surroundings(const Model& model, const Objects& objects) {
    const Finder finder(model);
    std::vector<Surroundings> all;
    for (const Object& object : objects.all()) {
        if (all.empty() || all.back().logical_node != object.logical_node) {
            all.push_back(finder.of(object.logical_node));
        }
    }
    return all;
}

}  // namespace busbar::server::control
