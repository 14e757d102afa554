// SPDX-License-Identifier: Apache-2.0
// How controls are served where the model says nothing.
#pragma once

#include "base/time.hpp"

namespace busbar::server::control {

/// Which objects exclude one another while one is selected or executing (AddCause 1-of-n-control): none, the
/// switches (DPC of CSWI, XCBR, XSWI) of a logical device, or those of the IED.
enum class OneOfN : std::uint8_t { off, logical_device, ied };

struct Options {
    /// Where sboTimeout is absent or 0.
    Duration sbo_timeout = std::chrono::seconds(30);
    /// Where operTimeout is absent or 0.
    Duration oper_timeout = std::chrono::seconds(30);
    /// A check, select or cancel that a handler wants to finish later.
    Duration answer_timeout = std::chrono::seconds(5);
    /// Refuse what would change nothing (AddCause position-reached).
    bool refuse_position_reached = true;
    OneOfN one_of_n = OneOfN::off;
    /// Refuse commands whose T is further than this from the server's clock, in either direction: recorded
    /// ones sent again. 0: T is not looked at. Needs clocks that are synchronised.
    Duration max_age = Duration::zero();
};

}  // namespace busbar::server::control
