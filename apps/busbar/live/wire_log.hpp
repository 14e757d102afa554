// SPDX-License-Identifier: Apache-2.0
// What goes over a connection, as --trace shows it and --pcap keeps it.
#pragma once

#include <busbar/client_options.hpp>
#include <busbar/server.hpp>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "program.hpp"

namespace busbar::program {

class WireLog {
public:
    virtual ~WireLog() = default;
    /// Creates the capture file where one is asked for. Errors: io.
    static Result<std::shared_ptr<WireLog>> create(const Shared& shared, const std::string& target);
    /// Lets the next connection made with `options` tell this log what it does. Nothing where neither --trace
    /// nor
    /// --pcap was given.
    virtual void attach(ClientOptions& options) = 0;
    /// The same for all connections of a server.
    virtual void attach(ServerOptions& options) = 0;
};

}  // namespace busbar::program
