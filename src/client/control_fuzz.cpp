// SPDX-License-Identifier: Apache-2.0
#include "client/control_fuzz.hpp"

#include "client/control_message.hpp"

namespace busbar::client {

int fuzz_control(const std::uint8_t* data, std::size_t size) {
    const ByteVector pdu(data, data + size);
    mms::Envelope envelope;
    ber::DecodeState state(pdu);
    ControlMessage message;
    if (!mms::decode_envelope(pdu, envelope, state) || envelope.kind != mms::PduKind::unconfirmed) return 0;
    if (!read_control_message(envelope, message)) return 0;
    std::size_t seen = 0;
    if (message.error) {
        const NamedControl named = named_control(message.error->object);
        seen += named.object.size() + named.service.size() + name_of(message.error->cause).size();
    }
    if (message.termination && message.termination->oper) {
        for (std::size_t position = 0; position < 8; ++position)
            seen += member_number(*message.termination->oper, position).has_value() ? 1U : 0U;
    }
    static_cast<void>(seen);
    return 0;
}

}  // namespace busbar::client
