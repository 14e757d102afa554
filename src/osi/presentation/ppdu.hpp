// SPDX-License-Identifier: Apache-2.0
// The PPDUs of the presentation protocol in normal mode (ISO/IEC 8823-1, ITU-T X.226 clause 8): CP, CPA, CPR,
// ARU, ARP and user data. Decoded views look into the PPDU. Left out: X.410 mode, context management,
// simply-encoded user data, and all parameters that the kernel has no use for (they are skipped).
#pragma once

#include <optional>
#include <variant>

#include "ber/list.hpp"
#include "ber/primitives.hpp"

namespace busbar::ber {
struct Any;
}

namespace busbar::presentation {

/// Content octets of the object identifiers of this layer.
namespace oid {
inline constexpr Octet acse[] = {0x52, 1, 0, 1};          ///< 2.2.1.0.1, abstract syntax
inline constexpr Octet mms[] = {0x28, 0xCA, 0x22, 2, 1};  ///< 1.0.9506.2.1, abstract syntax
inline constexpr Octet ber[] = {0x51, 1};                 ///< 2.1.1, transfer syntax
}  // namespace oid

using ContextId = std::int32_t;

/// Result of one offered context (X.226 clause 8.2, Result-list).
enum class ContextResult : std::int32_t { acceptance = 0, user_rejection = 1, provider_rejection = 2 };
enum class ContextReason : std::int32_t {
    unspecified = 0,
    abstract_syntax_not_supported = 1,
    transfer_syntaxes_not_supported = 2,
    local_limit = 3,
};
/// Why a provider refuses a connection (CPR).
enum class RefuseReason : std::int32_t {
    unspecified = 0,
    temporary_congestion = 1,
    local_limit = 2,
    called_address_unknown = 3,
    protocol_version_not_supported = 4,
    default_context_not_supported = 5,
    user_data_not_readable = 6,
    no_psap_available = 7,
};
/// Why a provider aborts (ARP).
enum class AbortReason : std::int32_t {
    unspecified = 0,
    unrecognized_ppdu = 1,
    unexpected_ppdu = 2,
    unexpected_session_primitive = 3,
    unrecognized_parameter = 4,
    unexpected_parameter = 5,
    invalid_parameter_value = 6,
};

struct ContextItem {
    ContextId id = 0;
    ber::ObjectIdentifier abstract_syntax;
    ber::List<ber::ObjectIdentifier> transfer_syntaxes;
};
struct ResultItem {
    std::int32_t result = 0;  ///< ContextResult
    std::optional<ber::ObjectIdentifier> transfer_syntax;
    std::optional<std::int32_t> reason;  ///< ContextReason
};

/// The value of one context in the user data.
struct DataValue {
    std::optional<ber::ObjectIdentifier> transfer_syntax;
    ContextId context = 0;
    /// One ASN.1 value, octets or bits. The first two are what MMS stacks send.
    struct Encoding {
        std::variant<ber::One<ber::Any>, ber::OctetString, ber::BitString> value;
    };
    Encoding encoding;

    /// The octets of the value, without what is around them.
    [[nodiscard]] Bytes octets() const;
};
/// Fully encoded user data, [APPLICATION 1].
struct UserData {
    ber::List<DataValue> values;
};

struct ModeSelector {
    std::int32_t mode = 1;  ///< 1 = normal
};

struct ConnectParameters {
    std::optional<ber::BitString> protocol_version;
    std::optional<ber::OctetString> calling_selector;
    std::optional<ber::OctetString> called_selector;
    std::optional<ber::List<ContextItem>> contexts;
    std::optional<UserData> user_data;
};
/// CP
struct Connect {
    ModeSelector mode;
    std::optional<ConnectParameters> parameters;
};

struct AcceptParameters {
    std::optional<ber::BitString> protocol_version;
    std::optional<ber::OctetString> responding_selector;
    std::optional<ber::List<ResultItem>> results;
    std::optional<UserData> user_data;
};
/// CPA
struct Accept {
    ModeSelector mode;
    std::optional<AcceptParameters> parameters;
};

/// CPR
struct Refuse {
    std::optional<ber::BitString> protocol_version;
    std::optional<ber::OctetString> responding_selector;
    std::optional<ber::List<ResultItem>> results;
    std::optional<std::int32_t> reason;  ///< RefuseReason; absent where the user refused
    std::optional<UserData> user_data;
};

/// ARU
struct UserAbort {
    std::optional<UserData> user_data;
};
/// ARP
struct ProviderAbort {
    std::optional<std::int32_t> reason;  ///< AbortReason
};
using Abort = std::variant<UserAbort, ProviderAbort>;

Result<Connect> decode_connect(Bytes ppdu);
Result<Accept> decode_accept(Bytes ppdu);
Result<Refuse> decode_refuse(Bytes ppdu);
/// ARU or ARP, by its tag.
Result<Abort> decode_abort(Bytes ppdu);
Result<UserData> decode_user_data(Bytes ppdu);

/// The form that nearly all user data has: one value in definite lengths of at most three octets, with or
/// without the transfer syntax, `context` in one octet. False means: look with decode_user_data.
bool decode_usual_data(Bytes ppdu, ContextId& context, Bytes& value);

void encode(BackWriter& writer, const Connect& ppdu);
void encode(BackWriter& writer, const Accept& ppdu);
void encode(BackWriter& writer, const Refuse& ppdu);
void encode(BackWriter& writer, const UserAbort& ppdu);
void encode(BackWriter& writer, const ProviderAbort& ppdu);
void encode(BackWriter& writer, const UserData& ppdu);

/// Makes user data of one ASN.1 value, which is all that `writer` holds.
void encode_data_header(BackWriter& writer, ContextId context);

/// One value in `context` whose octets `produce` writes, back to front.
DataValue produced_value(ContextId context, ber::Producer produce, const void* argument);

}  // namespace busbar::presentation
