// SPDX-License-Identifier: Apache-2.0
// The edit buffer of a group: SetEditSGValue and GetEditSGValue (IEC 61850-7-2 clause 16). It is no process
// value: nothing that is written into it is a change that a report or log could tell.
#include <algorithm>
#include <cstring>

#include "server/alternate_access.hpp"
#include "server/server.hpp"
#include "server/setting/settings.hpp"

namespace busbar::server::setting {

using Member = model::SettingControl::Member;

/// Of all blocks that this client edits, with what FC SE of the image shows.
void Settings::swap_buffers(ConnectionId editor) {
    model::Image& image = server_.process().state();
    for (Block& block : blocks_) {
        if (block.edited == 0 || block.editor != editor) continue;
        for (const Editable& one : block.editable) {
            std::uint8_t* const shown = image.slot(one.leaf);
            std::swap_ranges(shown, shown + model_.leaf(one.leaf).size, block.buffer.data() + one.offset);
        }
    }
}

/// What everybody may see of FC SE: the active group, of which nobody has a secret.
void Settings::show_active(const Block& block) {
    model::Image& image = server_.process().state();
    for (const Member& member : block.control->members) {
        if (member.edit == model::no_leaf) continue;
        std::memcpy(image.slot(member.edit), image.slot(member.active), model_.leaf(member.edit).size);
    }
}

/// Those of the buffer; what cannot be edited stays as it is in the group.
Settings::Octets Settings::edited_values(const Block& block) const {
    Octets values = values_of(block, block.edited);
    for (const Editable& one : block.editable) {
        std::memcpy(values.data() + one.offset, block.buffer.data() + one.offset, model_.leaf(one.leaf).size);
    }
    return values;
}

Settings::MaybeError Settings::set_edit_value(Block& block, const ObjectWrite& write) {
    if (block.edited == 0 || block.editor != write.connection) {
        return DataAccessError::temporarily_unavailable;
    }
    const model::Node& node = model_.node(write.node);
    if (node.leaf_count == 0 || model_.services().set_to_ro) return DataAccessError::object_access_denied;
    for (const model::Leaf& leaf : model_.leaves().subspan(node.first_leaf, node.leaf_count)) {
        if (model_.node(leaf.node).val_kind() != model::ValKind::set) {
            return DataAccessError::object_access_denied;
        }
    }
    leaves_.clear();
    // Only to have the values checked: it is never committed.
    model::Transaction transaction = server_.process().begin();
    if (!transaction.open()) return DataAccessError::temporarily_unavailable;
    if (auto unfit = stage_value(transaction, model_, write.node, write.data, leaves_)) return unfit;
    if (auto error = ask_application(write, transaction)) return error;
    const auto by_leaf = [](const Editable& one, model::LeafId leaf) { return one.leaf < leaf; };
    const auto place_of = [&](model::LeafId leaf) {
        const auto found = std::lower_bound(block.editable.begin(), block.editable.end(), leaf, by_leaf);
        return found != block.editable.end() && found->leaf == leaf ? &*found : nullptr;
    };
    const auto is_no_setting = [&](model::LeafId leaf) { return place_of(leaf) == nullptr; };
    if (std::any_of(leaves_.begin(), leaves_.end(), is_no_setting)) {
        return DataAccessError::object_access_denied;
    }
    for (const model::LeafId leaf : leaves_) {
        std::memcpy(block.buffer.data() + place_of(leaf)->offset, transaction.slot(leaf),
                    model_.leaf(leaf).size);
    }
    return std::nullopt;
}

/// About every attribute, as for an ordinary write.
Settings::MaybeError Settings::ask_application(const ObjectWrite& write,
                                               model::Transaction& transaction) const {
    for (const model::LeafId id : leaves_) {
        const model::Leaf& leaf = model_.leaf(id);
        const AttributeWriteHandler* const handler = server_.write_handler(leaf.node);
        if (handler == nullptr) continue;
        const Value value = model::slot::value(leaf.type, transaction.slot(id));
        if (auto error = (*handler)({write.peer, leaf.node, value})) return error;
    }
    return std::nullopt;
}

}  // namespace busbar::server::setting
