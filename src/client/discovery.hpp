// SPDX-License-Identifier: Apache-2.0
// Whole-model discovery and the description of single logical nodes (GetServerDirectory,
// GetLogicalDeviceDirectory, GetDataDefinition). The domains are listed, then their names; each logical node
// that appears is described by one getVariableAccessAttributes, as many at once as the server allows and
// while the listing goes on. Where an answer does not fit or a server refuses, the node is described by
// functional constraint, by data object, and at last by its names alone. Bounded in names, nodes, octets,
// depth, time and in time-outs.
#pragma once

#include "client/remote.hpp"

namespace busbar::client {

/// The whole model. Also kept in remote.types.
Task<Result<RemoteModel>> discover(Remote& remote);

/// One logical node, from remote.types where it is known.
Task<Result<RemoteModel>> describe_node(Remote& remote, std::string device, std::string node);

/// One object: a model whose root is that object. `reference` without functional constraint: see
/// RemoteModel::find.
Task<Result<RemoteModel>> describe(Remote& remote, ObjectReference reference);

/// `reference` with its functional constraint filled in.
Task<Result<ObjectReference>> resolve(Remote& remote, ObjectReference reference);

}  // namespace busbar::client
