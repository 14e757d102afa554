// SPDX-License-Identifier: Apache-2.0
#include "client/report_stream.hpp"

#include <algorithm>

namespace busbar::client {

void ReportStream::begin(Epoch epoch) {
    identity_ = epoch.identity;
    latest_members_ = epoch.members;
    active_ = true;
    next_arrival_.reset();
    // After a resumption the server sends again what nobody has taken yet: nothing is lost by dropping it.
    if (epoch.resumed) {
        queue_.clear();
        epochs_.clear();
        loss_ = {};
    }
    epochs_.push_back(std::move(epoch));
    if (queue_.empty() && !direct_) return adopt();
    queue_.push(ReportQueue::Kind::mark, {});
}

/// What comes now is of the next epoch.
void ReportStream::adopt() {
    if (epochs_.empty()) return;
    epoch_ = std::move(epochs_.front());
    epochs_.pop_front();
    if (decoder_.set_members(epoch_.members) && !epoch_.resumed) ++loss_.incomplete;
    sequence_.restart(epoch_.identity.buffered);
    loss_.unknown = loss_.unknown || epoch_.unknown;
    first_again_ = first_again_ || epoch_.again;
    may_repeat_ = epoch_.identity.buffered && history_.last() ? repeats_looked_for : 0;
    Report& report = decoder_.report();
    report.control_block = epoch_.control_block;
    report.data_set = epoch_.identity.data_set;
}

void ReportStream::deliver(Bytes results, const ReportFrame& frame) {
    if (frame.sequence) next_arrival_ = *frame.sequence + (frame.is_last() ? 1U : 0U);
    if (queue_.empty() && !direct_ && (callback_ || waiting_)) {
        if (!consume(results, frame)) return;
        if (!callback_) {
            direct_ = true;
            return;
        }
        ++called_;
        callback_(decoder_.report());
        return;
    }
    while (!queue_.fits(results.size(), options_.queue_octets)) drop_oldest();
    queue_.push(frame.is_last() ? ReportQueue::Kind::report : ReportQueue::Kind::part, results);
}

void ReportStream::drop_oldest() {
    const ReportQueue::Kind kind = queue_.front().kind;
    queue_.pop();
    switch (kind) {
        case ReportQueue::Kind::mark: return adopt();
        case ReportQueue::Kind::report: ++loss_.dropped; return;
        case ReportQueue::Kind::part: return;
    }
}

const Report* ReportStream::next() {
    if (std::exchange(direct_, false)) return &decoder_.report();
    while (!queue_.empty()) {
        const ReportQueue::Item item = queue_.front();
        bool complete = false;
        if (item.kind == ReportQueue::Kind::mark) {
            adopt();
        } else {
            complete = consume(item.octets);
        }
        queue_.pop();
        if (complete) return &decoder_.report();
    }
    return nullptr;
}

/// True where a report is complete.
bool ReportStream::consume(Bytes results) {
    return note(decoder_.decode(results));
}
bool ReportStream::consume(Bytes results, const ReportFrame& frame) {
    return note(decoder_.decode(results, frame));
}

bool ReportStream::note(ReportDecoder::Outcome outcome) {
    loss_.incomplete += decoder_.take_broken_off();
    switch (outcome) {
        case ReportDecoder::Outcome::complete: complete(); return true;
        case ReportDecoder::Outcome::incomplete: ++loss_.incomplete; return false;
        case ReportDecoder::Outcome::unreadable:
            ++loss_.unreadable;
            ++unreadable_;
            return false;
        case ReportDecoder::Outcome::partial:
        case ReportDecoder::Outcome::skipped: return false;
    }
    return false;
}

/// What stands between this report and the one before.
void ReportStream::complete() {
    Report& report = decoder_.report();
    report.repeated = false;
    if (report.sequence) {
        const SequenceWatch::Step step = sequence_.step(*report.sequence);
        loss_.reports = step.missing;
        loss_.unknown = loss_.unknown || step.restarted;
        report.repeated = step.repeated;
    }
    // Numbers count what else was noticed to be missing as well.
    loss_.reports = std::max(loss_.reports, loss_.dropped + loss_.incomplete + loss_.unreadable);
    if (report.entry_id && !report.entry_id->is_none()) {
        if (entries_of_ != epoch_.control_block) {
            // Entries are numbered by each control block for itself.
            if (!entries_of_.empty()) history_ = {};
            entries_of_ = epoch_.control_block;
        }
        if (may_repeat_ != 0) {
            --may_repeat_;
            report.repeated = report.repeated || history_.contains(*report.entry_id);
            if (history_.last() == *report.entry_id) may_repeat_ = 0;
        }
        // Before the first entry there is nothing that could be lost.
        loss_.overflow = report.buffer_overflow && history_.last().has_value();
        if (!report.repeated) history_.add(*report.entry_id);
    }
    report.lost = std::exchange(loss_, {});
    report.after_reconnect = std::exchange(first_again_, false);
    report.conf_rev_differs = report.conf_rev && epoch_.conf_rev && report.conf_rev != epoch_.conf_rev;
    if (!report.conf_rev) report.conf_rev = epoch_.conf_rev;
}

std::shared_ptr<const std::vector<ReportMember>> ReportStream::members() const {
    const std::shared_ptr<MemberTable> table = latest_members_ ? latest_members_ : decoder_.members();
    if (!table) return std::make_shared<const std::vector<ReportMember>>();
    return {table, &table->members()};
}

}  // namespace busbar::client
