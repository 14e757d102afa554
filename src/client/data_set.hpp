// SPDX-License-Identifier: Apache-2.0
// Data sets (8-1: named variable lists): GetDataSetDirectory, GetDataSetValues, SetDataSetValues.
#pragma once

#include "client/remote.hpp"

namespace busbar::client {

Task<Result<DataSetDefinition>> data_set(Remote& remote, DataSetReference reference);

/// A value, or a DataAccessError, for each member. Where all of them do not fit into one answer, the members
/// are read one by one.
Task<Result<std::vector<Value>>> read_data_set(Remote& remote, DataSetReference reference);

/// As many values as members, sent as they are. Never divided: limit where it does not fit.
Task<Result<std::vector<Result<void>>>> write_data_set(Remote& remote, DataSetReference reference,
                                                       std::vector<Value> values);

}  // namespace busbar::client
