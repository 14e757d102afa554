// SPDX-License-Identifier: Apache-2.0
#include "tree/scl_model.hpp"

#include <limits>

#include "client/model_data.hpp"

namespace busbar::program {
namespace {

MmsType mms_type(TypeClass type) {
    switch (type) {
        case TypeClass::boolean: return MmsType::boolean;
        case TypeClass::bit_string: return MmsType::bit_string;
        case TypeClass::integer: return MmsType::integer;
        case TypeClass::unsigned_integer: return MmsType::unsigned_integer;
        case TypeClass::floating_point: return MmsType::floating_point;
        case TypeClass::octet_string: return MmsType::octet_string;
        case TypeClass::visible_string: return MmsType::visible_string;
        case TypeClass::mms_string: return MmsType::mms_string;
        case TypeClass::binary_time: return MmsType::binary_time;
        case TypeClass::utc_time: return MmsType::utc_time;
    }
    return MmsType::unknown;
}

NodeKind kind_of(const model::Model& model, model::NodeId id) {
    if (model.element_index(id)) return NodeKind::element;
    switch (model.node(id).kind) {
        case model::NodeKind::logical_device: return NodeKind::logical_device;
        case model::NodeKind::logical_node: return NodeKind::logical_node;
        case model::NodeKind::functional_constraint: return NodeKind::constraint;
        case model::NodeKind::data_object:
        case model::NodeKind::control_block:
        case model::NodeKind::structure:
        case model::NodeKind::array:
        case model::NodeKind::leaf: break;
    }
    return NodeKind::data;
}

void add(client::ModelBuilder& builder, const model::Model& model, model::NodeId id) {
    const model::Node& node = model.node(id);
    const bool array = node.kind == model::NodeKind::array;
    MmsType type = array ? MmsType::array : MmsType::structure;
    auto extent = static_cast<std::int32_t>(array ? node.child_count : 0);
    if (node.is_leaf()) {
        type = mms_type(traits_of(node.type).type_class);
        // A binary-time with the date, in octets; the table of basic types has no size for times.
        extent = type == MmsType::binary_time ? 6 : model.announced(id);
    }
    builder.open(model.name(id), kind_of(model, id), type, node.fc, extent);
    for (const model::NodeId child : model.children(id)) {
        add(builder, model, child);
        if (array) break;  // its elements are alike
    }
    builder.close();
}

}  // namespace

RemoteModel remote_model_of(const model::Model& model) {
    // A file that the compiler has accepted is bounded already.
    client::ModelBuilder builder({.nodes = std::numeric_limits<std::uint32_t>::max(),
                                  .name_octets = std::numeric_limits<std::uint32_t>::max()});
    std::vector<client::ModelBuilder::Device> devices;
    for (const model::NodeId device : model.logical_devices()) {
        client::ModelBuilder::Device& target = devices.emplace_back();
        target.name = model.name(device);
        for (const model::NodeId node : model.children(device)) {
            target.nodes.push_back(static_cast<std::uint32_t>(builder.size()));
            add(builder, model, node);
        }
    }
    return builder.assemble(devices, {});
}

}  // namespace busbar::program
