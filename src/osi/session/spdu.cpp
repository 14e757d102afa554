// SPDX-License-Identifier: Apache-2.0
// SPDUs of X.225 clause 8.
#include "osi/session/spdu.hpp"

namespace busbar::session {
namespace {

namespace identifier {
constexpr Octet give_tokens = 1, please_tokens = 2, not_finished = 8, finish = 9, disconnect = 10,
                refuse = 12, connect = 13, accept = 14, abort = 25, abort_accept = 26, data_transfer = 1;
}
namespace parameter {
constexpr Octet connect_accept_item = 5, transport_disconnect = 17, protocol_options = 19,
                user_requirements = 20, version_number = 22, enclosure_item = 25, reason_code = 50,
                calling_selector = 51, called_selector = 52, user_data = 193, extended_user_data = 194;
}

constexpr Octet long_length = 0xFF;
/// CN carries more than this in the extended parameter (X.225 clause 8.3.1.18).
constexpr std::size_t max_connect_user_data = 512;
constexpr Octet enclosure_begin_and_end = 3;

Failure malformed(const char* text, std::size_t offset) {
    Error error;
    error.fault = Fault::malformed;
    error.text = text;
    error.offset = offset;
    return fail(std::move(error));
}

/// Takes "identifier, length, that many octets" from the front of `rest`; false where they do not fit.
bool take_unit(Bytes& rest, Octet& name, Bytes& value) {
    if (rest.size() < 2) return false;
    name = rest[0];
    std::size_t length = rest[1];
    std::size_t header_octets = 2;
    if (length == long_length) {
        if (rest.size() < 4) return false;
        length = static_cast<std::size_t>(rest[2]) << 8U | rest[3];
        header_octets = 4;
    }
    if (length > rest.size() - header_octets) return false;
    value = rest.subspan(header_octets, length);
    rest = rest.subspan(header_octets + length);
    return true;
}

/// All parameters that any SPDU of the kernel has.
struct Parameters {
    ConnectItems items;
    std::optional<Octet> transport_disconnect;
    std::optional<Bytes> reason;
    std::optional<Octet> enclosure;
};

/// Group 5 may stand around its items or be left out; either way each item is recognised by its code.
bool take_parameters(Bytes rest, Parameters& out) {
    while (!rest.empty()) {
        Octet name = 0;
        Bytes value;
        if (!take_unit(rest, name, value)) return false;
        switch (name) {
            case parameter::connect_accept_item: {
                // One level only: a group inside a group is skipped like anything unknown.
                Bytes inner = value;
                while (!inner.empty()) {
                    if (!take_unit(inner, name, value)) return false;
                    if (name == parameter::version_number && value.size() == 1) out.items.version = value[0];
                }
                break;
            }
            case parameter::version_number:
                if (value.size() == 1) out.items.version = value[0];
                break;
            case parameter::user_requirements:
                if (value.size() == 2) {
                    out.items.requirements = static_cast<std::uint16_t>(value[0] << 8U | value[1]);
                }
                break;
            case parameter::transport_disconnect:
                if (value.size() == 1) out.transport_disconnect = value[0];
                break;
            case parameter::enclosure_item:
                if (value.size() == 1) out.enclosure = value[0];
                break;
            case parameter::reason_code: out.reason = value; break;
            case parameter::calling_selector: out.items.calling_selector = value; break;
            case parameter::called_selector: out.items.called_selector = value; break;
            case parameter::user_data:
            case parameter::extended_user_data: out.items.user_data = value; break;
            default: break;
        }
    }
    return true;
}

Result<Spdu> refuse_from(const Parameters& parameters) {
    Refuse spdu{RefuseReason::rejected_by_user, parameters.items.user_data};
    if (!parameters.reason || parameters.reason->empty()) return spdu;
    spdu.reason = RefuseReason{(*parameters.reason)[0]};
    if (parameters.reason->size() > 1) spdu.user_data = parameters.reason->subspan(1);
    return spdu;
}

/// GT or PT (category 0), then DT, then the user information up to the end of the TSDU.
Result<Spdu> decode_data(Bytes rest, std::size_t offset) {
    Octet name = 0;
    Bytes value;
    if (!take_unit(rest, name, value)) return malformed("no DT after the token SPDU", offset);
    if (name != identifier::data_transfer) {
        return fail(Fault::unsupported, "SPDU that the session kernel does not have");
    }
    Parameters parameters;
    if (!take_parameters(value, parameters)) return malformed("parameter runs past the DT", offset);
    if (parameters.enclosure && *parameters.enclosure != enclosure_begin_and_end) {
        return fail(Fault::unsupported, "segmented SSDU");
    }
    return DataTransfer{rest};
}

void encode_unit_header(BackWriter& writer, Octet name, std::size_t length) {
    if (length < long_length) {
        writer.prepend_octets({name, static_cast<Octet>(length)});
        return;
    }
    writer.prepend_u16(static_cast<std::uint16_t>(length));
    writer.prepend_octets({name, long_length});
}

void encode_value(BackWriter& writer, Octet name, Bytes value) {
    writer.prepend_bytes(value);
    encode_unit_header(writer, name, value.size());
}

void encode_selector(BackWriter& writer, Octet name, const std::optional<Bytes>& selector) {
    if (selector) encode_value(writer, name, *selector);
}

void encode_requirements(BackWriter& writer, const std::optional<std::uint16_t>& requirements) {
    if (!requirements) return;
    writer.prepend_u16(*requirements);
    encode_unit_header(writer, parameter::user_requirements, 2);
}

void encode_user_data_header(BackWriter& writer, Octet name = parameter::user_data) {
    if (writer.size() != 0) encode_unit_header(writer, name, writer.size());
}

void encode_connect(BackWriter& writer, Octet spdu_identifier, const ConnectItems& items) {
    encode_selector(writer, parameter::called_selector, items.called_selector);
    encode_selector(writer, parameter::calling_selector, items.calling_selector);
    encode_requirements(writer, items.requirements);
    if (items.version) {
        writer.prepend_octets({parameter::connect_accept_item, 6, parameter::protocol_options, 1, 0,
                               parameter::version_number, 1, *items.version});
    }
    encode_unit_header(writer, spdu_identifier, writer.size());
}

}  // namespace

Result<Spdu> decode(Bytes tsdu) {
    Bytes rest = tsdu;
    Octet name = 0;
    Bytes value;
    if (!take_unit(rest, name, value)) return malformed("SPDU length runs past the end", 0);
    if (name == identifier::give_tokens || name == identifier::please_tokens) {
        return decode_data(rest, tsdu.size() - rest.size());
    }
    // Only the token SPDUs may be followed by another one.
    if (!rest.empty()) return malformed("octets after the SPDU", tsdu.size() - rest.size());
    Parameters parameters;
    if (!take_parameters(value, parameters)) return malformed("parameter runs past the SPDU", 2);
    const Bytes user_data = parameters.items.user_data;
    switch (name) {
        case identifier::connect: return Connect{parameters.items};
        case identifier::accept: return Accept{parameters.items};
        case identifier::refuse: return refuse_from(parameters);
        case identifier::finish: return Finish{user_data};
        case identifier::disconnect: return Disconnect{user_data};
        case identifier::not_finished: return NotFinished{user_data};
        case identifier::abort: return Abort{parameters.transport_disconnect.value_or(0), user_data};
        case identifier::abort_accept: return AbortAccept{};
        default: return fail(Fault::unsupported, "SPDU that the session kernel does not have");
    }
}

void encode_header(BackWriter& writer, const Connect& spdu) {
    encode_user_data_header(
        writer, writer.size() > max_connect_user_data ? parameter::extended_user_data : parameter::user_data);
    encode_connect(writer, identifier::connect, spdu);
}

void encode_header(BackWriter& writer, const Accept& spdu) {
    encode_user_data_header(writer);
    encode_connect(writer, identifier::accept, spdu);
}

void encode_header(BackWriter& writer, const Refuse& spdu) {
    writer.prepend_octet(static_cast<Octet>(spdu.reason));
    encode_unit_header(writer, parameter::reason_code, writer.size());
    writer.prepend_octets({parameter::version_number, 1, version_2});
    encode_requirements(writer, duplex);
    writer.prepend_octets({parameter::transport_disconnect, 1, transport_disconnect::released});
    encode_unit_header(writer, identifier::refuse, writer.size());
}

void encode_header(BackWriter& writer, const Finish& spdu) {
    static_cast<void>(spdu);
    encode_user_data_header(writer);
    encode_unit_header(writer, identifier::finish, writer.size());
}

void encode_header(BackWriter& writer, const Disconnect& spdu) {
    static_cast<void>(spdu);
    encode_user_data_header(writer);
    encode_unit_header(writer, identifier::disconnect, writer.size());
}

void encode_header(BackWriter& writer, const NotFinished& spdu) {
    static_cast<void>(spdu);
    encode_user_data_header(writer);
    encode_unit_header(writer, identifier::not_finished, writer.size());
}

void encode_header(BackWriter& writer, const Abort& spdu) {
    encode_user_data_header(writer);
    writer.prepend_octets({parameter::transport_disconnect, 1, spdu.transport_disconnect});
    encode_unit_header(writer, identifier::abort, writer.size());
}

void encode_header(BackWriter& writer, const AbortAccept& spdu) {
    static_cast<void>(spdu);
    writer.prepend_octets({identifier::abort_accept, 0});
}

}  // namespace busbar::session
