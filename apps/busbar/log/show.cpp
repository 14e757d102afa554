// SPDX-License-Identifier: Apache-2.0
// log show: one log control block with every member, or one log; both where a server gives them one name.
#include "base/bytes.hpp"
#include "log/verbs.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string reference;
};

void print_attribute(const Paint& paint, std::string name, const std::string& text,
                     const std::string& remark = {}) {
    name.resize(12, ' ');
    out("  " + name + text + (remark.empty() ? "" : "  " + paint.dim("(" + remark + ")")) + "\n");
}

void print_control(const Paint& paint, const LogControlState& control) {
    out(paint.bold(escaped(control.reference.text())) + "  " + use_of(control) + "\n");
    for (const LogAttributeText& attribute : attributes_of(control)) {
        print_attribute(paint, attribute.name, attribute.text, attribute.remark);
    }
}

void print_log(const Paint& paint, const LogInfo& log) {
    out(paint.bold(log_name(log.reference)) + "  log\n");
    print_attribute(paint, "entries", log.status ? std::to_string(log.status->entries) : "?",
                    log.status ? "" : "the server does not tell");
    if (const LogControlState* ends = log.ends()) {
        const auto id = [](const auto& octets) { return is_entry(octets) ? to_hex(*octets, "") : ""; };
        print_attribute(paint, "oldest", entry_time_text(ends->oldest_time), id(ends->oldest));
        print_attribute(paint, "newest", entry_time_text(ends->newest_time), id(ends->newest));
    }
    if (log.status) print_attribute(paint, "deletable", log.status->deletable ? "true" : "false");
    for (const LogControlState& control : log.controls) {
        print_attribute(paint, "filled by", control_name(control),
                        use_of(control) + ", " + triggers_of(control));
    }
}

/// The log of that name with the control blocks of its logical device that write to it.
Result<LogInfo> find_log(Link& link, const DataSetReference& name) {
    LogInfo log;
    log.reference = name.text();
    const auto status = link->log_status(log.reference);
    if (status) log.status = *status;
    if (!link->is_open()) return fail(status.error());
    const auto controls = link->log_controls(name.logical_device);
    for (const LogControlState& control : controls.value_or(std::vector<LogControlState>())) {
        if (control.log && same_log(*control.log, log.reference)) log.controls.push_back(control);
    }
    if (log.status || !log.controls.empty()) return log;
    // Not every server knows ReportJournalStatus; whether there is a log tells its directory then.
    const auto logs = link->logs(name.logical_device);
    for (const std::string& known : logs.value_or(std::vector<std::string>())) {
        if (same_log(known, log.reference)) return log;
    }
    return fail(status.error());
}

Exit show(const Shared& shared, const Options& options) {
    const std::string what = "cannot show " + options.reference;
    const auto word = parse_log_word(options.reference);
    if (!word) {
        complain(shared, what, word.error(), {"busbar log ls " + options.target.target});
        return Exit::usage;
    }
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto control = link->log_control(word->text());
    if (!control && !link->is_open()) return link.failed(what, control.error());
    Result<LogInfo> log = fail(Fault::misuse, "not asked for");
    if (!word->only_control) log = find_log(link, word->name);
    if (!control && !log) return link.failed(what, control.error(), log_hints(link, *word, control.error()));
    if (!shared.json) {
        const Paint paint(shared, Paint::Stream::out);
        if (control) print_control(paint, *control);
        if (log) print_log(paint, *log);
        return Exit::done;
    }
    Json json;
    json.begin_object().member("schema", "busbar.log-show/1").member("target", link.target());
    if (control) {
        json.key("log_control").begin_object();
        write_log_control(json, *control);
        json.end_object();
    }
    if (log) {
        json.key("log").begin_object();
        write_log(json, *log);
        json.end_object();
    }
    json.end_object().print();
    return Exit::done;
}

}  // namespace

void add_log_show(Program& program, CLI::App* log) {
    CLI::App* command = program.add(log, "show", "Show a log control block, or a log");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("REF", o->reference, "Control block or log, LD/LN.name, as `log ls` names them")
        ->required();
    program.on(command, [o](const Shared& shared) { return show(shared, *o); });
}

}  // namespace busbar::program
