// SPDX-License-Identifier: Apache-2.0
#include "watch/watcher.hpp"

#include <algorithm>
#include <thread>

#include "live/interrupt.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

/// How long the loop may not look whether it is to end.
constexpr auto look_around = 100ms;
constexpr std::chrono::nanoseconds usual_interval = 1s;

SystemTime wall_now() {
    return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
}

std::string loss_text(const ReportLoss& lost) {
    std::string text;
    const auto add = [&](std::uint32_t count, const char* what) {
        if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + what;
    };
    add(lost.reports, "missing by their sequence numbers");
    add(lost.dropped, "dropped because this program was too slow");
    add(lost.incomplete, "with segments missing");
    add(lost.unreadable, "unreadable");
    if (lost.overflow) text += std::string(text.empty() ? "" : ", ") + "the buffer of the IED ran over";
    if (lost.unknown) text += std::string(text.empty() ? "" : ", ") + "events while there was no connection";
    return text;
}

}  // namespace

Watcher::Watcher(const Shared& shared, const WatchOptions& options, Link& link, Format& format)
    : shared_(shared), options_(options), link_(link), format_(format), catalogue_(*link) {}

void Watcher::tell(WatchEvent event) {
    if (event.at == SystemTime()) event.at = wall_now();
    line_.clear();
    if (format_.event(event, line_)) return output_.write(line_);
    if (!event.text.empty()) note(event.text);
}

void Watcher::write(const Batch& batch) {
    line_.clear();
    format_.batch(batch, line_);
    if (line_.empty()) return;
    output_.write(line_);
    if (++shown_ == options_.count) enough_ = true;
}

/// Once: the first report may be here before the client says that the subscription is.
void Watcher::announce(Stream& stream, const std::string& control_block, const std::string& data_set) {
    if (std::exchange(stream.announced, true)) return;
    WatchEvent event;
    event.kind = WatchEvent::Kind::subscribed;
    event.control_block = control_block;
    event.data_set = data_set;
    event.text = "reports of " + escaped(control_block) +
                 (data_set.empty() ? "" : " (" + escaped(data_set) + ")") + ", until Ctrl-C";
    tell(std::move(event));
}

void Watcher::on_report(Stream& stream, const Report& report) {
    if (enough_ || output_.over() || Interrupt::requested()) return;
    const SystemTime now = wall_now();
    announce(stream, report.control_block, report.data_set);
    if (report.lost.any()) {
        WatchEvent event;
        event.kind = WatchEvent::Kind::lost;
        event.at = now;
        event.control_block = report.control_block;
        event.lost = &report.lost;
        event.text = "warning: lost before this report of " + escaped(report.control_block) + ": " +
                     loss_text(report.lost);
        tell(std::move(event));
    }
    Batch batch{&report, now, {}};
    batch.values.reserve(report.values.size());
    for (const ReportedValue& value : report.values) stream.views.show(value, batch.values);
    // Of a report about other members, or about none, nothing is to be seen but by programs.
    if (!batch.values.empty() || stream.views.wanted().empty()) write(batch);
    if (report.entry_id && !report.entry_id->is_none() && !report.repeated)
        stream.last_shown = report.entry_id;
}

void Watcher::on_event(Stream& stream, const SubscriptionEvent& event) {
    WatchEvent told;
    told.control_block = event.control_block;
    told.error = event.why;
    const std::string why = event.why ? ": " + event.why->message() : "";
    switch (event.state) {
        case SubscriptionState::live:
            // The first time is told as subscribed.
            if (!stream.subscription) return;
            told.kind = WatchEvent::Kind::live;
            told.text = escaped(event.control_block) + " reports again";
            break;
        case SubscriptionState::disconnected:
            told.kind = WatchEvent::Kind::disconnected;
            told.retry_in = event.retry_in;
            told.text = "warning: no reports of " + escaped(event.control_block) + why + "; again in " +
                        duration_text(event.retry_in);
            break;
        case SubscriptionState::closed:
            stream.closed = true;
            stream.why = event.why;
            if (!event.why) return;
            told.kind = WatchEvent::Kind::closed;
            told.text = "error: reports of " + escaped(event.control_block) + " are over" + why;
            break;
    }
    tell(std::move(told));
}

bool Watcher::has_live_stream() const {
    return std::any_of(streams_.begin(), streams_.end(), [](const auto& stream) { return !stream->closed; });
}

bool Watcher::is_over() {
    output_.look();
    return enough_ || output_.over() || Interrupt::requested() || lost_ || steady_clock::now() >= end_ ||
           (poller_.empty() && !has_live_stream());
}

void Watcher::poll_now() {
    next_poll_ = steady_clock::now() + options_.interval.value_or(usual_interval);
    Batch batch{nullptr, {}, {}};
    const auto polled = poller_.poll(*link_, options_.unchanged, batch.values);
    batch.received = wall_now();
    if (!polled) {
        // A subscription tells of the loss and makes it good.
        if (has_live_stream() || link_->is_open()) {
            if (link_->is_open()) note("warning: cannot poll: " + polled.error().message());
            return;
        }
        if (!options_.subscription.reconnect.enabled) {
            lost_ = polled.error();
            return;
        }
        next_connect_ = steady_clock::now();
        return;
    }
    if (!batch.values.empty() && !enough_ && !Interrupt::requested()) write(batch);
}

/// For what is only polled: the client itself makes connections again for subscriptions alone.
void Watcher::connect_again() {
    if (steady_clock::now() < next_connect_) {
        std::this_thread::sleep_for(
            std::min<std::chrono::nanoseconds>(look_around, next_connect_ - steady_clock::now()));
        return;
    }
    const auto made = link_.reconnect();
    WatchEvent event;
    if (made) {
        attempts_ = 0;
        event.kind = WatchEvent::Kind::live;
        event.text = "connected again";
        next_poll_ = steady_clock::now();
    } else {
        const auto& reconnect = options_.subscription.reconnect;
        const auto pause =
            std::min(reconnect.max_delay, reconnect.first_delay * (1 << std::min(attempts_++, 5U)));
        next_connect_ = steady_clock::now() + pause;
        event.kind = WatchEvent::Kind::disconnected;
        event.error = made.error();
        event.retry_in = pause;
        event.text =
            "warning: no connection: " + made.error().message() + "; again in " + duration_text(pause);
    }
    tell(std::move(event));
}

void Watcher::loop() {
    next_poll_ = steady_clock::now();
    while (!is_over()) {
        const auto now = steady_clock::now();
        if (!poller_.empty() && !link_->is_open() && !has_live_stream()) {
            connect_again();
            continue;
        }
        if (!poller_.empty() && link_->is_open() && now >= next_poll_) {
            poll_now();
            continue;
        }
        auto until = std::min(now + look_around, end_);
        if (!poller_.empty() && link_->is_open()) until = std::min(until, next_poll_);
        const auto wait = std::max(std::chrono::ceil<std::chrono::milliseconds>(until - now), 1ms);
        const auto waited = link_->wait_report(wait);
        tell_unreadable();
        if (waited) continue;
        // With a subscription, the client would go on trying.
        if (!options_.subscription.reconnect.enabled || poller_.empty()) lost_ = waited.error();
    }
}

/// The first one at once, for nothing else may ever come.
void Watcher::tell_unreadable() {
    if (told_unreadable_ || link_->report_counters().unreadable == 0) return;
    told_unreadable_ = true;
    note(
        "warning: a report cannot be read; its OptFlds may announce what it does not carry\n"
        "  try: busbar report set " +
        link_.target() + " CONTROL_BLOCK OptFlds=seqNum,timeStamp");
}

void Watcher::give_back() {
    for (const auto& stream : streams_) {
        if (!stream->subscription) continue;
        const std::string control_block = stream->subscription->control_block();
        // Not the last that came: what came after the end was not shown, and is for the next run.
        const auto last = stream->last_shown ? stream->last_shown : options_.subscription.resume_after;
        (void)stream->subscription->close();
        if (!last || last->is_none()) continue;
        WatchEvent event;
        event.kind = WatchEvent::Kind::end;
        event.control_block = control_block;
        event.last_entry = last;
        event.text = "last entry of " + escaped(control_block) + ": " + last->text() +
                     "\n  go on with: busbar watch " + link_.target() + " '" + escaped(control_block) +
                     "' --resume " + last->text();
        tell(std::move(event));
    }
}

Exit Watcher::exit_code() const {
    if (Interrupt::requested()) return Exit::interrupted;
    if (output_.over()) return *output_.over();
    if (lost_) return exit_of(*lost_, Stage::connected);
    for (const auto& stream : streams_) {
        if (stream->closed && stream->why) return exit_of(*stream->why, Stage::connected);
    }
    return tally_.exit();
}

Exit Watcher::run() {
    end_ = options_.duration ? steady_clock::now() + *options_.duration : steady_clock::time_point::max();
    line_.clear();
    format_.begin(line_);
    output_.write(line_);
    plan();
    if (!poller_.empty()) {
        WatchEvent event;
        event.kind = WatchEvent::Kind::polling;
        event.references = poller_.references();
        event.interval =
            std::chrono::duration_cast<std::chrono::milliseconds>(options_.interval.value_or(usual_interval));
        event.text = "polling " + std::to_string(event.references.size()) + " object" +
                     (event.references.size() == 1 ? "" : "s") + " every " +
                     duration_text(options_.interval.value_or(usual_interval)) + ", until Ctrl-C";
        tell(std::move(event));
    }
    loop();
    if (lost_) (void)link_.failed("no connection any more", *lost_);
    give_back();
    return exit_code();
}

}  // namespace busbar::program
