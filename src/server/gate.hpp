// SPDX-License-Identifier: Apache-2.0
// The one decision point: every service asks here before it touches the model, directories included. What the
// model allows is decided first (access by functional constraint, valKind and ValueHandling of IEC 61850-6),
// then the application's policy may take away. A logical device without the view right is absent, not
// refused.
#pragma once

#include <busbar/access.hpp>
#include <busbar/value.hpp>
#include <optional>
#include <span>

#include "model/model.hpp"

namespace busbar::server {

/// The right that writing an object of a functional constraint takes. `node` tells the setting group control
/// block, which shares its constraint with settings, from those.
Right write_right(const model::Model& model, model::NodeId node);

class Gate {
public:
    explicit Gate(const model::Model& model) : model_(&model) {}

    /// Plugs in a policy; an empty one takes it out.
    void set_policy(AccessPolicy policy) { policy_ = std::move(policy); }
    [[nodiscard]] bool has_policy() const { return static_cast<bool>(policy_); }

    /// May `peer` know that the object exists? Asks for the logical device, too.
    [[nodiscard]] bool visible(const Peer& peer, model::NodeId node) const {
        return !policy_ || ask_visible(peer, node);
    }
    /// The same for what is no node: a data set or a log, by its item id.
    [[nodiscard]] bool visible(const Peer& peer, model::NodeId logical_device, std::string_view item) const {
        return !policy_ || ask_visible(peer, logical_device, item);
    }

    /// Nothing: go on. object_non_existent for what must not be seen, else object_access_denied.
    [[nodiscard]] std::optional<DataAccessError> read(const Peer& peer, model::NodeId node) const {
        if (!policy_) return std::nullopt;
        return ask(peer, Right::read, node);
    }
    /// An ordinary Write. All attributes below `node` must be writable by the model.
    [[nodiscard]] std::optional<DataAccessError> write(const Peer& peer, model::NodeId node) const;
    /// The same for a Write to parts of `node`: these leaves.
    [[nodiscard]] std::optional<DataAccessError> write(const Peer& peer, model::NodeId node,
                                                       std::span<const model::LeafId> leaves) const;
    /// Whether a right is granted on an object whose model rules belong to an engine (control blocks,
    /// controls, settings).
    [[nodiscard]] std::optional<DataAccessError> engine_write(const Peer& peer, model::NodeId node) const {
        if (!policy_) return std::nullopt;
        return ask(peer, write_right(*model_, node), node);
    }
    /// Any other right, on a data set, log, file or the server itself.
    [[nodiscard]] bool allows(const Peer& peer, Right right, const AccessObject& object) const {
        return !policy_ || policy_(peer, right, object);
    }

private:
    [[nodiscard]] std::optional<DataAccessError> decide_write(const Peer& peer, model::NodeId node,
                                                              bool writable_by_model) const;
    [[nodiscard]] bool ask_visible(const Peer& peer, model::NodeId node) const;
    [[nodiscard]] bool ask_visible(const Peer& peer, model::NodeId logical_device,
                                   std::string_view item) const;
    [[nodiscard]] std::optional<DataAccessError> ask(const Peer& peer, Right right, model::NodeId node) const;

    const model::Model* model_;
    AccessPolicy policy_;
};

}  // namespace busbar::server
