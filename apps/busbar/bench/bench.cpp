// SPDX-License-Identifier: Apache-2.0
// bench TARGET: load for any MMS server, and what it makes of it.
#include <sys/resource.h>

#include <csignal>

#include "bench/associate_loop.hpp"
#include "bench/hot_loop.hpp"
#include "bench/process_cpu.hpp"
#include "bench/raw_association.hpp"
#include "client/object.hpp"
#include "client/remote.hpp"
#include "client/value_codec.hpp"
#include "commands.hpp"
#include "json.hpp"
#include "live/objects.hpp"
#include "live/suggest.hpp"
#include "mms/services.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

enum class Mode : std::uint8_t { read, dataset, write, associate, discover };

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

/// What is asked again and again.
struct Work {
    std::vector<client::Object> objects;
    std::vector<Value> values;  ///< for write: what was read
    std::string device, item;   ///< of the data set
    DataSetReference::Scope scope = DataSetReference::Scope::domain;
};

double own_cpu() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void allow_many_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

bench::EncodeRequest encoder(const Options& options, const Work& work) {
    if (options.mode == Mode::dataset) {
        return [&work](BackWriter& writer, std::uint32_t id) {
            mms::ReadRequest request;
            mms::ObjectName name;
            switch (work.scope) {
                case DataSetReference::Scope::domain:
                    name.value = mms::DomainSpecific{{work.device}, {work.item}};
                    break;
                case DataSetReference::Scope::association: name.value = mms::AaSpecific{{work.item}}; break;
                case DataSetReference::Scope::vmd: name.value = mms::VmdSpecific{{work.item}}; break;
            }
            request.variables.value = name;
            mms::encode_request<mms::Read>(writer, id, request);
        };
    }
    return [&work, write = options.mode == Mode::write](BackWriter& writer, std::uint32_t id) {
        std::vector<mms::ListEntry> entries;
        for (const client::Object& object : work.objects) entries.push_back(object.entry());
        mms::VariableAccessSpecification variables;
        variables.value = ber::List<mms::ListEntry>(entries);
        if (!write) {
            mms::ReadRequest request;
            request.variables = variables;
            mms::encode_request<mms::Read>(writer, id, request);
            return;
        }
        std::vector<mms::Data> data;
        for (const Value& value : work.values) data.push_back(client::view_of(value));
        mms::WriteRequest request;
        request.variables = variables;
        request.data = ber::List<mms::Data>(data);
        mms::encode_request<mms::Write>(writer, id, request);
    };
}

/// Resolves what is to be asked, and asks it once, so that a wrong name is told here and not counted there.
Exit prepare(Link& link, const Options& options, Work& work) {
    if (options.mode == Mode::dataset) {
        const auto values = link->read_data_set(options.data_set);
        if (!values) {
            return link.failed("cannot read data set " + options.data_set, values.error(),
                               is_not_there(values.error()) ? data_set_suggestions(*link, options.data_set)
                                                            : std::vector<std::string>());
        }
        const auto reference = DataSetReference::parse(options.data_set);
        if (!reference) return link.failed("no data set " + options.data_set, reference.error());
        work.device = reference->logical_device;
        work.item = reference->item_id();
        work.scope = reference->scope;
        return Exit::done;
    }
    for (const std::string& text : options.objects) {
        const auto reference = full_reference(*link, text, "");
        if (!reference) {
            return link.failed("cannot use " + text, reference.error(),
                               hints_for(link, text, reference.error()));
        }
        auto value = link->read(*reference);
        if (value && value->is_error()) value = fail(error_of(*value->get_if<DataAccessError>()));
        if (!value)
            return link.failed("cannot read " + text, value.error(), hints_for(link, text, value.error()));
        auto object = client::Object::from(*reference);
        if (!object) return link.failed("cannot use " + text, object.error());
        work.objects.push_back(std::move(*object));
        work.values.push_back(std::move(*value));
    }
    return Exit::done;
}

std::string microseconds(double nanoseconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", nanoseconds / 1e3);
    return text;
}

struct Sizes {
    std::size_t request_octets = 0;
    std::size_t depth = 0;
};

void report_json(const Link& link, const Options& options, const bench::RunResult& result,
                 const Sizes& sizes) {
    const auto rounded = [](double number, double unit) { return std::round(number / unit) * unit; };
    const auto us = [](double nanoseconds) { return std::round(nanoseconds / 100) / 10; };
    const auto done = static_cast<double>(result.latency.count());
    Json json;
    json.begin_object().member("schema", "busbar.bench/1").member("target", link.target());
    json.member("mode", options.mode_name).member("connections", options.connections);
    json.member("idle_connections", options.idle)
        .member("depth", sizes.depth)
        .member("seconds", result.seconds);
    json.member("requests", result.latency.count());
    json.member("requests_per_second", rounded(result.seconds > 0 ? done / result.seconds : 0, 1));
    json.member("p50_us", us(result.latency.quantile(0.5)))
        .member("p99_us", us(result.latency.quantile(0.99)));
    json.member("p999_us", us(result.latency.quantile(0.999))).member("mean_us", us(result.latency.mean()));
    json.member("min_us", us(static_cast<double>(result.latency.min())));
    json.member("max_us", us(static_cast<double>(result.latency.max())));
    if (sizes.request_octets > 0) json.member("request_octets", sizes.request_octets);
    json.key("errors")
        .begin_object()
        .member("total", result.errors())
        .member("failed_results", result.failed_results);
    json.member("service_errors", result.service_errors).member("rejects", result.rejects);
    json.member("unexpected", result.unexpected)
        .member("lost_connections", result.lost_connections)
        .end_object();
    json.member("unconfirmed", result.unconfirmed).key("per_connection").begin_object();
    json.member("fewest", result.fewest).member("most", result.most).end_object();
    const double per = done > 0 ? 1e6 / done : 0;
    json.member("client_cpu_us_per_request", rounded(result.own_cpu_seconds * per, 0.001));
    if (result.server_cpu_seconds) {
        json.member("server_cpu_us_per_request", rounded(*result.server_cpu_seconds * per, 0.001));
        json.member("server_cpu_seconds", *result.server_cpu_seconds);
    }
    json.end_object().print();
}

void report_text(const Options& options, const bench::RunResult& result, const Sizes& sizes) {
    const auto done = static_cast<double>(result.latency.count());
    const auto line = [](const char* name, const std::string& text) { out(std::string(name) + text + "\n"); };
    char number[64];
    line("mode         ",
         options.mode_name + ", " + std::to_string(options.connections) + " connection" +
             (options.connections == 1 ? "" : "s") +
             (sizes.depth > 0 ? ", " + std::to_string(sizes.depth) + " outstanding on each" : ""));
    std::snprintf(number, sizeof number, "%llu in %.2f s",
                  static_cast<unsigned long long>(result.latency.count()), result.seconds);
    line("requests     ", number);
    std::snprintf(number, sizeof number, "%.0f/s", result.seconds > 0 ? done / result.seconds : 0);
    line("rate         ", number);
    line("latency      ", "p50 " + microseconds(result.latency.quantile(0.5)) + " us, p99 " +
                              microseconds(result.latency.quantile(0.99)) + " us, p99.9 " +
                              microseconds(result.latency.quantile(0.999)) + " us, worst " +
                              microseconds(static_cast<double>(result.latency.max())) + " us");
    if (options.connections > 1) {
        line("fairness     ", std::to_string(result.fewest) + " to " + std::to_string(result.most) +
                                  " requests on a connection");
    }
    const double per = done > 0 ? 1e9 / done : 0;
    if (result.server_cpu_seconds)
        line("server CPU   ", microseconds(*result.server_cpu_seconds * per) + " us a request");
    line("client CPU   ", microseconds(result.own_cpu_seconds * per) + " us a request");
    line("errors       ", std::to_string(result.errors()));
    if (result.errors() == 0) return;
    for (const auto& [name, count] :
         {std::pair("failed results", result.failed_results),
          std::pair("service errors", result.service_errors), std::pair("rejects", result.rejects),
          std::pair("unexpected", result.unexpected),
          std::pair("lost connections", result.lost_connections)}) {
        if (count > 0) line("             ", std::to_string(count) + " " + name);
    }
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
    Sizes sizes;
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
        const double own = own_cpu();
        Result<bench::RunResult> result = measure();
        if (!result) return result;
        result->own_cpu_seconds = own_cpu() - own;
        const auto after = before ? bench::cpu_of_process(options_.server_pid) : std::nullopt;
        if (after) result->server_cpu_seconds = static_cast<double>(*after - *before) / 1e9;
        return result;
    }

    Result<Measured> requests(const Target& target, const ClientOptions& client, const Work& work) {
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
            auto made_request = bench::Request::make(*one.association, encoder(options_, work));
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
        Measured measured{{}, {request->octets().size(), depth}};
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
    Work work;
    std::optional<Link> link(std::in_place, shared, options.target);
    if (!*link) return link->exit();
    if (options.mode != Mode::associate && options.mode != Mode::discover) {
        if (const Exit bad = prepare(*link, options, work); bad != Exit::done) return bad;
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
            const auto stack_options = client::stack_options(client_settings);
            if (!stack_options) return link->failed("cannot associate", stack_options.error());
            auto result = bench_run.metered([&] {
                return bench::associate_loop(
                    *target, *stack_options, options.connections,
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
    if (shared.json) {
        report_json(*link, options, measured.result, measured.sizes);
    } else {
        report_text(options, measured.result, measured.sizes);
    }
    if (interrupted) return Exit::interrupted;
    if (measured.result.latency.count() == 0) return Exit::no_connection;
    return measured.result.errors() > 0 ? Exit::partial : Exit::done;
}

}  // namespace

void add_bench(Program& program) {
    CLI::App* command = program.add("bench", "Put load on any MMS server and measure it");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("--mode", o->mode_name, "read, dataset, write, associate or discover [read]")
        ->check(CLI::IsMember({"read", "dataset", "write", "associate", "discover"}))
        ->type_name("MODE");
    command->add_option("--object", o->objects, "Object to read or write; several go into one request")
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
        "write writes the value that the object has. associate connects, associates, concludes and\n"
        "releases. Latencies are from the sending of a request to its whole answer.\n"
        "  busbar bench :10102 --object BAY1MEAS/MMXU1.TotW.mag.f --depth 10\n"
        "  busbar bench :10102 --dataset BAY1MEAS/LLN0.values --connections 100 --json\n"
        "  busbar bench :10102 --mode associate --connections 8");
    program.on(command, [o](const Shared& shared) {
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
