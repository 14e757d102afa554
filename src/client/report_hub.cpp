// SPDX-License-Identifier: Apache-2.0
#include "client/report_hub.hpp"

#include <algorithm>

#include "client/report_setup.hpp"

namespace busbar::client {
namespace {

bool has_identity(const ReportStream::Identity& identity, const ReportFrame& frame) {
    return frame.rpt_id == identity.rpt_id || frame.rpt_id == identity.mms_reference;
}

/// Of several candidates, those that a property of the report speaks for; all where it speaks for none.
template <class Fits>
void keep(std::vector<ReportStream*>& candidates, Fits fits) {
    if (candidates.size() < 2 || std::none_of(candidates.begin(), candidates.end(), fits)) return;
    std::erase_if(candidates, [&](ReportStream* stream) { return !fits(stream); });
}

}  // namespace

ReportHub::ReportHub(Remote& remote) : remote_(remote) {}
ReportHub::~ReportHub() = default;

void ReportHub::remove(const ReportStream& stream) {
    counters_.unreadable += stream.unreadable();
    std::erase_if(streams_, [&](const auto& entry) { return entry.get() == &stream; });
    if (!wants_reconnect()) remote_.reconnector.cancel();
}

ReportCounters ReportHub::counters() const {
    ReportCounters counters = counters_;
    for (const auto& stream : streams_) counters.unreadable += stream->unreadable();
    return counters;
}

bool ReportHub::is_claimed(const ReportStream& by, const std::string& control_block) const {
    return std::any_of(streams_.begin(), streams_.end(), [&](const auto& stream) {
        return stream.get() != &by && stream->claim == control_block;
    });
}

bool ReportHub::on_unconfirmed(const mms::Envelope& envelope) {
    constexpr std::uint32_t information_report = 0;
    Bytes results;
    if (envelope.service_tag() != information_report || !is_report(envelope.service.content, results)) {
        return false;
    }
    ++counters_.received;
    ReportFrame frame;
    ber::DecodeState state(results);
    if (!read_frame(results, frame, state)) {
        ++counters_.unreadable;
        return true;
    }
    ReportStream* const stream = stream_of(frame);
    if (stream == nullptr) {
        ++counters_.unmatched;
        return true;
    }
    ++delivered_;
    stream->deliver(results, frame);
    if (!stream->has_callback() && stream->has_report()) remote_.timers.wake(stream);
    return true;
}

/// By RptID, which is the control block's reference where none is set; several may share one.
ReportStream* ReportHub::stream_of(const ReportFrame& frame) const {
    ReportStream* only = nullptr;
    std::size_t count = 0;
    for (const auto& stream : streams_) {
        if (!stream->is_active() || !has_identity(stream->identity(), frame)) continue;
        only = stream.get();
        ++count;
    }
    if (count < 2) return only;
    std::vector<ReportStream*> candidates;
    for (const auto& stream : streams_) {
        if (stream->is_active() && has_identity(stream->identity(), frame))
            candidates.push_back(stream.get());
    }
    keep(candidates,
         [&](ReportStream* s) { return frame.data_set && *frame.data_set == s->identity().data_set; });
    keep(candidates, [&](ReportStream* s) { return frame.inclusion.size() == s->identity().members; });
    keep(candidates, [&](ReportStream* s) { return frame.fields.entry_id == s->identity().buffered; });
    keep(candidates, [&](ReportStream* s) { return s->expects(frame); });
    // Not always number 0: some servers go on counting.
    keep(candidates, [](const ReportStream* s) { return s->awaits_first(); });
    return candidates.front();
}

const Reconnect* ReportHub::reconnect() const {
    if (shut_down_) return nullptr;
    for (const auto& stream : streams_) {
        const bool over = stream->state == SubscriptionState::closed || !stream->is_set_up;
        if (!over && stream->options().reconnect.enabled) return &stream->options().reconnect;
    }
    return nullptr;
}

void ReportHub::set_state(ReportStream& stream, SubscriptionState state, std::optional<Error> why,
                          Duration retry_in) {
    stream.state = state;
    stream.error = std::move(why);
    if (stream.options().on_event) {
        SubscriptionEvent event;
        event.state = state;
        event.control_block = stream.info.reference.text();
        event.why = stream.error;
        event.retry_in = std::chrono::ceil<std::chrono::milliseconds>(retry_in);
        stream.options().on_event(event);
    }
    if (state == SubscriptionState::closed) remote_.timers.wake(&stream);
}

void ReportHub::connection_ended(const Error& why) {
    ++connection_;
    const Reconnect* const again = reconnect();
    Duration delay = Duration::zero();
    if (again != nullptr) {
        delay = remote_.reconnector.schedule(*again, remote_.session.now());
    } else {
        remote_.reconnector.cancel();
    }
    // The list may change while the application hears of it.
    const std::vector<std::shared_ptr<ReportStream>> streams = streams_;
    for (const auto& stream : streams) {
        stream->end();
        stream->claim.clear();
        if (stream->state == SubscriptionState::closed || !stream->is_set_up) continue;
        if (again != nullptr && stream->options().reconnect.enabled) {
            set_state(*stream, SubscriptionState::disconnected, why, delay);
        } else {
            set_state(*stream, SubscriptionState::closed, why);
        }
    }
}

void ReportHub::associate_again() {
    launch(associate());
}

Task<void> ReportHub::associate() {
    const Result<void> associated = co_await remote_.session.associate(remote_.options.connect_timeout);
    // What went wrong ends the session, and so comes back through connection_ended().
    if (!associated) co_return;
    remote_.reconnector.succeeded();
    const std::vector<std::shared_ptr<ReportStream>> streams = streams_;
    for (const auto& stream : streams) {
        if (stream->state == SubscriptionState::disconnected && stream->is_set_up)
            launch(set_up_again(stream));
    }
}

/// Until it is enabled, closed, or the connection lost once more.
Task<void> ReportHub::set_up_again(std::shared_ptr<ReportStream> stream) {
    const std::uint64_t connection = connection_;
    const auto given_up = [&] {
        return connection != connection_ || stream->state == SubscriptionState::closed;
    };
    Backoff backoff;
    backoff.configure(stream->options().reconnect);
    for (;;) {
        const Result<void> done = co_await set_up(remote_, *stream, true);
        if (given_up()) co_return;
        if (done) {
            set_state(*stream, SubscriptionState::live);
            co_return;
        }
        const Duration delay = backoff.next(remote_.reconnector.random());
        set_state(*stream, SubscriptionState::disconnected, done.error(), delay);
        (void)co_await remote_.timers.sleep(remote_.session.now() + delay);
        if (given_up()) co_return;
    }
}

void ReportHub::shut_down() {
    shut_down_ = true;
    remote_.reconnector.cancel();
}

void ReportHub::launch(Task<void> task) {
    tasks_.push_back(std::move(task));
    tasks_.back().start();
}

void ReportHub::tidy() {
    std::erase_if(tasks_, [](const Task<void>& task) { return task.done(); });
}

}  // namespace busbar::client
