// SPDX-License-Identifier: Apache-2.0
#include "client/control_sequence.hpp"

#include <algorithm>

#include "client/discovery.hpp"
#include "client/read.hpp"
#include "client/value_codec.hpp"
#include "mms/service/read.hpp"
#include "mms/service/write.hpp"

namespace busbar::client {
namespace {

using namespace std::chrono_literals;
using Kind = ControlStep::Kind;

/// How long after a refusal its LastApplError may come.
constexpr Duration late_error_wait = 100ms;
constexpr Duration termination_margin = 2s;
constexpr Duration usual_termination_wait = 30s;
/// An operTimeout beyond this is not believed.
constexpr Duration longest_termination_wait = 10min;
constexpr Duration look_around = 100ms;

std::string control_item(const ObjectReference& object) {
    ObjectReference control = object;
    control.fc = Fc::co;
    return control.item_id().value_or("");
}

bool is_value(std::string_view member) {
    return member == "stVal" || member == "mxVal" || member == "valWTr";
}
bool has_value(RemoteModel::Node status) {
    const auto members = status.children();
    return std::any_of(members.begin(), members.end(),
                       [](RemoteModel::Node member) { return is_value(member.name()); });
}

/// An answer that says no, whatever it says it with.
bool is_refusal(const Error& error) {
    return error.code.domain == Domain::service_error || error.code.domain == Domain::reject;
}

}  // namespace

Sequence::Sequence(Remote& remote, ControlInfo info, Command command, const OperateOptions& options)
    : remote_(remote),
      hub_(*remote.controls),
      info_(std::move(info)),
      command_(std::move(command)),
      options_(options),
      object_(control_item(info_.object)) {
    outcome_.model = info_.model;
    outcome_.ctl_num = command_.ctl_num;
}

std::string Sequence::item(Kind kind) const {
    return object_ + '$' + std::string(member_name(kind));
}

void Sequence::note(Kind kind, bool positive, Begin begin) {
    ControlStep step;
    step.kind = kind;
    step.positive = positive;
    step.at = begin.wall;
    step.duration =
        std::chrono::duration_cast<std::chrono::nanoseconds>(remote_.session.now() - begin.monotonic);
    outcome_.steps.push_back(step);
    if (kind != Kind::feedback) outcome_.ended_at = kind;
    if (options_.on_step) options_.on_step(step);
}

bool Sequence::refuse(Kind kind, Code code, Begin begin) {
    outcome_.code = code;
    note(kind, false, begin);
    return false;
}

Failure Sequence::unknown(Kind kind, Error why) const {
    why.path = info_.object.text();
    // Found out before anything was sent.
    if (why.fault == Fault::limit || why.fault == Fault::misuse) return fail(std::move(why));
    const std::string name(name_of(kind));
    if (kind == Kind::operate) {
        why.text = "operate was sent, but not answered: whether it is carried out is not known: " + why.text;
    } else if (kind == Kind::termination) {
        why.text = "operate was accepted, but how it ended is not known: " + why.text;
    } else {
        why.text = name + " was not answered: " + why.text;
    }
    return fail(std::move(why));
}

Task<Result<bool>> Sequence::select() {
    if (info_.model == CtlModel::sbo_with_normal_security) co_return co_await read_sbo();
    const auto type = service_type(info_, Kind::select_with_value);
    if (!type) co_return fail(type.error());
    ControlHub::Watch watch(hub_, info_.object.logical_device, object_, Kind::select_with_value,
                            command_.ctl_num, ctl_num_position(*type));
    co_return co_await write(Kind::select_with_value, *type, watch);
}

Task<Result<bool>> Sequence::read_sbo() {
    const Begin since = begin();
    const Object object(info_.object.logical_device, item(Kind::select));
    const mms::ListEntry entry = object.entry();
    mms::ReadRequest request;
    request.variables.value = ber::List<mms::ListEntry>(std::span(&entry, 1));
    const Result<mms::ReadResponse> response = co_await remote_.session.call<mms::Read>(request);
    if (!response) {
        if (is_refusal(response.error())) co_return refuse(Kind::select, response.error().code, since);
        co_return unknown(Kind::select, response.error());
    }
    if (response->results.size() != 1) {
        co_return fail(Fault::violation, "the answer to a select has another number of results");
    }
    const mms::AccessResult result = *response->results.begin();
    if (const DataAccessError* const failure = result.failure()) {
        co_return refuse(Kind::select, Code::data_access(static_cast<std::int32_t>(*failure)), since);
    }
    // Any text but an empty one means yes.
    const Value text = to_value(result);
    if (text.as<std::string>().value_or("").empty()) co_return refuse(Kind::select, Code(), since);
    note(Kind::select, true, since);
    co_return true;
}

Task<Result<bool>> Sequence::write(Kind kind, RemoteModel::Node type, ControlHub::Watch& watch) {
    const Result<Value> value = service_value(command_, type);
    if (!value) co_return fail(value.error());
    const Begin since = begin();
    const Object object(info_.object.logical_device, item(kind));
    const mms::ListEntry entry = object.entry();
    const mms::Data data = view_of(*value);
    mms::WriteRequest request;
    request.variables.value = ber::List<mms::ListEntry>(std::span(&entry, 1));
    request.data = ber::List<mms::Data>(std::span(&data, 1));
    const Result<mms::WriteResponse> response = co_await remote_.session.call<mms::Write>(request);
    Code code;
    if (!response) {
        if (!is_refusal(response.error())) co_return unknown(kind, response.error());
        code = response.error().code;
    } else if (response->results.size() != 1) {
        co_return unknown(kind, fail(Fault::violation, "the answer has another number of results").value());
    } else {
        const mms::WriteResult result = *response->results.begin();
        if (const DataAccessError* const failure = result.failure())
            code = Code::data_access(static_cast<std::int32_t>(*failure));
    }
    const bool positive = code.domain == Domain::none;
    watch.answered(positive);
    if (positive) {
        note(kind, true, since);
        co_return true;
    }
    const Begin answer = begin();
    if (!watch.told()) (void)co_await watch.news(answer.monotonic + late_error_wait);
    if (watch.told()) {
        outcome_.add_cause = watch.told()->cause;
        outcome_.error = watch.told()->error;
    }
    co_return refuse(kind, code, since);
}

Task<Result<bool>> Sequence::operate() {
    const auto type = service_type(info_, Kind::operate);
    if (!type) co_return fail(type.error());
    // It is there before the request: a termination may come before the answer.
    ControlHub::Watch watch(hub_, info_.object.logical_device, object_, Kind::operate, command_.ctl_num,
                            ctl_num_position(*type));
    Result<bool> accepted = co_await write(Kind::operate, *type, watch);
    if (!accepted || !*accepted) co_return accepted;
    if (is_enhanced(info_.model) && options_.await_termination) {
        Result<bool> terminated = co_await termination(watch);
        if (!terminated || !*terminated) co_return terminated;
    }
    outcome_.succeeded = true;
    co_return true;
}

Task<Result<bool>> Sequence::termination(ControlHub::Watch& watch) {
    const Begin since = begin();
    const TimePoint deadline = since.monotonic + termination_wait();
    while (!watch.terminated() && !watch.lost() && remote_.session.now() < deadline) {
        if (options_.give_up && options_.give_up()) {
            outcome_.given_up = true;
            outcome_.ended_at = Kind::termination;
            co_return false;
        }
        const TimePoint look = options_.give_up ? remote_.session.now() + look_around : never;
        (void)co_await watch.news(std::min(deadline, look));
    }
    if (watch.terminated()) {
        if (*watch.terminated()) {
            note(Kind::termination, true, since);
            co_return true;
        }
    } else if (!watch.told()) {
        // Nothing came; a LastApplError by itself would have been as good as a negative termination.
        Error why =
            watch.lost() ? *watch.lost() : fail(Fault::timeout, "no CommandTermination in time").value();
        co_return unknown(Kind::termination, std::move(why));
    }
    outcome_.add_cause = watch.told()->cause;
    outcome_.error = watch.told()->error;
    co_return refuse(Kind::termination, Code(), since);
}

Duration Sequence::termination_wait() const {
    Duration wait = usual_termination_wait;
    if (options_.termination_timeout) {
        wait = std::max<Duration>(*options_.termination_timeout, Duration::zero());
    } else if (info_.oper_timeout && info_.oper_timeout->count() > 0) {
        wait = std::min<Duration>(*info_.oper_timeout, longest_termination_wait) + termination_margin;
    }
    if (command_.at) wait += std::max<Duration>(*command_.at - hub_.wall(), Duration::zero());
    return wait;
}

Task<Result<bool>> Sequence::cancel() {
    const auto type = service_type(info_, Kind::cancel);
    if (!type) co_return fail(type.error());
    ControlHub::Watch watch(hub_, info_.object.logical_device, object_, Kind::cancel, command_.ctl_num,
                            ctl_num_position(*type));
    Result<bool> cancelled = co_await write(Kind::cancel, *type, watch);
    outcome_.succeeded = cancelled && *cancelled;
    co_return cancelled;
}

Task<void> Sequence::feedback() {
    const Result<RemoteModel> model =
        co_await describe_node(remote_, info_.object.logical_device, info_.object.logical_node);
    if (!model) co_return;
    ObjectReference status = info_.object;
    status.fc = Fc::st;
    auto type = model->find(status);
    if (!type) {
        status.fc = Fc::mx;
        type = model->find(status);
    }
    if (!type || !has_value(*type)) co_return;
    const Begin since = begin();
    const Result<Value> whole = co_await read(remote_, status);
    std::size_t position = 0;
    if (whole && whole->items().size() == type->child_count()) {
        ControlFeedback feedback;
        for (const RemoteModel::Node member : type->children()) {
            const Value& value = whole->items()[position++];
            const std::string_view name = member.name();
            if (is_value(name)) feedback.value = value;
            if (name == "q") {
                if (const auto quality = value.as<Quality>()) feedback.quality = *quality;
            }
            if (name == "t") {
                if (const auto* const time = value.get_if<Timestamp>()) feedback.time = *time;
            }
        }
        if (!feedback.value.empty()) outcome_.feedback = std::move(feedback);
    }
    note(Kind::feedback, outcome_.feedback.has_value(), since);
}

}  // namespace busbar::client
