// SPDX-License-Identifier: Apache-2.0
// The public server: what an application says about controls.
#include "io/server_impl.hpp"

namespace busbar {

Result<void> Server::Impl::on_control(std::string_view text, Operate::Step step, ControlHandler handler) {
    auto reference = parse(text);
    if (!reference) return fail(std::move(reference).error());
    // A data object is all of its constraints; the services are in CO, but for what is status-only.
    const bool inferred = reference->fc == Fc::none && !reference->path.empty();
    if (inferred) reference->fc = Fc::co;
    auto scope = core.model().resolve(*reference);
    for (const Fc fc : {Fc::st, Fc::mx}) {
        if (scope || !inferred) break;
        reference->fc = fc;
        if (auto found = core.model().resolve(*reference)) scope = found;
    }
    if (!scope) return fail(std::move(scope).error());
    if (!control_handlers) {
        const auto change = [this](const std::function<void(Transaction&)>& changes) {
            auto applied = apply(changes);
            if (!applied && on_error) on_error(applied.error());
            return applied.has_value();
        };
        control_handlers = std::make_unique<io::ControlHandlers>(io::ControlHandlers::Surroundings{
            context(), core.controls(), core.process(), change, [this] { driver.pump(); }});
    }
    return control_handlers->set(*scope, step, std::move(handler));
}

Result<void> Server::on_operate(std::string_view reference, ControlHandler handler) {
    return impl_->on_control(reference, Operate::Step::operate, std::move(handler));
}

Result<void> Server::on_control_check(std::string_view reference, ControlHandler handler) {
    return impl_->on_control(reference, Operate::Step::check, std::move(handler));
}

Result<void> Server::on_select(std::string_view reference, ControlHandler handler) {
    return impl_->on_control(reference, Operate::Step::select, std::move(handler));
}

Result<void> Server::on_cancel(std::string_view reference, ControlHandler handler) {
    return impl_->on_control(reference, Operate::Step::cancel, std::move(handler));
}

}  // namespace busbar
