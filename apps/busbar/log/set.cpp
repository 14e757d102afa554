// SPDX-License-Identifier: Apache-2.0
// log set: writes attributes of a log control block and says what the IED made of it.
#include <algorithm>
#include <array>

#include "log/verbs.hpp"
#include "print.hpp"
#include "values/assignments.hpp"
#include "values/option_text.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string reference;
    std::vector<std::string> assignments;
    bool dry_run = false;
};

using Settings = LogControlSettings;

Result<void> put_name(std::optional<std::string>& into, const std::string& text) {
    into = text == "-" ? "" : text;
    return {};
}

constexpr std::array<Assignable<Settings>, 5> attributes{{
    {"LogEna", [](Settings& s, const std::string& v) { return assign(s.enabled, parse_truth(v)); }},
    {"LogRef", [](Settings& s, const std::string& v) { return put_name(s.log, v); }},
    {"DatSet", [](Settings& s, const std::string& v) { return put_name(s.data_set, v); }},
    {"TrgOps", [](Settings& s, const std::string& v) { return assign(s.trg_ops, parse_trg_ops(v)); }},
    {"IntgPd", [](Settings& s, const std::string& v) { return assign(s.intg_pd, parse_milliseconds(v)); }},
}};
constexpr std::array<const char*, 4> read_only{"OldEntrTm", "NewEntrTm", "OldEntr", "NewEntr"};

/// The block as it would be.
LogControlState planned(LogControlState state, const Settings& settings) {
    const auto take = [](auto& is, const auto& wanted) {
        if (wanted) is = wanted;
    };
    take(state.enabled, settings.enabled);
    take(state.log, settings.log);
    take(state.data_set, settings.data_set);
    take(state.trg_ops, settings.trg_ops);
    take(state.intg_pd, settings.intg_pd);
    return state;
}

void write_json(const Link& link, const LogControlChange& change, bool done) {
    Json json;
    json.begin_object().member("schema", "busbar.log-set/1").member("target", link.target());
    write_log_control(json, change.state);
    json.member("done", done).key("not_taken").begin_array();
    for (const auto& not_taken : change.not_taken) {
        json.begin_object().member("attribute", not_taken.attribute).key("error");
        write_error_content(json, not_taken.why);
        json.end_object();
    }
    json.end_array().end_object().print();
}

std::vector<std::string> tries(const Link& link, const std::string& attribute, const LogControlState& state,
                               const Error& error) {
    if (error.code == Code::data_access(2) && state.enabled.value_or(false))
        return {"LogEna=false first: while it is enabled, nothing else is taken"};
    if (error.code == Code::data_access(11) && attribute == "DatSet")
        return {"busbar dataset ls " + link.target() + "    lists the data sets there are"};
    if (error.code == Code::data_access(11) && attribute == "LogRef")
        return {"busbar log ls " + link.target() + "    lists the logs there are"};
    if (error.code == Code::data_access(8) && attribute == "LogEna")
        return {"give it a DatSet and a LogRef that exist"};
    return {};
}

Exit set(const Shared& shared, const Options& options) {
    const std::string what = "cannot set " + options.reference;
    Settings settings;
    for (const std::string& assignment : options.assignments) {
        if (const auto added = add_assignment<Settings>(settings, assignment, attributes, read_only);
            !added) {
            complain(shared, what, added.error());
            return Exit::usage;
        }
    }
    const auto word = parse_log_word(options.reference);
    if (!word) {
        complain(shared, what, word.error(), {"busbar log ls " + options.target.target});
        return Exit::usage;
    }
    Link link(shared, options.target);
    if (!link) return link.exit();
    Result<LogControlChange> change = LogControlChange();
    if (options.dry_run) {
        auto state = link->log_control(word->text());
        if (state) change->state = planned(*std::move(state), settings);
        if (!state) change = fail(std::move(state).error());
    } else {
        change = link->set_log_control(word->text(), settings);
    }
    if (!change) return link.failed(what, change.error(), log_hints(link, *word, change.error()));
    if (shared.json) write_json(link, *change, !options.dry_run);
    Tally tally;
    for (const LogAttributeText& attribute : attributes_of(change->state)) {
        const auto refused = [&](const auto& not_taken) { return not_taken.attribute == attribute.name; };
        if (!is_assigned(options.assignments, attribute.name) ||
            std::any_of(change->not_taken.begin(), change->not_taken.end(), refused))
            continue;
        tally.succeeded();
        std::string name = attribute.name;
        name.resize(12, ' ');
        if (!shared.json) out(name + attribute.text + (options.dry_run ? "  (not done)" : "") + "\n");
    }
    for (const auto& not_taken : change->not_taken) {
        tally.failed(link.failed("not taken: " + not_taken.attribute, not_taken.why,
                                 tries(link, not_taken.attribute, change->state, not_taken.why)));
    }
    return tally.exit();
}

}  // namespace

void add_log_set(Program& program, CLI::App* log) {
    CLI::App* command = program.add(log, "set", "Write attributes of a log control block");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("LCB", o->reference, "LD/LN.name, also with [LG]")->required();
    command->add_option("NAME=VALUE", o->assignments, "Attributes and what they are to be")->required();
    command->add_flag("--dry-run", o->dry_run, "Change nothing, show what would be");
    command->footer(
        std::string("Attributes: " + listed(names_of<Settings>(attributes)) +
                    ".\n"
                    "Only what differs is written, LogEna=false first and LogEna=true last: while "
                    "a control block is enabled, nothing else is taken.\n"
                    "  busbar log set :10102 BAY1CTRL/LLN0.lcbEvents LogEna=false\n"
                    "  busbar log set :10102 BAY1CTRL/LLN0.lcbEvents LogEna=true \\\n"
                    "      TrgOps=dchg,qchg,integrity IntgPd=10m\n") +
        command->get_footer());
    program.on(command, [o](const Shared& shared) { return set(shared, *o); });
}

}  // namespace busbar::program
