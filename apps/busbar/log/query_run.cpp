// SPDX-License-Identifier: Apache-2.0
#include "log/query_run.hpp"

#include <algorithm>
#include <thread>

#include "base/bytes.hpp"
#include "live/interrupt.hpp"
#include "log/verbs.hpp"
#include "print.hpp"

namespace busbar::program {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

/// What came is written in pieces of this size, and not held back longer than that.
constexpr std::size_t piece = 32U << 10U;
constexpr auto held_back = 100ms;
/// How long nobody may look whether it is to end.
constexpr auto look_around = 100ms;
/// Between attempts to connect again: twice as long each time.
constexpr std::chrono::nanoseconds first_pause = 500ms, longest_pause = 30s;
/// Entries that the first query may show and that come again when following begins.
constexpr std::size_t most_remembered = 100'000;

std::int64_t milliseconds_of(const EntryTime& time) {
    return std::int64_t{time.days} * 86'400'000 + time.milliseconds;
}

}  // namespace

QueryRun::QueryRun(QueryPlan plan, Link& link, EntryFormat& format)
    : plan_(std::move(plan)), link_(link), format_(format), types_(link) {
    // Nothing is kept, so nothing needs a bound but time.
    plan_.query.max_entries = SIZE_MAX;
    for (const std::string& variable : plan_.query.variables) {
        if (const auto reference = ObjectReference::parse(variable)) tags_.insert(reference->mms_text());
    }
}

void QueryRun::flush() {
    if (!pending_.empty()) output_.write(pending_);
    pending_.clear();
    flushed_ = steady_clock::now();
}

bool QueryRun::over() const {
    return enough_ || output_.over() || Interrupt::requested() || steady_clock::now() >= end_;
}

void QueryRun::write(const LogEntry& entry) {
    format_.entry(entry, types_.show(entry), pending_);
    if (++shown_ == plan_.limit) enough_ = true;
    const bool again = mark_time_ && !filter_here_ &&
                       milliseconds_of(entry.time) >= milliseconds_of(*mark_time_) &&
                       shown_already_.size() < most_remembered;
    if (again) shown_already_.insert(entry.id);
    if (pending_.size() >= piece || steady_clock::now() - flushed_ >= held_back) flush();
}

/// False: that was enough. The entry is known to types_.
bool QueryRun::take(LogEntry& entry) {
    if (over()) return false;
    last_ = entry.id;
    last_time_ = entry.time;
    if (filter_here_) {
        if (shown_already_.contains(entry.id)) return true;
        std::erase_if(entry.variables,
                      [&](const LogVariable& variable) { return !tags_.contains(variable.tag); });
        if (entry.variables.empty()) return true;
    }
    write(entry);
    return !enough_;
}

/// A query with all pages. What an entry is about may have to be asked for first, which cannot be done while
/// the query runs: it ends there and goes on after that entry.
Result<void> QueryRun::ask(LogQuery query) {
    if (query.last) return ask_last(std::move(query));
    for (;;) {
        std::optional<LogEntry> unknown;
        const auto cut = link_->query_log(plan_.log, query, [&](LogEntry& entry) {
            if (types_.knows(entry)) return take(entry);
            unknown = std::move(entry);
            return false;
        });
        if (!cut) return fail(cut.error());
        if (!unknown) break;
        query.after = unknown->id;
        query.after_time = unknown->time;
        types_.learn(*unknown);
        if (!take(*unknown)) break;
    }
    flush();
    return {};
}

/// The newest entries are known only when all have been looked at: so many are held.
Result<void> QueryRun::ask_last(LogQuery query) {
    std::vector<LogEntry> held;
    const auto cut = link_->query_log(plan_.log, std::move(query), [&](LogEntry& entry) {
        held.push_back(std::move(entry));
        return !Interrupt::requested();
    });
    if (!cut) return fail(cut.error());
    for (LogEntry& entry : held) {
        types_.learn(entry);
        if (!take(entry)) break;
    }
    flush();
    return {};
}

// ---- following
// ------------------------------------------------------------------------------------------------

/// The newest entry whatever it is about: up to there the first query sees everything.
Result<void> QueryRun::mark_end() {
    LogQuery newest;
    newest.last = 1;
    newest.max_entries = plan_.query.max_entries;
    const auto cut = link_->query_log(plan_.log, newest, [&](LogEntry& entry) {
        last_ = entry.id;
        last_time_ = entry.time;
        return true;
    });
    if (!cut) return fail(cut.error());
    return {};
}

/// From here on there is no range and no filter of the server, but what came last.
void QueryRun::begin_following() {
    filter_here_ = !tags_.empty();
    LogQuery next;
    next.max_entries = plan_.query.max_entries;
    if (!last_) next.since = plan_.query.since;
    plan_.query = std::move(next);
}

void QueryRun::wait(std::chrono::nanoseconds time) {
    const auto until = std::min(steady_clock::now() + time, end_);
    while (!over() && link_->is_open()) {
        output_.look();
        const auto left = until - steady_clock::now();
        if (left <= 0ns) return;
        (void)link_->run_for(std::chrono::ceil<std::chrono::milliseconds>(
            std::min<std::chrono::nanoseconds>(left, look_around)));
    }
}

/// False: it is to end, or nobody wants it.
bool QueryRun::connect_again(const Error& error) {
    if (!plan_.reconnect) return false;
    note("warning: no connection: " + error.message());
    for (;;) {
        const auto pause =
            std::min(longest_pause, first_pause * (std::int64_t{1} << std::min(attempts_++, 6U)));
        const auto until = std::min(steady_clock::now() + pause, end_);
        while (!over() && steady_clock::now() < until) {
            output_.look();
            std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(look_around, pause));
        }
        if (over()) return false;
        if (link_.reconnect()) break;
    }
    attempts_ = 0;
    note("connected again");
    return true;
}

Result<void> QueryRun::follow() {
    begin_following();
    if (!over()) note("following " + log_name(plan_.log) + ", until Ctrl-C");
    while (!over()) {
        wait(plan_.interval);
        if (over()) break;
        LogQuery query = plan_.query;
        query.after = last_;
        query.after_time = last_time_;
        const auto asked = ask(std::move(query));
        if (asked) continue;
        if (link_->is_open()) return fail(asked.error());
        flush();
        if (connect_again(asked.error())) continue;
        if (!over()) return fail(asked.error());
    }
    return {};
}

// ---- the whole
// ------------------------------------------------------------------------------------------------

void QueryRun::tell_end() const {
    if (!plan_.hints || output_.over()) return;
    if (shown_ == 0 && !plan_.follow) {
        note("no such entries in " + log_name(plan_.log));
        return;
    }
    if (!last_ || !(plan_.follow || enough_)) return;
    note("last entry: " + to_hex(*last_, "") + "\n  go on with: busbar log query " + link_.target() + " " +
         log_name(plan_.log) + " --after " + to_hex(*last_, ""));
}

Result<Exit> QueryRun::run() {
    end_ = plan_.duration ? steady_clock::now() + *plan_.duration : steady_clock::time_point::max();
    format_.begin(pending_);
    const bool filtered = !tags_.empty();
    const bool only_new = plan_.query.last == 0U;
    if (plan_.follow && (filtered || only_new)) {
        if (auto marked = mark_end(); !marked) return fail(std::move(marked).error());
    }
    const std::optional<Id> mark = last_;
    if (filtered) mark_time_ = last_time_;
    Result<void> asked = ask(plan_.query);
    flush();
    // A connection that is lost in the middle is made again, as later.
    const bool goes_on = plan_.follow && !link_->is_open() && shown_ > 0;
    if (!asked && !goes_on) return fail(std::move(asked).error());
    if (plan_.follow) {
        if (filtered && mark && asked) {
            last_ = mark;
            last_time_ = mark_time_;
        }
        asked = follow();
    }
    flush();
    tell_end();
    if (Interrupt::requested()) return Exit::interrupted;
    if (output_.over()) return *output_.over();
    if (!asked) return link_.failed("cannot follow " + plan_.log, asked.error());
    return Exit::done;
}

}  // namespace busbar::program
