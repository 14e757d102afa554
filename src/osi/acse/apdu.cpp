// SPDX-License-Identifier: Apache-2.0
// APDUs of X.227 clause 9, declared once each.
#include "osi/acse/apdu.hpp"

#include "ber/codec.hpp"
#include "osi/acse/layouts.hpp"

namespace busbar::acse {

Bytes External::octets() const {
    if (const auto* any = std::get_if<ber::One<ber::Any>>(&encoding.value)) return any->element().whole;
    if (const auto* aligned = std::get_if<ber::OctetString>(&encoding.value)) return aligned->octets;
    return std::get<ber::BitString>(encoding.value).octets;
}

Result<Apdu> decode(Bytes apdu) {
    return ber::decode<Apdu>(apdu);
}

void encode(BackWriter& writer, const AssociateRequest& apdu) {
    ber::encode(writer, apdu, ber::application(0));
}
void encode(BackWriter& writer, const AssociateResponse& apdu) {
    ber::encode(writer, apdu, ber::application(1));
}
void encode(BackWriter& writer, const ReleaseRequest& apdu) {
    ber::encode(writer, apdu, ber::application(2));
}
void encode(BackWriter& writer, const ReleaseResponse& apdu) {
    ber::encode(writer, apdu, ber::application(3));
}
void encode(BackWriter& writer, const Abort& apdu) {
    ber::encode(writer, apdu, ber::application(4));
}

UserInformation produced_information(std::int32_t context, ber::Producer produce, const void* argument) {
    External external;
    external.context = context;
    external.encoding.value = ber::One<ber::Any>::produced(produce, argument);
    return {external};
}

}  // namespace busbar::acse
