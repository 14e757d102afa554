// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program.hpp"

namespace busbar::program {

/// bench report, below `bench`.
void add_bench_report(Program& program, CLI::App* bench);

}  // namespace busbar::program
