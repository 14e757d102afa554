// SPDX-License-Identifier: Apache-2.0
// bench report TARGET RCB...: how many reports and values a second, and how long one takes from the change to
// the client's callback.
#include "bench/bench_report.hpp"

#include <cmath>
#include <map>
#include <set>

#include "bench/process_cpu.hpp"
#include "bench/report_load.hpp"
#include "json.hpp"
#include "live/interrupt.hpp"
#include "live/objects.hpp"
#include "live/target_options.hpp"
#include "print.hpp"
#include "values/option_text.hpp"

namespace busbar::program {
namespace {

using namespace std::chrono_literals;

struct Options {
    TargetOptions target;
    std::vector<std::string> control_blocks;
    std::size_t clients = 0;
    double duration = 3;
    long server_pid = 0;
    bool as_configured = false;
    std::optional<Nanoseconds> buffer_time;
};

struct Measured {
    bench::ReportLoadResult load;
    std::optional<double> server_cpu;
    double own_cpu = 0;
};

/// Why there are no latencies, or how far they can be trusted; empty where there is nothing to say.
std::string latency_note(const bench::ReportLoadResult& load) {
    if (load.latency.count() == 0 && load.without_time > 0)
        return "no latency: the first member of the data set has no t that stands for the change";
    if (load.latency.count() == 0) return "no latency: nothing has changed";
    if (load.early * 100 > load.latency.count())
        return "the server's clock is ahead of this machine's: " + std::to_string(load.early) + " came early";
    if (!load.fine_time) return "the server stamps whole milliseconds: latencies are right to one";
    return {};
}

double rounded(double number, double per_unit) {
    return std::round(number * per_unit) / per_unit;
}

void report_json(const std::string& target, const Options& options, const Measured& measured) {
    const bench::ReportLoadResult& load = measured.load;
    const auto rate = [&](std::uint64_t count) {
        return rounded(load.seconds > 0 ? static_cast<double>(count) / load.seconds : 0, 10);
    };
    Json json;
    json.begin_object().member("schema", "busbar.bench-report/1").member("target", target);
    json.member("clients", options.clients).member("seconds", load.seconds);
    json.key("control_blocks").begin_array();
    for (const std::string& name : load.control_blocks) json.value(name);
    json.end_array();
    json.member("reports", load.reports).member("reports_per_second", rate(load.reports));
    json.member("values", load.values).member("values_per_second", rate(load.values));
    json.member("segments", load.segments);
    json.key("latency");
    if (load.latency.count() == 0) {
        json.null();
    } else {
        const auto us = [](double nanoseconds) { return rounded(nanoseconds / 1e3, 10); };
        json.begin_object().member("reports", load.latency.count());
        json.member("p50_us", us(load.latency.quantile(0.5)))
            .member("p99_us", us(load.latency.quantile(0.99)));
        json.member("p999_us", us(load.latency.quantile(0.999))).member("mean_us", us(load.latency.mean()));
        json.member("min_us", us(static_cast<double>(load.latency.min())));
        json.member("max_us", us(static_cast<double>(load.latency.max()))).end_object();
    }
    if (const std::string text = latency_note(load); !text.empty()) json.member("latency_note", text);
    json.key("errors").begin_object().member("lost_reports", load.lost).member("overflows", load.overflows);
    json.member("lost_connections", load.lost_connections).end_object();
    json.key("per_client")
        .begin_object()
        .member("fewest", load.fewest)
        .member("most", load.most)
        .end_object();
    const double per = load.reports > 0 ? 1e6 / static_cast<double>(load.reports) : 0;
    json.member("client_cpu_us_per_report", rounded(measured.own_cpu * per, 1000));
    if (measured.server_cpu) {
        json.member("server_cpu_us_per_report", rounded(*measured.server_cpu * per, 1000));
        json.member("server_cpu_seconds", *measured.server_cpu);
    }
    json.end_object().print();
}

void report_text(const Options& options, const Measured& measured) {
    const bench::ReportLoadResult& load = measured.load;
    char text[160];
    const auto line = [&](const char* name) { out(std::string(name) + text + "\n"); };
    const auto us = [](double nanoseconds) { return nanoseconds / 1e3; };
    const auto rate = [&](std::uint64_t count) {
        return load.seconds > 0 ? static_cast<double>(count) / load.seconds : 0;
    };
    std::snprintf(text, sizeof text, "%zu, each with a control block", options.clients);
    line("clients      ");
    std::snprintf(text, sizeof text, "%llu in %.2f s, %.0f/s", static_cast<unsigned long long>(load.reports),
                  load.seconds, rate(load.reports));
    line("reports      ");
    std::snprintf(text, sizeof text, "%llu, %.0f/s", static_cast<unsigned long long>(load.values),
                  rate(load.values));
    line("values       ");
    if (load.latency.count() > 0) {
        std::snprintf(text, sizeof text, "p50 %.1f us, p99 %.1f us, p99.9 %.1f us, worst %.1f us",
                      us(load.latency.quantile(0.5)), us(load.latency.quantile(0.99)),
                      us(load.latency.quantile(0.999)), us(static_cast<double>(load.latency.max())));
        line("latency      ");
    }
    if (const std::string why = latency_note(load); !why.empty()) note("note: " + why);
    if (options.clients > 1) {
        std::snprintf(text, sizeof text, "%llu to %llu reports to a client",
                      static_cast<unsigned long long>(load.fewest),
                      static_cast<unsigned long long>(load.most));
        line("fairness     ");
    }
    const double per = load.reports > 0 ? 1e6 / static_cast<double>(load.reports) : 0;
    if (measured.server_cpu) {
        std::snprintf(text, sizeof text, "%.2f us a report", *measured.server_cpu * per);
        line("server CPU   ");
    }
    std::snprintf(text, sizeof text, "%.2f us a report", measured.own_cpu * per);
    line("client CPU   ");
    std::snprintf(text, sizeof text, "%llu reports, %zu connections, %llu overflows",
                  static_cast<unsigned long long>(load.lost), load.lost_connections,
                  static_cast<unsigned long long>(load.overflows));
    line("lost         ");
}

/// What the control blocks of the devices concerned were like before, to be put back.
using Before = std::map<std::string, ReportControlState>;

Before states_before(Link& link, const Options& options) {
    Before before;
    std::set<std::string> devices;
    for (const std::string& name : options.control_blocks) {
        if (const auto reference = ObjectReference::parse(name)) devices.insert(reference->logical_device);
    }
    for (const std::string& device : devices) {
        const auto controls = link->report_controls(device);
        if (!controls) continue;
        for (const ReportControlInfo& control : *controls) {
            auto state = link->report_control(control.reference.text());
            if (state) before.emplace(control.reference.text(), std::move(*state));
        }
    }
    return before;
}

void put_back(const Shared& shared, const Options& options, const std::vector<std::string>& taken,
              const Before& before) {
    Link link(shared, options.target);
    for (const std::string& name : taken) {
        const auto state = before.find(name);
        if (!link || state == before.end()) continue;
        ReportControlSettings settings;
        settings.trg_ops = state->second.trg_ops;
        settings.buf_tm = state->second.buf_tm;
        const auto change = link->set_report_control(name, settings);
        if (!change || !change->not_taken.empty())
            note("warning: " + escaped(name) + " keeps BufTm and TrgOps of this run");
    }
}

/// The run with the CPU that it took on both sides.
Result<Measured> measure(const Options& options, const bench::ReportLoadSettings& settings) {
    Measured measured;
    std::optional<std::uint64_t> server_before, server_after;
    double own_before = 0;
    auto result = bench::report_load(settings, [&](bool begin) {
        const auto server = options.server_pid > 0 ? bench::cpu_of_process(options.server_pid) : std::nullopt;
        (begin ? server_before : server_after) = server;
        if (begin) {
            own_before = bench::own_cpu();
        } else {
            measured.own_cpu = bench::own_cpu() - own_before;
        }
    });
    if (!result) return fail(std::move(result).error());
    measured.load = std::move(*result);
    if (server_before && server_after)
        measured.server_cpu = static_cast<double>(*server_after - *server_before) / 1e9;
    return measured;
}

void configure(SubscriptionOptions& subscription, const Options& options) {
    subscription.interrogation = Interrogation::none;
    if (options.as_configured) return;
    TrgOps triggers;
    triggers.data_change = triggers.quality_change = triggers.data_update = true;
    subscription.trigger_options = triggers;
    subscription.buffer_time =
        std::chrono::ceil<std::chrono::milliseconds>(options.buffer_time.value_or(0ns));
    subscription.purge = true;
}

Exit run(const Shared& shared, Options options) {
    if (options.server_pid > 0 && !bench::cpu_of_process(options.server_pid)) {
        note("error: no process " + std::to_string(options.server_pid) + " on this machine");
        return Exit::usage;
    }
    if (options.clients == 0) options.clients = options.control_blocks.size();
    bench::ReportLoadSettings settings;
    Before before;
    {
        // Says what is wrong with target and names, before the load.
        Link link(shared, options.target);
        if (!link) return link.exit();
        settings.target = link.target();
        if (!options.as_configured) before = states_before(link, options);
    }
    const auto client = client_options(shared, options.target);
    if (std::holds_alternative<Exit>(client)) return std::get<Exit>(client);
    settings.client = std::get<ClientOptions>(client);
    settings.control_blocks = options.control_blocks;
    settings.clients = options.clients;
    settings.duration = std::chrono::nanoseconds(static_cast<std::int64_t>(options.duration * 1e9));
    configure(settings.subscription, options);
    Interrupt::arm();
    const auto result = measure(options, settings);
    if (!result && Interrupt::requested()) return Exit::interrupted;
    if (!result) {
        complain(shared, "cannot bench reports of " + settings.target, result.error(),
                 {"busbar report ls " + settings.target});
        return exit_of(result.error(), Stage::connected);
    }
    if (!options.as_configured) put_back(shared, options, result->load.control_blocks, before);
    if (shared.json) {
        report_json(settings.target, options, *result);
    } else {
        report_text(options, *result);
    }
    if (Interrupt::requested()) return Exit::interrupted;
    return result->load.lost_connections > 0 ? Exit::partial : Exit::done;
}

}  // namespace

void add_bench_report(Program& program, CLI::App* bench) {
    CLI::App* command = program.add(bench, "report", "Take reports and measure them");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command
        ->add_option("RCB", o->control_blocks,
                     "Report control blocks, or names without number: each client takes a free one")
        ->required();
    command->add_option("--clients", o->clients, "Clients at once, that take the RCBs in turn [one for each]")
        ->check(CLI::Range(1, 60000))
        ->type_name("N");
    command->add_option("--duration", o->duration, "How long")
        ->check(CLI::Range(0.01, 86400.0))
        ->type_name("SECONDS")
        ->capture_default_str();
    add_duration(command, "--buffer-time", o->buffer_time, "BufTm to be set [0]");
    command->add_flag(
        "--as-configured", o->as_configured,
        "Leave BufTm and TrgOps as they are; else BufTm 0, no integrity, no GI, an empty buffer");
    command
        ->add_option("--server-pid,--pid", o->server_pid,
                     "Process of the server, to tell its CPU time per report")
        ->check(CLI::PositiveNumber)
        ->type_name("PID");
    command->footer(
        std::string(
            "Latency is from a value's own time t to the callback that gets it: it needs a server on this "
            "machine, "
            "and a data set whose first member has a t. What makes values change is the server's business:\n"
            "  busbar serve --move 1ms &\n"
            "  busbar bench report :10102 BAY1MEAS/LLN0.urcbValues --server-pid $!\n"
            "  busbar serve --move 0        (as fast as it goes)\n") +
        command->get_footer());
    program.on(command, [o](const Shared& shared) { return run(shared, *o); });
}

}  // namespace busbar::program
