// SPDX-License-Identifier: Apache-2.0
// CreateDataSet and DeleteDataSet (IEC 61850-7-2 clause 13): defineNamedVariableList and
// deleteNamedVariableList. A member is data with a functional constraint or an attribute (FCD, FCDA), inside
// an array by alternate access; one that is named twice is there twice. Deletion is by name only: the other
// scopes of MMS have no use in IEC 61850-8-1.
#include "server/alternate_access.hpp"
#include "server/services.hpp"
#include "server/tracking/requests.hpp"
#include "server/variables.hpp"

namespace busbar::server {

using model::NodeId;
using model::NodeKind;
using MaybeError = std::optional<mms::ServiceError>;

namespace {

mms::ServiceError access_error(std::int32_t code) {
    return mms::ServiceError::of(service_error::access, code);
}
mms::ServiceError definition_error(std::int32_t code) {
    return mms::ServiceError::of(service_error::definition, code);
}

/// The right to create or delete at all, for a name of the request.
bool may_define(const Call& call, const mms::ObjectName& name) {
    AccessObject object;
    std::string marked;
    if (const auto* specific = name.domain()) {
        object.logical_device = specific->domain.text;
        object.item = specific->item.text;
    } else if (const auto* of_server = name.vmd()) {
        object.item = of_server->item.text;
    } else {
        marked.append("@").append(name.aa()->item.text);
        object.item = marked;
    }
    return call.gate().allows(call.peer(), Right::data_set, object);
}

// ---- create

void refuse(Call& call, const mms::ObjectName& name, DataSetError error) {
    switch (error) {
        case DataSetError::not_allowed: return call.fail(access_error(service_error::access_denied));
        case DataSetError::unknown_place: return call.fail(access_error(service_error::non_existent));
        case DataSetError::bad_name:
            if (name.domain() == nullptr) return call.reject(mms::reject_code::invalid_argument);
            return call.fail(access_error(service_error::non_existent));
        case DataSetError::exists: return call.fail(definition_error(service_error::object_exists));
        case DataSetError::too_many_sets:
            return call.fail(service_error::resource, service_error::capability_unavailable);
        case DataSetError::no_member:
        case DataSetError::too_many_members: return call.fail(definition_error(service_error::other));
    }
}

/// Data or attributes of a functional constraint that data sets are for: no logical node, no container of a
/// functional constraint, no control.
bool may_be_member(const model::Node& node) {
    switch (node.kind) {
        case NodeKind::data_object:
        case NodeKind::structure:
        case NodeKind::array:
        case NodeKind::leaf: return traits_of(node.fc).in_data_set;
        case NodeKind::logical_device:
        case NodeKind::logical_node:
        case NodeKind::functional_constraint:
        case NodeKind::control_block: break;
    }
    return false;
}

bool in_control_block(const model::Model& model, NodeId node) {
    for (; node != model::no_node; node = model.node(node).parent) {
        if (model.node(node).kind == NodeKind::control_block) return true;
    }
    return false;
}

MaybeError find_member(const Call& call, const mms::ListEntry& entry, NodeId& member) {
    const Variable variable = find_variable(call.model(), entry);
    if (variable.error) {
        const bool unnamed = variable.error == DataAccessError::object_access_unsupported;
        return definition_error(unnamed ? service_error::invalid_address : service_error::object_undefined);
    }
    // What its client may not read must not come to it by a report either.
    if (auto error = call.gate().read(call.peer(), variable.node)) {
        if (error == DataAccessError::object_access_denied) return access_error(service_error::access_denied);
        return definition_error(service_error::object_undefined);
    }
    member = variable.node;
    if (variable.access) {
        member = single_node(call.model(), variable.node, *variable.access);
        if (member == model::no_node) return definition_error(service_error::invalid_address);
    }
    if (!may_be_member(call.model().node(member)) || in_control_block(call.model(), member)) {
        return definition_error(service_error::attribute_inconsistent);
    }
    return std::nullopt;
}

bool device_visible(const Call& call, const mms::ObjectName& name) {
    const auto* specific = name.domain();
    if (specific == nullptr) return true;
    const std::string_view domain = specific->domain.text;
    const NodeId device = domain.empty() ? model::no_node : call.model().find_logical_device(domain);
    return device != model::no_node && call.gate().visible(call.peer(), device);
}

// ---- delete

/// Refused with the number of sets that were deleted before.
mms::ServiceError in_use(std::uint32_t deleted) {
    auto error = mms::ServiceError::of(service_error::service, service_error::object_constraint_conflict);
    error.service_specific = mms::ServiceSpecific{mms::DeleteNamedVariableListError{deleted}};
    return error;
}

void create(Call& call, const mms::DefineNamedVariableListRequest& request) {
    if (!device_visible(call, request.name)) return call.fail(access_error(service_error::non_existent));
    if (!may_define(call, request.name)) return call.fail(access_error(service_error::access_denied));
    DataSets& sets = call.data_sets();
    if (auto error = sets.check_new(request.name, call.connection(), request.variables.size())) {
        return refuse(call, request.name, *error);
    }
    std::vector<model::DataSetMember> members;
    members.reserve(request.variables.size());
    for (const mms::ListEntry& entry : request.variables) {
        if (auto error = find_member(call, entry, members.emplace_back().node)) return call.fail(*error);
    }
    sets.create(request.name, call.connection(), std::move(members));
    call.respond<mms::DefineNamedVariableList>({});
}

/// One set of a request. False when it is in use: the request ends there.
bool delete_one(Call& call, const mms::ObjectName& name, mms::DeleteNamedVariableListResponse& response) {
    using tracking::ServiceError;
    DataSet* const set = find_data_set(call, name);
    ServiceError error = ServiceError::no_error;
    if (set == nullptr) {
        error = ServiceError::instance_not_available;
    } else {
        ++response.number_matched;
        if (!set->dynamic) {
            error = ServiceError::access_violation;
        } else if (set->users != 0) {
            error = ServiceError::instance_in_use;
        } else {
            call.data_sets().erase(*set);
            ++response.number_deleted;
        }
    }
    tracking::track_data_set(call, tracking::Service::delete_data_set, name, error);
    return error != ServiceError::instance_in_use;
}

}  // namespace

void serve(mms::DefineNamedVariableList, Call& call, const mms::DefineNamedVariableListRequest& request) {
    create(call, request);
    tracking::track_data_set(call, tracking::Service::create_data_set, request.name, call.error());
}

void serve(mms::DeleteNamedVariableList, Call& call, const mms::DeleteNamedVariableListRequest& request) {
    if (request.scope != mms::ScopeOfDelete::specific) {
        return call.fail(access_error(service_error::unsupported));
    }
    if (!request.names || request.names->empty()) return call.reject(mms::reject_code::invalid_argument);
    for (const mms::ObjectName& name : *request.names) {
        if (find_data_set(call, name) == nullptr || may_define(call, name)) continue;
        call.fail(access_error(service_error::access_denied));
        return tracking::track_data_set(call, tracking::Service::delete_data_set, name, call.error());
    }
    mms::DeleteNamedVariableListResponse response;
    for (const mms::ObjectName& name : *request.names) {
        if (!delete_one(call, name, response)) return call.fail(in_use(response.number_deleted));
    }
    call.respond<mms::DeleteNamedVariableList>(response);
}

}  // namespace busbar::server
