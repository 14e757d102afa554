// SPDX-License-Identifier: Apache-2.0
// The TPDUs of the connection-oriented transport protocol (ISO/IEC 8073, ITU-T X.224 clause 13) that class 0
// knows: CR, CC, DT, DR, ER. Header first (LI, code, fixed part), then parameters in any order; those that
// class 0 has no use for are skipped. Decoded views look into the TPDU. Left out: checksums, expedited data,
// classes 1 to 4.
#pragma once

#include <optional>
#include <variant>

#include "base/back_writer.hpp"
#include "base/bytes.hpp"

namespace busbar::cotp {

/// Why a transport connection was not made or was ended (X.224 clause 13.5.3).
enum class DisconnectReason : Octet {
    unspecified = 0,
    congestion_at_tsap = 1,
    session_entity_not_attached = 2,
    address_unknown = 3,
    normal = 128,
    remote_congestion = 129,
    negotiation_failed = 130,
    duplicate_source_reference = 131,
    mismatched_references = 132,
    protocol_error = 133,
    reference_overflow = 135,
    refused_on_this_network_connection = 136,
    header_or_parameter_length_invalid = 138,
};

/// Why a TPDU was not understood (X.224 clause 13.12.3).
enum class RejectCause : Octet {
    unspecified = 0,
    invalid_parameter_code = 1,
    invalid_tpdu_type = 2,
    invalid_parameter_value = 3,
};

/// What CR and CC share.
struct ConnectTpdu {
    std::uint16_t destination_reference = 0;
    std::uint16_t source_reference = 0;
    Octet preferred_class = 0;              ///< 0 to 4
    bool allows_class_0 = true;             ///< preferred, or among the alternatives of a CR
    std::optional<Octet> tpdu_size_code;    ///< parameter C0: the size is 2 to the power of it
    std::optional<Bytes> calling_selector;  ///< parameter C1
    std::optional<Bytes> called_selector;   ///< parameter C2
};
struct ConnectionRequest : ConnectTpdu {};
struct ConnectionConfirm : ConnectTpdu {};

struct Data {
    bool end_of_tsdu = true;
    Bytes user_data;
};
struct DisconnectRequest {
    std::uint16_t destination_reference = 0;
    std::uint16_t source_reference = 0;
    DisconnectReason reason = DisconnectReason::unspecified;  ///< any octet value
};
struct TpduError {
    std::uint16_t destination_reference = 0;
    RejectCause cause = RejectCause::unspecified;  ///< any octet value
};

using Tpdu = std::variant<Data, ConnectionRequest, ConnectionConfirm, DisconnectRequest, TpduError>;

/// Malformed where header or parameters do not fit the octets; unsupported for a TPDU that class 0 does not
/// have.
Result<Tpdu> decode(Bytes tpdu);

/// Each writes the TPDU before what `writer` holds; only `encode_data_header` may have something to stand
/// before.
void encode(BackWriter& writer, const ConnectionRequest& tpdu);
void encode(BackWriter& writer, const ConnectionConfirm& tpdu);
void encode(BackWriter& writer, const DisconnectRequest& tpdu);
void encode(BackWriter& writer, const TpduError& tpdu);

inline constexpr std::size_t data_header_octets = 3;
inline void encode_data_header(BackWriter& writer, bool end_of_tsdu) {
    writer.prepend_octets({2, 0xF0, static_cast<Octet>(end_of_tsdu ? 0x80 : 0)});
}
/// The same to `at`, three octets.
inline void write_data_header(Octet* at, bool end_of_tsdu) {
    at[0] = 2;
    at[1] = 0xF0;
    at[2] = end_of_tsdu ? 0x80 : 0;
}

}  // namespace busbar::cotp
