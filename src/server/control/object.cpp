// SPDX-License-Identifier: Apache-2.0
#include "server/control/object.hpp"

#include <algorithm>
#include <map>

#include "model/model.hpp"

namespace busbar::server::control {

using model::LeafId;
using model::Model;
using model::no_leaf;
using model::no_node;
using model::NodeId;
using model::NodeKind;

namespace {

/// The data objects of one path ("Pos") below a logical node, by functional constraint.
using Sites = std::map<Fc, NodeId>;

NodeId site(const Sites& sites, Fc fc) {
    const auto found = sites.find(fc);
    return found == sites.end() ? no_node : found->second;
}

NodeId child(const Model& model, NodeId parent, std::string_view name) {
    return parent == no_node ? no_node : model.child(parent, name);
}

LeafId leaf(const Model& model, NodeId parent, std::string_view name) {
    const NodeId found = child(model, parent, name);
    return found == no_node ? no_leaf : model.leaf_of(found);
}

/// A number that is a leaf, or AnalogueValue with f or i, or ValWithTrans with posVal.
LeafId number_leaf(const Model& model, NodeId parent, std::string_view name) {
    const NodeId found = child(model, parent, name);
    if (found == no_node || model.node(found).is_leaf())
        return found == no_node ? no_leaf : model.leaf_of(found);
    for (const std::string_view part : {"f", "i", "posVal"}) {
        if (const LeafId part_leaf = leaf(model, found, part); part_leaf != no_leaf) return part_leaf;
    }
    return no_leaf;
}

Parameters parameters(const Model& model, NodeId data_object, std::string_view name) {
    Parameters is;
    is.node = child(model, data_object, name);
    if (is.node == no_node || model.node(is.node).is_leaf()) return {};
    is.value = number_leaf(model, is.node, "ctlVal");
    is.oper_time = leaf(model, is.node, "operTm");
    const NodeId origin = child(model, is.node, "origin");
    is.category = leaf(model, origin, "orCat");
    is.identification = leaf(model, origin, "orIdent");
    is.ctl_num = leaf(model, is.node, "ctlNum");
    is.time = leaf(model, is.node, "T");
    is.test = leaf(model, is.node, "Test");
    is.check = leaf(model, is.node, "Check");
    return is;
}

void find_status(const Model& model, const Sites& sites, Object& object) {
    for (const Fc fc : {Fc::st, Fc::mx}) {
        const NodeId at = site(sites, fc);
        if (at == no_node) continue;
        for (const std::string_view name : {"stVal", "valWTr", "mxVal", "setMag"}) {
            if (object.value == no_leaf) object.value = number_leaf(model, at, name);
        }
        const auto fill = [&](LeafId& into, NodeId parent, std::string_view name) {
            if (into == no_leaf) into = leaf(model, parent, name);
        };
        fill(object.transient, child(model, at, "valWTr"), "transInd");
        fill(object.quality, at, "q");
        fill(object.time, at, "t");
        fill(object.selected, at, "stSeld");
        const NodeId origin = child(model, at, "origin");
        fill(object.category, origin, "orCat");
        fill(object.identification, origin, "orIdent");
        fill(object.ctl_num, at, "ctlNum");
    }
    const NodeId received = site(sites, Fc::or_);
    object.op_rcvd = leaf(model, received, "opRcvd");
    object.op_ok = leaf(model, received, "opOk");
    object.t_op_ok = leaf(model, received, "tOpOk");
}

void find_configuration(const Model& model, NodeId at, Object& object) {
    object.ctl_model = leaf(model, at, "ctlModel");
    object.sbo_timeout = leaf(model, at, "sboTimeout");
    object.sbo_class = leaf(model, at, "sboClass");
    object.oper_timeout = leaf(model, at, "operTimeout");
    object.min = number_leaf(model, at, "minVal");
    object.max = number_leaf(model, at, "maxVal");
    object.step = number_leaf(model, at, "stepSize");
}

std::optional<Kind> kind_by_class(std::string_view cdc) {
    static constexpr std::pair<std::string_view, Kind> classes[] = {
        {"SPC", Kind::spc}, {"DPC", Kind::dpc}, {"INC", Kind::inc}, {"ENC", Kind::enc},
        {"BSC", Kind::bsc}, {"ISC", Kind::isc}, {"APC", Kind::apc}, {"BAC", Kind::bac}};
    for (const auto& [name, kind] : classes) {
        if (name == cdc) return kind;
    }
    return std::nullopt;
}

Kind kind_by_types(const Model& model, const Object& object) {
    const bool has_status = object.value != no_leaf;
    const BasicType status = has_status ? model.leaf(object.value).type : BasicType::boolean;
    const LeafId command = object.oper.value != no_leaf ? object.oper.value : object.sbow.value;
    const BasicType value = command != no_leaf ? model.leaf(command).type : status;
    const auto is = [](BasicType type, TypeClass wanted) { return traits_of(type).type_class == wanted; };
    if (value == BasicType::dbpos) return Kind::dpc;
    if (is(value, TypeClass::boolean)) return status == BasicType::dbpos ? Kind::dpc : Kind::spc;
    if (is(value, TypeClass::floating_point)) return Kind::apc;
    if (is(value, TypeClass::bit_string)) {
        return has_status && is(status, TypeClass::floating_point) ? Kind::bac : Kind::bsc;
    }
    if (value == BasicType::enumerated) return Kind::enc;
    return object.transient != no_leaf ? Kind::isc : Kind::inc;
}

std::optional<Object> controllable(const Model& model, const Sites& sites) {
    Object object;
    object.node = site(sites, Fc::co);
    find_configuration(model, site(sites, Fc::cf), object);
    object.oper = parameters(model, object.node, "Oper");
    object.sbow = parameters(model, object.node, "SBOw");
    object.cancel = parameters(model, object.node, "Cancel");
    const NodeId sbo = child(model, object.node, "SBO");
    if (sbo != no_node && model.node(sbo).is_leaf()) object.sbo = sbo;
    const bool has_service = object.oper.node != no_node || object.sbow.node != no_node ||
                             object.cancel.node != no_node || object.sbo != no_node;
    if (!has_service && object.ctl_model == no_leaf) return std::nullopt;
    find_status(model, sites, object);
    const NodeId any = sites.begin()->second;
    object.logical_device = model.logical_device_of(any);
    object.logical_node = model.logical_node_of(any);
    object.name = model.name(any);
    object.kind = kind_by_class(model.cdc(any)).value_or(kind_by_types(model, object));
    if (object.node != no_node) object.reference = model.reference(object.node);
    return object;
}

/// Where the data objects of a logical node lie, nested ones too, in the order in which they first come.
class Places {
public:
    Places(const Model& model, NodeId logical_node) : model_(model) {
        for (const NodeId fc : model.children(logical_node)) {
            for (const NodeId data_object : model.children(fc)) visit(data_object, {});
        }
    }
    [[nodiscard]] const std::vector<Sites>& all() const { return sites_; }

private:
    void visit(NodeId node, const std::string& above) {
        if (model_.node(node).kind != NodeKind::data_object) return;
        const std::string path = above + "$" + std::string(model_.name(node));
        const auto [place, added] = by_path_.try_emplace(path, sites_.size());
        if (added) sites_.emplace_back();
        sites_[place->second].emplace(model_.node(node).fc, node);
        for (const NodeId below : model_.children(node)) visit(below, path);
    }

    const Model& model_;
    std::map<std::string, std::size_t> by_path_;
    std::vector<Sites> sites_;
};

}  // namespace

CtlModel ctl_model_of(const Object& object, const model::Image& image) {
    if (object.ctl_model != no_leaf) {
        const std::int64_t number = image.integer(object.ctl_model);
        return number >= 0 && number <= 4 ? static_cast<CtlModel>(number) : CtlModel::status_only;
    }
    if (object.sbow.node != no_node) return CtlModel::sbo_with_enhanced_security;
    if (object.sbo != no_node) return CtlModel::sbo_with_normal_security;
    return object.oper.node != no_node ? CtlModel::direct_with_normal_security : CtlModel::status_only;
}

Objects::Objects(const Model& model) : model_(model) {
    for (const NodeId device : model.logical_devices()) {
        for (const NodeId logical_node : model.children(device)) {
            const Places places(model, logical_node);
            for (const Sites& sites : places.all()) {
                auto object = controllable(model, sites);
                if (!object) continue;
                object->number = static_cast<std::uint32_t>(objects_.size());
                for (const auto& [fc, node] : sites) by_node_.emplace_back(node, object->number);
                objects_.push_back(std::move(*object));
            }
        }
    }
    std::sort(by_node_.begin(), by_node_.end());
}

const Object* Objects::of(NodeId node) const {
    for (; node != no_node; node = model_.node(node).parent) {
        if (model_.node(node).kind != NodeKind::data_object) continue;
        const auto found =
            std::lower_bound(by_node_.begin(), by_node_.end(), std::pair(node, std::uint32_t{0}));
        if (found != by_node_.end() && found->first == node) return &objects_[found->second];
    }
    return nullptr;
}

}  // namespace busbar::server::control
