// SPDX-License-Identifier: Apache-2.0
// What the public types of <busbar/control.hpp> say in words.
#include <busbar/control.hpp>

namespace busbar {

std::string_view name_of(ControlKind kind) {
    switch (kind) {
        case ControlKind::boolean: return "boolean";
        case ControlKind::integer: return "integer";
        case ControlKind::step_command: return "step-command";
        case ControlKind::analogue: return "analogue";
        case ControlKind::other: break;
    }
    return "other";
}

std::string_view name_of(ControlStep::Kind kind) {
    switch (kind) {
        case ControlStep::Kind::select: return "select";
        case ControlStep::Kind::select_with_value: return "select-with-value";
        case ControlStep::Kind::operate: return "operate";
        case ControlStep::Kind::cancel: return "cancel";
        case ControlStep::Kind::termination: return "termination";
        case ControlStep::Kind::feedback: break;
    }
    return "feedback";
}

Origin OperateOptions::usual_origin() {
    Origin origin;
    for (const char letter : std::string_view("busbar"))
        origin.identification.push_back(static_cast<std::uint8_t>(letter));
    return origin;
}

namespace {

std::string code_text(Code code) {
    std::string text = name_of(code);
    if (code.domain == Domain::data_access) text += " (DataAccessError " + std::to_string(code.value) + ")";
    return text;
}

}  // namespace

std::string ControlOutcome::text() const {
    std::string text(name_of(ended_at));
    if (succeeded) return text + " succeeded";
    if (given_up) return text + " was not waited for; the command was accepted";
    text += ended_at == ControlStep::Kind::termination ? " negative" : " refused";
    std::string why;
    const auto add = [&](const std::string& part) { why += (why.empty() ? ": " : ", ") + part; };
    if (add_cause) {
        add(std::string(name_of(*add_cause)) + " (AddCause " + std::to_string(static_cast<int>(*add_cause)) +
            ")");
    }
    if (error && *error != ControlError::no_error) add(std::string(name_of(*error)));
    if (code.domain != Domain::none) add(code_text(code));
    return text + why;
}

Error ControlOutcome::to_error() const {
    Error result;
    result.fault = Fault::refused;
    result.code = add_cause ? Code{Domain::add_cause, static_cast<std::int32_t>(*add_cause)} : code;
    result.text = std::string(name_of(ended_at)) +
                  (ended_at == ControlStep::Kind::termination ? " negative" : " refused");
    return result;
}

}  // namespace busbar
