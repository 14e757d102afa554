// SPDX-License-Identifier: Apache-2.0
// Read (ISO 9506-2; GetDataValues, GetAllDataValues, GetDataSetValues and the Get*Values of control blocks in
// IEC 61850-7-2): variables by name, with alternate access, or a data set. Each variable that cannot be read
// fails for itself.
#include "server/alternate_access.hpp"
#include "server/services.hpp"
#include "server/setting/settings.hpp"
#include "server/values.hpp"
#include "server/variables.hpp"

namespace busbar::server {

namespace {

struct Results {
    const model::Image& image;
    std::span<const Variable> variables;
};

/// AccessResults, last one first. Stops when the answer has become too long.
void produce_results(const void* context, BackWriter& writer) {
    constexpr Octet tag_failure = 0x80;
    const auto& results = *static_cast<const Results*>(context);
    for (std::size_t i = results.variables.size(); i-- > 0 && !writer.overflowed();) {
        const Variable& variable = results.variables[i];
        if (variable.error) {
            writer.prepend_octets({tag_failure, 1, static_cast<Octet>(*variable.error)});
        } else if (variable.access) {
            encode_access(writer, results.image, variable.node, *variable.access);
        } else {
            encode_value(writer, results.image, variable.node);
        }
    }
}

/// Everything that may refuse the reading of an object that exists.
void allow(Call& call, Variable& variable, bool by_name) {
    if (variable.error) return;
    variable.error = call.gate().read(call.peer(), variable.node);
    if (variable.error) return;
    if (variable.access) variable.error = check_access(call.model(), variable.node, *variable.access);
    if (variable.error) return;
    if (ObjectEngine* engine = call.engines().of(variable.node)) {
        variable.error =
            engine->before_read({call.connection(), call.peer(), variable.node, call.now(), by_name});
    }
}

}  // namespace

void serve(mms::Read, Call& call, const mms::ReadRequest& request) {
    auto& variables = call.scratch().variables;
    variables.clear();
    if (const auto* list = request.variables.variables()) {
        if (list->empty()) return call.reject(mms::reject_code::invalid_argument);
        for (const mms::ListEntry& entry : *list) {
            variables.push_back(find_object(call, entry));
            allow(call, variables.back(), true);
        }
    } else {
        const DataSet* data_set = find_data_set(call, *request.variables.list_name());
        if (data_set == nullptr) return call.fail(service_error::access, service_error::non_existent);
        for (const model::DataSetMember& member : data_set->members) {
            Variable& variable = variables.emplace_back();
            variable.node = member.node;
            if (member.node == model::no_node) variable.error = DataAccessError::object_non_existent;
            allow(call, variable, false);
        }
    }
    const Results results{call.image(), variables};
    mms::ReadResponse response;
    if (request.specification_with_result) response.variables = request.variables;
    response.results = ber::List<mms::AccessResult>::produced(produce_results, &results);
    const setting::Settings::Shown shown(call.settings(), call.connection());
    call.respond<mms::Read>(response);
}

}  // namespace busbar::server
