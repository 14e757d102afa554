// SPDX-License-Identifier: Apache-2.0
// Setting the attributes of a report control block (SetURCBValues, SetBRCBValues): what may be written when
// and with which error, and what follows. Attributes are written one by one; a block as a whole is not.
#include <algorithm>
#include <cstring>

#include "server/report/reports.hpp"
#include "server/server.hpp"
#include "server/values.hpp"

namespace busbar::server::report {

namespace {

/// Room for the slot of any attribute.
constexpr std::size_t slot_octets = 160;

constexpr std::uint16_t trg_ops_bits = 0x7C00;        // 1 to 5
constexpr std::uint16_t opt_flds_bits = 0x7FC0;       // 1 to 9
constexpr std::uint16_t buffered_only_bits = 0x0300;  // 6 and 7: bufOvfl and entryID

void mask(std::uint8_t* slot, std::uint16_t bits, std::size_t octets) {
    slot[0] &= static_cast<std::uint8_t>(bits >> 8U);
    if (octets > 1) slot[1] &= static_cast<std::uint8_t>(bits & 0xFFU);
}

}  // namespace

WriteOutcome Reports::write(const ObjectWrite& write) {
    now_ = write.now;
    const model::Node& node = model_.node(write.node);
    if (!node.is_leaf() || model_.node(node.parent).kind != model::NodeKind::control_block) {
        return WriteOutcome::refused(DataAccessError::object_access_unsupported);
    }
    const model::Node& parent = model_.node(node.parent);
    Block& block = blocks_[parent.info];
    const auto attribute = attribute_at(block.control->settings, node.first_leaf - parent.first_leaf);
    if (!attribute) return WriteOutcome::refused(DataAccessError::object_access_unsupported);
    if (auto error = check(block, *attribute, write)) return WriteOutcome::refused(*error);
    std::array<std::uint8_t, slot_octets> slot{};
    if (auto error = store_leaf(model_, model::LeafId{node.first_leaf}, write.data, slot.data())) {
        return WriteOutcome::refused(*error);
    }
    if (auto error = apply(block, *attribute, slot.data(), write)) return WriteOutcome::refused(*error);
    return WriteOutcome::done();
}

/// Everything that may refuse a write whatever the value.
Reports::MaybeError Reports::check(const Block& block, Attribute attribute, const ObjectWrite& write) const {
    switch (attribute) {
        case Attribute::conf_rev:
        case Attribute::sq_num:
        case Attribute::time_of_entry:
        case Attribute::owner: return DataAccessError::object_access_denied;
        case Attribute::rpt_id:
        case Attribute::rpt_ena:
        case Attribute::resv:
        case Attribute::dat_set:
        case Attribute::opt_flds:
        case Attribute::buf_tm:
        case Attribute::trg_ops:
        case Attribute::intg_pd:
        case Attribute::gi:
        case Attribute::purge_buf:
        case Attribute::entry_id:
        case Attribute::resv_tms: break;
    }
    if (is_others(block, write.connection, write.peer)) return DataAccessError::temporarily_unavailable;
    if (block.enabled && attribute != Attribute::rpt_ena && attribute != Attribute::gi) {
        return DataAccessError::temporarily_unavailable;
    }
    if (!settable(attribute)) return DataAccessError::object_access_denied;
    const bool reserves = attribute == Attribute::resv || attribute == Attribute::resv_tms;
    if (!reserves && needs_reservation(block)) return DataAccessError::object_access_denied;
    return std::nullopt;
}

/// SCL Services, ReportSettings: Dyn may be written online.
bool Reports::settable(Attribute attribute) const {
    const auto& settings = model_.services().report_settings;
    if (!settings.present) return true;
    const auto dynamic = [](model::Setting setting) { return setting == model::Setting::dyn; };
    switch (attribute) {
        case Attribute::rpt_id: return dynamic(settings.rpt_id);
        case Attribute::dat_set: return dynamic(settings.dat_set);
        case Attribute::opt_flds: return dynamic(settings.opt_fields);
        case Attribute::buf_tm: return dynamic(settings.buf_time);
        case Attribute::trg_ops: return dynamic(settings.trg_ops);
        case Attribute::intg_pd: return dynamic(settings.intg_pd);
        case Attribute::rpt_ena:
        case Attribute::resv:
        case Attribute::conf_rev:
        case Attribute::sq_num:
        case Attribute::gi:
        case Attribute::purge_buf:
        case Attribute::entry_id:
        case Attribute::time_of_entry:
        case Attribute::resv_tms:
        case Attribute::owner: break;
    }
    return true;
}

Reports::MaybeError Reports::apply(Block& block, Attribute attribute, std::uint8_t* slot,
                                   const ObjectWrite& write) {
    const bool truth = slot[0] != 0;
    MaybeError error;
    switch (attribute) {
        case Attribute::rpt_ena: return set_enabled(block, truth, write);
        case Attribute::resv: return set_resv(block, truth, write);
        case Attribute::resv_tms: {
            const std::int64_t seconds = model::slot::integer(BasicType::int16, slot);
            return set_resv_tms(block, seconds, write);
        }
        case Attribute::gi:
            if (!block.enabled) return DataAccessError::temporarily_unavailable;
            if (truth && attributes(block).triggers().general_interrogation) {
                flush_window(block);
                report_all(block, EntryKind::general_interrogation);
            }
            return std::nullopt;
        case Attribute::rpt_id: error = set_rpt_id(block, slot); break;
        case Attribute::dat_set: {
            const std::string_view text = model::slot::text(BasicType::vis_string129, slot);
            error = set_data_set(block, text, write);
            break;
        }
        case Attribute::opt_flds: {
            const unsigned bits = block.buffered ? opt_flds_bits : opt_flds_bits & ~buffered_only_bits;
            mask(slot, static_cast<std::uint16_t>(bits), 2);
            if (attributes(block).replace(attribute, slot)) remember(block);
            break;
        }
        case Attribute::trg_ops:
            mask(slot, trg_ops_bits, 1);
            set_configuration(block, attribute, slot);
            break;
        case Attribute::buf_tm:
        case Attribute::intg_pd: set_configuration(block, attribute, slot); break;
        case Attribute::purge_buf:
            if (truth) purge(block);
            break;
        case Attribute::entry_id: error = set_entry_id(block, slot); break;
        case Attribute::conf_rev:
        case Attribute::sq_num:
        case Attribute::time_of_entry:
        case Attribute::owner: return DataAccessError::object_access_denied;
    }
    if (!error) take(block, write);
    return error;
}

// ---- enabling
// -------------------------------------------------------------------------------------------------

Reports::MaybeError Reports::set_enabled(Block& block, bool enabled, const ObjectWrite& write) {
    if (enabled) return block.enabled ? DataAccessError::temporarily_unavailable : enable(block, write);
    if (block.enabled) disable(block);
    return std::nullopt;
}

Reports::MaybeError Reports::enable(Block& block, const ObjectWrite& write) {
    Attributes is = attributes(block);
    if (block.data_set == nullptr) {
        // The set may have come after the block.
        const std::string_view name = is.text(Attribute::dat_set);
        block.data_set = name.empty() ? nullptr : server_.data_sets().find(name, write.connection);
        if (block.data_set == nullptr) return DataAccessError::temporarily_unavailable;
        DataSets::use(*block.data_set);
    }
    // A report must not show what a Read would not.
    if (server_.gate().has_policy()) {
        for (const model::DataSetMember& member : block.data_set->members) {
            if (member.node == model::no_node) continue;
            if (server_.gate().read(write.peer, member.node)) return DataAccessError::object_access_denied;
        }
    }
    take(block, write);
    block.enabled = true;
    block.unanswered = true;
    block.invoke_id = write.ticket.invoke_id;
    block.sequence = 0;
    block.draining = false;
    is.set_flag(Attribute::rpt_ena, true);
    is.set_number(Attribute::sq_num, 0);
    if (block.buffered) {
        Buffered& buffered = *block.buffered;
        buffered.tell_overflow = buffered.resync == Resync::none;
        if (buffered.resync == Resync::none) buffered.buffer.rewind();
        buffered.resync = Resync::none;
    }
    refresh(block);
    enqueue(block);
    return std::nullopt;
}

void Reports::disable(Block& block) {
    block.enabled = false;
    block.unanswered = false;
    block.draining = false;
    forget_outbox(block);
    Attributes is = attributes(block);
    is.set_flag(Attribute::rpt_ena, false);
    if (block.buffered) {
        const EntryBuffer& buffer = block.buffered->buffer;
        block.buffered->tell_overflow = false;
        is.set_entry(buffer.newest(), buffer.newest_time());
    }
    refresh(block);
}

// ---- configuration
// --------------------------------------------------------------------------------------------

Reports::MaybeError Reports::set_rpt_id(Block& block, const std::uint8_t* slot) {
    const std::string_view text = model::slot::text(BasicType::vis_string129, slot);
    const bool visible = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (!visible) return DataAccessError::object_value_invalid;
    set_configuration(block, Attribute::rpt_id, slot);
    return std::nullopt;
}

void Reports::set_configuration(Block& block, Attribute attribute, const std::uint8_t* slot) {
    if (!attributes(block).replace(attribute, slot)) return;
    if (block.buffered) purge(block);
    restart(block);
    remember(block);
}

Reports::MaybeError Reports::set_data_set(Block& block, std::string_view reference,
                                          const ObjectWrite& write) {
    DataSet* found = nullptr;
    if (!reference.empty()) {
        if (block.buffered && reference.front() == '@') return DataAccessError::object_value_invalid;
        found = server_.data_sets().find(reference, write.connection);
        if (found == nullptr) return DataAccessError::object_value_invalid;
        if (found->scope == DataSetScope::logical_device &&
            !server_.gate().visible(write.peer, found->logical_device, found->item())) {
            return DataAccessError::object_value_invalid;
        }
    }
    const bool same = found == block.data_set && attributes(block).text(Attribute::dat_set) == reference;
    if (!same) change_data_set(block, found, reference);
    return std::nullopt;
}

void Reports::change_data_set(Block& block, DataSet* data_set, std::string_view reference) {
    stop(block);
    if (block.data_set != nullptr) DataSets::release(*block.data_set);
    block.data_set = data_set;
    if (data_set != nullptr) DataSets::use(*data_set);
    Attributes is = attributes(block);
    is.set_text(Attribute::dat_set, reference);
    const auto revision = static_cast<std::uint32_t>(is.number(Attribute::conf_rev) + 1);
    is.set_number(Attribute::conf_rev, revision == 0 ? 1 : revision);
    if (block.buffered) purge(block);
    refresh(block);
    remember(block);
}

// ---- the buffer
// -----------------------------------------------------------------------------------------------

void Reports::purge(Block& block) {
    Buffered& buffered = *block.buffered;
    buffered.buffer.purge();
    buffered.resync = Resync::purged;
    if (block.running && block.running->window) {
        block.running->window->close();
        set_deadline(block);
    }
    attributes(block).set_entry(0, {});
    if (store_ == nullptr) return;
    store_->purged(reference_of(block));
    remember(block);  // the entries went, their numbers must not come again
}

Reports::MaybeError Reports::set_entry_id(Block& block, const std::uint8_t* slot) {
    Buffered& buffered = *block.buffered;
    const EntryNumber number = entry_number(slot);
    // Until something else is written the next enabling starts at the oldest entry.
    buffered.resync = Resync::none;
    if (number == 0) {
        attributes(block).set_entry(0, {});
        return std::nullopt;
    }
    if (!buffered.buffer.resume_after(number)) return DataAccessError::object_value_invalid;
    // What was dropped before that entry is nothing that this client has lost.
    buffered.buffer.set_overflowed(false);
    buffered.resync = Resync::resumed;
    attributes(block).set_entry(number, buffered.buffer.time_of(number).value_or(EntryTime{}));
    return std::nullopt;
}

}  // namespace busbar::server::report
