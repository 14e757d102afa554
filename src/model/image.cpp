// SPDX-License-Identifier: Apache-2.0
#include "model/image.hpp"

namespace busbar::model {

Image::Image(std::shared_ptr<const Model> model)
    : model_(std::move(model)), octets_(model_->image_octets()) {}

void Image::copy_from(const Image& other) {
    if (other.octets_.size() == octets_.size() && !octets_.empty()) {
        std::memcpy(octets_.data(), other.octets_.data(), octets_.size());
    }
}

void Image::copy_from(const Image& other, NodeId id) {
    const Node& node = model_->node(id);
    if (node.leaf_count == 0 || other.octets_.size() != octets_.size()) return;
    const std::uint32_t begin = leaf(LeafId{node.first_leaf}).offset;
    const Leaf& last = leaf(LeafId{node.first_leaf + node.leaf_count - 1});
    std::memcpy(octets_.data() + begin, other.octets_.data() + begin, last.offset + last.size - begin);
}

Quality Image::quality(LeafId id) const {
    if (leaf(id).type != BasicType::quality) return {};
    const std::uint8_t* at = slot(id);
    return Quality::from_bits(static_cast<std::uint16_t>(unsigned{at[0]} << 8U | at[1]));
}

Timestamp Image::timestamp(LeafId id) const {
    if (leaf(id).type != BasicType::timestamp) return {};
    std::array<std::uint8_t, 8> octets{};
    std::memcpy(octets.data(), slot(id), octets.size());
    return Timestamp::from_octets(octets);
}

EntryTime Image::entry_time(LeafId id) const {
    if (leaf(id).type != BasicType::entry_time) return {};
    std::array<std::uint8_t, 6> octets{};
    std::memcpy(octets.data(), slot(id), octets.size());
    return EntryTime::from_octets(octets);
}

Value Image::value(NodeId id) const {
    const Node& node = model_->node(id);
    if (node.is_leaf()) {
        const LeafId leaf_id{node.first_leaf};
        return slot::value(node.type, slot(leaf_id));
    }
    std::vector<Value> items;
    items.reserve(node.child_count);
    for (const NodeId child : model_->children(id)) items.push_back(value(child));
    return node.kind == NodeKind::array ? Value::array(std::move(items)) : Value::structure(std::move(items));
}

}  // namespace busbar::model
