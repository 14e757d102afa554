// SPDX-License-Identifier: Apache-2.0
// Fuzz entries of the client: every procedure against a server that answers with whatever the input holds.
#pragma once

#include <cstddef>
#include <cstdint>

namespace busbar::client {

/// The whole client from the first octet of the stream on: the input is what the server sends, in portions.
int fuzz_client_stream(const std::uint8_t* data, std::size_t size);

/// An associated client that runs a procedure (chosen by the first octet); the rest answers its requests: a
/// length, a kind (service body with the right invokeID and tag, or a PDU as it is), octets.
int fuzz_client(const std::uint8_t* data, std::size_t size);

}  // namespace busbar::client
