// SPDX-License-Identifier: Apache-2.0
// Log control blocks from outside. Members are found by their names in the type description, in any order and
// case.
#include <algorithm>
#include <array>

#include "client/directory.hpp"
#include "client/discovery.hpp"
#include "client/log.hpp"
#include "client/read.hpp"
#include "client/report_control.hpp"
#include "client/write.hpp"

namespace busbar::client {

namespace {

struct Control {
    ObjectReference reference;
    std::vector<std::string> members;
};

std::vector<Control> controls_in(RemoteModel::Node node, const std::string& device) {
    std::vector<Control> controls;
    for (const RemoteModel::Node constraint : node.children()) {
        if (constraint.fc() != Fc::lg) continue;
        for (const RemoteModel::Node block : constraint.children()) {
            Control& control = controls.emplace_back();
            control.reference.logical_device = device;
            control.reference.logical_node = node.name();
            control.reference.fc = Fc::lg;
            control.reference.path.push_back({std::string(block.name()), std::nullopt});
            for (const RemoteModel::Node member : block.children())
                control.members.emplace_back(member.name());
        }
    }
    return controls;
}

Task<Result<std::vector<Control>>> node_controls(Remote& remote, std::string device, std::string node) {
    const Result<RemoteModel> model = co_await describe_node(remote, device, node);
    if (!model) co_return fail(model.error());
    ObjectReference reference;
    reference.logical_device = device;
    reference.logical_node = std::move(node);
    const Result<RemoteModel::Node> found = model->find(reference);
    if (!found) co_return fail(found.error());
    co_return controls_in(*found, device);
}

template <class T>
void take(std::optional<T>& into, const Value& value) {
    if (Result<T> taken = value.as<T>()) into = std::move(*taken);
}

void take_octets(std::optional<std::vector<std::uint8_t>>& into, const Value& value) {
    if (const auto* octets = value.get_if<OctetString>())
        into.emplace(octets->octets.begin(), octets->octets.end());
}

void take_triggers(std::optional<TrgOps>& into, const Value& value) {
    const auto* bits = value.get_if<BitString>();
    if (bits == nullptr || bits->octets.empty()) return;
    into = TrgOps::from_wire_octets(static_cast<std::uint16_t>(bits->octets[0] << 8U));
}

using State = LogControlState;
struct Attribute {
    std::string_view name;
    void (*take)(State& state, const Value& value);
};
constexpr auto attributes = std::to_array<Attribute>({
    {"LogEna", [](State& s, const Value& v) { take(s.enabled, v); }},
    {"LogRef", [](State& s, const Value& v) { take(s.log, v); }},
    {"DatSet", [](State& s, const Value& v) { take(s.data_set, v); }},
    {"OldEntrTm", [](State& s, const Value& v) { take(s.oldest_time, v); }},
    {"NewEntrTm", [](State& s, const Value& v) { take(s.newest_time, v); }},
    {"OldEntr", [](State& s, const Value& v) { take_octets(s.oldest, v); }},
    {"NewEntr", [](State& s, const Value& v) { take_octets(s.newest, v); }},
    {"TrgOps", [](State& s, const Value& v) { take_triggers(s.trg_ops, v); }},
    {"IntgPd", [](State& s, const Value& v) { take(s.intg_pd, v); }},
});

State to_state(const Control& control, const Value& structure) {
    State state;
    state.reference = control.reference;
    const std::vector<Value>& items = structure.items();
    for (std::size_t i = 0; i < std::min(items.size(), control.members.size()); ++i) {
        for (const Attribute& attribute : attributes) {
            if (equal_names(attribute.name, control.members[i])) attribute.take(state, items[i]);
        }
    }
    return state;
}

Task<Result<State>> read_control(Remote& remote, Control control) {
    const Result<Value> value = co_await read(remote, control.reference);
    if (!value) co_return fail(value.error());
    if (value->items().size() != control.members.size()) {
        co_return fail(Fault::violation, "the control block is not as its type says");
    }
    co_return to_state(control, *value);
}

Task<Result<Control>> find_control(Remote& remote, std::string text) {
    const Result<ObjectReference> parsed = ObjectReference::parse(text);
    if (!parsed) co_return fail(parsed.error());
    const bool constrained = parsed->fc == Fc::none || parsed->fc == Fc::lg;
    if (parsed->path.size() != 1 || parsed->path.front().index || !constrained) {
        co_return fail(Fault::misuse, text + " names no log control block: LD/LN.name");
    }
    Result<std::vector<Control>> controls =
        co_await node_controls(remote, parsed->logical_device, parsed->logical_node);
    if (!controls) co_return fail(std::move(controls).error());
    for (Control& control : *controls) {
        if (control.reference.path.front().name == parsed->path.front().name) co_return std::move(control);
    }
    Error error = access_error(DataAccessError::object_non_existent, *parsed);
    error.text = "there is no such log control block";
    co_return fail(std::move(error));
}

/// An attribute that is to be written.
struct Wanted {
    std::string_view name;
    Value value;
};

std::vector<Wanted> differing(const LogControlSettings& settings, const State& state) {
    std::vector<Wanted> wanted;
    const auto add = [&](std::string_view name, const auto& setting, const auto& is) {
        if (setting && setting != is) wanted.push_back({name, Value(*setting)});
    };
    std::optional<std::string> log = settings.log, data_set = settings.data_set;
    if (log) log = data_set_text(*log);
    if (data_set) data_set = data_set_text(*data_set);
    // While it is enabled, nothing else is taken.
    if (settings.enabled == false && state.enabled != false) wanted.push_back({"LogEna", Value(false)});
    add("LogRef", log, state.log);
    add("DatSet", data_set, state.data_set);
    if (settings.trg_ops && settings.trg_ops != state.trg_ops) {
        const std::uint64_t bits = std::uint64_t{settings.trg_ops->wire_octets()} >> 10U;
        wanted.push_back({"TrgOps", Value(BitString(bits, TrgOps::size))});
    }
    add("IntgPd", settings.intg_pd, state.intg_pd);
    if (settings.enabled == true && state.enabled != true) wanted.push_back({"LogEna", Value(true)});
    return wanted;
}

}  // namespace

Task<Result<std::vector<LogControlState>>> log_controls(Remote& remote, std::string device) {
    const Result<std::vector<std::string>> devices = co_await devices_or(remote, std::move(device));
    if (!devices) co_return fail(devices.error());
    const std::vector<Fc> constraints{Fc::lg};
    std::vector<State> states;
    for (const std::string& one : *devices) {
        const Result<std::vector<std::string>> nodes = co_await nodes_with(remote, one, constraints);
        if (!nodes) co_return fail(nodes.error());
        for (const std::string& node : *nodes) {
            const Result<std::vector<Control>> controls = co_await node_controls(remote, one, node);
            if (!controls && !remote.session.is_open()) co_return fail(controls.error());
            if (!controls) continue;
            for (const Control& control : *controls) {
                Result<State> state = co_await read_control(remote, control);
                if (!state && !remote.session.is_open()) co_return fail(std::move(state).error());
                if (state) states.push_back(std::move(*state));
            }
        }
    }
    co_return states;
}

Task<Result<LogControlState>> log_control(Remote& remote, std::string reference) {
    const Result<Control> control = co_await find_control(remote, std::move(reference));
    if (!control) co_return fail(control.error());
    co_return co_await read_control(remote, *control);
}

Task<std::optional<LogControlState>> control_of_log(Remote& remote, DataSetReference log) {
    const Result<std::vector<Control>> controls =
        co_await node_controls(remote, log.logical_device, log.logical_node);
    if (!controls) co_return std::nullopt;
    for (const Control& control : *controls) {
        Result<State> state = co_await read_control(remote, control);
        if (state && state->log == log.text()) co_return std::move(*state);
    }
    co_return std::nullopt;
}

Task<Result<LogControlChange>> set_log_control(Remote& remote, std::string reference,
                                               LogControlSettings settings) {
    const Result<Control> control = co_await find_control(remote, std::move(reference));
    if (!control) co_return fail(control.error());
    const Result<State> before = co_await read_control(remote, *control);
    if (!before) co_return fail(before.error());
    LogControlChange change;
    for (const Wanted& wanted : differing(settings, *before)) {
        Assignment assignment;
        assignment.object = control->reference;
        assignment.object.path.push_back({std::string(wanted.name), std::nullopt});
        assignment.value = wanted.value;
        const Result<void> written = co_await write(remote, std::move(assignment));
        if (!written && !remote.session.is_open()) co_return fail(written.error());
        if (!written) change.not_taken.push_back({std::string(wanted.name), written.error()});
    }
    Result<State> after = co_await read_control(remote, *control);
    if (!after) co_return fail(std::move(after).error());
    for (const Wanted& wanted : differing(settings, *after)) {
        const auto same = [&](const auto& not_taken) { return not_taken.attribute == wanted.name; };
        if (std::any_of(change.not_taken.begin(), change.not_taken.end(), same)) continue;
        change.not_taken.push_back(
            {std::string(wanted.name),
             fail(Fault::refused, "the server took it and shows something else").value()});
    }
    change.state = std::move(*after);
    co_return change;
}

}  // namespace busbar::client
