// SPDX-License-Identifier: Apache-2.0
// Service tracking (IEC 61850-7-2 clause 22, LTRK of 7-4): each tracked service leaves its parameters and its
// result in the tracking data of the model, from where reports and logs with TrgOps dupd deliver them. What
// the model does not have costs nothing.
#pragma once

#include <busbar/value.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "model/transaction.hpp"
#include "server/control/command.hpp"
#include "server/control/object.hpp"

namespace busbar::server::tracking {

/// serviceType of 7-2; acsi::service_type_literals() has the names.
enum class Service : std::uint8_t {
    unknown = 0,
    associate = 1,
    abort = 2,
    release = 3,
    set_data_values = 8,
    set_data_set_values = 12,
    create_data_set = 13,
    delete_data_set = 14,
    select_active_sg = 16,
    select_edit_sg = 17,
    set_edit_sg_value = 18,
    confirm_edit_sg_values = 19,
    set_brcb_values = 24,
    set_urcb_values = 26,
    set_lcb_values = 28,
    set_gocb_values = 34,
    set_msvcb_values = 39,
    set_usvcb_values = 42,
    select = 43,
    select_with_value = 44,
    cancel = 45,
    operate = 46,
    command_termination = 47,
    time_activated_operate = 48,
    get_file = 49,
    set_file = 50,
    delete_file = 51,
    internal_change = 54,
};

/// errorCode of 7-2; acsi::service_error_literals() has the names.
enum class ServiceError : std::uint8_t {
    no_error = 0,
    instance_not_available = 1,
    instance_in_use = 2,
    access_violation = 3,
    access_not_allowed_in_current_state = 4,
    parameter_value_inappropriate = 5,
    parameter_value_inconsistent = 6,
    class_not_supported = 7,
    instance_locked_by_other_client = 8,
    control_must_be_selected = 9,
    type_conflict = 10,
    failed_due_to_communications_constraint = 11,
    failed_due_to_server_constraint = 12,
};
/// By docs/protocol-notes.md, from what was answered on the wire. Who knows more than that, says more:
/// temporarily-unavailable may be instance-locked-by-other-client, too.
ServiceError service_error_of(std::optional<DataAccessError> error);
/// The same for a confirmed error of MMS.
ServiceError service_error_of(Code code);

/// What all tracked services have.
struct Tracked {
    Service service = Service::unknown;
    /// The object as ACSI writes it, "LD/LN.DO", or as 8-1 does, "LD/LN$CO$DO", of which the functional
    /// constraint is dropped then. Empty: that of the control or control block.
    std::string_view object;
    ServiceError error = ServiceError::no_error;
    /// orIdent of a control, else what is known of the client (its address).
    std::span<const std::uint8_t> originator;
};

/// Each service is one transaction that sets objRef, whose trigger is data-update: one report for each, and
/// be it the same as the one before. Of several logical nodes LTRK that of the same logical device counts,
/// else the first that has the data object. One thread, that of the server. Must not be called while a
/// transaction is open.
class Tracking {
public:
    /// Finds the tracking data. `process` must outlive it.
    explicit Tracking(model::Process& process);
    ~Tracking();
    Tracking(const Tracking&) = delete;
    Tracking& operator=(const Tracking&) = delete;

    /// A control service on `object`. `command` may be null (Select): members of it keep what they were.
    /// `cause` goes into respAddCause. The originator may be left out where there is a command.
    void control(const control::Object& object, const control::Command* command, const Tracked& tracked,
                 AddCause cause, const Now& now);
    /// A Set*Values of the control block at `block` (LN$RP$x, $BR$, $LG$, $GO$, $MS$, $US$, $SP$SGCB), or its
    /// internal change: the block's members are taken from the image as they are now, save those named in
    /// `attempted`, which a client tried to set and which the block does not show (refused, or GI).
    struct Attempt {
        model::NodeId attribute = model::no_node;
        Value value;
    };
    void control_block(model::NodeId block, const Tracked& tracked, std::span<const Attempt> attempted,
                       const Now& now);
    /// Any other service: GenTrk. `near`: a node of the logical device that it is about, or no_node.
    void other(const Tracked& tracked, const Now& now, model::NodeId near = model::no_node);
    /// Whether the model has anything that would hear of control_block() or other(): else the caller need not
    /// prepare it.
    [[nodiscard]] bool tracks_blocks() const;
    [[nodiscard]] bool tracks_others() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace busbar::server::tracking
