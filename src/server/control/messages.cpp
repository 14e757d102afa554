// SPDX-License-Identifier: Apache-2.0
#include "server/control/messages.hpp"

#include <array>

#include "mms/data_writer.hpp"
#include "mms/services.hpp"
#include "server/values.hpp"

namespace busbar::server::control {

namespace {

namespace put = mms::put;

constexpr std::string_view last_appl_error = "LastApplError";

mms::ListEntry variable(mms::ObjectName name) {
    mms::ListEntry entry;
    entry.variable.value = std::move(name);
    return entry;
}

void put_failure(BackWriter& writer, const ControlFailure& failure) {
    const std::size_t end = writer.size();
    put::integer(writer, static_cast<std::int8_t>(failure.cause));
    put::unsigned_integer(writer, failure.ctl_num);
    const std::size_t origin_end = writer.size();
    put::octet_string(writer, failure.origin.identification);
    put::integer(writer, static_cast<std::int8_t>(failure.origin.category));
    put::structure(writer, origin_end);
    put::integer(writer, static_cast<std::int8_t>(failure.error));
    put::visible_string(writer, failure.reference);
    put::structure(writer, end);
}

struct Contents {
    const ControlFailure* failure = nullptr;
    const model::Model* model = nullptr;
    model::NodeId node = model::no_node;
    const std::uint8_t* slots = nullptr;  // null: no Oper structure
};

/// The results, last one first.
void put_contents(const void* context, BackWriter& writer) {
    const auto& contents = *static_cast<const Contents*>(context);
    if (contents.slots != nullptr) encode_value(writer, *contents.model, contents.node, contents.slots);
    if (contents.failure != nullptr && !writer.overflowed()) put_failure(writer, *contents.failure);
}

void encode(BackWriter& writer, std::vector<mms::ListEntry> variables, const Contents& contents) {
    mms::InformationReportIndication indication;
    indication.variables.value = ber::List<mms::ListEntry>(variables);
    indication.results = ber::List<mms::AccessResult>::produced(put_contents, &contents);
    mms::encode_unconfirmed<mms::InformationReport>(writer, indication);
}

}  // namespace

void encode_last_appl_error(BackWriter& writer, const ControlFailure& failure) {
    Contents contents;
    contents.failure = &failure;
    encode(writer, {variable({mms::VmdSpecific{last_appl_error}})}, contents);
}

void encode_command_termination(BackWriter& writer, const model::Model& model, const Object& object,
                                const std::vector<std::uint8_t>& slots, const ControlFailure* failure) {
    std::array<char, model::Model::max_reference_octets> buffer;  // NOLINT: written before it is read
    const std::string_view item = model.item_id(object.oper.node, buffer);
    std::vector<mms::ListEntry> variables;
    if (failure != nullptr) variables.push_back(variable({mms::VmdSpecific{last_appl_error}}));
    variables.push_back(variable({mms::DomainSpecific{model.name(object.logical_device), item}}));
    encode(writer, std::move(variables), {failure, &model, object.oper.node, slots.data()});
}

}  // namespace busbar::server::control
