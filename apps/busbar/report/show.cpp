// SPDX-License-Identifier: Apache-2.0
// report show: all attributes of a report control block.
#include "print.hpp"
#include "report/verbs.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string reference;
};

Exit show(const Shared& shared, const Options& options) {
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto state = link->report_control(options.reference);
    if (!state) {
        const Error& error = state.error();
        return link.failed("cannot show " + options.reference,
                           error.fault == Fault::malformed ? wrong_name(error) : error,
                           control_block_hints(link, options.reference, error));
    }
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.report-show/1").member("target", link.target());
        write_state(json, *state);
        json.end_object().print();
        return Exit::done;
    }
    const Paint paint(shared, Paint::Stream::out);
    out(paint.bold(escaped(state->reference.text())) + "  " + (state->buffered ? "buffered" : "unbuffered") +
        ", " + use_of(*state) + "\n");
    for (const AttributeText& attribute : attributes_of(*state)) {
        std::string name = attribute.name;
        name.resize(13, ' ');
        out("  " + name + attribute.text +
            (attribute.remark.empty() ? "" : "  " + paint.dim("(" + attribute.remark + ")")) + "\n");
    }
    return Exit::done;
}

}  // namespace

void add_report_show(Program& program, CLI::App* report) {
    CLI::App* command = program.add(report, "show", "Show all attributes of a report control block");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("RCB", o->reference, "LD/LN.name, also with [BR] or [RP]")->required();
    program.on(command, [o](const Shared& shared) { return show(shared, *o); });
}

}  // namespace busbar::program
