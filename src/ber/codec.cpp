// SPDX-License-Identifier: Apache-2.0
// The types that stand in lists everywhere are instantiated here, so that who iterates such a list needs no
// more than ber/list.hpp.
#include "ber/codec.hpp"

namespace busbar::ber {

template bool decode_element(const Element&, VisibleString&, DecodeState&);
template bool decode_element(const Element&, GraphicString&, DecodeState&);
template bool decode_element(const Element&, ObjectIdentifier&, DecodeState&);
template bool decode_element(const Element&, Any&, DecodeState&);

}  // namespace busbar::ber
