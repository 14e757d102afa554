// SPDX-License-Identifier: Apache-2.0
#include "io/listen_address.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>

namespace busbar::io {

using Tcp = boost::asio::ip::tcp;

namespace {

constexpr std::uint16_t mms_port = 102;

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return port;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

Failure wrong(std::string_view part, std::string_view why) {
    return fail(Fault::misuse, "listen address \"" + escaped(part) + "\": " + std::string(why));
}

Result<ListenEndpoint> parse_one(std::string_view part) {
    std::string_view host = part;
    std::string_view port_text;
    if (part.starts_with('[')) {
        const auto close = part.find(']');
        if (close == std::string_view::npos) return wrong(part, "] is missing");
        host = part.substr(1, close - 1);
        const std::string_view rest = part.substr(close + 1);
        if (!rest.empty() && rest.front() != ':') return wrong(part, "after ] comes :PORT");
        if (!rest.empty()) port_text = rest.substr(1);
        if (!rest.empty() && port_text.empty()) return wrong(part, "the port is missing");
    } else if (const auto colon = part.rfind(':'); colon != std::string_view::npos) {
        host = part.substr(0, colon);
        if (host.find(':') != std::string_view::npos)
            return wrong(part, "write IPv6 addresses as [ADDRESS]:PORT");
        port_text = part.substr(colon + 1);
        if (port_text.empty()) return wrong(part, "the port is missing");
    }
    std::uint16_t port = mms_port;
    if (!port_text.empty()) {
        const auto parsed = parse_port(port_text);
        if (!parsed) return wrong(part, "the port is not a number from 0 to 65535");
        port = *parsed;
    }
    if (host.empty() || host == "*") return ListenEndpoint{Tcp::endpoint(Tcp::v6(), port), true};
    if (host == "localhost") host = "127.0.0.1";
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(std::string(host), error);
    if (error) return wrong(part, "not an IPv4 or IPv6 address, \"*\" or \"localhost\"");
    return ListenEndpoint{Tcp::endpoint(address, port), false};
}

}  // namespace

Result<std::vector<ListenEndpoint>> parse_listen(std::string_view text) {
    std::vector<ListenEndpoint> endpoints;
    while (true) {
        const auto comma = text.find(',');
        const std::string_view part = trimmed(text.substr(0, comma));
        if (part.empty()) return wrong(part, "empty");
        auto endpoint = parse_one(part);
        if (!endpoint) return fail(std::move(endpoint).error());
        endpoints.push_back(*endpoint);
        if (comma == std::string_view::npos) return endpoints;
        text.remove_prefix(comma + 1);
    }
}

std::string text_of(const Tcp::endpoint& endpoint) {
    auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        address = boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
    }
    const std::string host = address.to_string();
    const std::string port = std::to_string(endpoint.port());
    return address.is_v6() ? "[" + host + "]:" + port : host + ":" + port;
}

}  // namespace busbar::io
