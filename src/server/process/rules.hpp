// SPDX-License-Identifier: Apache-2.0
// Which control the built-in process carries out in which manner, by logical node class, data object and
// common data class: a table, in which the first row that fits counts.
#pragma once

#include <optional>
#include <string_view>

#include "server/control/object.hpp"

namespace busbar::server::process {

enum class Manner : std::uint8_t {
    mode,         ///< Mod: becomes what is asked, in every mode and without the built-in process
    switchgear,   ///< travels, and drives the switches of its bay
    momentary,    ///< a reset: TRUE for a moment
    output,       ///< SPC: pulses where pulseConfig says so, else stays
    set_point,    ///< arrives at once
    stage,        ///< arrives after a moment, with transInd
    tap_changer,  ///< one position at a time, shared by ATCC and YLTC
    stepper,      ///< the same by itself
    ramp,         ///< goes there in parts of the range
};

struct Rule {
    std::string_view ln_class;     ///< "CSWI", or empty: any
    std::string_view data_object;  ///< "Pos", "*Rs", "Rs*", or empty: any
    std::optional<control::Kind> kind;
    Manner manner;
    /// It goes out to the process: not while the logical node is blocked (Beh).
    bool goes_out = false;
};

/// Whether `name` is `pattern`, of which one end may be '*'.
constexpr bool matches(std::string_view pattern, std::string_view name) {
    if (pattern.empty()) return true;
    if (pattern.front() == '*') return name.ends_with(pattern.substr(1));
    if (pattern.back() == '*') return name.starts_with(pattern.substr(0, pattern.size() - 1));
    return pattern == name;
}

const Rule& rule_for(std::string_view ln_class, std::string_view data_object, control::Kind kind);

}  // namespace busbar::server::process
