// SPDX-License-Identifier: Apache-2.0
// Whose a report control block is: Resv, ResvTms, Owner (IEC 61850-7-2 17.2.2 and 17.2.3), pre-assignment by
// ClientLN (IEC 61850-6). Up to edition 2 the first successful write reserves; from 2.1 on a client reserves
// before it writes anything else.
#include <algorithm>

#include "server/report/reports.hpp"
#include "server/server.hpp"
#include "server/tracking/tracking.hpp"

namespace busbar::server::report {

namespace {

bool is_from(const Peer& peer, std::span<const std::uint8_t> address) {
    const PeerAddress is = address_of(peer);
    return std::ranges::equal(is.bytes(), address);
}

}  // namespace

/// Somebody else has it now, will have it by configuration, or may come back to it in time.
bool Reports::is_others(const Block& block, ConnectionId connection, const Peer& peer) const {
    if (block.is_owned()) return block.owner != connection;
    if (block.reservation_runs()) return !is_from(peer, block.holder.bytes());
    const auto& configured = block.control->settings.owner;
    return block.pre_assigned() && !configured.empty() && !is_from(peer, configured);
}

bool Reports::is_others(model::NodeId node, ConnectionId connection, const Peer& peer) const {
    while (node != model::no_node && model_.node(node).kind != model::NodeKind::control_block) {
        node = model_.node(node).parent;
    }
    if (node == model::no_node) return false;
    const model::Node& block = model_.node(node);
    return (block.fc == Fc::rp || block.fc == Fc::br) && is_others(blocks_[block.info], connection, peer);
}

/// From edition 2.1 on, where the block has something to reserve it with.
bool Reports::needs_reservation(const Block& block) const {
    if (model_.identity().edition < model::Edition::ed21) return false;
    if (block.is_owned() || block.reservation_runs()) return false;
    return !block.buffered || block.control->settings.with_resv_tms;
}

void Reports::take(Block& block, const ObjectWrite& write) {
    if (block.is_owned()) return;
    Connection* const connection = server_.find(write.connection);
    if (connection == nullptr) return;
    block.owner = write.connection;
    block.next_owned = connection->first_report_block;
    connection->first_report_block = number_of(block);
    block.holder = address_of(write.peer);
    block.reservation_ends = never;
    set_deadline(block);
    Attributes is = attributes(block);
    is.set_flag(Attribute::resv, true);
    is.set_octets(Attribute::owner, block.holder.bytes());
    if (block.buffered && is.number(Attribute::resv_tms) == 0) {
        is.set_number(Attribute::resv_tms, options_.implicit_reservation.count());
    }
}

/// The block leaves its connection, which may hold others.
void Reports::forget_owner(Block& block) {
    if (!block.is_owned()) return;
    if (Connection* const connection = server_.find(block.owner)) {
        std::uint16_t* link = &connection->first_report_block;
        while (*link != no_block && *link != number_of(block)) link = &blocks_[*link].next_owned;
        if (*link != no_block) *link = block.next_owned;
    }
    block.next_owned = no_block;
    block.owner = {};
}

/// Nobody's again, or the configured client's.
void Reports::release(Block& block) {
    forget_owner(block);
    block.holder = {};
    block.reservation_ends = never;
    set_deadline(block);
    Attributes is = attributes(block);
    is.set_flag(Attribute::resv, block.pre_assigned());
    is.set_number(Attribute::resv_tms, block.pre_assigned() ? -1 : 0);
    is.set_octets(Attribute::owner, block.control->settings.owner);
    // Nobody else can see that set.
    if (block.data_set != nullptr && block.data_set->scope == DataSetScope::association) {
        change_data_set(block, nullptr, {});
    }
}

Reports::MaybeError Reports::set_resv(Block& block, bool reserve, const ObjectWrite& write) {
    if (reserve) {
        take(block, write);
    } else if (block.is_owned()) {
        release(block);
    }
    return std::nullopt;
}

Reports::MaybeError Reports::set_resv_tms(Block& block, std::int64_t seconds, const ObjectWrite& write) {
    if (block.pre_assigned() && model_.identity().edition < model::Edition::ed21) {
        return DataAccessError::object_access_denied;
    }
    if (seconds < 0) return DataAccessError::object_value_invalid;
    if (seconds == 0) {
        if (block.is_owned() || block.reservation_runs()) release(block);
        return std::nullopt;
    }
    take(block, write);
    if (!block.pre_assigned()) attributes(block).set_number(Attribute::resv_tms, seconds);
    return std::nullopt;
}

/// The association that owned the block is over.
void Reports::let_go(Block& block) {
    if (block.enabled) disable(block);
    const auto seconds = attributes(block).number(Attribute::resv_tms);
    if (!block.buffered || seconds <= 0) return release(block);
    forget_owner(block);
    block.reservation_ends = TimePoint::min();
    set_deadline(block);
}

void Reports::association_ended(ConnectionId id) {
    Connection* const connection = server_.find(id);
    if (connection == nullptr) return;
    const bool tracked = server_.tracking().tracks_blocks();
    std::vector<std::uint16_t> left;
    while (connection->first_report_block != no_block) {
        if (tracked) left.push_back(connection->first_report_block);
        let_go(blocks_[connection->first_report_block]);
    }
    connection->reports_wait = false;
    // Whoever hears of it hears of blocks that are all free.
    for (const std::uint16_t number : left) changed_by_itself(blocks_[number]);
}

/// Tracked as InternalChange.
void Reports::changed_by_itself(const Block& block) {
    const tracking::Tracked tracked{tracking::Service::internal_change, {}, {}, {}};
    server_.tracking().control_block(block.control->node, tracked, {}, server_.now_);
}

}  // namespace busbar::server::report
