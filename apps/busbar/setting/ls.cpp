// SPDX-License-Identifier: Apache-2.0
// setting ls: which logical devices have setting groups, which one is active, and whether somebody edits.
#include <algorithm>

#include "print.hpp"
#include "setting/verbs.hpp"
#include "values/value_text.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string device;
};

std::string number(const std::optional<std::uint32_t>& value) {
    return value ? std::to_string(*value) : "?";
}

std::string editing(const SettingControlState& state) {
    if (!state.can_edit()) return "not editable";
    if (*state.edited == 0) return "-";
    std::string text = "group " + std::to_string(*state.edited);
    if (state.resv_tms.value_or(0) != 0) text += ", " + std::to_string(*state.resv_tms) + " s left";
    return text;
}

Exit list(const Shared& shared, const Options& options) {
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto states = link->setting_controls(options.device);
    if (!states) {
        return link.failed("cannot list setting groups", states.error(),
                           setting_hints(link, options.device, states.error()));
    }
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.setting-ls/1").member("target", link.target());
        json.key("setting_controls").begin_array();
        for (const SettingControlState& state : *states) {
            json.begin_object();
            write_setting_control(json, state);
            json.end_object();
        }
        json.end_array().end_object().print();
        return Exit::done;
    }
    if (states->empty()) return Exit::done;
    std::size_t device = 14, edited = 6;
    for (const SettingControlState& state : *states) {
        device = std::max(device, escaped(state.reference.logical_device).size());
        edited = std::max(edited, editing(state).size());
    }
    const auto cell = [](std::string text, std::size_t width) {
        text.resize(std::max(width, text.size()), ' ');
        return text + "  ";
    };
    const Paint paint(shared, Paint::Stream::out);
    out(paint.dim(cell("LOGICAL DEVICE", device) + "GROUPS  ACTIVE  " + cell("EDITED", edited) +
                  "ACTIVE SINCE") +
        "\n");
    for (const SettingControlState& state : *states) {
        const bool known = state.activated && state.activated->seconds != 0;
        out(cell(escaped(state.reference.logical_device), device) + cell(number(state.groups), 6) +
            cell(number(state.active), 6) + cell(editing(state), edited) +
            (known ? time_text(*state.activated) : "-") + "\n");
    }
    return Exit::done;
}

}  // namespace

void add_setting_ls(Program& program, CLI::App* setting) {
    CLI::App* command = program.add(setting, "ls", "List logical devices with setting groups");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("LD", o->device, "Only this logical device");
    program.on(command, [o](const Shared& shared) { return list(shared, *o); });
}

}  // namespace busbar::program
