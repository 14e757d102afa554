// SPDX-License-Identifier: Apache-2.0
// Memory that requests use one after the other. It grows to the largest request and stays, so that steady use
// allocates nothing.
#pragma once

#include <optional>
#include <vector>

#include "mms/object_name.hpp"
#include "model/node.hpp"

namespace busbar::server {

/// One variable of a Read or Write, resolved.
struct Variable {
    model::NodeId node = model::no_node;
    std::optional<mms::AlternateAccess> access;  ///< views the request
    std::optional<DataAccessError> error;        ///< then the others mean nothing
};

struct Scratch {
    std::vector<Variable> variables;
    std::vector<std::uint8_t> results;  ///< of a Write, as in PendingWrite
    std::vector<model::LeafId> leaves;  ///< staged for one variable
    ByteVector octets;                  ///< names of a directory
};

}  // namespace busbar::server
