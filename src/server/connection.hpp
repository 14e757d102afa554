// SPDX-License-Identifier: Apache-2.0
// What the server keeps for one stream connection. Small, because there may be 10,000 of them: buffers are
// borrowed from the pool that all share while octets wait.
#pragma once

#include <busbar/access.hpp>
#include <vector>

#include "server/object_engine.hpp"
#include "stack/association.hpp"

namespace busbar::server {

/// A Write some of whose variables are answered later.
struct PendingWrite {
    static constexpr std::uint8_t open = 0xFF, success = 0xFE;  // else a DataAccessError
    std::uint32_t invoke_id = 0;
    std::uint32_t open_items = 0;
    std::vector<std::uint8_t> results;
};

struct Connection {
    Connection(ConnectionId connection_id, std::shared_ptr<const stack::Options> options,
               stack::Buffers& buffers)
        : id(connection_id), association(stack::Role::server, std::move(options), buffers) {}

    ConnectionId id;
    stack::Association association;
    Peer peer;
    std::vector<PendingWrite> pending;
    bool associated = false;    ///< accepted, and not over yet
    bool half_open = true;      ///< neither accepted nor over
    bool held = false;          ///< requests wait until output has drained
    bool ready = false;         ///< in the queue of next_ready()
    bool reports_wait = false;  ///< too much output waits for reports to be added
    /// First of the report control blocks that it has reserved or enabled; 0xFFFF: none.
    std::uint16_t first_report_block = 0xFFFF;
};

}  // namespace busbar::server
