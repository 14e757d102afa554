// SPDX-License-Identifier: Apache-2.0
// Between what a control block asks for, what a leaf fires and what an entry says: for reports and logs.
#pragma once

#include <busbar/report_fields.hpp>

#include "model/node.hpp"

namespace busbar::server::report {

inline model::Triggers triggers_of(const TrgOps& options) {
    using model::Triggers;
    return (options.data_change ? Triggers::data_change : Triggers::none) |
           (options.quality_change ? Triggers::quality_change : Triggers::none) |
           (options.data_update ? Triggers::data_update : Triggers::none);
}

inline ReasonCode reason_of(model::Triggers triggers) {
    ReasonCode reason;
    if (any(triggers & model::Triggers::data_change)) reason |= ReasonCode::data_change;
    if (any(triggers & model::Triggers::quality_change)) reason |= ReasonCode::quality_change;
    if (any(triggers & model::Triggers::data_update)) reason |= ReasonCode::data_update;
    return reason;
}

}  // namespace busbar::server::report
