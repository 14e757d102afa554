// SPDX-License-Identifier: Apache-2.0
// Directories (IEC 61850-7-2 GetServerDirectory to GetDataDefinition): getNameList of domains, variables at
// every level, data sets and logs, in pages as long as the PDU allows; getVariableAccessAttributes.
#include "model/names.hpp"
#include "server/services.hpp"
#include "server/values.hpp"
#include "server/variables.hpp"

namespace busbar::server {

using model::NodeId;

namespace {

/// What surrounds the names of an answer: envelope, invokeID, service, list, and moreFollows.
constexpr std::size_t around_names = 40;

/// The names of one answer, encoded one after the other: a list of strings is its elements in a row.
class Page {
public:
    Page(ByteVector& octets, std::size_t max_pdu) : octets_(octets), room_(max_pdu - around_names) {
        octets_.clear();
    }

    /// False, and more_follows from then on, when it does not fit.
    bool add(std::string_view name) {
        constexpr Octet tag_visible_string = 0x1A;
        const std::size_t size = name.size() + (name.size() < 0x80 ? 2 : 3);
        if (octets_.size() + size > room_) {
            more_follows_ = true;
            return false;
        }
        octets_.push_back(tag_visible_string);
        if (name.size() >= 0x80) octets_.push_back(0x81);
        octets_.push_back(static_cast<Octet>(name.size()));
        octets_.insert(octets_.end(), name.begin(), name.end());
        return true;
    }
    void respond(Call& call) const {
        mms::GetNameListResponse response;
        response.identifiers = ber::List<ber::VisibleString>::produced(
            [](const void* octets, BackWriter& writer) {
                writer.prepend_bytes(*static_cast<const ByteVector*>(octets));
            },
            &octets_);
        response.more_follows = more_follows_;
        call.respond<mms::GetNameList>(response);
    }

private:
    ByteVector& octets_;
    std::size_t room_;
    bool more_follows_ = false;
};

void not_found(Call& call) {
    call.fail(service_error::access, service_error::non_existent);
}

/// The page of a longer list that a request is about: every name is offered, those after continueAfter go in.
class NamePages {
public:
    NamePages(Call& call, const mms::GetNameListRequest& request)
        : call_(call),
          continue_after_(request.continue_after),
          begun_(!request.continue_after),
          page_(call.scratch().octets, call.max_pdu()) {}
    /// False when there is no room for it nor for any after it.
    bool add(std::string_view name) {
        if (begun_) return page_.add(name);
        begun_ = name == continue_after_->text;
        return true;
    }
    void respond() { begun_ ? page_.respond(call_) : not_found(call_); }

private:
    Call& call_;
    const std::optional<ber::VisibleString>& continue_after_;
    bool begun_;
    Page page_;
};

/// Names from a range of definitions: `name_of(item)` gives the name, or an empty one for what is not listed
/// here.
template <class Range, class NameOf>
void list_names(Call& call, const mms::GetNameListRequest& request, const Range& range, NameOf name_of) {
    NamePages pages(call, request);
    for (const auto& item : range) {
        const std::string_view name = name_of(item);
        if (!name.empty() && !pages.add(name)) break;
    }
    pages.respond();
}

void list_domains(Call& call, const mms::GetNameListRequest& request) {
    list_names(call, request, call.model().logical_devices(), [&](NodeId device) {
        return call.gate().visible(call.peer(), device) ? call.model().name(device) : std::string_view();
    });
}

void list_variables(Call& call, const mms::GetNameListRequest& request, NodeId device) {
    model::NameWalk walk(call.model(), device);
    if (request.continue_after && !walk.continue_after(request.continue_after->text)) return not_found(call);
    Page page(call.scratch().octets, call.max_pdu());
    while (walk.next()) {
        if (call.gate().has_policy() && !call.gate().visible(call.peer(), walk.node())) continue;
        if (!page.add(walk.name())) break;
    }
    page.respond(call);
}

void list_logs(Call& call, const mms::GetNameListRequest& request, NodeId device) {
    list_names(call, request, call.model().logs(), [&](const model::Log& log) {
        const bool here = call.model().logical_device_of(log.logical_node) == device &&
                          call.gate().visible(call.peer(), device, log.item_id);
        return here ? std::string_view(log.item_id) : std::string_view();
    });
}

/// Those of the model first, then those that clients have created, the oldest first.
void list_data_sets(Call& call, const mms::GetNameListRequest& request, DataSetScope scope, NodeId device) {
    NamePages pages(call, request);
    const auto add = [&](const DataSet& set) { return !is_visible(call, set) || pages.add(set.item()); };
    bool room = true;
    if (scope == DataSetScope::logical_device) {
        for (const DataSet& set : call.data_sets().of_model()) {
            if (room && set.logical_device == device) room = add(set);
        }
    }
    for (const DataSet& set : call.data_sets().dynamic_sets(scope, device, call.connection())) {
        if (!room) break;
        room = add(set);
    }
    pages.respond();
}

void list_nothing(Call& call, const mms::GetNameListRequest& request) {
    list_names(call, request, std::span<const std::string_view>(),
               [](std::string_view name) { return name; });
}

void list_domain(Call& call, const mms::GetNameListRequest& request, mms::ObjectClassNumber object_class,
                 std::string_view domain) {
    const NodeId device = domain.empty() ? model::no_node : call.model().find_logical_device(domain);
    if (device == model::no_node || !call.gate().visible(call.peer(), device)) return not_found(call);
    switch (object_class) {
        case mms::ObjectClassNumber::named_variable: return list_variables(call, request, device);
        case mms::ObjectClassNumber::named_variable_list:
            return list_data_sets(call, request, DataSetScope::logical_device, device);
        case mms::ObjectClassNumber::journal: return list_logs(call, request, device);
        case mms::ObjectClassNumber::domain:
        case mms::ObjectClassNumber::scattered_access:
        case mms::ObjectClassNumber::named_type:
        case mms::ObjectClassNumber::semaphore:
        case mms::ObjectClassNumber::event_condition:
        case mms::ObjectClassNumber::event_action:
        case mms::ObjectClassNumber::event_enrollment:
        case mms::ObjectClassNumber::program_invocation:
        case mms::ObjectClassNumber::operator_station: break;
    }
    call.fail(service_error::access, service_error::unsupported);
}

}  // namespace

void serve(mms::GetNameList, Call& call, const mms::GetNameListRequest& request) {
    const auto* object_class = std::get_if<mms::ObjectClassNumber>(&request.object_class.value);
    if (object_class == nullptr) return call.fail(service_error::access, service_error::unsupported);
    if (const auto* scope = std::get_if<mms::DomainScope>(&request.object_scope.value)) {
        return list_domain(call, request, *object_class, scope->domain.text);
    }
    const bool of_vmd = std::holds_alternative<mms::VmdScope>(request.object_scope.value);
    if (*object_class == mms::ObjectClassNumber::domain && of_vmd) return list_domains(call, request);
    if (*object_class == mms::ObjectClassNumber::named_variable_list) {
        const auto scope = of_vmd ? DataSetScope::server : DataSetScope::association;
        return list_data_sets(call, request, scope, model::no_node);
    }
    // IEC 61850-8-1 puts variables and logs into domains; there are none of the server or of an association.
    if (*object_class == mms::ObjectClassNumber::named_variable ||
        *object_class == mms::ObjectClassNumber::journal) {
        return list_nothing(call, request);
    }
    call.fail(service_error::access, service_error::unsupported);
}

void serve(mms::GetVariableAccessAttributes, Call& call,
           const mms::GetVariableAccessAttributesRequest& request) {
    const mms::ObjectName* name = request.name();
    if (name == nullptr) return call.fail(service_error::access, service_error::unsupported);
    const mms::DomainSpecific* specific = name->domain();
    if (specific == nullptr || specific->item.text.empty()) return not_found(call);
    const NodeId node = call.model().find(specific->domain.text, specific->item.text);
    if (node == model::no_node || !call.gate().visible(call.peer(), node)) return not_found(call);
    const TypeSource source{call.model(), node};
    mms::GetVariableAccessAttributesResponse response;
    response.type = type_of(source);
    call.respond<mms::GetVariableAccessAttributes>(response);
}

}  // namespace busbar::server
