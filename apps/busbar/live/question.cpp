// SPDX-License-Identifier: Apache-2.0
#include "live/question.hpp"

#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "print.hpp"

namespace busbar::program {

void Asking::add_to(CLI::App* command) {
    command->add_flag("-y,--yes", yes, "Do not ask");
}

bool Asking::possible(const Shared& shared, const std::string& what) const {
    if (yes || dry_run || ::isatty(STDIN_FILENO) != 0) return true;
    complain(shared, what, fail(Fault::misuse, "stdin is no terminal that could be asked").value(),
             {"--yes, if it is to be done without a question", "--dry-run shows what would be done"});
    return false;
}

bool Asking::confirmed(const std::string& question) const {
    if (yes || dry_run) return true;
    std::fprintf(stderr, "%s? [y/N] ", question.c_str());
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace busbar::program
