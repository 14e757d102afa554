// SPDX-License-Identifier: Apache-2.0
// Setting groups from outside (IEC 61850-7-2 clause 16, 8-1 clause 16). What a server lacks (ResvTms,
// editing, FC SE) is left out; members are found by their names, for makers differ in their types.
#pragma once

#include <busbar/setting.hpp>

#include "client/remote.hpp"

namespace busbar::client {

/// GetSGCBValues. Fails (refused, object-non-existent) where the device has no control block.
Task<Result<SettingControlState>> setting_control(Remote& remote, std::string device);
/// Those of all logical devices that have one; of one device where `device` is not empty.
Task<Result<std::vector<SettingControlState>>> setting_controls(Remote& remote, std::string device);
/// All settings of a logical device.
Task<Result<std::vector<SettingInfo>>> settings(Remote& remote, std::string device);

/// GetSGValues, or SelectEditSG, GetEditSGValue and SelectEditSG 0 where the group is not the active one. 0:
/// the active one. Fails (refused, temporarily-unavailable) while another client edits.
Task<Result<std::vector<SettingValue>>> read_settings(Remote& remote, std::string device,
                                                      std::uint32_t group);
Task<Result<std::vector<SettingDifference>>> compare_settings(Remote& remote, std::string device,
                                                              std::uint32_t first, std::uint32_t second);
/// SelectActiveSG.
Task<Result<void>> select_settings(Remote& remote, std::string device, std::uint32_t group);

/// An edit session. Kept by its face; procedures keep it, too.
struct EditSession {
    std::string device;
    std::uint32_t group = 0;
    bool open = true;
};
using EditSessionPtr = std::shared_ptr<EditSession>;

/// SelectEditSG.
Task<Result<EditSessionPtr>> edit_settings(Remote& remote, std::string device, std::uint32_t group);
Task<Result<std::vector<SettingValue>>> edited_settings(Remote& remote, EditSessionPtr session);
Task<Result<Value>> edited_value(Remote& remote, EditSessionPtr session, ObjectReference reference);
/// SetEditSGValue.
Task<std::vector<Result<void>>> set_settings(Remote& remote, EditSessionPtr session,
                                             std::vector<Assignment> assignments);
/// ConfirmEditSGValues, and SelectEditSG 0 for servers that keep the session.
Task<Result<void>> confirm_settings(Remote& remote, EditSessionPtr session);
/// SelectEditSG 0. Nothing where the session is over.
Task<Result<void>> give_up_settings(Remote& remote, EditSessionPtr session);

}  // namespace busbar::client
