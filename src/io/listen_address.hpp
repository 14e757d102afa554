// SPDX-License-Identifier: Apache-2.0
// Text of TCP addresses: "192.0.2.1:102", "[2001:db8::1]:102", and the list of them on which a server
// listens.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <busbar/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace busbar::io {

struct ListenEndpoint {
    boost::asio::ip::tcp::endpoint endpoint;
    bool both_families = false;  ///< "*": one IPv6 socket that takes IPv4 too, where the machine has IPv6
};

/// "ADDRESS:PORT" and several of them with commas; the address may be empty or "*" (all), "localhost", or
/// numeric, IPv6 in brackets. Without a port, 102. Fails (misuse) and says which part is wrong.
Result<std::vector<ListenEndpoint>> parse_listen(std::string_view text);

/// "127.0.0.1:102", "[::1]:102"; an IPv4 address inside IPv6 as IPv4.
std::string text_of(const boost::asio::ip::tcp::endpoint& endpoint);

}  // namespace busbar::io
