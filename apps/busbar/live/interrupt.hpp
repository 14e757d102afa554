// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and termination for commands that hold something in the IED and give it back before they end.
#pragma once

namespace busbar::program {

class Interrupt {
public:
    /// From here on, SIGINT and SIGTERM make requested() true. Whatever the IED does then, the program is
    /// over within 2 seconds; at once by a second signal. Writing to a closed pipe is an error, no signal.
    static void arm();
    static bool requested();
};

}  // namespace busbar::program
