// SPDX-License-Identifier: Apache-2.0
#include "client/control_message.hpp"

#include <algorithm>

#include "mms/service/information_report.hpp"

namespace busbar::client {
namespace {

constexpr std::string_view error_name = "LastApplError";
constexpr std::string_view oper_suffix = "$Oper";
/// A LastApplError has five members; what has many more is none.
constexpr std::size_t max_members = 16;
/// Longer than any ObjectReference of 129 octets with LD and FC.
constexpr std::size_t max_reference_octets = 400;

std::optional<std::int64_t> number_of(const mms::Data& data) {
    if (const auto* integer = data.get_if<mms::Integer>(); integer != nullptr && integer->fits())
        return integer->value;
    if (const auto* number = data.get_if<mms::Unsigned>(); number != nullptr && number->value <= 0x7FFF'FFFFU)
        return static_cast<std::int64_t>(number->value);
    return std::nullopt;
}

bool fits_octet(std::int64_t number) {
    return number >= -128 && number <= 127;
}

/// From the end: the members that vendors leave out are at the front.
std::optional<ApplError> appl_error(const mms::Data& data) {
    const auto* const structure = data.get_if<mms::Structure>();
    if (structure == nullptr || structure->members.size() > max_members) return std::nullopt;
    std::vector<mms::Data> members(structure->members.begin(), structure->members.end());
    ApplError result;
    if (members.empty()) return std::nullopt;
    if (const auto* text = members.front().get_if<ber::VisibleString>()) {
        if (text->text.size() <= max_reference_octets) result.object = text->text;
        members.erase(members.begin());
    }
    const auto take = [&members]() -> std::optional<std::int64_t> {
        if (members.empty()) return std::nullopt;
        const auto number = number_of(members.back());
        if (number) members.pop_back();
        return number;
    };
    const auto cause = take();
    if (!cause) return std::nullopt;
    // A number outside of the type is no cause that anybody knows.
    result.cause = fits_octet(*cause) ? static_cast<AddCause>(*cause) : AddCause::unknown;
    if (const auto number = take(); number && *number >= 0 && *number <= 255)
        result.ctl_num = static_cast<std::uint8_t>(*number);
    if (!members.empty() && members.back().get_if<mms::Structure>() != nullptr) members.pop_back();
    if (const auto error = take(); error && fits_octet(*error))
        result.error = static_cast<ControlError>(*error);
    return result;
}

}  // namespace

bool read_control_message(const mms::Envelope& envelope, ControlMessage& message) {
    if (envelope.service_tag() != mms::InformationReport::tag) return false;
    mms::InformationReportIndication indication;
    ber::DecodeState state(envelope.service.whole);
    if (!mms::decode_unconfirmed<mms::InformationReport>(envelope, indication, state)) return false;
    const auto* const variables = indication.variables.variables();
    if (variables == nullptr || variables->size() > 2 || indication.results.size() != variables->size())
        return false;
    auto result = indication.results.begin();
    for (const mms::ListEntry& entry : *variables) {
        const mms::AccessResult access = *result;
        ++result;
        const mms::ObjectName* const name = entry.variable.name();
        if (name == nullptr) continue;
        if (const auto* const vmd = name->vmd(); vmd != nullptr && vmd->item.text == error_name) {
            if (access.data() != nullptr) message.error = appl_error(*access.data());
            // Unreadable as it may be, it says that something failed.
            if (!message.error) message.error = ApplError();
            continue;
        }
        const auto* const specific = name->domain();
        if (specific == nullptr || !specific->item.text.ends_with(oper_suffix)) continue;
        std::string_view object = specific->item.text;
        object.remove_suffix(oper_suffix.size());
        message.termination = ControlMessage::Termination{specific->domain.text, object, std::nullopt};
        if (access.data() != nullptr) message.termination->oper = *access.data();
    }
    return message.error || message.termination;
}

NamedControl named_control(std::string_view text) {
    NamedControl named;
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos) {
        named.domain = text.substr(0, slash);
        text.remove_prefix(slash + 1);
    }
    bool first = true, second = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("$."), text.size());
        const std::string_view part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (part == "Oper" || part == "SBOw" || part == "Cancel") {
            named.service = part;
            break;
        }
        if (second && part == "CO") {
            second = false;
            continue;
        }
        second = first;
        if (!first) named.object += '$';
        named.object += part;
        first = false;
    }
    return named;
}

std::optional<std::uint64_t> member_number(const mms::Data& data, std::size_t position) {
    const auto* const structure = data.get_if<mms::Structure>();
    if (structure == nullptr || position >= structure->members.size()) return std::nullopt;
    auto member = structure->members.begin();
    for (std::size_t i = 0; i < position; ++i) ++member;
    const auto number = number_of(*member);
    if (!number || *number < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
}

}  // namespace busbar::client
