// SPDX-License-Identifier: Apache-2.0
// What clients write into a setting group control block; buffer.cpp has what they edit. Errors by
// docs/protocol-notes.md: object-value-invalid for a group that does not exist, temporarily-unavailable while
// somebody else edits, object-access-unsupported where SCL Services has no SGEdit.
#include <algorithm>
#include <limits>

#include "server/server.hpp"
#include "server/setting/settings.hpp"
#include "server/tracking/tracking.hpp"

namespace busbar::server::setting {

using model::NodeId;
using tracking::Service;

namespace {

/// The number of a group as a client writes it; larger ones than an INT8U are just too large.
std::optional<std::uint8_t> group_in(const mms::Data& data) {
    const auto* number = data.get_if<mms::Unsigned>();
    if (number == nullptr) return std::nullopt;
    constexpr std::uint8_t most = std::numeric_limits<std::uint8_t>::max();
    return static_cast<std::uint8_t>(std::min<std::uint64_t>(number->value, most));
}

bool is_too_large(const mms::Data& data, const model::SettingControl& control) {
    return data.get_if<mms::Unsigned>()->value > control.settings.num_of_sg;
}

}  // namespace

WriteOutcome Settings::write(const ObjectWrite& write) {
    const auto outcome = [](MaybeError error) {
        return error ? WriteOutcome::refused(*error) : WriteOutcome::done();
    };
    Block* const block = block_of(write.node);
    if (block != nullptr && block->reservation_ends <= write.now.monotonic) on_time(write.now);
    if (model_.node(write.node).fc == Fc::se) {
        if (block == nullptr) return WriteOutcome::refused(DataAccessError::temporarily_unavailable);
        return outcome(set_edit_value(*block, write));
    }
    const model::LeafId leaf = model_.leaf_of(write.node);
    if (block == nullptr || leaf == model::no_leaf) {
        return WriteOutcome::refused(DataAccessError::object_access_denied);
    }
    if (leaf == block->act_sg) return select_active(*block, write);
    if (leaf == block->edit_sg) return outcome(select_edit(*block, write));
    if (leaf == block->cnf_edit) return confirm(*block, write);
    return WriteOutcome::refused(DataAccessError::object_access_denied);
}

/// Without an element Services the file says nothing, and nothing is forbidden.
bool Settings::may_edit() const {
    return !model_.services().present || model_.services().sg_edit;
}

Settings::MaybeError Settings::approve(const Block& block, Step step, std::uint8_t group, const Peer* peer,
                                       const Now& now) const {
    return approval_ ? approval_({step, *block.control, group, peer, now}) : std::nullopt;
}

/// Now, or when it is kept.
WriteOutcome Settings::answer(const Block& block, Step step, std::uint8_t group, const ObjectWrite& write) {
    if (listener_) listener_({step, *block.control, group, &write.peer, write.now});
    if (store_ == nullptr) return WriteOutcome::done();
    Waiting& waiting = waiting_.emplace_back();
    waiting.ticket = ticket_;
    waiting.write = write.ticket;
    waiting.block = block.control->node;
    waiting.attribute = write.node;
    const bool confirmed = step == Step::confirm;
    waiting.service = confirmed ? Service::confirm_edit_sg_values : Service::select_active_sg;
    waiting.address = address_of(write.peer);
    waiting.value = confirmed ? Value(true) : Value(group);
    return WriteOutcome::later();
}

void Settings::kept(std::uint64_t ticket, bool success) {
    while (!waiting_.empty() && waiting_.front().ticket <= ticket) {
        const Waiting done = std::move(waiting_.front());
        waiting_.erase(waiting_.begin());
        const MaybeError error = success ? MaybeError() : DataAccessError::hardware_fault;
        const tracking::Tracked tracked{
            done.service, {}, tracking::service_error_of(error), done.address.bytes()};
        const tracking::Tracking::Attempt attempt{done.attribute, done.value};
        server_.tracking().control_block(done.block, tracked, {&attempt, 1}, server_.now_);
        server_.finish_write(done.write, error);
    }
}

WriteOutcome Settings::select_active(Block& block, const ObjectWrite& write) {
    const auto group = group_in(write.data);
    if (!group) return WriteOutcome::refused(DataAccessError::type_inconsistent);
    if (*group == 0 || is_too_large(write.data, *block.control)) {
        return WriteOutcome::refused(DataAccessError::object_value_invalid);
    }
    if (*group == block.active) return WriteOutcome::done();
    if (auto error = approve(block, Step::select_active, *group, &write.peer, write.now)) {
        return WriteOutcome::refused(*error);
    }
    if (carry_out(block, plan_active(block, *group), write.now) != Done::yes) {
        return WriteOutcome::refused(DataAccessError::hardware_fault);
    }
    return answer(block, Step::select_active, *group, write);
}

Settings::MaybeError Settings::select_edit(Block& block, const ObjectWrite& write) {
    if (!may_edit()) return DataAccessError::object_access_unsupported;
    const auto group = group_in(write.data);
    if (!group) return DataAccessError::type_inconsistent;
    if (block.edited != 0 && block.editor != write.connection) {
        return DataAccessError::temporarily_unavailable;
    }
    if (is_too_large(write.data, *block.control)) return DataAccessError::object_value_invalid;
    if (*group == 0) {
        if (block.edited != 0) end_editing(block);
        return std::nullopt;
    }
    if (auto error = approve(block, Step::select_edit, *group, &write.peer, write.now)) return error;
    block.buffer = values_of(block, *group);
    if (block.edited == 0) ++editors_;
    block.edited = *group;
    block.editor = write.connection;
    block.reservation_ends = write.now.monotonic + reservation_of(block);
    static_cast<void>(server_.process().state().set_unsigned(block.edit_sg, *group));
    show_remaining(block, write.now.monotonic);
    return std::nullopt;
}

WriteOutcome Settings::confirm(Block& block, const ObjectWrite& write) {
    if (!may_edit()) return WriteOutcome::refused(DataAccessError::object_access_unsupported);
    const auto* truth = write.data.get_if<bool>();
    if (truth == nullptr) return WriteOutcome::refused(DataAccessError::type_inconsistent);
    if (!*truth) return WriteOutcome::refused(DataAccessError::object_value_invalid);
    if (block.edited == 0 || block.editor != write.connection) {
        return WriteOutcome::refused(DataAccessError::object_access_denied);
    }
    const std::uint8_t group = block.edited;
    {
        const Shown shown(*this, write.connection);
        if (auto error = approve(block, Step::confirm, group, &write.peer, write.now)) {
            return WriteOutcome::refused(*error);
        }
    }
    if (carry_out(block, {block.active, group, edited_values(block)}, write.now) != Done::yes) {
        return WriteOutcome::refused(DataAccessError::hardware_fault);
    }
    end_editing(block);
    return answer(block, Step::confirm, group, write);
}

}  // namespace busbar::server::setting
