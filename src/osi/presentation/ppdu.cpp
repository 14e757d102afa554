// SPDX-License-Identifier: Apache-2.0
// PPDUs of X.226 clause 8, declared once each.
#include "osi/presentation/ppdu.hpp"

#include "ber/codec.hpp"
#include "osi/presentation/layouts.hpp"

namespace busbar::presentation {
namespace {

/// CPR is a SEQUENCE, although described as a set.
constexpr ber::TagSpec refuse_tag = ber::universal(ber::universal_number::sequence);
constexpr ber::TagSpec user_abort_tag = ber::context(0);
constexpr ber::TagSpec user_data_tag = ber::application(1);
constexpr Octet user_abort_identifier = 0xA0;

/// Takes "identifier, definite length" off the front of `rest`, which must be all of its content.
bool enter(Bytes& rest, Octet identifier) {
    if (rest.size() < 2 || rest[0] != identifier) return false;
    std::size_t length = rest[1];
    std::size_t header_octets = 2;
    if (length == 0x82 && rest.size() >= 4) {
        length = static_cast<std::size_t>(rest[2]) << 8U | rest[3];
        header_octets = 4;
    } else if (length == 0x81 && rest.size() >= 3) {
        length = rest[2];
        header_octets = 3;
    } else if (length >= 0x80) {
        return false;
    }
    if (rest.size() - header_octets != length) return false;
    rest = rest.subspan(header_octets);
    return true;
}

}  // namespace

Bytes DataValue::octets() const {
    if (const auto* any = std::get_if<ber::One<ber::Any>>(&encoding.value)) return any->element().whole;
    if (const auto* aligned = std::get_if<ber::OctetString>(&encoding.value)) return aligned->octets;
    return std::get<ber::BitString>(encoding.value).octets;
}

Result<Connect> decode_connect(Bytes ppdu) {
    return ber::decode<Connect>(ppdu);
}
Result<Accept> decode_accept(Bytes ppdu) {
    return ber::decode<Accept>(ppdu);
}
Result<Refuse> decode_refuse(Bytes ppdu) {
    return ber::decode<Refuse>(ppdu, refuse_tag);
}
Result<UserData> decode_user_data(Bytes ppdu) {
    return ber::decode<UserData>(ppdu, user_data_tag);
}

Result<Abort> decode_abort(Bytes ppdu) {
    if (!ppdu.empty() && ppdu[0] == user_abort_identifier) {
        auto abort = ber::decode<UserAbort>(ppdu, user_abort_tag);
        if (!abort) return fail(std::move(abort).error());
        return *abort;
    }
    auto abort = ber::decode<ProviderAbort>(ppdu);
    if (!abort) return fail(std::move(abort).error());
    return *abort;
}

bool decode_usual_data(Bytes ppdu, ContextId& context, Bytes& value) {
    Bytes rest = ppdu;
    if (!enter(rest, 0x61) || !enter(rest, 0x30)) return false;
    // The transfer syntax that some peers repeat: 06 02 51 01.
    if (rest.size() > 4 && rest[0] == 0x06 && rest[1] == 2 && rest[2] == oid::ber[0] &&
        rest[3] == oid::ber[1]) {
        rest = rest.subspan(4);
    }
    if (rest.size() < 3 || rest[0] != 0x02 || rest[1] != 1 || rest[2] >= 0x80) return false;
    const ContextId id = rest[2];
    rest = rest.subspan(3);
    if (!enter(rest, 0xA0) || rest.empty()) return false;
    context = id;
    value = rest;
    return true;
}

void encode(BackWriter& writer, const Connect& ppdu) {
    ber::encode(writer, ppdu);
}
void encode(BackWriter& writer, const Accept& ppdu) {
    ber::encode(writer, ppdu);
}
void encode(BackWriter& writer, const Refuse& ppdu) {
    ber::encode(writer, ppdu, refuse_tag);
}
void encode(BackWriter& writer, const UserAbort& ppdu) {
    ber::encode(writer, ppdu, user_abort_tag);
}
void encode(BackWriter& writer, const ProviderAbort& ppdu) {
    ber::encode(writer, ppdu);
}
void encode(BackWriter& writer, const UserData& ppdu) {
    ber::encode(writer, ppdu, user_data_tag);
}

void encode_data_header(BackWriter& writer, ContextId context) {
    ber::encode_header(writer, ber::context_key(0), true, writer.size());
    ber::encode_tagged(writer, context, ber::natural);
    ber::encode_header(writer, ber::universal_key(ber::universal_number::sequence), true, writer.size());
    ber::encode_header(writer, user_data_tag.key, true, writer.size());
}

DataValue produced_value(ContextId context, ber::Producer produce, const void* argument) {
    DataValue value;
    value.context = context;
    value.encoding.value = ber::One<ber::Any>::produced(produce, argument);
    return value;
}

}  // namespace busbar::presentation
