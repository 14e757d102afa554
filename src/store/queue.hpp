// SPDX-License-Identifier: Apache-2.0
// The way of records from the server's thread to the writer's: octets in one buffer, bounded, taken all at
// once as a group. Pushing never waits for the disk.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "base/bytes.hpp"

namespace busbar::store {

struct QueueLimits {
    /// A group is taken so long after its first record came, at the latest.
    std::chrono::milliseconds window{20};
    /// Or when it has so many.
    std::size_t group_records = 1000;
    /// Octets that may wait.
    std::size_t max_octets = 16U << 20U;
};

/// Records that are committed together, each with its length before it.
struct Group {
    ByteVector octets;
    std::size_t records = 0;
    bool at_once = false;  ///< one of them was pushed by push_at_once()
    /// Calls `visit(Bytes record)` for each until it gives false.
    template <class Visit>
    bool each(Visit visit) const {
        for (Bytes rest = octets; !rest.empty();) {
            const Bytes record = rest.subspan(4, length_at(rest));
            rest = rest.subspan(4 + record.size());
            if (!visit(record)) return false;
        }
        return true;
    }

private:
    static std::size_t length_at(Bytes rest);
};

class Queue {
public:
    explicit Queue(const QueueLimits& limits) : limits_(limits) {}

    /// False when it is full; `important` ones find room twice as long.
    bool push(Bytes record, bool important);
    /// An important one for which somebody waits: its group is taken now, and it is to be synchronised with
    /// the disk.
    bool push_at_once(Bytes record) { return push(record, true, true); }
    /// Puts back nothing and takes all there is, waiting as the limits say. False: closed, and nothing is
    /// left. `group`'s memory is used again.
    bool take(Group& group);
    /// The group taken last is done with.
    void done();
    /// Returns once all that has been pushed so far is done with, or the queue was abandoned.
    void flush();
    /// take() does not wait any more.
    void close();
    /// Nobody will take anything any more: flush() does not wait.
    void abandon();
    /// Waits, but not longer than the queue is open. False when it was closed.
    bool wait(std::chrono::milliseconds time);

private:
    bool push(Bytes record, bool important, bool at_once);

    QueueLimits limits_;
    std::mutex mutex_;
    std::condition_variable for_writer_, for_flush_;
    ByteVector octets_;
    std::size_t records_ = 0;
    std::uint64_t pushed_ = 0, taken_ = 0, done_ = 0;  // records since the start
    bool hurry_ = false, at_once_ = false, closed_ = false, abandoned_ = false;
};

}  // namespace busbar::store
