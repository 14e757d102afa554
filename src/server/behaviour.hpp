// SPDX-License-Identifier: Apache-2.0
// Mode and behaviour (IEC 61850-7-4 Annex A): in which mode a logical node works, by its own Mod and that of
// its logical device.
#pragma once

#include <cstdint>
#include <vector>

#include "acsi/enums.hpp"
#include "model/image.hpp"

namespace busbar::server {

/// The behaviour of a logical node whose own mode is `node` in a logical device whose mode is `device`.
acsi::Mode combine(acsi::Mode device, acsi::Mode node);

/// The mode of a number in Mod or Beh; on for those that are none, as where nothing has been set.
acsi::Mode mode_of(std::int64_t number);

/// Looks up Beh. Immutable; the model must outlive it.
class Behaviours {
public:
    explicit Behaviours(const model::Model& model);
    /// Behaviour of the logical node that `node` belongs to: its Beh, else that of LLN0, else on.
    [[nodiscard]] acsi::Mode of(const model::Image& image, model::NodeId node) const;

private:
    const model::Model& model_;
    std::vector<model::LeafId> beh_;  // by logical node, in the order of the model
};

}  // namespace busbar::server
