// SPDX-License-Identifier: Apache-2.0
#include "server/engines.hpp"

namespace busbar::server {

namespace {

/// Reads as its values, cannot be written.
class ReadOnly : public ObjectEngine {
public:
    WriteOutcome write(const ObjectWrite&) override {
        return WriteOutcome::refused(DataAccessError::object_access_denied);
    }
};

/// FC SE while no group is being edited.
class ClosedEditGroup : public ObjectEngine {
public:
    std::optional<DataAccessError> before_read(const ObjectRead&) override {
        return DataAccessError::temporarily_unavailable;
    }
    WriteOutcome write(const ObjectWrite&) override {
        return WriteOutcome::refused(DataAccessError::temporarily_unavailable);
    }
};

/// They have no state, so that all servers share them.
ObjectEngine* default_engine(Fc fc) {
    static ReadOnly read_only;
    static ClosedEditGroup closed_edit_group;
    switch (traits_of(fc).write) {
        case FcWrite::control:
        case FcWrite::control_block: return &read_only;
        case FcWrite::edit_group: return &closed_edit_group;
        case FcWrite::data: return fc == Fc::sp ? &read_only : nullptr;
        case FcWrite::refused: return nullptr;
    }
    return nullptr;
}

}  // namespace

Engines::Engines(const model::Model& model) : model_(&model) {
    for (std::size_t i = 0; i < by_fc_.size(); ++i) by_fc_[i] = default_engine(static_cast<Fc>(i));
}

void Engines::set(Fc fc, ObjectEngine* engine) {
    ObjectEngine* const fallback = default_engine(fc);
    if (fallback == nullptr) return;
    by_fc_[static_cast<std::size_t>(fc)] = engine != nullptr ? engine : fallback;
}

bool Engines::in_control_block(model::NodeId node) const {
    for (; node != model::no_node; node = model_->node(node).parent) {
        if (model_->node(node).kind == model::NodeKind::control_block) return true;
    }
    return false;
}

void Engines::association_ended(ConnectionId connection) {
    for (std::size_t i = 0; i < by_fc_.size(); ++i) {
        // One engine may serve several constraints; it is told once.
        bool told = by_fc_[i] == nullptr;
        for (std::size_t earlier = 0; earlier < i && !told; ++earlier) told = by_fc_[earlier] == by_fc_[i];
        if (!told) by_fc_[i]->association_ended(connection);
    }
}

}  // namespace busbar::server
