// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/bytes.hpp"
#include "live/suggest.hpp"
#include "log/verbs.hpp"
#include "values/option_text.hpp"
#include "values/value_text.hpp"

namespace busbar::program {

std::string LogWord::text() const {
    return name.logical_device + "/" + name.logical_node + "." + name.name;
}

Result<LogWord> parse_log_word(const std::string& text) {
    LogWord word;
    if (auto name = DataSetReference::parse(text); name && name->scope == DataSetReference::Scope::domain) {
        word.name = *std::move(name);
        return word;
    }
    const auto control = ObjectReference::parse(text);
    if (!control || control->fc != Fc::lg || control->path.size() != 1 || control->path[0].index) {
        return fail(Fault::misuse, "it names no log and no log control block: LD/LN.name");
    }
    word.only_control = true;
    word.name = {DataSetReference::Scope::domain, control->logical_device, control->logical_node,
                 control->path[0].name};
    return word;
}

std::string log_name(const std::string& reference) {
    const auto word = parse_log_word(reference);
    return escaped(word && !word->only_control ? word->text() : reference);
}

bool same_log(const std::string& a, const std::string& b) {
    const auto first = DataSetReference::parse(a), second = DataSetReference::parse(b);
    return first && second ? *first == *second : a == b;
}

std::string control_name(const LogControlState& state) {
    ObjectReference bare = state.reference;
    bare.fc = Fc::none;
    return escaped(bare.text());
}

std::string use_of(const LogControlState& state) {
    return !state.enabled ? "?" : *state.enabled ? "enabled" : "disabled";
}

std::string triggers_of(const LogControlState& state) {
    if (!state.trg_ops) return "-";
    std::string text = state.trg_ops->text();
    const std::size_t at = text.find("integrity");
    if (at == std::string::npos || !state.intg_pd) return text;
    return text.insert(at + 9, "/" + duration_text(std::chrono::milliseconds(*state.intg_pd)));
}

bool is_entry(const std::optional<std::vector<std::uint8_t>>& id) {
    return id && std::any_of(id->begin(), id->end(), [](std::uint8_t octet) { return octet != 0; });
}

std::string entry_time_text(const std::optional<EntryTime>& time) {
    if (!time || *time == EntryTime()) return "-";
    return time_text(Timestamp::from(time->time()));
}

const LogControlState* LogInfo::ends() const {
    const auto tells = [](const LogControlState& state) { return state.oldest_time && state.newest_time; };
    const auto found = std::find_if(controls.begin(), controls.end(), tells);
    return found == controls.end() ? nullptr : &*found;
}

std::vector<LogAttributeText> attributes_of(const LogControlState& state) {
    std::vector<LogAttributeText> all;
    const auto add = [&](const char* name, bool known, const auto& text, std::string remark = {}) {
        if (known) all.push_back({name, text(), std::move(remark)});
    };
    const auto or_dash = [](const std::optional<std::string>& name) {
        return name->empty() ? std::string("-") : escaped(*name);
    };
    const auto hex = [](const std::optional<std::vector<std::uint8_t>>& id) { return to_hex(*id, ""); };
    const auto none = [](const std::optional<std::vector<std::uint8_t>>& id) {
        return is_entry(id) ? "" : "none";
    };
    add("LogEna", state.enabled.has_value(), [&] { return *state.enabled ? "true" : "false"; });
    add("LogRef", state.log.has_value(), [&] { return or_dash(state.log); });
    add("DatSet", state.data_set.has_value(), [&] { return or_dash(state.data_set); });
    add("OldEntrTm", state.oldest_time.has_value(), [&] { return entry_time_text(state.oldest_time); });
    add("NewEntrTm", state.newest_time.has_value(), [&] { return entry_time_text(state.newest_time); });
    add(
        "OldEntr", state.oldest.has_value(), [&] { return hex(state.oldest); }, none(state.oldest));
    add(
        "NewEntr", state.newest.has_value(), [&] { return hex(state.newest); }, none(state.newest));
    add("TrgOps", state.trg_ops.has_value(), [&] { return state.trg_ops->text(); });
    std::string remark;
    const std::uint32_t period = state.intg_pd.value_or(0);
    if (period == 0) remark = "no integrity entries";
    if (period != 0 && state.trg_ops && !state.trg_ops->integrity)
        remark = "not used: TrgOps has no integrity";
    add(
        "IntgPd", state.intg_pd.has_value(), [&] { return duration_text(std::chrono::milliseconds(period)); },
        remark);
    return all;
}

namespace {

void write_end(Json& json, const char* key, const std::optional<EntryTime>& time,
               const std::optional<std::vector<std::uint8_t>>& id) {
    json.key(key);
    if (!time || *time == EntryTime()) {
        json.null();
        return;
    }
    json.begin_object().member("time", to_text(time->time()));
    if (is_entry(id)) json.member("entry_id", to_hex(*id, ""));
    json.end_object();
}

}  // namespace

void write_log_control(Json& json, const LogControlState& state) {
    json.member("reference", state.reference.text()).member("mms", state.reference.mms_text());
    if (state.enabled) json.member("LogEna", *state.enabled);
    if (state.log) json.member("LogRef", *state.log);
    if (state.data_set) json.member("DatSet", *state.data_set);
    if (state.oldest_time) json.member("OldEntrTm", to_text(state.oldest_time->time()));
    if (state.newest_time) json.member("NewEntrTm", to_text(state.newest_time->time()));
    if (state.oldest) json.member("OldEntr", to_hex(*state.oldest, ""));
    if (state.newest) json.member("NewEntr", to_hex(*state.newest, ""));
    if (state.trg_ops) {
        write_bit_names(json, "TrgOps", state.trg_ops->text(), state.trg_ops->wire_octets(), TrgOps::size);
    }
    if (state.intg_pd) json.member("IntgPd", *state.intg_pd);
}

void write_log(Json& json, const LogInfo& log) {
    const auto name = DataSetReference::parse(log.reference);
    const bool known = name && name->scope == DataSetReference::Scope::domain;
    json.member("reference",
                known ? name->logical_device + "/" + name->logical_node + "." + name->name : log.reference);
    json.member("mms", log.reference).key("entries");
    log.status ? json.value(log.status->entries) : json.null();
    if (log.status) json.member("deletable", log.status->deletable);
    if (const LogControlState* ends = log.ends()) {
        write_end(json, "oldest", ends->oldest_time, ends->oldest);
        write_end(json, "newest", ends->newest_time, ends->newest);
    }
    json.key("log_controls").begin_array();
    for (const LogControlState& control : log.controls) json.value(control.reference.text());
    json.end_array();
}

std::vector<std::string> log_hints(Link& link, const LogWord& wanted, const Error& error) {
    if (!is_not_there(error) || !link->is_open()) return {};
    const auto devices = link->logical_devices();
    if (!devices) return {};
    const std::string& device = wanted.name.logical_device;
    if (std::find(devices->begin(), devices->end(), device) == devices->end()) {
        return suggestions(*link, wanted.text());
    }
    std::vector<std::string> known;
    if (const auto logs = link->logs(device)) {
        for (const std::string& log : *logs) known.push_back(log_name(log));
    }
    const auto controls = link->log_controls(device);
    for (const LogControlState& control : controls.value_or(std::vector<LogControlState>())) {
        if (control_name(control) == escaped(wanted.text()) && !control.log.value_or("").empty()) {
            return {"busbar log query " + link.target() + " " + log_name(*control.log) +
                    "    the log of this control block"};
        }
        known.push_back(control_name(control));
    }
    const std::string hint = did_you_mean(wanted.text(), known, "", "", "logs and their control blocks");
    std::vector<std::string> hints;
    if (!hint.empty()) hints.push_back(hint);
    hints.push_back("busbar log ls " + link.target());
    return hints;
}

}  // namespace busbar::program
