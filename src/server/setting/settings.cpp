// SPDX-License-Identifier: Apache-2.0
#include "server/setting/settings.hpp"

#include <algorithm>

#include "server/server.hpp"
#include "server/tracking/tracking.hpp"

namespace busbar::server::setting {

using model::NodeId;

Settings::Settings(Server& server) : server_(server), model_(server.model()) {
    const auto controls = model_.setting_controls();
    blocks_.resize(controls.size());
    for (std::size_t i = 0; i < controls.size(); ++i) {
        Block& block = blocks_[i];
        block.control = &controls[i];
        const auto leaf = [&](std::string_view name) {
            const NodeId node = model_.child(controls[i].node, name);
            return node == model::no_node ? model::no_leaf : model_.leaf_of(node);
        };
        block.act_sg = leaf("ActSG");
        block.edit_sg = leaf("EditSG");
        block.cnf_edit = leaf("CnfEdit");
        block.l_act_tm = leaf("LActTm");
        block.resv_tms = leaf("ResvTms");
        block.active = controls[i].settings.act_sg;
        block.groups = controls[i].groups;
        block.own_values.resize(block.groups.size());
        for (const model::SettingControl::Member& member : controls[i].members) {
            server_.process().listen_to(member.active);
            if (member.edit != model::no_leaf) block.editable.push_back({member.edit, member.offset});
        }
        std::sort(block.editable.begin(), block.editable.end(),
                  [](const Editable& a, const Editable& b) { return a.leaf < b.leaf; });
    }
    server_.process().set_listener(this);
    server_.engines().set(Fc::sp, this);
    server_.engines().set(Fc::se, this);
}

/// What was set a moment ago is still told.
Settings::~Settings() {
    server_.process().set_listener(nullptr);
    if (keeping_ != never) keep_what_was_set({});
}

void Settings::on_set(const Now& now) {
    if (keeping_ == never) keeping_ = now.monotonic + keeping_pause;
}

std::uint32_t Settings::number_of(const Block& block) const {
    return static_cast<std::uint32_t>(&block - blocks_.data());
}

/// Of the node's logical device, or null.
const Settings::Block* Settings::block_of(NodeId node) const {
    const NodeId device = model_.logical_device_of(node);
    const auto found = std::find_if(blocks_.begin(), blocks_.end(), [&](const Block& block) {
        return block.control->logical_device == device;
    });
    return found == blocks_.end() ? nullptr : &*found;
}

Settings::Block* Settings::block_of(NodeId node) {
    return const_cast<Block*>(std::as_const(*this).block_of(node));  // NOLINT: ours
}

Result<std::size_t> Settings::control_of(NodeId logical_device) const {
    const Block* const block = block_of(logical_device);
    if (block == nullptr) {
        return fail(Fault::refused, "logical device " + escaped(model_.name(logical_device)) +
                                        " has no setting group control block");
    }
    return number_of(*block);
}

// ---- the reservation
// ------------------------------------------------------------------------------------------

std::chrono::seconds Settings::reservation_of(const Block& block) const {
    const auto seconds = block.control->settings.resv_tms_s.value_or(0);
    return seconds == 0 ? default_reservation : std::chrono::seconds(seconds);
}

/// ResvTms is kept up to date, for it may be read in many ways.
void Settings::show_remaining(Block& block, TimePoint now) {
    using std::chrono::seconds;
    seconds left{0};
    if (block.edited != 0)
        left = std::chrono::ceil<seconds>(std::max(block.reservation_ends - now, Duration{}));
    if (block.resv_tms != model::no_leaf) {
        static_cast<void>(server_.process().state().set_integer(block.resv_tms, left.count()));
    }
    TimePoint next = never;
    if (block.edited != 0) {
        const bool shown = block.resv_tms != model::no_leaf && left.count() > 1;
        next = shown ? block.reservation_ends - (left - seconds(1)) : block.reservation_ends;
    }
    deadlines_.set(number_of(block), next);
}

/// Confirmed, cancelled, or lost: what was not confirmed is discarded.
void Settings::end_editing(Block& block) {
    if (block.edited != 0) --editors_;
    block.edited = 0;
    block.editor = {};
    block.buffer.clear();
    block.reservation_ends = never;
    static_cast<void>(server_.process().state().set_unsigned(block.edit_sg, 0));
    show_remaining(block, TimePoint{});
}

void Settings::ended_by_itself(const Block& block) {
    const tracking::Tracked tracked{tracking::Service::internal_change, {}, {}, {}};
    server_.tracking().control_block(block.control->node, tracked, {}, server_.now_);
}

void Settings::association_ended(ConnectionId connection) {
    for (Block& block : blocks_) {
        if (block.edited == 0 || block.editor != connection) continue;
        end_editing(block);
        ended_by_itself(block);
    }
}

void Settings::on_time(const Now& now) {
    if (keeping_ <= now.monotonic) keep_what_was_set(now);
    while (deadlines_.next() <= now.monotonic) {
        Block& block = blocks_[deadlines_.next_slot()];
        if (block.reservation_ends <= now.monotonic) {
            end_editing(block);
            ended_by_itself(block);
        } else {
            show_remaining(block, now.monotonic);
        }
    }
}

bool Settings::is_others(NodeId node, ConnectionId connection) const {
    const Block* const block = block_of(node);
    return block != nullptr && block->edited != 0 && block->editor != connection;
}

// ---- reading
// --------------------------------------------------------------------------------------------------

std::optional<DataAccessError> Settings::before_read(const ObjectRead& read) {
    Block* const block = block_of(read.node);
    if (block != nullptr && block->reservation_ends <= read.now.monotonic) on_time(read.now);
    if (model_.node(read.node).fc != Fc::se) {
        if (block != nullptr) show_remaining(*block, read.now.monotonic);
        return std::nullopt;
    }
    const bool mine = block != nullptr && block->edited != 0 && block->editor == read.connection;
    return mine ? std::nullopt : MaybeError(DataAccessError::temporarily_unavailable);
}

}  // namespace busbar::server::setting
