// SPDX-License-Identifier: Apache-2.0
// Text form of Quality (IEC 61850-7-3): the names of the standard's members.
#include <array>
#include <busbar/quality.hpp>
#include <utility>

namespace busbar {
namespace {

constexpr std::array<std::string_view, 4> validities = {"good", "invalid", "reserved", "questionable"};
constexpr std::array<std::pair<Quality::Flag, std::string_view>, 11> flags = {{
    {Quality::overflow, "overflow"},
    {Quality::out_of_range, "outOfRange"},
    {Quality::bad_reference, "badReference"},
    {Quality::oscillatory, "oscillatory"},
    {Quality::failure, "failure"},
    {Quality::old_data, "oldData"},
    {Quality::inconsistent, "inconsistent"},
    {Quality::inaccurate, "inaccurate"},
    {Quality::substituted, "substituted"},
    {Quality::test, "test"},
    {Quality::operator_blocked, "operatorBlocked"},
}};

}  // namespace

std::string to_text(Quality quality) {
    std::string text(validities[static_cast<std::size_t>(quality.validity())]);
    for (const auto& [flag, name] : flags) {
        if (quality.has(flag)) text.append("|").append(name);
    }
    return text;
}

Result<Quality> parse_quality(std::string_view text) {
    Quality quality;
    std::size_t at = 0;
    while (at <= text.size()) {
        const std::size_t bar = std::min(text.find('|', at), text.size());
        const std::string_view part = text.substr(at, bar - at);
        bool known = false;
        for (std::size_t i = 0; i < validities.size(); ++i) {
            if (part != validities[i]) continue;
            quality = quality.with(static_cast<Validity>(i));
            known = true;
        }
        for (const auto& [flag, name] : flags) {
            if (part != name) continue;
            quality = quality.with(flag);
            known = true;
        }
        if (!known) {
            Error error;
            error.offset = at;
            error.text = "not a member of Quality";
            error.peer_text = std::string(part);
            return fail(std::move(error));
        }
        at = bar + 1;
    }
    return quality;
}

}  // namespace busbar
