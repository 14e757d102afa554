// SPDX-License-Identifier: Apache-2.0
// setting ls|show|diff|select|edit: the setting groups of a live IED.
#include "commands.hpp"
#include "setting/verbs.hpp"

namespace busbar::program {

void add_setting(Program& program) {
    CLI::App* setting = program.add("setting", "List, show, compare, select and edit setting groups");
    setting->require_subcommand(1);
    add_setting_ls(program, setting);
    add_setting_show(program, setting);
    add_setting_diff(program, setting);
    add_setting_select(program, setting);
    add_setting_edit(program, setting);
}

}  // namespace busbar::program
