// SPDX-License-Identifier: Apache-2.0
#include "decode/conversation.hpp"

#include <algorithm>

#include "decode/lower_layers.hpp"
#include "mms/dump.hpp"
#include "mms/pdu.hpp"
#include "mms/services.hpp"
#include "osi/acse/layouts.hpp"
#include "osi/presentation/layouts.hpp"
#include "osi/tpkt/tpkt.hpp"

namespace busbar::decode {
namespace {

// A TSDU beyond this is no MMS: the largest PDU sizes in the field are 120 KiB.
constexpr std::size_t max_tsdu_octets = 1U << 20U;
constexpr Octet tag_user_data = 0x61, tag_cp = 0x31, tag_cpr = 0x30, tag_aru = 0xA0;

/// What stands at the beginning of a packet: version 3, a length, a TPDU header that fits it.
bool begins_packet(Bytes octets) {
    if (octets.size() < 7 || octets[0] != 3 || octets[1] != 0) return false;
    const std::size_t length = static_cast<std::size_t>(octets[2]) << 8U | octets[3];
    const std::size_t header = octets[4];
    const unsigned type = octets[5] & 0xF0U;
    if (length < 7 || header + 5 > length) return false;
    if (type == 0xF0U) return header == 2;
    return (type == 0xE0U || type == 0xD0U || type == 0x80U || type == 0x70U) && header >= 4;
}

std::string mms_title(Bytes pdu) {
    mms::Envelope envelope;
    ber::DecodeState state(pdu);
    mms::decode_envelope(pdu, envelope, state);
    if (envelope.stage == mms::EnvelopeStage::nothing || envelope.unknown_kind) return "no MMS PDU";
    std::string title(mms::name_of(envelope.kind));
    if (envelope.has_invoke_id) title += " " + std::to_string(envelope.invoke_id);
    if (envelope.stage != mms::EnvelopeStage::complete) return title;
    switch (envelope.kind) {
        case mms::PduKind::confirmed_request:
        case mms::PduKind::confirmed_response:
            title += " " + std::string(mms::service_name(envelope.service_tag()));
            break;
        case mms::PduKind::unconfirmed:
            title += " " + std::string(mms::unconfirmed_service_name(envelope.service_tag()));
            break;
        case mms::PduKind::confirmed_error:
        case mms::PduKind::reject:
        case mms::PduKind::cancel_request:
        case mms::PduKind::cancel_response:
        case mms::PduKind::cancel_error:
        case mms::PduKind::initiate_request:
        case mms::PduKind::initiate_response:
        case mms::PduKind::initiate_error:
        case mms::PduKind::conclude_request:
        case mms::PduKind::conclude_response:
        case mms::PduKind::conclude_error: break;
    }
    return title;
}

Message bad(bool from_client, Layer layer, Bytes octets, const Error& error) {
    Message message;
    message.from_client = from_client;
    message.layer = layer;
    message.bad = true;
    message.title = "malformed: " + error.message();
    message.octets.assign(octets.begin(), octets.end());
    message.show = [kept = message.octets](ber::Visitor& visitor) { visitor.octets("octets", kept); };
    return message;
}

Message note(bool from_client, std::string text) {
    Message message;
    message.from_client = from_client;
    message.title = std::move(text);
    return message;
}

/// A message at `layer` whose octets `show_own` decodes again when it is to be shown.
template <class Show>
Message good(bool from_client, Layer layer, std::string title, Bytes octets, Show show_own) {
    Message message;
    message.from_client = from_client;
    message.layer = layer;
    message.title = std::move(title);
    message.octets.assign(octets.begin(), octets.end());
    message.show = [kept = message.octets, show_own](ber::Visitor& visitor) {
        show_own(Bytes(kept), visitor);
    };
    return message;
}

/// The outer layers' part of a message is shown before its own.
void put_before(Message& message, std::function<void(ber::Visitor&)> outer) {
    if (!message.show) {
        message.show = std::move(outer);
        return;
    }
    message.show = [outer = std::move(outer), inner = std::move(message.show)](ber::Visitor& visitor) {
        outer(visitor);
        inner(visitor);
    };
}

Message mms_message(bool from_client, Bytes pdu) {
    Message message = good(from_client, Layer::mms, mms_title(pdu), pdu,
                           [](Bytes octets, ber::Visitor& visitor) { (void)mms::show(octets, visitor); });
    std::string unused;
    ber::TextDump probe(unused);
    if (const auto shown = mms::show(pdu, probe); !shown) {
        message.bad = true;
        message.title += ", malformed: " + shown.error().message();
    }
    return message;
}

Message acse_message(bool from_client, Bytes octets) {
    const auto apdu = acse::decode(octets);
    if (!apdu) return bad(from_client, Layer::acse, octets, apdu.error());
    const auto show_own = [](Bytes kept, ber::Visitor& visitor) {
        if (const auto again = acse::decode(kept)) show(*again, visitor);
    };
    Message own = good(from_client, Layer::acse, std::string(name_of(*apdu)), octets, show_own);
    const Bytes inside = user_information(*apdu);
    if (inside.empty()) return own;
    Message inner = mms_message(from_client, inside);
    inner.title = own.title + " " + inner.title;
    put_before(inner, own.show);
    return inner;
}

const std::optional<presentation::UserData> no_user_data;

/// A PPDU that may carry ACSE: shown by itself, or before each of the APDUs that it carries.
template <class Decode>
void take_with(bool from_client, const char* name, Bytes pdu, Decode decode_again,
               const std::optional<presentation::UserData>& data, std::vector<Message>& messages) {
    const auto show_own = [decode_again](Bytes kept, ber::Visitor& visitor) {
        if (const auto again = decode_again(kept)) show(*again, visitor);
    };
    Message own = good(from_client, Layer::presentation, name, pdu, show_own);
    if (!data) {
        messages.push_back(std::move(own));
        return;
    }
    for (const presentation::DataValue& value : data->values) {
        messages.push_back(acse_message(from_client, value.octets()));
        put_before(messages.back(), own.show);
    }
}

}  // namespace

std::string_view name_of(Layer layer) {
    switch (layer) {
        case Layer::note: return "note";
        case Layer::cotp: return "COTP";
        case Layer::session: return "session";
        case Layer::presentation: return "presentation";
        case Layer::acse: return "ACSE";
        case Layer::mms: return "MMS";
    }
    return "?";
}

bool Conversation::plausible(Bytes first_octets) {
    const Bytes window = first_octets.first(std::min<std::size_t>(first_octets.size(), 4096));
    for (std::size_t at = 0; at + 7 <= window.size(); ++at) {
        if (begins_packet(window.subspan(at))) return true;
    }
    return false;
}

void Conversation::feed(bool from_client, Bytes octets, std::uint64_t lost, std::vector<Message>& messages) {
    Direction& direction = directions_[from_client ? 1 : 0];
    if (lost > 0) {
        messages.push_back(note(from_client, "the capture lacks " + std::to_string(lost) + " octets here"));
        direction.buffer.clear();
        direction.tsdu.clear();
        direction.tsdu_broken = true;
        direction.synchronised = false;
    }
    direction.buffer.insert(direction.buffer.end(), octets.begin(), octets.end());
    take_packets(from_client, messages);
}

// In the middle of a stream a packet is recognised by its header, and by the next one's behind it where that
// has come already. What lies before it is the rest of a packet whose beginning was lost.
std::size_t Conversation::skip_to_packet(bool from_client, std::vector<Message>& messages) {
    Direction& direction = directions_[from_client ? 1 : 0];
    const Bytes all(direction.buffer);
    for (std::size_t at = 0; at + 7 <= all.size(); ++at) {
        const Bytes here = all.subspan(at);
        if (!begins_packet(here)) continue;
        const std::size_t length = static_cast<std::size_t>(here[2]) << 8U | here[3];
        if (here.size() >= length + 7 && !begins_packet(here.subspan(length))) continue;
        if (at > 0) {
            messages.push_back(note(from_client, std::to_string(at) +
                                                     " octets skipped, the end of a packet that "
                                                     "began before"));
        }
        direction.synchronised = true;
        return at;
    }
    return all.size() > 6 ? all.size() - 6 : 0;
}

void Conversation::take_packets(bool from_client, std::vector<Message>& messages) {
    Direction& direction = directions_[from_client ? 1 : 0];
    std::size_t at = 0;
    for (;;) {
        if (!direction.synchronised) {
            direction.buffer.erase(direction.buffer.begin(),
                                   direction.buffer.begin() + static_cast<std::ptrdiff_t>(at));
            at = skip_to_packet(from_client, messages);
            if (!direction.synchronised) break;
        }
        const Bytes rest = Bytes(direction.buffer).subspan(at);
        const auto length = tpkt::packet_octets(rest);
        if (!length) {
            messages.push_back(note(from_client, "no TPKT packet: " + length.error().message()));
            direction.synchronised = false;
            ++at;
            continue;
        }
        if (*length == 0 || rest.size() < *length) break;
        take_tpdu(from_client, rest.first(*length).subspan(tpkt::header_octets), messages);
        at += *length;
    }
    direction.buffer.erase(direction.buffer.begin(),
                           direction.buffer.begin() + static_cast<std::ptrdiff_t>(at));
}

void Conversation::take_tpdu(bool from_client, Bytes octets, std::vector<Message>& messages) {
    Direction& direction = directions_[from_client ? 1 : 0];
    const auto tpdu = cotp::decode(octets);
    if (!tpdu) {
        messages.push_back(bad(from_client, Layer::cotp, octets, tpdu.error()));
        return;
    }
    const auto* const data = std::get_if<cotp::Data>(&*tpdu);
    if (data == nullptr) {
        const auto show_own = [](Bytes kept, ber::Visitor& visitor) {
            if (const auto again = cotp::decode(kept)) show(*again, visitor);
        };
        messages.push_back(good(from_client, Layer::cotp, std::string(name_of(*tpdu)), octets, show_own));
        return;
    }
    if (direction.tsdu.size() + data->user_data.size() > max_tsdu_octets) {
        messages.push_back(note(from_client, "a message of more than 1 MiB, left out"));
        direction.tsdu.clear();
        direction.tsdu_broken = true;
    }
    direction.tsdu.insert(direction.tsdu.end(), data->user_data.begin(), data->user_data.end());
    if (!data->end_of_tsdu) return;
    const ByteVector tsdu = std::exchange(direction.tsdu, {});
    if (std::exchange(direction.tsdu_broken, false) && (tsdu.empty() || !session::decode(tsdu))) {
        messages.push_back(note(from_client, "the rest of a message whose beginning is missing"));
        return;
    }
    take_tsdu(from_client, tsdu, messages);
}

void Conversation::take_tsdu(bool from_client, Bytes tsdu, std::vector<Message>& messages) {
    const auto spdu = session::decode(tsdu);
    if (!spdu) {
        messages.push_back(bad(from_client, Layer::session, tsdu, spdu.error()));
        return;
    }
    if (std::holds_alternative<session::DataTransfer>(*spdu)) {
        take_upper(from_client, user_data(*spdu), messages);
        return;
    }
    const auto show_own = [](Bytes kept, ber::Visitor& visitor) {
        if (const auto again = session::decode(kept)) show(*again, visitor);
    };
    Message own = good(from_client, Layer::session, std::string(name_of(*spdu)), tsdu, show_own);
    const Bytes inside = user_data(*spdu);
    if (inside.empty()) {
        messages.push_back(std::move(own));
        return;
    }
    const std::size_t before = messages.size();
    const auto abort = presentation::decode_abort(inside);
    if (std::holds_alternative<session::Abort>(*spdu) && !abort) {
        messages.push_back(bad(from_client, Layer::presentation, inside, abort.error()));
        messages.back().title = "AB with user data that is " + messages.back().title;
    } else {
        take_upper(from_client, inside, messages);
    }
    for (std::size_t i = before; i < messages.size(); ++i) put_before(messages[i], own.show);
}

void Conversation::take_upper(bool from_client, Bytes pdu, std::vector<Message>& messages) {
    if (pdu.empty()) {
        messages.push_back(note(from_client, "no user data"));
        return;
    }
    if (pdu[0] == tag_cp) return take_connect(from_client, pdu, messages);
    if (pdu[0] == tag_user_data) return take_data(from_client, pdu, messages);
    if (pdu[0] == tag_cpr) {
        if (const auto cpr = presentation::decode_refuse(pdu)) {
            return take_with(from_client, "CPR", pdu, presentation::decode_refuse, cpr->user_data, messages);
        }
    }
    // ARU and confirmed-Request share a tag, CPR and ARP another.
    if (pdu[0] == tag_aru || pdu[0] == tag_cpr) {
        if (const auto abort = presentation::decode_abort(pdu)) {
            const auto* const user = std::get_if<presentation::UserAbort>(&*abort);
            return take_with(from_client, user != nullptr ? "ARU" : "ARP", pdu, presentation::decode_abort,
                             user != nullptr ? user->user_data : no_user_data, messages);
        }
    }
    const bool application_tag = (pdu[0] & 0xE0U) == 0x60U;
    messages.push_back(application_tag ? acse_message(from_client, pdu) : mms_message(from_client, pdu));
}

void Conversation::take_connect(bool from_client, Bytes pdu, std::vector<Message>& messages) {
    // CP and CPA differ in their parameters only: the offered contexts make a CP.
    if (const auto cp = presentation::decode_connect(pdu); cp && cp->parameters && cp->parameters->contexts) {
        contexts_.clear();
        for (const presentation::ContextItem& item : *cp->parameters->contexts) {
            const bool acse = text_of(item.abstract_syntax.content) == text_of(presentation::oid::acse);
            contexts_[item.id] = acse ? Layer::acse : Layer::mms;
        }
        return take_with(from_client, "CP", pdu, presentation::decode_connect, cp->parameters->user_data,
                         messages);
    }
    const auto cpa = presentation::decode_accept(pdu);
    if (!cpa) {
        messages.push_back(bad(from_client, Layer::presentation, pdu, cpa.error()));
        return;
    }
    take_with(from_client, "CPA", pdu, presentation::decode_accept,
              cpa->parameters ? cpa->parameters->user_data : no_user_data, messages);
}

void Conversation::take_data(bool from_client, Bytes pdu, std::vector<Message>& messages) {
    const auto data = presentation::decode_user_data(pdu);
    if (!data) {
        // [APPLICATION 1] is an AARE, too, for those who paste one.
        messages.push_back(acse::decode(pdu) ? acse_message(from_client, pdu)
                                             : bad(from_client, Layer::presentation, pdu, data.error()));
        return;
    }
    for (const presentation::DataValue& value : data->values) {
        const auto known = contexts_.find(value.context);
        // Where the CP was not seen: 1 is ACSE and 3 MMS with every stack in the field.
        const bool acse = known != contexts_.end() ? known->second == Layer::acse : value.context == 1;
        messages.push_back(acse ? acse_message(from_client, value.octets())
                                : mms_message(from_client, value.octets()));
    }
}

void Conversation::finish(std::vector<Message>& messages) {
    for (const bool from_client : {true, false}) {
        Direction& direction = directions_[from_client ? 1 : 0];
        if (!direction.buffer.empty() && direction.synchronised) {
            messages.push_back(note(from_client, "the last " + std::to_string(direction.buffer.size()) +
                                                     " octets are the beginning of a packet"));
        }
        direction = Direction{};
    }
}

}  // namespace busbar::decode
