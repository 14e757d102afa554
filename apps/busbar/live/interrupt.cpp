// SPDX-License-Identifier: Apache-2.0
#include "live/interrupt.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <csignal>

#include "exit.hpp"

namespace busbar::program {
namespace {

volatile std::sig_atomic_t requested_now = 0;  // NOLINT: what a signal handler may touch

// Only what a signal handler may do. Linux allows setitimer there.
void on_signal(int) {
    if (requested_now != 0) _exit(static_cast<int>(Exit::interrupted));
    requested_now = 1;
    itimerval limit{};
    limit.it_value.tv_sec = 1;
    limit.it_value.tv_usec = 900'000;
    ::setitimer(ITIMER_REAL, &limit, nullptr);
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    // No SA_RESTART: a call that waits comes back, and its loop looks around.
    ::sigaction(signal, &action, nullptr);
}

}  // namespace

void Interrupt::arm() {
    handle(SIGINT, on_signal);
    handle(SIGTERM, on_signal);
    handle(SIGALRM, [](int) { _exit(static_cast<int>(Exit::interrupted)); });
    handle(SIGPIPE, SIG_IGN);
}

bool Interrupt::requested() {
    return requested_now != 0;
}

}  // namespace busbar::program
