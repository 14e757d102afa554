// SPDX-License-Identifier: Apache-2.0
// read of ISO 9506-2: GetDataValues, GetDataSetValues, Select and the Get...Values of control blocks in
// IEC 61850-8-1.
#pragma once

#include "mms/data.hpp"
#include "mms/object_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct ReadRequest {
    bool specification_with_result = false;  ///< asks for the specification to be repeated in the answer
    VariableAccessSpecification variables;
};
/// As many results as variables were asked for, in their order.
struct ReadResponse {
    std::optional<VariableAccessSpecification> variables;
    ber::List<AccessResult> results;
};

struct Read {
    static constexpr std::string_view name = "read";
    static constexpr std::uint32_t tag = 4;
    static constexpr unsigned support_bit = 4;
    using Request = ReadRequest;
    using Response = ReadResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::ReadRequest> {
    using T = mms::ReadRequest;
    static constexpr auto value =
        sequence(field_or("specificationWithResult", context(0), &T::specification_with_result, false),
                 field("variableAccessSpecification", context(1), &T::variables));
};
template <>
struct Layout<mms::ReadResponse> {
    using T = mms::ReadResponse;
    static constexpr auto value = sequence(field("variableAccessSpecification", context(0), &T::variables),
                                           field("listOfAccessResult", context(1), &T::results));
};

}  // namespace busbar::ber
