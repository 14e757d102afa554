// SPDX-License-Identifier: Apache-2.0
// operate TARGET REF VALUE: a control from the first question to the new position. What it will do is shown
// first, and asked about on a terminal; a script says --yes. Ctrl-C gives up a selection.
#include <unistd.h>

#include <iostream>

#include "commands.hpp"
#include "live/interrupt.hpp"
#include "operate/sequence.hpp"
#include "print.hpp"
#include "values/option_text.hpp"

namespace busbar::program {
namespace {

using Kind = ControlStep::Kind;

struct Options {
    TargetOptions target;
    std::string reference, value, check, at, category = "remote-control", identification = "busbar";
    std::optional<int> ctl_num;
    std::optional<Nanoseconds> wait;
    bool select_only = false, cancel = false, test = false, dry_run = false, yes = false, no_wait = false;
    DictionaryOptions dictionary;
};

SystemTime wall_now() {
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

Result<ControlCheck> check_of(const std::string& text) {
    ControlCheck check;
    std::string word;
    for (const char c : text + ",") {
        if (c != ',') {
            word += c;
            continue;
        }
        if (word == "synchro" || word == "synchrocheck") {
            check.synchrocheck = true;
        } else if (word == "interlock") {
            check.interlock = true;
        } else if (!word.empty() && word != "none") {
            return fail(Fault::misuse, "--check " + word + " is neither synchro nor interlock");
        }
        word.clear();
    }
    return check;
}

/// RFC 3339, or "+10s" from now.
Result<SystemTime> time_of(const std::string& text) {
    if (!text.starts_with('+')) {
        auto time = parse_time(text);
        if (!time) return fail(wrong_name(std::move(time).error()));
        return time;
    }
    const auto duration = parse_duration(std::string_view(text).substr(1), std::chrono::seconds(1));
    if (!duration) return fail(duration.error());
    return wall_now() + *duration;
}

Result<OperateOptions> operate_options(const Options& options) {
    OperateOptions result;
    const auto category = or_cat_of(options.category);
    if (!category) {
        return fail(Fault::misuse,
                    "--orcat " + options.category +
                        " is none of not-supported, bay-control, station-control, remote-control, "
                        "automatic-bay, automatic-station, automatic-remote, maintenance, process");
    }
    result.origin.category = *category;
    result.origin.identification.assign(options.identification.begin(), options.identification.end());
    if (result.origin.identification.size() > 64)
        return fail(Fault::misuse, "--ident is longer than the 64 octets that there are");
    const auto check = check_of(options.check);
    if (!check) return fail(check.error());
    result.check = *check;
    result.test = options.test;
    if (!options.at.empty()) {
        const auto at = time_of(options.at);
        if (!at) return fail(at.error());
        result.at = *at;
    }
    // One command, one association: any number will do but 0, which stands for none in some servers.
    result.ctl_num = static_cast<std::uint8_t>(options.ctl_num.value_or(1));
    if (options.wait)
        result.termination_timeout = std::chrono::ceil<std::chrono::milliseconds>(*options.wait);
    result.await_termination = !options.no_wait;
    return result;
}

/// The plan, or how to exit.
tl::expected<ControlPlan, Exit> plan_of(const Shared& shared, const Options& options, OperateOptions with,
                                        Link& link, const Dictionary& dictionary, const std::string& what) {
    ControlPlan plan;
    plan.options = std::move(with);
    if (options.select_only) plan.action = ControlAction::select;
    if (options.cancel) plan.action = ControlAction::cancel;
    auto info = link->control(options.reference);
    if (!info) {
        const Error error = info.error().fault == Fault::malformed ? wrong_name(info.error()) : info.error();
        return tl::unexpected(link.failed(what, error, hints_for(link, options.reference, error)));
    }
    plan.info = std::move(*info);
    const auto unusable = [&](const std::string& text) {
        return tl::unexpected(link.failed(what, fail(Fault::misuse, text).value()));
    };
    if (plan.info.model == CtlModel::status_only)
        return unusable(plan.info.object.text() + " is status-only: its ctlModel allows no controls");
    if (plan.action == ControlAction::select && !is_sbo(plan.info.model))
        return unusable("nothing to select: its ctlModel is " + std::string(name_of(plan.info.model)));
    if (plan.action == ControlAction::cancel && !plan.info.has_cancel) return unusable("it has no Cancel");
    if (plan.options.at && !plan.info.time_activated)
        return unusable("it has no operTm: it cannot be operated at a given time");
    const auto oper = plan.info.type.root().child("Oper");
    const auto ctl_val = oper ? oper->child("ctlVal") : std::nullopt;
    if (!ctl_val) return unusable("the IED does not tell what its Oper is");
    plan.ctl_val = *ctl_val;
    auto value = control_value_of(options.value, plan.ctl_val, dictionary);
    if (!value) {
        complain(shared, what, value.error(), known_control_values(plan.ctl_val, dictionary));
        return tl::unexpected(Exit::usage);
    }
    plan.value = std::move(*value);
    find_status(*link, plan);
    return plan;
}

bool confirmed(const ControlPlan& plan) {
    std::fprintf(stderr, "%s? [y/N] ", std::string(name_of(plan.action)).c_str());
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

/// The steps of two calls as those of one.
void put_before(std::vector<ControlStep> first, ControlOutcome& outcome) {
    first.insert(first.end(), outcome.steps.begin(), outcome.steps.end());
    outcome.steps = std::move(first);
}

/// Selecting and operating are two calls, so that Ctrl-C in between leaves nothing selected.
Result<ControlOutcome> carry_out(Client& client, const ControlPlan& plan, const OperateOptions& options) {
    const std::string object = plan.info.object.text();
    if (plan.action == ControlAction::cancel) return client.cancel(object, options, plan.value);
    std::vector<ControlStep> selected;
    if (is_sbo(plan.info.model)) {
        auto outcome = client.select(object, plan.value, options);
        if (!outcome || !outcome->succeeded || plan.action == ControlAction::select) return outcome;
        if (Interrupt::requested()) {
            if (plan.info.has_cancel) (void)client.cancel(object, options);
            outcome->given_up = true;
            outcome->succeeded = false;
            return outcome;
        }
        selected = std::move(outcome->steps);
    }
    auto outcome = client.operate(object, plan.value, options);
    if (!outcome) return outcome;
    put_before(std::move(selected), *outcome);
    // A command that waits for its time is like a selection; one that runs is not stopped by the way.
    const bool waits = outcome->given_up && plan.options.at && *plan.options.at > wall_now();
    if (waits && plan.info.has_cancel) (void)client.cancel(object, options, plan.value);
    return outcome;
}

Exit refused(const Shared& shared, const Link& link, const ControlPlan& plan, const ControlOutcome& outcome,
             const std::string& what) {
    Error error = outcome.to_error();
    if (outcome.add_cause && outcome.code.domain == Domain::data_access) {
        error.text += ", " + busbar::name_of(outcome.code) + " (DataAccessError " +
                      std::to_string(outcome.code.value) + ")";
    }
    complain(shared, what + " (" + link.target() + ")", error, refusal_hints(plan, outcome, link.target()));
    return Exit::control_refused;
}

Exit finish(const Shared& shared, const Link& link, const ControlPlan& plan, const ControlOutcome& outcome,
            const Dictionary& dictionary, const std::string& what) {
    if (!shared.json && outcome.feedback) {
        const ControlStatus now{outcome.feedback->value, outcome.feedback->quality, outcome.feedback->time};
        out("now                " + status_text(plan, now, dictionary) + "\n");
    }
    if (outcome.given_up) {
        const bool ran = outcome.ended_at == Kind::termination;
        const bool timed = plan.options.at && *plan.options.at > wall_now();
        note(ran && !timed ? "interrupted: the command was accepted and goes on in the IED"
                           : "interrupted: given up");
        return Exit::interrupted;
    }
    if (!outcome.succeeded) return refused(shared, link, plan, outcome, what);
    if (plan.action == ControlAction::select)
        note("note: the selection ends with the association, and so with this command");
    return Exit::done;
}

Exit operate(const Shared& shared, const Options& options) {
    const std::string what = (options.cancel        ? "cannot cancel "
                              : options.select_only ? "cannot select "
                                                    : "cannot operate ") +
                             options.reference;
    auto with = operate_options(options);
    if (!with) {
        complain(shared, what, with.error());
        return Exit::usage;
    }
    if (!options.yes && !options.dry_run && ::isatty(STDIN_FILENO) == 0) {
        complain(shared, what, fail(Fault::misuse, "stdin is no terminal that could be asked").value(),
                 {"--yes, if it is to be done without a question", "--dry-run shows what would be sent"});
        return Exit::usage;
    }
    const auto dictionary = options.dictionary.load(shared);
    if (!dictionary) return dictionary.error();
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto plan = plan_of(shared, options, std::move(*with), link, *dictionary, what);
    if (!plan) return plan.error();
    const auto pdus = requests_of(*plan);
    if (!pdus) return link.failed(what, pdus.error());
    const auto before = read_status(*link, *plan);
    if (options.dry_run) {
        if (shared.json) {
            write_control_json(link.target(), *plan, before, nullptr, *pdus, *dictionary);
        } else {
            std::fputs(plan_text(*plan, before, *dictionary).c_str(), stderr);
            out(*pdus);
        }
        return Exit::done;
    }
    if (!shared.json || !options.yes) std::fputs(plan_text(*plan, before, *dictionary).c_str(), stderr);
    Interrupt::arm();
    if (!options.yes && !confirmed(*plan)) {
        if (Interrupt::requested()) return Exit::interrupted;
        note("nothing was sent");
        return Exit::negative;
    }
    OperateOptions steps = plan->options;
    steps.give_up = [] { return Interrupt::requested(); };
    if (!shared.json) {
        steps.on_step = [](const ControlStep& step) {
            if (step.kind == Kind::feedback) return;
            out(step_text(step));
            std::fflush(stdout);
        };
    }
    const auto outcome = carry_out(*link, *plan, steps);
    if (!outcome) {
        std::fflush(stdout);
        return link.failed(what, outcome.error());
    }
    if (shared.json) write_control_json(link.target(), *plan, before, &*outcome, {}, *dictionary);
    return finish(shared, link, *plan, *outcome, *dictionary, what);
}

}  // namespace

void add_operate(Program& program) {
    CLI::App* command = program.add("operate", "Operate a control of a live IED");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("REF", o->reference, "The data object: LD/LN.DO")->required();
    command->add_option("VALUE", o->value, "on, off, open, close, higher, lower, stop, a number, a word")
        ->required();
    CLI::Option* const select =
        command->add_flag("--select-only", o->select_only, "Select and operate nothing");
    command->add_flag("--cancel", o->cancel, "Send a Cancel instead")->excludes(select);
    command->add_flag("--test", o->test, "Set the Test flag");
    command->add_option("--check", o->check, "What the IED is to check: synchro, interlock, or both")
        ->type_name("LIST");
    command->add_option("--at", o->at, "When the IED is to operate: RFC 3339, or +10s from now")
        ->type_name("TIME");
    command->add_flag("--dry-run", o->dry_run, "Send nothing, show the PDUs that would be sent");
    command->add_flag("-y,--yes", o->yes, "Do not ask");
    command->add_option("--orcat", o->category, "Originator category")
        ->type_name("CATEGORY")
        ->capture_default_str();
    command->add_option("--ident", o->identification, "Originator identification, at most 64 octets")
        ->type_name("TEXT")
        ->capture_default_str();
    command->add_option("--ctl-num", o->ctl_num, "Control number, 0 to 255; 1 unless given")
        ->check(CLI::Range(0, 255))
        ->type_name("N");
    add_duration(command, "--wait", o->wait,
                 "Longest wait for the termination; else what the IED says, or 30s");
    command->add_flag("--no-wait", o->no_wait, "Do not wait for the termination");
    o->dictionary.add_to(command);
    command->footer(
        std::string(
            "What is done follows the ctlModel of the object. It asks before it sends anything; without a "
            "terminal it needs --yes. Ctrl-C gives up a selection. A refused control exits with 6.\n"
            "  busbar operate :10102 BAY1CTRL/CSWI1.Pos off\n"
            "  busbar operate :10102 BAY1CTRL/CSWI1.Pos close --check interlock --yes\n"
            "  busbar operate :10102 BAY1CTRL/ATCC1.TapChg higher --dry-run\n") +
        command->get_footer());
    program.on(command, [o](const Shared& shared) { return operate(shared, *o); });
}

}  // namespace busbar::program
