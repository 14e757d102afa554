// SPDX-License-Identifier: Apache-2.0
// getNamedVariableListAttributes of ISO 9506-2: GetDataSetDirectory in IEC 61850-8-1.
#pragma once

#include "mms/object_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct GetNamedVariableListAttributesRequest {
    ObjectName name;
};
struct GetNamedVariableListAttributesResponse {
    bool mms_deletable = false;
    ber::List<ListEntry> variables;
    std::optional<ber::VisibleString> access_control_list;
};

struct GetNamedVariableListAttributes {
    static constexpr std::string_view name = "getNamedVariableListAttributes";
    static constexpr std::uint32_t tag = 12;
    static constexpr unsigned support_bit = 12;
    using Request = GetNamedVariableListAttributesRequest;
    using Response = GetNamedVariableListAttributesResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::GetNamedVariableListAttributesRequest> {
    static constexpr auto value = transparent(&mms::GetNamedVariableListAttributesRequest::name);
};
template <>
struct Layout<mms::GetNamedVariableListAttributesResponse> {
    using T = mms::GetNamedVariableListAttributesResponse;
    static constexpr auto value = sequence(field("mmsDeletable", context(0), &T::mms_deletable),
                                           field("listOfVariable", context(1), &T::variables),
                                           field("accessControlList", context(2), &T::access_control_list));
};

}  // namespace busbar::ber
