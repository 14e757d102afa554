// SPDX-License-Identifier: Apache-2.0
// What every control block that listens does alike, of reports and of logs: gathering what has fired over
// BufTm, and the beginning of integrity periods.
#pragma once

#include <algorithm>
#include <cstring>

#include "server/report/block.hpp"

namespace busbar::server::report {

/// The members that have fired join those that wait in the window, with their values as they are now.
inline void gather_fired(Running& running, const model::Model& model,
                         std::span<const model::DataSetMember> members, const model::Image& image) {
    Window& window = *running.window;
    running.fired.for_each([&](std::uint16_t member, ReasonCode reason) {
        const model::Node& node = model.node(members[member].node);
        const model::Leaf& first = model.leaf(model::LeafId{node.first_leaf});
        const model::Leaf& last = model.leaf(model::LeafId{node.first_leaf + node.leaf_count - 1});
        std::memcpy(window.slots.data() + window.offsets[member], image.slot(model::LeafId{node.first_leaf}),
                    last.offset + last.size - first.offset);
        window.marks.add(member, reason);
    });
}

/// IntgPd with the shortest one that is served. Before the first reading of the clock it begins with that.
inline void begin_integrity(Running& running, std::chrono::milliseconds period,
                            std::chrono::milliseconds shortest, TimePoint now) {
    running.integrity_period = std::max<Duration>(period, shortest);
    running.next_integrity = now == TimePoint{} ? TimePoint::min() : now + running.integrity_period;
}

}  // namespace busbar::server::report
