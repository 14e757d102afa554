// SPDX-License-Identifier: Apache-2.0
#include "client/report_control.hpp"

#include <algorithm>

#include "client/directory.hpp"
#include "client/discovery.hpp"
#include "client/read.hpp"

namespace busbar::client {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

void add_controls(RemoteModel::Node node, const std::string& device,
                  std::vector<ReportControlInfo>& controls) {
    for (const RemoteModel::Node constraint : node.children()) {
        if (constraint.fc() != Fc::rp && constraint.fc() != Fc::br) continue;
        for (const RemoteModel::Node block : constraint.children()) {
            ReportControlInfo info;
            info.reference.logical_device = device;
            info.reference.logical_node = node.name();
            info.reference.fc = constraint.fc();
            info.reference.path.push_back({std::string(block.name()), std::nullopt});
            info.buffered = constraint.fc() == Fc::br;
            for (const RemoteModel::Node member : block.children()) info.members.emplace_back(member.name());
            controls.push_back(std::move(info));
        }
    }
}

std::string_view control_name(const ReportControlInfo& control) {
    return control.reference.path.front().name;
}

/// What the parts of `reference` name: LD, LN, and the control block with or without its constraint.
Result<ObjectReference> parse_control(std::string_view text) {
    Result<ObjectReference> parsed = ObjectReference::parse(text);
    if (!parsed) return parsed;
    const bool constrained = parsed->fc == Fc::none || parsed->fc == Fc::rp || parsed->fc == Fc::br;
    if (parsed->path.size() != 1 || parsed->path.front().index || !constrained) {
        return fail(Fault::misuse, std::string(text) + " names no report control block: LD/LN.name");
    }
    return parsed;
}

/// Attribute by attribute, for a server that does not give the whole.
Task<Result<ReportControlState>> read_members(Remote& remote, ReportControlInfo control, Error why) {
    std::vector<ObjectReference> references;
    for (const std::string& member : control.members) {
        references.push_back(control.reference);
        references.back().path.push_back({member, std::nullopt});
    }
    std::vector<Result<Value>> results = co_await read_all(remote, std::move(references));
    std::vector<Value> values;
    bool any = false;
    for (Result<Value>& result : results) {
        any = any || result;
        values.push_back(result ? std::move(*result) : Value());
    }
    if (!any) co_return fail(std::move(why));
    co_return to_state(control, Value::structure(std::move(values)));
}

}  // namespace

bool equal_names(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

bool has_member(const ReportControlInfo& control, std::string_view name) {
    return std::any_of(control.members.begin(), control.members.end(),
                       [name](const std::string& member) { return equal_names(member, name); });
}

Task<Result<std::vector<ReportControlInfo>>> node_report_controls(Remote& remote, std::string device,
                                                                  std::string node) {
    const Result<RemoteModel> model = co_await describe_node(remote, device, node);
    if (!model) co_return fail(model.error());
    ObjectReference reference;
    reference.logical_device = device;
    reference.logical_node = node;
    const Result<RemoteModel::Node> found = model->find(reference);
    if (!found) co_return fail(found.error());
    std::vector<ReportControlInfo> controls;
    add_controls(*found, device, controls);
    co_return controls;
}

Task<Result<std::vector<ReportControlInfo>>> report_controls(Remote& remote, std::string device) {
    const Result<std::vector<std::string>> devices = co_await devices_or(remote, std::move(device));
    if (!devices) co_return fail(devices.error());
    const std::vector<Fc> constraints{Fc::rp, Fc::br};
    std::vector<ReportControlInfo> controls;
    for (const std::string& one : *devices) {
        const Result<std::vector<std::string>> nodes = co_await nodes_with(remote, one, constraints);
        if (!nodes) co_return fail(nodes.error());
        for (const std::string& node : *nodes) {
            Result<std::vector<ReportControlInfo>> here = co_await node_report_controls(remote, one, node);
            if (here) {
                std::move(here->begin(), here->end(), std::back_inserter(controls));
            } else if (!remote.session.is_open()) {
                co_return fail(std::move(here).error());
            }
        }
    }
    co_return controls;
}

Task<Result<ReportControlInfo>> find_report_control(Remote& remote, std::string reference) {
    const Result<ObjectReference> parsed = parse_control(reference);
    if (!parsed) co_return fail(parsed.error());
    Result<std::vector<ReportControlInfo>> controls =
        co_await node_report_controls(remote, parsed->logical_device, parsed->logical_node);
    if (!controls) co_return fail(std::move(controls).error());
    for (ReportControlInfo& control : *controls) {
        const bool constraint = parsed->fc == Fc::none || parsed->fc == control.reference.fc;
        if (constraint && control_name(control) == parsed->path.front().name) co_return std::move(control);
    }
    Error error = access_error(DataAccessError::object_non_existent, *parsed);
    error.text = "there is no such report control block";
    co_return fail(std::move(error));
}

Task<std::vector<Result<ReportControlState>>> read_report_controls(Remote& remote,
                                                                   std::vector<ReportControlInfo> controls) {
    std::vector<ObjectReference> references;
    for (const ReportControlInfo& control : controls) references.push_back(control.reference);
    const std::vector<Result<Value>> values = co_await read_all(remote, std::move(references));
    std::vector<Result<ReportControlState>> states;
    for (std::size_t i = 0; i < controls.size(); ++i) {
        if (values[i] && values[i]->items().size() == controls[i].members.size() &&
            !controls[i].members.empty()) {
            states.emplace_back(to_state(controls[i], *values[i]));
            continue;
        }
        const Error why = values[i]
                              ? fail(Fault::violation, "the control block is not as its type says").value()
                              : values[i].error();
        if (!remote.session.is_open() || why.fault == Fault::timeout) {
            states.emplace_back(fail(why));
        } else {
            states.push_back(co_await read_members(remote, controls[i], why));
        }
    }
    co_return states;
}

Task<Result<ReportControlState>> read_report_control(Remote& remote, ReportControlInfo control) {
    std::vector<ReportControlInfo> one;
    one.push_back(std::move(control));
    std::vector<Result<ReportControlState>> states = co_await read_report_controls(remote, std::move(one));
    co_return std::move(states.front());
}

}  // namespace busbar::client
