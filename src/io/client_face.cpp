// SPDX-License-Identifier: Apache-2.0
// The blocking face: each member runs one procedure of src/client to its end.
#include <busbar/client.hpp>

#include "client/data_set.hpp"
#include "client/directory.hpp"
#include "client/discovery.hpp"
#include "client/read.hpp"
#include "client/write.hpp"
#include "io/client_face.hpp"

namespace busbar {

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<Client> Client::connect(std::string_view target, ClientOptions options) {
    const Result<Target> parsed = Target::parse(target);
    if (!parsed) return fail(parsed.error());
    return connect(*parsed, std::move(options));
}

Result<Client> Client::connect(const Target& target, ClientOptions options) {
    Result<std::unique_ptr<io::ClientDriver>> driver = io::ClientDriver::connect(target, options);
    if (!driver) return fail(std::move(driver).error());
    auto impl = std::make_unique<Impl>();
    impl->driver = std::move(*driver);
    impl->info = client::association_info(impl->driver->remote().session);
    return Client(std::move(impl));
}

Result<void> Client::release() {
    // Reservations would outlive the association.
    const std::vector<std::shared_ptr<client::ReportStream>> streams = impl_->remote().reports->streams();
    for (const auto& stream : streams) (void)impl_->driver->run(client::unsubscribe(impl_->remote(), stream));
    Result<void> released = impl_->driver->run(impl_->remote().session.release());
    impl_->driver->abort();
    return released;
}
void Client::abort() {
    impl_->driver->abort();
}
bool Client::is_open() const {
    return impl_->remote().session.is_open() && impl_->driver->socket().is_open();
}
const AssociationInfo& Client::association() const {
    if (is_open()) impl_->info = client::association_info(impl_->remote().session);
    return impl_->info;
}
std::string Client::peer() const {
    return impl_->driver->socket().peer();
}

Result<RemoteIdentity> Client::identify() {
    return impl_->driver->run(client::identify(impl_->remote()));
}
Result<RemoteStatus> Client::status() {
    return impl_->driver->run(client::status(impl_->remote()));
}

Result<std::vector<std::string>> Client::logical_devices() {
    return impl_->driver->run(client::logical_devices(impl_->remote()));
}
Result<std::vector<std::string>> Client::logical_nodes(std::string_view device) {
    return impl_->driver->run(client::logical_nodes(impl_->remote(), std::string(device)));
}
Result<std::vector<std::string>> Client::directory(std::string_view device, std::string_view node,
                                                   AcsiClass what) {
    return impl_->driver->run(
        client::node_directory(impl_->remote(), std::string(device), std::string(node), what));
}
Result<std::vector<std::string>> Client::data_directory(std::string_view reference) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::data_directory(impl_->remote(), std::move(*parsed)));
}
Result<std::vector<std::string>> Client::data_sets(std::string_view device) {
    return impl_->driver->run(client::data_sets(impl_->remote(), std::string(device)));
}
Result<std::vector<std::string>> Client::logs(std::string_view device) {
    return impl_->driver->run(client::logs(impl_->remote(), std::string(device)));
}

Result<RemoteModel> Client::tree() {
    return impl_->driver->run(client::discover(impl_->remote()));
}
Result<RemoteModel> Client::describe(std::string_view reference) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::describe(impl_->remote(), std::move(*parsed)));
}
Result<ObjectReference> Client::resolve(std::string_view reference) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::resolve(impl_->remote(), std::move(*parsed)));
}

Result<Value> Client::read(std::string_view reference) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::read(impl_->remote(), std::move(*parsed)));
}
Result<Value> Client::read(const ObjectReference& reference) {
    return impl_->driver->run(client::read(impl_->remote(), reference));
}
std::vector<Result<Value>> Client::read(std::span<const ObjectReference> references) {
    return impl_->driver->run(client::read_all(impl_->remote(), {references.begin(), references.end()}));
}
std::vector<Result<Value>> Client::read(std::span<const std::string> references) {
    return impl_->driver->run(client::read_texts(impl_->remote(), {references.begin(), references.end()}));
}

Result<void> Client::write(std::string_view reference, const Value& value) {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::write(impl_->remote(), Assignment{std::move(*parsed), value}));
}
Result<void> Client::write(const ObjectReference& reference, const Value& value) {
    return impl_->driver->run(client::write(impl_->remote(), Assignment{reference, value}));
}
std::vector<Result<void>> Client::write(std::span<const Assignment> assignments) {
    return impl_->driver->run(client::write_all(impl_->remote(), {assignments.begin(), assignments.end()}));
}

Result<DataSetDefinition> Client::data_set(std::string_view reference) {
    Result<DataSetReference> parsed = DataSetReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::data_set(impl_->remote(), std::move(*parsed)));
}
Result<std::vector<Value>> Client::read_data_set(std::string_view reference) {
    Result<DataSetReference> parsed = DataSetReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::read_data_set(impl_->remote(), std::move(*parsed)));
}
Result<std::vector<Result<void>>> Client::write_data_set(std::string_view reference,
                                                         std::span<const Value> values) {
    Result<DataSetReference> parsed = DataSetReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(
        client::write_data_set(impl_->remote(), std::move(*parsed), {values.begin(), values.end()}));
}

}  // namespace busbar
