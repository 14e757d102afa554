// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/bytes.hpp"
#include "live/suggest.hpp"
#include "report/verbs.hpp"
#include "values/option_text.hpp"
#include "values/value_text.hpp"

namespace busbar::program {
namespace {

std::string milliseconds(std::uint32_t count) {
    return duration_text(std::chrono::milliseconds(count));
}

const char* integrity_remark(std::uint32_t period, const std::optional<TrgOps>& triggers) {
    if (period == 0) return "no integrity reports";
    return triggers && !triggers->integrity ? "not used: TrgOps has no integrity" : "";
}

const char* reservation_remark(std::int32_t seconds) {
    if (seconds == 0) return "free";
    return seconds < 0 ? "assigned by configuration" : "seconds after a loss of the connection";
}

}  // namespace

std::string use_of(const ReportControlState& state) {
    const std::string holder = state.holder();
    const bool enabled = state.enabled.value_or(false);
    if (enabled) return holder.empty() ? "enabled" : "enabled by " + escaped(holder);
    if (state.resv_tms && *state.resv_tms < 0) return "assigned";
    if (state.reserved.value_or(false) || (state.resv_tms && *state.resv_tms > 0))
        return holder.empty() ? "reserved" : "reserved by " + escaped(holder);
    return "free";
}

std::vector<AttributeText> attributes_of(const ReportControlState& state) {
    std::vector<AttributeText> all;
    const auto add = [&](const char* name, const auto& value, const auto& text) {
        if (value) all.push_back({name, text(*value), {}});
    };
    // Adds what `remark` says of the value to the attribute, if there is one.
    const auto remark = [&](const auto& value, const auto& text) {
        if (value) all.back().remark = text(*value);
    };
    const auto truth = [](bool value) { return std::string(value ? "true" : "false"); };
    const auto number = [](auto value) { return std::to_string(value); };
    const auto or_dash = [](const std::string& text) {
        return text.empty() ? std::string("-") : escaped(text);
    };
    const auto names = [](const auto& fields) { return fields.text(); };

    add("RptID", state.rpt_id, or_dash);
    remark(state.rpt_id,
           [](const std::string& id) { return id.empty() ? "reports carry the reference" : ""; });
    add("RptEna", state.enabled, truth);
    add("Resv", state.reserved, truth);
    add("DatSet", state.data_set, or_dash);
    add("ConfRev", state.conf_rev, number);
    add("OptFlds", state.opt_flds, names);
    add("BufTm", state.buf_tm, milliseconds);
    remark(state.buf_tm, [](std::uint32_t time) { return time == 0 ? "each change at once" : ""; });
    add("SqNum", state.sq_num, number);
    add("TrgOps", state.trg_ops, names);
    add("IntgPd", state.intg_pd, milliseconds);
    remark(state.intg_pd, [&](std::uint32_t time) { return integrity_remark(time, state.trg_ops); });
    add("GI", state.gi, truth);
    add("PurgeBuf", state.purge_buf, truth);
    add("EntryID", state.entry_id, [](const EntryId& entry) { return entry.text(); });
    remark(state.entry_id, [](const EntryId& entry) { return entry.is_none() ? "none" : ""; });
    add("TimeofEntry", state.time_of_entry, [](const EntryTime& time) {
        return time == EntryTime() ? std::string("-") : time_text(Timestamp::from(time.time()));
    });
    add("ResvTms", state.resv_tms, number);
    remark(state.resv_tms, reservation_remark);
    add("Owner", state.owner, [&](const OctetString& owner) {
        return owner.octets.empty() ? std::string("-") : escaped(state.holder());
    });
    return all;
}

void write_state(Json& json, const ReportControlState& state) {
    json.member("reference", state.reference.text()).member("mms", state.reference.mms_text());
    json.member("kind", state.buffered ? "brcb" : "urcb").member("use", use_of(state));
    if (const std::string holder = state.holder(); !holder.empty()) json.member("holder", holder);
    if (state.rpt_id) json.member("RptID", *state.rpt_id);
    if (state.enabled) json.member("RptEna", *state.enabled);
    if (state.reserved) json.member("Resv", *state.reserved);
    if (state.data_set) json.member("DatSet", *state.data_set);
    if (state.conf_rev) json.member("ConfRev", *state.conf_rev);
    if (state.opt_flds)
        write_bit_names(json, "OptFlds", state.opt_flds->text(), state.opt_flds->wire_octets(),
                        OptFlds::size);
    if (state.buf_tm) json.member("BufTm", *state.buf_tm);
    if (state.sq_num) json.member("SqNum", *state.sq_num);
    if (state.trg_ops)
        write_bit_names(json, "TrgOps", state.trg_ops->text(), state.trg_ops->wire_octets(), TrgOps::size);
    if (state.intg_pd) json.member("IntgPd", *state.intg_pd);
    if (state.gi) json.member("GI", *state.gi);
    if (state.purge_buf) json.member("PurgeBuf", *state.purge_buf);
    if (state.entry_id) json.member("EntryID", state.entry_id->text());
    if (state.time_of_entry) json.member("TimeofEntry", to_text(state.time_of_entry->time()));
    if (state.resv_tms) json.member("ResvTms", *state.resv_tms);
    if (state.owner)
        json.key("Owner").begin_object().member("hex", to_hex(state.owner->octets, "")).end_object();
}

std::vector<std::string> control_block_hints(Link& link, const std::string& reference, const Error& error) {
    if (!is_not_there(error)) return {};
    const auto wanted = ObjectReference::parse(reference);
    if (!wanted || wanted->path.size() != 1 || !link->is_open()) return {};
    const auto controls = link->report_controls(wanted->logical_device);
    // A wrong device: that is what is near.
    if (!controls || controls->empty()) return suggestions(*link, reference);
    std::vector<std::string> names;
    for (const ReportControlInfo& control : *controls) {
        ObjectReference bare = control.reference;
        bare.fc = Fc::none;
        names.push_back(bare.text());
    }
    ObjectReference bare = *wanted;
    bare.fc = Fc::none;
    const std::string hint = did_you_mean(bare.text(), names, "", "", "report control blocks");
    std::vector<std::string> hints;
    if (!hint.empty()) hints.push_back(hint);
    hints.push_back("busbar report ls " + link.target());
    return hints;
}

}  // namespace busbar::program
