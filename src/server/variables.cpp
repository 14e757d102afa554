// SPDX-License-Identifier: Apache-2.0
#include "server/variables.hpp"

namespace busbar::server {

Variable find_variable(const model::Model& model, const mms::ListEntry& entry) {
    Variable variable;
    const mms::ObjectName* name = entry.variable.name();
    if (name == nullptr) {
        variable.error = DataAccessError::object_access_unsupported;
        return variable;
    }
    // Without an item the name would be that of the logical device, which is no variable.
    const mms::DomainSpecific* specific = name->domain();
    if (specific != nullptr && !specific->item.text.empty()) {
        variable.node = model.find(specific->domain.text, specific->item.text);
    }
    if (variable.node == model::no_node) variable.error = DataAccessError::object_non_existent;
    variable.access = entry.alternate_access;
    return variable;
}

const model::DataSet* find_data_set(const Call& call, const mms::ObjectName& name) {
    const mms::DomainSpecific* specific = name.domain();
    if (specific == nullptr) return nullptr;
    const model::DataSet* data_set = call.model().find_data_set(specific->domain.text, specific->item.text);
    if (data_set == nullptr) return nullptr;
    const model::NodeId device = call.model().logical_device_of(data_set->logical_node);
    return call.gate().visible(call.peer(), device, data_set->item_id) ? data_set : nullptr;
}

}  // namespace busbar::server
