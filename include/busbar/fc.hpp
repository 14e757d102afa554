// SPDX-License-Identifier: Apache-2.0
// Functional constraints of IEC 61850-7-2, in the order in which busbar lists them below a logical node
// (8-1 fixes no order), with what a client may do with data of each by default.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace busbar {

/// Functional constraint. `none` stands for "not constrained": logical devices, logical nodes, and references
/// whose constraint is still to be inferred.
enum class Fc : std::uint8_t {
    none,
    st,   ///< status
    mx,   ///< measurands
    co,   ///< control
    sp,   ///< set point, settings outside groups; also the setting group control block
    sg,   ///< setting group, active values
    se,   ///< setting group, edit buffer
    sv,   ///< substitution
    cf,   ///< configuration
    dc,   ///< description
    ex,   ///< extended definition
    sr,   ///< service response (tracking)
    or_,  ///< operate received
    bl,   ///< blocking
    rp,   ///< unbuffered report control blocks
    br,   ///< buffered report control blocks
    lg,   ///< log control blocks
    go,   ///< GOOSE control blocks
    ms,   ///< multicast sampled value control blocks
    us,   ///< unicast sampled value control blocks
};

/// Number of enumerators, `none` included.
inline constexpr std::size_t fc_count = 20;

/// How a client may write data of a functional constraint before the model or the application restrict it.
enum class FcWrite : std::uint8_t {
    refused,        ///< always, with object-access-denied
    data,           ///< ordinary Write, subject to valKind
    control,        ///< only through the control services
    edit_group,     ///< only after SelectEditSG
    control_block,  ///< attribute by attribute, by the rules of the control block
};

struct FcTraits {
    Fc fc;
    std::string_view name;  ///< two capital letters; empty for none
    std::string_view meaning;
    FcWrite write;
    bool in_data_set;  ///< its data may be members of data sets
};

/// Traits of one functional constraint. Never fails for an enumerator.
const FcTraits& traits_of(Fc fc);
/// "ST"; empty for none.
std::string_view name_of(Fc fc);
/// Exact, case-sensitive match of a two-letter name.
std::optional<Fc> fc_from_name(std::string_view name);
/// RP, BR, LG, GO, MS, US.
bool is_control_block(Fc fc);

}  // namespace busbar
