// SPDX-License-Identifier: Apache-2.0
#include "live/suggest.hpp"

#include <algorithm>

#include "program.hpp"

namespace busbar::program {
namespace {

constexpr std::size_t short_list = 12;

bool contains(const std::vector<std::string>& known, const std::string& word) {
    return std::find(known.begin(), known.end(), word) != known.end();
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string component_text(const ReferenceComponent& component) {
    return component.name + (component.index ? "(" + std::to_string(*component.index) + ")" : "");
}

/// Nodes reached by the same path under each functional constraint.
struct Fronts {
    std::vector<RemoteModel::Node> nodes;

    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const RemoteModel::Node node : nodes) {
            for (const RemoteModel::Node child : node.children()) {
                if (const std::string name(child.name()); !name.empty() && !contains(all, name))
                    all.push_back(name);
            }
        }
        return all;
    }
    [[nodiscard]] Fronts below(const ReferenceComponent& component) const {
        Fronts next;
        for (const RemoteModel::Node node : nodes) {
            const auto child = node.child(component.name);
            if (!child) continue;
            const bool array = child->type() == MmsType::array && !child->is_leaf();
            next.nodes.push_back(array && component.index ? *child->children().begin() : *child);
        }
        return next;
    }
};

}  // namespace

bool is_not_there(const Error& error) {
    return error.code == Code::data_access(10) || error.code == Code::data_access(4) ||
           error.code == Code::data_access(5) || error.code == Code::service_error(7, 2) ||
           error.code == Code::service_error(7, 1) || error.code == Code::service_error(2, 4) ||
           error.code.domain == Domain::service_error;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known,
                         const std::string& before, const std::string& after, const std::string& noun) {
    if (contains(known, word)) return {};
    std::string best = nearest(word, known);
    // The logical device's name on the wire begins with that of the IED: people leave it out.
    for (const std::string& name : known) {
        if (best.empty() && word.size() >= 2 && name.size() > word.size() && name.ends_with(word))
            best = name;
    }
    if (!best.empty()) return "did you mean " + before + best + after + "?";
    if (known.empty() || known.size() > short_list) return {};
    return noun + ": " + joined(known);
}

std::vector<std::string> suggest_path(RemoteModel::Node logical_node, const ObjectReference& wanted) {
    const std::string fc = wanted.fc == Fc::none ? "" : "[" + std::string(name_of(wanted.fc)) + "]";
    Fronts fronts;
    std::vector<std::string> elsewhere;
    for (const RemoteModel::Node constraint : logical_node.children()) {
        if (wanted.fc == Fc::none || constraint.fc() == wanted.fc) fronts.nodes.push_back(constraint);
    }
    std::string before = wanted.logical_device + "/" + wanted.logical_node + ".";
    for (std::size_t i = 0; i < wanted.path.size(); ++i) {
        const Fronts next = fronts.below(wanted.path[i]);
        if (next.nodes.empty()) {
            std::string after;
            for (std::size_t k = i + 1; k < wanted.path.size(); ++k)
                after += "." + component_text(wanted.path[k]);
            std::vector<std::string> hints;
            // The same path may exist, but under another functional constraint.
            if (wanted.fc != Fc::none) {
                ObjectReference any = wanted;
                any.fc = Fc::none;
                for (const RemoteModel::Node constraint : logical_node.children()) {
                    Fronts other{{constraint}};
                    for (const ReferenceComponent& component : wanted.path) other = other.below(component);
                    if (!other.nodes.empty()) {
                        hints.push_back("did you mean " + any.text() + "[" + std::string(constraint.name()) +
                                        "]?");
                    }
                }
                if (!hints.empty()) return hints;
            }
            const std::string hint = did_you_mean(wanted.path[i].name, fronts.names(), before, after + fc,
                                                  i == 0 ? "data objects" : "there is");
            if (!hint.empty()) hints.push_back(hint);
            return hints;
        }
        before += component_text(wanted.path[i]) + ".";
        fronts = next;
    }
    return {};
}

std::vector<std::string> suggestions(Client& client, const std::string& reference) {
    const auto wanted = ObjectReference::parse(reference);
    if (!wanted || !client.is_open()) return {};
    const auto devices = client.logical_devices();
    if (!devices) return {};
    const auto one = [](std::string hint) {
        return hint.empty() ? std::vector<std::string>() : std::vector<std::string>{std::move(hint)};
    };
    ObjectReference rest = *wanted;
    if (!contains(*devices, wanted->logical_device)) {
        const std::string after = rest.text().substr(wanted->logical_device.size());
        return one(did_you_mean(wanted->logical_device, *devices, "", after, "logical devices"));
    }
    if (wanted->logical_node.empty()) return {"busbar tree " + client.peer() + " " + wanted->logical_device};
    const auto nodes = client.logical_nodes(wanted->logical_device);
    if (!nodes) return {};
    if (!contains(*nodes, wanted->logical_node)) {
        const std::string before = wanted->logical_device + "/";
        const std::string after = rest.text().substr(before.size() + wanted->logical_node.size());
        return one(did_you_mean(wanted->logical_node, *nodes, before, after, "logical nodes"));
    }
    const std::string node = wanted->logical_device + "/" + wanted->logical_node;
    const auto description = client.describe(node);
    if (!description) return {};
    const auto found = description->find(node);
    if (!found) return {};
    std::vector<std::string> hints = suggest_path(*found, *wanted);
    if (hints.empty()) hints.push_back("busbar tree " + client.peer() + " " + node);
    return hints;
}

std::vector<std::string> data_set_suggestions(Client& client, const std::string& reference) {
    const auto wanted = DataSetReference::parse(reference);
    if (!wanted || !client.is_open()) return {};
    const std::string device =
        wanted->scope == DataSetReference::Scope::domain ? wanted->logical_device : "@";
    const auto known = client.data_sets(device);
    if (!known) {
        const auto devices = client.logical_devices();
        if (!devices || contains(*devices, device)) return {};
        const std::string hint =
            did_you_mean(device, *devices, "", wanted->text().substr(device.size()), "logical devices");
        return hint.empty() ? std::vector<std::string>() : std::vector<std::string>{hint};
    }
    if (contains(*known, wanted->text())) return {};
    const std::string hint = did_you_mean(wanted->text(), *known, "", "", "data sets");
    return hint.empty() ? std::vector<std::string>{"busbar dataset ls " + client.peer()}
                        : std::vector<std::string>{hint};
}

}  // namespace busbar::program
