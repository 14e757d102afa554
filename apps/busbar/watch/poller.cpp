// SPDX-License-Identifier: Apache-2.0
#include "watch/poller.hpp"

namespace busbar::program {
namespace {

Value value_of(const Result<Value>& read) {
    if (read) return *read;
    const Code code = read.error().code;
    const bool access = code.domain == Domain::data_access && code.value >= 0 && code.value <= 11;
    return access ? static_cast<DataAccessError>(code.value) : DataAccessError::object_access_unsupported;
}

bool unanswered(const Error& error) {
    return error.fault == Fault::io || error.fault == Fault::timeout;
}

}  // namespace

/// Quality or time of the data object that an attribute belongs to, in list_.
std::optional<std::size_t> Poller::companion(const Point& point, const char* name) {
    const ObjectReference& reference = point.reference;
    const bool process_value = reference.fc == Fc::st || reference.fc == Fc::mx;
    if (!process_value || !point.type || !point.type->is_leaf()) return std::nullopt;
    if (reference.path.back().name == "q" || reference.path.back().name == "t") return std::nullopt;
    for (ObjectReference data = reference; data.path.size() > 1;) {
        data.path.pop_back();
        const auto node = point.description.find(data);
        if (!node || (!node->child("q") && !node->child("t"))) continue;
        if (!node->child(name)) return std::nullopt;
        data.path.push_back({name, std::nullopt});
        list_.push_back(std::move(data));
        return list_.size() - 1;
    }
    return std::nullopt;
}

void Poller::add(Point point) {
    Entry entry;
    entry.at = list_.size();
    list_.push_back(point.reference);
    entry.quality_at = companion(point, "q");
    entry.time_at = companion(point, "t");
    entry.point = std::move(point);
    entries_.push_back(std::move(entry));
}

std::vector<std::string> Poller::references() const {
    std::vector<std::string> names;
    for (const Entry& entry : entries_) names.push_back(entry.point.reference.text());
    return names;
}

Result<void> Poller::poll(Client& client, bool unchanged_too, std::vector<Shown>& shown) {
    if (list_.empty()) return {};
    const std::vector<Result<Value>> values = client.read(list_);
    for (const Result<Value>& value : values) {
        if (!value && unanswered(value.error())) return fail(value.error());
    }
    for (Entry& entry : entries_) {
        Value value = value_of(values[entry.at]);
        Value quality = entry.quality_at ? value_of(values[*entry.quality_at]) : Value();
        const bool changed = !entry.known || !(value == entry.value) || !(quality == entry.quality);
        entry.known = true;
        entry.value = std::move(value);
        entry.quality = std::move(quality);
        if (entry.time_at) entry.time = value_of(values[*entry.time_at]);
        if (!changed && !unchanged_too) continue;
        shown.push_back({{},
                         &entry.point.reference,
                         &entry.value,
                         entry.point.type,
                         {},
                         entry.quality_at ? &entry.quality : nullptr,
                         entry.time_at ? &entry.time : nullptr});
    }
    return {};
}

}  // namespace busbar::program
