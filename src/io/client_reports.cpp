// SPDX-License-Identifier: Apache-2.0
// The blocking face of data set management and reports.
#include "client/data_set.hpp"
#include "io/client_face.hpp"

namespace busbar {
namespace {

TimePoint deadline_after(std::chrono::milliseconds timeout) {
    const TimePoint now = io::monotonic_now();
    return timeout >= std::chrono::duration_cast<std::chrono::milliseconds>(never - now) ? never
                                                                                         : now + timeout;
}

}  // namespace

struct Subscription::Impl {
    std::shared_ptr<io::ClientDriver> driver;
    std::shared_ptr<client::ReportStream> stream;

    Impl(std::shared_ptr<io::ClientDriver> d, std::shared_ptr<client::ReportStream> s)
        : driver(std::move(d)), stream(std::move(s)) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { (void)close(); }
    Result<void> close() { return driver->run(client::unsubscribe(driver->remote(), stream)); }
};

Subscription::Subscription(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Subscription::Subscription(Subscription&&) noexcept = default;
Subscription& Subscription::operator=(Subscription&&) noexcept = default;
Subscription::~Subscription() = default;

Result<const Report*> Subscription::next(std::chrono::milliseconds timeout) {
    client::ReportStream& stream = *impl_->stream;
    TimePoint deadline{};
    bool waited = false;
    for (;;) {
        if (!stream.has_callback()) {
            if (const Report* const report = stream.next()) return report;
        }
        if (std::optional<Error> why = client::why_over(stream)) return fail(std::move(*why));
        if (!waited) deadline = deadline_after(timeout);
        if (waited && io::monotonic_now() >= deadline) return fail(Fault::timeout, "no report came in time");
        waited = true;
        stream.set_waiting(true);
        impl_->driver->run_until(
            [&] { return stream.has_report() || stream.state == SubscriptionState::closed; }, deadline);
        stream.set_waiting(false);
        if (!impl_->driver->is_alive() && !stream.has_report() && stream.state != SubscriptionState::closed) {
            return fail(Fault::io, "the connection is closed");
        }
    }
}

Result<void> Subscription::close() {
    return impl_->close();
}
Result<void> Subscription::interrogate() {
    return impl_->driver->run(client::interrogate(impl_->driver->remote(), impl_->stream));
}
SubscriptionState Subscription::state() const {
    return impl_->stream->state;
}
std::optional<Error> Subscription::error() const {
    return impl_->stream->error;
}
std::string Subscription::control_block() const {
    return impl_->stream->info.reference.text();
}
const ReportControlState& Subscription::control() const {
    return impl_->stream->control;
}
const std::vector<ReportControlChange::NotTaken>& Subscription::not_taken() const {
    return impl_->stream->not_taken;
}
std::shared_ptr<const std::vector<ReportMember>> Subscription::members() const {
    return impl_->stream->members();
}
std::optional<EntryId> Subscription::last_entry() const {
    return impl_->stream->last_entry();
}

Result<void> Client::create_data_set(std::string_view reference, std::span<const std::string> members) {
    Result<DataSetReference> parsed = DataSetReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(
        client::create_data_set(impl_->remote(), std::move(*parsed), {members.begin(), members.end()}));
}
Result<void> Client::delete_data_set(std::string_view reference) {
    Result<DataSetReference> parsed = DataSetReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return impl_->driver->run(client::delete_data_set(impl_->remote(), std::move(*parsed)));
}

Result<std::vector<ReportControlInfo>> Client::report_controls(std::string_view device) {
    return impl_->driver->run(client::report_controls(impl_->remote(), std::string(device)));
}
Result<ReportControlState> Client::report_control(std::string_view reference) {
    Result<ReportControlInfo> control =
        impl_->driver->run(client::find_report_control(impl_->remote(), std::string(reference)));
    if (!control) return fail(std::move(control).error());
    return impl_->driver->run(client::read_report_control(impl_->remote(), std::move(*control)));
}
Result<ReportControlChange> Client::set_report_control(std::string_view reference,
                                                       const ReportControlSettings& settings) {
    return impl_->driver->run(client::set_report_control(impl_->remote(), std::string(reference), settings));
}

Result<Subscription> Client::subscribe(std::string_view reference, SubscriptionOptions options) {
    return subscribe(reference, std::move(options), ReportCallback());
}
Result<Subscription> Client::subscribe(std::string_view reference, SubscriptionOptions options,
                                       ReportCallback callback) {
    Result<std::shared_ptr<client::ReportStream>> stream = impl_->driver->run(
        client::subscribe(impl_->remote(), std::string(reference), std::move(options), std::move(callback)));
    if (!stream) return fail(std::move(stream).error());
    return Subscription(std::make_unique<Subscription::Impl>(impl_->driver, std::move(*stream)));
}

Result<void> Client::run_for(std::chrono::milliseconds duration) {
    impl_->driver->run_until([] { return false; }, deadline_after(duration));
    if (impl_->driver->is_alive()) return {};
    const std::optional<Error>& why = impl_->remote().session.end();
    return fail(why ? *why : fail(Fault::io, "the connection is closed").value());
}
Result<bool> Client::wait_report(std::chrono::milliseconds timeout) {
    client::ReportHub& hub = *impl_->remote().reports;
    const auto called = [&] {
        std::uint64_t count = 0;
        for (const auto& stream : hub.streams()) count += stream->called();
        return count;
    };
    const auto queued = [&] {
        for (const auto& stream : hub.streams()) {
            if (stream->has_report()) return true;
        }
        return false;
    };
    const std::uint64_t before = called();
    const auto ready = [&] { return queued() || called() != before; };
    impl_->driver->run_until(ready, deadline_after(timeout));
    if (ready()) return true;
    if (impl_->driver->is_alive()) return false;
    const std::optional<Error>& why = impl_->remote().session.end();
    return fail(why ? *why : fail(Fault::io, "the connection is closed").value());
}
ReportCounters Client::report_counters() const {
    return impl_->remote().reports->counters();
}

}  // namespace busbar
