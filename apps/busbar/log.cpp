// SPDX-License-Identifier: Apache-2.0
// log ls|show|query|set|clear: the logs of a live IED, and the control blocks that fill them.
#include "commands.hpp"
#include "log/verbs.hpp"

namespace busbar::program {

void add_log(Program& program) {
    CLI::App* log = program.add("log", "List, show and query logs, set log control blocks");
    log->require_subcommand(1);
    add_log_ls(program, log);
    add_log_show(program, log);
    add_log_query(program, log);
    add_log_set(program, log);
    add_log_clear(program, log);
}

}  // namespace busbar::program
