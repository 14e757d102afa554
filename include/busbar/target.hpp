// SPDX-License-Identifier: Apache-2.0
// Where a server is: [mms://|mmss://]host[:port]. mms is TCP, mmss TLS (IEC 62351-3). An IPv6 address with a
// port stands in brackets: [fe80::1]:102. An empty host is this machine.
#pragma once

#include <busbar/error.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace busbar {

struct Target {
    static constexpr std::uint16_t plain_port = 102;
    static constexpr std::uint16_t tls_port = 3782;

    std::string host;  ///< name or address, without brackets
    std::uint16_t port = plain_port;
    bool tls = false;

    /// Fails (malformed, offset = position) on another scheme, a missing bracket, a port outside 1..65535,
    /// spaces and control characters.
    static Result<Target> parse(std::string_view text);
    /// The shortest form that parse() reads back to the same.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const Target&, const Target&) = default;
};

}  // namespace busbar
