// SPDX-License-Identifier: Apache-2.0
// What an association tells its owner. Views in events look into the received octets: they are valid until
// the next call of next(), receive(), hold() or closed(), so that an answer may be encoded from them.
#pragma once

#include <busbar/error.hpp>
#include <optional>
#include <string_view>
#include <variant>

#include "base/bytes.hpp"
#include "stack/options.hpp"

namespace busbar::stack {

enum class Layer : std::uint8_t { tcp, tpkt, transport, session, presentation, acse, mms };
std::string_view name_of(Layer layer);

/// What initiate settled. Every value is at most the proposed one; calling = the client's requests.
struct Negotiated {
    std::size_t max_pdu_octets = 0;  ///< longest MMS PDU that either side may send
    std::uint16_t max_outstanding_calling = 0;
    std::uint16_t max_outstanding_called = 0;
    std::uint8_t max_nesting = 0;
    mms::ParameterCbb cbb;  ///< what both sides have
    mms::ServiceSupport peer_services;
};

/// One MMS PDU, undecoded, of an accepted association. Conclude is not among them.
struct MmsPdu {
    Bytes octets;
};

/// ACSE authentication as the calling side sent it.
struct Authentication {
    Bytes mechanism;  ///< content octets of the object identifier; empty where absent
    std::optional<std::string_view> password;  ///< charstring form
    Bytes value;                               ///< octets of the authentication value, whatever its form
};

/// Server: a client asks for an association. Answer with accept() or refuse(), at once or before the
/// handshake deadline.
struct AssociateIndication {
    std::optional<Bytes> calling_session_selector, called_session_selector;
    std::optional<Bytes> calling_presentation_selector, called_presentation_selector;
    /// AP-titles and AE-qualifiers as whole elements (06.. or 30.., 02..); empty where absent.
    Bytes calling_ap_title, calling_ae_qualifier, called_ap_title, called_ae_qualifier;
    Bytes application_context;  ///< content octets of the object identifier
    std::optional<Authentication> authentication;
    Negotiated proposed;  ///< what accept() will answer
};

/// Client: the association is up.
struct AssociateConfirm {
    Negotiated negotiated;
    Bytes responding_ap_title, responding_ae_qualifier;  ///< whole elements, empty where absent
};

/// No association came about: the peer refused (client), or this side did by its own rules (server).
struct Refused {
    Layer layer = Layer::acse;
    Error error;  ///< code() in the vocabulary of the layer
};

/// The peer asks to conclude. Answer with conclude_accept() or conclude_refuse(); requests may still be
/// answered before that.
struct ConcludeIndication {};
/// The peer refused our release; the association goes on.
struct ReleaseRefused {
    Error error;
};
/// The orderly end: nothing more is received or sent.
struct Released {
    bool by_peer = false;
};

enum class AbortedBy : std::uint8_t {
    peer,           ///< the peer's user: ABRT, ARU
    peer_provider,  ///< the peer's stack: ARP, ER, DR
    us,             ///< abort(), a deadline, or a violation by the peer that error names
    transport,      ///< the connection was lost
};
struct Aborted {
    AbortedBy by = AbortedBy::transport;
    Error error;
};

using Event = std::variant<MmsPdu, AssociateIndication, AssociateConfirm, Refused, ConcludeIndication,
                           ReleaseRefused, Released, Aborted>;

}  // namespace busbar::stack
