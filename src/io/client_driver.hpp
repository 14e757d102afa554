// SPDX-License-Identifier: Apache-2.0
// Drives client procedures over a blocking socket: one thread, which sends what the session wants to send and
// waits for octets or the session's next deadline. The procedures themselves are in src/client.
#pragma once

#include <busbar/client_options.hpp>
#include <busbar/target.hpp>

#include "client/remote.hpp"
#include "io/client_socket.hpp"

namespace busbar::io {

class ClientDriver {
public:
    /// Connects and associates, within connect_timeout.
    static Result<std::unique_ptr<ClientDriver>> connect(const Target& target, const ClientOptions& options);
    /// Aborts where the association is open, without waiting.
    ~ClientDriver();
    ClientDriver(const ClientDriver&) = delete;
    ClientDriver& operator=(const ClientDriver&) = delete;

    /// Runs a procedure to its end.
    template <class T>
    T run(client::Task<T> task) {
        begin();
        task.start();
        while (!task.done()) step();
        finish();
        return task.take();
    }

    [[nodiscard]] client::Remote& remote() { return remote_; }
    [[nodiscard]] const ClientSocket& socket() const { return socket_; }
    /// Aborts the association and closes.
    void abort();

private:
    ClientDriver(ClientSocket socket, const ClientOptions& options,
                 std::shared_ptr<const stack::Options> stack_options);
    void begin();
    void step();
    void finish();
    void flush();
    void receive(TimePoint deadline);
    void lose(Error why);

    stack::Buffers buffers_;
    ClientSocket socket_;
    client::Remote remote_;
    ByteVector input_;
};

}  // namespace busbar::io
