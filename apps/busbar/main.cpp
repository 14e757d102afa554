// SPDX-License-Identifier: Apache-2.0
#include "program.hpp"

int main(int argc, char** argv) {
    busbar::program::Program program;
    return program.run(argc, argv);
}
