// SPDX-License-Identifier: Apache-2.0
// report ls|show|set|enable: the report control blocks of a live IED.
#include "commands.hpp"
#include "report/verbs.hpp"

namespace busbar::program {

void add_report(Program& program) {
    CLI::App* report = program.add("report", "List, show, set and enable report control blocks");
    report->require_subcommand(1);
    add_report_ls(program, report);
    add_report_show(program, report);
    add_report_set(program, report);
    add_report_enable(program, report);
}

}  // namespace busbar::program
