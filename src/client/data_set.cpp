// SPDX-License-Identifier: Apache-2.0
#include "client/data_set.hpp"

#include "client/object.hpp"
#include "client/read.hpp"
#include "client/value_codec.hpp"
#include "mms/service/get_named_variable_list_attributes.hpp"
#include "mms/service/read.hpp"
#include "mms/service/write.hpp"

namespace busbar::client {

mms::ObjectName object_name(const DataSetReference& reference, const std::string& item) {
    switch (reference.scope) {
        case DataSetReference::Scope::domain: return {mms::DomainSpecific{reference.logical_device, item}};
        case DataSetReference::Scope::association: return {mms::AaSpecific{item}};
        case DataSetReference::Scope::vmd: return {mms::VmdSpecific{item}};
    }
    return {};
}

namespace {

DataSetMember to_member(const mms::ListEntry& entry) {
    DataSetMember member;
    const mms::ObjectName* const name = entry.variable.name();
    if (name == nullptr) return member;
    if (const mms::DomainSpecific* const domain = name->domain()) {
        member.domain = domain->domain.text;
        member.item = domain->item.text;
    } else {
        member.item = mms::to_text(*name);
        return member;
    }
    Result<ObjectReference> reference = ObjectReference::from_mms(member.domain, member.item);
    if (!reference) return member;
    if (entry.alternate_access && !append_selection(*entry.alternate_access, reference->path)) return member;
    member.reference = std::move(*reference);
    return member;
}

Task<Result<std::vector<Value>>> read_members(Remote& remote, DataSetReference reference, Error why) {
    const Result<DataSetDefinition> definition = co_await data_set(remote, reference);
    if (!definition) co_return fail(definition.error());
    std::vector<ObjectReference> members;
    for (const DataSetMember& member : definition->members) {
        if (!member.reference) co_return fail(std::move(why));
        members.push_back(*member.reference);
    }
    const std::vector<Result<Value>> results = co_await read_all(remote, std::move(members));
    std::vector<Value> values;
    for (const Result<Value>& result : results) {
        if (result) {
            values.push_back(*result);
        } else if (result.error().code.domain == busbar::Domain::data_access) {
            values.push_back(static_cast<DataAccessError>(result.error().code.value));
        } else {
            co_return fail(result.error());
        }
    }
    co_return values;
}

}  // namespace

Task<Result<DataSetDefinition>> data_set(Remote& remote, DataSetReference reference) {
    const std::string item = reference.item_id();
    const mms::GetNamedVariableListAttributesRequest request{object_name(reference, item)};
    const Result<mms::GetNamedVariableListAttributesResponse> response =
        co_await remote.session.call<mms::GetNamedVariableListAttributes>(request);
    if (!response) co_return fail(response.error());
    DataSetDefinition definition;
    definition.deletable = response->mms_deletable;
    definition.members.reserve(response->variables.size());
    for (const mms::ListEntry& entry : response->variables) definition.members.push_back(to_member(entry));
    co_return definition;
}

Task<Result<std::vector<Value>>> read_data_set(Remote& remote, DataSetReference reference) {
    const std::string item = reference.item_id();
    mms::ReadRequest request;
    // Costs the server a few octets; some refuse to read a data set without it.
    request.specification_with_result = true;
    request.variables.value = object_name(reference, item);
    Error why;
    {
        const Result<mms::ReadResponse> response = co_await remote.session.call<mms::Read>(request);
        if (response) {
            std::vector<Value> values;
            values.reserve(response->results.size());
            for (const mms::AccessResult& result : response->results) values.push_back(to_value(result));
            co_return values;
        }
        why = response.error();
    }
    if (!is_too_large(why)) co_return fail(std::move(why));
    co_return co_await read_members(remote, reference, why);
}

Task<Result<std::vector<Result<void>>>> write_data_set(Remote& remote, DataSetReference reference,
                                                       std::vector<Value> values) {
    const std::string item = reference.item_id();
    std::vector<mms::Data> data;
    for (const Value& value : values) {
        if (!is_sendable(value)) co_return fail(Fault::misuse, "a value is missing");
        data.push_back(view_of(value));
    }
    mms::WriteRequest request;
    request.variables.value = object_name(reference, item);
    request.data = ber::List<mms::Data>(data);
    const Result<mms::WriteResponse> response = co_await remote.session.call<mms::Write>(request);
    if (!response) co_return fail(response.error());
    if (response->results.size() != values.size()) {
        co_return fail(Fault::violation, "the answer has another number of results than values were sent");
    }
    std::vector<Result<void>> results;
    for (const mms::WriteResult& result : response->results) {
        if (const DataAccessError* failure = result.failure()) {
            Error error;
            error.fault = Fault::refused;
            error.code = Code::data_access(static_cast<std::int32_t>(*failure));
            error.path = reference.text();
            error.text = "the server refused this member";
            results.emplace_back(fail(std::move(error)));
        } else {
            results.emplace_back();
        }
    }
    co_return results;
}

}  // namespace busbar::client
