// SPDX-License-Identifier: Apache-2.0
// report ls: the report control blocks of an IED, whether they are free, and what they report.
#include <algorithm>

#include "live/suggest.hpp"
#include "print.hpp"
#include "report/verbs.hpp"
#include "values/option_text.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string within;
    bool free_only = false;
};

struct Row {
    std::string reference, kind, use, data_set, triggers;
    std::string holder;  ///< "by 10.0.0.7"
};

/// "events" where the data set stands in the same logical node.
std::string short_data_set(const ReportControlState& state) {
    if (!state.data_set || state.data_set->empty()) return "-";
    const auto set = DataSetReference::parse(*state.data_set);
    const bool same = set && set->scope == DataSetReference::Scope::domain &&
                      set->logical_device == state.reference.logical_device &&
                      set->logical_node == state.reference.logical_node;
    return escaped(same ? set->name : *state.data_set);
}

/// "dchg gi integrity/1s".
std::string triggers(const ReportControlState& state) {
    if (!state.trg_ops) return "-";
    std::string text = state.trg_ops->text();
    const std::size_t at = text.find("integrity");
    if (at == std::string::npos || !state.intg_pd) return text;
    return text.insert(at + 9, "/" + duration_text(std::chrono::milliseconds(*state.intg_pd)));
}

void print_table(const std::vector<Row>& rows, const Paint& paint) {
    // Columns as wide as they must be; where that is more than 80, the reference has a line of its own. Who
    // holds one stands below.
    std::size_t reference = 13, use = 3, data_set = 8, triggers = 8;
    for (const Row& row : rows) {
        reference = std::max(reference, row.reference.size());
        use = std::max(use, row.use.size());
        data_set = std::max(data_set, row.data_set.size());
        triggers = std::max(triggers, row.triggers.size());
    }
    const bool two_lines = reference + 2 + 4 + 2 + use + 2 + data_set + 2 + triggers > 80;
    const auto cell = [](std::string text, std::size_t width) {
        text.resize(std::max(width, text.size()), ' ');
        return text + "  ";
    };
    const auto line = [&](const Row& row, bool head) {
        std::string text = two_lines ? row.reference + "\n    " : cell(row.reference, reference);
        text += cell(row.kind, 4) + cell(row.use, use) + cell(row.data_set, data_set) + row.triggers;
        out((head ? paint.dim(text) : text) + "\n");
        if (!row.holder.empty())
            out(std::string((two_lines ? 4 : reference + 2) + 6, ' ') + row.holder + "\n");
    };
    line({"CONTROL BLOCK", "KIND", "USE", "DATA SET", "TRIGGERS", {}}, true);
    for (const Row& row : rows) line(row, false);
}

Exit list(const Shared& shared, const Options& options) {
    ObjectReference within;
    if (!options.within.empty()) {
        const auto parsed = ObjectReference::parse(options.within);
        if (!parsed || !parsed->path.empty()) {
            complain(shared, "no logical device or node: " + options.within,
                     parsed ? fail(Fault::misuse, "it names more than that").value() : parsed.error(),
                     {"LD or LD/LN"});
            return Exit::usage;
        }
        within = *parsed;
    }
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto controls = link->report_controls(within.logical_device);
    if (!controls) {
        return link.failed("cannot list report control blocks", controls.error(),
                           is_not_there(controls.error()) ? suggestions(*link, within.logical_device)
                                                          : std::vector<std::string>());
    }
    Tally tally;
    Json json;
    json.begin_object().member("schema", "busbar.report-ls/1").member("target", link.target());
    json.key("report_controls").begin_array();
    std::vector<Row> rows;
    for (const ReportControlInfo& control : *controls) {
        if (!within.logical_node.empty() && control.reference.logical_node != within.logical_node) continue;
        const auto state = link->report_control(control.reference.text());
        if (!state) {
            tally.failed(link.failed("cannot read " + control.reference.text(), state.error()));
            continue;
        }
        tally.succeeded();
        const std::string use = use_of(*state);
        if (options.free_only && use != "free") continue;
        json.begin_object();
        write_state(json, *state);
        json.end_object();
        ObjectReference bare = control.reference;
        bare.fc = Fc::none;
        const std::size_t word = std::min(use.find(' '), use.size());
        rows.push_back({escaped(bare.text()), control.buffered ? "BRCB" : "URCB", use.substr(0, word),
                        short_data_set(*state), triggers(*state),
                        use.substr(std::min(word + 1, use.size()))});
    }
    json.end_array().end_object();
    if (shared.json) {
        json.print();
    } else if (!rows.empty()) {
        print_table(rows, Paint(shared, Paint::Stream::out));
    }
    return tally.exit();
}

}  // namespace

void add_report_ls(Program& program, CLI::App* report) {
    CLI::App* command = program.add(report, "ls", "List report control blocks, and who uses them");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("WITHIN", o->within, "Only those of this logical device or node: LD, LD/LN");
    command->add_flag("--free", o->free_only, "Only those that nobody uses");
    program.on(command, [o](const Shared& shared) { return list(shared, *o); });
}

}  // namespace busbar::program
