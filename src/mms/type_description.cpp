// SPDX-License-Identifier: Apache-2.0
#include "mms/type_description.hpp"

#include "ber/codec.hpp"

namespace busbar::ber {
template bool decode_element(const Element&, mms::TypeDescription&, DecodeState&);
template bool decode_element(const Element&, mms::StructureComponent&, DecodeState&);
}  // namespace busbar::ber

namespace busbar::mms {

std::string to_text(const ObjectName& name) {
    if (const auto* vmd = name.vmd()) return std::string(vmd->item.text);
    if (const auto* aa = name.aa()) return "@" + std::string(aa->item.text);
    return std::string(name.domain()->domain.text) + "/" + std::string(name.domain()->item.text);
}

}  // namespace busbar::mms
