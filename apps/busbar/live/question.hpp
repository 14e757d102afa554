// SPDX-License-Identifier: Apache-2.0
// The question before something is done to an IED: asked on a terminal, answered by --yes in a script, and
// never just left out.
#pragma once

#include "program.hpp"

namespace busbar::program {

struct Asking {
    bool yes = false;      ///< --yes
    bool dry_run = false;  ///< nothing is done, so nothing is asked

    /// --yes of a command.
    void add_to(CLI::App* command);
    /// Whether there is an answer, or somebody to give one; else says what is missing: exit with usage.
    [[nodiscard]] bool possible(const Shared& shared, const std::string& what) const;
    /// Asks "QUESTION? [y/N]" on stderr, unless the answer is known. False: say that nothing was done.
    [[nodiscard]] bool confirmed(const std::string& question) const;
};

}  // namespace busbar::program
