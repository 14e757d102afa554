// SPDX-License-Identifier: Apache-2.0
#include "server/tracking/requests.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "server/peer_address.hpp"
#include "server/report/reports.hpp"
#include "server/setting/settings.hpp"
#include "server/values.hpp"

namespace busbar::server::tracking {

namespace {

using model::Model;
using model::NodeId;

std::string text_of(const mms::ObjectName& name) {
    std::string text;
    if (const auto* specific = name.domain()) {
        text.append(specific->domain.text).append("/").append(specific->item.text);
    } else if (const auto* of_server = name.vmd()) {
        text.append("/").append(of_server->item.text);
    } else {
        text.append("@").append(name.aa()->item.text);
    }
    return text;
}

/// The control block that the node is, or is in.
NodeId block_of(const Model& model, NodeId node) {
    while (node != model::no_node && model.node(node).kind != model::NodeKind::control_block) {
        node = model.node(node).parent;
    }
    return node;
}

Service service_of(const Model& model, NodeId block, NodeId written) {
    struct ByFc {
        Fc fc;
        Service service;
    };
    static constexpr ByFc rows[] = {
        {Fc::rp, Service::set_urcb_values},  {Fc::br, Service::set_brcb_values},
        {Fc::lg, Service::set_lcb_values},   {Fc::go, Service::set_gocb_values},
        {Fc::ms, Service::set_msvcb_values}, {Fc::us, Service::set_usvcb_values},
    };
    for (const ByFc& row : rows) {
        if (row.fc == model.node(block).fc) return row.service;
    }
    const std::string_view name = model.name(written);
    if (name == "ActSG") return Service::select_active_sg;
    if (name == "EditSG") return Service::select_edit_sg;
    return name == "CnfEdit" ? Service::confirm_edit_sg_values : Service::unknown;
}

/// What goes back to FALSE by itself when it has been written.
bool is_command(std::string_view attribute) {
    return attribute == "GI" || attribute == "PurgeBuf" || attribute == "CnfEdit";
}

/// What was to be written into an attribute of a control block, as far as it has that type.
void add_attempt(std::vector<Tracking::Attempt>& attempts, const Model& model, NodeId node,
                 const mms::Data& data) {
    std::array<std::uint8_t, 256> slot{};
    const model::LeafId leaf = model.leaf_of(node);
    if (leaf == model::no_leaf || model.leaf(leaf).size > slot.size()) return;
    if (store_leaf(model, leaf, data, slot.data())) return;
    attempts.push_back({node, model::slot::value(model.leaf(leaf).type, slot.data())});
}

/// The services of one Write, while they are put together.
class Written {
public:
    explicit Written(Call& call) : call_(call), model_(call.model()), address_(address_of(call.peer())) {}

    void add(const mms::ListEntry& entry, NodeId node, const mms::Data& data, std::uint8_t result) {
        if (result == PendingWrite::open) return;  // its engine will tell
        const bool failed = result != PendingWrite::success;
        const auto error = failed ? std::optional(static_cast<DataAccessError>(result)) : std::nullopt;
        const NodeId block = node == model::no_node ? model::no_node : block_of(model_, node);
        if (block != model::no_node) {
            to_block(block, node, data, error);
        } else if (node == model::no_node || model_.node(node).fc != Fc::co) {
            to_value(entry, node, error);
        }
    }
    void finish() {
        for (const Group& group : groups_) {
            call_.tracking().control_block(group.block, {group.service, {}, group.error, address_.bytes()},
                                           group.attempts, call_.now());
        }
    }

private:
    struct Group {
        NodeId block = model::no_node;
        Service service = Service::unknown;
        ServiceError error = ServiceError::no_error;
        std::vector<Tracking::Attempt> attempts;
    };

    void to_block(NodeId block, NodeId node, const mms::Data& data, std::optional<DataAccessError> error) {
        if (!call_.tracking().tracks_blocks()) return;
        const Service service = service_of(model_, block, node);
        // Mostly the one before.
        const auto found = std::find_if(groups_.rbegin(), groups_.rend(), [&](const Group& group) {
            return group.block == block && group.service == service;
        });
        Group& group = found != groups_.rend() ? *found : groups_.emplace_back();
        group.block = block;
        group.service = service;
        if (error && group.error == ServiceError::no_error) group.error = error_of(node, *error);
        if (error || is_command(model_.name(node))) add_attempt(group.attempts, model_, node, data);
    }
    [[nodiscard]] ServiceError error_of(NodeId node, DataAccessError error) const {
        if (error == DataAccessError::temporarily_unavailable &&
            (call_.reports().is_others(node, call_.connection(), call_.peer()) ||
             (model_.node(node).fc == Fc::sp && call_.settings().is_others(node, call_.connection())))) {
            return ServiceError::instance_locked_by_other_client;
        }
        return service_error_of(error);
    }

    void to_value(const mms::ListEntry& entry, NodeId node, std::optional<DataAccessError> error) {
        if (!call_.tracking().tracks_others()) return;
        const bool edit = node != model::no_node && model_.node(node).fc == Fc::se;
        const Service service = edit ? Service::set_edit_sg_value : Service::set_data_values;
        std::array<char, Model::max_reference_octets> buffer;  // NOLINT: written before it is read
        std::string unknown;
        Tracked tracked{service, {}, service_error_of(error), address_.bytes()};
        if (node != model::no_node) {
            tracked.object = model_.reference(node, buffer);
        } else if (const mms::ObjectName* name = entry.variable.name()) {
            unknown = text_of(*name);  // the client's words
            tracked.object = unknown;
        }
        call_.tracking().other(tracked, call_.now(), node);
    }

    Call& call_;
    const Model& model_;
    PeerAddress address_;
    std::vector<Group> groups_;
};

/// The first of the results that is negative.
ServiceError first_error(std::span<const std::uint8_t> results) {
    for (const std::uint8_t result : results) {
        if (result == PendingWrite::open || result == PendingWrite::success) continue;
        return service_error_of(static_cast<DataAccessError>(result));
    }
    return ServiceError::no_error;
}

}  // namespace

void track_write(Call& call, const mms::WriteRequest& request, std::span<const Variable> variables,
                 std::span<const std::uint8_t> results) {
    const Tracking& tracking = call.tracking();
    if (!tracking.tracks_blocks() && !tracking.tracks_others()) return;
    if (const mms::ObjectName* data_set = request.variables.list_name()) {
        return track_data_set(call, Service::set_data_set_values, *data_set, first_error(results));
    }
    Written written(call);
    auto data = request.data.begin();
    std::size_t item = 0;
    for (const mms::ListEntry& entry : *request.variables.variables()) {
        written.add(entry, variables[item].node, *data, results[item]);
        ++item;
        ++data;
    }
    written.finish();
}

void track_data_set(Call& call, Service service, const mms::ObjectName& name, ServiceError error) {
    if (!call.tracking().tracks_others()) return;
    const std::string object = text_of(name);
    const PeerAddress address = address_of(call.peer());
    const auto* specific = name.domain();
    const NodeId device = specific != nullptr && !specific->domain.text.empty()
                              ? call.model().find_logical_device(specific->domain.text)
                              : model::no_node;
    call.tracking().other({service, object, error, address.bytes()}, call.now(), device);
}

}  // namespace busbar::server::tracking
