// SPDX-License-Identifier: Apache-2.0
// What `watch` and `report enable` share on the command line.
#pragma once

#include "watch/watcher.hpp"

namespace busbar::program {

struct WatchCommand {
    WatchOptions options;

    /// Formats, ends, and how control blocks are used.
    void add_to(CLI::App* command);
    /// Complains about options that contradict each other, connects, watches.
    Exit run(const Shared& shared);

private:
    bool complete(const Shared& shared);

    std::string resume_, take_over_;
    bool gi_ = false, no_gi_ = false, no_reconnect_ = false;
    std::optional<Nanoseconds> integrity_, buffer_time_;
};

}  // namespace busbar::program
