// SPDX-License-Identifier: Apache-2.0
#include "store/background.hpp"

#include <sched.h>

namespace busbar::store {

void run_in_the_background() {
#ifdef SCHED_BATCH
    // As much of a CPU as any other thread has, but not at once when it wakes up.
    const sched_param priority{};
    static_cast<void>(::sched_setscheduler(0, SCHED_BATCH, &priority));
#endif
}

}  // namespace busbar::store
