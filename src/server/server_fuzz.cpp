// SPDX-License-Identifier: Apache-2.0
#include "server/server_fuzz.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "model/builder.hpp"
#include "server/control/controls.hpp"
#include "server/file/test_memory_files.hpp"
#include "server/server.hpp"
#include "server/setting/settings.hpp"

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
        const auto set_value =
            b.attribute(setting, {.name = "setVal", .fc = Fc::se, .type = BasicType::int32});
        b.group_value(set_value, 2, 2);
        const auto indication = b.data_object(ln, "Ind", "SPS");
        b.attribute(indication, {.name = "stVal",
                                 .fc = Fc::st,
                                 .type = BasicType::boolean,
                                 .triggers = model::Triggers::data_change});
        b.data_set(ln, "ds",
                   {ObjectReference::parse("LD/LLN0.Obj.arr(1).v(0)[CF]").value(),
                    ObjectReference::parse("LD/LLN0.Obj[CF]").value()});
        b.report_control(ln, {.name = "rcb", .data_set = "ds"});
        b.setting_control(ln, {.num_of_sg = 2, .resv_tms_s = 1});
        b.log(ln, "log");
        b.data_set(ln, "events", {ObjectReference::parse("LD/LLN0.Ind.stVal[ST]").value()});
        model::LogControlSpec log_control;
        log_control.name = "lcb";
        log_control.data_set = "events";
        log_control.log_ref = "LD/LLN0$log";
        log_control.log_ena = log_control.reason_code = true;
        log_control.trg_ops = {true, false, false, true, false};
        b.log_control(ln, std::move(log_control));
        auto built = b.build();
        if (!built) std::abort();
        return std::move(built->image);
    }();
    return image;
}

/// Keeps nothing, but takes its time to say so.
class SettingKeeper final : public setting::SettingStore {
public:
    void load(std::string_view, Receiver&) override {}
    void replace(std::string_view, const setting::KeptSettings&) override {}
    void notice(std::string) override {}
    bool keep(std::string_view, const setting::SettingChange&, std::uint64_t number) override {
        ticket = number;
        return true;
    }
    bool keep_later(std::string_view, const setting::SettingChange&) override { return true; }
    std::uint64_t ticket = 0;
};

/// A server with everything that it can have, and everything allowed.
class Subject {
public:
    Subject() : server_(station(), options()) {
        operate_all(server_);
        server_.settings().set_store(&keeper_);
    }
    ~Subject() { server_.settings().set_store(nullptr); }
    Subject(const Subject&) = delete;
    Subject& operator=(const Subject&) = delete;

    /// Time passes, the process moves, and the disk has done what it was told.
    void live() {
        now.monotonic += std::chrono::milliseconds(100);
        now.wall += std::chrono::milliseconds(100);
        server_.on_time(now);
        server_.settings().kept(keeper_.ticket, true);
        files_->finish();
        model::Transaction transaction = server_.process().begin();
        moved_ = !moved_;
        transaction.set(server_.model().leaf_of(server_.model().find("LD", "LLN0$ST$Ind$stVal")), moved_);
        static_cast<void>(transaction.commit(now));
    }
    [[nodiscard]] Server& server() { return server_; }

    Now now = start();

private:
    Options options() {
        files_->add("a.txt", "hello");
        files_->add("COMTRADE/rec1.cfg", std::string(3000, 'c'));
        files_->add("COMTRADE/rec1.dat", "");
        files_->commit_later = true;
        Options all;
        all.files.store = files_;
        all.files.allow_write = all.files.allow_delete = all.files.allow_rename = true;
        all.files.max_open = 3;
        all.files.max_octets = 4000;
        all.logs.allow_initialize = true;
        return all;
    }

    std::shared_ptr<testing::MemoryFiles> files_ = std::make_shared<testing::MemoryFiles>();
    SettingKeeper keeper_;
    Server server_;
    bool moved_ = false;
};

/// Takes what there is to take, as a driver would.
void pump(Server& server, ConnectionId id, const Now& now) {
    while (!server.output(id).empty()) server.sent(id, server.output(id).size(), now);
    while (server.next_ready()) {
    }
}

void feed(Subject& subject, ConnectionId id, Bytes octets, std::size_t portion) {
    Server& server = subject.server();
    while (!octets.empty() && !server.wants_close(id)) {
        const std::size_t count = std::min(portion, octets.size());
        // Exactly as long as what arrived, so that a sanitizer sees reading beyond.
        const auto block = std::make_unique<Octet[]>(count);
        std::copy_n(octets.begin(), count, block.get());
        server.receive(id, Bytes(block.get(), count), subject.now);
        pump(server, id, subject.now);
        octets = octets.subspan(count);
        subject.live();
    }
}

/// Moves octets between a client and the server until nothing moves.
void exchange(Subject& subject, ConnectionId id, stack::Association& client) {
    Server& server = subject.server();
    stack::Event event;
    for (bool moved = true; moved;) {
        moved = false;
        if (!client.output().empty()) {
            ByteVector octets;
            client.take_output(octets);
            server.receive(id, octets, subject.now);
            moved = true;
        }
        if (const Bytes output = server.output(id); !output.empty()) {
            const ByteVector octets(output.begin(), output.end());
            server.sent(id, octets.size(), subject.now);
            client.receive(octets, subject.now.monotonic);
            while (client.next(event)) {
            }
            moved = true;
        }
    }
}

}  // namespace

int fuzz_server_connection(const std::uint8_t* data, std::size_t size) {
    const Bytes input(data, size);
    if (input.empty()) return 0;
    Subject subject;
    const auto id = subject.server().open("fuzz", subject.now);
    if (!id) return 0;
    const std::size_t portion = input[0] == 0 ? input.size() : input[0];
    feed(subject, *id, input.subspan(1), portion);
    subject.server().closed(*id);
    return 0;
}

int fuzz_server_requests(const std::uint8_t* data, std::size_t size) {
    Bytes input(data, size);
    Subject subject;
    const auto id = subject.server().open("fuzz", subject.now);
    if (!id) return 0;
    stack::Buffers buffers;
    stack::Association client(stack::Role::client, std::make_shared<stack::Options>(), buffers);
    client.start(subject.now.monotonic);
    exchange(subject, *id, client);
    if (!client.is_open()) std::abort();
    while (input.size() >= 2 && client.is_open()) {
        const std::size_t wanted = std::size_t{input[0]} << 8U | input[1];
        const std::size_t octets = std::min(wanted, input.size() - 2);
        static_cast<void>(client.send(input.subspan(2, octets)));
        exchange(subject, *id, client);
        subject.live();
        exchange(subject, *id, client);
        input = input.subspan(2 + octets);
    }
    subject.server().closed(*id);
    return 0;
}

}  // namespace busbar::server
