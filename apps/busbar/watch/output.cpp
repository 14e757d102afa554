// SPDX-License-Identifier: Apache-2.0
#include "watch/output.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "live/interrupt.hpp"
#include "print.hpp"

namespace busbar::program {

void Output::write(std::string_view text) {
    while (!text.empty() && !over_) {
        const ssize_t n = ::write(STDOUT_FILENO, text.data(), text.size());
        if (n >= 0) {
            text.remove_prefix(static_cast<std::size_t>(n));
        } else if (errno == EPIPE) {
            over_ = Exit::done;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            pollfd entry{STDOUT_FILENO, POLLOUT, 0};
            (void)::poll(&entry, 1, 100);
            if (Interrupt::requested()) return;
        } else if (errno != EINTR) {
            note("error: cannot write: " + std::string(std::strerror(errno)));
            over_ = Exit::local_io;
        } else if (Interrupt::requested()) {
            return;
        }
    }
}

void Output::look() {
    pollfd entry{STDOUT_FILENO, 0, 0};
    if (!over_ && ::poll(&entry, 1, 0) == 1 && (entry.revents & POLLERR) != 0) over_ = Exit::done;
}

}  // namespace busbar::program
