// SPDX-License-Identifier: Apache-2.0
// defineNamedVariableList of ISO 9506-2: CreateDataSet in IEC 61850-8-1.
#pragma once

#include "mms/object_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct DefineNamedVariableListRequest {
    ObjectName name;
    ber::List<ListEntry> variables;
};
struct DefineNamedVariableListResponse {
    ber::Null none;
};

struct DefineNamedVariableList {
    static constexpr std::string_view name = "defineNamedVariableList";
    static constexpr std::uint32_t tag = 11;
    static constexpr unsigned support_bit = 11;
    using Request = DefineNamedVariableListRequest;
    using Response = DefineNamedVariableListResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::DefineNamedVariableListRequest> {
    using T = mms::DefineNamedVariableListRequest;
    static constexpr auto value =
        sequence(field("variableListName", &T::name), field("listOfVariable", context(0), &T::variables));
};
template <>
struct Layout<mms::DefineNamedVariableListResponse> {
    static constexpr auto value = transparent(&mms::DefineNamedVariableListResponse::none);
};

}  // namespace busbar::ber
