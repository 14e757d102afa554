// SPDX-License-Identifier: Apache-2.0
// getNameList of ISO 9506-2: names of one class of object, a page at a time. IEC 61850-8-1 maps
// GetServerDirectory, GetLogicalDeviceDirectory and GetLogicalNodeDirectory on it.
#pragma once

#include "mms/object_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct VmdScope {
    ber::Null none;
};
struct DomainScope {
    ber::VisibleString domain;
};
struct AaScope {
    ber::Null none;
};
struct ObjectScope {
    std::variant<VmdScope, DomainScope, AaScope> value;
};

struct GetNameListRequest {
    ObjectClass object_class;
    ObjectScope object_scope;
    std::optional<ber::VisibleString> continue_after;  ///< last name of the page before
};
/// moreFollows is TRUE where a peer leaves it out. It is always sent: every peer seen does, and clients that
/// take its absence for FALSE are known.
struct GetNameListResponse {
    ber::List<ber::VisibleString> identifiers;
    bool more_follows = true;
};

struct GetNameList {
    static constexpr std::string_view name = "getNameList";
    static constexpr std::uint32_t tag = 1;
    static constexpr unsigned support_bit = 1;
    using Request = GetNameListRequest;
    using Response = GetNameListResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::VmdScope> {
    static constexpr auto value = transparent(&mms::VmdScope::none);
};
template <>
struct Layout<mms::DomainScope> {
    static constexpr auto value = transparent(&mms::DomainScope::domain);
};
template <>
struct Layout<mms::AaScope> {
    static constexpr auto value = transparent(&mms::AaScope::none);
};
template <>
struct Layout<mms::ObjectScope> {
    static constexpr auto value =
        choice(&mms::ObjectScope::value, alternative("vmdSpecific", context(0)),
               alternative("domainSpecific", context(1)), alternative("aaSpecific", context(2)));
};
template <>
struct Layout<mms::GetNameListRequest> {
    using T = mms::GetNameListRequest;
    static constexpr auto value = sequence(field("objectClass", context(0), &T::object_class),
                                           field("objectScope", context(1), &T::object_scope),
                                           field("continueAfter", context(2), &T::continue_after));
};
template <>
struct Layout<mms::GetNameListResponse> {
    using T = mms::GetNameListResponse;
    static constexpr auto value = sequence(field("listOfIdentifier", context(0), &T::identifiers),
                                           field_sent_or("moreFollows", context(1), &T::more_follows, true));
};

}  // namespace busbar::ber
