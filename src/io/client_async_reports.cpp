// SPDX-License-Identifier: Apache-2.0
// The coroutine face of data set management and reports.
#include "client/data_set.hpp"
#include "io/client_async_face.hpp"

namespace busbar {

template <class T>
using Awaitable = AsyncClient::Awaitable<T>;

struct AsyncSubscription::Impl {
    std::shared_ptr<io::AsyncClientDriver> driver;
    std::shared_ptr<client::ReportStream> stream;

    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { driver->run_detached(client::unsubscribe(driver->remote(), stream)); }
};

AsyncSubscription::AsyncSubscription(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
AsyncSubscription::AsyncSubscription(AsyncSubscription&&) noexcept = default;
AsyncSubscription& AsyncSubscription::operator=(AsyncSubscription&&) noexcept = default;
AsyncSubscription::~AsyncSubscription() = default;

Awaitable<Result<const Report*>> AsyncSubscription::next() {
    return next(std::chrono::milliseconds::max());
}
Awaitable<Result<const Report*>> AsyncSubscription::next(std::chrono::milliseconds timeout) {
    const std::shared_ptr<Impl> impl = impl_;
    // What is there already needs no turn of its own.
    if (!impl->stream->has_callback()) {
        if (const Report* const report = impl->stream->next()) co_return report;
    }
    const TimePoint now = io::monotonic_now();
    const bool forever = timeout >= std::chrono::duration_cast<std::chrono::milliseconds>(never - now);
    co_return co_await impl->driver->run(
        client::next_report(impl->driver->remote(), impl->stream, forever ? never : now + timeout));
}
Awaitable<Result<void>> AsyncSubscription::close() {
    const std::shared_ptr<Impl> impl = impl_;
    co_return co_await impl->driver->run(client::unsubscribe(impl->driver->remote(), impl->stream));
}
Awaitable<Result<void>> AsyncSubscription::interrogate() {
    const std::shared_ptr<Impl> impl = impl_;
    co_return co_await impl->driver->run(client::interrogate(impl->driver->remote(), impl->stream));
}
SubscriptionState AsyncSubscription::state() const {
    return impl_->stream->state;
}
std::optional<Error> AsyncSubscription::error() const {
    return impl_->stream->error;
}
std::string AsyncSubscription::control_block() const {
    return impl_->stream->info.reference.text();
}
const ReportControlState& AsyncSubscription::control() const {
    return impl_->stream->control;
}
const std::vector<ReportControlChange::NotTaken>& AsyncSubscription::not_taken() const {
    return impl_->stream->not_taken;
}
std::shared_ptr<const std::vector<ReportMember>> AsyncSubscription::members() const {
    return impl_->stream->members();
}
std::optional<EntryId> AsyncSubscription::last_entry() const {
    return impl_->stream->last_entry();
}

Awaitable<Result<void>> AsyncClient::create_data_set(std::string reference,
                                                     std::vector<std::string> members) {
    Result<DataSetReference> parsed = DataSetReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl_->driver->run(
        client::create_data_set(impl_->remote(), std::move(*parsed), std::move(members)));
}
Awaitable<Result<void>> AsyncClient::delete_data_set(std::string reference) {
    Result<DataSetReference> parsed = DataSetReference::parse(reference);
    if (!parsed) co_return fail(std::move(parsed).error());
    co_return co_await impl_->driver->run(client::delete_data_set(impl_->remote(), std::move(*parsed)));
}

Awaitable<Result<std::vector<ReportControlInfo>>> AsyncClient::report_controls(std::string device) {
    return impl_->driver->run(client::report_controls(impl_->remote(), std::move(device)));
}
Awaitable<Result<ReportControlState>> AsyncClient::report_control(std::string reference) {
    const std::shared_ptr<Impl> impl = impl_;
    Result<ReportControlInfo> control =
        co_await impl->driver->run(client::find_report_control(impl->remote(), std::move(reference)));
    if (!control) co_return fail(std::move(control).error());
    co_return co_await impl->driver->run(client::read_report_control(impl->remote(), std::move(*control)));
}
Awaitable<Result<ReportControlChange>> AsyncClient::set_report_control(std::string reference,
                                                                       ReportControlSettings settings) {
    return impl_->driver->run(
        client::set_report_control(impl_->remote(), std::move(reference), std::move(settings)));
}

Awaitable<Result<AsyncSubscription>> AsyncClient::subscribe(std::string reference) {
    return subscribe(std::move(reference), SubscriptionOptions());
}
Awaitable<Result<AsyncSubscription>> AsyncClient::subscribe(std::string reference,
                                                            SubscriptionOptions options) {
    return subscribe(std::move(reference), std::move(options), ReportCallback());
}
Awaitable<Result<AsyncSubscription>> AsyncClient::subscribe(std::string reference,
                                                            SubscriptionOptions options,
                                                            ReportCallback callback) {
    const std::shared_ptr<Impl> impl = impl_;
    Result<std::shared_ptr<client::ReportStream>> stream = co_await impl->driver->run(
        client::subscribe(impl->remote(), std::move(reference), std::move(options), std::move(callback)));
    if (!stream) co_return fail(std::move(stream).error());
    auto subscription = std::make_shared<AsyncSubscription::Impl>();
    subscription->driver = impl->driver;
    subscription->stream = std::move(*stream);
    co_return AsyncSubscription(std::move(subscription));
}
ReportCounters AsyncClient::report_counters() const {
    return impl_->remote().reports->counters();
}

}  // namespace busbar
