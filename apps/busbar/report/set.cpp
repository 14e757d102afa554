// SPDX-License-Identifier: Apache-2.0
// report set: writes attributes of a report control block and says what the IED made of it.
#include <algorithm>

#include "print.hpp"
#include "report/settings.hpp"
#include "report/verbs.hpp"
#include "values/assignments.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string reference;
    std::vector<std::string> assignments;
};

void write_json(const Link& link, const ReportControlChange& change) {
    Json json;
    json.begin_object().member("schema", "busbar.report-set/1").member("target", link.target());
    write_state(json, change.state);
    json.key("not_taken").begin_array();
    for (const ReportControlChange::NotTaken& not_taken : change.not_taken) {
        json.begin_object().member("attribute", not_taken.attribute).key("error");
        write_error_content(json, not_taken.why);
        json.end_object();
    }
    json.end_array().end_object().print();
}

Exit set(const Shared& shared, const Options& options) {
    ReportControlSettings settings;
    for (const std::string& assignment : options.assignments) {
        const auto added = add_setting(settings, assignment);
        if (added) continue;
        complain(shared, "cannot set " + options.reference, added.error());
        return Exit::usage;
    }
    if (settings.enabled.value_or(false)) {
        note("error: reports end with the association, and so with this command");
        note("  try: busbar report enable " + escaped(options.target.target) + " '" +
             escaped(options.reference) + "'");
        return Exit::usage;
    }
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto change = link->set_report_control(options.reference, settings);
    if (!change) {
        const Error& error = change.error();
        return link.failed("cannot set " + options.reference,
                           error.fault == Fault::malformed ? wrong_name(error) : error,
                           control_block_hints(link, options.reference, error));
    }
    Tally tally;
    if (shared.json) write_json(link, *change);
    const auto refused = [&](const std::string& name) {
        return std::any_of(change->not_taken.begin(), change->not_taken.end(),
                           [&](const auto& not_taken) { return not_taken.attribute == name; });
    };
    for (const AttributeText& attribute : attributes_of(change->state)) {
        if (!is_assigned(options.assignments, attribute.name) || refused(attribute.name)) continue;
        tally.succeeded();
        // These say what is to be done, and are false again when it is.
        const bool act = (attribute.name == "GI" && settings.gi.value_or(false)) ||
                         (attribute.name == "PurgeBuf" && settings.purge_buf.value_or(false));
        std::string name = attribute.name;
        name.resize(13, ' ');
        if (!shared.json) out(name + (act ? "done" : attribute.text) + "\n");
    }
    for (const ReportControlChange::NotTaken& not_taken : change->not_taken) {
        const std::string use = use_of(change->state);
        std::vector<std::string> tries;
        if (not_taken.why.code == Code::data_access(2) && use != "free")
            tries.push_back("when it is free: it is " + use);
        if (not_taken.attribute == "DatSet" && not_taken.why.code == Code::data_access(11))
            tries.push_back("busbar dataset ls " + link.target() + "    lists the data sets there are");
        tally.failed(link.failed("not taken: " + not_taken.attribute, not_taken.why, tries));
    }
    if (settings.reserved.value_or(false) && !refused("Resv"))
        note(
            "note: a reservation of an unbuffered control block ends with the association, and so with this "
            "command");
    return tally.exit();
}

}  // namespace

void add_report_set(Program& program, CLI::App* report) {
    CLI::App* command = program.add(report, "set", "Write attributes of a report control block");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("RCB", o->reference, "LD/LN.name, also with [BR] or [RP]")->required();
    command->add_option("NAME=VALUE", o->assignments, "Attributes and what they are to be")->required();
    command->footer(std::string("Attributes: " + settable_names() +
                                ".\n"
                                "Times are 1s or 250ms, a bare number is milliseconds. Only what differs is "
                                "written. Most are refused while the control block is enabled.\n"
                                "  busbar report set :10102 BAY1MEAS/LLN0.urcbValues01 BufTm=100ms\n"
                                "  busbar report set :10102 BAY1CTRL/LLN0.urcbEvents02 \\\n"
                                "      TrgOps=dchg,qchg,gi,integrity IntgPd=10s DatSet=BAY1CTRL/LLN0.events\n"
                                "  busbar report set :10102 BAY1CTRL/LLN0.brcbEvents01 PurgeBuf=true\n") +
                    command->get_footer());
    program.on(command, [o](const Shared& shared) { return set(shared, *o); });
}

}  // namespace busbar::program
