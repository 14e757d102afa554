// SPDX-License-Identifier: Apache-2.0
// identify of ISO 9506-2: who made this server.
#pragma once

#include "mms/pdu.hpp"

namespace busbar::mms {

struct IdentifyRequest {
    ber::Null none;
};
struct IdentifyResponse {
    ber::VisibleString vendor_name;
    ber::VisibleString model_name;
    ber::VisibleString revision;
    std::optional<ber::List<ber::ObjectIdentifier>> abstract_syntaxes;
};

struct Identify {
    static constexpr std::string_view name = "identify";
    static constexpr std::uint32_t tag = 2;
    static constexpr unsigned support_bit = 2;
    using Request = IdentifyRequest;
    using Response = IdentifyResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::IdentifyRequest> {
    static constexpr auto value = transparent(&mms::IdentifyRequest::none);
};
template <>
struct Layout<mms::IdentifyResponse> {
    using T = mms::IdentifyResponse;
    static constexpr auto value =
        sequence(field("vendorName", context(0), &T::vendor_name),
                 field("modelName", context(1), &T::model_name), field("revision", context(2), &T::revision),
                 field("listOfAbstractSyntaxes", context(3), &T::abstract_syntaxes));
};

}  // namespace busbar::ber
