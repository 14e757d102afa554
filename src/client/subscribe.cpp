// SPDX-License-Identifier: Apache-2.0
// The procedures of subscriptions that a face calls.
#include "client/report_hub.hpp"
#include "client/report_setup.hpp"

namespace busbar::client {
namespace {

/// What giving back a control block may take.
constexpr Duration close_wait = std::chrono::seconds(2);

}  // namespace

Task<Result<std::shared_ptr<ReportStream>>> subscribe(Remote& remote, std::string reference,
                                                      SubscriptionOptions options, ReportCallback callback) {
    if (options.purge && options.resume_after) {
        co_return fail(Fault::misuse, "purge throws away what resume_after asks for");
    }
    if (options.reservation.count() < 1 || options.reservation.count() > 32'767) {
        co_return fail(Fault::misuse, "a reservation is 1 to 32767 s");
    }
    auto stream =
        std::make_shared<ReportStream>(std::move(reference), std::move(options), std::move(callback));
    if (stream->options().resume_after) stream->set_last_entry(*stream->options().resume_after);
    remote.reports->add(stream);
    const Result<void> done = co_await set_up(remote, *stream, false);
    if (!done) {
        stream->end();
        remote.reports->remove(*stream);
        co_return fail(done.error());
    }
    stream->is_set_up = true;
    remote.reports->set_state(*stream, SubscriptionState::live);
    co_return stream;
}

Task<Result<void>> unsubscribe(Remote& remote, std::shared_ptr<ReportStream> stream) {
    if (stream->state == SubscriptionState::closed) {
        remote.reports->remove(*stream);
        co_return Result<void>();
    }
    const bool live = stream->state == SubscriptionState::live && remote.session.is_open();
    remote.reports->set_state(*stream, SubscriptionState::closed);
    stream->discard();
    Result<void> result;
    // Until it is disabled its reports still come, and are nobody else's.
    if (live) result = co_await give_back(remote, stream->info, stream->control, close_wait);
    stream->end();
    stream->claim.clear();
    stream->discard();
    remote.reports->remove(*stream);
    co_return result;
}

Task<Result<void>> interrogate(Remote& remote, std::shared_ptr<ReportStream> stream) {
    if (stream->state == SubscriptionState::closed) {
        co_return fail(Fault::misuse, "the subscription is closed");
    }
    std::vector<AttributeWrite> one;
    one.push_back({"GI", true});
    Result<std::vector<Result<void>>> results =
        co_await write_attributes(remote, stream->info, std::move(one), remote.session.request_timeout());
    if (!results) co_return fail(std::move(results).error());
    co_return std::move(results->front());
}

std::optional<Error> why_over(const ReportStream& stream) {
    if (stream.has_callback()) return fail(Fault::misuse, "reports go to the callback").value();
    if (stream.state != SubscriptionState::closed) return std::nullopt;
    if (stream.error) return stream.error;
    return fail(Fault::misuse, "the subscription is closed").value();
}

Task<Result<const Report*>> next_report(Remote& remote, std::shared_ptr<ReportStream> stream,
                                        TimePoint deadline) {
    for (;;) {
        if (!stream->has_callback()) {
            if (const Report* const report = stream->next()) co_return report;
        }
        if (std::optional<Error> why = why_over(*stream)) co_return fail(std::move(*why));
        stream->set_waiting(true);
        const bool woken = co_await remote.timers.wait(stream.get(), deadline);
        stream->set_waiting(false);
        if (!woken && !stream->has_report()) co_return fail(Fault::timeout, "no report came in time");
    }
}

}  // namespace busbar::client
