// SPDX-License-Identifier: Apache-2.0
// The blocking face of setting groups.
#include "client/setting.hpp"
#include "io/client_face.hpp"

namespace busbar {

struct SettingSession::Impl {
    std::shared_ptr<io::ClientDriver> driver;
    client::EditSessionPtr session;

    Impl(std::shared_ptr<io::ClientDriver> d, client::EditSessionPtr s)
        : driver(std::move(d)), session(std::move(s)) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { static_cast<void>(give_up()); }
    Result<void> give_up() {
        if (!session->open) return {};
        return driver->run(client::give_up_settings(driver->remote(), session));
    }
};

SettingSession::SettingSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SettingSession::SettingSession(SettingSession&&) noexcept = default;
SettingSession& SettingSession::operator=(SettingSession&&) noexcept = default;
SettingSession::~SettingSession() = default;

const std::string& SettingSession::logical_device() const {
    return impl_->session->device;
}
std::uint32_t SettingSession::group() const {
    return impl_->session->group;
}
bool SettingSession::is_open() const {
    return impl_->session->open;
}
Result<std::vector<SettingValue>> SettingSession::values() {
    return impl_->driver->run(client::edited_settings(impl_->driver->remote(), impl_->session));
}
Result<Value> SettingSession::value(std::string_view reference) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(
        client::edited_value(impl_->driver->remote(), impl_->session, std::move(*parsed)));
}
Result<void> SettingSession::set(std::string_view reference, const Value& value) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    const Assignment assignment{std::move(*parsed), value};
    return set(std::span(&assignment, 1)).front();
}
std::vector<Result<void>> SettingSession::set(std::span<const Assignment> assignments) {
    return impl_->driver->run(client::set_settings(impl_->driver->remote(), impl_->session,
                                                   {assignments.begin(), assignments.end()}));
}
Result<void> SettingSession::confirm() {
    return impl_->driver->run(client::confirm_settings(impl_->driver->remote(), impl_->session));
}
Result<void> SettingSession::give_up() {
    return impl_->give_up();
}

Result<std::vector<SettingControlState>> Client::setting_controls(std::string_view device) {
    return impl_->driver->run(client::setting_controls(impl_->remote(), std::string(device)));
}
Result<SettingControlState> Client::setting_control(std::string_view device) {
    return impl_->driver->run(client::setting_control(impl_->remote(), std::string(device)));
}
Result<std::vector<SettingInfo>> Client::settings(std::string_view device) {
    return impl_->driver->run(client::settings(impl_->remote(), std::string(device)));
}
Result<std::vector<SettingValue>> Client::read_settings(std::string_view device, std::uint32_t group) {
    return impl_->driver->run(client::read_settings(impl_->remote(), std::string(device), group));
}
Result<std::vector<SettingDifference>> Client::compare_settings(std::string_view device, std::uint32_t first,
                                                                std::uint32_t second) {
    return impl_->driver->run(client::compare_settings(impl_->remote(), std::string(device), first, second));
}
Result<void> Client::select_settings(std::string_view device, std::uint32_t group) {
    return impl_->driver->run(client::select_settings(impl_->remote(), std::string(device), group));
}
Result<SettingSession> Client::edit_settings(std::string_view device, std::uint32_t group) {
    Result<client::EditSessionPtr> session =
        impl_->driver->run(client::edit_settings(impl_->remote(), std::string(device), group));
    if (!session) return fail(std::move(session).error());
    return SettingSession(std::make_unique<SettingSession::Impl>(impl_->driver, std::move(*session)));
}

}  // namespace busbar
