// SPDX-License-Identifier: Apache-2.0
#include <busbar/target.hpp>
#include <charconv>

namespace busbar {
namespace {

Failure bad(std::string text, std::size_t offset) {
    Error error;
    error.fault = Fault::malformed;
    error.offset = offset;
    error.text = std::move(text);
    return fail(std::move(error));
}

Result<std::uint16_t> parse_port(std::string_view text, std::size_t offset) {
    unsigned port = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || code != std::errc() || end != text.data() + text.size() || port == 0 ||
        port > 65535) {
        return bad("a port is a number from 1 to 65535", offset);
    }
    return static_cast<std::uint16_t>(port);
}

}  // namespace

Result<Target> Target::parse(std::string_view text) {
    Target target;
    std::size_t at = 0;
    if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos) {
        const std::string_view name = text.substr(0, scheme);
        if (name != "mms" && name != "mmss") return bad("a target is [mms://|mmss://]host[:port]", 0);
        target.tls = name == "mmss";
        at = scheme + 3;
    }
    target.port = target.tls ? tls_port : plain_port;
    for (std::size_t i = at; i < text.size(); ++i) {
        const auto octet = static_cast<unsigned char>(text[i]);
        if (octet <= ' ' || octet == 0x7F || octet == '/') return bad("a host name has no such character", i);
    }
    std::string_view host = text.substr(at);
    std::size_t port_at = std::string_view::npos;
    if (host.starts_with('[')) {
        const std::size_t close = host.find(']');
        if (close == std::string_view::npos) return bad("the bracket is not closed", at);
        const std::string_view after = host.substr(close + 1);
        if (!after.empty() && after.front() != ':')
            return bad("after the bracket, only :port may follow", at + close + 1);
        if (!after.empty()) port_at = at + close + 2;
        host = host.substr(1, close - 1);
        if (host.find(':') == std::string_view::npos) return bad("brackets are for IPv6 addresses", at);
    } else if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
        // More than one colon without brackets is an IPv6 address and has no port.
        if (host.find(':', colon + 1) == std::string_view::npos) {
            port_at = at + colon + 1;
            host = host.substr(0, colon);
        }
    }
    if (port_at != std::string_view::npos) {
        const Result<std::uint16_t> port = parse_port(text.substr(port_at), port_at);
        if (!port) return fail(port.error());
        target.port = *port;
    }
    target.host = host.empty() ? "localhost" : std::string(host);
    return target;
}

std::string Target::text() const {
    std::string result = tls ? "mmss://" : "";
    const bool ipv6 = host.find(':') != std::string::npos;
    const bool usual = port == (tls ? tls_port : plain_port);
    result += ipv6 && !usual ? '[' + host + ']' : host;
    if (!usual) result += ':' + std::to_string(port);
    return result;
}

}  // namespace busbar
