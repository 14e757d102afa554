// SPDX-License-Identifier: Apache-2.0
#include "bench/report.hpp"

#include <cmath>
#include <cstdio>

#include "json.hpp"
#include "print.hpp"

namespace busbar::bench {
namespace {

using program::Json;
using program::out;

std::string microseconds(double nanoseconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", nanoseconds / 1e3);
    return text;
}

}  // namespace

void report_json(const RunSetup& setup, const RunResult& result) {
    const auto rounded = [](double number, double per_unit) {
        return std::round(number * per_unit) / per_unit;
    };
    const auto us = [](double nanoseconds) { return std::round(nanoseconds / 100) / 10; };
    const auto done = static_cast<double>(result.latency.count());
    Json json;
    json.begin_object().member("schema", "busbar.bench/1").member("target", setup.target);
    json.member("mode", setup.mode).member("connections", setup.connections);
    json.member("idle_connections", setup.idle)
        .member("depth", setup.depth)
        .member("seconds", result.seconds);
    json.member("requests", result.latency.count());
    json.member("requests_per_second", rounded(result.seconds > 0 ? done / result.seconds : 0, 1));
    json.member("p50_us", us(result.latency.quantile(0.5)))
        .member("p99_us", us(result.latency.quantile(0.99)));
    json.member("p999_us", us(result.latency.quantile(0.999))).member("mean_us", us(result.latency.mean()));
    json.member("min_us", us(static_cast<double>(result.latency.min())));
    json.member("max_us", us(static_cast<double>(result.latency.max())));
    if (setup.request_octets > 0) json.member("request_octets", setup.request_octets);
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
    json.member("client_cpu_us_per_request", rounded(result.own_cpu_seconds * per, 1000));
    if (result.server_cpu_seconds) {
        json.member("server_cpu_us_per_request", rounded(*result.server_cpu_seconds * per, 1000));
        json.member("server_cpu_seconds", *result.server_cpu_seconds);
    }
    json.end_object().print();
}

void report_text(const RunSetup& setup, const RunResult& result) {
    const auto done = static_cast<double>(result.latency.count());
    const auto line = [](const char* name, const std::string& text) { out(std::string(name) + text + "\n"); };
    char number[64];
    line("mode         ",
         setup.mode + ", " + std::to_string(setup.connections) + " connection" +
             (setup.connections == 1 ? "" : "s") +
             (setup.depth > 0 ? ", " + std::to_string(setup.depth) + " outstanding on each" : ""));
    std::snprintf(number, sizeof number, "%llu in %.2f s",
                  static_cast<unsigned long long>(result.latency.count()), result.seconds);
    line("requests     ", number);
    std::snprintf(number, sizeof number, "%.0f/s", result.seconds > 0 ? done / result.seconds : 0);
    line("rate         ", number);
    line("latency      ", "p50 " + microseconds(result.latency.quantile(0.5)) + " us, p99 " +
                              microseconds(result.latency.quantile(0.99)) + " us, p99.9 " +
                              microseconds(result.latency.quantile(0.999)) + " us, worst " +
                              microseconds(static_cast<double>(result.latency.max())) + " us");
    if (setup.connections > 1) {
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

}  // namespace busbar::bench
