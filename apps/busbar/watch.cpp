// SPDX-License-Identifier: Apache-2.0
// watch TARGET [REF...|--all]: what changes, as it changes.
#include "commands.hpp"
#include "print.hpp"
#include "watch/command.hpp"

namespace busbar::program {

void add_watch(Program& program) {
    CLI::App* command = program.add("watch", "Show values of a live IED as they change");
    auto o = std::make_shared<WatchCommand>();
    o->options.target.add_to(command);
    command->add_option(
        "REF", o->options.references,
        "Object, logical node, report control block (or its name without number), or data set");
    command->add_flag("--all", o->options.all, "Everything that is in a data set");
    o->add_to(command);
    command->add_flag("--poll", o->options.poll, "Poll, and take no control block");
    add_duration(command, "--interval", o->options.interval, "Pause between polls [1s]");
    command->add_flag("--unchanged", o->options.unchanged,
                      "Show what was polled also where it has not changed");
    command->footer(
        std::string("Reports bring what a data set has, if a control block of it is free; the rest is "
                    "polled, and shown "
                    "when it has changed. A control block that was taken is given back at the end.\n"
                    "  busbar watch :10102 --all\n"
                    "  busbar watch :10102 BAY1MEAS/MMXU1.TotW BAY1CTRL/XCBR1.Pos\n"
                    "  busbar watch :10102 BAY1CTRL/LLN0.brcbEvents --json --for 1h\n"
                    "  busbar watch :10102 BAY1MEAS/LLN0.values --format influx\n"
                    "DURATION: 250ms, 1.5s, 2m, 1h30m; without unit, seconds.\n") +
        command->get_footer());
    program.on(command, [o](const Shared& shared) {
        if (o->options.references.empty() && !o->options.all) {
            note("error: nothing to watch");
            note("  try: busbar watch " + escaped(o->options.target.target) + " --all, or references");
            return Exit::usage;
        }
        return o->run(shared);
    });
}

}  // namespace busbar::program
