// SPDX-License-Identifier: Apache-2.0
// What reporting is made with, and what it counts.
#pragma once

#include <chrono>
#include <cstdint>

#include "server/report/buffer.hpp"

namespace busbar::server::report {

struct ReportOptions {
    /// Of each buffered block.
    BufferLimits buffer;
    /// IntgPd below this is served with this: clients that ask all blocks for 1 ms must not cost the control
    /// of a breaker its time.
    std::chrono::milliseconds shortest_integrity{10};
    /// Above so many octets waiting for a client, its unbuffered reports are dropped and its buffered ones
    /// stay in their buffers, until a quarter is left. Half of what stops the reading of requests, so that a
    /// client that does not keep up is still heard.
    std::size_t max_waiting_octets = 128 * 1024;
    /// Reports that wait for the answer to the Write that enabled their block, all together.
    std::size_t max_unanswered_octets = 256 * 1024;
    /// ResvTms of a buffered block that a client of edition 1 or 2 takes without writing it.
    std::chrono::seconds implicit_reservation{10};
};

struct ReportCounters {
    std::uint64_t entries = 0;     ///< formed
    std::uint64_t buffered = 0;    ///< of these, put into a buffer
    std::uint64_t sent = 0;        ///< reports handed to an association
    std::uint64_t segments = 0;    ///< PDUs of these
    std::uint64_t dropped = 0;     ///< unbuffered reports that a slow client did not get
    std::uint64_t replaced = 0;    ///< members too long for a PDU, sent as an error
    std::uint64_t unsendable = 0;  ///< reports not even whose frame fits, and entries larger than a buffer
    std::uint64_t left_out = 0;    ///< turns of integrity that were missed
};

}  // namespace busbar::server::report
