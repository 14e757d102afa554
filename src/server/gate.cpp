// SPDX-License-Identifier: Apache-2.0
#include "server/gate.hpp"

#include <array>

namespace busbar {

std::string_view name_of(Right right) {
    switch (right) {
        case Right::view: return "VIEW";
        case Right::read: return "READ";
        case Right::write: return "CONFIG";
        case Right::data_set: return "DATASET";
        case Right::reporting: return "REPORTING";
        case Right::control: return "CONTROL";
        case Right::setting_group: return "SETTINGGROUP";
        case Right::file_read: return "FILEREAD";
        case Right::file_write: return "FILEWRITE";
        case Right::file_manage: return "FILEMNGT";
        case Right::security: return "SECURITY";
    }
    return "";
}

namespace server {

using model::Model;
using model::NodeId;
using MaybeError = std::optional<DataAccessError>;

Right write_right(const Model& model, NodeId node) {
    const Fc fc = model.node(node).fc;
    switch (traits_of(fc).write) {
        case FcWrite::control: return Right::control;
        case FcWrite::edit_group: return Right::setting_group;
        case FcWrite::control_block: return Right::reporting;
        case FcWrite::refused: return Right::write;
        case FcWrite::data: break;
    }
    for (NodeId id = node; id != model::no_node; id = model.node(id).parent) {
        if (model.node(id).kind == model::NodeKind::control_block) return Right::setting_group;
    }
    return Right::write;
}

MaybeError Gate::write(const Peer& peer, NodeId id) const {
    const model::Node& node = model_->node(id);
    bool writable = node.leaf_count != 0;
    for (const model::Leaf& leaf : model_->leaves().subspan(node.first_leaf, node.leaf_count)) {
        writable = writable && model_->node(leaf.node).writable();
    }
    return decide_write(peer, id, writable);
}

MaybeError Gate::write(const Peer& peer, NodeId id, std::span<const model::LeafId> leaves) const {
    bool writable = true;
    for (const model::LeafId leaf : leaves)
        writable = writable && model_->node(model_->leaf(leaf).node).writable();
    return decide_write(peer, id, writable);
}

MaybeError Gate::decide_write(const Peer& peer, NodeId id, bool writable_by_model) const {
    // The policy is asked first: what must not be seen is absent, not refused.
    if (policy_) {
        if (auto error = ask(peer, write_right(*model_, id), id)) return error;
    }
    return writable_by_model ? MaybeError() : DataAccessError::object_access_denied;
}

bool Gate::ask_visible(const Peer& peer, NodeId id) const {
    const NodeId device = model_->logical_device_of(id);
    const std::string_view domain = model_->name(device);
    if (!policy_(peer, Right::view, {domain, {}, Fc::none})) return false;
    if (device == id) return true;
    std::array<char, Model::max_reference_octets> buffer;  // NOLINT: written before it is read
    return policy_(peer, Right::view, {domain, model_->item_id(id, buffer), model_->node(id).fc});
}

bool Gate::ask_visible(const Peer& peer, NodeId device, std::string_view item) const {
    const std::string_view domain = model_->name(device);
    return policy_(peer, Right::view, {domain, {}, Fc::none}) &&
           policy_(peer, Right::view, {domain, item, Fc::none});
}

MaybeError Gate::ask(const Peer& peer, Right right, NodeId id) const {
    if (!ask_visible(peer, id)) return DataAccessError::object_non_existent;
    std::array<char, Model::max_reference_octets> buffer;  // NOLINT: written before it is read
    const AccessObject object{model_->name(model_->logical_device_of(id)), model_->item_id(id, buffer),
                              model_->node(id).fc};
    return policy_(peer, right, object) ? MaybeError() : DataAccessError::object_access_denied;
}

}  // namespace server
}  // namespace busbar
