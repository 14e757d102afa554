// SPDX-License-Identifier: Apache-2.0
// The list of commands, in the order of the overview. A command is one file: it adds itself to the program.
#pragma once

#include "program.hpp"

namespace busbar::program {

void add_serve(Program& program);
void add_identify(Program& program);
void add_status(Program& program);
void add_tree(Program& program);
void add_read(Program& program);
void add_watch(Program& program);
void add_write(Program& program);
void add_operate(Program& program);
void add_dataset(Program& program);
void add_report(Program& program);
void add_setting(Program& program);
void add_log(Program& program);
void add_file(Program& program);
void add_scl(Program& program);
void add_decode(Program& program);
void add_bench(Program& program);
void add_completion(Program& program);

void add_all_commands(Program& program);

}  // namespace busbar::program
