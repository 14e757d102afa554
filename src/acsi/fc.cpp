// SPDX-License-Identifier: Apache-2.0
// The table of functional constraints (IEC 61850-7-2 FunctionalConstraint; client access by 8-1).
#include <busbar/fc.hpp>

namespace busbar {
namespace {

constexpr std::array<FcTraits, fc_count> constraints = {{
    {Fc::none, "", "not constrained", FcWrite::refused, false},
    {Fc::st, "ST", "status", FcWrite::refused, true},
    {Fc::mx, "MX", "measurands", FcWrite::refused, true},
    {Fc::co, "CO", "control", FcWrite::control, false},
    {Fc::sp, "SP", "set point", FcWrite::data, true},
    {Fc::sg, "SG", "setting group", FcWrite::refused, true},
    {Fc::se, "SE", "setting group editable", FcWrite::edit_group, false},
    {Fc::sv, "SV", "substitution", FcWrite::data, true},
    {Fc::cf, "CF", "configuration", FcWrite::data, true},
    {Fc::dc, "DC", "description", FcWrite::data, true},
    {Fc::ex, "EX", "extended definition", FcWrite::refused, true},
    {Fc::sr, "SR", "service response", FcWrite::refused, true},
    {Fc::or_, "OR", "operate received", FcWrite::refused, true},
    {Fc::bl, "BL", "blocking", FcWrite::data, true},
    {Fc::rp, "RP", "unbuffered report control", FcWrite::control_block, false},
    {Fc::br, "BR", "buffered report control", FcWrite::control_block, false},
    {Fc::lg, "LG", "log control", FcWrite::control_block, false},
    {Fc::go, "GO", "GOOSE control", FcWrite::control_block, false},
    {Fc::ms, "MS", "multicast sampled value control", FcWrite::control_block, false},
    {Fc::us, "US", "unicast sampled value control", FcWrite::control_block, false},
}};

constexpr bool constraints_in_order() {
    for (std::size_t i = 0; i < constraints.size(); ++i) {
        if (static_cast<std::size_t>(constraints[i].fc) != i) return false;
    }
    return true;
}
static_assert(constraints_in_order());

}  // namespace

const FcTraits& traits_of(Fc fc) {
    return constraints[static_cast<std::size_t>(fc)];
}

std::string_view name_of(Fc fc) {
    return traits_of(fc).name;
}

std::optional<Fc> fc_from_name(std::string_view name) {
    if (name.size() != 2) return std::nullopt;
    for (const FcTraits& traits : constraints) {
        if (traits.name == name) return traits.fc;
    }
    return std::nullopt;
}

bool is_control_block(Fc fc) {
    return traits_of(fc).write == FcWrite::control_block;
}

}  // namespace busbar
