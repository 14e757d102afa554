// SPDX-License-Identifier: Apache-2.0
#include "client/control.hpp"

#include <algorithm>

#include "client/control_sequence.hpp"
#include "client/discovery.hpp"
#include "client/read.hpp"

namespace busbar::client {
namespace {

using Kind = ControlStep::Kind;

std::vector<ObjectReference> configuration_references(const ObjectReference& object,
                                                      RemoteModel::Node configuration) {
    std::vector<ObjectReference> references;
    for (const char* const name : {"ctlModel", "sboClass", "sboTimeout", "operTimeout"}) {
        if (!configuration.child(name)) continue;
        ObjectReference reference = object;
        reference.fc = Fc::cf;
        reference.path.push_back({name, std::nullopt});
        references.push_back(std::move(reference));
    }
    return references;
}

/// As far as the type has them, in one Read.
Task<Result<void>> read_configuration(Remote& remote, ControlInfo& info, RemoteModel::Node configuration) {
    std::vector<ObjectReference> references = configuration_references(info.object, configuration);
    if (references.empty()) co_return Result<void>();
    const std::vector<ObjectReference> asked = references;
    const std::vector<Result<Value>> values = co_await read_all(remote, std::move(references));
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const std::string& name = asked[i].path.back().name;
        const auto number = values[i].and_then([](const Value& value) { return value.as<std::uint32_t>(); });
        if (name == "ctlModel") {
            if (!number) co_return fail(number.error());
            if (*number > 4) co_return fail(Fault::violation, "ctlModel " + std::to_string(*number));
            info.model = static_cast<CtlModel>(*number);
            info.model_assumed = false;
        } else if (number && name == "sboClass") {
            info.sbo_class = *number == 0 ? SboClass::operate_once : SboClass::operate_many;
        } else if (number) {
            (name == "sboTimeout" ? info.sbo_timeout : info.oper_timeout) =
                std::chrono::milliseconds(*number);
        }
    }
    co_return Result<void>();
}

Result<void> check_options(const OperateOptions& options) {
    if (options.origin.identification.size() > 64)
        return fail(Fault::misuse, "the identification of the originator is longer than 64 octets");
    return {};
}

/// The next of the object, 1 to `highest`: 0 stands for none with some servers.
std::uint8_t next_ctl_num(ControlHub::Object& object, const OperateOptions& options, std::uint8_t highest) {
    if (options.ctl_num) {
        object.ctl_num = *options.ctl_num;
    } else {
        object.ctl_num =
            object.ctl_num >= highest ? std::uint8_t{1} : static_cast<std::uint8_t>(object.ctl_num + 1);
    }
    return object.ctl_num;
}

Command command_of(const Remote& remote, const OperateOptions& options, Value value, std::uint8_t ctl_num) {
    Command command;
    command.value = std::move(value);
    command.origin = options.origin;
    command.ctl_num = ctl_num;
    command.time = options.time.value_or(remote.controls->wall());
    command.at = options.at;
    command.test = options.test;
    command.check = options.check;
    return command;
}

/// Whether anything that could be sent is wrong, before anything is.
Result<void> check_command(const ControlInfo& info, const Command& command) {
    const auto oper = service_type(info, Kind::operate);
    if (!oper) return fail(oper.error());
    const auto value = service_value(command, *oper);
    if (!value) return fail(value.error());
    if (!is_sbo(info.model)) return {};
    const Kind kind =
        info.model == CtlModel::sbo_with_enhanced_security ? Kind::select_with_value : Kind::select;
    const auto select = service_type(info, kind);
    if (!select) return fail(select.error());
    return {};
}

Failure status_only(const ControlInfo& info) {
    return fail(Fault::misuse, info.object.text() + " cannot be operated: its ctlModel is status-only");
}

/// ctlVal as it goes to the server, to compare.
std::optional<Value> sent_value(const ControlInfo& info, const Value& value) {
    const auto oper = service_type(info, Kind::operate);
    if (!oper) return std::nullopt;
    for (const RemoteModel::Node member : oper->children()) {
        if (member.name() != "ctlVal") continue;
        auto converted = control_value(value, member);
        if (converted) return std::move(*converted);
    }
    return std::nullopt;
}

/// What operate() and select() are made of.
class Control {
public:
    Control(Remote& remote, ObjectReference reference, Value value, OperateOptions options)
        : remote_(remote),
          object_(std::move(reference)),
          value_(std::move(value)),
          options_(std::move(options)) {}

    Task<Result<ControlOutcome>> operate() {
        Result<void> good = prepare();
        if (!good) co_return fail(good.error());
        const ControlHub::Turn turn(*state_);
        good = co_await look(true);
        if (!good) co_return fail(good.error());
        if (info_.model == CtlModel::status_only) co_return status_only(info_);
        good = check_command(info_, command_);
        if (!good) co_return fail(good.error());
        state_->current = command_;
        Sequence sequence(remote_, info_, command_, options_);
        if (is_sbo(info_.model) && !state_->selection) {
            const Result<bool> selected = co_await sequence.select();
            if (!selected) co_return fail(selected.error());
            if (!*selected) co_return sequence.take();
            remember(false);
        }
        const Result<bool> operated = co_await sequence.operate();
        settle(operated, sequence.outcome());
        if (!operated) co_return fail(operated.error());
        const bool later = command_.at && *command_.at > remote_.controls->wall();
        if (*operated && options_.feedback && !later) co_await sequence.feedback();
        co_return sequence.take();
    }

    Task<Result<ControlOutcome>> select() {
        Result<void> good = prepare();
        if (!good) co_return fail(good.error());
        const ControlHub::Turn turn(*state_);
        good = co_await look(false);
        if (!good) co_return fail(good.error());
        if (info_.model == CtlModel::status_only) co_return status_only(info_);
        if (!is_sbo(info_.model)) {
            co_return fail(Fault::misuse, info_.object.text() + " is not selected: its ctlModel is " +
                                              std::string(name_of(info_.model)));
        }
        good = check_command(info_, command_);
        if (!good) co_return fail(good.error());
        state_->current = command_;
        Sequence sequence(remote_, info_, command_, options_);
        const Result<bool> selected = co_await sequence.select();
        if (!selected) co_return fail(selected.error());
        ControlOutcome outcome = sequence.take();
        outcome.succeeded = *selected;
        if (*selected) remember(true);
        co_return outcome;
    }

private:
    Result<void> prepare() {
        if (Result<void> good = check_options(options_); !good) return good;
        Result<ObjectReference> object = control_object(object_);
        if (!object) return fail(std::move(object).error());
        object_ = std::move(*object);
        state_ = &remote_.controls->object(object_.text());
        if (state_->busy)
            return fail(Fault::misuse, "a command of this client for " + object_.text() + " is under way");
        return {};
    }

    /// What kind of control it is, and the parameters: those of the selection where there is one.
    Task<Result<void>> look(bool operating) {
        if (state_->selection) {
            Result<bool> usable = co_await use_selection(operating);
            if (!usable) co_return fail(usable.error());
            if (*usable) co_return Result<void>();
        }
        Result<ControlInfo> info = co_await client::control(remote_, object_);
        if (!info) co_return fail(std::move(info).error());
        info_ = std::move(*info);
        const auto oper = service_type(info_, Kind::operate);
        const std::uint8_t highest = oper ? highest_ctl_num(*oper) : std::uint8_t{255};
        command_ = command_of(remote_, options_, value_, next_ctl_num(*state_, options_, highest));
        co_return Result<void>();
    }

    /// Whether the selection serves this command. One that an Operate has left over is given up where it does
    /// not; one that was asked for is for the server to judge.
    Task<Result<bool>> use_selection(bool operating) {
        const ControlHub::Selection selection = *state_->selection;
        if (!operating && selection.asked_for) {
            state_->selection.reset();
            co_return false;
        }
        const bool with_value = selection.info.model == CtlModel::sbo_with_enhanced_security;
        const bool same = !with_value || sent_value(selection.info, value_) ==
                                             sent_value(selection.info, selection.command.value);
        if (selection.asked_for && !same) {
            co_return fail(Fault::misuse,
                           object_.text() + " is selected for another value: cancel that first");
        }
        if (operating && (selection.asked_for || (same && remote_.session.now() < selection.until))) {
            info_ = selection.info;
            command_ = selection.command;
            command_.value = value_;
            command_.time = options_.time.value_or(remote_.controls->wall());
            co_return true;
        }
        if (remote_.session.now() < selection.until) {
            Sequence sequence(remote_, selection.info, selection.command, quiet_);
            const Result<bool> cancelled = co_await sequence.cancel();
            if (!cancelled) co_return fail(cancelled.error());
        }
        state_->selection.reset();
        co_return false;
    }

    void remember(bool asked_for) {
        ControlHub::Selection selection;
        selection.info = info_;
        selection.command = command_;
        selection.asked_for = asked_for;
        if (info_.sbo_timeout && info_.sbo_timeout->count() > 0)
            selection.until = remote_.session.now() + *info_.sbo_timeout;
        state_->selection = std::move(selection);
    }

    /// What is left of the selection: nothing but with operate-many.
    void settle(const Result<bool>& operated, const ControlOutcome& outcome) {
        if (!state_->selection) return;
        const bool many = info_.sbo_class == SboClass::operate_many;
        const bool accepted = operated && (*operated || outcome.ended_at == Kind::termination);
        if (!many || !accepted) {
            state_->selection.reset();
            return;
        }
        remember(state_->selection->asked_for);
    }

    Remote& remote_;
    ObjectReference object_;
    Value value_;
    OperateOptions options_;
    const OperateOptions quiet_{};
    ControlHub::Object* state_ = nullptr;
    ControlInfo info_;
    Command command_;
};

}  // namespace

Task<Result<ControlInfo>> control(Remote& remote, ObjectReference reference) {
    Result<ObjectReference> object = control_object(reference);
    if (!object) co_return fail(std::move(object).error());
    const Result<RemoteModel> model =
        co_await describe_node(remote, object->logical_device, object->logical_node);
    if (!model) co_return fail(model.error());
    ObjectReference part = *object;
    part.fc = Fc::co;
    const auto services = model->find(part);
    part.fc = Fc::cf;
    const auto configuration = model->find(part);
    const bool has_model = configuration && configuration->child("ctlModel");
    if (!services && !has_model) {
        // Not there at all, or there and no control?
        const auto there = model->find(*object);
        if (!there && there.error().fault != Fault::misuse) co_return fail(there.error());
        co_return fail(Fault::misuse, object->text() + " is no control: it has neither Oper nor ctlModel");
    }
    ControlInfo info = control_info(*object, services ? model->rooted_at(*services) : RemoteModel());
    if (configuration) {
        const Result<void> done = co_await read_configuration(remote, info, *configuration);
        if (!done) co_return fail(done.error());
    }
    co_return info;
}

Task<Result<ControlOutcome>> operate(Remote& remote, ObjectReference reference, Value value,
                                     OperateOptions options) {
    Control one(remote, std::move(reference), std::move(value), std::move(options));
    co_return co_await one.operate();
}

Task<Result<ControlOutcome>> select(Remote& remote, ObjectReference reference, Value value,
                                    OperateOptions options) {
    Control one(remote, std::move(reference), std::move(value), std::move(options));
    co_return co_await one.select();
}

Task<Result<ControlOutcome>> cancel(Remote& remote, ObjectReference reference, Value value,
                                    OperateOptions options) {
    if (const Result<void> good = check_options(options); !good) co_return fail(good.error());
    const Result<ObjectReference> object = control_object(reference);
    if (!object) co_return fail(object.error());
    const std::string name = object->text();
    ControlHub::Object& known = remote.controls->object(name);
    ControlInfo info;
    Command command;
    if (known.current || known.selection) {
        command = known.current ? *known.current : known.selection->command;
        command.time = options.time.value_or(remote.controls->wall());
    } else if (value.empty()) {
        co_return fail(Fault::misuse, "this client has not selected " + name +
                                          ": a Cancel needs the value that was to be operated");
    } else {
        const std::uint8_t last = known.ctl_num == 0 ? std::uint8_t{1} : known.ctl_num;
        command = command_of(remote, options, std::move(value), options.ctl_num.value_or(last));
    }
    if (known.selection) {
        info = known.selection->info;
    } else {
        Result<ControlInfo> found = co_await control(remote, *object);
        if (!found) co_return fail(std::move(found).error());
        info = std::move(*found);
    }
    Sequence sequence(remote, std::move(info), std::move(command), options);
    const Result<bool> cancelled = co_await sequence.cancel();
    if (!cancelled) co_return fail(cancelled.error());
    if (*cancelled) remote.controls->object(name).selection.reset();
    co_return sequence.take();
}

}  // namespace busbar::client
