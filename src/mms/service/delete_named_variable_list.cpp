// SPDX-License-Identifier: Apache-2.0
#include "mms/service/delete_named_variable_list.hpp"

#include "mms/service_codec.hpp"

namespace busbar::ber {
template bool decode_element(const Element&, mms::ObjectName&, DecodeState&);
}  // namespace busbar::ber

namespace busbar::mms {

std::string_view name_of(ScopeOfDelete scope) {
    switch (scope) {
        case ScopeOfDelete::specific: return "specific";
        case ScopeOfDelete::aa_specific: return "aa-specific";
        case ScopeOfDelete::domain: return "domain";
        case ScopeOfDelete::vmd: return "vmd";
    }
    return {};
}

template struct ServiceCodec<DeleteNamedVariableList>;

}  // namespace busbar::mms
