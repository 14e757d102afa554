// SPDX-License-Identifier: Apache-2.0
// A callable as the producer of a lower layer's payload: each layer of a connect PDU encodes the one above
// inside of itself, back to front, so the outermost is called first and calls inwards.
#pragma once

#include "ber/list.hpp"

namespace busbar::stack {

/// `call` is given to the producer as its argument: `&call`, which must live until the encoding is done.
template <class Call>
ber::Producer producer_of(const Call&) {
    return [](const void* argument, BackWriter& writer) { (*static_cast<const Call*>(argument))(writer); };
}

}  // namespace busbar::stack
