// SPDX-License-Identifier: Apache-2.0
// bench TARGET: load for any MMS server, and what it makes of it.
#include <sys/resource.h>

#include <csignal>

#include "bench/associate_loop.hpp"
#include "bench/bench_report.hpp"
#include "bench/hot_loop.hpp"
#include "bench/process_cpu.hpp"
#include "bench/raw_association.hpp"
#include "bench/report.hpp"
#include "bench/work.hpp"
#include "client/remote.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

using Mode = BenchMode;

struct Options {
    TargetOptions target;
    std::string mode_name;
    std::vector<std::string> objects;
    std::string data_set;
    std::size_t connections = 1, depth = 1, idle = 0;
    double duration = 3;
    long server_pid = 0;
    Mode mode = Mode::read;
};

std::atomic<bool> interrupted = false;

void allow_many_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Discovery after discovery on one association.
Result<bench::RunResult> discover_loop(Client& client, double duration) {
    bench::RunResult result;
    const TimePoint start = io::monotonic_now();
    TimePoint now = start;
    while (static_cast<double>((now - start).count()) < duration * 1e9 && !interrupted) {
        const TimePoint begun = now;
        const auto model = client.tree();
        if (!model) return fail(model.error());
        now = io::monotonic_now();
        result.latency.record(static_cast<std::uint64_t>((now - begun).count()));
    }
    result.seconds = static_cast<double>((now - start).count()) / 1e9;
    result.fewest = result.most = result.latency.count();
    return result;
}

/// The associations of a run of requests.
struct Associations {
    stack::Buffers buffers;
    std::vector<bench::RawAssociation> all;

    Result<void> open(const Target& target, const std::shared_ptr<const stack::Options>& options,
                      std::size_t count, Duration timeout) {
        all.reserve(count);
        while (all.size() < count && !interrupted) {
            auto one = bench::RawAssociation::open(target, options, buffers, timeout);
            if (!one) {
                Error error = std::move(one).error();
                error.text = "connection " + std::to_string(all.size() + 1) + ": " + error.text;
                return fail(std::move(error));
            }
            all.push_back(std::move(*one));
        }
        return {};
    }
    ~Associations() {
        // An orderly end is owed by few; by thousands it would take longer than the run.
        if (all.size() > 100) return;
        for (bench::RawAssociation& one : all) one.close(std::chrono::milliseconds(500));
    }
};

struct Measured {
    bench::RunResult result;
    std::size_t request_octets = 0, depth = 0;
};

class Run {
public:
    Run(const Shared& shared, const Options& options, Link& link)
        : shared_(shared), options_(options), link_(link) {}

    /// The measurement with the CPU that it took on both sides.
    template <class Function>
    Result<bench::RunResult> metered(Function&& measure) {
        const auto before =
            options_.server_pid > 0 ? bench::cpu_of_process(options_.server_pid) : std::nullopt;
        const double own = bench::own_cpu();
        Result<bench::RunResult> result = measure();
        if (!result) return result;
        result->own_cpu_seconds = bench::own_cpu() - own;
        const auto after = before ? bench::cpu_of_process(options_.server_pid) : std::nullopt;
        if (after) result->server_cpu_seconds = static_cast<double>(*after - *before) / 1e9;
        return result;
    }

    Result<Measured> requests(const Target& target, const ClientOptions& client, const BenchWork& work) {
        auto made = client::stack_options(client);
        if (!made) return fail(std::move(made).error());
        auto stack_options = std::make_shared<stack::Options>(**made);
        stack_options->mms.max_outstanding_calling =
            static_cast<std::uint16_t>(std::max<std::size_t>(options_.depth, 1));
        Associations idle, active;
        if (auto opened = idle.open(target, stack_options, options_.idle, client.connect_timeout); !opened) {
            return fail(std::move(opened).error());
        }
        if (auto opened = active.open(target, stack_options, options_.connections, client.connect_timeout);
            !opened) {
            return fail(std::move(opened).error());
        }
        if (interrupted) return fail(Fault::misuse, "interrupted");
        std::optional<bench::Request> request;
        std::size_t depth = options_.depth;
        std::vector<int> sockets;
        for (bench::RawAssociation& one : active.all) {
            auto made_request = bench::Request::make(*one.association, encoder(options_.mode, work));
            if (!made_request) return fail(std::move(made_request).error());
            if (request && !(*request == *made_request)) {
                return fail(Fault::violation, "the server negotiates differently on each connection");
            }
            request = std::move(*made_request);
            depth = std::min<std::size_t>(depth, one.association->negotiated().max_outstanding_calling);
            sockets.push_back(one.socket.handle());
        }
        if (depth < options_.depth) {
            note("warning: the server allows " + std::to_string(depth) + " outstanding requests");
        }
        Measured measured{{}, request->octets().size(), depth};
        bench::HotLoop loop(std::move(*request), sockets, depth);
        auto result = metered([&]() -> Result<bench::RunResult> {
            return loop.run(std::chrono::nanoseconds(static_cast<std::int64_t>(options_.duration * 1e9)),
                            client.request_timeout, interrupted);
        });
        measured.result = *result;
        return measured;
    }

private:
    const Shared& shared_;
    const Options& options_;
    Link& link_;
};

Exit run(const Shared& shared, Options options) {
    const bool needs_object = options.mode == Mode::read || options.mode == Mode::write;
    if (needs_object && options.objects.empty()) {
        note("error: bench --mode " + options.mode_name + " needs --object REF, or --dataset REF");
        note("  try: busbar tree " + escaped(options.target.target));
        return Exit::usage;
    }
    if (options.server_pid > 0 && !bench::cpu_of_process(options.server_pid)) {
        note("error: no process " + std::to_string(options.server_pid) + " on this machine");
        return Exit::usage;
    }
    BenchWork work;
    std::optional<Link> link(std::in_place, shared, options.target);
    if (!*link) return link->exit();
    if (options.mode != Mode::associate && options.mode != Mode::discover) {
        if (const Exit bad = prepare(*link, options.mode, options.objects, options.data_set, work);
            bad != Exit::done)
            return bad;
    }
    const auto target = Target::parse(options.target.target);
    const auto client = client_options(shared, options.target);
    if (!target || std::holds_alternative<Exit>(client)) return Exit::usage;
    const ClientOptions& client_settings = std::get<ClientOptions>(client);
    allow_many_files();
    interrupted = false;
    std::signal(SIGINT, [](int) { interrupted = true; });

    Run bench_run(shared, options, *link);
    Measured measured;
    Result<void> failure;
    if (options.mode == Mode::discover) {
        options.connections = 1;
        auto result = bench_run.metered([&] { return discover_loop(**link, options.duration); });
        if (!result) return link->failed("cannot discover", result.error());
        measured.result = *result;
    } else {
        // The link was for finding out; the load has connections of its own.
        (void)(*link)->release();
        if (options.mode == Mode::associate) {
            const auto made = client::stack_options(client_settings);
            if (!made) return link->failed("cannot associate", made.error());
            auto stack_options = std::make_shared<stack::Options>(**made);
            // For servers that leave a conclude without an answer.
            stack_options->release_wait = std::chrono::milliseconds(500);
            auto result = bench_run.metered([&] {
                return bench::associate_loop(
                    *target, stack_options, options.connections,
                    std::chrono::nanoseconds(static_cast<std::int64_t>(options.duration * 1e9)), interrupted);
            });
            if (!result) return link->failed("cannot associate", result.error());
            measured.result = *result;
        } else {
            auto result = bench_run.requests(*target, client_settings, work);
            if (!result && interrupted) return Exit::interrupted;
            if (!result) {
                complain(shared, "cannot bench " + link->target(), result.error());
                return exit_of(result.error(), Stage::connecting);
            }
            measured = *result;
        }
    }
    const bench::RunSetup setup{link->target(), options.mode_name, options.connections,
                                options.idle,   measured.depth,    measured.request_octets};
    (shared.json ? bench::report_json : bench::report_text)(setup, measured.result);
    if (interrupted) return Exit::interrupted;
    if (measured.result.latency.count() == 0) return Exit::no_connection;
    return measured.result.errors() > 0 ? Exit::partial : Exit::done;
}

}  // namespace

void add_bench(Program& program) {
    CLI::App* command = program.add("bench", "Put load on any MMS server and measure it");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    // Its subcommand has a TARGET of its own.
    command->get_option("TARGET")->required(false);
    add_bench_report(program, command);
    command->add_option("--mode", o->mode_name, "read, dataset, write, associate or discover [read]")
        ->check(CLI::IsMember({"read", "dataset", "write", "associate", "discover"}))
        ->type_name("MODE");
    command->add_option("--object", o->objects, "Object to read or write; several go into one request")
        ->allow_extra_args(false)
        ->type_name("REF");
    command->add_option("--dataset", o->data_set, "Data set to read: LD/LN.name")->type_name("REF");
    command->add_option("--connections", o->connections, "Associations at once")
        ->check(CLI::Range(1, 60000))
        ->type_name("N")
        ->capture_default_str();
    command->add_option("--depth", o->depth, "Requests under way on each")
        ->check(CLI::Range(1, 10000))
        ->type_name("N")
        ->capture_default_str();
    command->add_option("--duration", o->duration, "How long")
        ->check(CLI::Range(0.01, 86400.0))
        ->type_name("SECONDS")
        ->capture_default_str();
    command->add_option("--idle", o->idle, "Further associations that ask nothing")
        ->check(CLI::Range(0, 60000))
        ->type_name("N")
        ->capture_default_str();
    command
        ->add_option("--server-pid", o->server_pid, "Process of the server, to tell its CPU time per request")
        ->check(CLI::PositiveNumber)
        ->type_name("PID");
    command->footer(
        std::string(
            "write writes the value that the object has. associate connects, associates, concludes and "
            "releases. Latencies are from the sending of a request to its whole answer.\n"
            "  busbar bench :10102 --object BAY1MEAS/MMXU1.TotW.mag.f --depth 10\n"
            "  busbar bench :10102 --dataset BAY1MEAS/LLN0.values --connections 100 --json\n"
            "  busbar bench :10102 --mode associate --connections 8\n") +
        command->get_footer());
    program.on(command, [o](const Shared& shared) {
        if (o->target.target.empty()) {
            note("error: TARGET is required");
            note("  try: busbar bench --help");
            return Exit::usage;
        }
        if (o->mode_name.empty()) o->mode_name = o->data_set.empty() ? "read" : "dataset";
        constexpr std::pair<std::string_view, Mode> modes[] = {{"read", Mode::read},
                                                               {"dataset", Mode::dataset},
                                                               {"write", Mode::write},
                                                               {"associate", Mode::associate},
                                                               {"discover", Mode::discover}};
        for (const auto& [name, mode] : modes) {
            if (name == o->mode_name) o->mode = mode;
        }
        if (o->mode == Mode::dataset && o->data_set.empty()) {
            note("error: bench --mode dataset needs --dataset REF");
            return Exit::usage;
        }
        return run(shared, *o);
    });
}

}  // namespace busbar::program
