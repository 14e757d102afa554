// SPDX-License-Identifier: Apache-2.0
#include "log/entry_types.hpp"

#include <algorithm>

namespace busbar::program {
namespace {

/// A server may invent tags and logical nodes for ever: what is beyond is shown without its type.
constexpr std::size_t most_variables = 50'000, most_nodes = 2'000;

}  // namespace

bool EntryTypes::knows(const LogEntry& entry) const {
    return variables_.size() >= most_variables ||
           std::all_of(entry.variables.begin(), entry.variables.end(),
                       [&](const LogVariable& variable) { return variables_.contains(variable.tag); });
}

void EntryTypes::learn(const LogEntry& entry) {
    for (const LogVariable& variable : entry.variables) {
        if (variables_.size() >= most_variables) return;
        const auto [at, fresh] = variables_.try_emplace(variable.tag);
        if (!fresh) continue;
        Variable& known = at->second;
        if (auto parsed = ObjectReference::parse(variable.tag)) known.reference = *std::move(parsed);
        if (!known.reference || known.reference->logical_node.empty()) continue;
        const RemoteModel* const model = node(*known.reference);
        if (model == nullptr) continue;
        if (const auto type = model->find(*known.reference)) known.type = *type;
    }
}

const RemoteModel* EntryTypes::node(const ObjectReference& reference) {
    const std::string name = reference.logical_device + "/" + reference.logical_node;
    const auto known = nodes_.find(name);
    if (known != nodes_.end()) return known->second ? &*known->second : nullptr;
    if (nodes_.size() >= most_nodes || !link_->is_open()) return nullptr;
    std::optional<RemoteModel>& model = nodes_[name];
    if (auto described = link_->describe(name)) model = *std::move(described);
    return model ? &*model : nullptr;
}

std::vector<Shown> EntryTypes::show(const LogEntry& entry) const {
    std::vector<Shown> shown;
    shown.reserve(entry.variables.size());
    for (const LogVariable& variable : entry.variables) {
        Shown& one = shown.emplace_back();
        one.name = variable.reference;
        one.value = &variable.value;
        one.reason = variable.reason;
        const auto known = variables_.find(variable.tag);
        if (known == variables_.end()) continue;
        if (known->second.reference) one.reference = &*known->second.reference;
        one.type = known->second.type;
    }
    return shown;
}

}  // namespace busbar::program
