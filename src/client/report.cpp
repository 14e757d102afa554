// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <busbar/report.hpp>

#include "base/bytes.hpp"

namespace busbar {
namespace {

/// The attribute's own name: what follows the last separator.
bool is_attribute(const ReportMember& member, std::string_view name) {
    const std::string_view whole = member.mms_reference;
    return whole.size() > name.size() && whole.ends_with(name) &&
           whole[whole.size() - name.size() - 1] == '$';
}

/// The part of a value that is a T of the given form: by the type, where it is known; else the only one
/// among the items.
template <class T, class Fits>
const T* part_of(const ReportedValue& value, std::string_view name, std::optional<std::size_t> at,
                 Fits fits) {
    const auto fitting = [&](const Value& item) -> const T* {
        const T* const part = item.get_if<T>();
        return part != nullptr && fits(*part) ? part : nullptr;
    };
    if (is_attribute(*value.member, name)) return fitting(value.value);
    const std::vector<Value>& items = value.value.items();
    if (value.value.get_if<Structure>() == nullptr) return nullptr;
    if (value.member->type) {
        if (!at || *at >= items.size()) return nullptr;
        return fitting(items[*at]);
    }
    const T* only = nullptr;
    for (const Value& item : items) {
        const T* const part = fitting(item);
        if (part == nullptr) continue;
        if (only != nullptr) return nullptr;
        only = part;
    }
    return only;
}

}  // namespace

std::string EntryId::text() const {
    return to_hex(octets, "");
}

Result<EntryId> EntryId::parse(std::string_view text) {
    const Result<ByteVector> parsed = from_hex(text);
    EntryId entry;
    if (!parsed || parsed->size() != entry.octets.size()) {
        return fail(Fault::malformed, "an EntryID is 16 hexadecimal digits");
    }
    std::copy(parsed->begin(), parsed->end(), entry.octets.begin());
    return entry;
}

std::string ReportControlState::holder() const {
    const bool held = enabled.value_or(false) || reserved.value_or(false) || resv_tms.value_or(0) != 0;
    const bool named = owner && std::any_of(owner->octets.begin(), owner->octets.end(),
                                            [](std::uint8_t octet) { return octet != 0; });
    if (!named) return held ? "another client" : "";
    if (owner->octets.size() != 4) return to_hex(owner->octets, "");
    std::string text;
    for (const std::uint8_t octet : owner->octets) text += (text.empty() ? "" : ".") + std::to_string(octet);
    return text;
}

std::optional<Quality> ReportedValue::quality() const {
    const auto* const bits = part_of<BitString>(*this, "q", member->quality_at, [](const BitString& b) {
        return b.size == Quality::size && b.octets.size() == 2;
    });
    if (bits == nullptr) return std::nullopt;
    return Quality::from_bits(static_cast<std::uint16_t>(bits->octets[0] << 8U | bits->octets[1]));
}

std::optional<Timestamp> ReportedValue::time() const {
    const auto* const time =
        part_of<Timestamp>(*this, "t", member->time_at, [](const Timestamp&) { return true; });
    if (time == nullptr) return std::nullopt;
    return *time;
}

std::string_view name_of(SubscriptionState state) {
    switch (state) {
        case SubscriptionState::live: return "live";
        case SubscriptionState::disconnected: return "disconnected";
        case SubscriptionState::closed: return "closed";
    }
    return {};
}

}  // namespace busbar
