// SPDX-License-Identifier: Apache-2.0
#include "mms/service/read_journal.hpp"

#include "mms/service_codec.hpp"

namespace busbar::ber {
template bool decode_element(const Element&, mms::JournalVariable&, DecodeState&);
template bool decode_element(const Element&, mms::JournalEntry&, DecodeState&);
}  // namespace busbar::ber

namespace busbar::mms {

ber::List<ber::Any> anonymous_application() {
    static constexpr Octet empty_sequence[] = {0x30, 0x00};
    static constexpr ber::Any reference[] = {{Bytes(empty_sequence)}};
    return ber::List<ber::Any>(reference);
}

template struct ServiceCodec<ReadJournal>;

}  // namespace busbar::mms
