// SPDX-License-Identifier: Apache-2.0
// Every bound of the library, with its unit and the reason for the number. Options may change those that are
// defaults; the others are properties of a format.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace busbar::limits {

/// Nested BER elements accepted while decoding; bounds stack use. Data of nesting level 10 inside a report needs
/// about 12, but a TypeDescription spends four elements on each level: 44, and room for peers that wrap.
inline constexpr unsigned ber_depth = 64;

/// RFC 1006: the length field has 16 bits and counts its own 4-octet header; 7 = header and the smallest
/// TPDU.
inline constexpr std::size_t tpkt_min_octets = 7;
inline constexpr std::size_t tpkt_max_octets = 65535;

/// MMS PDU size we propose and accept (localDetail). 65,000 is what nearly every IED offers.
inline constexpr std::size_t mms_pdu_octets = 65000;
/// Smallest localDetail that we associate with: an answer with a single value of 255 octets still fits.
inline constexpr std::size_t mms_pdu_min_octets = 512;

/// Octets that session, presentation and ACSE add around one MMS PDU while reassembling, with room for long
/// selectors, AP-titles and an authentication value with a certificate (8,192 octets).
inline constexpr std::size_t upper_layer_octets = 10240;

/// Outstanding confirmed requests, each direction, that we propose as a client and grant as a server.
inline constexpr std::uint16_t outstanding_requests = 10;
/// Data structure nesting level proposed and granted; RCB 2, whole logical node up to 6.
inline constexpr std::uint8_t nesting_level = 10;

/// MMS identifiers in IEC 61850-8-1: at most 64 octets. Longer ones are decoded and then not found.
inline constexpr std::size_t identifier_octets = 64;
/// ObjectReference and the string attributes that carry one (VisString129).
inline constexpr std::size_t reference_octets = 129;

/// Associations that a server holds at once unless told otherwise; one more is refused.
inline constexpr std::size_t associations = 100;

/// Each phase of the handshake must be over by then: TCP to CR, CR to association.
inline constexpr std::chrono::seconds handshake_phase{10};
/// A message that has begun must be complete by then (slow senders hold a buffer).
inline constexpr std::chrono::seconds message_completion{30};
/// A release that is not answered is given up.
inline constexpr std::chrono::seconds release_wait{3};

/// Octets that may wait for a slow reader before its association is aborted.
inline constexpr std::size_t send_queue_octets = 1U << 20U;

}  // namespace busbar::limits
