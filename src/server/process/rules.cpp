// SPDX-License-Identifier: Apache-2.0
#include "server/process/rules.hpp"

#include <algorithm>
#include <array>

namespace busbar::server::process {

namespace {

using control::Kind;

constexpr std::nullopt_t any = std::nullopt;
constexpr bool out = true;

constexpr std::array rules{
    Rule{"", "Mod", any, Manner::mode},

    Rule{"CSWI", "Pos", Kind::dpc, Manner::switchgear, out},
    Rule{"XCBR", "Pos", Kind::dpc, Manner::switchgear, out},
    Rule{"XSWI", "Pos", Kind::dpc, Manner::switchgear, out},

    Rule{"ATCC", "TapChg", Kind::bsc, Manner::tap_changer, out},
    Rule{"AVCO", "TapChg", Kind::bsc, Manner::tap_changer, out},
    Rule{"YLTC", "TapChg", Kind::bsc, Manner::tap_changer, out},
    Rule{"ATCC", "TapPos", Kind::isc, Manner::tap_changer, out},
    Rule{"YLTC", "TapPos", Kind::isc, Manner::tap_changer, out},

    // Resets of indications, counters, memories; the trigger of a recorder.
    Rule{"", "LEDRs*", Kind::spc, Manner::momentary},
    Rule{"", "*Rs", Kind::spc, Manner::momentary},
    Rule{"", "Rs*", Kind::spc, Manner::momentary},
    Rule{"", "MemClr", Kind::spc, Manner::momentary},
    Rule{"", "RcdTrg", Kind::spc, Manner::momentary},

    Rule{"GGIO", "", Kind::spc, Manner::output, out},
    Rule{"GGIO", "", Kind::dpc, Manner::set_point, out},
    Rule{"GGIO", "", Kind::inc, Manner::set_point, out},
    Rule{"GGIO", "", Kind::enc, Manner::set_point, out},
    Rule{"GGIO", "", Kind::isc, Manner::stage, out},
    Rule{"GGIO", "", Kind::bsc, Manner::stepper, out},
    Rule{"GGIO", "", Kind::apc, Manner::ramp, out},
    Rule{"GGIO", "", Kind::bac, Manner::ramp, out},

    Rule{"", "", Kind::spc, Manner::output},
    Rule{"", "", Kind::dpc, Manner::set_point},
    Rule{"", "", Kind::inc, Manner::set_point},
    Rule{"", "", Kind::enc, Manner::set_point},
    Rule{"", "", Kind::isc, Manner::stage},
    Rule{"", "", Kind::bsc, Manner::stepper},
    Rule{"", "", Kind::apc, Manner::ramp},
    Rule{"", "", Kind::bac, Manner::ramp},
};

constexpr bool fits(const Rule& rule, std::string_view ln_class, std::string_view name, Kind kind) {
    return (rule.ln_class.empty() || rule.ln_class == ln_class) && matches(rule.data_object, name) &&
           (!rule.kind || *rule.kind == kind);
}

constexpr bool every_kind_has_a_rule() {
    for (const Kind kind :
         {Kind::spc, Kind::dpc, Kind::inc, Kind::enc, Kind::bsc, Kind::isc, Kind::apc, Kind::bac}) {
        bool found = false;
        for (const Rule& rule : rules) found = found || fits(rule, "", "", kind);
        if (!found) return false;
    }
    return true;
}
static_assert(every_kind_has_a_rule());

}  // namespace

const Rule& rule_for(std::string_view ln_class, std::string_view data_object, control::Kind kind) {
    return *std::find_if(rules.begin(), rules.end(),
                         [&](const Rule& rule) { return fits(rule, ln_class, data_object, kind); });
}

}  // namespace busbar::server::process
