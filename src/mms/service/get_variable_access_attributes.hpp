// SPDX-License-Identifier: Apache-2.0
// getVariableAccessAttributes of ISO 9506-2: the type of a variable. GetDataDirectory and GetDataDefinition
// in IEC 61850-8-1.
#pragma once

#include "mms/pdu.hpp"
#include "mms/type_description.hpp"

namespace busbar::mms {

struct GetVariableAccessAttributesRequest {
    std::variant<ObjectName, Address> variable;
    [[nodiscard]] const ObjectName* name() const { return std::get_if<ObjectName>(&variable); }
};
struct GetVariableAccessAttributesResponse {
    bool mms_deletable = false;
    std::optional<Address> address;
    TypeDescription type;
    std::optional<ber::VisibleString> access_control_list;
    std::optional<ber::VisibleString> meaning;
};

struct GetVariableAccessAttributes {
    static constexpr std::string_view name = "getVariableAccessAttributes";
    static constexpr std::uint32_t tag = 6;
    static constexpr unsigned support_bit = 6;
    using Request = GetVariableAccessAttributesRequest;
    using Response = GetVariableAccessAttributesResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::GetVariableAccessAttributesRequest> {
    static constexpr auto value = choice(&mms::GetVariableAccessAttributesRequest::variable,
                                         alternative("name", context(0)), alternative("address", context(1)));
};
template <>
struct Layout<mms::GetVariableAccessAttributesResponse> {
    using T = mms::GetVariableAccessAttributesResponse;
    static constexpr auto value =
        sequence(field("mmsDeletable", context(0), &T::mms_deletable),
                 field("address", context(1), &T::address), field("typeDescription", context(2), &T::type),
                 field("accessControlList", context(3), &T::access_control_list),
                 field("meaning", context(4), &T::meaning));
};

}  // namespace busbar::ber
