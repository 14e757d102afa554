// SPDX-License-Identifier: Apache-2.0
// A model as text: one line for each node, for people and for comparing models in tests.
#pragma once

#include <string>

#include "model/image.hpp"

namespace busbar::model {

struct DumpOptions {
    bool values = true;  ///< append " = value" to leaves; enumerations with their literal
    bool types = true;   ///< append the basic type, triggers and valKind
    unsigned max_depth = 255;
};

/// Indented by depth: "  Pos DPC", "    stVal Dbpos [dchg] = on". `root` is no_node for the whole model.
std::string dump(const Image& image, NodeId root = no_node, const DumpOptions& options = {});

/// A leaf's value for people: enumerations and double points by literal ("on (1)"), others as Value::text().
std::string value_text(const Image& image, LeafId leaf);

}  // namespace busbar::model
