// SPDX-License-Identifier: Apache-2.0
#include "client/report_members.hpp"

#include <map>

#include "client/data_set.hpp"
#include "client/discovery.hpp"

namespace busbar::client {
namespace {

using NodeName = std::pair<std::string, std::string>;  // logical device, logical node
using Types = std::map<NodeName, std::optional<RemoteModel>>;

/// Describes the nodes that are left, one after the other; several workers share the list.
Task<void> describe_nodes(Remote& remote, Types& types, Types::iterator& next) {
    while (next != types.end() && remote.session.is_open()) {
        const auto mine = next++;
        Result<RemoteModel> model = co_await describe_node(remote, mine->first.first, mine->first.second);
        if (model) mine->second = std::move(*model);
    }
}

void find_parts(ReportMember& member) {
    if (!member.type) return;
    const RemoteModel::Node node = member.type->root();
    if (node.type() != MmsType::structure) return;
    std::size_t position = 0;
    for (const RemoteModel::Node child : node.children()) {
        if (child.name() == "q" && child.type() == MmsType::bit_string) member.quality_at = position;
        if (child.name() == "t" && child.type() == MmsType::utc_time) member.time_at = position;
        ++position;
    }
}

ReportMember to_member(const DataSetMember& from, const Types& types) {
    ReportMember member;
    member.reference = from.text();
    member.mms_reference = from.domain + '/' + from.item;
    if (!from.reference) return member;
    member.mms_reference = from.reference->mms_text();
    const auto type = types.find({from.reference->logical_device, from.reference->logical_node});
    if (type == types.end() || !type->second) return member;
    const Result<RemoteModel::Node> node = type->second->find(*from.reference);
    if (!node) return member;
    member.type = type->second->rooted_at(*node);
    find_parts(member);
    return member;
}

}  // namespace

std::shared_ptr<MemberTable> MemberTable::of_size(std::size_t size) {
    std::vector<ReportMember> members(size);
    for (std::size_t i = 0; i < size; ++i) members[i].reference = "member " + std::to_string(i);
    return std::make_shared<MemberTable>(std::move(members));
}

const ReportMember& MemberTable::named(std::size_t index, std::string_view mms_reference) {
    const ReportMember& member = members_[index];
    if (member.mms_reference == mms_reference) return member;
    const auto known = by_name_.find(mms_reference);
    if (known != by_name_.end()) return *known->second;
    if (others_.size() >= max_other_names) return member;
    ReportMember& other = others_.emplace_back();
    other.mms_reference = mms_reference;
    const Result<ObjectReference> parsed = ObjectReference::parse(mms_reference);
    other.reference = parsed ? parsed->text() : other.mms_reference;
    // Another spelling of the same member keeps its type; another member has none.
    if (other.reference == member.reference) {
        other.type = member.type;
        find_parts(other);
    }
    by_name_.emplace(other.mms_reference, &other);
    return other;
}

Task<Result<std::shared_ptr<MemberTable>>> read_members(Remote& remote, DataSetReference data_set) {
    const Result<DataSetDefinition> definition = co_await client::data_set(remote, std::move(data_set));
    if (!definition) co_return fail(definition.error());
    Types types;
    for (const DataSetMember& member : definition->members) {
        if (!member.reference) continue;
        types.try_emplace(NodeName(member.reference->logical_device, member.reference->logical_node));
    }
    auto next = types.begin();
    std::vector<Task<void>> workers;
    const std::size_t count = std::min(remote.session.outstanding_limit(), types.size());
    workers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) workers.push_back(describe_nodes(remote, types, next));
    co_await All(workers);
    if (const auto& end = remote.session.end()) co_return fail(*end);
    std::vector<ReportMember> members;
    members.reserve(definition->members.size());
    for (const DataSetMember& member : definition->members) members.push_back(to_member(member, types));
    co_return std::make_shared<MemberTable>(std::move(members));
}

}  // namespace busbar::client
