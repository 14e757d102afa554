// SPDX-License-Identifier: Apache-2.0
// log query: entries of a log by time, after an entry, the newest, those about something; and what is new.
#include <algorithm>

#include "base/bytes.hpp"
#include "live/interrupt.hpp"
#include "log/moment.hpp"
#include "log/query_run.hpp"
#include "log/verbs.hpp"
#include "print.hpp"
#include "watch/catalogue.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string reference, since, until, after, format;
    std::optional<std::size_t> last;
    std::uint64_t limit = 0;
    std::vector<std::string> variables;
    bool csv = false, follow = false, no_reconnect = false;
    std::optional<Nanoseconds> interval, duration;
    DictionaryOptions dictionary;
};

Result<void> put_time(std::optional<EntryTime>& into, const std::string& text, const char* option) {
    if (text.empty()) return {};
    const auto now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
    const auto time = parse_moment(text, now);
    if (!time) return fail(Fault::misuse, std::string(option) + ": " + time.error().text);
    into = EntryTime::from(*time);
    return {};
}

Result<std::vector<std::uint8_t>> entry_id(const std::string& text) {
    const bool digits = text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    auto octets = digits ? from_hex(text) : fail(Fault::misuse, "");
    if (!octets || octets->empty()) {
        return fail(Fault::misuse,
                    "--after takes the hexadecimal digits of an entry's identifier, not '" + text + "'");
    }
    return std::vector<std::uint8_t>(octets->begin(), octets->end());
}

/// What the command line says, but for names that only the server can tell. Fails (misuse).
Result<QueryPlan> plan_of(const Shared& shared, Options& options) {
    const auto usage = [](const std::string& text) { return fail(Fault::misuse, text); };
    if (options.csv && !options.format.empty() && options.format != "csv")
        return usage("--csv is --format csv, not " + options.format);
    if (options.csv) options.format = "csv";
    if (shared.json && !options.format.empty() && options.format != "jsonl")
        return usage("--json is --format jsonl, not " + options.format);
    if (shared.json) options.format = "jsonl";
    if (options.format.empty()) options.format = "text";
    QueryPlan plan;
    if (auto put = put_time(plan.query.since, options.since, "--since"); !put) return fail(put.error());
    if (auto put = put_time(plan.query.until, options.until, "--until"); !put) return fail(put.error());
    if (plan.query.since && plan.query.until && plan.query.since->time() > plan.query.until->time())
        return usage("--since is later than --until");
    if (options.follow && plan.query.until) return usage("--follow has no end in time: leave out --until");
    if (!options.follow && (options.interval || options.duration || options.no_reconnect))
        return usage("--interval, --for and --no-reconnect go with --follow");
    if (options.interval && *options.interval < std::chrono::milliseconds(1))
        return usage("--interval is 1ms or more");
    if (!options.after.empty()) {
        auto after = entry_id(options.after);
        if (!after) return fail(std::move(after).error());
        plan.query.after = *std::move(after);
    }
    plan.query.last = options.last;
    plan.limit = options.limit;
    plan.follow = options.follow;
    plan.reconnect = !options.no_reconnect;
    plan.hints = options.format == "text";
    plan.duration = options.duration;
    if (options.interval) plan.interval = *options.interval;
    return plan;
}

/// Members of the data sets that are logged there.
std::vector<ObjectReference> logged_members(Link& link, const LogWord& log) {
    std::vector<ObjectReference> all;
    Catalogue catalogue(*link);
    const auto controls = link->log_controls(log.name.logical_device);
    for (const LogControlState& control : controls.value_or(std::vector<LogControlState>())) {
        if (!control.log || !same_log(*control.log, log.name.text())) continue;
        if (control.data_set.value_or("").empty()) continue;
        for (const ObjectReference& member : catalogue.members(*control.data_set)) {
            if (std::find(all.begin(), all.end(), member) == all.end()) all.push_back(member);
        }
    }
    return all;
}

/// The variables of the log that are in, or around, what the user names: logs know nothing but whole members
/// of their data sets.
Result<std::vector<std::string>> variables_of(Link& link, const std::vector<ObjectReference>& members,
                                              const std::string& text) {
    auto wanted = ObjectReference::parse(text);
    if (!wanted) return fail(wrong_name(std::move(wanted).error()));
    std::vector<std::string> found;
    for (const ObjectReference& member : members) {
        ObjectReference same = *wanted;
        if (same.fc == Fc::none) same.fc = member.fc;
        if (covers(same, member) || covers(member, same)) found.push_back(member.text());
    }
    if (!found.empty()) return found;
    // What was logged once need not be in the data set any more.
    const auto reference = full_reference(*link, text, "", Purpose::read);
    if (!reference) return fail(reference.error());
    if (reference->fc == Fc::none || reference->path.empty())
        return fail(Fault::misuse, "nothing of it is logged here");
    return std::vector<std::string>{reference->text()};
}

/// The log that is meant: of a control block, that which it writes to. Complains where there is none.
tl::expected<LogWord, Exit> log_of(Link& link, const LogWord& word) {
    if (!word.only_control) return word;
    const auto control = link->log_control(word.text());
    if (!control) {
        return tl::unexpected(link.failed("cannot query " + word.text(), control.error(),
                                          log_hints(link, word, control.error())));
    }
    const auto log = parse_log_word(control->log.value_or(""));
    if (log) return *log;
    note("error: the control block " + escaped(word.text()) + " writes to no log");
    note("  try: busbar log ls " + link.target());
    return tl::unexpected(Exit::negative);
}

tl::expected<void, Exit> add_variables(const Shared& shared, Link& link, const LogWord& log,
                                       const Options& options, QueryPlan& plan) {
    if (options.variables.empty()) return {};
    const std::vector<ObjectReference> members = logged_members(link, log);
    for (const std::string& text : options.variables) {
        auto found = variables_of(link, members, text);
        if (found) {
            plan.query.variables.insert(plan.query.variables.end(), found->begin(), found->end());
            continue;
        }
        std::vector<std::string> tries = hints_for(link, text, found.error());
        std::string some;
        for (std::size_t i = 0; i < std::min<std::size_t>(members.size(), 4); ++i)
            some += (i == 0 ? "" : ", ") + escaped(members[i].text());
        if (!some.empty()) tries.push_back("what is logged: " + some + (members.size() > 4 ? ", ..." : ""));
        if (found.error().fault == Fault::misuse) {
            complain(shared, "--variable " + text, found.error(), tries);
            return tl::unexpected(Exit::usage);
        }
        return tl::unexpected(link.failed("--variable " + text, found.error(), tries));
    }
    return {};
}

std::unique_ptr<EntryFormat> format_of(const Shared& shared, const Options& options, FormatContext context,
                                       const std::string& log) {
    if (options.format == "jsonl") return json_entries(std::move(context), log);
    if (options.format == "csv") return csv_entries(std::move(context));
    context.color = Paint(shared, Paint::Stream::out).bold("x") != "x";
    return text_entries(std::move(context));
}

Exit query(const Shared& shared, Options options) {
    const std::string what = "cannot query " + options.reference;
    const auto word = parse_log_word(options.reference);
    auto plan = plan_of(shared, options);
    if (!word || !plan) {
        complain(shared, what, word ? plan.error() : word.error(),
                 word ? std::vector<std::string>()
                      : std::vector<std::string>{"busbar log ls " + options.target.target,
                                                 "LD/LN.name rather than LD/LN$name: a shell reads $name"});
        return Exit::usage;
    }
    const auto dictionary = options.dictionary.load(shared);
    if (!dictionary) return dictionary.error();
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto log = log_of(link, *word);
    if (!log) return log.error();
    plan->log = log->text();
    if (const auto added = add_variables(shared, link, *log, options, *plan); !added) return added.error();
    Interrupt::arm();
    const auto format = format_of(shared, options, {*dictionary, link.target(), {}, {}, false}, plan->log);
    QueryRun run(*std::move(plan), link, *format);
    const auto done = run.run();
    if (done) return *done;
    return link.failed(what, done.error(), log_hints(link, *log, done.error()));
}

}  // namespace

void add_log_query(Program& program, CLI::App* log) {
    CLI::App* command = program.add(log, "query", "Show entries of a log, and follow it");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("LOG", o->reference, "LD/LN.name as `log ls` names it; of a control block, its log")
        ->required();
    command->add_option("--since", o->since, "Entries of this time and later")->type_name("TIME");
    command->add_option("--until", o->until, "Entries of this time and earlier")->type_name("TIME");
    command->add_option("--after", o->after, "Entries after this one (its identifier, hexadecimal)")
        ->type_name("ENTRYID");
    command->add_option("--last", o->last, "Only the newest N of them")
        ->check(CLI::Range(0, 10'000'000))
        ->type_name("N");
    command->add_option("--limit,--count", o->limit, "End after N entries")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    command
        ->add_option("--variable", o->variables,
                     "Only what is logged of this object: LD/LN.DO, LD/LN.DO.DA[FC]; may be repeated")
        ->type_name("REF")
        ->allow_extra_args(false);
    command->add_option("--format", o->format, "text, jsonl or csv; --json is jsonl [text]")
        ->check(CLI::IsMember({"text", "jsonl", "csv"}))
        ->type_name("FORMAT");
    command->add_flag("--csv", o->csv, "The same as --format csv");
    command->add_flag("-f,--follow", o->follow, "Go on with new entries as they come, until Ctrl-C");
    add_duration(command, "--interval", o->interval, "With -f: pause between questions [1s]");
    add_duration(command, "--for", o->duration, "With -f: end after this time");
    command->add_flag("--no-reconnect", o->no_reconnect, "With -f: end when the connection is lost");
    o->dictionary.add_to(command);
    command->footer(
        std::string("TIME is RFC 3339 (2026-11-22T12:00:00Z, without an offset UTC), a date, now, or how "
                    "long ago by the "
                    "clock of this machine: 90s, 10m, 2h, 7d. Entries come oldest first.\n"
                    "  busbar log query :10102 BAY1CTRL/LLN0.events --since 10m\n"
                    "  busbar log query :10102 BAY1CTRL/LLN0.events --last 20 -f\n"
                    "  busbar log query :10102 BAY1CTRL/LLN0.events --variable BAY1CTRL/XCBR1.Pos\n"
                    "  busbar log query :10102 BAY1CTRL/LLN0.events --csv > events.csv\n") +
        command->get_footer());
    program.on(command, [o](const Shared& shared) { return query(shared, *o); });
}

}  // namespace busbar::program
