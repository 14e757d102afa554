// SPDX-License-Identifier: Apache-2.0
#include "osi/session/session_fuzz.hpp"

#include <algorithm>

#include "osi/session/connection.hpp"

namespace busbar::session {

/// The input is SPDUs, each behind its length in one octet, for an answering connection.
int fuzz_session(const std::uint8_t* data, std::size_t size) {
    static_cast<void>(decode({data, size}));
    Connection connection;
    BackWriter writer;
    for (Bytes rest(data, size); rest.size() > 1;) {
        const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
        const auto spdu = connection.receive(rest.subspan(1, length));
        rest = rest.subspan(1 + length);
        if (spdu && std::holds_alternative<Connect>(*spdu)) {
            static_cast<void>(connection.connect_response(writer, std::get<Connect>(*spdu).called_selector));
        }
    }
    return 0;
}

}  // namespace busbar::session
