// SPDX-License-Identifier: Apache-2.0
// Data sets (IEC 61850-7-2 clause 13): getNamedVariableListAttributes, which is GetDataSetDirectory. Their
// values are read and written by read.cpp and write.cpp; data_set_definition.cpp creates and deletes them.
#include <array>
#include <deque>

#include "ber/codec.hpp"
#include "server/services.hpp"
#include "server/variables.hpp"

namespace busbar::server {

using model::Model;
using model::NodeId;

namespace {

/// A member as MMS names it: the variable, and inside an array the way from there by alternate access.
class MemberName {
public:
    MemberName(const Model& model, NodeId member) {
        NodeId named = member;
        while (model.node(named).in_array()) named = model.node(named).parent;
        domain_ = model.name(model.logical_device_of(named));
        item_ = model.item_id(named, item_buffer_);
        if (named != member) describe_way(model, named, member);
    }
    /// From a reference to what does not exist.
    explicit MemberName(std::string_view missing) {
        const auto reference = ObjectReference::parse(missing);
        if (!reference) return;
        auto item = reference->item_id();
        missing_domain_ = reference->logical_device;
        missing_item_ = item ? *std::move(item) : std::string();
        domain_ = missing_domain_;
        item_ = missing_item_;
    }
    MemberName(const MemberName&) = delete;
    MemberName& operator=(const MemberName&) = delete;

    /// Views this object.
    [[nodiscard]] mms::ListEntry entry() const {
        mms::ListEntry entry;
        entry.variable.value = mms::ObjectName{mms::DomainSpecific{domain_, item_}};
        if (!items_.empty()) {
            entry.alternate_access =
                mms::AlternateAccess(std::span<const mms::AlternateAccessItem>(&items_.back(), 1));
        }
        return entry;
    }

private:
    /// One selector for each index, one for each run of names between them; the last of the way is the
    /// innermost.
    void describe_way(const Model& model, NodeId array, NodeId member) {
        std::vector<mms::Selector> way;
        std::string run;
        for (NodeId at = member; at != array; at = model.node(at).parent) {
            if (const auto element = model.element_index(at)) {
                if (!run.empty()) way.emplace_back(mms::Component{names_.emplace_back(std::move(run))});
                run.clear();
                way.emplace_back(mms::Index{*element});
            } else {
                run = std::string(model.name(at)) + (run.empty() ? "" : "$") + run;
            }
        }
        if (!run.empty()) way.emplace_back(mms::Component{names_.emplace_back(std::move(run))});
        for (const mms::Selector& selector : way) {
            mms::AlternateAccessItem item;
            if (items_.empty()) {
                item.value = mms::AlternateAccessSelection{mms::SelectAccess{selector}};
            } else {
                mms::SelectAlternateAccess further;
                further.selection.selector = selector;
                further.alternate_access =
                    mms::AlternateAccess(std::span<const mms::AlternateAccessItem>(&items_.back(), 1));
                item.value = mms::AlternateAccessSelection{further};
            }
            items_.push_back(item);
        }
    }

    std::array<char, Model::max_item_octets + 1> item_buffer_{};
    std::string missing_domain_, missing_item_;
    std::string_view domain_, item_;
    std::deque<std::string> names_;               // stay where they are
    std::deque<mms::AlternateAccessItem> items_;  // innermost first; each views the one before
};

struct Members {
    const Model& model;
    std::span<const model::DataSetMember> members;
};

void produce_members(const void* context, BackWriter& writer) {
    const auto& source = *static_cast<const Members*>(context);
    const auto& members = source.members;
    for (std::size_t i = members.size(); i-- > 0 && !writer.overflowed();) {
        if (members[i].node == model::no_node) {
            ber::encode(writer, MemberName(members[i].missing).entry());
        } else {
            ber::encode(writer, MemberName(source.model, members[i].node).entry());
        }
    }
}

}  // namespace

void serve(mms::GetNamedVariableListAttributes, Call& call,
           const mms::GetNamedVariableListAttributesRequest& request) {
    const DataSet* data_set = find_data_set(call, request.name);
    if (data_set == nullptr) return call.fail(service_error::access, service_error::non_existent);
    const Members members{call.model(), data_set->members};
    mms::GetNamedVariableListAttributesResponse response;
    response.mms_deletable = data_set->dynamic;
    response.variables = ber::List<mms::ListEntry>::produced(produce_members, &members);
    call.respond<mms::GetNamedVariableListAttributes>(response);
}

}  // namespace busbar::server
