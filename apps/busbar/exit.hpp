// SPDX-License-Identifier: Apache-2.0
// The exit codes of the program and which errors lead to which. Scripts depend on them: they never change
// meaning.
#pragma once

#include <busbar/error.hpp>

namespace busbar::program {

enum class Exit : int {
    done = 0,
    negative = 1,         ///< the answer is no: a difference was found, a check failed
    usage = 2,            ///< the command line or an argument is wrong
    no_connection = 3,    ///< nothing there, or no answer in time
    refused = 4,          ///< association, TLS or authentication refused
    service_error = 5,    ///< the IED answered with an error
    control_refused = 6,  ///< AddCause says why
    partial = 7,          ///< some of it worked; what did not is on stderr
    local_io = 8,         ///< a file or a socket of this machine
    interrupted = 130,
};

/// Where in a command's life an error came up: the same fault means something else before and after the
/// association.
enum class Stage { local, connecting, connected };

Exit exit_of(const Error& error, Stage stage);

}  // namespace busbar::program
