// SPDX-License-Identifier: Apache-2.0
#include "server/server_fuzz.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "model/builder.hpp"
#include "server/server.hpp"

namespace busbar::server {

namespace {

Now start() {
    return {TimePoint(std::chrono::hours(1)), WallTime(std::chrono::hours(24 * 365 * 50))};
}

/// Every kind of thing that a client can name, small.
const model::Image& station() {
    static const model::Image image = [] {
        model::Builder b("IED1");
        const auto ld = b.logical_device({.name = "LD", .inst = "LD"});
        const auto ln = b.logical_node(ld, {.ln_class = "LLN0"});
        const auto object = b.data_object(ln, "Obj", "X");
        std::vector<std::string> names;
        for (const BasicTypeTraits& traits : basic_types()) {
            names.push_back("a" + std::to_string(static_cast<int>(traits.type)));
            b.attribute(object, {.name = names.back(), .fc = Fc::cf, .type = traits.type});
        }
        const auto array = b.structure(object, {.name = "arr", .fc = Fc::cf, .count = 3});
        b.attribute(array, {.name = "v", .type = BasicType::int16, .count = 2});
        const auto setting = b.data_object(ln, "Set", "ASG");
        b.attribute(setting, {.name = "setVal", .fc = Fc::se, .type = BasicType::int32});
        b.data_set(ln, "ds",
                   {ObjectReference::parse("LD/LLN0.Obj.arr(1).v(0)[CF]").value(),
                    ObjectReference::parse("LD/LLN0.Obj[CF]").value()});
        b.report_control(ln, {.name = "rcb", .data_set = "ds"});
        b.setting_control(ln, {.num_of_sg = 2});
        b.log(ln, "log");
        auto built = b.build();
        if (!built) std::abort();
        return std::move(built->image);
    }();
    return image;
}

/// Takes what there is to take, as a driver would.
void pump(Server& server, ConnectionId id, const Now& now) {
    while (!server.output(id).empty()) server.sent(id, server.output(id).size(), now);
    while (server.next_ready()) {
    }
}

void feed(Server& server, ConnectionId id, Bytes octets, std::size_t portion, Now& now) {
    while (!octets.empty() && !server.wants_close(id)) {
        const std::size_t count = std::min(portion, octets.size());
        // Exactly as long as what arrived, so that a sanitizer sees reading beyond.
        const auto block = std::make_unique<Octet[]>(count);
        std::copy_n(octets.begin(), count, block.get());
        server.receive(id, Bytes(block.get(), count), now);
        pump(server, id, now);
        octets = octets.subspan(count);
        now.monotonic += std::chrono::milliseconds(100);
        server.on_time(now);
    }
}

}  // namespace

int fuzz_server_connection(const std::uint8_t* data, std::size_t size) {
    const Bytes input(data, size);
    if (input.empty()) return 0;
    Now now = start();
    Server server(station(), {});
    const auto id = server.open("fuzz", now);
    if (!id) return 0;
    const std::size_t portion = input[0] == 0 ? input.size() : input[0];
    feed(server, *id, input.subspan(1), portion, now);
    server.closed(*id);
    return 0;
}

int fuzz_server_requests(const std::uint8_t* data, std::size_t size) {
    Bytes input(data, size);
    Now now = start();
    Server server(station(), {});
    const auto id = server.open("fuzz", now);
    if (!id) return 0;
    stack::Buffers buffers;
    stack::Association client(stack::Role::client, std::make_shared<stack::Options>(), buffers);
    client.start(now.monotonic);
    stack::Event event;
    const auto exchange = [&] {
        while (true) {
            bool moved = false;
            if (!client.output().empty()) {
                ByteVector octets;
                client.take_output(octets);
                server.receive(*id, octets, now);
                moved = true;
            }
            if (const Bytes output = server.output(*id); !output.empty()) {
                const ByteVector octets(output.begin(), output.end());
                server.sent(*id, octets.size(), now);
                client.receive(octets, now.monotonic);
                while (client.next(event)) {
                }
                moved = true;
            }
            if (!moved) return;
        }
    };
    exchange();
    if (!client.is_open()) std::abort();
    while (input.size() >= 2 && client.is_open()) {
        const std::size_t wanted = std::size_t{input[0]} << 8U | input[1];
        const std::size_t octets = std::min(wanted, input.size() - 2);
        static_cast<void>(client.send(input.subspan(2, octets)));
        exchange();
        input = input.subspan(2 + octets);
    }
    server.closed(*id);
    return 0;
}

}  // namespace busbar::server
