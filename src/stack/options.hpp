// SPDX-License-Identifier: Apache-2.0
// What an association is made with: addresses of both sides, authentication, what MMS is to offer, and
// limits. One Options serves any number of associations.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/limits.hpp"
#include "base/time.hpp"
#include "mms/initiate.hpp"

namespace busbar::stack {

/// A side's address in each layer. Defaults are those that IEC 61850 devices come with.
struct Address {
    ByteVector transport_selector{0, 1};           ///< TSEL, at most 32 octets
    ByteVector session_selector{0, 1};             ///< SSEL, at most 16
    ByteVector presentation_selector{0, 0, 0, 1};  ///< PSEL, at most 16
    /// Content octets of the object identifier (ber::oid_content makes them); none sends no AP-title.
    std::optional<ByteVector> ap_title;
    std::optional<std::int32_t> ae_qualifier;
};

/// What initiate offers (client) or grants at most (server).
struct MmsOffer {
    std::size_t max_pdu_octets = limits::mms_pdu_octets;
    /// A peer that takes less than this gets an initiate-Error (server), or is left (client).
    std::size_t min_pdu_octets = limits::mms_pdu_min_octets;
    std::uint16_t max_outstanding_calling = limits::outstanding_requests;
    std::uint16_t max_outstanding_called = limits::outstanding_requests;
    std::uint8_t max_nesting = limits::nesting_level;
    mms::ParameterCbb cbb = mms::usual_parameter_cbb;
    mms::ServiceSupport services;
};

struct Options {
    /// Client: own = calling, peer = called. Server: own is compared where `strict_addresses`; peer is
    /// unused.
    Address own;
    Address peer;
    /// Server: refuse a called selector, AP-title or AE-qualifier that is not ours. An absent AP-title or
    /// AE-qualifier passes; an absent selector equals an empty one.
    bool strict_addresses = false;

    /// Client: sent as ACSE authentication value (plain text: use inside TLS).
    std::optional<std::string> password;
    /// Server: where not empty, the calling side must give one of these. Other checks belong to whoever
    /// answers the AssociateIndication.
    std::vector<std::string> accepted_passwords;

    /// COTP size code: 7 (128 octets) to 16; 13 is 8192.
    std::uint8_t tpdu_size_code = 13;
    MmsOffer mms;

    Duration handshake_phase = limits::handshake_phase;
    Duration message_completion = limits::message_completion;
    Duration release_wait = limits::release_wait;
    std::size_t send_queue_octets = limits::send_queue_octets;
};

}  // namespace busbar::stack
