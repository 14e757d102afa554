// SPDX-License-Identifier: Apache-2.0
// Val elements (IEC 61850-6 clause 9.5.4.4): text to a value of the attribute's type, and the reason why not.
#pragma once

#include <busbar/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "scl/types.hpp"

namespace busbar::scl {

struct ParsedVal {
    std::optional<Value> value;  ///< nothing for a fault, and for an empty Val of a type other than a string
    std::string_view code;       ///< of the finding; empty where all is well
    Severity severity = Severity::warning;
    std::string text;
    std::string hint;
};

/// `member` must be a leaf. Never fails: what cannot be read has a code.
/// `hints`: look for the literal that was meant.
ParsedVal parse_val(const Member& member, Text text, bool hints = false);

/// The number that an attribute with these values holds, of the first that is an integer or an enumeration's
/// literal; ctlModel literals count even without an EnumType.
std::optional<std::int64_t> number_of(const Member& member, const std::vector<Val>& values);

}  // namespace busbar::scl
