// SPDX-License-Identifier: Apache-2.0
#include "operate/sequence.hpp"

#include <algorithm>

#include "client/control_command.hpp"
#include "client/object.hpp"
#include "client/value_codec.hpp"
#include "mms/dump.hpp"
#include "mms/services.hpp"

namespace busbar::program {
namespace {

using Kind = ControlStep::Kind;
using Node = RemoteModel::Node;

bool is_status_value(std::string_view name) {
    return name == "stVal" || name == "mxVal" || name == "valWTr";
}

std::string lower(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return small;
}

}  // namespace

std::string_view name_of(ControlAction action) {
    switch (action) {
        case ControlAction::select: return "select";
        case ControlAction::cancel: return "cancel";
        case ControlAction::operate: break;
    }
    return "operate";
}

void find_status(Client& client, ControlPlan& plan) {
    const auto description = describe(client, plan.info.object);
    if (!description) return;
    for (const Fc fc : {Fc::st, Fc::mx}) {
        ObjectReference reference = plan.info.object;
        reference.fc = fc;
        const auto found = description->find(reference);
        if (!found) continue;
        for (const Node member : found->children()) {
            if (is_status_value(member.name())) plan.status_value = member;
        }
        if (!plan.status_value) continue;
        plan.status_type = description->rooted_at(*found);
        return;
    }
}

std::optional<ControlStatus> read_status(Client& client, const ControlPlan& plan) {
    if (!plan.status_type) return std::nullopt;
    const Node type = plan.status_type->root();
    ObjectReference reference = plan.info.object;
    reference.fc = type.fc();
    const auto whole = client.read(reference);
    if (!whole || whole->items().size() != type.child_count()) return std::nullopt;
    ControlStatus status;
    std::size_t at = 0;
    for (const Node member : type.children()) {
        const Value& value = whole->items()[at++];
        if (is_status_value(member.name())) status.value = value;
        if (member.name() == "q") {
            if (const auto quality = value.as<Quality>()) status.quality = *quality;
        }
        if (member.name() == "t") {
            if (const auto* const time = value.get_if<Timestamp>()) status.time = *time;
        }
    }
    if (status.value.empty()) return std::nullopt;
    return status;
}

Result<Value> control_value_of(const std::string& text, Node ctl_val, const Dictionary& dictionary) {
    if (ctl_val.is_leaf()) {
        const Meaning meaning = dictionary.of(ctl_val);
        const bool named = meaning.kind == Meaning::Kind::number;
        for (const acsi::Literal& literal : named ? meaning.literals : acsi::Literals()) {
            if (lower(literal.text) == lower(text))
                return client::control_value(std::int64_t{literal.ord}, ctl_val);
        }
    }
    return client::control_value(Value(text), ctl_val);
}

std::vector<std::string> known_control_values(Node ctl_val, const Dictionary& dictionary) {
    switch (client::control_kind(ctl_val)) {
        case ControlKind::boolean: return {"on (close, true), off (open, false)"};
        case ControlKind::step_command: return {"higher, lower, stop"};
        case ControlKind::analogue: return {"a number"};
        case ControlKind::integer:
        case ControlKind::other: break;
    }
    const Meaning meaning = ctl_val.is_leaf() ? dictionary.of(ctl_val) : Meaning();
    std::string words;
    for (const acsi::Literal& literal : meaning.literals) {
        words += (words.empty() ? "" : ", ") + std::string(literal.text) + " (" +
                 std::to_string(literal.ord) + ")";
    }
    if (!words.empty()) return {"one of: " + words};
    if (client::control_kind(ctl_val) == ControlKind::integer)
        return {"a number; --scl FILE knows the words of an enumeration"};
    return {"a value of type " + ctl_val.type_text()};
}

namespace {

std::string dumped(const BackWriter& writer) {
    return mms::dump(writer.bytes()).value_or("");
}

std::string read_request(const client::Object& object) {
    const mms::ListEntry entry = object.entry();
    mms::ReadRequest request;
    request.variables.value = ber::List<mms::ListEntry>(std::span(&entry, 1));
    BackWriter writer;
    mms::encode_request<mms::Read>(writer, 1, request);
    return dumped(writer);
}

std::string write_request(const client::Object& object, const Value& value, std::uint32_t invoke_id) {
    const mms::ListEntry entry = object.entry();
    const mms::Data data = client::view_of(value);
    mms::WriteRequest request;
    request.variables.value = ber::List<mms::ListEntry>(std::span(&entry, 1));
    request.data = ber::List<mms::Data>(std::span(&data, 1));
    BackWriter writer;
    mms::encode_request<mms::Write>(writer, invoke_id, request);
    return dumped(writer);
}

std::vector<Kind> services_of(const ControlPlan& plan) {
    std::vector<Kind> services;
    if (plan.action == ControlAction::cancel) return {Kind::cancel};
    if (plan.info.model == CtlModel::sbo_with_normal_security) services.push_back(Kind::select);
    if (plan.info.model == CtlModel::sbo_with_enhanced_security) services.push_back(Kind::select_with_value);
    if (plan.action == ControlAction::operate) services.push_back(Kind::operate);
    return services;
}

}  // namespace

Result<std::string> requests_of(const ControlPlan& plan) {
    client::Command command;
    command.value = plan.value;
    command.origin = plan.options.origin;
    command.ctl_num = plan.options.ctl_num.value_or(1);
    command.time = plan.options.time.value_or(
        std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now()));
    command.at = plan.options.at;
    command.test = plan.options.test;
    command.check = plan.options.check;
    std::string text;
    std::uint32_t invoke_id = 1;
    for (const Kind kind : services_of(plan)) {
        const auto type = client::service_type(plan.info, kind);
        if (!type) return fail(type.error());
        ObjectReference reference = plan.info.object;
        reference.fc = Fc::co;
        reference.path.push_back({std::string(client::member_name(kind)), std::nullopt});
        const auto object = client::Object::from(reference);
        if (!object) return fail(object.error());
        if (kind == Kind::select) {
            text += read_request(*object);
        } else {
            const auto value = client::service_value(command, *type);
            if (!value) return fail(value.error());
            text += write_request(*object, *value, invoke_id);
        }
        ++invoke_id;
    }
    return text;
}

}  // namespace busbar::program
