// SPDX-License-Identifier: Apache-2.0
// informationReport of ISO 9506-2: Report, LastApplError and CommandTermination in IEC 61850-8-1.
#pragma once

#include "mms/data.hpp"
#include "mms/object_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct InformationReportIndication {
    VariableAccessSpecification variables;
    ber::List<AccessResult> results;
};

struct InformationReport {
    static constexpr std::string_view name = "informationReport";
    static constexpr std::uint32_t tag = 0;
    static constexpr unsigned support_bit = 79;
    using Indication = InformationReportIndication;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::InformationReportIndication> {
    using T = mms::InformationReportIndication;
    static constexpr auto value = sequence(field("variableAccessSpecification", &T::variables),
                                           field("listOfAccessResult", context(0), &T::results));
};

}  // namespace busbar::ber
