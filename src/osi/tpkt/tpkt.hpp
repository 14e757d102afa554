// SPDX-License-Identifier: Apache-2.0
// RFC 1006 clause 6: the packets in which TPDUs travel over TCP. Four octets: version 3, a reserved octet
// that is ignored, and the length of the whole packet. One TPDU in each. TCP splits and joins packets as it
// likes, so a receiver goes by the length alone.
#pragma once

#include "base/back_writer.hpp"
#include "base/bytes.hpp"
#include "base/limits.hpp"

namespace busbar::tpkt {

inline constexpr std::size_t header_octets = 4;
inline constexpr std::size_t max_tpdu_octets = limits::tpkt_max_octets - header_octets;

/// Octets of the packet that `input` begins with, header included (7 to 65535); 0 while its header is
/// incomplete. Malformed when the octets that are there cannot begin a packet: then the TCP connection is of
/// no more use.
Result<std::size_t> packet_octets(Bytes input);

/// Puts the header before the TPDU that `writer` holds. The TPDU has at most max_tpdu_octets.
void prepend_header(BackWriter& writer);

/// Writes the header of a packet with a TPDU of `tpdu_octets` (at most max_tpdu_octets) to `at`, four octets.
void write_header(Octet* at, std::size_t tpdu_octets);

}  // namespace busbar::tpkt
