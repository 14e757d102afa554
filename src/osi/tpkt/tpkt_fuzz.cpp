// SPDX-License-Identifier: Apache-2.0
#include "osi/tpkt/tpkt_fuzz.hpp"

#include <cstdlib>

#include "osi/tpkt/tpkt.hpp"

namespace busbar::tpkt {

int fuzz_tpkt(const std::uint8_t* data, std::size_t size) {
    Bytes rest(data, size);
    while (true) {
        const auto octets = packet_octets(rest);
        if (!octets || *octets == 0 || *octets > rest.size()) return 0;
        if (*octets < limits::tpkt_min_octets) std::abort();
        rest = rest.subspan(*octets);
    }
}

}  // namespace busbar::tpkt
