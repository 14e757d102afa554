// SPDX-License-Identifier: Apache-2.0
// The values of setting groups: where they are, and how they change together.
#include <algorithm>
#include <cstring>

#include "server/server.hpp"
#include "server/setting/settings.hpp"
#include "server/tracking/tracking.hpp"

namespace busbar::server::setting {

using model::NodeId;
using Member = model::SettingControl::Member;

Settings::Octets Settings::active_values(const Block& block) const {
    Octets values = block.groups[block.active - 1U];
    const model::Image& image = server_.process().image();
    for (const Member& member : block.control->members) {
        std::memcpy(values.data() + member.offset, image.slot(member.active),
                    model_.leaf(member.active).size);
    }
    return values;
}

Settings::Octets Settings::values_of(const Block& block, std::uint8_t group) const {
    return group == block.active ? active_values(block) : block.groups[group - 1U];
}

/// The application may have set values of the group that has been active: they stay with it.
Settings::Plan Settings::plan_active(const Block& block, std::uint8_t group) const {
    Plan plan{group, 0, {}};
    Octets values = active_values(block);
    if (values != block.groups[block.active - 1U]) {
        plan.group = block.active;
        plan.values = std::move(values);
    }
    return plan;
}

/// The store first, for it may refuse; from then on nothing fails.
Settings::Done Settings::carry_out(Block& block, Plan plan, const Now& now) {
    model::Transaction transaction = server_.process().begin();
    if (!transaction.open() || shown_) return Done::in_transaction;
    const bool acts = plan.active != block.active || plan.group == plan.active;
    const model::Image& image = server_.process().image();
    Timestamp activated = image.timestamp(block.l_act_tm);
    if (acts) {
        activated = Timestamp::from(now.wall);
        transaction.set(block.act_sg, plan.active);
        transaction.set(block.l_act_tm, activated);
        const Octets& values = plan.group == plan.active ? plan.values : block.groups[plan.active - 1U];
        for (const Member& member : block.control->members) {
            std::memcpy(transaction.slot(member.active), values.data() + member.offset,
                        model_.leaf(member.active).size);
        }
    }
    if (store_ != nullptr) {
        const SettingChange change{plan.active, activated.octets(), {plan.group, plan.values}};
        if (!store_->keep(model_.reference(block.control->node), change, ++ticket_)) return Done::not_kept;
    }
    block.active = plan.active;
    if (plan.group != 0) {
        block.groups[plan.group - 1U] = std::move(plan.values);
        block.own_values[plan.group - 1U] = true;
    }
    // It is open, and slots cannot be unfit.
    static_cast<void>(transaction.commit(now));
    if (acts) show_active(block);
    return Done::yes;
}

// ---- what the application does
// --------------------------------------------------------------------------------

namespace {

Failure no_such_group(std::uint32_t group, std::size_t groups) {
    return fail(Fault::refused, "there is no setting group " + std::to_string(group) + ", only 1 to " +
                                    std::to_string(groups));
}

}  // namespace

Result<void> Settings::carry_out_locally(Block& block, Plan plan, Step step, std::uint8_t group,
                                         const Now& now) {
    switch (carry_out(block, std::move(plan), now)) {
        case Done::yes: break;
        case Done::in_transaction:
            return fail(Fault::misuse, "settings cannot change within a transaction or an approval");
        case Done::not_kept: return fail(Fault::io, "the store does not take the settings");
    }
    if (listener_) listener_({step, *block.control, group, nullptr, now});
    // Local services are tracked as those of clients are.
    const bool confirmed = step == Step::confirm;
    const auto service =
        confirmed ? tracking::Service::confirm_edit_sg_values : tracking::Service::select_active_sg;
    server_.tracking().control_block(block.control->node, {service, {}, {}, {}}, {}, now);
    return {};
}

Result<void> Settings::select_active(std::size_t control, std::uint32_t group, const Now& now) {
    Block& block = blocks_[control];
    if (group == 0 || group > block.groups.size()) return no_such_group(group, block.groups.size());
    const auto number = static_cast<std::uint8_t>(group);
    if (number == block.active) return {};
    return carry_out_locally(block, plan_active(block, number), Step::select_active, number, now);
}

Result<void> Settings::store_value(const Block& block, const NewValue& value, Octets& into) const {
    const model::LeafId leaf = value.node == model::no_node ? model::no_leaf : model_.leaf_of(value.node);
    const auto& members = block.control->members;
    const auto found = std::find_if(members.begin(), members.end(), [&](const Member& member) {
        return leaf != model::no_leaf && (member.active == leaf || member.edit == leaf);
    });
    if (found == members.end()) {
        const std::string which =
            value.node == model::no_node ? "nothing" : model_.object_reference(value.node);
        return fail(Fault::refused, escaped(which) + " is no setting of a group");
    }
    const BasicType type = model_.leaf(leaf).type;
    const model::Fit fit = model::slot::store(type, into.data() + found->offset, value.value);
    if (fit == model::Fit::ok) return {};
    return fail(Fault::refused,
                escaped(model_.object_reference(value.node)) + ": " + std::string(model::name_of(fit)));
}

Result<void> Settings::set_values(std::size_t control, std::uint32_t group, std::span<const NewValue> values,
                                  const Now& now) {
    Block& block = blocks_[control];
    if (group == 0 || group > block.groups.size()) return no_such_group(group, block.groups.size());
    const auto number = static_cast<std::uint8_t>(group);
    Plan plan{block.active, number, values_of(block, number)};
    for (const NewValue& value : values) {
        if (auto stored = store_value(block, value, plan.values); !stored) return stored;
    }
    return carry_out_locally(block, std::move(plan), Step::confirm, number, now);
}

Result<Value> Settings::value(NodeId node, std::uint32_t group) const {
    const Block* const block = node == model::no_node ? nullptr : block_of(node);
    const Fc fc = node == model::no_node ? Fc::none : model_.node(node).fc;
    if (block == nullptr || (fc != Fc::sg && fc != Fc::se)) {
        return fail(Fault::refused, "not in a setting group");
    }
    if (group == 0 || group > block->groups.size()) return no_such_group(group, block->groups.size());
    const Octets values = values_of(*block, static_cast<std::uint8_t>(group));
    model::Image image = server_.process().image();
    for (const Member& member : block->control->members) {
        const model::LeafId leaf = fc == Fc::sg ? member.active : member.edit;
        if (leaf == model::no_leaf) continue;
        std::memcpy(image.slot(leaf), values.data() + member.offset, model_.leaf(leaf).size);
    }
    return image.value(node);
}

}  // namespace busbar::server::setting
