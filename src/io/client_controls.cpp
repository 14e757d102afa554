// SPDX-License-Identifier: Apache-2.0
// The blocking face of controls.
#include "client/control.hpp"
#include "io/client_face.hpp"

namespace busbar {

Result<ControlInfo> Client::control(std::string_view reference) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::control(impl_->remote(), std::move(*parsed)));
}

Result<ControlOutcome> Client::operate(std::string_view reference, const Value& value,
                                       OperateOptions options) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(
        client::operate(impl_->remote(), std::move(*parsed), value, std::move(options)));
}

Result<ControlOutcome> Client::select(std::string_view reference, const Value& value,
                                      OperateOptions options) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::select(impl_->remote(), std::move(*parsed), value, std::move(options)));
}

Result<ControlOutcome> Client::cancel(std::string_view reference, OperateOptions options,
                                      const Value& value) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::cancel(impl_->remote(), std::move(*parsed), value, std::move(options)));
}

}  // namespace busbar
