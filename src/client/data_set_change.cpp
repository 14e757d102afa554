// SPDX-License-Identifier: Apache-2.0
// CreateDataSet and DeleteDataSet (8-1: defineNamedVariableList, deleteNamedVariableList).
#include "client/data_set.hpp"
#include "client/discovery.hpp"
#include "client/object.hpp"
#include "mms/service/define_named_variable_list.hpp"
#include "mms/service/delete_named_variable_list.hpp"

namespace busbar::client {
namespace {

Failure not_deleted(const DataSetReference& reference, Code code, std::string text) {
    Error error;
    error.fault = Fault::refused;
    error.code = code;
    error.path = reference.text();
    error.text = std::move(text);
    return fail(std::move(error));
}

/// Which of its members the server means it does not say; the set is what the caller named.
Error about(const DataSetReference& reference, Error error) {
    if (error.path.empty()) error.path = reference.text();
    return error;
}

}  // namespace

Task<Result<void>> create_data_set(Remote& remote, DataSetReference reference,
                                   std::vector<std::string> members) {
    if (members.empty()) co_return fail(Fault::misuse, "a data set has one member at least");
    std::vector<Object> objects;
    objects.reserve(members.size());
    for (const std::string& member : members) {
        const Result<ObjectReference> parsed = ObjectReference::parse(member);
        if (!parsed) co_return fail(parsed.error());
        const Result<ObjectReference> resolved = co_await resolve(remote, *parsed);
        if (!resolved) co_return fail(resolved.error());
        Result<Object> object = Object::from(*resolved);
        if (!object) co_return fail(std::move(object).error());
        objects.push_back(std::move(*object));
    }
    std::vector<mms::ListEntry> entries;
    entries.reserve(objects.size());
    for (const Object& object : objects) entries.push_back(object.entry());
    const std::string item = reference.item_id();
    mms::DefineNamedVariableListRequest request;
    request.name = object_name(reference, item);
    request.variables = ber::List<mms::ListEntry>(entries);
    const Result<mms::DefineNamedVariableListResponse> response =
        co_await remote.session.call<mms::DefineNamedVariableList>(request);
    if (!response) co_return fail(about(reference, response.error()));
    co_return Result<void>();
}

Task<Result<void>> delete_data_set(Remote& remote, DataSetReference reference) {
    const std::string item = reference.item_id();
    const mms::ObjectName name = object_name(reference, item);
    mms::DeleteNamedVariableListRequest request;
    request.names = ber::List<mms::ObjectName>(std::span<const mms::ObjectName>(&name, 1));
    const Result<mms::DeleteNamedVariableListResponse> response =
        co_await remote.session.call<mms::DeleteNamedVariableList>(request);
    if (!response) {
        Error error = about(reference, response.error());
        if (error.code == Code::service_error(4, 5)) error.text = "the data set is in use";
        co_return fail(std::move(error));
    }
    // A positive answer says nothing: the counters do.
    if (response->number_deleted != 0) co_return Result<void>();
    if (response->number_matched == 0) {
        co_return not_deleted(reference, Code::service_error(7, 2), "there is no such data set");
    }
    co_return not_deleted(reference, Code::service_error(7, 3),
                          "the data set is not deletable, or something uses it");
}

}  // namespace busbar::client
