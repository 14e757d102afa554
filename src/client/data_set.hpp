// SPDX-License-Identifier: Apache-2.0
// Data sets (8-1: named variable lists): GetDataSetDirectory, GetDataSetValues, SetDataSetValues,
// CreateDataSet, DeleteDataSet.
#pragma once

#include "client/remote.hpp"
#include "mms/object_name.hpp"

namespace busbar::client {

Task<Result<DataSetDefinition>> data_set(Remote& remote, DataSetReference reference);

/// A value, or a DataAccessError, for each member. Where all of them do not fit into one answer, the members
/// are read one by one.
Task<Result<std::vector<Value>>> read_data_set(Remote& remote, DataSetReference reference);

/// As many values as members, sent as they are. Never divided: limit where it does not fit.
Task<Result<std::vector<Result<void>>>> write_data_set(Remote& remote, DataSetReference reference,
                                                       std::vector<Value> values);

/// Members as references, whose functional constraints are inferred where they lack one.
Task<Result<void>> create_data_set(Remote& remote, DataSetReference reference,
                                   std::vector<std::string> members);
/// Refused where the server has deleted nothing, with the code that says why.
Task<Result<void>> delete_data_set(Remote& remote, DataSetReference reference);

/// Views `item`, which is that of `reference`, and `reference`.
mms::ObjectName object_name(const DataSetReference& reference, const std::string& item);

}  // namespace busbar::client
