// SPDX-License-Identifier: Apache-2.0
// What stands beside the tree: data set members found in it, control blocks and groups tied to it, values
// stored.
#include <algorithm>
#include <cstring>

#include "model/compiler.hpp"

namespace busbar::model {
namespace {

std::string item_in(const Model& model, NodeId logical_node, const std::string& name) {
    return std::string(model.name(logical_node)).append("$").append(name);
}

}  // namespace

void Compiler::place_data_sets() {
    // Logical devices follow one another in the tree, so the order of their nodes groups the sets.
    std::vector<std::pair<NodeId, std::size_t>> order;
    for (std::size_t i = 0; i < in_.data_sets_.size(); ++i) {
        const std::uint32_t device = in_.drafts_[in_.data_sets_[i].logical_node].parent;
        order.emplace_back(out_->find_logical_device(in_.name_of(device)), i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return index(a.first) < index(b.first); });
    for (const auto& [device, i] : order) {
        const Builder::DataSetDraft& draft = in_.data_sets_[i];
        DataSet set;
        set.logical_node = out_->find(out_->name(device), in_.name_of(draft.logical_node));
        set.name = draft.name;
        set.item_id = item_in(*out_, set.logical_node, set.name);
        const std::string path = out_->reference(set.logical_node) + "$" + set.name;
        for (const ObjectReference& reference : draft.members) {
            auto found = out_->resolve(reference);
            if (found && out_->node(*found).depth >= 2) {
                set.members.push_back({*found, {}});
                continue;
            }
            Error error;
            error.fault = Fault::violation;
            error.path = path;
            error.text = "member " + reference.text() + ": " +
                         (found ? "a functional constraint is needed" : found.error().text);
            (in_.options_.keep_missing_members ? in_.notices_ : in_.errors_).push_back(std::move(error));
            set.members.push_back({no_node, reference.text()});
        }
        out_->data_sets_.push_back(std::move(set));
    }
}

std::optional<std::uint32_t> Compiler::data_set_of(NodeId logical_node, const std::string& name,
                                                   NodeId block) {
    if (name.empty()) return std::nullopt;
    for (std::uint32_t i = 0; i < out_->data_sets_.size(); ++i) {
        const DataSet& set = out_->data_sets_[i];
        if (set.logical_node == logical_node && set.name == name) return i;
    }
    note(out_->reference(block), "its data set does not exist", name);
    return std::nullopt;
}

void Compiler::place_definitions() {
    const auto logical_node = [&](std::uint32_t draft) {
        return out_->find(in_.name_of(in_.drafts_[draft].parent), in_.name_of(draft));
    };
    const auto node_of = [&](NodeId parent, std::uint32_t draft) {
        const NodeId constraint = out_->child(parent, busbar::name_of(in_.drafts_[draft].fc));
        return out_->child(constraint, in_.name_of(draft));
    };
    const auto place = [&](auto& blocks, auto& placed) {
        for (auto& block : blocks) {
            const NodeId parent = logical_node(block.logical_node);
            const NodeId node = node_of(parent, block.draft);
            const auto set = data_set_of(parent, block.spec.data_set, node);
            placed.push_back({node, parent, set, std::move(block.spec)});
        }
    };
    place(in_.report_controls_, out_->report_controls_);
    place(in_.log_controls_, out_->log_controls_);
    place(in_.goose_controls_, out_->goose_controls_);
    place(in_.sampled_value_controls_, out_->sampled_value_controls_);
    for (const auto& block : in_.setting_controls_) {
        SettingControl control;
        const NodeId parent = logical_node(block.logical_node);
        control.node = node_of(parent, block.draft);
        control.logical_device = out_->logical_device_of(parent);
        control.settings = block.spec;
        out_->setting_controls_.push_back(std::move(control));
    }
    for (const auto& [draft, name] : in_.logs_) {
        const NodeId parent = logical_node(draft);
        out_->logs_.push_back({parent, name, item_in(*out_, parent, name)});
    }
    std::stable_sort(out_->logs_.begin(), out_->logs_.end(), [&](const Log& a, const Log& b) {
        return index(out_->logical_device_of(a.logical_node)) <
               index(out_->logical_device_of(b.logical_node));
    });
}

/// Walks active and edit values side by side; `edit` may lack what `active` has.
void Compiler::pair_leaves(NodeId active, NodeId edit, SettingControl& control, std::uint32_t& offset) {
    const Node& node = out_->node(active);
    if (edit != no_node && out_->node(edit).kind != node.kind) edit = no_node;
    if (node.is_leaf()) {
        const bool same = edit != no_node && out_->node(edit).type == node.type;
        control.members.push_back({LeafId{node.first_leaf}, same ? out_->leaf_of(edit) : no_leaf, offset});
        offset += traits_of(node.type).slot_octets;
        return;
    }
    std::uint32_t n = 0;
    for (const NodeId child : out_->children(active)) {
        NodeId twin = no_node;
        if (edit != no_node) {
            twin =
                node.kind == NodeKind::array ? out_->element(edit, n) : out_->child(edit, out_->name(child));
        }
        pair_leaves(child, twin, control, offset);
        ++n;
    }
}

void Compiler::collect_groups() {
    for (SettingControl& control : out_->setting_controls_) {
        std::uint32_t offset = 0;
        for (const NodeId logical_node : out_->children(control.logical_device)) {
            const NodeId active = out_->child(logical_node, "SG");
            if (active == no_node) continue;
            pair_leaves(active, out_->child(logical_node, "SE"), control, offset);
        }
        control.groups.assign(control.settings.num_of_sg, std::vector<std::uint8_t>(offset));
    }
}

SettingControl* Compiler::group_of(LeafId leaf, std::size_t& member) {
    const NodeId device = out_->logical_device_of(out_->leaf(leaf).node);
    for (SettingControl& control : out_->setting_controls_) {
        if (control.logical_device != device) continue;
        const auto at = std::lower_bound(
            control.members.begin(), control.members.end(), leaf,
            [](const SettingControl::Member& m, LeafId id) { return index(m.active) < index(id); });
        if (at == control.members.end() || at->active != leaf) return nullptr;
        member = static_cast<std::size_t>(at - control.members.begin());
        return &control;
    }
    return nullptr;
}

void Compiler::store(const Builder::InitialValue& initial, LeafId leaf, Image& image) {
    const BasicType type = out_->leaf(leaf).type;
    if (initial.group == 0) {
        // check_value() has seen that it fits.
        (void)slot::store(type, image.slot(leaf), initial.value);
        return;
    }
    if (out_->node(out_->leaf(leaf).node).fc != Fc::sg) return;
    std::size_t member = 0;
    SettingControl* control = group_of(leaf, member);
    if (control != nullptr && initial.group <= control->groups.size()) {
        std::uint8_t* at = control->groups[initial.group - 1U].data() + control->members[member].offset;
        (void)slot::store(type, at, initial.value);
        return;
    }
    note(out_->object_reference(out_->leaf(leaf).node),
         "a value for setting group " + std::to_string(initial.group) + ", which does not exist");
}

/// `first` is the leaf in element 0 of all its arrays; the indexes say which elements are meant.
void Compiler::apply_value(const Builder::InitialValue& initial, NodeId first, Image& image) {
    if (first == no_node) return;
    struct Level {
        std::uint32_t stride;
        std::uint32_t count;
    };
    std::vector<Level> levels;
    for (NodeId id = out_->node(first).parent; out_->node(id).depth > 2; id = out_->node(id).parent) {
        const Node& node = out_->node(id);
        if (node.kind != NodeKind::array) continue;
        levels.push_back({(node.end - index(id) - 1) / node.child_count, node.child_count});
    }
    std::reverse(levels.begin(), levels.end());
    for (std::size_t i = 0; i < initial.indexes.size(); ++i) {
        if (i < levels.size() && initial.indexes[i] < levels[i].count) continue;
        in_.refuse(initial.item, i < levels.size() ? "a value for an element beyond the array's end"
                                                   : "a value with more indexes than there are arrays");
        return;
    }
    // Counts through all elements that the indexes leave open.
    std::vector<std::uint32_t> at(levels.size(), 0);
    std::copy(initial.indexes.begin(), initial.indexes.end(), at.begin());
    for (bool more = true; more;) {
        std::uint32_t offset = 0;
        for (std::size_t i = 0; i < levels.size(); ++i) offset += at[i] * levels[i].stride;
        store(initial, out_->leaf_of(first + offset), image);
        more = false;
        for (std::size_t i = levels.size(); i-- > initial.indexes.size() && !more;) {
            more = ++at[i] < levels[i].count;
            if (!more) at[i] = 0;
        }
    }
}

void Compiler::apply_values(Image& image) {
    const auto apply = [&](bool grouped) {
        for (const Builder::InitialValue& initial : in_.values_) {
            const std::uint32_t at = places_at_[initial.item];
            if ((initial.group != 0) != grouped || at == Builder::none) continue;
            apply_value(initial, places_[at].own, image);
            apply_value(initial, places_[at].mirror, image);
        }
    };
    apply(false);
    // A group begins with the plain values and then has its own.
    for (SettingControl& control : out_->setting_controls_) {
        for (auto& group : control.groups) {
            for (const SettingControl::Member& member : control.members) {
                std::memcpy(group.data() + member.offset, image.slot(member.active),
                            out_->leaf(member.active).size);
            }
        }
    }
    apply(true);
    load_groups(image);
}

void Compiler::load_groups(Image& image) {
    for (const SettingControl& control : out_->setting_controls_) {
        const auto& group = control.groups[control.settings.act_sg - 1U];
        for (const SettingControl::Member& member : control.members) {
            const std::size_t size = out_->leaf(member.active).size;
            std::memcpy(image.slot(member.active), group.data() + member.offset, size);
            if (member.edit != no_leaf) {
                std::memcpy(image.slot(member.edit), group.data() + member.offset, size);
            }
        }
    }
}

}  // namespace busbar::model
