// SPDX-License-Identifier: Apache-2.0
#include "server/control/bay.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

namespace busbar::server::control {

using model::LeafId;
using model::Model;
using model::no_leaf;
using model::no_node;
using model::NodeId;

namespace {

using Positions = std::vector<std::size_t>;
constexpr std::size_t none = SIZE_MAX;

const model::LogicalNodeInfo& info(const Model& model, NodeId logical_node) {
    return model.logical_node_info(logical_node);
}

/// "01" and "1" are one instance.
std::string_view instance(const Model& model, NodeId logical_node) {
    std::string_view inst = info(model, logical_node).inst;
    while (inst.size() > 1 && inst.front() == '0') inst.remove_prefix(1);
    return inst;
}

class Matching {
public:
    Matching(const Model& model, std::span<const NodeId> ones, std::span<const NodeId> others)
        : model_(model), ones_(ones), others_(others), partner_(ones.size(), none), taken_(others.size()) {}

    std::vector<NodeId> result() {
        const auto device = [&](NodeId node) { return model_.logical_device_info(ld(node)).name; };
        const auto prefix = [&](NodeId node) { return info(model_, node).prefix; };
        const auto both = [&](NodeId node) { return device(node) + "/" + prefix(node); };
        const auto all = [](NodeId) { return std::string(); };
        match_by(both, free_ones(), free_others());
        match_by(device, free_ones(), free_others());
        match_by(prefix, lonely(free_ones(), ones_, others_), lonely(free_others(), others_, ones_));
        match_by(all, lonely(free_ones(), ones_, others_), lonely(free_others(), others_, ones_));
        std::vector<NodeId> found;
        for (const std::size_t at : partner_) found.push_back(at == none ? no_node : others_[at]);
        return found;
    }

private:
    [[nodiscard]] NodeId ld(NodeId node) const { return model_.logical_device_of(node); }
    [[nodiscard]] Positions free_ones() const {
        Positions positions;
        for (std::size_t at = 0; at < ones_.size(); ++at) {
            if (partner_[at] == none) positions.push_back(at);
        }
        return positions;
    }
    [[nodiscard]] Positions free_others() const {
        Positions positions;
        for (std::size_t at = 0; at < others_.size(); ++at) {
            if (!taken_[at]) positions.push_back(at);
        }
        return positions;
    }
    /// Without those whose logical device has somebody of the other side.
    [[nodiscard]] Positions lonely(Positions positions, std::span<const NodeId> nodes,
                                   std::span<const NodeId> across) const {
        std::erase_if(positions, [&](std::size_t at) {
            return std::any_of(across.begin(), across.end(),
                               [&](NodeId other) { return ld(other) == ld(nodes[at]); });
        });
        return positions;
    }

    template <class Key>
    void match_by(Key key, const Positions& ones, const Positions& others) {
        std::map<std::string, std::pair<Positions, Positions>> groups;
        for (const std::size_t at : ones) groups[key(ones_[at])].first.push_back(at);
        for (const std::size_t at : others) groups[key(others_[at])].second.push_back(at);
        for (const auto& [name, group] : groups) match(group.first, group.second);
    }
    void match(const Positions& ones, const Positions& others) {
        if (ones.empty() || others.empty()) return;
        const bool as_many = ones.size() == others.size();
        if (as_many && !instances_fit(ones, others)) {
            for (std::size_t i = 0; i < ones.size(); ++i) join(ones[i], others[i]);
            return;
        }
        for (const std::size_t one : ones) {
            const std::size_t other = same_instance(one, others);
            if (other != none) join(one, other);
        }
    }
    void join(std::size_t one, std::size_t other) {
        partner_[one] = other;
        taken_[other] = true;
    }
    /// Whether each has exactly one of the other side with its instance.
    [[nodiscard]] bool instances_fit(const Positions& ones, const Positions& others) const {
        std::map<std::string_view, int> balance;
        for (const std::size_t at : ones) {
            if (++balance[instance(model_, ones_[at])] > 1) return false;
        }
        for (const std::size_t at : others) --balance[instance(model_, others_[at])];
        return std::all_of(balance.begin(), balance.end(),
                           [](const auto& entry) { return entry.second == 0; });
    }
    [[nodiscard]] std::size_t same_instance(std::size_t one, const Positions& others) const {
        std::size_t found = none;
        for (const std::size_t at : others) {
            if (taken_[at] || instance(model_, others_[at]) != instance(model_, ones_[one])) continue;
            if (found == none ||
                (class_of(model_, others_[at]) == "XCBR" && class_of(model_, others_[found]) != "XCBR")) {
                found = at;
            }
        }
        return found;
    }

    const Model& model_;
    std::span<const NodeId> ones_, others_;
    Positions partner_;
    std::vector<bool> taken_;
};

bool same_group(const Model& model, NodeId a, NodeId b) {
    return model.logical_device_of(a) == model.logical_device_of(b) &&
           info(model, a).prefix == info(model, b).prefix;
}

}  // namespace

LeafId leaf_below(const Model& model, NodeId node, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (node == no_node) return no_leaf;
        node = model.child(node, name);
    }
    return node == no_node ? no_leaf : model.leaf_of(node);
}

std::string_view class_of(const Model& model, NodeId logical_node) {
    return info(model, logical_node).ln_class;
}

NodeId lln0_of(const Model& model, NodeId node) {
    for (const NodeId logical_node : model.children(model.logical_device_of(node))) {
        if (class_of(model, logical_node) == "LLN0") return logical_node;
    }
    return no_node;
}

std::vector<NodeId> logical_nodes(const Model& model, std::initializer_list<std::string_view> classes) {
    std::vector<NodeId> found;
    for (const NodeId device : model.logical_devices()) {
        for (const NodeId logical_node : model.children(device)) {
            if (std::find(classes.begin(), classes.end(), class_of(model, logical_node)) != classes.end()) {
                found.push_back(logical_node);
            }
        }
    }
    return found;
}

std::vector<NodeId> partners(const Model& model, std::span<const NodeId> ones,
                             std::span<const NodeId> others) {
    return Matching(model, ones, others).result();
}

Bays::Bays(const Model& model) {
    find_switches(model);
    for (std::uint32_t at = 0; at < bays_.size(); ++at) {
        if (bays_[at].controller != no_node) by_node_.emplace_back(bays_[at].controller, at);
        for (const NodeId node : bays_[at].switches) by_node_.emplace_back(node, at);
    }
    std::sort(by_node_.begin(), by_node_.end());
    find_interlocking(model);
    find_synchrocheck(model);
}

const Bay* Bays::of(NodeId logical_node) const {
    const auto found =
        std::lower_bound(by_node_.begin(), by_node_.end(), std::pair(logical_node, std::uint32_t{0}));
    return found != by_node_.end() && found->first == logical_node ? &bays_[found->second] : nullptr;
}

void Bays::find_switches(const Model& model) {
    const auto controllers = logical_nodes(model, {"CSWI"});
    auto switches = logical_nodes(model, {"XCBR", "XSWI"});
    const auto driven = partners(model, controllers, switches);
    const auto take = [&](Bay& bay, NodeId node) {
        bay.switches.push_back(node);
        bay.breaker = bay.breaker || class_of(model, node) == "XCBR";
        std::erase(switches, node);
    };
    for (std::size_t i = 0; i < controllers.size(); ++i) {
        bays_.push_back({.controller = controllers[i], .switches = {}, .synchrocheck = {}});
        if (driven[i] != no_node) take(bays_.back(), driven[i]);
    }
    // One controller among several breakers: these are the poles of one.
    for (Bay& bay : bays_) {
        if (!bay.breaker || !same_group(model, bay.controller, bay.switches.front())) continue;
        const auto in_group = [&](NodeId node) { return same_group(model, node, bay.controller); };
        if (std::count_if(controllers.begin(), controllers.end(), in_group) != 1) continue;
        for (const NodeId node : std::vector<NodeId>(switches)) {
            if (in_group(node) && class_of(model, node) == "XCBR") take(bay, node);
        }
    }
    for (const NodeId node : std::vector<NodeId>(switches)) {
        bays_.push_back({.switches = {}, .synchrocheck = {}});
        take(bays_.back(), node);
    }
}

void Bays::find_interlocking(const Model& model) {
    auto free = logical_nodes(model, {"CILO"});
    for (const bool controlled : {true, false}) {
        std::vector<Bay*> bays;
        std::vector<NodeId> ones;
        for (Bay& bay : bays_) {
            if ((bay.controller != no_node) != controlled) continue;
            bays.push_back(&bay);
            ones.push_back(controlled ? bay.controller : bay.switches.front());
        }
        const auto found = partners(model, ones, free);
        for (std::size_t i = 0; i < bays.size(); ++i) {
            bays[i]->interlocking = found[i];
            if (found[i] != no_node) std::erase(free, found[i]);
        }
    }
}

/// Those of the breaker's logical device; else those of logical devices that are named after it ("CB1" and
/// "CB1_Synchronization"); else all, where the IED has one controlled breaker.
void Bays::find_synchrocheck(const Model& model) {
    const auto all = logical_nodes(model, {"RSYN"});
    const auto controlled = std::count_if(
        bays_.begin(), bays_.end(), [](const Bay& bay) { return bay.breaker && bay.controller != no_node; });
    for (Bay& bay : bays_) {
        if (!bay.breaker || all.empty()) continue;
        const NodeId device =
            model.logical_device_of(bay.controller != no_node ? bay.controller : bay.switches.front());
        const std::string named = model.logical_device_info(device).inst + "_";
        for (const bool same : {true, false}) {
            if (!bay.synchrocheck.empty()) break;
            for (const NodeId node : all) {
                const NodeId at = model.logical_device_of(node);
                if (same ? at == device : model.logical_device_info(at).inst.starts_with(named)) {
                    bay.synchrocheck.push_back(node);
                }
            }
        }
        if (bay.synchrocheck.empty() && bay.controller != no_node && controlled == 1) bay.synchrocheck = all;
    }
}

}  // namespace busbar::server::control
