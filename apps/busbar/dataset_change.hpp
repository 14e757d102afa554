// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program.hpp"

namespace busbar::program {

/// dataset create, dataset delete.
void add_dataset_changes(Program& program, CLI::App* dataset);

}  // namespace busbar::program
