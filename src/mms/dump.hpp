// SPDX-License-Identifier: Apache-2.0
// Any MMS PDU as a whole, for tools, traces and tests: shown member by member with the names of ISO 9506-2,
// and brought into canonical form. Services outside of the list (mms/services.hpp) are shown as octets. Not
// for the way of a message through a server or client: see mms/pdu.hpp.
#pragma once

#include "ber/visitor.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

/// Shows the PDU, as far as it is well-formed: on failure the visitor has seen a part, with every begin()
/// ended. Errors: malformed, violation, limit, with offset and path.
Result<void> show(Bytes pdu, ber::Visitor& visitor);
/// The same as indented text.
Result<std::string> dump(Bytes pdu);
/// The same as one JSON object.
Result<std::string> dump_json(Bytes pdu);

/// The PDU decoded and encoded again: shortest lengths and integers, no skipped members. A body of an unknown
/// service is copied. Prepends to `writer`.
Result<void> recode(Bytes pdu, BackWriter& writer);

}  // namespace busbar::mms
