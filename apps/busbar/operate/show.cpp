// SPDX-License-Identifier: Apache-2.0
// What `busbar operate` prints: the plan, the steps, the outcome.
#include <algorithm>
#include <array>
#include <cstdio>

#include "operate/sequence.hpp"
#include "values/option_text.hpp"
#include "values/value_text.hpp"

namespace busbar::program {
namespace {

using Kind = ControlStep::Kind;

std::string identification_text(const Origin& origin) {
    const std::string text(origin.identification.begin(), origin.identification.end());
    return text.empty() ? "no name" : "\"" + escaped(text) + "\"";
}

std::string check_text(const ControlCheck& check) {
    if (check.synchrocheck && check.interlock) return "synchrocheck and interlock";
    if (check.synchrocheck) return "synchrocheck";
    return check.interlock ? "interlock" : "no checks";
}

std::string milliseconds(std::chrono::nanoseconds duration) {
    std::array<char, 32> text;  // NOLINT: filled by snprintf
    std::snprintf(text.data(), text.size(), "%.1f ms", static_cast<double>(duration.count()) / 1e6);
    return text.data();
}

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.resize(width, ' ');
    return text;
}

/// f or i of an analogue value, posVal of a step position: the structure around it says nothing to people.
std::string bare_text(const Value& value, Type type, const Dictionary& dictionary) {
    const Value* inner = &value;
    std::string more;
    while (type && inner->items().size() == type->child_count() && !inner->items().empty()) {
        if (type->child_count() == 2 && type->child("transInd") &&
            inner->items()[1].as<bool>().value_or(false)) {
            more = ", moving";
        }
        inner = &inner->items().front();
        type = *type->children().begin();
    }
    return inline_text(*inner, type, dictionary) + more;
}

/// What an AddCause is about, as commands that look at it or do something about it.
std::string hint_of(AddCause cause, const ControlPlan& plan, const std::string& target) {
    const ObjectReference& object = plan.info.object;
    const std::string device = object.logical_device;
    const std::string node = device + "/" + object.logical_node;
    const std::string read = "busbar read " + target + " ";
    switch (cause) {
        case AddCause::blocked_by_switching_hierarchy:
            return read + node + ".Loc " + device + "/LLN0.Loc, or another --orcat than " +
                   std::string(name_of(plan.options.origin.category));
        case AddCause::blocked_by_mode:
            return read + node + ".Beh" +
                   (plan.options.test ? "; without --test" : "; with --test where it is in test");
        case AddCause::blocked_by_process: return "to look at BlkOpn, BlkCls and EEHealth of the switch";
        case AddCause::blocked_by_interlocking: return "to look at EnaOpn and EnaCls of the CILO";
        case AddCause::blocked_by_health: return read + node + ".Health";
        case AddCause::blocked_by_command: return read + node + ".CmdBlk";
        case AddCause::object_already_selected:
        case AddCause::locked_by_other_client:
            return plan.info.sbo_timeout
                       ? "again when the selection has run out, in " +
                             duration_text(std::chrono::nanoseconds(*plan.info.sbo_timeout)) + " at most"
                       : "again when the selection has run out";
        case AddCause::command_already_in_execution: return "again when the present command has ended";
        case AddCause::position_reached:
        case AddCause::invalid_position: return read + object.text();
        case AddCause::step_limit: return read + object.text() + ".minVal " + object.text() + ".maxVal";
        case AddCause::no_access_authority: return "--orcat, --ident, or other rights in the IED";
        case AddCause::inconsistent_parameters:
        case AddCause::select_failed: return "another --orcat: some IEDs know only a few";
        case AddCause::unknown:
        case AddCause::not_supported:
        case AddCause::parameter_change_in_execution:
        case AddCause::blocked_by_synchrocheck:
        case AddCause::one_of_n_control:
        case AddCause::abortion_by_cancel:
        case AddCause::time_limit_over:
        case AddCause::abortion_by_trip:
        case AddCause::object_not_selected:
        case AddCause::ended_with_overshoot:
        case AddCause::abortion_due_to_deviation:
        case AddCause::abortion_by_communication_loss:
        case AddCause::none: break;
    }
    return {};
}

}  // namespace

std::string value_text(const ControlPlan& plan, const Dictionary& dictionary) {
    if (const auto* const flag = plan.value.get_if<bool>()) return *flag ? "on (true)" : "off (false)";
    const auto* const bits = plan.value.get_if<BitString>();
    if (bits != nullptr && bits->size == 2) {
        const auto number = static_cast<int>(bits->number());
        return std::string(acsi::text_of(acsi::tcmd_literals(), number)) + " (" + std::to_string(number) +
               ")";
    }
    return bare_text(plan.value, plan.ctl_val, dictionary);
}

std::string status_text(const ControlPlan& plan, const ControlStatus& status, const Dictionary& dictionary) {
    std::string text = bare_text(status.value, plan.status_value, dictionary);
    if (status.quality) text += "  " + to_text(*status.quality);
    if (status.time) text += "  " + time_text(*status.time);
    return text;
}

std::string plan_text(const ControlPlan& plan, const std::optional<ControlStatus>& now,
                      const Dictionary& dictionary) {
    const ControlInfo& info = plan.info;
    std::string text = escaped(info.object.text()) + "  " + std::string(name_of(info.model));
    if (info.model_assumed) text += " (assumed)";
    if (is_sbo(info.model) && info.sbo_class)
        text += *info.sbo_class == SboClass::operate_many ? ", operate-many" : ", operate-once";
    text += "\n";
    if (now) text += "  now     " + status_text(plan, *now, dictionary) + "\n";
    text += "  " + padded(std::string(name_of(plan.action)), 8) + value_text(plan, dictionary);
    if (plan.options.at) text += " at " + to_text(*plan.options.at);
    if (plan.options.test) text += ", as a test";
    text += "\n  with    ctlNum " + std::to_string(plan.options.ctl_num.value_or(0)) + ", " +
            std::string(name_of(plan.options.origin.category)) + " " +
            identification_text(plan.options.origin) + ", " + check_text(plan.options.check) + "\n";
    return text;
}

std::string step_text(const ControlStep& step) {
    const bool termination = step.kind == Kind::termination;
    const char* const word =
        termination ? (step.positive ? "positive" : "negative") : (step.positive ? "accepted" : "refused");
    std::string duration = milliseconds(step.duration);
    if (duration.size() < 12) duration.insert(0, 12 - duration.size(), ' ');
    return padded(std::string(name_of(step.kind)), 19) + padded(word, 10) + duration + "\n";
}

std::vector<std::string> refusal_hints(const ControlPlan& plan, const ControlOutcome& outcome,
                                       const std::string& target) {
    if (outcome.add_cause) {
        const std::string hint = hint_of(*outcome.add_cause, plan, target);
        if (!hint.empty()) return {hint};
    } else if (outcome.ended_at == Kind::select) {
        return {"again later, if another client has selected it; the IED gives no reason for a select"};
    }
    return {};
}

void write_control_json(const std::string& target, const ControlPlan& plan,
                        const std::optional<ControlStatus>& before, const ControlOutcome* outcome,
                        const std::string& pdus, const Dictionary& dictionary) {
    const OperateOptions& options = plan.options;
    const auto status = [&](Json& json, const Value& value, const std::optional<Quality>& quality,
                            const std::optional<Timestamp>& time) {
        json.begin_object().key("value");
        write_value(json, value, plan.status_value, dictionary);
        if (quality) {
            json.key("q");
            write_quality(json, *Value(*quality).get_if<BitString>());
        }
        if (time) {
            json.key("t");
            write_value(json, *time, std::nullopt, dictionary);
        }
        json.end_object();
    };
    Json json;
    json.begin_object().member("schema", "busbar.operate/1").member("target", target);
    json.member("reference", plan.info.object.text()).member("action", name_of(plan.action));
    json.key("ctlModel").begin_object().member("number", static_cast<int>(plan.info.model));
    json.member("name", name_of(plan.info.model)).end_object();
    json.key("value");
    write_value(json, plan.value, plan.ctl_val, dictionary);
    json.member("ctlNum", static_cast<int>(options.ctl_num.value_or(0)));
    json.key("origin").begin_object().member("orCat", name_of(options.origin.category));
    json.member("orIdent",
                std::string(options.origin.identification.begin(), options.origin.identification.end()));
    json.end_object().member("test", options.test);
    json.key("check").begin_object().member("synchrocheck", options.check.synchrocheck);
    json.member("interlock", options.check.interlock).end_object();
    if (options.at) json.member("at", to_text(*options.at));
    if (before) {
        json.key("before");
        status(json, before->value, before->quality, before->time);
    }
    if (outcome == nullptr) {
        json.member("result", "not-sent").member("pdus", pdus);
        json.end_object().print();
        return;
    }
    json.member("result", outcome->succeeded ? "succeeded" : outcome->given_up ? "given-up" : "refused");
    json.member("ended_at", name_of(outcome->ended_at));
    json.key("steps").begin_array();
    for (const ControlStep& step : outcome->steps) {
        json.begin_object().member("step", name_of(step.kind)).member("positive", step.positive);
        json.member("at", to_text(step.at));
        json.member("ms", static_cast<double>(step.duration.count()) / 1e6).end_object();
    }
    json.end_array();
    if (outcome->add_cause) {
        json.key("addCause").begin_object().member("number", static_cast<int>(*outcome->add_cause));
        json.member("name", name_of(*outcome->add_cause));
        json.member("explanation", explanation_of(*outcome->add_cause)).end_object();
    }
    if (outcome->error) {
        json.key("controlError").begin_object().member("number", static_cast<int>(*outcome->error));
        json.member("name", name_of(*outcome->error)).end_object();
    }
    if (outcome->code.domain != Domain::none) {
        Error answer;
        answer.fault = Fault::refused;
        answer.code = outcome->code;
        json.key("answer");
        write_error_content(json, answer);
    }
    if (outcome->feedback) {
        json.key("feedback");
        status(json, outcome->feedback->value, outcome->feedback->quality, outcome->feedback->time);
    }
    json.end_object().print();
}

}  // namespace busbar::program
