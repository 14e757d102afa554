// SPDX-License-Identifier: Apache-2.0
// How the application takes part in setting group services: it is asked before, and told after.
#pragma once

#include <busbar/access.hpp>
#include <busbar/value.hpp>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/time.hpp"
#include "model/definitions.hpp"

namespace busbar::server::setting {

enum class Step : std::uint8_t {
    select_active,  ///< SelectActiveSG: another group is to act
    select_edit,    ///< SelectEditSG: a group is to be edited
    confirm,        ///< ConfirmEditSGValues: the edited values are to become those of the group
};

/// Valid during the call; the control as long as the model.
struct Change {
    Step step;
    const model::SettingControl& control;
    std::uint8_t group;  ///< from 1
    const Peer* peer;    ///< null: the application itself
    const Now& now;
};

/// Asked when everything else allows it and before anything happens. During a confirm FC SE of the image has
/// the edited values. Nothing: go on. An error refuses; object_access_denied is usual. Must not begin a
/// transaction.
using Approval = std::function<std::optional<DataAccessError>(const Change&)>;
/// Told of select_active and confirm when the values are in the image. May begin a transaction.
using Listener = std::function<void(const Change&)>;

}  // namespace busbar::server::setting
