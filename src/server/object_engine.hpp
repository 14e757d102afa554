// SPDX-License-Identifier: Apache-2.0
// The plug for objects that are more than values: control blocks, controls, the edit group. One engine serves
// one functional constraint (and one the setting group control block, which lives in SP); Read and Write ask
// it at the single place server/engines.hpp and nowhere else. What an engine shows to readers it keeps in the
// process image.
#pragma once

#include <busbar/access.hpp>
#include <busbar/value.hpp>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "mms/data.hpp"
#include "model/transaction.hpp"

namespace busbar::server {

/// A connection of a Server. Slots are used again, `use` tells the users apart. Never all zero for a real
/// one.
struct ConnectionId {
    std::uint32_t slot = 0;
    std::uint32_t use = 0;
    friend bool operator==(const ConnectionId&, const ConnectionId&) = default;
};

/// Names one variable of a Write that is still to be answered: for Server::finish_write().
struct WriteTicket {
    ConnectionId connection;
    std::uint32_t invoke_id = 0;
    std::uint32_t item = 0;  ///< which variable of the request
};

/// What became of a write to one variable.
class WriteOutcome {
public:
    static WriteOutcome done() { return {}; }
    static WriteOutcome refused(DataAccessError error) {
        WriteOutcome outcome;
        outcome.error_ = error;
        return outcome;
    }
    /// The engine tells later, by the ticket. Until then the request is outstanding.
    static WriteOutcome later() {
        WriteOutcome outcome;
        outcome.later_ = true;
        return outcome;
    }

    [[nodiscard]] bool is_later() const { return later_; }
    [[nodiscard]] std::optional<DataAccessError> error() const { return error_; }

private:
    std::optional<DataAccessError> error_;
    bool later_ = false;
};

struct ObjectRead {
    ConnectionId connection;
    const Peer& peer;
    model::NodeId node;
    const Now& now;
    bool by_name = true;  ///< the client named this very object, else it comes as member of a data set
};

struct ObjectWrite {
    ConnectionId connection;
    const Peer& peer;
    model::NodeId node;     ///< at whatever level the client named: container, object, attribute
    const mms::Data& data;  ///< views the request: copy what is needed later. Not checked against the type
    WriteTicket ticket;
    const Now& now;
};

/// Called in the server's thread, after the gate has allowed. Must not call the server's receive() and its
/// kind; finish_write() is allowed.
class ObjectEngine {
public:
    ObjectEngine() = default;
    ObjectEngine(const ObjectEngine&) = delete;
    ObjectEngine& operator=(const ObjectEngine&) = delete;
    virtual ~ObjectEngine() = default;

    /// Before the node is read from the image: bring it up to date, select (SBO), or refuse. Only for nodes
    /// within the functional constraint; a logical node read as a whole does not ask.
    virtual std::optional<DataAccessError> before_read(const ObjectRead& read) {
        static_cast<void>(read);
        return std::nullopt;
    }
    virtual WriteOutcome write(const ObjectWrite& write) = 0;
    /// The gate has refused a write to one of the engine's objects, and the client will be told so.
    virtual void refused(const ObjectWrite& write, DataAccessError error) {
        static_cast<void>(write);
        static_cast<void>(error);
    }
    /// The association is over: let go of what it owned.
    virtual void association_ended(ConnectionId connection) { static_cast<void>(connection); }
};

}  // namespace busbar::server
