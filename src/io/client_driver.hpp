// SPDX-License-Identifier: Apache-2.0
// Drives client procedures over a blocking socket: one thread, which sends what the session wants to send and
// waits for octets or the next deadline, and makes a lost connection again where subscriptions want it. The
// procedures themselves are in src/client.
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

    /// Serves what comes until `done()`, or `deadline`, or until nothing more can come.
    template <class Done>
    void run_until(Done done, TimePoint deadline) {
        begin();
        while (!done() && remote_.session.now() < deadline && is_alive()) step(deadline);
        finish();
    }
    /// Whether there is a connection, or will be one again.
    [[nodiscard]] bool is_alive() const;

    [[nodiscard]] client::Remote& remote() { return remote_; }
    [[nodiscard]] const ClientSocket& socket() const { return socket_; }
    /// Aborts the association and closes.
    void abort();

private:
    ClientDriver(Target target, ClientSocket socket, const ClientOptions& options,
                 std::shared_ptr<const stack::Options> stack_options);
    void begin();
    void step(TimePoint limit = never);
    void step_without_connection(TimePoint limit);
    void use(ClientSocket socket);
    void finish();
    void flush();
    void receive(TimePoint deadline);
    void lose(Error why);

    Target target_;
    stack::Buffers buffers_;
    ClientSocket socket_;
    std::optional<PendingConnect> pending_;  // the next one
    TimePoint pending_until_ = never;
    client::Remote remote_;
    ByteVector input_;
};

}  // namespace busbar::io
