// SPDX-License-Identifier: Apache-2.0
// The verbs of `report`, one file each, and what they share.
#pragma once

#include "live/objects.hpp"
#include "program.hpp"

namespace busbar::program {

void add_report_ls(Program& program, CLI::App* report);
void add_report_show(Program& program, CLI::App* report);
void add_report_set(Program& program, CLI::App* report);
void add_report_enable(Program& program, CLI::App* report);

/// An attribute of a control block in words: "DatSet", "LD/LN$name".
struct AttributeText {
    std::string name, text;  ///< escaped
    /// Beside it, for people: "milliseconds", ...
    std::string remark;
};
/// Those that the control block has, in the order of the standard.
std::vector<AttributeText> attributes_of(const ReportControlState& state);
/// The members of an object that is open, with complete types.
void write_state(Json& json, const ReportControlState& state);
/// "free", "enabled by 10.0.0.7", "reserved by 10.0.0.7", "assigned".
std::string use_of(const ReportControlState& state);
/// "busbar report ls" and control blocks of nearly that name.
std::vector<std::string> control_block_hints(Link& link, const std::string& reference, const Error& error);

}  // namespace busbar::program
