// SPDX-License-Identifier: Apache-2.0
// Write (ISO 9506-2; SetDataValues, SetDataSetValues and the Set*Values of control blocks in IEC 61850-7-2).
// Each variable is applied whole or refused whole: the gate decides, types and ranges are checked, the
// application is asked, and only then is anything changed.
#include "server/alternate_access.hpp"
#include "server/services.hpp"
#include "server/tracking/requests.hpp"
#include "server/values.hpp"
#include "server/variables.hpp"
#include "server/write_results.hpp"

namespace busbar::server {

using MaybeError = std::optional<DataAccessError>;

namespace {

/// Asks the application about every attribute that is staged.
MaybeError ask_application(Call& call, model::Transaction& transaction,
                           std::span<const model::LeafId> leaves) {
    for (const model::LeafId id : leaves) {
        const model::Leaf& leaf = call.model().leaf(id);
        const AttributeWriteHandler* handler = call.write_handler(leaf.node);
        if (handler == nullptr) continue;
        const Value value = model::slot::value(leaf.type, transaction.slot(id));
        if (auto error = (*handler)({call.peer(), leaf.node, value})) return error;
    }
    return std::nullopt;
}

MaybeError write_values(Call& call, const Variable& variable, const mms::Data& data) {
    auto& leaves = call.scratch().leaves;
    leaves.clear();
    if (variable.access) {
        if (auto error = check_access(call.model(), variable.node, *variable.access)) return error;
    } else if (auto error = call.gate().write(call.peer(), variable.node)) {
        return error;
    }
    model::Transaction transaction = call.process().begin();
    const MaybeError unfit =
        variable.access
            ? stage_access(transaction, call.model(), variable.node, *variable.access, data, leaves)
            : stage_value(transaction, call.model(), variable.node, data, leaves);
    if (variable.access) {
        if (auto error = call.gate().write(call.peer(), variable.node, leaves)) return error;
    }
    if (unfit) return unfit;
    if (auto error = ask_application(call, transaction, leaves)) return error;
    return transaction.commit(call.now()) ? MaybeError() : DataAccessError::hardware_fault;
}

/// The result as in PendingWrite.
std::uint8_t write_variable(Call& call, const Variable& variable, const mms::Data& data, std::uint32_t item) {
    MaybeError error = variable.error;
    if (!error) {
        if (ObjectEngine* engine = call.engines().of(variable.node)) {
            const WriteTicket ticket{call.connection(), call.invoke_id(), item};
            const ObjectWrite write{call.connection(), call.peer(), variable.node, data, ticket, call.now()};
            error = call.gate().engine_write(call.peer(), variable.node);
            if (error) {
                engine->refused(write, *error);
            } else if (variable.access) {
                error = DataAccessError::object_access_unsupported;
            } else {
                const WriteOutcome outcome = engine->write(write);
                if (outcome.is_later()) return PendingWrite::open;
                error = outcome.error();
            }
        } else {
            error = write_values(call, variable, data);
        }
    }
    return error ? static_cast<std::uint8_t>(*error) : PendingWrite::success;
}

void produce_results(const void* context, BackWriter& writer) {
    constexpr Octet tag_failure = 0x80, tag_success = 0x81;
    const auto& results = *static_cast<const std::span<const std::uint8_t>*>(context);
    for (std::size_t i = results.size(); i-- > 0 && !writer.overflowed();) {
        if (results[i] == PendingWrite::success) {
            writer.prepend_octets({tag_success, 0});
        } else {
            writer.prepend_octets({tag_failure, 1, results[i]});
        }
    }
}

}  // namespace

void respond_write(Call call, std::span<const std::uint8_t> results) {
    mms::WriteResponse response;
    response.results = ber::List<mms::WriteResult>::produced(produce_results, &results);
    call.respond<mms::Write>(response);
}

void serve(mms::Write, Call& call, const mms::WriteRequest& request) {
    auto& variables = call.scratch().variables;
    variables.clear();
    if (const auto* list = request.variables.variables()) {
        for (const mms::ListEntry& entry : *list) variables.push_back(find_object(call, entry));
    } else {
        const DataSet* data_set = find_data_set(call, *request.variables.list_name());
        if (data_set == nullptr) {
            call.fail(service_error::access, service_error::non_existent);
            return tracking::track_data_set(call, tracking::Service::set_data_set_values,
                                            *request.variables.list_name(), call.error());
        }
        for (const model::DataSetMember& member : data_set->members) {
            Variable& variable = variables.emplace_back();
            variable.node = member.node;
            if (member.node == model::no_node) variable.error = DataAccessError::object_non_existent;
        }
    }
    if (variables.empty() || variables.size() != request.data.size()) {
        return call.reject(mms::reject_code::invalid_argument);
    }
    auto& results = call.scratch().results;
    results.clear();
    bool all_done = true;
    for (const mms::Data& data : request.data) {
        const auto item = static_cast<std::uint32_t>(results.size());
        results.push_back(write_variable(call, variables[item], data, item));
        all_done = all_done && results.back() != PendingWrite::open;
    }
    tracking::track_write(call, request, variables, results);
    if (all_done) {
        respond_write(call, results);
    } else {
        call.defer(results);
    }
}

}  // namespace busbar::server
