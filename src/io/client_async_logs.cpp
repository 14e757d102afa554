// SPDX-License-Identifier: Apache-2.0
// The coroutine face of logs.
#include "client/log.hpp"
#include "io/client_async_face.hpp"

namespace busbar {

template <class T>
using Awaitable = AsyncClient::Awaitable<T>;

Awaitable<Result<LogEntries>> AsyncClient::query_log(std::string reference, LogQuery query) {
    return impl_->driver->run(client::query_log(impl_->remote(), std::move(reference), std::move(query)));
}
Awaitable<Result<bool>> AsyncClient::query_log(std::string reference, LogQuery query, LogCallback callback) {
    return impl_->driver->run(
        client::query_log(impl_->remote(), std::move(reference), std::move(query), std::move(callback)));
}
Awaitable<Result<LogStatus>> AsyncClient::log_status(std::string reference) {
    return impl_->driver->run(client::log_status(impl_->remote(), std::move(reference)));
}
Awaitable<Result<std::uint32_t>> AsyncClient::clear_log(std::string reference,
                                                        std::optional<EntryTime> until) {
    return impl_->driver->run(client::clear_log(impl_->remote(), std::move(reference), until));
}
Awaitable<Result<std::vector<LogControlState>>> AsyncClient::log_controls(std::string device) {
    return impl_->driver->run(client::log_controls(impl_->remote(), std::move(device)));
}
Awaitable<Result<LogControlState>> AsyncClient::log_control(std::string reference) {
    return impl_->driver->run(client::log_control(impl_->remote(), std::move(reference)));
}
Awaitable<Result<LogControlChange>> AsyncClient::set_log_control(std::string reference,
                                                                 LogControlSettings settings) {
    return impl_->driver->run(
        client::set_log_control(impl_->remote(), std::move(reference), std::move(settings)));
}

}  // namespace busbar
