// SPDX-License-Identifier: Apache-2.0
// The SPDUs of the session protocol, version 2, kernel and duplex functional units (ISO/IEC 8327-1, ITU-T
// X.225 clause 8): CN, AC, RF, DT behind its GT, FN, DN, NF, AB, AA. Parameters are taken wherever they stand
// and unknown ones skipped; lengths in both forms. Decoded views look into the SPDU. Left out: tokens,
// synchronisation, activities, typed and expedited data, segmenting of SSDUs, overflow of connect data (CDO,
// OA).
#pragma once

#include <optional>
#include <variant>

#include "base/back_writer.hpp"
#include "base/bytes.hpp"

namespace busbar::session {

/// Why a session connection was refused (X.225 clause 8.3.5.10).
enum class RefuseReason : Octet {
    rejected_by_user = 0,
    temporary_congestion = 1,
    rejected_by_user_with_data = 2,
    selector_unknown = 129,
    user_not_attached = 130,
    provider_congestion = 131,
    version_not_supported = 132,
    rejected_by_provider = 133,
    implementation_restriction = 134,
};

/// Bits of the transport disconnect parameter.
namespace transport_disconnect {
inline constexpr Octet released = 0x01, user_abort = 0x02, protocol_error = 0x04, no_reason = 0x08,
                       implementation_restriction = 0x10;
}
/// Bits of the session user requirements.
inline constexpr std::uint16_t duplex = 0x0002;
/// Bits of the version number parameter.
inline constexpr Octet version_2 = 0x02;

/// CN and AC have the same parameters.
struct ConnectItems {
    std::optional<Octet> version;               ///< bits; absent means version 1 to the standard
    std::optional<std::uint16_t> requirements;  ///< bits
    std::optional<Bytes> calling_selector;
    std::optional<Bytes> called_selector;  ///< in AC: the responding one
    Bytes user_data;
};
struct Connect : ConnectItems {};
struct Accept : ConnectItems {};

struct Refuse {
    RefuseReason reason = RefuseReason::rejected_by_user;  ///< any octet value
    Bytes user_data;
};
struct DataTransfer {
    Bytes user_data;
};
struct Finish {
    Bytes user_data;
};
struct Disconnect {
    Bytes user_data;
};
struct NotFinished {
    Bytes user_data;
};
struct Abort {
    Octet transport_disconnect = 0;  ///< bits
    Bytes user_data;
};
struct AbortAccept {};

using Spdu =
    std::variant<DataTransfer, Connect, Accept, Refuse, Finish, Disconnect, NotFinished, Abort, AbortAccept>;

/// One TSDU. Malformed where lengths do not fit; unsupported for SPDUs and segmenting that the kernel lacks.
Result<Spdu> decode(Bytes tsdu);

/// Puts the SPDU's header before what `writer` holds, which is its user data; the user_data member is not
/// looked at.
void encode_header(BackWriter& writer, const Connect& spdu);
void encode_header(BackWriter& writer, const Accept& spdu);
void encode_header(BackWriter& writer, const Refuse& spdu);
void encode_header(BackWriter& writer, const Finish& spdu);
void encode_header(BackWriter& writer, const Disconnect& spdu);
void encode_header(BackWriter& writer, const NotFinished& spdu);
void encode_header(BackWriter& writer, const Abort& spdu);
void encode_header(BackWriter& writer, const AbortAccept& spdu);

/// GT and DT, always these four octets.
inline constexpr Octet data_header[] = {1, 0, 1, 0};
inline void encode_header(BackWriter& writer, const DataTransfer&) {
    writer.prepend_bytes(data_header);
}

}  // namespace busbar::session
