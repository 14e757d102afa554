// SPDX-License-Identifier: Apache-2.0
// FCDA: which object of the tree a member of a data set means (IEC 61850-6 clause 9.3.7). Files differ in
// where they put the dots and the array index; all of them come down to one path through the types.
#pragma once

#include <busbar/reference.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "scl/document.hpp"

namespace busbar::scl {

/// Why an FCDA cannot be served.
struct MemberFault {
    std::string_view code;
    std::uint32_t at = 0;  ///< offset of the attribute at fault
    std::string text;
    std::string hint;
};

struct MemberRules {
    SclEdition edition = SclEdition::ed1;  ///< decides on SG and SE
    bool hints = false;                    ///< look for what was meant
};

/// The reference of an FCDA that stands in `own` of the server `ap`, or the reason why there is none. Control
/// blocks and dropped devices, nodes and members count as absent.
std::variant<ObjectReference, MemberFault> resolve_member(const Xml& xml, const AccessPoint& ap,
                                                          const LogicalDevice& own, const Fcda& fcda,
                                                          MemberRules rules);

}  // namespace busbar::scl
