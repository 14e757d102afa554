// SPDX-License-Identifier: Apache-2.0
// From names in a request to objects of the model.
#pragma once

#include "server/call.hpp"

namespace busbar::server {

/// The node that a variable specification names, or an error: object_non_existent where there is none,
/// object_access_unsupported for variables without a name. The gate has not been asked.
Variable find_variable(const model::Model& model, const mms::ListEntry& entry);

/// The data set of that name if `call`'s peer may know of it, else null. Data sets of the association and of
/// the server are not among them.
const model::DataSet* find_data_set(const Call& call, const mms::ObjectName& name);

}  // namespace busbar::server
