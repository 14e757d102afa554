// SPDX-License-Identifier: Apache-2.0
// setting select, setting edit: which group acts, and what is in one. Both are asked about on a terminal; a
// script says --yes. What is edited is confirmed as a whole, or given up.
#include "live/question.hpp"
#include "print.hpp"
#include "setting/verbs.hpp"
#include "values/value_text.hpp"

namespace busbar::program {
namespace {

struct ChangeOptions : SettingOptions {
    std::uint32_t group = 0;
    std::vector<std::string> assignments;
    Asking asking;
};

/// One that is asked for, with what it was.
struct Change {
    ObjectReference reference;  // [SE]
    Value before, after;
};

/// True: go on.
bool confirmed(const ChangeOptions& options, const std::string& question) {
    if (options.asking.confirmed(question)) return true;
    note("nothing was changed");
    return false;
}

// ---- select
// ---------------------------------------------------------------------------------------------------

Exit select(const Shared& shared, const ChangeOptions& options) {
    const std::string group = std::to_string(options.group);
    const std::string what = "cannot select group " + group + " of " + options.device;
    if (!options.asking.possible(shared, what)) return Exit::usage;
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto before = link->setting_control(options.device);
    if (!before) {
        return link.failed(what, before.error(), setting_hints(link, options.device, before.error()));
    }
    if (!options.asking.dry_run && before->active != options.group) {
        if (!confirmed(options, "make group " + group + " of " + escaped(options.device) +
                                    " the active one, in place of group " +
                                    std::to_string(before->active.value_or(0)))) {
            return Exit::negative;
        }
        if (const auto selected = link->select_settings(options.device, options.group); !selected) {
            return link.failed(what, selected.error(), setting_hints(link, options.device, selected.error()));
        }
    }
    auto after = link->setting_control(options.device);
    if (!after) return link.failed("cannot read back what is active", after.error());
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.setting-select/1").member("target", link.target());
        write_setting_control(json, *after);
        if (before->active) json.member("before", *before->active);
        json.member("selected", !options.asking.dry_run).end_object().print();
    } else {
        out(escaped(options.device) + "  active group " + std::to_string(before->active.value_or(0)) +
            " -> " + group + (options.asking.dry_run ? "  (not done)" : "") + "\n");
    }
    if (options.asking.dry_run || after->active == options.group) return Exit::done;
    note("error: the IED has accepted it, and still says that group " +
         std::to_string(after->active.value_or(0)) + " is active");
    return Exit::negative;
}

// ---- edit
// -----------------------------------------------------------------------------------------------------

/// "PTOC1.StrVal.setMag.f", also with the logical device, to the attribute in FC SE.
Result<ObjectReference> setting_reference(const std::string& text, const std::string& device) {
    auto reference = ObjectReference::parse(text.find('/') == std::string::npos ? device + "/" + text : text);
    if (!reference) return fail(wrong_name(reference.error()));
    if (reference->logical_device != device) {
        return fail(Fault::misuse, "it is in another logical device than " + device);
    }
    if (reference->path.empty() ||
        (reference->fc != Fc::none && reference->fc != Fc::sg && reference->fc != Fc::se)) {
        return fail(Fault::misuse, "it is no setting of a group");
    }
    reference->fc = Fc::se;
    return reference;
}

/// A data object with one attribute stands for it.
RemoteModel::Node only_attribute(RemoteModel::Node type, ObjectReference& reference) {
    while (type.type() == MmsType::structure && type.child_count() == 1) {
        type = *type.children().begin();
        reference.path.push_back({std::string(type.name()), std::nullopt});
    }
    return type;
}

/// `text` with a word of the enumeration replaced by its number.
std::string with_numbers(const std::string& text, RemoteModel::Node type, const Dictionary& dictionary) {
    if (!type.is_leaf()) return text;
    const Meaning meaning = dictionary.of(type);
    if (meaning.kind != Meaning::Kind::number) return text;
    const auto number = acsi::ord_of(meaning.literals, text);
    return number ? std::to_string(*number) : text;
}

/// What the command line asks for; complains and says how to exit where it makes no sense.
tl::expected<std::vector<Change>, Exit> changes_of(const Shared& shared, const ChangeOptions& options,
                                                   Link& link, SettingTypes& types) {
    std::vector<Change> changes;
    for (const std::string& assignment : options.assignments) {
        const std::size_t equal = assignment.find('=');
        const std::string name = assignment.substr(0, equal);
        const std::string what = "cannot set " + name;
        if (equal == std::string::npos || equal == 0) {
            complain(shared, "cannot set " + assignment, fail(Fault::misuse, "it is not REF=VALUE").value());
            return tl::unexpected(Exit::usage);
        }
        auto reference = setting_reference(name, options.device);
        if (!reference) {
            complain(shared, what, reference.error());
            return tl::unexpected(Exit::usage);
        }
        const auto described = link->describe(reference->text());
        if (!described) {
            return tl::unexpected(
                link.failed(what, described.error(), hints_for(link, reference->text(), described.error())));
        }
        const auto found = described->find(*reference);
        if (!found) return tl::unexpected(link.failed(what, found.error()));
        const RemoteModel::Node type = only_attribute(*found, *reference);
        auto value =
            value_from_text(with_numbers(assignment.substr(equal + 1), type, types.dictionary()), type);
        if (!value) {
            complain(shared, what, value.error());
            return tl::unexpected(Exit::usage);
        }
        changes.push_back({std::move(*reference), Value(), std::move(*value)});
    }
    return changes;
}

std::string change_text(const std::vector<Change>& changes, SettingTypes& types) {
    std::string text;
    for (const Change& change : changes) {
        text += "  " + setting_name(change.reference) + "  " + types.text(change.reference, change.before) +
                " -> " + types.text(change.reference, change.after) +
                (change.before == change.after ? "  (as it is)" : "") + "\n";
    }
    return text;
}

void write_json(const Link& link, const ChangeOptions& options, const std::vector<Change>& changes,
                SettingTypes& types) {
    Json json;
    json.begin_object().member("schema", "busbar.setting-edit/1").member("target", link.target());
    json.member("logical_device", options.device).member("group", options.group);
    json.member("confirmed", !options.asking.dry_run).key("settings").begin_array();
    for (const Change& change : changes) {
        json.begin_object();
        write_setting(json, change.reference, types);
        const Type type = types.of(change.reference);
        json.key("before");
        write_value(json, change.before, type, types.dictionary());
        json.key("after");
        write_value(json, change.after, type, types.dictionary());
        json.end_object();
    }
    json.end_array().end_object().print();
}

/// Everything between SelectEditSG and its end; the session gives up what is not confirmed.
Exit edit_within(const Shared& shared, const ChangeOptions& options, Link& link, SettingSession& session,
                 std::vector<Change>& changes, SettingTypes& types) {
    const std::string group = "group " + std::to_string(options.group) + " of " + escaped(options.device);
    std::vector<Assignment> assignments;
    for (Change& change : changes) {
        auto before = session.value(change.reference.text());
        if (!before) return link.failed("cannot read " + change.reference.text(), before.error());
        change.before = std::move(*before);
        assignments.push_back({change.reference, change.after});
    }
    if (!shared.json || !(options.asking.yes || options.asking.dry_run)) {
        const std::string text = group + "\n" + change_text(changes, types);
        if (shared.json) {
            std::fputs(text.c_str(), stderr);
        } else {
            out(text);
            std::fflush(stdout);
        }
    }
    if (!options.asking.dry_run) {
        if (!confirmed(options, "confirm these values")) return Exit::negative;
        const auto results = session.set(assignments);
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (results[i]) continue;
            const Exit exit =
                link.failed("cannot set " + setting_name(changes[i].reference), results[i].error());
            note("  nothing was confirmed: the group is as before");
            return exit;
        }
        if (const auto done = session.confirm(); !done) {
            return link.failed("cannot confirm " + group, done.error(),
                               done.error().code == Code::data_access(3)
                                   ? std::vector<std::string>{"again: the time to edit may have run out"}
                                   : std::vector<std::string>());
        }
    }
    if (shared.json) {
        write_json(link, options, changes, types);
    } else {
        out(options.asking.dry_run ? "not done\n" : "confirmed\n");
    }
    return Exit::done;
}

Exit edit(const Shared& shared, const ChangeOptions& options) {
    const std::string what = "cannot edit group " + std::to_string(options.group) + " of " + options.device;
    if (!options.asking.possible(shared, what)) return Exit::usage;
    const auto dictionary = options.dictionary.load(shared);
    if (!dictionary) return dictionary.error();
    Link link(shared, options.target);
    if (!link) return link.exit();
    SettingTypes types(link, *dictionary);
    auto changes = changes_of(shared, options, link, types);
    if (!changes) return changes.error();
    auto session = link->edit_settings(options.device, options.group);
    if (!session) {
        return link.failed(what, session.error(), setting_hints(link, options.device, session.error()));
    }
    const Exit exit = edit_within(shared, options, link, *session, *changes, types);
    if (session->is_open()) static_cast<void>(session->give_up());
    return exit;
}

}  // namespace

void add_setting_select(Program& program, CLI::App* setting) {
    CLI::App* command = program.add(setting, "select", "Make a setting group the active one");
    auto o = std::make_shared<ChangeOptions>();
    o->add_to(command);
    command->add_option("N", o->group, "The group, from 1")->required()->check(CLI::Range(1, 255));
    command->add_flag("--dry-run", o->asking.dry_run, "Change nothing, show what would change");
    o->asking.add_to(command);
    command->footer(std::string("The settings of the group act at once. Without a terminal it needs --yes.\n"
                                "  busbar setting select :10102 BAY1PROT 2 --yes\n") +
                    command->get_footer());
    program.on(command, [o](const Shared& shared) { return select(shared, *o); });
}

void add_setting_edit(Program& program, CLI::App* setting) {
    CLI::App* command = program.add(setting, "edit", "Change values of a setting group");
    auto o = std::make_shared<ChangeOptions>();
    o->add_to(command);
    command->add_option("N", o->group, "The group, from 1")->required()->check(CLI::Range(1, 255));
    command->add_option("REF=VALUE", o->assignments, "Settings and what they are to be: LN.DO.DA=VALUE")
        ->required();
    command->add_flag("--dry-run", o->asking.dry_run, "Change nothing, show old and new values");
    o->asking.add_to(command);
    o->dictionary.add_to(command);
    command->footer(
        std::string("Confirms all values together, or none. Without a terminal it needs --yes. "
                    "While it asks, no other client can edit.\n"
                    "  busbar setting edit :10102 BAY1PROT 2 PTOC1.StrVal=1.2 PTOC1.OpDlTmms=400\n"
                    "  busbar setting edit :10102 BAY1PROT 2 PTOC1.StrVal.setMag.f=250 --dry-run\n") +
        command->get_footer());
    program.on(command, [o](const Shared& shared) { return edit(shared, *o); });
}

}  // namespace busbar::program
