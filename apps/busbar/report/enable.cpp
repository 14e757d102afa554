// SPDX-License-Identifier: Apache-2.0
// report enable: takes one report control block and shows its reports. Enabling lasts as long as the
// association, so the command stays until it is ended.
#include "report/verbs.hpp"
#include "watch/command.hpp"

namespace busbar::program {

void add_report_enable(Program& program, CLI::App* report) {
    CLI::App* command = program.add(report, "enable", "Enable a report control block and show its reports");
    auto o = std::make_shared<WatchCommand>();
    o->options.only_reports = true;
    o->options.target.add_to(command);
    command
        ->add_option("RCB", o->options.references,
                     "LD/LN.name, also with [BR] or [RP]; without its number, one that is free")
        ->required();
    o->add_to(command);
    command->footer(
        std::string(
            "Enabled is a control block only as long as its client is there: until Ctrl-C, --count or "
            "--for. It is then disabled and given back; a buffered one goes on collecting, and --resume "
            "fetches what came meanwhile. What `report set` has written stays.\n"
            "  busbar report enable :10102 BAY1MEAS/LLN0.urcbValues01 --count 10\n"
            "  busbar report enable :10102 BAY1CTRL/LLN0.brcbEvents01 --purge --json\n") +
        command->get_footer());
    program.on(command, [o](const Shared& shared) { return o->run(shared); });
}

}  // namespace busbar::program
