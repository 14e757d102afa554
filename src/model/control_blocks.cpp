// SPDX-License-Identifier: Apache-2.0
// The definitions part of the builder: data sets, logs, and control blocks with their members in the order of
// IEC 61850-8-1. RptID, DatSet and the like are announced with 129 characters in every edition.
#include "model/builder.hpp"

namespace busbar::model {
namespace {

Value bits(std::uint16_t left_aligned, std::size_t size) {
    return BitString(std::uint64_t{left_aligned} >> (16 - size), size);
}

Value octets(std::vector<std::uint8_t> bytes) {
    return OctetString{std::move(bytes)};
}

Value no_entry() {
    return octets(std::vector<std::uint8_t>(8));
}

}  // namespace

Builder::Item Builder::add_block(Ln parent, std::string_view name, Fc fc, std::size_t position) {
    if (parent.at == none) return {};
    if (position >= no_info) {
        refuse(parent.at, "more than 65,534 control blocks of one kind", name);
        return {};
    }
    const std::uint32_t at = add(parent.at, name, NodeKind::control_block, fc);
    if (at == none) return {};
    drafts_[at].info = static_cast<std::uint16_t>(position);
    return {at};
}

Builder::Item Builder::member(Item block, std::string_view name, BasicType type, Value initial) {
    const Item item = attribute(block, {.name = name, .type = type});
    value(item, std::move(initial));
    return item;
}

void Builder::address_member(Item block, const PhyComAddr& address) {
    const Item item = phy_com_addr(block, {.name = "DstAddress"});
    value(find(item, "Addr"), octets({address.mac.begin(), address.mac.end()}));
    value(find(item, "PRIORITY"), address.priority);
    value(find(item, "VID"), address.vid);
    value(find(item, "APPID"), address.appid);
}

std::string Builder::data_set_text(Ln parent, std::string_view name) const {
    if (parent.at == none || name.empty()) return {};
    return path_of(parent.at).append("$").append(name);
}

void Builder::data_set(Ln parent, std::string_view name, std::vector<ObjectReference> members) {
    if (parent.at == none) return;
    if (!is_name(name) || name.size() > 64) return refuse(parent.at, "not a data set name", name);
    for (const DataSetDraft& other : data_sets_) {
        if (other.logical_node == parent.at && other.name == name) {
            return refuse(parent.at, "data set defined twice", name);
        }
    }
    if (members.empty()) return refuse(parent.at, "a data set without members", name);
    data_sets_.push_back({parent.at, std::string(name), std::move(members)});
}

void Builder::log(Ln parent, std::string_view name) {
    if (parent.at == none) return;
    if (!is_name(name) || name.size() > 64) return refuse(parent.at, "not a log name", name);
    for (const auto& [node, other] : logs_) {
        if (node == parent.at && other == name) return refuse(parent.at, "log defined twice", name);
    }
    logs_.emplace_back(parent.at, std::string(name));
}

void Builder::report_control(Ln parent, ReportControlSpec spec) {
    const Fc fc = spec.buffered ? Fc::br : Fc::rp;
    const Item block = add_block(parent, spec.name, fc, report_controls_.size());
    if (block.at == none) return;
    if (spec.rpt_id.empty()) {
        spec.rpt_id =
            path_of(parent.at).append("$").append(busbar::name_of(fc)).append("$").append(spec.name);
    }
    member(block, "RptID", BasicType::vis_string129, spec.rpt_id);
    member(block, "RptEna", BasicType::boolean, false);
    if (!spec.buffered) member(block, "Resv", BasicType::boolean, spec.reserved);
    member(block, "DatSet", BasicType::vis_string129, data_set_text(parent, spec.data_set));
    member(block, "ConfRev", BasicType::int32u, spec.conf_rev);
    member(block, "OptFlds", BasicType::opt_flds, bits(spec.opt_flds.wire_octets(), 10));
    member(block, "BufTm", BasicType::int32u, spec.buf_tm_ms);
    member(block, "SqNum", spec.buffered ? BasicType::int16u : BasicType::int8u, 0U);
    member(block, "TrgOps", BasicType::trg_ops, bits(spec.trg_ops.wire_octets(), 6));
    member(block, "IntgPd", BasicType::int32u, spec.intg_pd_ms);
    member(block, "GI", BasicType::boolean, false);
    if (spec.buffered) {
        member(block, "PurgeBuf", BasicType::boolean, false);
        member(block, "EntryID", BasicType::entry_id, no_entry());
        member(block, "TimeofEntry", BasicType::entry_time, EntryTime{});
        if (spec.with_resv_tms) member(block, "ResvTms", BasicType::int16, spec.reserved ? -1 : 0);
    }
    if (spec.with_owner) member(block, "Owner", BasicType::octet64, octets(spec.owner));
    report_controls_.push_back({parent.at, block.at, std::move(spec)});
}

void Builder::log_control(Ln parent, LogControlSpec spec) {
    const Item block = add_block(parent, spec.name, Fc::lg, log_controls_.size());
    if (block.at == none) return;
    member(block, "LogEna", BasicType::boolean, spec.log_ena);
    member(block, "LogRef", BasicType::vis_string129, spec.log_ref);
    member(block, "DatSet", BasicType::vis_string129, data_set_text(parent, spec.data_set));
    member(block, "OldEntrTm", BasicType::entry_time, EntryTime{});
    member(block, "NewEntrTm", BasicType::entry_time, EntryTime{});
    member(block, "OldEntr", BasicType::entry_id, no_entry());
    member(block, "NewEntr", BasicType::entry_id, no_entry());
    member(block, "TrgOps", BasicType::trg_ops, bits(spec.trg_ops.wire_octets(), 6));
    member(block, "IntgPd", BasicType::int32u, spec.intg_pd_ms);
    log_controls_.push_back({parent.at, block.at, std::move(spec)});
}

void Builder::setting_control(Ln lln0, SettingControlSpec spec) {
    if (lln0.at == none) return;
    if (spec.num_of_sg == 0 || spec.act_sg == 0 || spec.act_sg > spec.num_of_sg) {
        return refuse(lln0.at, "setting control: the active group is not one of its groups");
    }
    const Item block = add_block(lln0, "SGCB", Fc::sp, setting_controls_.size());
    if (block.at == none) return;
    member(block, "NumOfSG", BasicType::int8u, spec.num_of_sg);
    member(block, "ActSG", BasicType::int8u, spec.act_sg);
    member(block, "EditSG", BasicType::int8u, 0U);
    member(block, "CnfEdit", BasicType::boolean, false);
    member(block, "LActTm", BasicType::timestamp, Timestamp{});
    // The attribute is the time that is left, so 0 while nobody edits.
    if (spec.resv_tms_s) member(block, "ResvTms", BasicType::int16u, 0U);
    setting_controls_.push_back({lln0.at, block.at, spec});
}

void Builder::goose_control(Ln parent, GooseControlSpec spec) {
    const Item block = add_block(parent, spec.name, Fc::go, goose_controls_.size());
    if (block.at == none) return;
    member(block, "GoEna", BasicType::boolean, false);
    member(block, "GoID", BasicType::vis_string129, spec.go_id);
    member(block, "DatSet", BasicType::vis_string129, data_set_text(parent, spec.data_set));
    member(block, "ConfRev", BasicType::int32u, spec.conf_rev);
    member(block, "NdsCom", BasicType::boolean, spec.data_set.empty());
    address_member(block, spec.address);
    if (spec.with_times) {
        member(block, "MinTime", BasicType::int32u, spec.min_time_ms);
        member(block, "MaxTime", BasicType::int32u, spec.max_time_ms);
        member(block, "FixedOffs", BasicType::boolean, spec.fixed_offs);
    }
    goose_controls_.push_back({parent.at, block.at, std::move(spec)});
}

void Builder::sampled_value_control(Ln parent, SampledValueControlSpec spec) {
    const Fc fc = spec.multicast ? Fc::ms : Fc::us;
    const Item block = add_block(parent, spec.name, fc, sampled_value_controls_.size());
    if (block.at == none) return;
    const std::uint64_t options = (spec.refresh_time ? 16U : 0U) | (spec.sample_synchronized ? 8U : 0U) |
                                  (spec.sample_rate ? 4U : 0U) | (spec.data_set_name ? 2U : 0U) |
                                  (spec.security ? 1U : 0U);
    member(block, "SvEna", BasicType::boolean, false);
    if (!spec.multicast) member(block, "Resv", BasicType::boolean, false);
    member(block, spec.multicast ? "MsvID" : "UsvID", BasicType::vis_string129, spec.sv_id);
    member(block, "DatSet", BasicType::vis_string129, data_set_text(parent, spec.data_set));
    member(block, "ConfRev", BasicType::int32u, spec.conf_rev);
    member(block, "SmpRate", BasicType::int16u, spec.smp_rate);
    member(block, "OptFlds", BasicType::sv_opt_flds, BitString(options, 5));
    if (spec.smp_mod) member(block, "SmpMod", BasicType::enumerated, *spec.smp_mod);
    address_member(block, spec.address);
    member(block, "noASDU", BasicType::int16u, spec.no_asdu);
    sampled_value_controls_.push_back({parent.at, block.at, std::move(spec)});
}

}  // namespace busbar::model
