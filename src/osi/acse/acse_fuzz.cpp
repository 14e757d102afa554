// SPDX-License-Identifier: Apache-2.0
#include "osi/acse/acse_fuzz.hpp"

#include <cstdlib>
#include <string>

#include "osi/acse/connection.hpp"

namespace busbar::acse {

/// What is decoded encodes to something that decodes again; an AARQ goes through all checks.
int fuzz_acse(const std::uint8_t* data, std::size_t size) {
    const auto apdu = decode({data, size});
    if (!apdu) return 0;
    BackWriter writer;
    std::visit([&](const auto& one) { encode(writer, one); }, apdu->value);
    if (!decode(writer.bytes())) std::abort();
    if (const auto* aarq = std::get_if<AssociateRequest>(&apdu->value)) {
        const std::string passwords[] = {"a", "secret"};
        static_cast<void>(objection(*aarq));
        static_cast<void>(check_password(*aarq, passwords));
        const Octet title[] = {0x29, 1};
        static_cast<void>(check_called(*aarq, {Bytes(title), 12}));
    }
    return 0;
}

}  // namespace busbar::acse
