// SPDX-License-Identifier: Apache-2.0
// The coroutine face of controls.
#include "client/control.hpp"
#include "io/client_async_face.hpp"

namespace busbar {

template <class T>
using Awaitable = AsyncClient::Awaitable<T>;

Awaitable<Result<ControlInfo>> AsyncClient::control(std::string reference) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl_->driver->run(client::control(impl_->remote(), std::move(*parsed)));
}

// No default arguments: GCC 12 destroys them twice inside a coroutine.
Awaitable<Result<ControlOutcome>> AsyncClient::operate(std::string reference, Value value) {
    return operate(std::move(reference), std::move(value), OperateOptions());
}
Awaitable<Result<ControlOutcome>> AsyncClient::operate(std::string reference, Value value,
                                                       OperateOptions options) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl_->driver->run(
        client::operate(impl_->remote(), std::move(*parsed), std::move(value), std::move(options)));
}

Awaitable<Result<ControlOutcome>> AsyncClient::select(std::string reference, Value value) {
    return select(std::move(reference), std::move(value), OperateOptions());
}
Awaitable<Result<ControlOutcome>> AsyncClient::select(std::string reference, Value value,
                                                      OperateOptions options) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl_->driver->run(
        client::select(impl_->remote(), std::move(*parsed), std::move(value), std::move(options)));
}

Awaitable<Result<ControlOutcome>> AsyncClient::cancel(std::string reference) {
    return cancel(std::move(reference), OperateOptions(), Value());
}
Awaitable<Result<ControlOutcome>> AsyncClient::cancel(std::string reference, OperateOptions options,
                                                      Value value) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl_->driver->run(
        client::cancel(impl_->remote(), std::move(*parsed), std::move(value), std::move(options)));
}

}  // namespace busbar
