// SPDX-License-Identifier: Apache-2.0
// serve [FILE]: an IED from an SCL file, or the built-in demo, until Ctrl-C.
#include <busbar/scl.hpp>
#include <busbar/server.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <thread>

#include "commands.hpp"
#include "demo.hpp"
#include "json.hpp"
#include "live/wire_log.hpp"
#include "moving_values.hpp"
#include "print.hpp"
#include "values/option_text.hpp"

namespace busbar::program {
namespace {

struct Options {
    std::string file, ied, access_point, listen = "127.0.0.1:10102", password_file, store, files;
    std::size_t max_associations = 100, log_entries = 1'000'000;
    std::string move;  ///< "off", a period, or empty for the usual
    std::string one_of_n = "off";
    std::optional<Nanoseconds> log_age;
    bool logs_clearable = false;
    double travel_scale = 1;
    bool strict = false, moving = false, still = false, files_writable = false, no_process = false;
};

Result<Scl> load(const Options& options) {
    return options.file.empty() ? Scl::parse(std::string(demo_cid()), "demo.cid") : Scl::load(options.file);
}

Result<std::vector<std::string>> passwords(const std::string& path) {
    std::vector<std::string> all;
    if (path.empty()) return all;
    std::ifstream file(path);
    if (!file) return fail(Fault::io, "cannot open " + path, {Domain::system, errno});
    for (std::string line; std::getline(file, line);) {
        if (!line.empty()) all.push_back(line);
    }
    if (all.empty()) return fail(Fault::misuse, path + " holds no password");
    return all;
}

std::string ied_list(const Scl& scl) {
    std::string list;
    for (const SclIedInfo& ied : scl.ieds()) {
        for (const SclAccessPoint& point : ied.access_points) {
            if (point.has_server) list += (list.empty() ? "" : ", ") + ied.name + "/" + point.name;
        }
    }
    return list.empty() ? "the file has no IED with a server"
                        : "--ied NAME [--ap NAME]; the file has " + list;
}

void announce(const Shared& shared, const Server& server, const std::string& address) {
    const std::size_t colon = address.rfind(':');
    if (shared.json) {
        Json json;
        json.begin_object().member("event", "ready").member("ied", server.ied_name());
        json.member("address", address.substr(0, colon)).key("port").raw(address.substr(colon + 1));
        json.member("attributes", server.attribute_count()).end_object().print();
    } else {
        out("ready: IED " + escaped(server.ied_name()) + " on " + address + " (" +
            std::to_string(server.attribute_count()) + " attributes)\n");
    }
    std::fflush(stdout);
}

void report_findings(const Shared& shared, const Server& server, const std::string& file) {
    const Paint paint(shared, Paint::Stream::err);
    std::size_t shown = 0, hidden = 0;
    for (const SclFinding& finding : server.findings()) {
        if (finding.severity == Severity::info) continue;
        if (shown < 5) {
            note(render(finding, file));
            ++shown;
        } else {
            ++hidden;
        }
    }
    if (hidden > 0) note(std::to_string(hidden) + " more findings: busbar scl check " + file);
}

/// Waits for Ctrl-C or a termination signal in a thread of its own, where everything may be called.
class SignalWaiter {
public:
    /// To be made before any other thread, so that all inherit the mask.
    SignalWaiter() {
        sigemptyset(&signals_);
        for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&signals_, signal);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }
    void start(Server& server) {
        thread_ = std::thread([this, &server] {
            int signal = 0;
            while (sigwait(&signals_, &signal) != 0) {
            }
            received_ = signal;
            server.stop();
        });
    }
    /// The signal that came, SIGUSR1 when it was this call that ended the wait.
    int finish() {
        if (thread_.joinable()) {
            pthread_kill(thread_.native_handle(), SIGUSR1);
            thread_.join();
        }
        return received_;
    }

private:
    sigset_t signals_{};
    std::thread thread_;
    int received_ = 0;
};

/// Nothing for "do not move".
Result<std::optional<std::chrono::milliseconds>> moving_period(const Options& options) {
    using Period = std::optional<std::chrono::milliseconds>;
    if (!options.move.empty()) {
        if (options.move == "off") return Period();
        const auto period = parse_duration(options.move, std::chrono::seconds(1));
        if (!period) return fail(Fault::misuse, "--move: " + period.error().text + ", nor off");
        if (period->count() > 0 && *period < std::chrono::milliseconds(1))
            return fail(Fault::misuse, "--move: 1ms is the shortest period; 0 is as fast as possible");
        return Period(std::chrono::duration_cast<std::chrono::milliseconds>(*period));
    }
    const bool still = options.still || (!options.moving && !options.file.empty());
    return still ? Period() : Period(1000);
}

ServerControlOptions::OneOfN one_of_n(const std::string& text) {
    using OneOfN = ServerControlOptions::OneOfN;
    if (text == "ld") return OneOfN::logical_device;
    return text == "ied" ? OneOfN::ied : OneOfN::off;
}

Exit serve(const Shared& shared, const Options& options) {
    const std::string shown = options.file.empty() ? "the built-in demo" : options.file;
    const auto period = moving_period(options);
    if (!period) {
        note("error: " + escaped(period.error().text));
        return Exit::usage;
    }
    const auto scl = load(options);
    if (!scl) {
        complain(shared, "cannot serve " + shown, scl.error(), {"busbar scl check " + options.file});
        return scl.error().fault == Fault::io ? Exit::local_io : Exit::negative;
    }
    const auto secrets = passwords(options.password_file);
    if (!secrets) {
        complain(shared, "no passwords", secrets.error());
        return exit_of(secrets.error(), Stage::local);
    }
    SignalWaiter waiter;
    ServerOptions server_options;
    server_options.listen = options.listen;
    server_options.max_associations = options.max_associations;
    server_options.strict_addresses = options.strict;
    server_options.passwords = *secrets;
    server_options.store = options.store;
    server_options.logs.max_entries = options.log_entries;
    server_options.logs.allow_initialize = options.logs_clearable;
    if (options.log_age)
        server_options.logs.max_age = std::chrono::ceil<std::chrono::milliseconds>(*options.log_age);
    server_options.process = {!options.no_process, options.travel_scale};
    server_options.controls.one_of_n = one_of_n(options.one_of_n);
    server_options.files.folder = options.files;
    server_options.files.allow_write = server_options.files.allow_delete = server_options.files.allow_rename =
        options.files_writable;
    const auto log = WireLog::create(shared, server_options.listen);
    if (!log) {
        complain(shared, "no capture", log.error());
        return Exit::local_io;
    }
    (*log)->attach(server_options);
    auto server = Server::create(scl->ied(options.ied, options.access_point), std::move(server_options));
    if (!server) {
        // The store says so in its first word; whatever is wrong with it is a matter of this machine.
        if (!options.store.empty() && server.error().text.starts_with("store ")) {
            complain(shared, "cannot serve " + shown, server.error(), {"another file: --store FILE"});
            return Exit::local_io;
        }
        if (!options.files.empty() && server.error().text.starts_with("files ")) {
            complain(shared, "cannot serve " + shown, server.error(), {"another folder: --files DIR"});
            return Exit::local_io;
        }
        const bool socket = server.error().fault == Fault::io;
        complain(shared, "cannot serve " + shown, server.error(),
                 {socket ? "another address: --listen 127.0.0.1:0 picks a free port" : ied_list(*scl)});
        return exit_of(server.error(), Stage::local);
    }
    report_findings(shared, *server, shown);
    for (const std::string& notice : server->store_notices()) note(options.store + ": " + notice);
    server->on_error([&](const Error& error) { complain(shared, "in the server", error); });
    const std::size_t moving = *period ? move_values(*server, **period) : 0;
    for (const std::string& address : server->addresses()) announce(shared, *server, address);
    if (moving > 0) note(std::to_string(moving) + " measured values move by themselves");
    if (!shared.json) note("try: busbar tree " + server->addresses().front() + "    stop: Ctrl-C");
    waiter.start(*server);
    const auto ran = server->run();
    const int signal = waiter.finish();
    if (!ran) {
        complain(shared, "the server ended", ran.error());
        return Exit::local_io;
    }
    return signal == SIGINT ? Exit::interrupted : Exit::done;
}

}  // namespace

void add_serve(Program& program) {
    CLI::App* command = program.add("serve", "Serve an IED from an SCL file, or the built-in demo");
    auto o = std::make_shared<Options>();
    command->add_option("FILE", o->file, "ICD, CID, IID or SCD file; the built-in demo if left out");
    command->add_option("--ied", o->ied, "Which IED of the file, if it has several")->type_name("NAME");
    command->add_option("--ap", o->access_point, "Which access point; its first with a server")
        ->type_name("NAME");
    command->add_option("--listen", o->listen, "ADDRESS:PORT, several with commas; port 0 picks a free one")
        ->type_name("LIST")
        ->capture_default_str();
    command->add_option("--max-associations", o->max_associations, "Clients at once; one more is refused")
        ->check(CLI::Range(1, 100000))
        ->type_name("N")
        ->capture_default_str();
    command->add_flag("--strict", o->strict, "Refuse clients that call other selectors than the file gives");
    command
        ->add_option("--password-file", o->password_file,
                     "Clients must send a password from FILE, one a line")
        ->type_name("FILE");
    command
        ->add_option("--store", o->store,
                     "Keep data sets of clients, buffered reports and, in FILE.logs, logs over a restart")
        ->type_name("FILE");
    command
        ->add_option("--log-entries", o->log_entries,
                     "Entries that each log keeps; without --store 10000 at most")
        ->type_name("N")
        ->capture_default_str();
    add_duration(command, "--log-age", o->log_age, "Entries of logs older than this go: 12h, 30d [no limit]");
    command->add_flag("--logs-clearable", o->logs_clearable, "Clients may delete entries of logs");
    command->add_option("--files", o->files, "Serve the files in DIR and below")->type_name("DIR");
    command->add_flag("--files-writable", o->files_writable,
                      "Let clients write, delete and rename these files");
    command->add_flag("--moving", o->moving, "Let measured values move by themselves (the demo always does)");
    command->add_flag("--still", o->still, "Let nothing move, in the demo either");
    command
        ->add_option("--move", o->move,
                     "Let them change once in this period: 100ms, 1s; 0 for as fast as possible, or off")
        ->type_name("PERIOD");
    command->add_flag("--no-process", o->no_process,
                      "No built-in switches, tap changers, set points: refuse controls");
    command
        ->add_option("--travel-scale", o->travel_scale,
                     "Times of the built-in process multiplied by X; 0: at once")
        ->check(CLI::Range(0.0, 1e6))
        ->type_name("X")
        ->capture_default_str();
    command
        ->add_option("--one-of-n", o->one_of_n,
                     "One switch at a time: of a logical device (ld), of the ied, off")
        ->check(CLI::IsMember({"off", "ld", "ied"}))
        ->type_name("WHERE")
        ->capture_default_str();
    program.on(command, [o](const Shared& shared) { return serve(shared, *o); });
}

}  // namespace busbar::program
