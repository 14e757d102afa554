// SPDX-License-Identifier: Apache-2.0
#include "client/node_types.hpp"

#include "mms/service/get_variable_access_attributes.hpp"

namespace busbar::client {
namespace {

constexpr std::size_t max_problems = 1000;

ModelBuilder::Limits builder_limits(const ClientOptions& options) {
    return {options.max_model_nodes, options.max_model_name_octets};
}

Failure full() {
    return fail(Fault::limit, "the model is larger than max_model_nodes or max_model_name_octets");
}

/// Failures after which asking for smaller parts makes no sense.
bool is_final(const Error& error, const Session& session) {
    if (!session.is_open() || error.fault == Fault::timeout) return true;
    // A node that does not exist has no parts.
    return error.code == Code::service_error(7, 2) || error.code == Code::service_error(2, 1);
}

}  // namespace

NodeTypes::NodeTypes(Remote& remote)
    : remote_(remote), builder_(builder_limits(remote.options)), budget_(name_budget(remote)) {}

void NodeTypes::add_problem(std::string text) {
    constexpr std::size_t max_line = 400;
    if (text.size() > max_line) text.resize(max_line);
    if (problems_.size() < max_problems) {
        problems_.push_back(std::move(text));
    } else {
        ++problems_dropped_;
    }
}

std::vector<std::string> NodeTypes::take_problems() {
    if (problems_dropped_ != 0) problems_.push_back("and " + std::to_string(problems_dropped_) + " more");
    return std::move(problems_);
}

Task<Result<std::uint32_t>> NodeTypes::describe(std::string device, std::string node) {
    if (!service_unknown_) {
        mms::GetVariableAccessAttributesRequest request;
        request.variable = mms::ObjectName{mms::DomainSpecific{device, node}};
        const Result<mms::GetVariableAccessAttributesResponse> response =
            co_await remote_.session.call<mms::GetVariableAccessAttributes>(request);
        if (response) {
            const auto place = static_cast<std::uint32_t>(builder_.size());
            const Place here{node, NodeKind::logical_node, Fc::none};
            if (append_type(builder_, here, response->type)) co_return place;
            if (builder_.is_full()) co_return full();
            co_return fail(Fault::limit, "the type is nested too deeply");
        }
        const Error& why = response.error();
        if (is_final(why, remote_.session)) co_return fail(why);
        service_unknown_ = why.fault == Fault::unsupported;
    }
    ModelBuilder parts(builder_.limits());
    const Result<void> described = co_await by_parts(device, node, parts);
    if (!described) co_return fail(described.error());
    const auto place = static_cast<std::uint32_t>(builder_.size());
    if (!builder_.append(parts)) co_return full();
    co_return place;
}

/// One description into `into`; nothing is left there when it fails.
Task<Result<void>> NodeTypes::ask(std::string device, std::string item, Place place, ModelBuilder& into) {
    if (service_unknown_) co_return fail(Fault::unsupported, "the server does not describe types");
    mms::GetVariableAccessAttributesRequest request;
    request.variable = mms::ObjectName{mms::DomainSpecific{device, item}};
    const Result<mms::GetVariableAccessAttributesResponse> response =
        co_await remote_.session.call<mms::GetVariableAccessAttributes>(request);
    if (!response) co_return fail(response.error());
    if (append_type(into, place, response->type)) co_return Result<void>();
    if (into.is_full()) co_return full();
    co_return fail(Fault::limit, "the type is nested too deeply");
}

Task<Result<void>> NodeTypes::by_parts(std::string device, std::string node, ModelBuilder& into) {
    const Result<void> fetched = co_await fetch_names(device);
    if (!fetched) co_return fetched;
    NameTree tree;
    for (const std::string& item : names_[device]->items) {
        if (item.size() > node.size() && item.starts_with(node) && item[node.size()] == '$') {
            tree.add(std::string_view(item).substr(node.size() + 1));
        }
    }
    if (!into.open(node, NodeKind::logical_node, MmsType::structure, Fc::none)) co_return full();
    for (const std::uint32_t index : tree.root().children) {
        const std::string& name = tree.item(index).name;
        const std::optional<Fc> fc = fc_from_name(name);
        const Place place{name, fc ? NodeKind::constraint : NodeKind::data, fc.value_or(Fc::none)};
        // Functional constraint, then data objects, then names.
        const Result<void> part =
            co_await describe_part(tree, index, device, node + '$' + name, place, into, 1);
        if (!part) co_return part;
    }
    into.close();
    co_return Result<void>();
}

Task<Result<void>> NodeTypes::describe_part(const NameTree& names, std::uint32_t index, std::string device,
                                            std::string item, Place place, ModelBuilder& into,
                                            unsigned levels_left) {
    const Result<void> whole = co_await ask(device, item, place, into);
    if (whole) co_return whole;
    const Error& why = whole.error();
    if (into.is_full() || !remote_.session.is_open() || why.fault == Fault::timeout) co_return whole;
    const NameTree::Item& here = names.item(index);
    if (levels_left == 0 || here.children.empty() || service_unknown_) {
        add_problem(device + '/' + item + ": " + why.message());
        if (!names.append_to(into, place, index)) co_return full();
        co_return Result<void>();
    }
    if (!into.open(place.name, place.kind, MmsType::structure, place.fc)) co_return full();
    for (const std::uint32_t child : here.children) {
        const std::string& name = names.item(child).name;
        const Place below{name, NodeKind::data, place.fc};
        const Result<void> part =
            co_await describe_part(names, child, device, item + '$' + name, below, into, levels_left - 1);
        if (!part) co_return part;
    }
    into.close();
    co_return Result<void>();
}

/// The flattened names of a device, fetched once however many nodes need them.
Task<Result<void>> NodeTypes::fetch_names(std::string device) {
    std::unique_ptr<DeviceNames>& slot = names_[device];
    if (!slot) slot = std::make_unique<DeviceNames>();
    DeviceNames& mine = *slot;
    while (mine.fetching) co_await mine.done;
    if (mine.fetched) co_return mine.outcome;
    mine.fetching = true;
    NameQuery query;
    query.domain = device;
    const NameSink sink = [this, &mine](std::string_view name) {
        mine.items.emplace_back(name);
        return budget_.keep(name);
    };
    const Result<bool> complete = co_await list_names(remote_, query, budget_, sink, {});
    if (!complete) mine.outcome = fail(complete.error());
    mine.fetching = false;
    mine.fetched = true;
    mine.done.notify_all();
    co_return mine.outcome;
}

}  // namespace busbar::client
