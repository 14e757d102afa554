// SPDX-License-Identifier: Apache-2.0
// Where a model's modes, and its data objects that can be substituted or blocked, are. Values are in FC ST or
// MX, what replaces them is under the same names in SV and BL of the same logical node.
#include <algorithm>
#include <unordered_map>

#include "server/overlay/overlay.hpp"

namespace busbar::server {

using model::LeafId;
using model::Model;
using model::no_leaf;
using model::no_node;
using model::NodeId;

class Overlay::Finder {
public:
    explicit Finder(Overlay& overlay) : overlay_(overlay), model_(overlay.process_.model()) {}

    void find() {
        for (const NodeId device : model_.logical_devices()) find_modes(device);
        const auto nodes = model_.nodes();
        for (std::uint32_t i = 0; i < nodes.size(); ++i) {
            if (!nodes[i].is_leaf() || nodes[i].type != BasicType::boolean) continue;
            if (nodes[i].fc == Fc::sv && model_.name(NodeId{i}) == "subEna") find_substitution(NodeId{i});
            if (nodes[i].fc == Fc::bl && model_.name(NodeId{i}) == "blkEna") find_blocking(NodeId{i});
        }
        for (std::uint32_t i = 0; i < overlay_.objects_.size(); ++i) add_parts(i);
        std::sort(overlay_.parts_.begin(), overlay_.parts_.end(),
                  [](const Part& a, const Part& b) { return model::index(a.leaf) < model::index(b.leaf); });
    }

private:
    [[nodiscard]] NodeId child(NodeId parent, std::string_view name) const {
        return parent == no_node ? no_node : model_.child(parent, name);
    }
    [[nodiscard]] LeafId leaf(NodeId parent, std::string_view name) const {
        const NodeId node = child(parent, name);
        return node == no_node ? no_leaf : model_.leaf_of(node);
    }
    [[nodiscard]] LeafId leaf(NodeId parent, std::string_view name, BasicType type) const {
        const LeafId id = leaf(parent, name);
        return id != no_leaf && model_.leaf(id).type == type ? id : no_leaf;
    }
    /// Mod.stVal and Beh.stVal may be integers of any kind, edition 1 has INC and INS there.
    [[nodiscard]] LeafId number(NodeId parent, std::string_view name) const {
        const LeafId id = leaf(parent, name);
        if (id == no_leaf) return no_leaf;
        const BasicType type = model_.leaf(id).type;
        const bool fits =
            type == BasicType::enumerated || type == BasicType::int32 || type == BasicType::int8;
        return fits ? id : no_leaf;
    }

    void find_modes(NodeId device) {
        auto& nodes = overlay_.nodes_;
        const auto first = static_cast<std::uint32_t>(nodes.size());
        std::uint32_t lln0 = none;
        for (const NodeId id : model_.children(device)) {
            const auto position = static_cast<std::uint32_t>(nodes.size());
            const std::string_view ln_class = model_.logical_node_info(id).ln_class;
            if (ln_class == "LLN0") lln0 = position;
            LogicalNode node;
            node.node = id;
            node.device = first;
            node.has_mode = ln_class != "LPHD";
            const NodeId status = child(id, "ST");
            const NodeId mod = child(status, "Mod");
            const NodeId beh = child(status, "Beh");
            node.mod = number(mod, "stVal");
            node.mod_quality = leaf(mod, "q", BasicType::quality);
            node.beh = number(beh, "stVal");
            node.beh_quality = leaf(beh, "q", BasicType::quality);
            node.beh_time = leaf(beh, "t", BasicType::timestamp);
            for (const LeafId leaf_id : {node.mod, node.beh}) {
                if (leaf_id != no_leaf) overlay_.parts_.push_back({leaf_id, position, Role::mode});
            }
            nodes.push_back(node);
        }
        for (std::uint32_t i = first; i < nodes.size(); ++i) nodes[i].lln0 = lln0;
    }

    /// The node of the same path in another functional constraint.
    [[nodiscard]] NodeId counterpart(NodeId node, std::string_view constraint) const {
        const model::Node& record = model_.node(node);
        if (record.kind == model::NodeKind::functional_constraint) return child(record.parent, constraint);
        const NodeId parent = counterpart(record.parent, constraint);
        if (parent == no_node) return no_node;
        if (const auto position = model_.element_index(node)) return model_.element(parent, *position);
        return model_.child(parent, model_.name(node));
    }
    /// What is shown of the data object of which `node` is a part in SV or BL: its parent and its value.
    [[nodiscard]] std::pair<NodeId, NodeId> shown_of(NodeId node) const {
        for (const auto& [constraint, name] :
             {std::pair("ST", "stVal"), {"ST", "valWTr"}, {"MX", "mag"}, {"MX", "cVal"}, {"MX", "mxVal"}}) {
            const NodeId values = counterpart(node, constraint);
            const NodeId value = child(values, name);
            if (value != no_node && !is_mode(values)) return {values, value};
        }
        return {no_node, no_node};
    }
    /// Mod and Beh say how everything else is meant, and are not replaced.
    [[nodiscard]] bool is_mode(NodeId data_object) const {
        constexpr std::uint8_t below_constraint = 3;
        const std::string_view name = model_.name(data_object);
        return model_.node(data_object).depth == below_constraint && (name == "Mod" || name == "Beh");
    }

    void pair_up(NodeId shown, NodeId substitute, bool& found) {
        if (model_.node(shown).is_leaf()) {
            Pair pair{model_.leaf_of(shown), no_leaf};
            if (substitute != no_node && model_.node(substitute).is_leaf()) {
                const model::Leaf& from = model_.leaf(model_.leaf_of(substitute));
                const model::Leaf& to = model_.leaf(pair.shown);
                if (from.type == to.type && from.size == to.size)
                    pair.substitute = model_.leaf_of(substitute);
            }
            found |= pair.substitute != no_leaf;
            overlay_.pairs_.push_back(pair);
            return;
        }
        for (const NodeId part : model_.children(shown)) {
            pair_up(part, child(substitute, model_.name(part)), found);
        }
    }
    void add_object(Object object, NodeId values, std::size_t first_pair) {
        object.first_pair = static_cast<std::uint32_t>(first_pair);
        object.pair_count = static_cast<std::uint32_t>(overlay_.pairs_.size() - first_pair);
        object.quality = leaf(values, "q", BasicType::quality);
        object.time = leaf(values, "t", BasicType::timestamp);
        object_of_.emplace(model::index(values), overlay_.objects_.size());
        overlay_.objects_.push_back(object);
    }
    void find_substitution(NodeId enable) {
        const NodeId parent = model_.node(enable).parent;
        const auto [values, value] = shown_of(parent);
        if (values == no_node || object_of_.contains(model::index(values))) return;
        NodeId substitute = no_node;
        for (const char* name : {"subVal", "subMag", "subCVal"}) {
            if (substitute == no_node) substitute = child(parent, name);
        }
        const std::size_t first_pair = overlay_.pairs_.size();
        bool found = false;
        pair_up(value, substitute, found);
        if (!found) {  // nothing that could be shown
            overlay_.pairs_.resize(first_pair);
            return;
        }
        Object object;
        object.enable = model_.leaf_of(enable);
        object.quality_of_substitute = leaf(parent, "subQ", BasicType::quality);
        object.id = leaf(parent, "subID");
        add_object(object, values, first_pair);
    }
    void find_blocking(NodeId block) {
        const auto [values, value] = shown_of(model_.node(block).parent);
        if (values == no_node) return;
        if (const auto known = object_of_.find(model::index(values)); known != object_of_.end()) {
            overlay_.objects_[known->second].block = model_.leaf_of(block);
            return;
        }
        const std::size_t first_pair = overlay_.pairs_.size();
        bool found = false;
        pair_up(value, no_node, found);
        Object object;
        object.block = model_.leaf_of(block);
        add_object(object, values, first_pair);
    }
    void add_parts(std::uint32_t owner) {
        const Object& object = overlay_.objects_[owner];
        const auto add = [&](LeafId id, Role role) {
            if (id != no_leaf) overlay_.parts_.push_back({id, owner, role});
        };
        for (const LeafId id : {object.enable, object.quality_of_substitute, object.block})
            add(id, Role::control);
        for (const Pair& pair : overlay_.pairs(object)) {
            add(pair.shown, Role::value);
            add(pair.substitute, Role::control);
        }
        add(object.quality, Role::quality);
        add(object.time, Role::time);
    }

    Overlay& overlay_;
    const Model& model_;
    std::unordered_map<std::uint32_t, std::size_t> object_of_;  // by the node of its values
};

Overlay::Overlay(model::Process& process) : process_(process) {
    Finder(*this).find();
    if (!parts_.empty()) start();
}

}  // namespace busbar::server
