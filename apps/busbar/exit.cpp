// SPDX-License-Identifier: Apache-2.0
#include "exit.hpp"

namespace busbar::program {

Exit exit_of(const Error& error, Stage stage) {
    if (error.code.domain == Domain::add_cause) return Exit::control_refused;
    switch (error.fault) {
        case Fault::timeout: return Exit::no_connection;
        case Fault::misuse: return Exit::usage;
        case Fault::io: return stage == Stage::local ? Exit::local_io : Exit::no_connection;
        case Fault::refused:
        case Fault::malformed:
        case Fault::violation:
        case Fault::unsupported:
        case Fault::limit:
            if (stage == Stage::connecting) return Exit::refused;
            if (stage == Stage::connected) return Exit::service_error;
            return error.fault == Fault::malformed ? Exit::negative : Exit::usage;
    }
    return Exit::usage;
}

}  // namespace busbar::program
