// SPDX-License-Identifier: Apache-2.0
// Makes a served model look alive where no process stands behind it: measured values wander around a centre,
// good in quality and stamped with the present time. A served file of measurements that never change teaches
// nothing.
#pragma once

#include <busbar/server.hpp>

namespace busbar::program {

/// Lets every FLOAT32 measured value of `server` (data objects with instMag/mag, instCVal/cVal) change once
/// in each `period`, from Server::run() on; with period 0 as fast as the server gets round to it. How many
/// there are. `server` must stay where it is.
std::size_t move_values(Server& server, std::chrono::milliseconds period);

}  // namespace busbar::program
