// SPDX-License-Identifier: Apache-2.0
// Report control blocks from outside (IEC 61850-7-2 17.2, 8-1 clause 17.1): which there are, their
// attributes, and writing them. Members are found by their names in the type description, in any order and
// case: the set of them differs between editions and makers.
#pragma once

#include <busbar/report.hpp>

#include "client/remote.hpp"

namespace busbar::client {

/// One logical node's, in its order.
Task<Result<std::vector<ReportControlInfo>>> node_report_controls(Remote& remote, std::string device,
                                                                  std::string node);
/// Those of a logical device, or of all devices where it is empty.
Task<Result<std::vector<ReportControlInfo>>> report_controls(Remote& remote, std::string device);
/// LD/LN.name, with or without functional constraint. Fails (refused, object-non-existent).
Task<Result<ReportControlInfo>> find_report_control(Remote& remote, std::string reference);

/// A state, or why not, for each; in as few requests as fit.
Task<std::vector<Result<ReportControlState>>> read_report_controls(Remote& remote,
                                                                   std::vector<ReportControlInfo> controls);
Task<Result<ReportControlState>> read_report_control(Remote& remote, ReportControlInfo control);
/// A structure with as many items as `control` has members; what is of another type is left out.
ReportControlState to_state(const ReportControlInfo& control, const Value& structure);

/// Attributes to be written, in this order; names in any case.
struct AttributeWrite {
    std::string_view attribute;
    Value value;
};
/// One Write request: a result for each. An attribute that the control block lacks is refused
/// (object-non-existent) and not sent. Errors of the whole: those of the request.
Task<Result<std::vector<Result<void>>>> write_attributes(Remote& remote, ReportControlInfo control,
                                                         std::vector<AttributeWrite> attributes,
                                                         Duration timeout);

/// What of `settings` differs from `state`, in the order in which servers take it.
std::vector<AttributeWrite> differing(const ReportControlSettings& settings, const ReportControlState& state);
/// What of `settings` is not so in `state`, with the refusals of `results` for `writes` as reasons.
std::vector<ReportControlChange::NotTaken> not_taken(const ReportControlSettings& settings,
                                                     const ReportControlState& state,
                                                     const std::vector<AttributeWrite>& writes,
                                                     const std::vector<Result<void>>& results);
Task<Result<ReportControlChange>> set_report_control(Remote& remote, std::string reference,
                                                     ReportControlSettings settings);

/// Whether two names are the same but for the case of letters.
bool equal_names(std::string_view a, std::string_view b);
/// Whether the member is there.
bool has_member(const ReportControlInfo& control, std::string_view name);
/// The DatSet form of a data set reference in any spelling; as it is where it is none.
std::string data_set_text(std::string_view reference);

}  // namespace busbar::client
