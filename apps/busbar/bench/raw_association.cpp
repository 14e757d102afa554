// SPDX-License-Identifier: Apache-2.0
#include "bench/raw_association.hpp"

#include <array>

namespace busbar::bench {

Result<void> RawAssociation::drive(TimePoint deadline, const std::function<bool(const stack::Event&)>& done) {
    std::array<Octet, 16384> buffer;  // NOLINT: written before it is read
    for (;;) {
        while (!association->output().empty()) {
            const auto sent = socket.send(association->output());
            if (!sent) return fail(sent.error());
            association->consume_output(*sent);
            if (*sent == 0) socket.wait_writable(deadline);
            if (io::monotonic_now() >= deadline) return fail(Fault::timeout, "the server does not read");
        }
        stack::Event event;
        const auto received = socket.receive(buffer.data(), buffer.size(), deadline);
        if (!received) {
            association->closed(received.error());
        } else if (*received == 0) {
            return fail(Fault::timeout, "no answer in time");
        } else {
            association->receive(Bytes(buffer.data(), *received), io::monotonic_now());
        }
        while (association->next(event)) {
            if (done(event)) return {};
            if (auto* refused = std::get_if<stack::Refused>(&event)) return fail(std::move(refused->error));
            if (auto* aborted = std::get_if<stack::Aborted>(&event)) return fail(std::move(aborted->error));
        }
        if (!received) return fail(received.error());
    }
}

Result<RawAssociation> RawAssociation::open(const Target& target,
                                            const std::shared_ptr<const stack::Options>& options,
                                            stack::Buffers& buffers, Duration timeout) {
    const TimePoint deadline = io::monotonic_now() + timeout;
    auto socket = io::ClientSocket::connect(target, deadline);
    if (!socket) return fail(std::move(socket).error());
    RawAssociation raw{std::move(*socket),
                       std::make_unique<stack::Association>(stack::Role::client, options, buffers)};
    raw.association->start(io::monotonic_now());
    const auto opened = raw.drive(deadline, [](const stack::Event& event) {
        return std::holds_alternative<stack::AssociateConfirm>(event);
    });
    if (!opened) return fail(opened.error());
    return raw;
}

void RawAssociation::close(Duration timeout) {
    if (association->is_open() && association->release(io::monotonic_now())) {
        (void)drive(io::monotonic_now() + timeout,
                    [](const stack::Event& event) { return std::holds_alternative<stack::Released>(event); });
    }
    socket.close();
}

}  // namespace busbar::bench
