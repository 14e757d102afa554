// SPDX-License-Identifier: Apache-2.0
// How a writer's thread commits a group, for all that write with one: again and again where the trouble
// passes.
#pragma once

#include <string_view>

#include "store/queue.hpp"
#include "store/sqlite.hpp"

namespace busbar::store {

/// More entries than can have been told to clients and not been committed when a server was killed: their
/// numbers must not come again, even if the clock was set back.
inline constexpr std::uint64_t most_uncommitted = 1'000'000;

/// Until it is done: true. False: it never will be, or the queue was closed meanwhile and the last attempt
/// failed. `tell` is told once of trouble that passes, and of trouble that does not with `consequence` after
/// it.
template <class Tables, class Tell>
bool commit_group(Tables& tables, const Group& group, Queue& queue, std::chrono::milliseconds retry,
                  const std::string& file, std::string_view consequence, const Tell& tell) {
    for (bool told = false;; told = true) {
        const auto applied = tables.apply(group);
        if (applied) return true;
        Error error = applied.error().error(file);
        if (applied.error().trouble != Trouble::passing) {
            error.text += consequence;
            tell(error);
            return false;
        }
        if (!told) tell(error);
        // Closed in the middle of it: that was the last attempt.
        if (!queue.wait(retry)) return tables.apply(group).has_value();
    }
}

}  // namespace busbar::store
