// SPDX-License-Identifier: Apache-2.0
#include "commands.hpp"

namespace busbar::program {

void add_all_commands(Program& program) {
    add_serve(program);
    add_identify(program);
    add_status(program);
    add_tree(program);
    add_read(program);
    add_watch(program);
    add_write(program);
    add_operate(program);
    add_dataset(program);
    add_report(program);
    add_setting(program);
    add_log(program);
    add_file(program);
    add_scl(program);
    add_decode(program);
    add_bench(program);
    add_completion(program);
}

}  // namespace busbar::program
