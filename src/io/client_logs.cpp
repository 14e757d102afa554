// SPDX-License-Identifier: Apache-2.0
// The blocking face of logs.
#include "client/log.hpp"
#include "io/client_face.hpp"

namespace busbar {

Result<LogEntries> Client::query_log(std::string_view reference, LogQuery query) {
    return impl_->driver->run(client::query_log(impl_->remote(), std::string(reference), std::move(query)));
}
Result<bool> Client::query_log(std::string_view reference, LogQuery query, LogCallback callback) {
    return impl_->driver->run(
        client::query_log(impl_->remote(), std::string(reference), std::move(query), std::move(callback)));
}
Result<LogStatus> Client::log_status(std::string_view reference) {
    return impl_->driver->run(client::log_status(impl_->remote(), std::string(reference)));
}
Result<std::uint32_t> Client::clear_log(std::string_view reference, std::optional<EntryTime> until) {
    return impl_->driver->run(client::clear_log(impl_->remote(), std::string(reference), until));
}
Result<std::vector<LogControlState>> Client::log_controls(std::string_view device) {
    return impl_->driver->run(client::log_controls(impl_->remote(), std::string(device)));
}
Result<LogControlState> Client::log_control(std::string_view reference) {
    return impl_->driver->run(client::log_control(impl_->remote(), std::string(reference)));
}
Result<LogControlChange> Client::set_log_control(std::string_view reference,
                                                 const LogControlSettings& settings) {
    return impl_->driver->run(client::set_log_control(impl_->remote(), std::string(reference), settings));
}

Result<void> Client::follow_log(std::string_view reference, LogQuery query, std::chrono::milliseconds period,
                                LogCallback callback) {
    bool on = true;
    const auto next = [&](LogEntry& entry) {
        query.after = entry.id;
        query.after_time = entry.time;
        on = callback(entry);
        return on;
    };
    while (on) {
        const Result<bool> cut = query_log(reference, query, next);
        if (!cut) return fail(cut.error());
        // What came late in a log is the last of it from then on.
        if (query.after) {
            query.last.reset();
            query.since.reset();
        }
        if (!on || *cut) continue;
        const Result<void> waited = run_for(period);
        if (!waited) return waited;
    }
    return {};
}

}  // namespace busbar
