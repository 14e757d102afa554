// SPDX-License-Identifier: Apache-2.0
#include "server/tracking/traces.hpp"

#include <algorithm>
#include <cctype>

namespace busbar::server::tracking {

namespace {

using model::LeafId;
using model::Model;
using model::NodeId;

/// What a data object of LTRK tracks.
struct Tracks {
    enum class What : std::uint8_t { control, block, other };
    What what = What::other;
    Fc fc = Fc::none;                      ///< of a block
    Commanded commanded = Commanded::spc;  ///< of a control
};

struct ByName {
    std::string_view name;
    Tracks tracks;
};
constexpr ByName names[] = {
    {"SpcTrk", {Tracks::What::control, Fc::co, Commanded::spc}},
    {"DpcTrk", {Tracks::What::control, Fc::co, Commanded::dpc}},
    {"IncTrk", {Tracks::What::control, Fc::co, Commanded::inc}},
    {"EncTrk", {Tracks::What::control, Fc::co, Commanded::enc}},
    {"ApcFTrk", {Tracks::What::control, Fc::co, Commanded::apc_float}},
    {"ApcIntTrk", {Tracks::What::control, Fc::co, Commanded::apc_integer}},
    {"BscTrk", {Tracks::What::control, Fc::co, Commanded::bsc}},
    {"IscTrk", {Tracks::What::control, Fc::co, Commanded::isc}},
    {"BacTrk", {Tracks::What::control, Fc::co, Commanded::bac}},
    {"GenTrk", {Tracks::What::other, Fc::none, {}}},
    {"UrcbTrk", {Tracks::What::block, Fc::rp, {}}},
    {"BrcbTrk", {Tracks::What::block, Fc::br, {}}},
    {"LocbTrk", {Tracks::What::block, Fc::lg, {}}},
    {"GocbTrk", {Tracks::What::block, Fc::go, {}}},
    {"MsvcbTrk", {Tracks::What::block, Fc::ms, {}}},
    {"UsvcbTrk", {Tracks::What::block, Fc::us, {}}},
    {"SgcbTrk", {Tracks::What::block, Fc::sp, {}}},
};

struct ByClass {
    std::string_view cdc;
    Tracks tracks;
};
/// CTS says only that it is a control: the name tells which.
constexpr ByClass classes[] = {
    {"CST", {Tracks::What::other, Fc::none, {}}}, {"UTS", {Tracks::What::block, Fc::rp, {}}},
    {"BTS", {Tracks::What::block, Fc::br, {}}},   {"LTS", {Tracks::What::block, Fc::lg, {}}},
    {"GTS", {Tracks::What::block, Fc::go, {}}},   {"MTS", {Tracks::What::block, Fc::ms, {}}},
    {"NTS", {Tracks::What::block, Fc::us, {}}},   {"STS", {Tracks::What::block, Fc::sp, {}}},
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// "EncTrk2" is an instance of EncTrk.
std::optional<Tracks> tracks_of(const Model& model, NodeId data_object) {
    const std::string_view cdc = model.cdc(data_object);
    for (const ByClass& row : classes) {
        if (row.cdc == cdc) return row.tracks;
    }
    const std::string_view name = model.name(data_object);
    for (const ByName& row : names) {
        if (!name.starts_with(row.name)) continue;
        const std::string_view rest = name.substr(row.name.size());
        if (std::all_of(rest.begin(), rest.end(), is_digit)) return row.tracks;
    }
    return std::nullopt;
}

LeafId leaf(const Model& model, NodeId parent, std::string_view name) {
    const NodeId child = parent == model::no_node ? model::no_node : model.child(parent, name);
    return child == model::no_node ? model::no_leaf : model.leaf_of(child);
}

/// ctlVal, or the member of its AnalogueValue that is meant.
LeafId value_leaf(const Model& model, NodeId data_object, Commanded commanded) {
    const NodeId value = model.child(data_object, "ctlVal");
    if (value == model::no_node) return model::no_leaf;
    if (model.node(value).is_leaf()) return model.leaf_of(value);
    const LeafId as_float = leaf(model, value, "f"), as_integer = leaf(model, value, "i");
    const bool whole = commanded == Commanded::apc_integer;
    const LeafId wanted = whole ? as_integer : as_float;
    if (wanted != model::no_leaf) return wanted;
    return whole ? as_float : as_integer;
}

Head head_of(const Model& model, NodeId data_object) {
    return {leaf(model, data_object, "objRef"), leaf(model, data_object, "serviceType"),
            leaf(model, data_object, "errorCode"), leaf(model, data_object, "originatorID"),
            leaf(model, data_object, "t")};
}

ControlTrace control_trace(const Model& model, const Trace& trace, Commanded commanded) {
    ControlTrace result;
    static_cast<Trace&>(result) = trace;
    result.commanded = commanded;
    result.value = value_leaf(model, trace.node, commanded);
    if (result.value != model::no_leaf) {
        result.enumeration = model.enum_type(model.leaf(result.value).node);
    }
    const NodeId origin = model.child(trace.node, "origin");
    result.oper_time = leaf(model, trace.node, "operTm");
    result.category = leaf(model, origin, "orCat");
    result.identification = leaf(model, origin, "orIdent");
    result.ctl_num = leaf(model, trace.node, "ctlNum");
    result.command_time = leaf(model, trace.node, "T");
    result.test = leaf(model, trace.node, "Test");
    result.check = leaf(model, trace.node, "Check");
    result.cause = leaf(model, trace.node, "respAddCause");
    return result;
}

char lower(char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool same(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

Traces::Traces(const Model& model) {
    for (const NodeId device : model.logical_devices()) {
        for (const NodeId logical_node : model.children(device)) {
            if (model.logical_node_info(logical_node).ln_class != "LTRK") continue;
            const NodeId container = model.child(logical_node, "SR");
            if (container == model::no_node) continue;
            for (const NodeId node : model.children(container)) {
                const auto tracks = tracks_of(model, node);
                if (!tracks) continue;
                const Trace trace{device, node, head_of(model, node)};
                switch (tracks->what) {
                    case Tracks::What::control:
                        controls.push_back(control_trace(model, trace, tracks->commanded));
                        break;
                    case Tracks::What::block: blocks.push_back({trace, tracks->fc}); break;
                    case Tracks::What::other: others.push_back(trace); break;
                }
            }
        }
    }
}

Commanded commanded_of(const control::Object& object, const Model& model) {
    using control::Kind;
    switch (object.kind) {
        case Kind::spc: return Commanded::spc;
        case Kind::dpc: return Commanded::dpc;
        case Kind::inc: return Commanded::inc;
        case Kind::enc: return Commanded::enc;
        case Kind::bsc: return Commanded::bsc;
        case Kind::isc: return Commanded::isc;
        case Kind::bac: return Commanded::bac;
        case Kind::apc: break;
    }
    if (object.oper.value == model::no_leaf) return Commanded::apc_float;
    const TypeClass type = traits_of(model.leaf(object.oper.value).type).type_class;
    return type == TypeClass::floating_point ? Commanded::apc_float : Commanded::apc_integer;
}

bool is_member(std::string_view attribute, std::string_view member) {
    if (same(attribute, member)) return true;
    // OldEntr and NewEntr of a log control block have no r in LTS.
    return member.size() == 7 && same(attribute, member.substr(0, 6)) &&
           (same(attribute, "oldEnt") || same(attribute, "newEnt"));
}

}  // namespace busbar::server::tracking
