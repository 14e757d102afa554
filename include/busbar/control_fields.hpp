// SPDX-License-Identifier: Apache-2.0
// What control services say in numbers and words (IEC 61850-7-2 clause 20, 7-3 originator; mapping of 8-1
// clause 20). Shared by both sides.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace busbar {

/// CF attribute ctlModel of a controllable data object.
enum class CtlModel : std::uint8_t {
    status_only = 0,
    direct_with_normal_security = 1,
    sbo_with_normal_security = 2,
    direct_with_enhanced_security = 3,
    sbo_with_enhanced_security = 4,
};
/// As SCL spells it: "sbo-with-enhanced-security".
std::string_view name_of(CtlModel model);
constexpr bool is_sbo(CtlModel model) {
    return model == CtlModel::sbo_with_normal_security || model == CtlModel::sbo_with_enhanced_security;
}
constexpr bool is_enhanced(CtlModel model) {
    return model == CtlModel::direct_with_enhanced_security || model == CtlModel::sbo_with_enhanced_security;
}

/// CF attribute sboClass: what an Operate does to the selection.
enum class SboClass : std::uint8_t { operate_once = 0, operate_many = 1 };

/// Who caused a control, from where (originator category).
enum class OrCat : std::uint8_t {
    not_supported = 0,
    bay_control = 1,
    station_control = 2,
    remote_control = 3,
    automatic_bay = 4,
    automatic_station = 5,
    automatic_remote = 6,
    maintenance = 7,
    process = 8,
};
/// "bay-control".
std::string_view name_of(OrCat category);
std::optional<OrCat> or_cat_of(std::string_view name);

struct Origin {
    OrCat category = OrCat::remote_control;
    /// orIdent: at most 64 octets, from the peer where received. Keep it short: long ones have crashed
    /// devices.
    std::vector<std::uint8_t> identification;
    friend bool operator==(const Origin&, const Origin&) = default;
};

/// Check: which conditions the server shall test before it operates. On the wire a bit string of 2.
struct ControlCheck {
    bool synchrocheck = false;
    bool interlock = false;
    friend bool operator==(const ControlCheck&, const ControlCheck&) = default;
};

/// Why a control was refused or failed (7-2 AddCause; NSD ControlServiceStatusKind). Negative numbers are a
/// vendor's own.
enum class AddCause : std::int8_t {
    unknown = 0,
    not_supported = 1,
    blocked_by_switching_hierarchy = 2,
    select_failed = 3,
    invalid_position = 4,
    position_reached = 5,
    parameter_change_in_execution = 6,
    step_limit = 7,
    blocked_by_mode = 8,
    blocked_by_process = 9,
    blocked_by_interlocking = 10,
    blocked_by_synchrocheck = 11,
    command_already_in_execution = 12,
    blocked_by_health = 13,
    one_of_n_control = 14,
    abortion_by_cancel = 15,
    time_limit_over = 16,
    abortion_by_trip = 17,
    object_not_selected = 18,
    object_already_selected = 19,
    no_access_authority = 20,
    ended_with_overshoot = 21,
    abortion_due_to_deviation = 22,
    abortion_by_communication_loss = 23,
    blocked_by_command = 24,
    none = 25,
    inconsistent_parameters = 26,
    locked_by_other_client = 27,
};
/// "blocked-by-interlocking"; "unknown cause" for a number that has no name.
std::string_view name_of(AddCause cause);
/// What it means for the one who asked, in a sentence.
std::string_view explanation_of(AddCause cause);

/// Error of LastApplError.
enum class ControlError : std::int8_t {
    no_error = 0,
    unknown = 1,
    timeout_test_not_ok = 2,
    operator_test_not_ok = 3,
};
std::string_view name_of(ControlError error);

}  // namespace busbar
