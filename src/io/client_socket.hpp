// SPDX-License-Identifier: Apache-2.0
// A connected TCP stream for the blocking client: name resolution and connecting with a deadline, then plain
// send and recv. One exchange costs one send and one recv: the socket's own receive time-out does the
// waiting, and poll() is asked only where less time than that is left.
#pragma once

#include <busbar/error.hpp>
#include <busbar/target.hpp>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace busbar::io {

/// Octets taken from the socket at once: a whole answer of the usual PDU size with all its headers.
inline constexpr std::size_t input_octets = std::size_t{128} << 10U;

/// Monotonic time of this machine.
TimePoint monotonic_now();
/// The wall clock of this machine.
WallTime wall_now();

class ClientSocket {
public:
    /// Tries the addresses of the host one after the other until `deadline`. Errors: io (code: errno) where
    /// none takes the connection, timeout. Name resolution is the system's and is not cut short by the
    /// deadline.
    static Result<ClientSocket> connect(const Target& target, TimePoint deadline);

    ClientSocket() = default;
    ClientSocket(ClientSocket&& other) noexcept;
    ClientSocket& operator=(ClientSocket&& other) noexcept;
    ClientSocket(const ClientSocket&) = delete;
    ClientSocket& operator=(const ClientSocket&) = delete;
    ~ClientSocket() { close(); }

    /// Octets that the system took at once; 0 when it takes none now.
    Result<std::size_t> send(Bytes octets);
    /// Octets received, at most `room`. Waits until `deadline`; 0 octets when it passed. The end of the
    /// stream is an io error.
    Result<std::size_t> receive(Octet* into, std::size_t room, TimePoint deadline);
    /// Waits until the stream can be written, or read, or `deadline`.
    void wait_writable(TimePoint deadline);

    [[nodiscard]] bool is_open() const { return handle_ >= 0; }
    void close();
    [[nodiscard]] int handle() const { return handle_; }

    /// "127.0.0.1:102".
    [[nodiscard]] std::string peer() const;
    /// IP address of this end, 4 or 16 octets.
    [[nodiscard]] ByteVector local_address() const;

private:
    friend class PendingConnect;
    void limit_receive(Duration wait);

    int handle_ = -1;
    Duration receive_limit_{};  // what the socket's receive time-out is set to
};

/// A connection that is being made, for a caller that has other deadlines as well.
class PendingConnect {
public:
    /// Resolves the name, which is the system's and may take its time, and begins with the first address.
    static Result<PendingConnect> start(const Target& target);

    PendingConnect(PendingConnect&& other) noexcept;
    PendingConnect& operator=(PendingConnect&& other) noexcept;
    ~PendingConnect() { drop(); }

    /// Waits until `until`. Nothing while it is under way; an error when no address is left.
    std::optional<Result<ClientSocket>> wait(TimePoint until);

private:
    struct Address {
        ByteVector octets;  // of the sockaddr
        int family = 0;
    };
    PendingConnect() = default;
    void next();
    void drop();

    std::vector<Address> addresses_;  // those that are left, last first
    std::string target_;
    int handle_ = -1;
    int flags_ = 0;
    int number_ = 0;  // errno of the last failure
};

/// Waits without any connection.
void sleep_until(TimePoint deadline);

}  // namespace busbar::io
