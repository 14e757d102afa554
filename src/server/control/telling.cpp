// SPDX-License-Identifier: Apache-2.0
// What clients are told about controls, and when: LastApplError right before a negative answer,
// CommandTermination after the positive one; and what service tracking hears.
#include <algorithm>

#include "server/connection.hpp"
#include "server/control/impl.hpp"
#include "server/peer_address.hpp"

namespace busbar::server::control {

namespace {

std::string_view name_of(tracking::Service service) {
    if (service == tracking::Service::select_with_value) return "$SBOw";
    return service == tracking::Service::cancel ? "$Cancel" : "$Oper";
}

/// What the AddCause says about the error that the answer cannot.
tracking::ServiceError tracked_error(std::optional<DataAccessError> error, AddCause cause) {
    if (error && cause == AddCause::locked_by_other_client) {
        return tracking::ServiceError::instance_locked_by_other_client;
    }
    if (error && cause == AddCause::inconsistent_parameters) {
        return tracking::ServiceError::parameter_value_inconsistent;
    }
    return tracking::service_error_of(error);
}

}  // namespace

/// The answer to a service, at once or later. Nothing where none is owed.
void Controls::Impl::answer(Machine& m, Owed& owed, const Command* command,
                            std::optional<DataAccessError> error, Cause cause) {
    if (!owed.open) return;
    owed.open = false;
    const WriteTicket ticket = owed.ticket;
    if (error) {
        ++counters.refused;
        if (command != nullptr) {
            send_failure(ticket.connection, *m.object, name_of(owed.service), *command, cause);
        }
    }
    track(*m.object, command, owed.service, error, cause.cause, ticket.connection);
    owed.error = error;
    if (!owed.in_call) server.finish_write(ticket, error);
}

void Controls::Impl::send_failure(ConnectionId id, const Object& object, std::string_view service,
                                  const Command& command, Cause cause) {
    Connection* const connection = server.find(id);
    if (connection == nullptr || !connection->association.is_open()) return;
    const std::string reference = object.reference + std::string(service);
    const ControlFailure failure{reference, cause.error, command.origin, command.ctl_num, cause.cause};
    encode_last_appl_error(connection->association.begin(), failure);
    // Not sent where it is longer than negotiated: the answer alone must do.
    static_cast<void>(connection->association.send());
    server.make_ready(*connection);
}

void Controls::Impl::terminate(Machine& m, std::optional<Cause> failure, const WriteTicket& after) {
    if (!is_enhanced(m.model)) return;
    ++counters.terminated;
    const AddCause cause = failure ? failure->cause : AddCause::none;
    std::optional<DataAccessError> error;
    if (failure) error = DataAccessError::hardware_fault;
    track(*m.object, &m.command, tracking::Service::command_termination, error, cause, m.owner);
    const Connection* const connection = server.find(m.owner);
    if (connection == nullptr || !connection->association.is_open()) return;
    const std::string reference = m.object->reference + "$Oper";
    const ControlFailure failed{reference, failure ? failure->error : ControlError::no_error,
                                m.command.origin, m.command.ctl_num, cause};
    BackWriter writer(connection->association.negotiated().max_pdu_octets);
    encode_command_termination(writer, model, *m.object, m.command.slots, failure ? &failed : nullptr);
    if (writer.overflowed()) return;
    outbox.push_back({m.owner, after.invoke_id, ByteVector(writer.bytes().begin(), writer.bytes().end())});
    if (!server.serving_) work_off_outbox();
}

/// Those go out whose Operate has been answered.
void Controls::Impl::work_off_outbox() {
    std::vector<Waiting> left;
    left.swap(outbox);
    for (Waiting& waiting : left) {
        Connection* const connection = server.find(waiting.connection);
        if (connection == nullptr) continue;
        const bool answered =
            std::none_of(connection->pending.begin(), connection->pending.end(),
                         [&](const PendingWrite& write) { return write.invoke_id == waiting.invoke_id; });
        if (!answered) {
            outbox.push_back(std::move(waiting));
        } else if (connection->association.is_open()) {
            static_cast<void>(connection->association.send(waiting.pdu));
            server.make_ready(*connection);  // it may be over: the driver closes it
        }
    }
}

void Controls::Impl::track(const Object& object, const Command* command, tracking::Service service,
                           std::optional<DataAccessError> error, AddCause cause, ConnectionId id) {
    // Without parameters nothing says who it was but the address.
    PeerAddress address;
    if (const Connection* const connection = server.find(id); connection != nullptr && command == nullptr) {
        address = address_of(connection->peer);
    }
    const tracking::Tracked tracked{service, object.reference, tracked_error(error, cause), address.bytes()};
    server.tracking().control(object, command, tracked, cause, now);
}

}  // namespace busbar::server::control
