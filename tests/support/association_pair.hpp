// SPDX-License-Identifier: Apache-2.0
// A client and a server association joined in memory on a virtual clock. The test decides in which portions
// octets travel, how far, and what happens to them on the way.
#pragma once

#include "stack/association.hpp"
#include "support/octets.hpp"

namespace busbar::test {

using namespace std::chrono_literals;

/// An event without its views, which may be gone when a test looks.
struct Told {
    std::size_t kind = 0;  ///< index in stack::Event
    std::string pdu;       ///< of MmsPdu, in hexadecimal
    stack::Layer layer = stack::Layer::tcp;
    stack::AbortedBy by = stack::AbortedBy::transport;
    bool released_by_peer = false;
    Error error;
    stack::Negotiated negotiated;
};

template <class T>
constexpr std::size_t kind_of() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
        std::size_t index = 0;
        ((std::is_same_v<T, std::variant_alternative_t<I, stack::Event>> ? void(index = I) : void()), ...);
        return index;
    }
    (std::make_index_sequence<std::variant_size_v<stack::Event>>());
}

inline Told told(const stack::Event& event) {
    Told result;
    result.kind = event.index();
    if (const auto* pdu = std::get_if<stack::MmsPdu>(&event)) result.pdu = to_hex(pdu->octets);
    if (const auto* indication = std::get_if<stack::AssociateIndication>(&event)) {
        result.negotiated = indication->proposed;
    }
    if (const auto* confirm = std::get_if<stack::AssociateConfirm>(&event))
        result.negotiated = confirm->negotiated;
    if (const auto* refused = std::get_if<stack::Refused>(&event)) {
        result.layer = refused->layer;
        result.error = refused->error;
    }
    if (const auto* refused = std::get_if<stack::ReleaseRefused>(&event)) result.error = refused->error;
    if (const auto* released = std::get_if<stack::Released>(&event))
        result.released_by_peer = released->by_peer;
    if (const auto* aborted = std::get_if<stack::Aborted>(&event)) {
        result.by = aborted->by;
        result.error = aborted->error;
    }
    return result;
}

/// One side: answers indications by itself unless told not to, and remembers what it was told.
struct Side {
    stack::Association association;
    std::vector<Told> events;
    ByteVector sent;  ///< everything that ever left
    bool accepts = true;
    bool concludes = true;

    Side(stack::Role role, std::shared_ptr<const stack::Options> options, stack::Buffers& buffers)
        : association(role, std::move(options), buffers) {}

    void drain() {
        stack::Event event;
        while (association.next(event)) {
            events.push_back(told(event));
            if (accepts && std::holds_alternative<stack::AssociateIndication>(event)) {
                EXPECT_TRUE(association.accept());
            }
            if (concludes && std::holds_alternative<stack::ConcludeIndication>(event)) {
                EXPECT_TRUE(association.conclude_accept());
            }
        }
    }
    void receive(Bytes octets, TimePoint now) {
        const Exact exact(octets);
        association.receive(exact.bytes(), now);
        drain();
    }
    void on_time(TimePoint now) {
        association.on_time(now);
        drain();
    }
    void lost() {
        association.closed();
        drain();
    }
    ByteVector take() {
        ByteVector octets;
        association.take_output(octets);
        sent.insert(sent.end(), octets.begin(), octets.end());
        return octets;
    }

    template <class T>
    [[nodiscard]] std::size_t count() const {
        std::size_t found = 0;
        for (const Told& one : events) found += one.kind == kind_of<T>() ? 1 : 0;
        return found;
    }
    /// The last event, which must be a T.
    template <class T>
    [[nodiscard]] Told last() const {
        EXPECT_FALSE(events.empty());
        if (events.empty()) return {};
        EXPECT_EQ(events.back().kind, kind_of<T>()) << events.back().error.message();
        return events.back();
    }
};

inline std::shared_ptr<stack::Options> plain_options() {
    return std::make_shared<stack::Options>();
}

struct AssociationPair {
    stack::Buffers buffers;
    Side client;
    Side server;
    TimePoint now{1s};
    std::size_t portion = 65536;  ///< octets given to a side at a time

    explicit AssociationPair(std::shared_ptr<const stack::Options> client_options = plain_options(),
                             std::shared_ptr<const stack::Options> server_options = plain_options())
        : client(stack::Role::client, std::move(client_options), buffers),
          server(stack::Role::server, std::move(server_options), buffers) {}

    void start() {
        client.association.start(now);
        server.association.start(now);
    }
    void carry(Side& from, Side& to) {
        const ByteVector octets = from.take();
        for (Bytes rest(octets); !rest.empty();) {
            const Bytes part = rest.first(std::min(portion, rest.size()));
            rest = rest.subspan(part.size());
            to.receive(part, now);
        }
        from.drain();
    }
    /// Carries octets both ways until nothing moves any more.
    void run() {
        client.drain();
        server.drain();
        while (!client.association.output().empty() || !server.association.output().empty()) {
            carry(client, server);
            carry(server, client);
        }
    }
    /// Starts and runs; false where no association came about.
    bool associate() {
        start();
        run();
        return client.association.is_open() && server.association.is_open();
    }
};

}  // namespace busbar::test
