// SPDX-License-Identifier: Apache-2.0
// What a buffered block keeps over a restart, and how it comes back.
#include <algorithm>

#include "server/report/reports.hpp"
#include "server/server.hpp"

namespace busbar::server::report {

namespace {

/// FNV-1a, 64 bits: told to the store, so it must stay what it is.
class Fingerprint {
public:
    void add(std::string_view text) {
        for (const char c : text) add_octet(static_cast<std::uint8_t>(c));
        add_octet(0);
    }
    void add(std::uint64_t number) {
        for (int i = 0; i < 8; ++i, number >>= 8U) add_octet(static_cast<std::uint8_t>(number & 0xFFU));
    }
    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    void add_octet(std::uint8_t octet) { value_ = (value_ ^ octet) * 0x100000001B3U; }
    std::uint64_t value_ = 0xCBF29CE484222325U;
};

}  // namespace

std::string_view Reports::reference_of(const Block& block) const {
    return model_.reference(block.control->node, reference_buffer_);
}

std::uint64_t Reports::members_of(const DataSet* data_set) const {
    Fingerprint fingerprint;
    if (data_set == nullptr) return fingerprint.value();
    std::array<char, model::Model::max_reference_octets> buffer{};
    for (const model::DataSetMember& member : data_set->members) {
        if (member.node == model::no_node) {
            fingerprint.add(member.missing);
        } else {
            fingerprint.add(model_.reference(member.node, buffer));
        }
    }
    return fingerprint.value();
}

std::uint64_t Reports::configuration_of(const Block& block) const {
    const model::ReportControlSpec& settings = block.control->settings;
    Fingerprint fingerprint;
    fingerprint.add(settings.rpt_id);
    fingerprint.add(settings.data_set);
    fingerprint.add(settings.conf_rev);
    fingerprint.add(settings.opt_flds.wire_octets());
    fingerprint.add(settings.trg_ops.wire_octets());
    fingerprint.add(settings.buf_tm_ms);
    fingerprint.add(settings.intg_pd_ms);
    const auto position = block.control->data_set;
    fingerprint.add(members_of(position ? &server_.data_sets().of_model(*position) : nullptr));
    return fingerprint.value();
}

BlockState Reports::state_of(const Block& block) const {
    const Attributes is = attributes(block);
    BlockState state;
    state.configuration = configuration_of(block);
    state.members = members_of(block.data_set);
    state.last_entry = block.buffered->last;
    state.conf_revision = static_cast<std::uint32_t>(is.number(Attribute::conf_rev));
    state.rpt_id = is.text(Attribute::rpt_id);
    state.data_set = is.text(Attribute::dat_set);
    state.fields = is.fields();
    state.triggers = is.triggers();
    state.buffer_time_ms = static_cast<std::uint32_t>(is.number(Attribute::buf_tm));
    state.integrity_ms = static_cast<std::uint32_t>(is.number(Attribute::intg_pd));
    return state;
}

void Reports::remember(const Block& block) {
    if (store_ == nullptr || !block.buffered) return;
    store_->changed(reference_of(block), state_of(block));
}

class Reports::Restorer : public ReportStore::Receiver {
public:
    Restorer(Reports& reports, Block& block) : reports_(reports), block_(block) {}

    void state(const BlockState& state) override {
        Buffered& buffered = *block_.buffered;
        buffered.last = std::max(buffered.last, state.last_entry);
        if (state.configuration != reports_.configuration_of(block_)) return;
        Attributes is = reports_.attributes(block_);
        DataSet* found = nullptr;
        if (!state.data_set.empty()) found = reports_.server_.data_sets().find(state.data_set, {});
        if (found != nullptr) DataSets::use(*found);
        if (block_.data_set != nullptr) DataSets::release(*block_.data_set);
        block_.data_set = found;
        is.set_text(Attribute::dat_set, state.data_set);
        is.set_text(Attribute::rpt_id, state.rpt_id);
        is.set_number(Attribute::conf_rev, state.conf_revision);
        is.set_fields(state.fields);
        is.set_triggers(state.triggers);
        is.set_number(Attribute::buf_tm, state.buffer_time_ms);
        is.set_number(Attribute::intg_pd, state.integrity_ms);
        if (found == nullptr) return;
        keep_ = reports_.members_of(found) == state.members;
        if (keep_) return;
        // The set is another one under the same name.
        const std::uint32_t next = state.conf_revision + 1;
        is.set_number(Attribute::conf_rev, next == 0 ? 1 : next);
    }
    void entry(const Entry& entry) override {
        Buffered& buffered = *block_.buffered;
        buffered.last = std::max(buffered.last, entry.number);
        if (!keep_) {
            voided_ = true;
        } else if (fits(entry) && entry.number > buffered.buffer.newest()) {
            static_cast<void>(buffered.buffer.push(entry));
        }
    }
    /// The store holds entries that mean nothing any more.
    [[nodiscard]] bool voided() const { return voided_; }

private:
    /// A store is a file, and files go bad.
    [[nodiscard]] bool fits(const Entry& entry) const {
        std::size_t octets = 0;
        int before = -1;
        for (const IncludedMember& included : entry.included) {
            if (included.member <= before || included.member >= block_.data_set->members.size()) return false;
            before = included.member;
            octets += included.value_octets;
        }
        return octets == entry.values.size();
    }

    Reports& reports_;
    Block& block_;
    bool keep_ = false;
    bool voided_ = false;
};

void Reports::set_store(ReportStore* store) {
    store_ = nullptr;
    if (store != nullptr) {
        for (Block& block : blocks_) {
            if (!block.buffered) continue;
            stop(block);
            Restorer restorer(*this, block);
            // The reference's buffer is used by others meanwhile.
            const std::string reference(reference_of(block));
            store->load(reference, restorer);
            if (restorer.voided()) store->purged(reference);
            const EntryBuffer& buffer = block.buffered->buffer;
            attributes(block).set_entry(buffer.newest(), buffer.newest_time());
            refresh(block);
        }
    }
    store_ = store;
    if (store_ == nullptr) return;
    for (const Block& block : blocks_) remember(block);
}

}  // namespace busbar::server::report
