// SPDX-License-Identifier: Apache-2.0
// The initiate PDUs of ISO 9506-2: what two MMS users agree upon when an association begins, with the two bit
// sets that go with them. Members added by later editions (additional services and CBBs, privilege class) are
// skipped. initiate-Error is a ServiceError (mms/error.hpp). How values are negotiated is the stack's
// business; mms/services.hpp says which services this library knows.
#pragma once

#include "ber/layout.hpp"
#include "mms/named_bits.hpp"

namespace busbar::mms {

/// Parameter conformance building blocks, by bit.
namespace parameter_bit {
inline constexpr unsigned str1 = 0, str2 = 1, vnam = 2, valt = 3, vadr = 4, vsca = 5, tpy = 6, vlis = 7,
                          real = 8, cei = 10, aco = 11, sem = 12, csr = 13, csnc = 14, csplc = 15, cspi = 16,
                          character = 17;
}

struct ParameterNames {
    static constexpr std::size_t usual_size = 11;
    static std::string_view name(std::size_t bit);
};
/// ParameterSupportOptions. `ParameterCbb cbb{parameter_bit::str1, parameter_bit::vnam}`.
using ParameterCbb = NamedBits<ParameterNames>;

struct ServiceNames {
    static constexpr std::size_t usual_size = 85;
    static std::string_view name(std::size_t bit);
};
/// ServiceSupportOptions: bits 0..77 are the tags of the confirmed services, then 78 unsolicitedStatus,
/// 79 informationReport, 80 eventNotification, 83 conclude, 84 cancel. Each service's own bit:
/// S::support_bit.
using ServiceSupport = NamedBits<ServiceNames>;
namespace support_bit {
inline constexpr unsigned unsolicited_status = 78, information_report = 79, event_notification = 80,
                          conclude = 83, cancel = 84;
}

/// What IEC 61850-8-1 needs and everyone offers: str1, str2, vnam, valt, vlis.
inline constexpr ParameterCbb usual_parameter_cbb{
    parameter_bit::str1, parameter_bit::str2, parameter_bit::vnam, parameter_bit::valt, parameter_bit::vlis};

/// The one version of MMS that IEC 61850-8-1 knows.
inline constexpr std::int16_t mms_version = 1;

/// InitRequestDetail and InitResponseDetail, which differ in the names of their members only.
struct InitiateDetail {
    std::int16_t version = mms_version;
    ParameterCbb parameter_cbb;
    ServiceSupport services_supported;
};

/// Initiate-RequestPDU (tag A8) and Initiate-ResponsePDU (tag A9). In a request "calling" is the sender.
struct Initiate {
    std::optional<std::int32_t> local_detail;  ///< octets of the longest MMS PDU that the sender receives
    std::int16_t max_outstanding_calling = 0;  ///< requests that the calling side may have open
    std::int16_t max_outstanding_called = 0;   ///< the same for the called side
    std::optional<std::int8_t> nesting_level;  ///< of Data
    InitiateDetail detail;
};
struct InitiateRequest : Initiate {};
struct InitiateResponse : Initiate {};

/// Decodes a whole initiate-Request PDU, tag included. Errors: malformed, violation, limit.
Result<InitiateRequest> decode_initiate_request(Bytes pdu);
Result<InitiateResponse> decode_initiate_response(Bytes pdu);
/// Prepends the whole PDU.
void encode(BackWriter& writer, const InitiateRequest& request);
void encode(BackWriter& writer, const InitiateResponse& response);

}  // namespace busbar::mms

namespace busbar::ber {

template <>
struct Layout<mms::InitiateDetail> {
    using T = mms::InitiateDetail;
    static constexpr auto value = extensible_sequence(
        field("versionNumber", context(0), &T::version), field("parameterCBB", context(1), &T::parameter_cbb),
        field("servicesSupported", context(2), &T::services_supported));
};

template <>
struct Layout<mms::Initiate> {
    using T = mms::Initiate;
    static constexpr auto value =
        extensible_sequence(field("localDetail", context(0), &T::local_detail),
                            field("maxServOutstandingCalling", context(1), &T::max_outstanding_calling),
                            field("maxServOutstandingCalled", context(2), &T::max_outstanding_called),
                            field("dataStructureNestingLevel", context(3), &T::nesting_level),
                            field("initDetail", context(4), &T::detail));
};

}  // namespace busbar::ber
