// SPDX-License-Identifier: Apache-2.0
#include "io/listen_address.hpp"

#include <gtest/gtest.h>

namespace busbar::io {
namespace {

std::string parsed(std::string_view text) {
    const auto endpoints = parse_listen(text);
    if (!endpoints) return "! " + endpoints.error().text;
    std::string result;
    for (const ListenEndpoint& endpoint : *endpoints) {
        result +=
            (result.empty() ? "" : " ") + text_of(endpoint.endpoint) + (endpoint.both_families ? "*" : "");
    }
    return result;
}

TEST(ListenAddress, FormsThatPeopleWrite) {
    EXPECT_EQ(parsed("127.0.0.1:10102"), "127.0.0.1:10102");
    EXPECT_EQ(parsed("0.0.0.0:102"), "0.0.0.0:102");
    EXPECT_EQ(parsed("192.0.2.1"), "192.0.2.1:102");
    EXPECT_EQ(parsed("localhost:0"), "127.0.0.1:0");
    EXPECT_EQ(parsed("[::1]:102"), "[::1]:102");
    EXPECT_EQ(parsed("[2001:db8::1]"), "[2001:db8::1]:102");
    EXPECT_EQ(parsed("*:102"), "[::]:102*");
    EXPECT_EQ(parsed(":102"), "[::]:102*");
    EXPECT_EQ(parsed("*"), "[::]:102*");
    EXPECT_EQ(parsed("127.0.0.1:1, [::1]:2"), "127.0.0.1:1 [::1]:2");
}

TEST(ListenAddress, WhatIsWrongIsNamed) {
    EXPECT_EQ(parsed(""), "! listen address \"\": empty");
    EXPECT_EQ(parsed("127.0.0.1:1,"), "! listen address \"\": empty");
    EXPECT_EQ(parsed("127.0.0.1:"), "! listen address \"127.0.0.1:\": the port is missing");
    EXPECT_EQ(parsed("127.0.0.1:x"),
              "! listen address \"127.0.0.1:x\": the port is not a number from 0 to 65535");
    EXPECT_EQ(parsed("127.0.0.1:65536"),
              "! listen address \"127.0.0.1:65536\": the port is not a number from 0 to 65535");
    EXPECT_EQ(parsed("::1:102"), "! listen address \"::1:102\": write IPv6 addresses as [ADDRESS]:PORT");
    EXPECT_EQ(parsed("[::1"), "! listen address \"[::1\": ] is missing");
    EXPECT_EQ(parsed("[::1]102"), "! listen address \"[::1]102\": after ] comes :PORT");
    EXPECT_EQ(parsed("relay.example:102"),
              "! listen address \"relay.example:102\": not an IPv4 or IPv6 address, \"*\" or \"localhost\"");
}

TEST(ListenAddress, Ipv4WithinIpv6ReadsAsIpv4) {
    const auto mapped = boost::asio::ip::make_address("::ffff:192.0.2.7");
    EXPECT_EQ(text_of(boost::asio::ip::tcp::endpoint(mapped, 4711)), "192.0.2.7:4711");
}

}  // namespace
}  // namespace busbar::io
