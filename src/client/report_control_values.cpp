// SPDX-License-Identifier: Apache-2.0
// The attributes of a report control block, to and from values of MMS.
#include "client/report_control.hpp"

#include <algorithm>
#include <array>

namespace busbar::client {

namespace {

std::uint16_t left_aligned(const BitString& bits) {
    const std::size_t octets = bits.octets.size();
    const unsigned high = octets > 0 ? bits.octets[0] : 0U;
    const unsigned low = octets > 1 ? bits.octets[1] : 0U;
    return static_cast<std::uint16_t>(high << 8U | low);
}

template <class T>
void take(std::optional<T>& into, const Value& value) {
    if (Result<T> taken = value.as<T>()) into = std::move(*taken);
}
template <class List>
void take_bits(std::optional<List>& into, const Value& value) {
    if (const auto* bits = value.get_if<BitString>()) into = List::from_wire_octets(left_aligned(*bits));
}
void take_entry(std::optional<EntryId>& into, const Value& value) {
    const auto* octets = value.get_if<OctetString>();
    if (octets == nullptr || octets->octets.size() != 8) return;
    std::copy(octets->octets.begin(), octets->octets.end(), into.emplace().octets.begin());
}

using Taker = void (*)(ReportControlState& state, const Value& value);
struct Attribute {
    std::string_view name;
    Taker take;
};
using State = ReportControlState;
constexpr auto attributes = std::to_array<Attribute>({
    {"RptID", [](State& s, const Value& v) { take(s.rpt_id, v); }},
    {"RptEna", [](State& s, const Value& v) { take(s.enabled, v); }},
    {"Resv", [](State& s, const Value& v) { take(s.reserved, v); }},
    {"DatSet", [](State& s, const Value& v) { take(s.data_set, v); }},
    {"ConfRev", [](State& s, const Value& v) { take(s.conf_rev, v); }},
    {"OptFlds", [](State& s, const Value& v) { take_bits(s.opt_flds, v); }},
    {"BufTm", [](State& s, const Value& v) { take(s.buf_tm, v); }},
    {"SqNum", [](State& s, const Value& v) { take(s.sq_num, v); }},
    {"TrgOps", [](State& s, const Value& v) { take_bits(s.trg_ops, v); }},
    {"IntgPd", [](State& s, const Value& v) { take(s.intg_pd, v); }},
    {"GI", [](State& s, const Value& v) { take(s.gi, v); }},
    {"PurgeBuf", [](State& s, const Value& v) { take(s.purge_buf, v); }},
    {"EntryID", [](State& s, const Value& v) { take_entry(s.entry_id, v); }},
    {"TimeofEntry", [](State& s, const Value& v) { take(s.time_of_entry, v); }},
    {"ResvTms", [](State& s, const Value& v) { take(s.resv_tms, v); }},
    {"Owner", [](State& s, const Value& v) { take(s.owner, v); }},
});

BitString bits_of(const OptFlds& fields) {
    return BitString(std::uint64_t{fields.wire_octets()} >> 6U, OptFlds::size);
}
BitString bits_of(const TrgOps& options) {
    return BitString(std::uint64_t{options.wire_octets()} >> 10U, TrgOps::size);
}
Value octets_of(const EntryId& entry) {
    return OctetString{{entry.octets.begin(), entry.octets.end()}};
}

/// One setting against the state: what both ways of looking at them share.
struct Setting {
    std::string_view attribute;
    bool given = false;
    bool fulfilled = false;
    Value value{};
};

template <class T>
Setting setting(std::string_view attribute, const std::optional<T>& wanted, const std::optional<T>& is) {
    Setting result{attribute, wanted.has_value(), wanted == is};
    if (!wanted) return result;
    if constexpr (std::is_same_v<T, OptFlds> || std::is_same_v<T, TrgOps>) {
        result.value = bits_of(*wanted);
    } else if constexpr (std::is_same_v<T, EntryId>) {
        result.value = octets_of(*wanted);
    } else {
        result.value = *wanted;
    }
    return result;
}

/// A server may show a default in place of an empty RptID, and sets the reserved bit where it likes.
std::vector<Setting> compare(const ReportControlSettings& wanted, const ReportControlState& state) {
    std::optional<std::string> data_set = wanted.data_set;
    if (data_set) data_set = data_set_text(*data_set);
    std::vector<Setting> settings;
    settings.push_back(setting("Resv", wanted.reserved, state.reserved));
    settings.push_back(setting("ResvTms", wanted.resv_tms, state.resv_tms));
    settings.push_back(setting("RptID", wanted.rpt_id, state.rpt_id));
    settings.push_back(setting("DatSet", data_set, state.data_set));
    settings.push_back(setting("OptFlds", wanted.opt_flds, state.opt_flds));
    settings.push_back(setting("BufTm", wanted.buf_tm, state.buf_tm));
    settings.push_back(setting("TrgOps", wanted.trg_ops, state.trg_ops));
    settings.push_back(setting("IntgPd", wanted.intg_pd, state.intg_pd));
    settings.push_back(setting("PurgeBuf", wanted.purge_buf, state.purge_buf));
    settings.push_back(setting("EntryID", wanted.entry_id, state.entry_id));
    settings.push_back(setting("RptEna", wanted.enabled, state.enabled));
    settings.push_back(setting("GI", wanted.gi, state.gi));
    return settings;
}

/// Requests that are no state: what they leave behind says nothing.
bool is_request(const Setting& setting) {
    return setting.attribute == "GI" || setting.attribute == "PurgeBuf" || setting.attribute == "EntryID" ||
           setting.attribute == "ResvTms";
}

}  // namespace

std::string data_set_text(std::string_view reference) {
    if (reference.empty()) return {};
    const Result<DataSetReference> parsed = DataSetReference::parse(reference);
    return parsed ? parsed->text() : std::string(reference);
}

ReportControlState to_state(const ReportControlInfo& control, const Value& structure) {
    ReportControlState state;
    state.reference = control.reference;
    state.buffered = control.buffered;
    const std::vector<Value>& items = structure.items();
    for (std::size_t i = 0; i < std::min(items.size(), control.members.size()); ++i) {
        for (const Attribute& attribute : attributes) {
            if (equal_names(attribute.name, control.members[i])) attribute.take(state, items[i]);
        }
    }
    return state;
}

std::vector<AttributeWrite> differing(const ReportControlSettings& settings,
                                      const ReportControlState& state) {
    std::vector<AttributeWrite> before, after;
    const bool disables = settings.enabled == false && state.enabled != false;
    const bool releases = settings.reserved == false || settings.resv_tms == 0;
    if (disables) before.push_back({"RptEna", false});
    for (Setting& setting : compare(settings, state)) {
        if (!setting.given) continue;
        const bool request = is_request(setting) && setting.value != Value(false);
        if (setting.fulfilled && !request) continue;
        if (setting.attribute == "RptEna" && disables) continue;
        // Giving back comes last: without a reservation the rest might be refused.
        const bool last = releases && (setting.attribute == "Resv" || setting.attribute == "ResvTms");
        (last ? after : before).push_back({setting.attribute, std::move(setting.value)});
    }
    std::move(after.begin(), after.end(), std::back_inserter(before));
    return before;
}

std::vector<ReportControlChange::NotTaken> not_taken(const ReportControlSettings& settings,
                                                     const ReportControlState& state,
                                                     const std::vector<AttributeWrite>& writes,
                                                     const std::vector<Result<void>>& results) {
    std::vector<ReportControlChange::NotTaken> list;
    for (std::size_t i = 0; i < writes.size(); ++i) {
        if (!results[i]) list.push_back({std::string(writes[i].attribute), results[i].error()});
    }
    for (const Setting& setting : compare(settings, state)) {
        if (!setting.given || setting.fulfilled || is_request(setting)) continue;
        const bool known = std::any_of(list.begin(), list.end(), [&](const auto& entry) {
            return entry.attribute == setting.attribute;
        });
        if (known) continue;
        Error error;
        error.fault = Fault::refused;
        error.path = state.reference.text();
        error.text = "the server took " + std::string(setting.attribute) + " and kept another value";
        list.push_back({std::string(setting.attribute), std::move(error)});
    }
    return list;
}

}  // namespace busbar::client
