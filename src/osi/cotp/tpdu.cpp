// SPDX-License-Identifier: Apache-2.0
// TPDUs of X.224 clause 13.
#include "osi/cotp/tpdu.hpp"

namespace busbar::cotp {
namespace {

namespace code {
constexpr Octet cr = 0xE0, cc = 0xD0, dt = 0xF0, dr = 0x80, er = 0x70;
}
namespace parameter {
constexpr Octet tpdu_size = 0xC0, calling_selector = 0xC1, called_selector = 0xC2, alternative_classes = 0xC7;
}

/// LI counts the header without itself; these are its smallest values, with no parameters.
constexpr std::size_t connect_fixed = 6, data_fixed = 2, disconnect_fixed = 6, error_fixed = 4;

std::uint16_t u16(Bytes bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

Failure malformed(const char* text, std::size_t offset) {
    Error error;
    error.fault = Fault::malformed;
    error.text = text;
    error.offset = offset;
    return fail(std::move(error));
}

/// A class 1 CR may always be answered with class 0; higher classes only where the alternatives name it
/// (X.224 clause 6.5.5, table of valid responses).
bool allows_class_0(Octet preferred_class, Bytes alternatives) {
    if (preferred_class <= 1) return true;
    for (const Octet alternative : alternatives) {
        if (alternative >> 4U == 0) return true;
    }
    return false;
}

Result<ConnectTpdu> decode_connect(Bytes header) {
    if (header.size() < 1 + connect_fixed) return malformed("connect TPDU too short", 0);
    ConnectTpdu tpdu;
    tpdu.destination_reference = u16(header, 2);
    tpdu.source_reference = u16(header, 4);
    tpdu.preferred_class = static_cast<Octet>(header[6] >> 4U);
    Bytes alternatives;
    std::size_t at = 1 + connect_fixed;
    while (at != header.size()) {
        if (header.size() - at < 2 || header.size() - at - 2 < header[at + 1]) {
            return malformed("parameter runs past the TPDU header", at);
        }
        const Octet name = header[at];
        const Bytes value = header.subspan(at + 2, header[at + 1]);
        if (name == parameter::tpdu_size && value.size() == 1) tpdu.tpdu_size_code = value[0];
        if (name == parameter::calling_selector) tpdu.calling_selector = value;
        if (name == parameter::called_selector) tpdu.called_selector = value;
        if (name == parameter::alternative_classes) alternatives = value;
        at += 2 + value.size();
    }
    tpdu.allows_class_0 = allows_class_0(tpdu.preferred_class, alternatives);
    return tpdu;
}

void encode_selector(BackWriter& writer, Octet name, const std::optional<Bytes>& selector) {
    if (!selector) return;
    writer.prepend_bytes(*selector);
    writer.prepend_octets({name, static_cast<Octet>(selector->size())});
}

/// Parameters in the order size, called, calling, as most peers send them.
void encode_connect(BackWriter& writer, Octet tpdu_code, const ConnectTpdu& tpdu) {
    const std::size_t before = writer.size();
    encode_selector(writer, parameter::calling_selector, tpdu.calling_selector);
    encode_selector(writer, parameter::called_selector, tpdu.called_selector);
    if (tpdu.tpdu_size_code) writer.prepend_octets({parameter::tpdu_size, 1, *tpdu.tpdu_size_code});
    writer.prepend_octet(static_cast<Octet>(tpdu.preferred_class << 4U));
    writer.prepend_u16(tpdu.source_reference);
    writer.prepend_u16(tpdu.destination_reference);
    writer.prepend_octet(tpdu_code);
    writer.prepend_octet(static_cast<Octet>(writer.size() - before));
}

}  // namespace

Result<Tpdu> decode(Bytes tpdu) {
    if (tpdu.size() < 2) return malformed("TPDU without a header", 0);
    // LI 255 is reserved; the header must lie inside the packet.
    const std::size_t header_octets = std::size_t{1} + tpdu[0];
    if (tpdu[0] == 0 || tpdu[0] == 0xFF || header_octets > tpdu.size()) {
        return malformed("TPDU header length is wrong", 0);
    }
    const Bytes header = tpdu.first(header_octets);
    const Bytes user_data = tpdu.subspan(header_octets);
    // The low four bits of CR, CC and DT carry credit, which class 0 does not use.
    const Octet high = header[1] & 0xF0U;
    if (high == code::dt) {
        if (tpdu[0] != data_fixed) return malformed("DT header length is wrong", 0);
        return Data{(header[2] & 0x80U) != 0, user_data};
    }
    if (high == code::cr || high == code::cc) {
        auto connect = decode_connect(header);
        if (!connect) return fail(std::move(connect).error());
        if (high == code::cr) return ConnectionRequest{*connect};
        return ConnectionConfirm{*connect};
    }
    if (header[1] == code::dr) {
        if (tpdu[0] < disconnect_fixed) return malformed("DR too short", 0);
        return DisconnectRequest{u16(header, 2), u16(header, 4), DisconnectReason{header[6]}};
    }
    if (header[1] == code::er) {
        if (tpdu[0] < error_fixed) return malformed("ER too short", 0);
        return TpduError{u16(header, 2), RejectCause{header[4]}};
    }
    return fail(Fault::unsupported, "TPDU that transport class 0 does not have");
}

void encode(BackWriter& writer, const ConnectionRequest& tpdu) {
    encode_connect(writer, code::cr, tpdu);
}
void encode(BackWriter& writer, const ConnectionConfirm& tpdu) {
    encode_connect(writer, code::cc, tpdu);
}

void encode(BackWriter& writer, const DisconnectRequest& tpdu) {
    writer.prepend_octet(static_cast<Octet>(tpdu.reason));
    writer.prepend_u16(tpdu.source_reference);
    writer.prepend_u16(tpdu.destination_reference);
    writer.prepend_octets({disconnect_fixed, code::dr});
}

void encode(BackWriter& writer, const TpduError& tpdu) {
    writer.prepend_octet(static_cast<Octet>(tpdu.cause));
    writer.prepend_u16(tpdu.destination_reference);
    writer.prepend_octets({error_fixed, code::er});
}

}  // namespace busbar::cotp
