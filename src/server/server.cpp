// SPDX-License-Identifier: Apache-2.0
#include "server/server.hpp"

#include <algorithm>

#include "mms/initiate.hpp"
#include "server/control/controls.hpp"
#include "server/dispatch.hpp"
#include "server/file/files.hpp"
#include "server/log/logs.hpp"
#include "server/overlay/overlay.hpp"
#include "server/peer_address.hpp"
#include "server/process/built_in.hpp"
#include "server/report/reports.hpp"
#include "server/setting/settings.hpp"
#include "server/tracking/tracking.hpp"

namespace busbar::server {

namespace {

using tracking::Service;
using tracking::ServiceError;

/// Associate-source-diagnostic of ACSE: what is said where there is no place.
constexpr Code no_reason_given{Domain::acse_user, 1};
constexpr ServiceError lost_connection = ServiceError::failed_due_to_communications_constraint;

std::shared_ptr<const stack::Options> stack_options(const Options& options) {
    auto result = std::make_shared<stack::Options>(options.stack);
    result->mms.services = supported_services(options.files);
    return result;
}

}  // namespace

Server::Server(model::Image image, Options options)
    : options_(std::move(options)),
      process_(std::move(image)),
      gate_(process_.model()),
      data_sets_(process_.model(), options_.data_sets.value_or(data_set_limits(process_.model().services()))),
      engines_(process_.model()),
      stack_options_(stack_options(options_)),
      tracking_(std::make_unique<tracking::Tracking>(process_)),
      reports_(std::make_unique<report::Reports>(*this, options_.reports)),
      settings_(std::make_unique<setting::Settings>(*this)),
      controls_(std::make_unique<control::Controls>(*this, options_.controls)),
      logs_(std::make_unique<log::Logs>(*this, options_.logs)) {
    if (options_.files.store) files_ = std::make_unique<file::Files>(*this, options_.files);
    if (options_.dead_bands) dead_bands_.emplace(process_);
    if (options_.overlay) overlay_ = std::make_unique<Overlay>(process_);
    built_in_ = std::make_unique<process::BuiltIn>(
        process_, controls_->objects(), options_.controls, options_.process,
        [this](control::Ticket ticket, const control::Verdict& verdict, const Now& now) {
            controls_->finish(ticket, verdict, now);
        });
    for (const control::Object& object : controls_->objects().all()) {
        if (auto* handler = built_in_->handler(object)) controls_->set_handler(object, handler);
    }
}

Server::~Server() = default;

// ---- connections
// ----------------------------------------------------------------------------------------------

std::optional<ConnectionId> Server::open(std::string peer_address, const Now& now) {
    if (half_open_ >= options_.max_half_open) make_room();
    std::uint32_t slot = 0;
    if (free_slots_.empty()) {
        slot = static_cast<std::uint32_t>(slots_.size());
        slots_.emplace_back();
    } else {
        slot = free_slots_.back();
        free_slots_.pop_back();
    }
    if (++uses_ == 0) ++uses_;
    slots_[slot] = std::make_unique<Connection>(ConnectionId{slot, uses_}, stack_options_, buffers_);
    Connection& connection = *slots_[slot];
    connection.peer.id = ++peers_;
    connection.peer.address = std::move(peer_address);
    ++connections_;
    ++half_open_;
    connection.association.start(now.monotonic);
    deadlines_.set(slot, connection.association.deadline());
    return connection.id;
}

/// Ends the connection that has been waiting longest among those without an association: theirs are the
/// earliest deadlines, but for a message that began long ago, which may go, too.
void Server::make_room() {
    if (deadlines_.size() == 0) return;
    Connection& oldest = *slots_[deadlines_.next_slot()];
    if (!oldest.half_open) return;
    ++counters_.refused;
    Error why;
    why.fault = Fault::limit;
    why.text = "too many connections without an association";
    oldest.association.abort(std::move(why));
    drain(oldest);
}

Connection* Server::find(ConnectionId id) const {
    if (id.slot >= slots_.size()) return nullptr;
    Connection* const connection = slots_[id.slot].get();
    return connection != nullptr && connection->id == id ? connection : nullptr;
}

void Server::receive(ConnectionId id, Bytes octets, const Now& now) {
    Connection* const connection = find(id);
    if (connection == nullptr) return;
    now_ = now;
    // Takes effect only where the request for a transport connection is still to come.
    if (connection->half_open && associations_ >= options_.max_associations) {
        connection->association.refuse_connection();
    }
    connection->association.receive(octets, now.monotonic);
    drain(*connection);
}

void Server::drain(Connection& connection) {
    stack::Association& association = connection.association;
    connection.held = false;
    stack::Event event;
    while (association.next(event)) {
        if (const auto* pdu = std::get_if<stack::MmsPdu>(&event)) {
            serving_ = true;
            on_pdu(connection, pdu->octets);
            serving_ = false;
            reports_->answered();
            controls_->answered();
            if (association.wants_input()) continue;
            association.hold();
            connection.held = true;
            break;
        }
        if (const auto* indication = std::get_if<stack::AssociateIndication>(&event)) {
            associate(connection, *indication);
        } else if (std::get_if<stack::ConcludeIndication>(&event) != nullptr) {
            static_cast<void>(connection.pending.empty() ? association.conclude_accept()
                                                         : association.conclude_refuse());
        } else if (const auto* refusal = std::get_if<stack::Refused>(&event)) {
            refused(connection, *refusal);
        } else if (std::get_if<stack::Released>(&event) != nullptr) {
            const bool was_associated = connection.associated;
            end(connection);
            if (was_associated) track(connection, Service::release, ServiceError::no_error);
        } else if (const auto* aborted = std::get_if<stack::Aborted>(&event)) {
            const bool was_associated = connection.associated;
            const bool lost = aborted->by == stack::AbortedBy::transport;
            end(connection);
            if (was_associated)
                track(connection, Service::abort, lost ? lost_connection : ServiceError::no_error);
        }
    }
    settle(connection);
}

/// What follows from whatever happened to a connection.
void Server::settle(Connection& connection) {
    deadlines_.set(connection.id.slot, connection.association.deadline());
    if (!connection.association.output().empty() || connection.association.wants_close())
        make_ready(connection);
}

void Server::make_ready(Connection& connection) {
    if (connection.ready) return;
    connection.ready = true;
    ready_.push_back(connection.id);
}

void Server::associate(Connection& connection, const stack::AssociateIndication& indication) {
    // Others may have come in between the CR and now.
    if (associations_ >= options_.max_associations) {
        static_cast<void>(connection.association.refuse(no_reason_given, true));
        return;  // an event tells
    }
    // The indication views what accept() may overwrite.
    constexpr Octet object_identifier = 0x06;
    const Bytes title = indication.calling_ap_title;
    if (title.size() > 2 && title[0] == object_identifier) {
        connection.peer.ap_title = ber::ObjectIdentifier{title.subspan(2)}.dotted();
    }
    const bool authenticated = indication.authentication.has_value();
    if (!connection.association.accept()) return;  // an event tells why
    connection.peer.authenticated = authenticated && !options_.stack.accepted_passwords.empty();
    connection.half_open = false;
    connection.associated = true;
    --half_open_;
    ++associations_;
    ++counters_.accepted;
    track(connection, Service::associate, ServiceError::no_error);
}

/// By the association itself. Tracked is what got as far as asking for an association.
void Server::refused(Connection& connection, const stack::Refused& refusal) {
    ++counters_.refused;
    end(connection);
    if (refusal.layer != stack::Layer::acse && refusal.layer != stack::Layer::mms) return;
    const bool full = refusal.error.code == no_reason_given;
    track(connection, Service::associate,
          full ? ServiceError::failed_due_to_server_constraint : ServiceError::access_violation);
}

/// What happens to an association as a whole: its object is the server.
void Server::track(const Connection& connection, Service service, ServiceError error) {
    if (!tracking_->tracks_others()) return;
    const PeerAddress address = address_of(connection.peer);
    tracking_->other({service, model().identity().ied_name, error, address.bytes()}, now_);
}

/// The association is over, or will never be: nothing of it may remain, though the connection lives until its
/// last octets are written.
void Server::end(Connection& connection) {
    if (connection.half_open) {
        connection.half_open = false;
        --half_open_;
    }
    if (!connection.associated) return;
    connection.associated = false;
    --associations_;
    connection.pending.clear();
    engines_.association_ended(connection.id);
    if (files_) files_->association_ended(connection.id);
    // After the control blocks, which let go of them.
    data_sets_.association_ended(connection.id);
}

void Server::closed(ConnectionId id) {
    Connection* const connection = find(id);
    if (connection == nullptr) return;
    if (connection->associated) {
        end(*connection);
        track(*connection, Service::abort, lost_connection);
    } else {
        end(*connection);
    }
    connection->association.closed();
    erase(*connection);
}

void Server::closed(ConnectionId id, const Now& now) {
    now_ = now;
    closed(id);
}

void Server::erase(Connection& connection) {
    const std::uint32_t slot = connection.id.slot;
    deadlines_.set(slot, never);
    slots_[slot].reset();
    free_slots_.push_back(slot);
    --connections_;
}

// ---- output
// ---------------------------------------------------------------------------------------------------

Bytes Server::output(ConnectionId id) const {
    const Connection* const connection = find(id);
    return connection != nullptr ? connection->association.output() : Bytes();
}

void Server::sent(ConnectionId id, std::size_t count, const Now& now) {
    Connection* const connection = find(id);
    if (connection == nullptr) return;
    connection->association.consume_output(count);
    if (connection->held && connection->association.output().empty()) {
        now_ = now;
        drain(*connection);
    }
    // Requests that wait come first: a client must be able to stop what overruns it.
    if (connection->reports_wait && !connection->held) reports_->drained(*connection);
}

bool Server::wants_input(ConnectionId id) const {
    const Connection* const connection = find(id);
    return connection != nullptr && !connection->held && connection->association.wants_input();
}

bool Server::wants_close(ConnectionId id) const {
    const Connection* const connection = find(id);
    return connection != nullptr && connection->association.wants_close();
}

std::optional<ConnectionId> Server::next_ready() {
    while (!ready_.empty()) {
        const ConnectionId id = ready_.back();
        ready_.pop_back();
        Connection* const connection = find(id);
        if (connection == nullptr) continue;
        connection->ready = false;
        return id;
    }
    return std::nullopt;
}

// ---- time
// -----------------------------------------------------------------------------------------------------

TimePoint Server::deadline() const {
    return std::min({deadlines_.next(), reports_->deadline(), settings_->deadline(), controls_->deadline(),
                     built_in_->deadline(), logs_->deadline(), files_ ? files_->deadline() : never});
}

void Server::on_time(const Now& now) {
    now_ = now;
    built_in_->on_time(now);
    controls_->on_time(now);
    if (files_) files_->on_time(now);
    reports_->on_time(now);
    settings_->on_time(now);
    logs_->on_time(now);
    while (deadlines_.next() <= now.monotonic) {
        Connection& connection = *slots_[deadlines_.next_slot()];
        connection.association.on_time(now.monotonic);
        drain(connection);
        // Whatever it answers, each connection has one turn: a deadline that stays in the past comes again
        // later.
        if (deadlines_.size() != 0 && deadlines_.next() <= now.monotonic &&
            deadlines_.next_slot() == connection.id.slot) {
            deadlines_.set(connection.id.slot, now.monotonic + std::chrono::milliseconds(1));
        }
    }
}

void Server::abort_all(const Now& now) {
    now_ = now;
    for (const auto& connection : slots_) {
        if (!connection) continue;
        Error why;
        why.fault = Fault::refused;
        why.text = "the server stops";
        connection->association.abort(std::move(why));
        drain(*connection);
    }
}

void Server::on_write(model::NodeId node, AttributeWriteHandler handler) {
    write_handlers_[model::index(node)] = std::move(handler);
}

const AttributeWriteHandler* Server::write_handler(model::NodeId node) const {
    if (write_handlers_.empty()) return nullptr;
    for (; node != model::no_node; node = model().node(node).parent) {
        const auto found = write_handlers_.find(model::index(node));
        if (found != write_handlers_.end()) return &found->second;
    }
    return nullptr;
}

}  // namespace busbar::server
