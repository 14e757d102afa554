// SPDX-License-Identifier: Apache-2.0
// From names in a request to objects of the model.
#pragma once

#include "server/call.hpp"

namespace busbar::server {

/// The node that a variable specification names, or an error: object_non_existent where there is none,
/// object_access_unsupported for variables without a name. The gate has not been asked.
Variable find_variable(const model::Model& model, const mms::ListEntry& entry);
/// The same for a Read or Write. Where an AlternateAccess leads to one object that belongs to an engine, that
/// object is the variable: which of its two names a client takes makes no difference.
Variable find_object(const Call& call, const mms::ListEntry& entry);

/// The data set that `call`'s peer means by the name if it may know of it, else null.
DataSet* find_data_set(const Call& call, const mms::ObjectName& name);
/// As the gate knows it: the server's sets are at no logical device, those of an association ("@name") are
/// named with their mark.
AccessObject access_object(const DataSet& set, const model::Model& model);
/// Whether `call`'s peer may know of the set. Its own ones it knows anyway.
bool is_visible(const Call& call, const DataSet& set);

}  // namespace busbar::server
