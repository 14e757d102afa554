// SPDX-License-Identifier: Apache-2.0
#include "client/directory.hpp"

#include <algorithm>
#include <unordered_set>

#include "client/discovery.hpp"
#include "mms/service/get_name_list.hpp"
#include "mms/service/identify.hpp"
#include "mms/service/status.hpp"

namespace busbar::client {
namespace {

mms::ObjectScope scope_of(const NameQuery& query) {
    if (query.domain) return {mms::DomainScope{*query.domain}};
    if (query.of_association) return {mms::AaScope{}};
    return {mms::VmdScope{}};
}

struct PageEnds {
    std::string first, last;
};

/// Feeds one page to the sink; nothing where that wants no more.
std::optional<PageEnds> feed(const ber::List<ber::VisibleString>& page, const NameSink& sink) {
    PageEnds ends;
    bool fresh = true;
    std::string_view name;
    ber::DecodeState state(page.content());
    ber::Element element;
    for (ber::Reader reader(page.content()); !reader.done() && reader.next(element, state); fresh = false) {
        name = text_of(element.content);
        if (fresh) ends.first = name;
        if (!sink(name)) return std::nullopt;
    }
    ends.last = name;
    return ends;
}

std::string_view node_part(std::string_view item) {
    return item.substr(0, std::min(item.find('$'), item.size()));
}

/// Members of all nodes that the path leads to, whatever their functional constraint, each name once.
void add_members(std::vector<std::string>& members, RemoteModel::Node node) {
    for (const RemoteModel::Node child : node.children()) {
        const std::string name(child.name());
        if (std::find(members.begin(), members.end(), name) == members.end()) members.push_back(name);
    }
}

Fc control_block_fc(AcsiClass what) {
    switch (what) {
        case AcsiClass::brcb: return Fc::br;
        case AcsiClass::urcb: return Fc::rp;
        case AcsiClass::lcb: return Fc::lg;
        case AcsiClass::gocb: return Fc::go;
        case AcsiClass::msvcb: return Fc::ms;
        case AcsiClass::usvcb: return Fc::us;
        case AcsiClass::sgcb: return Fc::sp;
        case AcsiClass::data_object:
        case AcsiClass::data_set:
        case AcsiClass::log: break;
    }
    return Fc::none;
}

/// Names of a list that belong to one logical node, without it.
std::vector<std::string> of_node(const std::vector<std::string>& items, const std::string& node) {
    std::vector<std::string> result;
    for (const std::string& item : items) {
        if (item.size() > node.size() + 1 && item.starts_with(node) && item[node.size()] == '$') {
            result.push_back(item.substr(node.size() + 1));
        }
    }
    return result;
}

Task<Result<std::vector<std::string>>> prefixed(Remote& remote, NameQuery query) {
    Result<std::vector<std::string>> list = co_await names(remote, query);
    if (!list) co_return list;
    const std::string prefix = query.domain ? *query.domain + '/' : "@";
    for (std::string& item : *list) item.insert(0, prefix);
    co_return list;
}

}  // namespace

Task<Result<RemoteIdentity>> identify(Remote& remote) {
    const mms::IdentifyRequest request;
    const Result<mms::IdentifyResponse> response = co_await remote.session.call<mms::Identify>(request);
    if (!response) co_return fail(response.error());
    RemoteIdentity identity;
    identity.vendor = response->vendor_name.text;
    identity.model = response->model_name.text;
    identity.revision = response->revision.text;
    co_return identity;
}

Task<Result<RemoteStatus>> status(Remote& remote) {
    const mms::StatusRequest request;
    const Result<mms::StatusResponse> response = co_await remote.session.call<mms::Status>(request);
    if (!response) co_return fail(response.error());
    RemoteStatus result;
    const auto logical = static_cast<std::int32_t>(response->logical);
    const auto physical = static_cast<std::int32_t>(response->physical);
    if (logical < 0 || logical > 3 || physical < 0 || physical > 3) {
        co_return fail(Fault::violation, "status values outside the standard's list");
    }
    result.logical = static_cast<RemoteStatus::Logical>(logical);
    result.physical = static_cast<RemoteStatus::Physical>(physical);
    if (response->local_detail) {
        result.local_detail.octets.assign(response->local_detail->octets.begin(),
                                          response->local_detail->octets.end());
        result.local_detail.size = response->local_detail->size();
    }
    co_return result;
}

NameBudget name_budget(const Remote& remote) {
    return {remote.options.max_listed_names,
            remote.session.now() + Duration(remote.options.discovery_timeout)};
}

Task<Result<bool>> list_names(Remote& remote, NameQuery query, NameBudget& budget, NameSink sink,
                              PageDone page_done) {
    std::string first_of_all;
    std::string continue_after;
    for (bool first_page = true;; first_page = false) {
        if (remote.session.now() >= budget.deadline)
            co_return fail(Fault::timeout, "the list of names takes too long");
        mms::GetNameListRequest request;
        request.object_class.value = query.object_class;
        request.object_scope = scope_of(query);
        if (!first_page) request.continue_after = continue_after;
        bool more = false;
        bool progress = false;
        {
            const Result<mms::GetNameListResponse> page =
                co_await remote.session.call<mms::GetNameList>(request);
            if (!page) co_return fail(page.error());
            if (page->identifiers.size() > budget.names_left) {
                co_return fail(Fault::limit, "the server lists more names than max_listed_names");
            }
            budget.names_left -= page->identifiers.size();
            std::optional<PageEnds> ends = feed(page->identifiers, sink);
            if (!ends) co_return fail(Fault::limit, "the names that the server lists take too much memory");
            more = page->more_follows;
            // A server that ignores continueAfter begins again with the name that the whole list began with.
            progress = !ends->last.empty() && ends->last != continue_after &&
                       (first_page || ends->first != first_of_all);
            if (first_page) first_of_all = std::move(ends->first);
            continue_after = std::move(ends->last);
        }
        if (page_done) page_done();
        if (!more) co_return true;
        if (!progress) co_return false;
    }
}

Task<Result<std::vector<std::string>>> names(Remote& remote, NameQuery query) {
    std::vector<std::string> list;
    NameBudget budget = name_budget(remote);
    const NameSink sink = [&](std::string_view name) {
        list.emplace_back(name);
        return budget.keep(name);
    };
    const Result<bool> complete = co_await list_names(remote, std::move(query), budget, sink, {});
    if (!complete) co_return fail(complete.error());
    if (!*complete) {
        // What a repeating server sent twice is kept once.
        std::unordered_set<std::string> seen;
        std::erase_if(list, [&seen](const std::string& name) { return !seen.insert(name).second; });
    }
    co_return list;
}

Task<Result<std::vector<std::string>>> logical_devices(Remote& remote) {
    NameQuery query;
    query.object_class = mms::ObjectClassNumber::domain;
    co_return co_await names(remote, query);
}

Task<Result<std::vector<std::string>>> logical_nodes(Remote& remote, std::string device) {
    NameQuery query;
    query.domain = std::move(device);
    std::vector<std::string> nodes;
    std::unordered_set<std::string> seen;
    NameBudget budget = name_budget(remote);
    const NameSink sink = [&](std::string_view item) {
        const std::string_view node = node_part(item);
        if ((!nodes.empty() && nodes.back() == node) || node.empty()) return true;
        if (!seen.emplace(node).second) return true;
        nodes.emplace_back(node);
        return budget.keep(node) && budget.keep(node);
    };
    const Result<bool> complete = co_await list_names(remote, query, budget, sink, {});
    if (!complete) co_return fail(complete.error());
    co_return nodes;
}

Task<Result<std::vector<std::string>>> node_directory(Remote& remote, std::string device, std::string node,
                                                      AcsiClass what) {
    if (what == AcsiClass::data_set || what == AcsiClass::log) {
        NameQuery query;
        query.object_class = what == AcsiClass::log ? mms::ObjectClassNumber::journal
                                                    : mms::ObjectClassNumber::named_variable_list;
        query.domain = device;
        const Result<std::vector<std::string>> items = co_await names(remote, query);
        if (!items) co_return fail(items.error());
        co_return of_node(*items, node);
    }
    const Result<RemoteModel> model = co_await describe_node(remote, device, node);
    if (!model) co_return fail(model.error());
    ObjectReference reference{device, node, Fc::none, {}};
    const Result<RemoteModel::Node> logical_node = model->find(reference);
    if (!logical_node) co_return fail(logical_node.error());
    std::vector<std::string> members;
    const Fc wanted = control_block_fc(what);
    for (const RemoteModel::Node constraint : logical_node->children()) {
        if (wanted == Fc::none ? !is_control_block(constraint.fc()) : constraint.fc() == wanted) {
            add_members(members, constraint);
        }
    }
    // FC SP holds settings as well as the one control block; that block is no data object.
    const bool control_block = what == AcsiClass::sgcb;
    std::erase_if(members, [&](const std::string& name) { return (name == "SGCB") != control_block; });
    co_return members;
}

Task<Result<std::vector<std::string>>> data_directory(Remote& remote, ObjectReference reference) {
    const Result<RemoteModel> model =
        co_await describe_node(remote, reference.logical_device, reference.logical_node);
    if (!model) co_return fail(model.error());
    std::vector<std::string> members;
    bool found = false;
    Result<RemoteModel::Node> node = model->find(reference);
    if (node) {
        found = true;
        add_members(members, *node);
    } else if (reference.fc == Fc::none) {
        // A data object has its members under several functional constraints.
        for (std::size_t fc = 1; fc < fc_count; ++fc) {
            reference.fc = static_cast<Fc>(fc);
            const Result<RemoteModel::Node> part = model->find(reference);
            if (!part) continue;
            found = true;
            add_members(members, *part);
        }
    }
    if (!found) co_return fail(node.error());
    co_return members;
}

Task<Result<std::vector<std::string>>> data_sets(Remote& remote, std::string device) {
    NameQuery query;
    query.object_class = mms::ObjectClassNumber::named_variable_list;
    query.of_association = device == "@";
    if (!query.of_association) query.domain = std::move(device);
    co_return co_await prefixed(remote, std::move(query));
}

Task<Result<std::vector<std::string>>> logs(Remote& remote, std::string device) {
    NameQuery query;
    query.object_class = mms::ObjectClassNumber::journal;
    query.domain = std::move(device);
    co_return co_await prefixed(remote, std::move(query));
}

Task<Result<std::vector<std::string>>> devices_or(Remote& remote, std::string device) {
    if (device.empty()) co_return co_await logical_devices(remote);
    co_return std::vector<std::string>(1, std::move(device));
}

Task<Result<std::vector<std::string>>> nodes_with(Remote& remote, std::string device,
                                                  std::vector<Fc> constraints) {
    NameQuery query;
    query.domain = std::move(device);
    NameBudget budget = name_budget(remote);
    std::vector<std::string> all, with;
    bool flattened = false;
    const NameSink sink = [&](std::string_view item) {
        const std::size_t end = std::min(item.find('$'), item.size());
        const std::string_view node = item.substr(0, end);
        if (end == item.size()) {
            all.emplace_back(node);
            return budget.keep(node);
        }
        flattened = true;
        const std::string_view fc = item.substr(end + 1, item.find('$', end + 1) - end - 1);
        const bool has = std::any_of(constraints.begin(), constraints.end(),
                                     [fc](Fc constraint) { return name_of(constraint) == fc; });
        if (!has || std::find(with.begin(), with.end(), node) != with.end()) return true;
        with.emplace_back(node);
        return budget.keep(node);
    };
    const Result<bool> complete = co_await list_names(remote, query, budget, sink, {});
    if (!complete) co_return fail(complete.error());
    co_return flattened ? std::move(with) : std::move(all);
}

}  // namespace busbar::client
