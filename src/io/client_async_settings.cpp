// SPDX-License-Identifier: Apache-2.0
// The coroutine face of setting groups.
#include "client/setting.hpp"
#include "io/client_async_face.hpp"

namespace busbar {

template <class T>
using Awaitable = AsyncClient::Awaitable<T>;

struct AsyncSettingSession::Impl {
    std::shared_ptr<io::AsyncClientDriver> driver;
    client::EditSessionPtr session;

    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (session->open) driver->run_detached(client::give_up_settings(driver->remote(), session));
    }
};

AsyncSettingSession::AsyncSettingSession(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
AsyncSettingSession::AsyncSettingSession(AsyncSettingSession&&) noexcept = default;
AsyncSettingSession& AsyncSettingSession::operator=(AsyncSettingSession&&) noexcept = default;
AsyncSettingSession::~AsyncSettingSession() = default;

const std::string& AsyncSettingSession::logical_device() const {
    return impl_->session->device;
}
std::uint32_t AsyncSettingSession::group() const {
    return impl_->session->group;
}
bool AsyncSettingSession::is_open() const {
    return impl_->session->open;
}
Awaitable<Result<std::vector<SettingValue>>> AsyncSettingSession::values() {
    const std::shared_ptr<Impl> impl = impl_;
    co_return co_await impl->driver->run(client::edited_settings(impl->driver->remote(), impl->session));
}
Awaitable<Result<Value>> AsyncSettingSession::value(std::string reference) {
    const std::shared_ptr<Impl> impl = impl_;
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl->driver->run(
        client::edited_value(impl->driver->remote(), impl->session, std::move(*parsed)));
}
Awaitable<Result<void>> AsyncSettingSession::set(std::string reference, Value value) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    std::vector<Assignment> one;
    one.push_back({std::move(*parsed), std::move(value)});
    const std::vector<Result<void>> results = co_await set(std::move(one));
    co_return results.front();
}
Awaitable<std::vector<Result<void>>> AsyncSettingSession::set(std::vector<Assignment> assignments) {
    const std::shared_ptr<Impl> impl = impl_;
    co_return co_await impl->driver->run(
        client::set_settings(impl->driver->remote(), impl->session, std::move(assignments)));
}
Awaitable<Result<void>> AsyncSettingSession::confirm() {
    const std::shared_ptr<Impl> impl = impl_;
    co_return co_await impl->driver->run(client::confirm_settings(impl->driver->remote(), impl->session));
}
Awaitable<Result<void>> AsyncSettingSession::give_up() {
    const std::shared_ptr<Impl> impl = impl_;
    co_return co_await impl->driver->run(client::give_up_settings(impl->driver->remote(), impl->session));
}

Awaitable<Result<std::vector<SettingControlState>>> AsyncClient::setting_controls(std::string device) {
    return impl_->driver->run(client::setting_controls(impl_->remote(), std::move(device)));
}
Awaitable<Result<SettingControlState>> AsyncClient::setting_control(std::string device) {
    return impl_->driver->run(client::setting_control(impl_->remote(), std::move(device)));
}
Awaitable<Result<std::vector<SettingInfo>>> AsyncClient::settings(std::string device) {
    return impl_->driver->run(client::settings(impl_->remote(), std::move(device)));
}
Awaitable<Result<std::vector<SettingValue>>> AsyncClient::read_settings(std::string device,
                                                                        std::uint32_t group) {
    return impl_->driver->run(client::read_settings(impl_->remote(), std::move(device), group));
}
Awaitable<Result<std::vector<SettingDifference>>> AsyncClient::compare_settings(std::string device,
                                                                                std::uint32_t first,
                                                                                std::uint32_t second) {
    return impl_->driver->run(client::compare_settings(impl_->remote(), std::move(device), first, second));
}
Awaitable<Result<void>> AsyncClient::select_settings(std::string device, std::uint32_t group) {
    return impl_->driver->run(client::select_settings(impl_->remote(), std::move(device), group));
}
Awaitable<Result<AsyncSettingSession>> AsyncClient::edit_settings(std::string device, std::uint32_t group) {
    const std::shared_ptr<Impl> impl = impl_;
    Result<client::EditSessionPtr> session =
        co_await impl->driver->run(client::edit_settings(impl->remote(), std::move(device), group));
    if (!session) co_return fail(std::move(session).error());
    auto face = std::make_shared<AsyncSettingSession::Impl>();
    face->driver = impl->driver;
    face->session = std::move(*session);
    co_return AsyncSettingSession(std::move(face));
}

}  // namespace busbar
