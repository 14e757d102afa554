// SPDX-License-Identifier: Apache-2.0
// NAME=VALUE for the attributes of a report control block.
#pragma once

#include <busbar/report.hpp>
#include <span>
#include <string>

namespace busbar::program {

/// Adds what `assignment` says: "TrgOps=dchg,gi", "IntgPd=1s" (a bare number is milliseconds), "DatSet=" for
/// none. Names in any case. Fails (misuse) on unknown names, attributes that nobody can write, and values
/// that are none.
Result<void> add_setting(ReportControlSettings& settings, const std::string& assignment);
/// The attributes that can be set, for people.
std::string settable_names();

}  // namespace busbar::program
