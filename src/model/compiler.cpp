// SPDX-License-Identifier: Apache-2.0
// The tree: drafts regrouped per logical node by functional constraint, arrays unrolled, the image laid out.
#include "model/compiler.hpp"

#include <algorithm>

namespace busbar::model {
namespace {

constexpr std::uint32_t bit(Fc fc) {
    return 1U << static_cast<unsigned>(fc);
}

/// Identifiers of 8-1 end here; longer ones are served, but not every peer can name them.
constexpr std::size_t standard_item_octets = 64;

}  // namespace

void Compiler::note(std::string path, std::string text, std::string_view untrusted) {
    Error notice;
    notice.fault = Fault::violation;
    notice.path = std::move(path);
    notice.text = std::move(text);
    notice.peer_text = std::string(untrusted);
    in_.notices_.push_back(std::move(notice));
}

/// Constraints in which a thing directly below a data object appears. IEC 61850-6: edit values imply active
/// ones from edition 2 on, and the other way round in edition 1.
std::uint32_t Compiler::constraints_of(const Builder::Draft& draft) const {
    if (draft.fc == Fc::se) return bit(Fc::se) | bit(Fc::sg);
    if (draft.fc == Fc::sg && in_.identity.edition == Edition::ed1) return bit(Fc::sg) | bit(Fc::se);
    return bit(draft.fc);
}

/// Finds out, from the leaves up, what appears below which constraint; what has no leaf does not appear.
void Compiler::survey() {
    constraints_.assign(in_.drafts_.size(), 0);
    places_at_.assign(in_.drafts_.size(), Builder::none);
    for (auto at = static_cast<std::uint32_t>(in_.drafts_.size()); at-- > 0;) {
        const Builder::Draft& draft = in_.drafts_[at];
        if (draft.kind == NodeKind::leaf) constraints_[at] = constraints_of(draft);
        if (draft.kind == NodeKind::structure && constraints_[at] != 0)
            constraints_[at] = constraints_of(draft);
        if (draft.kind == NodeKind::control_block) constraints_[at] = bit(draft.fc);
        if (constraints_[at] == 0 && draft.kind != NodeKind::logical_device &&
            draft.kind != NodeKind::logical_node) {
            note(in_.path_of(at), "has no attributes and is not served");
        }
        if (draft.parent != Builder::none) constraints_[draft.parent] |= constraints_[at];
    }
}

/// Whether a child of a data object or logical node appears below a constraint.
bool Compiler::shown(std::uint32_t at, Fc fc) const {
    if ((constraints_[at] & bit(fc)) == 0) return false;
    const Builder::Draft& draft = in_.drafts_[at];
    if (draft.fc == Fc::none || draft.fc == fc) return true;
    // A mirrored attribute gives way to one that the file defines itself.
    const Builder::Draft& parent = in_.drafts_[draft.parent];
    if (parent.kind != NodeKind::data_object) return true;
    for (std::uint32_t twin = parent.first_child; twin != Builder::none; twin = in_.drafts_[twin].next) {
        if (in_.drafts_[twin].name == draft.name && in_.drafts_[twin].fc == fc) return false;
    }
    return true;
}

NodeId Compiler::open(std::uint32_t draft, NodeKind kind, Fc fc, NodeId parent, std::uint32_t name) {
    Node node;
    node.name = name;
    node.parent = parent;
    node.first_leaf = static_cast<std::uint32_t>(out_->leaves_.size());
    node.info = in_.drafts_[draft].info;
    node.kind = kind;
    node.fc = fc;
    node.access = static_cast<std::uint8_t>(in_.drafts_[draft].val_kind);
    if (parent != no_node) {
        Node& above = out_->nodes_[index(parent)];
        ++above.child_count;
        node.depth = static_cast<std::uint8_t>(above.depth + 1);
        if (above.in_array() || above.kind == NodeKind::array) node.access |= Node::in_array_bit;
    }
    out_->nodes_.push_back(node);
    return NodeId{static_cast<std::uint32_t>(out_->nodes_.size() - 1)};
}

void Compiler::close(NodeId id) {
    Node& node = out_->nodes_[index(id)];
    node.end = static_cast<std::uint32_t>(out_->nodes_.size());
    node.leaf_count = static_cast<std::uint32_t>(out_->leaves_.size()) - node.first_leaf;
    if (node.is_leaf()) return;
    bool writable = node.leaf_count != 0;
    for (const NodeId child : out_->children(id)) writable = writable && out_->node(child).writable();
    if (writable) node.access |= Node::writable_bit;
}

/// Keeps the length of the item id on the way down; errors name the draft whose name is too much.
void Compiler::check_length(std::uint32_t draft, NodeId id) {
    const std::size_t own = out_->name(id).size();
    if (own == 0) return;
    item_octets_ += own + (item_octets_ == 0 ? 0 : 1);
    if (item_octets_ > Model::max_item_octets) {
        in_.refuse(draft, "the item id has " + std::to_string(item_octets_) + " octets, at most " +
                              std::to_string(Model::max_item_octets) + " are possible");
    } else if (item_octets_ > standard_item_octets && !out_->node(id).in_array()) {
        note(in_.path_of(draft),
             "the item id has " + std::to_string(item_octets_) + " octets, IEC 61850-8-1 allows 64");
    }
}

void Compiler::emit_leaf(NodeId id, const Builder::Draft& draft) {
    const BasicTypeTraits& traits = traits_of(draft.type);
    const std::size_t align = traits.alignment;
    const std::size_t offset = (out_->image_octets_ + align - 1) / align * align;
    if (offset + traits.slot_octets > max_image_octets) {
        too_large_ = true;
        return;
    }
    out_->image_octets_ = offset + traits.slot_octets;
    Node& node = out_->nodes_[index(id)];
    node.type = draft.type;
    node.triggers = draft.triggers;
    const bool by_fc = traits_of(node.fc).write == FcWrite::data;
    // The setting group control block lives among the set points, but has rules of its own.
    const bool block = out_->node(node.parent).kind == NodeKind::control_block;
    if (by_fc && !block && draft.val_kind == ValKind::set && !in_.services.set_to_ro) {
        node.access |= Node::writable_bit;
    }
    out_->leaves_.push_back(
        {static_cast<std::uint32_t>(offset), id, traits.slot_octets, draft.type, draft.triggers});
}

void Compiler::emit_shape(std::uint32_t at, Fc fc, NodeId parent, bool element) {
    const Builder::Draft& draft = in_.drafts_[at];
    const NodeId id = open(at, draft.kind, fc, parent, element ? 0 : draft.name);
    const std::size_t above = item_octets_;
    if (!element) check_length(at, id);
    if (draft.kind == NodeKind::leaf) {
        if (places_at_[at] == Builder::none) {
            places_at_[at] = static_cast<std::uint32_t>(places_.size());
            places_.emplace_back();
        }
        Place& place = places_[places_at_[at]];
        NodeId& first = draft.fc == fc ? place.own : place.mirror;
        if (first == no_node) first = id;
        emit_leaf(id, draft);
    }
    for (std::uint32_t child = draft.first_child; child != Builder::none; child = in_.drafts_[child].next) {
        if (shown(child, fc)) emit_item(child, fc, id);
    }
    item_octets_ = above;
    close(id);
}

void Compiler::emit_item(std::uint32_t at, Fc fc, NodeId parent) {
    const Builder::Draft& draft = in_.drafts_[at];
    if (draft.count == 0) return emit_shape(at, fc, parent, false);
    const NodeId id = open(at, NodeKind::array, fc, parent, draft.name);
    const std::size_t above = item_octets_;
    check_length(at, id);
    for (std::uint32_t i = 0; i < draft.count && !too_large_; ++i) {
        emit_shape(at, fc, id, true);
        too_large_ = too_large_ || out_->nodes_.size() > max_nodes;
    }
    item_octets_ = above;
    close(id);
}

void Compiler::emit_logical_node(std::uint32_t at, NodeId parent) {
    const Builder::Draft& draft = in_.drafts_[at];
    const NodeId id = open(at, NodeKind::logical_node, Fc::none, parent, draft.name);
    item_octets_ = out_->name(id).size();
    for (std::size_t i = 1; i < fc_count; ++i) {
        const Fc fc = static_cast<Fc>(i);
        if ((constraints_[at] & bit(fc)) == 0) continue;
        const NodeId constraint =
            open(at, NodeKind::functional_constraint, fc, id, in_.intern(busbar::name_of(fc)));
        out_->nodes_.back().info = no_info;
        item_octets_ += 3;
        for (std::uint32_t child = draft.first_child; child != Builder::none;
             child = in_.drafts_[child].next) {
            if (shown(child, fc) && !too_large_) emit_item(child, fc, constraint);
        }
        item_octets_ -= 3;
        close(constraint);
    }
    close(id);
}

void Compiler::emit_device(std::uint32_t at) {
    const NodeId id = open(at, NodeKind::logical_device, Fc::none, no_node, in_.drafts_[at].name);
    out_->logical_devices_.push_back(id);
    for (std::uint32_t child = in_.drafts_[at].first_child; child != Builder::none;
         child = in_.drafts_[child].next) {
        emit_logical_node(child, id);
    }
    close(id);
}

Result<Built> Compiler::run() {
    out_ = std::shared_ptr<Model>(new Model());
    survey();
    for (std::size_t i = 1; i < fc_count; ++i) in_.intern(busbar::name_of(static_cast<Fc>(i)));
    out_->names_ = in_.names_;
    out_->nodes_.reserve(in_.drafts_.size() + in_.drafts_.size() / 2);
    out_->leaves_.reserve(in_.drafts_.size());
    for (const std::uint32_t device : in_.logical_devices_) emit_device(device);
    if (too_large_)
        return fail(Fault::limit, "the model is too large: arrays multiply to millions of attributes");
    if (out_->nodes_.empty()) return fail(Fault::violation, "the model has no logical device");
    if (!in_.errors_.empty()) return fail(in_.errors_.front());
    out_->nodes_.shrink_to_fit();
    out_->leaves_.shrink_to_fit();
    out_->names_.shrink_to_fit();
    out_->identity_ = in_.identity;
    out_->services_ = in_.services;
    out_->communication_ = in_.communication;
    out_->logical_device_infos_ = std::move(in_.logical_device_infos_);
    out_->logical_node_infos_ = std::move(in_.logical_node_infos_);
    out_->cdcs_ = std::move(in_.cdcs_);
    out_->enum_types_ = std::move(in_.enum_types_);
    out_->build_lookup();
    place_data_sets();
    place_definitions();
    out_->build_data_set_index();
    collect_groups();
    Image image(out_);
    apply_values(image);
    if (!in_.errors_.empty()) return fail(in_.errors_.front());
    return Built{out_, std::move(image)};
}

}  // namespace busbar::model
