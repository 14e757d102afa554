// SPDX-License-Identifier: Apache-2.0
// deleteNamedVariableList of ISO 9506-2: DeleteDataSet in IEC 61850-8-1.
#pragma once

#include "mms/object_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

enum class ScopeOfDelete : std::int32_t { specific = 0, aa_specific = 1, domain = 2, vmd = 3 };
std::string_view name_of(ScopeOfDelete scope);

/// The scope is sent also where it is the default, as every client seen does.
struct DeleteNamedVariableListRequest {
    ScopeOfDelete scope = ScopeOfDelete::specific;
    std::optional<ber::List<ObjectName>> names;
    std::optional<ber::VisibleString> domain;
};
/// 1 matched and 0 deleted: it exists and may not be deleted.
struct DeleteNamedVariableListResponse {
    std::uint32_t number_matched = 0;
    std::uint32_t number_deleted = 0;
};

struct DeleteNamedVariableList {
    static constexpr std::string_view name = "deleteNamedVariableList";
    static constexpr std::uint32_t tag = 13;
    static constexpr unsigned support_bit = 13;
    using Request = DeleteNamedVariableListRequest;
    using Response = DeleteNamedVariableListResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::DeleteNamedVariableListRequest> {
    using T = mms::DeleteNamedVariableListRequest;
    static constexpr auto value = sequence(
        field_sent_or("scopeOfDelete", context(0), &T::scope, mms::ScopeOfDelete::specific),
        field("listOfVariableListName", context(1), &T::names), field("domainName", context(2), &T::domain));
};
template <>
struct Layout<mms::DeleteNamedVariableListResponse> {
    using T = mms::DeleteNamedVariableListResponse;
    static constexpr auto value = sequence(field("numberMatched", context(0), &T::number_matched),
                                           field("numberDeleted", context(1), &T::number_deleted));
};

// Instantiated once, in the .cpp beside this file.
extern template bool decode_element(const Element&, mms::ObjectName&, DecodeState&);

}  // namespace busbar::ber
