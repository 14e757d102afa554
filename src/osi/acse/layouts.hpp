// SPDX-License-Identifier: Apache-2.0
// How each type of apdu.hpp is encoded (X.227 clause 9.1): the one description from which decoding, encoding
// and the readable dump come. Apart from apdu.hpp because only those who iterate or dump need it.
#pragma once

#include "ber/layout.hpp"
#include "osi/acse/apdu.hpp"

namespace busbar::ber {

// Where members stand between others that are not looked at, the SEQUENCE is described as a set: unknown ones
// are skipped wherever they stand, and ours are sent in the right order.

template <>
struct Layout<acse::External::Encoding> {
    using T = acse::External::Encoding;
    static constexpr auto value =
        choice(&T::value, alternative("single-ASN1-type", context(0)),
               alternative("octet-aligned", context(1)), alternative("arbitrary", context(2)));
};
template <>
struct Layout<acse::External> {
    using T = acse::External;
    static constexpr auto value =
        set(field("direct-reference", &T::transfer_syntax), field("indirect-reference", &T::context),
            field("encoding", &T::encoding));
};
template <>
struct Layout<acse::UserInformation> {
    using T = acse::UserInformation;
    static constexpr auto value =
        extensible_sequence(field("external", universal(universal_number::external), &T::external));
};
template <>
struct Layout<acse::AuthenticationValue> {
    using T = acse::AuthenticationValue;
    static constexpr auto value =
        choice(&T::value, alternative("charstring", context(0)), alternative("bitstring", context(1)),
               alternative("external", context(2)), alternative("other", context(3)));
};
template <>
struct Layout<acse::AssociateRequest> {
    using T = acse::AssociateRequest;
    static constexpr auto value =
        set(field("protocol-version", context(0), &T::protocol_version),
            field("application-context-name", explicitly(1), &T::application_context),
            field("called-AP-title", context(2), &T::called_ap_title),
            field("called-AE-qualifier", context(3), &T::called_ae_qualifier),
            field("calling-AP-title", context(6), &T::calling_ap_title),
            field("calling-AE-qualifier", context(7), &T::calling_ae_qualifier),
            field("sender-acse-requirements", context(10), &T::requirements),
            field("mechanism-name", context(11), &T::mechanism),
            field("calling-authentication-value", context(12), &T::authentication),
            field("user-information", context(30), &T::user_information));
};
template <>
struct Layout<acse::UserDiagnostic> {
    static constexpr auto value = transparent(&acse::UserDiagnostic::reason);
};
template <>
struct Layout<acse::ProviderDiagnostic> {
    static constexpr auto value = transparent(&acse::ProviderDiagnostic::reason);
};
template <>
struct Layout<acse::Diagnostic> {
    static constexpr auto value =
        choice(&acse::Diagnostic::source, alternative("acse-service-user", explicitly(1)),
               alternative("acse-service-provider", explicitly(2)));
};
template <>
struct Layout<acse::AssociateResponse> {
    using T = acse::AssociateResponse;
    static constexpr auto value =
        set(field("protocol-version", context(0), &T::protocol_version),
            field("application-context-name", explicitly(1), &T::application_context),
            field("result", explicitly(2), &T::result),
            field("result-source-diagnostic", context(3), &T::diagnostic),
            field("responding-AP-title", context(4), &T::responding_ap_title),
            field("responding-AE-qualifier", context(5), &T::responding_ae_qualifier),
            field("responder-acse-requirements", context(8), &T::requirements),
            field("mechanism-name", context(9), &T::mechanism),
            field("responding-authentication-value", context(10), &T::authentication),
            field("user-information", context(30), &T::user_information));
};
template <>
struct Layout<acse::ReleaseRequest> {
    static constexpr auto value =
        extensible_sequence(field("reason", context(0), &acse::ReleaseRequest::reason));
};
template <>
struct Layout<acse::ReleaseResponse> {
    static constexpr auto value =
        extensible_sequence(field("reason", context(0), &acse::ReleaseResponse::reason));
};
template <>
struct Layout<acse::Abort> {
    static constexpr auto value =
        extensible_sequence(field("abort-source", context(0), &acse::Abort::source),
                            field("abort-diagnostic", context(1), &acse::Abort::diagnostic));
};
template <>
struct Layout<acse::Apdu> {
    static constexpr auto value =
        choice(&acse::Apdu::value, alternative("aarq", application(0)), alternative("aare", application(1)),
               alternative("rlrq", application(2)), alternative("rlre", application(3)),
               alternative("abrt", application(4)));
};

}  // namespace busbar::ber
