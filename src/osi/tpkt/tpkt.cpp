// SPDX-License-Identifier: Apache-2.0
// RFC 1006 packets.
#include "osi/tpkt/tpkt.hpp"

namespace busbar::tpkt {
namespace {

constexpr Octet version = 3;

}  // namespace

Result<std::size_t> packet_octets(Bytes input) {
    if (!input.empty() && input[0] != version) return fail(Fault::malformed, "not an RFC 1006 packet");
    if (input.size() < header_octets) return 0U;
    const std::size_t octets = static_cast<std::size_t>(input[2]) << 8U | input[3];
    if (octets < limits::tpkt_min_octets)
        return fail(Fault::malformed, "RFC 1006 packet shorter than any TPDU");
    return octets;
}

void prepend_header(BackWriter& writer) {
    const std::size_t tpdu_octets = writer.size();
    if (Octet* at = writer.prepend(header_octets)) write_header(at, tpdu_octets);
}

void write_header(Octet* at, std::size_t tpdu_octets) {
    const std::size_t octets = tpdu_octets + header_octets;
    at[0] = version;
    at[1] = 0;
    at[2] = static_cast<Octet>(octets >> 8U);
    at[3] = static_cast<Octet>(octets & 0xFFU);
}

}  // namespace busbar::tpkt
