// SPDX-License-Identifier: Apache-2.0
#include "server/process/built_in.hpp"

#include "server/process/rules.hpp"
#include "server/process/set_point.hpp"

namespace busbar::server::process {

using control::class_of;
using control::leaf_below;
using model::Model;
using model::no_leaf;
using model::no_node;
using model::NodeId;
using model::Signal;

namespace {

Signal status(const Model& model, NodeId logical_node, std::string_view name) {
    return {leaf_below(model, logical_node, {"ST", name, "stVal"}),
            leaf_below(model, logical_node, {"ST", name, "q"}),
            leaf_below(model, logical_node, {"ST", name, "t"})};
}

/// The tap position as a data object shows it: a step position or a number.
Quantity::Place tap_place(const Model& model, NodeId logical_node, std::string_view name) {
    Quantity::Place place;
    place.value = status(model, logical_node, name);
    if (place.value.value == no_leaf) {
        place.value.value = leaf_below(model, logical_node, {"ST", name, "valWTr", "posVal"});
    }
    place.transient = leaf_below(model, logical_node, {"ST", name, "valWTr", "transInd"});
    return place;
}

}  // namespace

BuiltIn::BuiltIn(model::Process& process, const control::Objects& objects, const control::Options& controls,
                 const ProcessOptions& options, Plant::Finish finish)
    : plant_(process, controls, options, std::move(finish)), bays_(process.model()) {
    const Model& model = process.model();
    const auto controllers = control::logical_nodes(model, {"ATCC", "AVCO"});
    const auto found = control::partners(model, controllers, control::logical_nodes(model, {"YLTC"}));
    for (std::size_t i = 0; i < controllers.size(); ++i) {
        if (found[i] != no_node) changers_.emplace(controllers[i], found[i]);
    }
    if (options.enabled) following_ = std::make_unique<Following>(process, bays_);
    parts_.reserve(objects.all().size());
    for (const Object& object : objects.all()) parts_.push_back(part_for(object));
}

control::Handler* BuiltIn::handler(const Object& object) const {
    return parts_[object.number].get();
}

std::unique_ptr<Part> BuiltIn::part_for(const Object& object) {
    const Rule& rule = rule_for(class_of(plant_.model(), object.logical_node), object.name, object.kind);
    if (!plant_.options().enabled && rule.manner != Manner::mode) return nullptr;
    const auto movement = [&](Quantity& quantity, Stride stride) {
        return std::make_unique<Movement>(plant_, object, quantity, stride, rule.goes_out);
    };
    switch (rule.manner) {
        case Manner::mode: return std::make_unique<SetPoint>(plant_, object, false);
        case Manner::switchgear: return switch_control(object);
        case Manner::momentary: return std::make_unique<Pulses>(plant_, object, rule.goes_out, true);
        case Manner::output: return std::make_unique<Pulses>(plant_, object, rule.goes_out, false);
        case Manner::set_point: return std::make_unique<SetPoint>(plant_, object, rule.goes_out);
        case Manner::stage: return movement(quantity_of(object), Stride::whole);
        case Manner::tap_changer: return movement(changer_of(object.logical_node), Stride::tap);
        case Manner::stepper: return movement(quantity_of(object), Stride::tap);
        case Manner::ramp: return movement(quantity_of(object), Stride::ramp);
    }
    return nullptr;
}

std::unique_ptr<Part> BuiltIn::switch_control(const Object& object) {
    const Model& model = plant_.model();
    std::vector<Pole*> poles;
    bool breaker = true;
    if (const control::Bay* const bay = bays_.of(object.logical_node)) {
        if (bay->controller == object.logical_node) {
            for (const NodeId node : bay->switches) poles.push_back(pole(node, status(model, node, "Pos")));
        }
        breaker = bay->breaker || bay->switches.empty();
    }
    if (poles.empty()) {
        poles.push_back(pole(object.logical_node, {object.value, object.quality, object.time}));
    }
    const ProcessOptions& options = plant_.options();
    return std::make_unique<SwitchControl>(plant_, object, *following_, std::move(poles),
                                           breaker ? options.breaker_travel : options.switch_travel);
}

Pole* BuiltIn::pole(NodeId logical_node, const Signal& position) {
    const auto [at, added] = poles_.try_emplace(logical_node);
    if (added) {
        const Model& model = plant_.model();
        at->second = {logical_node, position, leaf_below(model, logical_node, {"ST", "OpCnt", "stVal"}),
                      leaf_below(model, logical_node, {"ST", "CmdBlk", "stVal"}), false};
    }
    return &at->second;
}

/// The tap changer that a logical node is or drives.
Quantity& BuiltIn::changer_of(NodeId logical_node) {
    NodeId key = logical_node;
    if (const auto found = changers_.find(key); found != changers_.end()) key = found->second;
    const auto [at, added] = shared_.try_emplace(key);
    Quantity& quantity = at->second;
    if (!added) return quantity;
    quantity.logical_nodes.push_back(key);
    for (const auto& [controller, changer] : changers_) {
        if (changer == key) quantity.logical_nodes.push_back(controller);
    }
    const Model& model = plant_.model();
    for (const NodeId node : quantity.logical_nodes) {
        for (const std::string_view name : {"TapChg", "TapPos"}) {
            const Quantity::Place place = tap_place(model, node, name);
            if (place.value.value != no_leaf) quantity.places.push_back(place);
        }
        const Signal low = status(model, node, "EndPosL"), high = status(model, node, "EndPosR");
        if (low.value != no_leaf) quantity.at_lowest.push_back(low);
        if (high.value != no_leaf) quantity.at_highest.push_back(high);
    }
    quantity.operations = leaf_below(model, key, {"ST", "OpCnt", "stVal"});
    return quantity;
}

Quantity& BuiltIn::quantity_of(const Object& object) {
    Quantity& quantity = quantities_.emplace_back();
    quantity.logical_nodes.push_back(object.logical_node);
    quantity.places.push_back({{object.value, object.quality, object.time}, object.transient});
    return quantity;
}

}  // namespace busbar::server::process
