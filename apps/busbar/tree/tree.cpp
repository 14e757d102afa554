// SPDX-License-Identifier: Apache-2.0
// tree TARGET|FILE [REF]: the model of a live IED, or of one in an SCL file, as far down as its attributes.
#include <algorithm>
#include <cctype>
#include <filesystem>

#include "commands.hpp"
#include "live/objects.hpp"
#include "live/suggest.hpp"
#include "tree/scl_model.hpp"
#include "tree/tree_view.hpp"

namespace busbar::program {
namespace {

struct Options {
    TargetOptions target;
    std::string reference, ied, access_point;
    unsigned depth = 0;  ///< 0: all
    bool ascii = false;
};

bool names_a_file(const std::string& text) {
    std::error_code error;
    if (std::filesystem::is_regular_file(text, error)) return true;
    std::string ending = std::filesystem::path(text).extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto endings = {".icd", ".cid", ".iid", ".scd", ".ssd", ".sed", ".xml"};
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

/// The subtrees that `reference` names: an object without functional constraint under each that has it.
Result<std::vector<RemoteModel::Node>> subtrees(const RemoteModel& model, const std::string& reference) {
    std::vector<RemoteModel::Node> tops;
    if (reference.empty()) {
        for (const RemoteModel::Node device : model.root().children()) tops.push_back(device);
        return tops;
    }
    auto wanted = ObjectReference::parse(reference);
    if (!wanted) return fail(wrong_name(std::move(wanted).error()));
    if (wanted->fc != Fc::none || wanted->path.empty()) {
        const auto found = model.find(*wanted);
        if (!found) return fail(found.error());
        tops.push_back(*found);
        return tops;
    }
    ObjectReference owner;
    owner.logical_device = wanted->logical_device;
    owner.logical_node = wanted->logical_node;
    const auto node = model.find(owner);
    if (!node) return fail(node.error());
    for (const RemoteModel::Node constraint : node->children()) {
        wanted->fc = constraint.fc();
        if (const auto found = model.find(*wanted)) tops.push_back(*found);
    }
    if (tops.empty()) return fail(error_of(DataAccessError::object_non_existent));
    return tops;
}

std::string logical_node_of(const std::string& data_set) {
    const std::size_t end = data_set.find('$');
    return end == std::string::npos ? std::string() : data_set.substr(0, end);
}

/// Whether a data set or log belongs to what is shown.
bool belongs(const Options& options, const std::string& reference) {
    const auto wanted = ObjectReference::parse(options.reference);
    if (options.reference.empty() || !wanted) return true;
    if (!wanted->path.empty() || wanted->fc != Fc::none) return false;
    if (wanted->logical_node.empty()) return reference.starts_with(wanted->logical_device + "/");
    return logical_node_of(reference) == options.reference;
}

Exit show(const Shared& shared, const Options& options, Tree& tree, const std::string& source,
          const char* key) {
    if (options.depth > 0) tree.depth = options.depth;
    if (shared.json) {
        Json json;
        json.begin_object().member("schema", "busbar.tree/1").member(key, source);
        if (tree.dictionary.model() != nullptr)
            json.member("ied", tree.dictionary.model()->identity().ied_name);
        write_tree(json, tree);
        json.key("problems").begin_array();
        for (const std::string& problem : tree.model.problems()) json.value(problem);
        json.end_array().end_object().print();
    } else {
        out(tree_text(tree, Paint(shared, Paint::Stream::out), glyphs(options.ascii)));
    }
    for (const std::string& problem : tree.model.problems()) note("warning: " + escaped(problem));
    return tree.model.problems().empty() ? Exit::done : Exit::partial;
}

Exit file_tree(const Shared& shared, const Options& options) {
    const std::string& file = options.target.target;
    auto dictionary = Dictionary::load(file, options.ied, options.access_point);
    if (!dictionary) {
        const bool which = dictionary.error().fault == Fault::misuse;
        complain(shared, "cannot show " + file, dictionary.error(),
                 {which ? "--ied NAME [--ap NAME]" : "busbar scl check " + file});
        return exit_of(dictionary.error(), Stage::local);
    }
    const model::Model& model = *dictionary->model();
    Tree tree;
    tree.model = remote_model_of(model);
    auto tops = subtrees(tree.model, options.reference);
    if (!tops) {
        complain(shared, file + " has no " + options.reference, tops.error());
        return tops.error().fault == Fault::refused ? Exit::negative : Exit::usage;
    }
    tree.tops = std::move(*tops);
    for (const model::DataSet& set : model.data_sets()) {
        const std::string device(model.name(model.logical_device_of(set.logical_node)));
        TreeDataSet shown{model.reference(set.logical_node), device + "/" + set.item_id, {}, false};
        if (!belongs(options, shown.reference)) continue;
        for (const model::DataSetMember& member : set.members) {
            shown.members.push_back(member.node == model::no_node ? member.missing
                                                                  : model.object_reference(member.node));
        }
        tree.data_sets.push_back(std::move(shown));
    }
    for (const model::Log& log : model.logs()) {
        tree.logs.push_back(std::string(model.name(model.logical_device_of(log.logical_node))) + "/" +
                            log.item_id);
    }
    tree.dictionary = std::move(*dictionary);
    return show(shared, options, tree, file, "file");
}

/// Data sets and, for JSON, their members, of the logical devices that are shown. What a server does not tell
/// is left out.
void add_data_sets(Link& link, const Shared& shared, const Options& options, Tree& tree) {
    std::vector<std::string> devices;
    if (const auto wanted = ObjectReference::parse(options.reference); wanted && !options.reference.empty()) {
        if (wanted->path.empty() && wanted->fc == Fc::none) devices.push_back(wanted->logical_device);
    } else {
        for (const RemoteModel::Node device : tree.tops) devices.emplace_back(device.name());
    }
    for (const std::string& device : devices) {
        const auto names = link->data_sets(device);
        if (!names) continue;
        for (const std::string& name : *names) {
            if (!belongs(options, name)) continue;
            TreeDataSet set{logical_node_of(name), name, {}, false};
            if (shared.json) {
                if (const auto definition = link->data_set(name)) {
                    set.deletable = definition->deletable;
                    for (const DataSetMember& member : definition->members)
                        set.members.push_back(member.text());
                }
            }
            tree.data_sets.push_back(std::move(set));
        }
        if (!shared.json) continue;
        if (const auto logs = link->logs(device)) {
            for (const std::string& log : *logs) {
                if (belongs(options, log)) tree.logs.push_back(log);
            }
        }
    }
}

Exit live_tree(const Shared& shared, const Options& options) {
    Link link(shared, options.target);
    if (!link) return link.exit();
    const auto wanted = ObjectReference::parse(options.reference);
    if (!wanted && !options.reference.empty()) {
        return link.failed("no " + options.reference, wrong_name(wanted.error()));
    }
    // A single logical node is asked for by its own description.
    const bool one_node = wanted && !options.reference.empty() && !wanted->logical_node.empty();
    auto model =
        one_node ? link->describe(wanted->logical_device + "/" + wanted->logical_node) : link->tree();
    if (!model) {
        return link.failed(
            "cannot discover " + (one_node ? options.reference : "the model"), model.error(),
            one_node ? hints_for(link, options.reference, model.error()) : std::vector<std::string>());
    }
    Tree tree;
    tree.model = std::move(*model);
    auto tops = subtrees(tree.model, options.reference);
    if (!tops) {
        return link.failed("no " + options.reference, tops.error(),
                           hints_for(link, options.reference, tops.error()));
    }
    tree.tops = std::move(*tops);
    add_data_sets(link, shared, options, tree);
    return show(shared, options, tree, link.target(), "target");
}

}  // namespace

void add_tree(Program& program) {
    CLI::App* command = program.add("tree", "Show the model of a live IED or of an SCL file");
    auto o = std::make_shared<Options>();
    command->add_option("TARGET|FILE", o->target.target, "[mms://]HOST[:PORT], or an SCL file")->required();
    command->add_option("REF", o->reference, "Only this part: LD, LD/LN, LD/LN.DO ...");
    command->add_option("--depth", o->depth, "Levels shown: 1 logical devices, 2 logical nodes, ...")
        ->check(CLI::Range(1, 64))
        ->type_name("N");
    command->add_flag("--ascii", o->ascii, "Draw with ASCII whatever the locale is");
    command->add_option("--ied", o->ied, "Which IED of the file, if it has several")->type_name("NAME");
    command->add_option("--ap", o->access_point, "Which access point of the file")->type_name("NAME");
    o->target.add_address_options(command);
    program.on(command, [o](const Shared& shared) {
        return names_a_file(o->target.target) ? file_tree(shared, *o) : live_tree(shared, *o);
    });
}

}  // namespace busbar::program
