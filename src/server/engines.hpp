// SPDX-License-Identifier: Apache-2.0
// Which engine serves an object. Until an engine is plugged in, control blocks and controls read as plain
// values and refuse writes, and the edit group is closed, as IEC 61850-7-2 has it while EditSG is 0.
#pragma once

#include <array>

#include "server/object_engine.hpp"

namespace busbar::server {

class Engines {
public:
    explicit Engines(const model::Model& model);

    /// Plugs in an engine, which must outlive the server; null goes back to the default. Constraints whose
    /// data are plain values (FcWrite::data and refused) take none, but SP takes that of the setting group
    /// control block.
    void set(Fc fc, ObjectEngine* engine);
    /// Null for what is a plain value.
    [[nodiscard]] ObjectEngine* of(model::NodeId node) const {
        const model::Node& record = model_->node(node);
        ObjectEngine* const engine = by_fc_[static_cast<std::size_t>(record.fc)];
        if (engine == nullptr || record.fc != Fc::sp) return engine;
        return in_control_block(node) ? engine : nullptr;
    }
    void association_ended(ConnectionId connection);

private:
    [[nodiscard]] bool in_control_block(model::NodeId node) const;

    const model::Model* model_;
    std::array<ObjectEngine*, fc_count> by_fc_{};
};

}  // namespace busbar::server
