// SPDX-License-Identifier: Apache-2.0
// The APDUs of the association control service, edition with authentication (ISO/IEC 8650-1, ITU-T X.227
// clause 9): AARQ, AARE, RLRQ, RLRE, ABRT. Decoded views look into the APDU; elements that a later edition
// adds are skipped. Left out: application context negotiation, invocation identifiers, implementation
// information.
#pragma once

#include <optional>
#include <variant>

#include "ber/list.hpp"
#include "ber/primitives.hpp"

namespace busbar::ber {
struct Any;
}

namespace busbar::acse {

/// Content octets of the object identifiers of this layer.
namespace oid {
inline constexpr Octet mms_context[] = {0x28, 0xCA, 0x22, 2, 3};  ///< 1.0.9506.2.3, application context name
inline constexpr Octet password[] = {0x52, 3, 1};                 ///< 2.2.3.1, authentication mechanism name
}  // namespace oid

enum class AssociateResult : std::int32_t { accepted = 0, rejected_permanent = 1, rejected_transient = 2 };

/// Diagnostic of the service user.
enum class UserReason : std::int32_t {
    null = 0,
    no_reason_given = 1,
    application_context_name_not_supported = 2,
    calling_ap_title_not_recognized = 3,
    calling_ap_invocation_identifier_not_recognized = 4,
    calling_ae_qualifier_not_recognized = 5,
    calling_ae_invocation_identifier_not_recognized = 6,
    called_ap_title_not_recognized = 7,
    called_ap_invocation_identifier_not_recognized = 8,
    called_ae_qualifier_not_recognized = 9,
    called_ae_invocation_identifier_not_recognized = 10,
    authentication_mechanism_name_not_recognized = 11,
    authentication_mechanism_name_required = 12,
    authentication_failure = 13,
    authentication_required = 14,
};
/// Diagnostic of the service provider.
enum class ProviderReason : std::int32_t { null = 0, no_reason_given = 1, no_common_acse_version = 2 };

enum class AbortSource : std::int32_t { user = 0, provider = 1 };
enum class AbortDiagnostic : std::int32_t {
    no_reason_given = 1,
    protocol_error = 2,
    mechanism_not_recognized = 3,
    mechanism_required = 4,
    authentication_failure = 5,
    authentication_required = 6,
};

enum class ReleaseRequestReason : std::int32_t { normal = 0, urgent = 1, user_defined = 30 };
enum class ReleaseResponseReason : std::int32_t { normal = 0, not_finished = 1, user_defined = 30 };

/// EXTERNAL: carries the MMS PDU of the initiate exchange.
struct External {
    std::optional<ber::ObjectIdentifier> transfer_syntax;  ///< direct-reference
    std::optional<std::int32_t> context;                   ///< indirect-reference: a presentation context
    struct Encoding {
        std::variant<ber::One<ber::Any>, ber::OctetString, ber::BitString> value;
    };
    Encoding encoding;

    [[nodiscard]] Bytes octets() const;
};
/// The first EXTERNAL of the user information; others are not used by MMS.
struct UserInformation {
    std::optional<External> external;
};

/// The octets of an optional element of any type, with its identifier and length; empty where it is absent.
inline Bytes element_of(const std::optional<ber::One<ber::Any>>& member) {
    return member ? member->element().whole : Bytes();
}

struct AuthenticationValue {
    std::variant<ber::GraphicString, ber::BitString, External, ber::One<ber::Any>> value;
};

struct AssociateRequest {
    std::optional<ber::BitString> protocol_version;  ///< absent: version 1
    ber::ObjectIdentifier application_context;
    std::optional<ber::One<ber::Any>> called_ap_title, called_ae_qualifier;
    std::optional<ber::One<ber::Any>> calling_ap_title, calling_ae_qualifier;
    std::optional<ber::BitString> requirements;  ///< bit 0: authentication
    std::optional<ber::ObjectIdentifier> mechanism;
    std::optional<AuthenticationValue> authentication;
    std::optional<UserInformation> user_information;
};

struct UserDiagnostic {
    std::int32_t reason = 0;  ///< UserReason
};
struct ProviderDiagnostic {
    std::int32_t reason = 0;  ///< ProviderReason
};
struct Diagnostic {
    std::variant<UserDiagnostic, ProviderDiagnostic> source;
};

struct AssociateResponse {
    std::optional<ber::BitString> protocol_version;
    ber::ObjectIdentifier application_context;
    std::int32_t result = 0;  ///< AssociateResult
    Diagnostic diagnostic;
    std::optional<ber::One<ber::Any>> responding_ap_title, responding_ae_qualifier;
    std::optional<ber::BitString> requirements;
    std::optional<ber::ObjectIdentifier> mechanism;
    std::optional<AuthenticationValue> authentication;
    std::optional<UserInformation> user_information;
};

struct ReleaseRequest {
    std::optional<std::int32_t> reason;  ///< ReleaseRequestReason
};
struct ReleaseResponse {
    std::optional<std::int32_t> reason;  ///< ReleaseResponseReason
};
struct Abort {
    std::int32_t source = 0;                 ///< AbortSource
    std::optional<std::int32_t> diagnostic;  ///< AbortDiagnostic
};

struct Apdu {
    std::variant<AssociateRequest, AssociateResponse, ReleaseRequest, ReleaseResponse, Abort> value;
};

/// Malformed with offset and path where the octets are not one of the APDUs.
Result<Apdu> decode(Bytes apdu);

void encode(BackWriter& writer, const AssociateRequest& apdu);
void encode(BackWriter& writer, const AssociateResponse& apdu);
void encode(BackWriter& writer, const ReleaseRequest& apdu);
void encode(BackWriter& writer, const ReleaseResponse& apdu);
void encode(BackWriter& writer, const Abort& apdu);

/// User information with one value in `context` that `produce` writes, back to front.
UserInformation produced_information(std::int32_t context, ber::Producer produce, const void* argument);

}  // namespace busbar::acse
