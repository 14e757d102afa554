// SPDX-License-Identifier: Apache-2.0
// Setting the attributes of a log control block (SetLCBValues): what may be written when and with which
// error, and what follows. Attributes are written one by one; a block as a whole is not. Nobody owns a block.
#include <array>

#include "server/log/logs.hpp"
#include "server/server.hpp"
#include "server/values.hpp"

namespace busbar::server::log {

namespace {

/// Room for the slot of any attribute.
constexpr std::size_t slot_octets = 160;

constexpr std::uint8_t trg_ops_bits = 0x7C;  // 1 to 5

}  // namespace

WriteOutcome Logs::write(const ObjectWrite& write) {
    now_ = write.now;
    const model::Node& node = model_.node(write.node);
    if (!node.is_leaf() || model_.node(node.parent).kind != model::NodeKind::control_block) {
        return WriteOutcome::refused(DataAccessError::object_access_unsupported);
    }
    const model::Node& parent = model_.node(node.parent);
    Block& block = blocks_[parent.info];
    const std::uint32_t position = node.first_leaf - parent.first_leaf;
    if (position >= attribute_count) return WriteOutcome::refused(DataAccessError::object_access_unsupported);
    const auto attribute = static_cast<Attribute>(position);
    if (auto error = check(block, attribute)) return WriteOutcome::refused(*error);
    std::array<std::uint8_t, slot_octets> slot{};
    if (auto error = store_leaf(model_, model::LeafId{node.first_leaf}, write.data, slot.data())) {
        return WriteOutcome::refused(*error);
    }
    if (auto error = apply(block, attribute, slot.data(), write)) return WriteOutcome::refused(*error);
    remember(block);
    return WriteOutcome::done();
}

/// Everything that may refuse a write whatever the value.
Logs::MaybeError Logs::check(const Block& block, Attribute attribute) const {
    switch (attribute) {
        case Attribute::old_entr_tm:
        case Attribute::new_entr_tm:
        case Attribute::old_entr:
        case Attribute::new_entr: return DataAccessError::object_access_denied;
        case Attribute::log_ena:
        case Attribute::log_ref:
        case Attribute::dat_set:
        case Attribute::trg_ops:
        case Attribute::intg_pd: break;
    }
    if (!settable(attribute)) return DataAccessError::object_access_denied;
    if (block.running && attribute != Attribute::log_ena) return DataAccessError::temporarily_unavailable;
    return std::nullopt;
}

/// SCL Services, LogSettings: Dyn may be written online. It does not know LogRef.
bool Logs::settable(Attribute attribute) const {
    using model::Setting;
    const auto& settings = model_.services().log_settings;
    if (!settings.present) return true;
    switch (attribute) {
        case Attribute::log_ena: return settings.log_ena == Setting::dyn;
        case Attribute::dat_set: return settings.dat_set == Setting::dyn;
        case Attribute::trg_ops: return settings.trg_ops == Setting::dyn;
        case Attribute::intg_pd: return settings.intg_pd == Setting::dyn;
        case Attribute::log_ref:
        case Attribute::old_entr_tm:
        case Attribute::new_entr_tm:
        case Attribute::old_entr:
        case Attribute::new_entr: break;
    }
    return true;
}

Logs::MaybeError Logs::apply(Block& block, Attribute attribute, std::uint8_t* slot,
                             const ObjectWrite& write) {
    const auto text = [&] { return model::slot::text(BasicType::vis_string129, slot); };
    switch (attribute) {
        case Attribute::log_ena:
            if (slot[0] != 0) return enable(block, write);
            flush_window(block);
            stop(block);
            attributes(block).set_enabled(false);
            return std::nullopt;
        case Attribute::log_ref: return set_log_ref(block, text(), write);
        case Attribute::dat_set: return set_dat_set(block, text(), write);
        case Attribute::trg_ops: slot[0] &= trg_ops_bits; [[fallthrough]];
        case Attribute::intg_pd: attributes(block).replace(attribute, slot); return std::nullopt;
        case Attribute::old_entr_tm:
        case Attribute::new_entr_tm:
        case Attribute::old_entr:
        case Attribute::new_entr: break;
    }
    return DataAccessError::object_access_denied;
}

Logs::MaybeError Logs::enable(Block& block, const ObjectWrite& write) {
    if (block.running) return std::nullopt;
    Attributes is = attributes(block);
    if (block.data_set == nullptr) {
        // The set may have come after the block.
        const std::string_view name = is.text(Attribute::dat_set);
        if (!name.empty()) set_data_set(block, server_.data_sets().find(name, write.connection));
    }
    if (block.data_set == nullptr || block.log == no_log) {
        return DataAccessError::object_attribute_inconsistent;
    }
    // Who may read the log would read what a Read refuses to him who fills it.
    if (server_.gate().has_policy()) {
        for (const model::DataSetMember& member : block.data_set->members) {
            if (member.node == model::no_node) continue;
            if (server_.gate().read(write.peer, member.node)) return DataAccessError::object_access_denied;
        }
    }
    is.set_enabled(true);
    start(block);
    return std::nullopt;
}

Logs::MaybeError Logs::set_log_ref(Block& block, std::string_view reference, const ObjectWrite& write) {
    std::uint32_t found = no_log;
    if (!reference.empty()) {
        found = find(reference);
        if (found == no_log) return DataAccessError::object_value_invalid;
        const model::Log& log = model_.logs()[found];
        const model::NodeId device = model_.logical_device_of(log.logical_node);
        if (!server_.gate().visible(write.peer, device, log.item_id)) {
            return DataAccessError::object_value_invalid;
        }
    }
    attributes(block).set_text(Attribute::log_ref, reference);
    set_log(block, found);
    return std::nullopt;
}

Logs::MaybeError Logs::set_dat_set(Block& block, std::string_view reference, const ObjectWrite& write) {
    DataSet* found = nullptr;
    if (!reference.empty()) {
        // A log outlives associations and their sets.
        if (reference.front() == '@') return DataAccessError::object_value_invalid;
        found = server_.data_sets().find(reference, write.connection);
        if (found == nullptr) return DataAccessError::object_value_invalid;
        if (found->scope == DataSetScope::logical_device &&
            !server_.gate().visible(write.peer, found->logical_device, found->item())) {
            return DataAccessError::object_value_invalid;
        }
    }
    set_data_set(block, found);
    attributes(block).set_text(Attribute::dat_set, reference);
    return std::nullopt;
}

}  // namespace busbar::server::log
