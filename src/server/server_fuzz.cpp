// SPDX-License-Identifier: Apache-2.0
#include "server/server_fuzz.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "model/builder.hpp"
#include "server/control/controls.hpp"
#include "server/server.hpp"

namespace busbar::server {

namespace {

Now start() {
    return {TimePoint(std::chrono::hours(1)), WallTime(std::chrono::hours(24 * 365 * 50))};
}

/// A switch of that control model, its services complete.
void add_control(model::Builder& b, model::Builder::Ln ln, CtlModel ctl_model) {
    const auto number = static_cast<int>(ctl_model);
    const auto object = b.data_object(ln, "Sw" + std::to_string(number), "SPC");
    b.attribute(object, {.name = "stVal", .fc = Fc::st, .type = BasicType::boolean});
    b.value(b.attribute(object, {.name = "ctlModel", .fc = Fc::cf, .type = BasicType::enumerated}), number);
    b.attribute(object, {.name = "SBO", .fc = Fc::co, .type = BasicType::vis_string129});
    for (const char* const service : {"SBOw", "Oper", "Cancel"}) {
        const auto item = b.structure(object, {.name = service, .fc = Fc::co});
        b.attribute(item, {.name = "ctlVal", .type = BasicType::boolean});
        b.attribute(item, {.name = "operTm", .type = BasicType::timestamp});
        const auto origin = b.structure(item, {.name = "origin"});
        b.attribute(origin, {.name = "orCat", .type = BasicType::enumerated});
        b.attribute(origin, {.name = "orIdent", .type = BasicType::octet64});
        b.attribute(item, {.name = "ctlNum", .type = BasicType::int8u});
        b.attribute(item, {.name = "T", .type = BasicType::timestamp});
        b.attribute(item, {.name = "Test", .type = BasicType::boolean});
        if (std::string_view(service) != "Cancel") {
            b.attribute(item, {.name = "Check", .type = BasicType::check});
        }
    }
}

/// Agrees to everything; odd command numbers are never finished.
class Operator : public control::Handler {
public:
    control::Verdict operate(const control::Request& request) override {
        const bool late = request.command->ctl_num % 2 != 0;
        return late ? control::Verdict::later() : control::Verdict::done();
    }
};

void operate_all(Server& server) {
    static Operator handler;
    for (const control::Object& object : server.controls().objects().all()) {
        server.controls().set_handler(object, &handler);
    }
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
        for (const CtlModel ctl_model :
             {CtlModel::sbo_with_normal_security, CtlModel::direct_with_enhanced_security,
              CtlModel::sbo_with_enhanced_security}) {
            add_control(b, ln, ctl_model);
        }
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
    operate_all(server);
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
    operate_all(server);
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
