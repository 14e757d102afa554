// SPDX-License-Identifier: Apache-2.0
// GetDataValues (8-1: Read). Many objects go into as few requests as the PDU size allows, by sizes estimated
// from the types that are known; what the server calls too large is halved, and a single object that does not
// fit is read by its members. Without AlternateAccess (a server that lacks valt), elements are taken from the
// whole array.
#pragma once

#include "client/object.hpp"
#include "client/remote.hpp"

namespace busbar::client {

/// One object. A reference without functional constraint is resolved first. Errors besides those of the
/// request: refused with the DataAccessError.
Task<Result<Value>> read(Remote& remote, ObjectReference reference);

/// A result for each reference, in their order.
Task<std::vector<Result<Value>>> read_all(Remote& remote, std::vector<ObjectReference> references);

/// The same from text; what is no reference has that error as its result.
Task<std::vector<Result<Value>>> read_texts(Remote& remote, std::vector<std::string> references);

/// Whether an error says that a message would be too long: ours, or the server's answer.
bool is_too_large(const Error& error);
/// Most octets that a value of this type takes as Data; a guess where the type is unknown or of unlimited
/// size.
std::size_t estimated_octets(RemoteModel::Node type);
/// The failure of one object as an error.
Error access_error(DataAccessError failure, const ObjectReference& reference);

/// Octets of a Read or Write around its items: envelope, service, specification.
inline constexpr std::size_t request_overhead_octets = 40;

}  // namespace busbar::client
