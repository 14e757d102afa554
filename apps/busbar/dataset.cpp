// SPDX-License-Identifier: Apache-2.0
// dataset ls|show|read: the data sets of a live IED, their members, their values. For create and delete see
// dataset_change.cpp.
#include "commands.hpp"
#include "dataset_change.hpp"
#include "live/objects.hpp"
#include "live/suggest.hpp"
#include "print.hpp"
#include "values/value_text.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string reference;
    DictionaryOptions dictionary;
};

std::vector<std::string> hints(Link& link, const std::string& reference, const Error& error) {
    return is_not_there(error) ? data_set_suggestions(*link, reference) : std::vector<std::string>();
}

Exit list(const Shared& shared, const Options& options) {
    Link link(shared, options.target);
    if (!link) return link.exit();
    std::vector<std::string> devices{options.reference};
    if (options.reference.empty()) {
        auto all = link->logical_devices();
        if (!all) return link.failed("cannot list logical devices", all.error());
        devices = std::move(*all);
    }
    Tally tally;
    std::vector<std::string> names;
    for (const std::string& device : devices) {
        auto here = link->data_sets(device);
        if (!here) {
            tally.failed(link.failed(
                "cannot list data sets of " + device, here.error(),
                is_not_there(here.error()) ? suggestions(*link, device) : std::vector<std::string>()));
            continue;
        }
        tally.succeeded();
        names.insert(names.end(), here->begin(), here->end());
    }
    if (!shared.json) {
        for (const std::string& name : names) out(escaped(name) + "\n");
        return tally.exit();
    }
    Json json;
    json.begin_object().member("schema", "busbar.dataset-ls/1").member("target", link.target());
    json.key("data_sets").begin_array();
    for (const std::string& name : names) json.begin_object().member("reference", name).end_object();
    json.end_array().end_object().print();
    return tally.exit();
}

void write_member(Json& json, const DataSetMember& member) {
    json.member("reference", member.text()).member("mms", member.domain + "/" + member.item);
    if (member.reference && member.reference->fc != Fc::none)
        json.member("fc", name_of(member.reference->fc));
}

/// Done where `reference` is that of a data set; else the user has been told.
Exit check_name(const Shared& shared, const std::string& reference) {
    const auto parsed = DataSetReference::parse(reference);
    if (parsed) return Exit::done;
    complain(shared, "no data set reference: " + reference, parsed.error(),
             {"LD/LN.name, LD/LN$name, @name"});
    return Exit::usage;
}

Exit show(const Shared& shared, const Options& options) {
    if (const Exit bad = check_name(shared, options.reference); bad != Exit::done) return bad;
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto set = link->data_set(options.reference);
    if (!set) {
        return link.failed("cannot show data set " + options.reference, set.error(),
                           hints(link, options.reference, set.error()));
    }
    if (!shared.json) {
        for (const DataSetMember& member : set->members) out(escaped(member.text()) + "\n");
        return Exit::done;
    }
    Json json;
    json.begin_object().member("schema", "busbar.dataset-show/1").member("target", link.target());
    json.member("reference", options.reference)
        .member("deletable", set->deletable)
        .key("members")
        .begin_array();
    for (const DataSetMember& member : set->members) {
        json.begin_object();
        write_member(json, member);
        json.end_object();
    }
    json.end_array().end_object().print();
    return Exit::done;
}

/// A member with its type, as far as the server tells.
struct Member {
    std::string name;
    RemoteModel description;
    Type type;
};

Member described(Link& link, const DataSetMember& member) {
    Member known;
    known.name = escaped(member.text());
    if (!member.reference) return known;
    if (auto description = describe(*link, *member.reference)) {
        known.description = std::move(*description);
        if (const auto node = known.description.find(*member.reference)) known.type = *node;
    }
    ObjectReference bare = *member.reference;
    bare.fc = Fc::none;
    known.name = escaped(bare.text());
    if (member.reference->fc != Fc::none)
        known.name += " [" + std::string(name_of(member.reference->fc)) + "]";
    return known;
}

void write_values(const Link& link, const Options& options, const DataSetDefinition& set,
                  const std::vector<Member>& members, const std::vector<Value>& values,
                  const Dictionary& dictionary) {
    Json json;
    json.begin_object().member("schema", "busbar.dataset-read/1").member("target", link.target());
    json.member("reference", options.reference).key("members").begin_array();
    for (std::size_t i = 0; i < values.size(); ++i) {
        json.begin_object();
        if (i < set.members.size()) write_member(json, set.members[i]);
        const Type type = i < members.size() ? members[i].type : std::nullopt;
        if (type) json.member("type", type->type_text());
        if (const auto* failure = values[i].get_if<DataAccessError>()) {
            json.key("error");
            write_error_content(json, error_of(*failure));
        } else {
            json.key("value");
            write_value(json, values[i], type, dictionary);
        }
        json.end_object();
    }
    json.end_array().end_object().print();
}

Exit read(const Shared& shared, const Options& options) {
    if (const Exit bad = check_name(shared, options.reference); bad != Exit::done) return bad;
    const auto dictionary = options.dictionary.load(shared);
    if (!dictionary) return dictionary.error();
    Link link(shared, options.target);
    if (!link) return link.exit();
    const std::string what = "cannot read data set " + options.reference;
    const auto values = link->read_data_set(options.reference);
    if (!values) return link.failed(what, values.error(), hints(link, options.reference, values.error()));
    // The values came without names: they are in the directory, the types in the descriptions of the members.
    DataSetDefinition set;
    std::vector<Member> members;
    if (auto definition = link->data_set(options.reference)) {
        set = std::move(*definition);
        for (const DataSetMember& member : set.members) members.push_back(described(link, member));
    }
    if (shared.json) write_values(link, options, set, members, *values, *dictionary);
    Tally tally;
    for (std::size_t i = 0; i < values->size(); ++i) {
        const Value& value = (*values)[i];
        const bool known = i < members.size();
        const std::string name = known ? members[i].name : "#" + std::to_string(i + 1);
        if (const auto* failure = value.get_if<DataAccessError>()) {
            tally.failed(link.failed("cannot read " + name, error_of(*failure)));
            continue;
        }
        tally.succeeded();
        if (!shared.json) out(block_text(name, value, known ? members[i].type : std::nullopt, *dictionary));
    }
    return tally.exit();
}

}  // namespace

void add_dataset(Program& program) {
    CLI::App* dataset = program.add("dataset", "List, show, read, create and delete data sets");
    dataset->require_subcommand(1);
    const auto add = [&](const char* name, const char* summary, Exit (*work)(const Shared&, const Options&)) {
        CLI::App* command = program.add(dataset, name, summary);
        auto o = std::make_shared<Options>();
        o->target.add_to(command);
        program.on(command, [o, work](const Shared& shared) { return work(shared, *o); });
        return std::pair(command, o);
    };
    constexpr const char* names = "Data set: LD/LN.name, LD/LN$name, or @name of this association";
    const auto [ls, ls_options] = add("ls", "List the data sets of all logical devices, or of one", list);
    ls->add_option("LD", ls_options->reference, "Only this logical device");
    const auto [shows, show_options] = add("show", "List the members of a data set", show);
    shows->add_option("REF", show_options->reference, names)->required();
    const auto [reads, read_options] = add("read", "Read the values of a data set", read);
    reads->add_option("REF", read_options->reference, names)->required();
    read_options->dictionary.add_to(reads);
    add_dataset_changes(program, dataset);
}

}  // namespace busbar::program
