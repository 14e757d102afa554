// SPDX-License-Identifier: Apache-2.0
// setting show, setting diff: the values of one group, and where two differ. A group that is not active is
// read through the edit buffer of the IED, which is given back.
#include <algorithm>

#include "print.hpp"
#include "setting/verbs.hpp"
#include "values/value_text.hpp"

namespace busbar::program {
namespace {

struct ShowOptions : SettingOptions {
    std::uint32_t group = 0;
};
struct DiffOptions : SettingOptions {
    std::uint32_t first = 0, second = 0;
};

/// Columns as wide as they must be; where that is more than 80, the value stands below the name.
void print_rows(const std::vector<std::array<std::string, 3>>& rows) {
    std::size_t name = 0, value = 0, last = 0;
    for (const auto& row : rows) {
        name = std::max(name, row[0].size());
        value = std::max(value, row[1].size());
        last = std::max(last, row[2].size());
    }
    const bool two_lines = name + 2 + value + 2 + last > 80;
    for (const auto& row : rows) {
        std::string text = row[0];
        if (two_lines) {
            text += "\n    ";
        } else {
            text.resize(name + 2, ' ');
        }
        std::string middle = row[1];
        if (!row[2].empty()) middle.resize(std::max(middle.size(), two_lines ? 0 : value) + 2, ' ');
        out(text + middle + row[2] + "\n");
    }
}

Exit show(const Shared& shared, const ShowOptions& options) {
    const auto dictionary = options.dictionary.load(shared);
    if (!dictionary) return dictionary.error();
    Link link(shared, options.target);
    if (!link) return link.exit();
    const std::string what =
        "cannot show settings of " + options.device +
        (options.group != 0 ? " in group " + std::to_string(options.group) : std::string());
    const auto state = link->setting_control(options.device);
    if (!state) {
        return link.failed(what, state.error(), setting_hints(link, options.device, state.error()));
    }
    const auto values = link->read_settings(options.device, options.group);
    if (!values) {
        return link.failed(what, values.error(), setting_hints(link, options.device, values.error()));
    }
    const std::uint32_t group = options.group != 0 ? options.group : state->active.value_or(0);
    SettingTypes types(link, *dictionary);
    Tally tally;
    for (const SettingValue& value : *values) {
        if (const auto* failure = value.value.get_if<DataAccessError>()) {
            tally.failed(link.failed("cannot read " + value.reference.text(), error_of(*failure)));
        } else {
            tally.succeeded();
        }
    }
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.setting-show/1").member("target", link.target());
        json.key("control").begin_object();
        write_setting_control(json, *state);
        json.end_object().member("group", group).key("settings").begin_array();
        for (const SettingValue& value : *values) {
            json.begin_object();
            write_setting(json, value.reference, types);
            json.key("value");
            write_value(json, value.value, types.of(value.reference), *dictionary);
            json.end_object();
        }
        json.end_array().end_object().print();
        return tally.exit();
    }
    const Paint paint(shared, Paint::Stream::out);
    out(paint.bold(escaped(options.device)) + "  group " + std::to_string(group) + " of " +
        std::to_string(state->groups.value_or(0)) + (state->active == group ? ", active" : "") + "\n");
    std::vector<std::array<std::string, 3>> rows;
    for (const SettingValue& value : *values) {
        const Type type = types.of(value.reference);
        rows.push_back({"  " + setting_name(value.reference), types.text(value.reference, value.value),
                        type ? type->type_text() : std::string()});
    }
    print_rows(rows);
    return tally.exit();
}

Exit diff(const Shared& shared, const DiffOptions& options) {
    const auto dictionary = options.dictionary.load(shared);
    if (!dictionary) return dictionary.error();
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto differences = link->compare_settings(options.device, options.first, options.second);
    if (!differences) {
        return link.failed("cannot compare setting groups of " + options.device, differences.error(),
                           setting_hints(link, options.device, differences.error()));
    }
    const Exit exit = differences->empty() ? Exit::done : Exit::negative;
    SettingTypes types(link, *dictionary);
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.setting-diff/1").member("target", link.target());
        json.member("logical_device", options.device);
        json.member("first", options.first).member("second", options.second);
        json.key("differences").begin_array();
        const auto side = [&](const char* key, const SettingDifference& difference, const Value& value) {
            json.key(key);
            if (value.empty()) {
                json.null();
            } else {
                write_value(json, value, types.of(difference.reference), *dictionary);
            }
        };
        for (const SettingDifference& difference : *differences) {
            json.begin_object();
            write_setting(json, difference.reference, types);
            side("first", difference, difference.first);
            side("second", difference, difference.second);
            json.end_object();
        }
        json.end_array().end_object().print();
        return exit;
    }
    std::vector<std::array<std::string, 3>> rows;
    for (const SettingDifference& difference : *differences) {
        rows.push_back({setting_name(difference.reference),
                        types.text(difference.reference, difference.first),
                        types.text(difference.reference, difference.second)});
    }
    if (!rows.empty()) {
        rows.insert(rows.begin(), {"", "group " + std::to_string(options.first),
                                   "group " + std::to_string(options.second)});
    }
    print_rows(rows);
    return exit;
}

}  // namespace

void add_setting_show(Program& program, CLI::App* setting) {
    CLI::App* command = program.add(setting, "show", "Show the values of a setting group");
    auto o = std::make_shared<ShowOptions>();
    o->add_to(command);
    command->add_option("--group", o->group, "Which group, from 1; else the active one")
        ->check(CLI::Range(1, 255))
        ->type_name("N");
    o->dictionary.add_to(command);
    command->footer(std::string("A group that is not active is read through the edit buffer of the IED, "
                                "which only one client has at a time; it is given back at once.\n"
                                "  busbar setting show :10102 BAY1PROT\n"
                                "  busbar setting show :10102 BAY1PROT --group 2 --json\n") +
                    command->get_footer());
    program.on(command, [o](const Shared& shared) { return show(shared, *o); });
}

void add_setting_diff(Program& program, CLI::App* setting) {
    CLI::App* command = program.add(setting, "diff", "Show where two setting groups differ");
    auto o = std::make_shared<DiffOptions>();
    o->add_to(command);
    command->add_option("A", o->first, "A group, from 1")->required()->check(CLI::Range(1, 255));
    command->add_option("B", o->second, "The other one")->required()->check(CLI::Range(1, 255));
    o->dictionary.add_to(command);
    command->footer(std::string("Exits with 1 where they differ.\n"
                                "  busbar setting diff :10102 BAY1PROT 1 2\n") +
                    command->get_footer());
    program.on(command, [o](const Shared& shared) { return diff(shared, *o); });
}

}  // namespace busbar::program
