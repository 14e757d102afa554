// SPDX-License-Identifier: Apache-2.0
// The public server: setting groups.
#include "server/setting/settings.hpp"

#include "io/server_impl.hpp"

namespace busbar {

namespace {

SettingGroupChange told(const model::Model& model, const server::setting::Change& change) {
    using Step = SettingGroupChange::Step;
    SettingGroupChange result;
    switch (change.step) {
        case server::setting::Step::select_active: result.step = Step::select_active; break;
        case server::setting::Step::select_edit: result.step = Step::select_edit; break;
        case server::setting::Step::confirm: result.step = Step::confirm; break;
    }
    result.logical_device = model.name(change.control.logical_device);
    result.group = change.group;
    result.peer = change.peer;
    return result;
}

}  // namespace

void Server::on_setting_change(SettingHandler handler) {
    if (!handler) return impl_->core.settings().set_approval({});
    impl_->core.settings().set_approval(
        [impl = impl_.get(), handler = std::move(handler)](const server::setting::Change& change) {
            return handler(told(impl->core.model(), change));
        });
}

void Server::on_setting_changed(SettingListener listener) {
    if (!listener) return impl_->core.settings().set_listener({});
    impl_->core.settings().set_listener(
        [impl = impl_.get(), listener = std::move(listener)](const server::setting::Change& change) {
            listener(told(impl->core.model(), change));
        });
}

/// Position of the control block of a device, in either of its names.
Result<std::size_t> Server::Impl::setting_control(std::string_view device) {
    const auto node = resolve(device);
    if (!node) return fail(node.error());
    return core.settings().control_of(*node);
}

Result<std::uint32_t> Server::active_settings(std::string_view device) const {
    const auto control = impl_->setting_control(device);
    if (!control) return fail(control.error());
    return impl_->core.settings().active_group(*control);
}

Result<void> Server::select_settings(std::string_view device, std::uint32_t group) {
    const auto control = impl_->setting_control(device);
    if (!control) return fail(control.error());
    auto selected = impl_->core.settings().select_active(*control, group, io::read_clocks());
    impl_->driver.pump_soon();
    return selected;
}

Result<void> Server::set_settings(std::string_view device, std::uint32_t group,
                                  std::span<const SettingAssignment> values) {
    const auto control = impl_->setting_control(device);
    if (!control) return fail(control.error());
    std::vector<server::setting::NewValue> resolved;
    for (const SettingAssignment& value : values) {
        const auto node = impl_->setting(value.reference);
        if (!node) return fail(node.error());
        resolved.push_back({*node, value.value});
    }
    auto set = impl_->core.settings().set_values(*control, group, resolved, io::read_clocks());
    impl_->driver.pump_soon();
    return set;
}

/// In FC SG, unless the reference says SE.
Result<model::NodeId> Server::Impl::setting(std::string_view text) const {
    auto reference = parse(text);
    if (!reference) return fail(std::move(reference).error());
    if (reference->fc == Fc::none) reference->fc = Fc::sg;
    return core.model().resolve(*reference);
}

Result<Value> Server::setting(std::string_view reference, std::uint32_t group) const {
    const auto node = impl_->setting(reference);
    if (!node) return fail(node.error());
    return impl_->core.settings().value(*node, group);
}

}  // namespace busbar
