// SPDX-License-Identifier: Apache-2.0
// An association whose socket can be taken over: set up through the whole stack, then used as a plain stream.
#pragma once

#include <busbar/target.hpp>
#include <functional>
#include <memory>

#include "io/client_socket.hpp"
#include "stack/association.hpp"

namespace busbar::bench {

struct RawAssociation {
    io::ClientSocket socket;
    std::unique_ptr<stack::Association> association;

    /// Connects and associates; blocking. Errors: io, timeout, refused with the code of the refusing layer.
    static Result<RawAssociation> open(const Target& target,
                                       const std::shared_ptr<const stack::Options>& options,
                                       stack::Buffers& buffers, Duration timeout);
    /// Conclude and release, if all that was asked has been answered; the socket is closed in any case.
    void close(Duration timeout);

private:
    /// Moves octets both ways until `done(event)` says so or `deadline` comes.
    Result<void> drive(TimePoint deadline, const std::function<bool(const stack::Event&)>& done);
};

}  // namespace busbar::bench
