// SPDX-License-Identifier: Apache-2.0
#include "server/variables.hpp"

#include "server/alternate_access.hpp"

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

Variable find_object(const Call& call, const mms::ListEntry& entry) {
    Variable variable = find_variable(call.model(), entry);
    if (variable.error || !variable.access) return variable;
    const model::NodeId part = single_node(call.model(), variable.node, *variable.access);
    if (part == model::no_node || call.engines().of(part) == nullptr) return variable;
    variable.node = part;
    variable.access.reset();
    return variable;
}

AccessObject access_object(const DataSet& set, const model::Model& model) {
    AccessObject object;
    if (set.scope == DataSetScope::logical_device) object.logical_device = model.name(set.logical_device);
    object.item = set.scope == DataSetScope::association ? std::string_view(set.reference) : set.item();
    return object;
}

bool is_visible(const Call& call, const DataSet& set) {
    switch (set.scope) {
        case DataSetScope::logical_device:
            return call.gate().visible(call.peer(), set.logical_device, set.item());
        case DataSetScope::server:
            return call.gate().allows(call.peer(), Right::view, access_object(set, call.model()));
        case DataSetScope::association: break;
    }
    return true;
}

DataSet* find_data_set(const Call& call, const mms::ObjectName& name) {
    DataSet* const found = call.data_sets().find(name, call.connection());
    return found != nullptr && is_visible(call, *found) ? found : nullptr;
}

}  // namespace busbar::server
