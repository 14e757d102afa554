// SPDX-License-Identifier: Apache-2.0
#include "model/names.hpp"

#include <cstring>

namespace busbar::model {

NameWalk::NameWalk(const Model& model, NodeId logical_device)
    : model_(&model), device_(logical_device), at_(logical_device) {}

bool NameWalk::continue_after(std::string_view item) {
    const NodeId found = model_->find(model_->name(device_), item);
    if (found == no_node || item.empty()) return false;
    // The name above each depth, from the node up to its logical node.
    std::size_t size = item.size();
    for (NodeId id = found; model_->node(id).depth > 0; id = model_->node(id).parent) {
        const std::size_t own = model_->name(id).size();
        const std::size_t above = size - own;
        starts_[model_->node(id).depth] = static_cast<std::uint8_t>(above);
        size = above == 0 ? 0 : above - 1;
    }
    std::memcpy(text_.data(), item.data(), item.size());
    size_ = item.size();
    at_ = found;
    return true;
}

bool NameWalk::next() {
    const Node& current = model_->node(at_);
    const std::uint32_t last = model_->node(device_).end;
    const NodeId next_id = current.kind == NodeKind::array ? NodeId{current.end} : at_ + 1;
    if (index(next_id) >= last) return false;
    at_ = next_id;
    write();
    return true;
}

void NameWalk::write() {
    const Node& node = model_->node(at_);
    const std::string_view own = model_->name(at_);
    std::size_t begin = 0;
    if (node.depth > 1) {
        begin = starts_[node.depth - 1U] + model_->name(node.parent).size();
        text_[begin++] = '$';
    }
    starts_[node.depth] = static_cast<std::uint8_t>(begin);
    std::memcpy(text_.data() + begin, own.data(), own.size());
    size_ = begin + own.size();
}

}  // namespace busbar::model
