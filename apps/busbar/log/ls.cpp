// SPDX-License-Identifier: Apache-2.0
// log ls: the logs of an IED, from when to when they reach, and below each the control blocks that fill it.
#include <algorithm>

#include "live/suggest.hpp"
#include "log/verbs.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string device;
};

struct Listing {
    std::vector<LogInfo> logs;
    std::vector<LogControlState> controls;
};

/// Logs as the server lists them, and those that only control blocks name.
Result<Listing> listing(Link& link, const std::string& device) {
    Listing found;
    std::vector<std::string> devices{device};
    if (device.empty()) {
        auto all = link->logical_devices();
        if (!all) return fail(std::move(all).error());
        devices = *std::move(all);
    }
    auto controls = link->log_controls(device);
    if (!controls) return fail(std::move(controls).error());
    found.controls = *std::move(controls);
    const auto add = [&](const std::string& log) {
        const auto same = [&](const LogInfo& known) { return same_log(known.reference, log); };
        if (std::none_of(found.logs.begin(), found.logs.end(), same)) found.logs.push_back({log, {}, {}});
    };
    for (const std::string& one : devices) {
        const auto logs = link->logs(one);
        if (!logs && !link->is_open()) return fail(logs.error());
        // A server may know journals and not list them.
        if (!logs) continue;
        for (const std::string& log : *logs) add(log);
    }
    for (const LogControlState& control : found.controls) {
        if (control.log && !control.log->empty()) add(*control.log);
    }
    for (LogInfo& log : found.logs) {
        const auto status = link->log_status(log.reference);
        if (!status && !link->is_open()) return fail(status.error());
        if (status) log.status = *status;
        for (const LogControlState& control : found.controls) {
            if (control.log && same_log(*control.log, log.reference)) log.controls.push_back(control);
        }
    }
    return found;
}

std::string cell(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text + "  ";
}

/// "2026-11-22 12:00:00": seconds are enough to see how far a log reaches.
std::string short_time(const std::optional<EntryTime>& time) {
    std::string text = entry_time_text(time);
    if (text.size() < 19) return text;
    text[10] = ' ';
    return text.substr(0, 19);
}

/// The last component where the logical node is the log's.
std::string name_beside(const std::string& name, const std::string& log) {
    const std::size_t dot = log.rfind('.');
    if (dot == std::string::npos || !name.starts_with(log.substr(0, dot + 1))) return name;
    return name.substr(dot + 1);
}

void print_controls(const std::vector<LogControlState>& controls, const std::string& log) {
    std::size_t name = 0, set = 0;
    const auto data_set = [&](const LogControlState& control) {
        const std::string text = control.data_set.value_or("");
        return text.empty() ? std::string("-") : name_beside(log_name(text), log);
    };
    for (const LogControlState& control : controls) {
        name = std::max(name, name_beside(control_name(control), log).size());
        set = std::max(set, data_set(control).size());
    }
    for (const LogControlState& control : controls) {
        out("  " + cell(name_beside(control_name(control), log), name) + cell(use_of(control), 8) +
            cell(data_set(control), set) + triggers_of(control) + "\n");
    }
}

void print(const Listing& found, const Paint& paint) {
    std::size_t name = 3;
    for (const LogInfo& log : found.logs) name = std::max(name, log_name(log.reference).size());
    // The longest line that is possible; else a name has a line of its own.
    const bool two_lines = name + 2 + 10 + 2 + 19 + 2 + 19 > 80;
    if (!found.logs.empty()) {
        out(paint.dim((two_lines ? "LOG\n    " : cell("LOG", name)) + cell("ENTRIES", 10) +
                      cell("OLDEST", 19) + "NEWEST") +
            "\n");
    }
    std::vector<LogControlState> others = found.controls;
    for (const LogInfo& log : found.logs) {
        const LogControlState* const ends = log.ends();
        out((two_lines ? paint.bold(log_name(log.reference)) + "\n    "
                       : cell(log_name(log.reference), name)) +
            cell(log.status ? std::to_string(log.status->entries) : "?", 10) +
            cell(ends != nullptr ? short_time(ends->oldest_time) : "?", 19) +
            (ends != nullptr ? short_time(ends->newest_time) : "?") + "\n");
        print_controls(log.controls, log_name(log.reference));
        std::erase_if(others, [&](const LogControlState& control) {
            return control.log && same_log(*control.log, log.reference);
        });
    }
    if (others.empty()) return;
    out(paint.dim("CONTROL BLOCKS WITHOUT A LOG") + "\n");
    print_controls(others, "");
}

Exit list(const Shared& shared, const Options& options) {
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto found = listing(link, options.device);
    if (!found) {
        return link.failed(
            "cannot list logs", found.error(),
            is_not_there(found.error()) ? suggestions(*link, options.device) : std::vector<std::string>());
    }
    if (!shared.json) {
        print(*found, Paint(shared, Paint::Stream::out));
        if (found->logs.empty() && found->controls.empty()) note("no logs in " + link.target());
        return Exit::done;
    }
    Json json;
    json.begin_object().member("schema", "busbar.log-ls/1").member("target", link.target());
    json.key("logs").begin_array();
    for (const LogInfo& log : found->logs) {
        json.begin_object();
        write_log(json, log);
        json.end_object();
    }
    json.end_array().key("log_controls").begin_array();
    for (const LogControlState& control : found->controls) {
        json.begin_object();
        write_log_control(json, control);
        json.end_object();
    }
    json.end_array().end_object().print();
    return Exit::done;
}

}  // namespace

void add_log_ls(Program& program, CLI::App* log) {
    CLI::App* command = program.add(log, "ls", "List logs and the control blocks that fill them");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("LD", o->device, "Only those of this logical device");
    program.on(command, [o](const Shared& shared) { return list(shared, *o); });
}

}  // namespace busbar::program
