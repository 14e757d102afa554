// SPDX-License-Identifier: Apache-2.0
// Entries of a journal as they come. Reasons are variables, too: each after its value, all after all values,
// or one for all of them, by the server.
#include <algorithm>

#include "base/bytes.hpp"
#include "client/log.hpp"
#include "client/value_codec.hpp"

namespace busbar {

std::string LogEntry::id_text() const {
    return to_hex(id, "");
}

namespace client {

namespace {

constexpr std::string_view reason_tag = "ReasonCode";

struct Reason {
    ReasonCode code;
    std::size_t values_before = 0;
};

/// "ReasonCode", or a reference with that at its end.
bool is_reason(std::string_view tag) {
    return tag.ends_with(reason_tag) &&
           (tag.size() == reason_tag.size() || !is_name(tag.substr(tag.size() - reason_tag.size() - 1, 1)));
}

void give_reasons(std::vector<LogVariable>& variables, const std::vector<Reason>& reasons) {
    if (reasons.size() == variables.size()) {
        for (std::size_t i = 0; i < reasons.size(); ++i) variables[i].reason = reasons[i].code;
    } else if (reasons.size() == 1 && reasons[0].values_before == variables.size()) {
        for (LogVariable& variable : variables) variable.reason = reasons[0].code;
    } else {
        for (const Reason& reason : reasons) {
            if (reason.values_before != 0) variables[reason.values_before - 1].reason = reason.code;
        }
    }
}

}  // namespace

LogEntry to_entry(const mms::JournalEntry& entry) {
    LogEntry result;
    const Bytes id = entry.entry_identifier.octets;
    result.id.assign(id.begin(), id.end());
    const mms::BinaryTime& time = entry.content.occurrence_time;
    result.time = {time.milliseconds, time.days.value_or(0)};
    if (const auto* text = std::get_if<ber::Utf8String>(&entry.content.form.value)) {
        result.annotation = text->text;
        return result;
    }
    const auto* data = std::get_if<mms::EntryData>(&entry.content.form.value);
    if (data == nullptr || !data->variables) return result;
    std::vector<Reason> reasons;
    for (const mms::JournalVariable& variable : *data->variables) {
        const std::string_view tag = variable.tag();
        Value value = to_value(variable.data());
        const auto* bits = value.get_if<BitString>();
        if (is_reason(tag) && bits != nullptr && !bits->octets.empty()) {
            reasons.push_back({ReasonCode::from_bits(bits->octets[0]), result.variables.size()});
            continue;
        }
        const Result<ObjectReference> parsed = ObjectReference::parse(tag);
        result.variables.push_back(
            {parsed ? parsed->text() : std::string(tag), std::string(tag), std::move(value), {}});
    }
    give_reasons(result.variables, reasons);
    return result;
}

}  // namespace client
}  // namespace busbar
