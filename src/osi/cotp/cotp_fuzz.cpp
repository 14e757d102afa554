// SPDX-License-Identifier: Apache-2.0
#include "osi/cotp/cotp_fuzz.hpp"

#include <cstdlib>

#include "osi/cotp/connection.hpp"

namespace busbar::cotp {

/// The input is TPDUs, each behind its length in one octet, for an answering connection.
int fuzz_cotp(const std::uint8_t* data, std::size_t size) {
    Connection connection({.max_tsdu_octets = 1000});
    BackWriter writer;
    for (Bytes rest(data, size); rest.size() > 1;) {
        const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
        const Bytes tpdu = rest.subspan(1, length);
        rest = rest.subspan(1 + length);
        const auto event = connection.receive(tpdu);
        if (event && std::holds_alternative<ConnectIndication>(*event)) {
            const auto& asked = std::get<ConnectIndication>(*event);
            static_cast<void>(
                connection.connect_response(writer, asked.calling_selector, asked.called_selector));
        }
        if (connection.assembly().size() > 1000) std::abort();
    }
    return 0;
}

}  // namespace busbar::cotp
