// SPDX-License-Identifier: Apache-2.0
// The coroutine face: the same procedures as the blocking one.
#include <busbar/async_client.hpp>

#include "client/data_set.hpp"
#include "client/directory.hpp"
#include "client/discovery.hpp"
#include "client/read.hpp"
#include "client/write.hpp"
#include "io/client_async_face.hpp"

namespace busbar {

AsyncClient::AsyncClient(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
AsyncClient::AsyncClient(AsyncClient&&) noexcept = default;
AsyncClient& AsyncClient::operator=(AsyncClient&&) noexcept = default;
AsyncClient::~AsyncClient() = default;

template <class T>
using Awaitable = AsyncClient::Awaitable<T>;
using Names = std::vector<std::string>;

// No default argument: GCC 12 destroys it twice inside a coroutine.
Awaitable<Result<AsyncClient>> AsyncClient::connect(std::string target) {
    return connect(std::move(target), ClientOptions());
}

Awaitable<Result<AsyncClient>> AsyncClient::connect(std::string target, ClientOptions options) {
    Result<Target> parsed = Target::parse(target);
    if (!parsed) co_return fail(std::move(parsed).error());
    auto driver = co_await io::AsyncClientDriver::connect(std::move(*parsed), std::move(options));
    if (!driver) co_return fail(std::move(driver).error());
    auto impl = std::make_shared<Impl>();
    impl->driver = std::move(*driver);
    impl->info = client::association_info(impl->remote().session);
    co_return AsyncClient(std::move(impl));
}

Awaitable<Result<void>> AsyncClient::release() {
    const std::shared_ptr<Impl> impl = impl_;
    // Reservations would outlive the association.
    const std::vector<std::shared_ptr<client::ReportStream>> streams = impl->remote().reports->streams();
    for (const auto& stream : streams) {
        (void)co_await impl->driver->run(client::unsubscribe(impl->remote(), stream));
    }
    Result<void> released = co_await impl->driver->run(impl->remote().session.release());
    impl->driver->close();
    co_return released;
}
void AsyncClient::abort() {
    impl_->driver->close();
}
bool AsyncClient::is_open() const {
    return impl_->remote().session.is_open();
}
const AssociationInfo& AsyncClient::association() const {
    if (is_open()) impl_->info = client::association_info(impl_->remote().session);
    return impl_->info;
}

Awaitable<Result<RemoteIdentity>> AsyncClient::identify() {
    return impl_->driver->run(client::identify(impl_->remote()));
}
Awaitable<Result<RemoteStatus>> AsyncClient::status() {
    return impl_->driver->run(client::status(impl_->remote()));
}
Awaitable<Result<Names>> AsyncClient::logical_devices() {
    return impl_->driver->run(client::logical_devices(impl_->remote()));
}
Awaitable<Result<Names>> AsyncClient::logical_nodes(std::string device) {
    return impl_->driver->run(client::logical_nodes(impl_->remote(), std::move(device)));
}
Awaitable<Result<Names>> AsyncClient::directory(std::string device, std::string node, AcsiClass what) {
    return impl_->driver->run(
        client::node_directory(impl_->remote(), std::move(device), std::move(node), what));
}
Awaitable<Result<Names>> AsyncClient::data_sets(std::string device) {
    return impl_->driver->run(client::data_sets(impl_->remote(), std::move(device)));
}
Awaitable<Result<Names>> AsyncClient::logs(std::string device) {
    return impl_->driver->run(client::logs(impl_->remote(), std::move(device)));
}
Awaitable<Result<RemoteModel>> AsyncClient::tree() {
    return impl_->driver->run(client::discover(impl_->remote()));
}
Awaitable<Result<RemoteModel>> AsyncClient::describe(std::string reference) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl_->driver->run(client::describe(impl_->remote(), std::move(*parsed)));
}

Awaitable<Result<Value>> AsyncClient::read(std::string reference) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl_->driver->run(client::read(impl_->remote(), std::move(*parsed)));
}
Awaitable<std::vector<Result<Value>>> AsyncClient::read(std::vector<std::string> references) {
    return impl_->driver->run(client::read_texts(impl_->remote(), std::move(references)));
}
Awaitable<Result<void>> AsyncClient::write(std::string reference, Value value) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    Assignment assignment{std::move(*parsed), std::move(value)};
    co_return co_await impl_->driver->run(client::write(impl_->remote(), std::move(assignment)));
}
Awaitable<std::vector<Result<void>>> AsyncClient::write(std::vector<Assignment> assignments) {
    return impl_->driver->run(client::write_all(impl_->remote(), std::move(assignments)));
}
Awaitable<Result<DataSetDefinition>> AsyncClient::data_set(std::string reference) {
    Result<DataSetReference> parsed = DataSetReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl_->driver->run(client::data_set(impl_->remote(), std::move(*parsed)));
}
Awaitable<Result<std::vector<Value>>> AsyncClient::read_data_set(std::string reference) {
    Result<DataSetReference> parsed = DataSetReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl_->driver->run(client::read_data_set(impl_->remote(), std::move(*parsed)));
}

}  // namespace busbar
