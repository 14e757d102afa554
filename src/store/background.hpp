// SPDX-License-Identifier: Apache-2.0
// How the thread of a writer runs: where CPUs are scarce, it takes none from the thread that has just woken
// it. Without this, a server that logs was found off its CPU for many milliseconds each time a group was
// full.
#pragma once

namespace busbar::store {

/// Of the calling thread, from now on. Where the system has no such thing it does nothing.
void run_in_the_background();

}  // namespace busbar::store
