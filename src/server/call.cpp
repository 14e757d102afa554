// SPDX-License-Identifier: Apache-2.0
#include "server/call.hpp"

#include <algorithm>

#include "server/control/controls.hpp"
#include "server/report/reports.hpp"
#include "server/write_results.hpp"

namespace busbar::server {

void Call::finish(const BackWriter& writer) {
    if (writer.overflowed()) return fail(service_error::resource, service_error::other);
    // Fails only where the association is over, of which an event tells.
    static_cast<void>(connection_.association.send());
}

void Call::fail(std::int32_t error_class, std::int32_t code) {
    fail(mms::ServiceError::of(error_class, code));
}

void Call::fail(const mms::ServiceError& error) {
    error_ = tracking::service_error_of(error.code());
    mms::encode_error(connection_.association.begin(), invoke_id_, error);
    static_cast<void>(connection_.association.send());
}

void Call::reject(Code code) {
    error_ = tracking::ServiceError::parameter_value_inappropriate;
    server_.reject(connection_, mms::Reject::of(invoke_id_, code));
}

void Call::defer(std::span<const std::uint8_t> results) {
    PendingWrite& pending = connection_.pending.emplace_back();
    pending.invoke_id = invoke_id_;
    pending.results.assign(results.begin(), results.end());
    pending.open_items =
        static_cast<std::uint32_t>(std::count(results.begin(), results.end(), PendingWrite::open));
}

const AttributeWriteHandler* Call::write_handler(model::NodeId node) const {
    return server_.write_handler(node);
}

void Server::finish_write(const WriteTicket& ticket, std::optional<DataAccessError> error) {
    Connection* const connection = find(ticket.connection);
    if (connection == nullptr) return;
    auto& all = connection->pending;
    const auto pending = std::find_if(all.begin(), all.end(), [&](const PendingWrite& write) {
        return write.invoke_id == ticket.invoke_id;
    });
    if (pending == all.end() || ticket.item >= pending->results.size()) return;
    std::uint8_t& result = pending->results[ticket.item];
    if (result != PendingWrite::open) return;
    result = error ? static_cast<std::uint8_t>(*error) : PendingWrite::success;
    if (--pending->open_items != 0) return;
    const PendingWrite done = std::move(*pending);
    all.erase(pending);
    respond_write(Call(*this, *connection, done.invoke_id), done.results);
    settle(*connection);
    if (serving_) return;
    reports_->answered();
    controls_->answered();
}

}  // namespace busbar::server
