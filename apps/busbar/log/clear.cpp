// SPDX-License-Identifier: Apache-2.0
// log clear: deletes entries of a log, all or the older ones (InitializeJournal). Asks on a terminal.
#include "live/question.hpp"
#include "log/moment.hpp"
#include "log/verbs.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string reference, until;
    Asking asking;
};

Exit clear(const Shared& shared, const Options& options) {
    const std::string what = "cannot clear " + options.reference;
    const auto wrong = [&](const Error& error, const std::string& hint) {
        complain(shared, what, error, {hint});
        return Exit::usage;
    };
    const auto word = parse_log_word(options.reference);
    if (!word) return wrong(word.error(), "busbar log ls " + options.target.target);
    std::optional<EntryTime> until;
    if (!options.until.empty()) {
        const auto now =
            std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
        const auto time = parse_moment(options.until, now);
        if (!time) return wrong(time.error(), "--until 2026-01-31T12:00:00Z, --until 30d");
        until = EntryTime::from(*time);
    }
    const std::string which = until ? "the entries up to " + entry_time_text(until) : "all entries";
    if (!options.asking.possible(shared, what)) return Exit::usage;
    if (!options.asking.confirmed("delete " + which + " of " + escaped(word->text()))) {
        note("nothing was deleted");
        return Exit::negative;
    }
    Link link(shared, options.target);
    if (!link) return link.exit();
    const std::string reference = word->name.text();
    Result<std::uint32_t> deleted = 0U;
    if (options.asking.dry_run) {
        if (auto there = link->log_status(reference); !there) deleted = fail(there.error());
    } else {
        deleted = link->clear_log(reference, until);
    }
    if (!deleted) {
        std::vector<std::string> hints = log_hints(link, *word, deleted.error());
        if (deleted.error().code == Code::service_error(7, 3)) {
            hints = {"many servers let nobody delete entries; busbar serve has --logs-clearable"};
        }
        return link.failed(what, deleted.error(), hints);
    }
    if (!shared.json) {
        out(log_name(reference) + "  " +
            (options.asking.dry_run ? which + " would be deleted" : std::to_string(*deleted) + " deleted") +
            "\n");
        return Exit::done;
    }
    Json json;
    json.begin_object().member("schema", "busbar.log-clear/1").member("target", link.target());
    json.member("log", word->text()).member("done", !options.asking.dry_run).member("deleted", *deleted);
    json.end_object().print();
    return Exit::done;
}

}  // namespace

void add_log_clear(Program& program, CLI::App* log) {
    CLI::App* command = program.add(log, "clear", "Delete the entries of a log, where the server allows it");
    auto o = std::make_shared<Options>();
    o->target.add_to(command);
    command->add_option("LOG", o->reference, "LD/LN.name, as `log ls` names it")->required();
    command->add_option("--until", o->until, "Only those up to this time: ISO 8601, or 30d for 30 days ago")
        ->type_name("TIME");
    o->asking.add_to(command);
    command->add_flag("--dry-run", o->asking.dry_run, "Show what would be done, and do not do it");
    program.on(command, [o](const Shared& shared) { return clear(shared, *o); });
}

}  // namespace busbar::program
