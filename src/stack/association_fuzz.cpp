// SPDX-License-Identifier: Apache-2.0
#include "stack/association_fuzz.hpp"

#include <algorithm>
#include <cstdlib>

#include "stack/association.hpp"

namespace busbar::stack {
namespace {

/// The first octet seeds the portions; the rest is what the peer sends.
int run(Role role, const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static const auto options = std::make_shared<const Options>();
    Buffers buffers;
    Association association(role, options, buffers);
    TimePoint now{std::chrono::seconds(1)};
    association.start(now);
    unsigned seed = data[0];
    bool ended = false;
    Event event;
    for (Bytes rest = Bytes(data, size).subspan(1); !rest.empty();) {
        seed = seed * 1103515245U + 12345U;
        const unsigned choice = seed >> 16U & 0x7FFFU;
        const std::size_t portion =
            std::min<std::size_t>(rest.size(), data[0] == 0 ? rest.size() : 1 + choice % 200);
        now += std::chrono::milliseconds(choice);
        association.receive(rest.first(portion), now);
        rest = rest.subspan(portion);
        while (association.next(event)) {
            if (ended) std::abort();
            if (std::holds_alternative<MmsPdu>(event) && !association.is_open()) std::abort();
            if (std::holds_alternative<AssociateIndication>(event)) static_cast<void>(association.accept());
            if (std::holds_alternative<ConcludeIndication>(event))
                static_cast<void>(association.conclude_accept());
            if (const auto* pdu = std::get_if<MmsPdu>(&event))
                static_cast<void>(association.send(pdu->octets));
            ended = association.state() == State::closed && !std::holds_alternative<MmsPdu>(event);
            if (choice % 16 == 0) association.hold();
        }
        if (choice % 64 == 0) static_cast<void>(association.release(now));
        association.consume_output(choice);
        association.on_time(now);
    }
    association.closed();
    while (association.next(event)) {
    }
    if (!association.wants_close()) std::abort();
    return 0;
}

}  // namespace

int fuzz_association_server(const std::uint8_t* data, std::size_t size) {
    return run(Role::server, data, size);
}
int fuzz_association_client(const std::uint8_t* data, std::size_t size) {
    return run(Role::client, data, size);
}

}  // namespace busbar::stack
