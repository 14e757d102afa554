// SPDX-License-Identifier: Apache-2.0
// What the requests of a client leave in tracking data. A Write is one Set*Values for each control block that
// it names, whatever the number of attributes; else one SetDataValues for each variable; one
// SetDataSetValues where it names a data set. Controls are told by their engine.
#pragma once

#include "mms/services.hpp"
#include "server/call.hpp"
#include "server/scratch.hpp"
#include "server/tracking/tracking.hpp"

namespace busbar::server::tracking {

/// After everything has been done. `results` as in PendingWrite, one for each of `variables`.
void track_write(Call& call, const mms::WriteRequest& request, std::span<const Variable> variables,
                 std::span<const std::uint8_t> results);
/// CreateDataSet, DeleteDataSet, SetDataSetValues.
void track_data_set(Call& call, Service service, const mms::ObjectName& name, ServiceError error);

}  // namespace busbar::server::tracking
