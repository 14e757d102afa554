// SPDX-License-Identifier: Apache-2.0
// One run of `log query`: entries as they come, page by page, none of them kept; and with --follow, what is
// new from then on.
#pragma once

#include <chrono>
#include <set>

#include "log/entry_format.hpp"
#include "log/entry_types.hpp"
#include "values/option_text.hpp"
#include "watch/output.hpp"

namespace busbar::program {

struct QueryPlan {
    std::string log;  ///< "LD/LN.name"
    LogQuery query;
    std::uint64_t limit = 0;  ///< entries; 0: all
    bool follow = false, reconnect = true;
    bool hints = false;  ///< say on stderr that there was nothing, and how to go on
    std::chrono::nanoseconds interval = std::chrono::seconds(1);
    std::optional<std::chrono::nanoseconds> duration;
};

class QueryRun {
public:
    QueryRun(QueryPlan plan, Link& link, EntryFormat& format);
    QueryRun(const QueryRun&) = delete;
    QueryRun& operator=(const QueryRun&) = delete;

    /// Until the last entry; with follow until the user, a count or a time ends it. An error of the first
    /// query is given back and not told.
    Result<Exit> run();

private:
    using Id = std::vector<std::uint8_t>;

    Result<void> ask(LogQuery query);
    Result<void> ask_last(LogQuery query);
    bool take(LogEntry& entry);
    void write(const LogEntry& entry);
    void flush();
    [[nodiscard]] bool over() const;

    Result<void> mark_end();
    void begin_following();
    Result<void> follow();
    bool connect_again(const Error& error);
    void wait(std::chrono::nanoseconds time);
    void tell_end() const;

    QueryPlan plan_;
    Link& link_;
    EntryFormat& format_;
    EntryTypes types_;
    Output output_;
    std::string pending_;
    std::chrono::steady_clock::time_point flushed_, end_;
    std::uint64_t shown_ = 0;
    bool enough_ = false;
    std::optional<Id> last_;  ///< entry that was seen
    std::optional<EntryTime> last_time_;
    // What is followed with a filter is filtered here: what a server leaves out cannot be told from what is
    // old.
    std::set<std::string, std::less<>> tags_;
    bool filter_here_ = false;
    std::optional<EntryTime> mark_time_;  // of the newest entry before the first query
    std::set<Id> shown_already_;          // by the first query, not earlier than that
    unsigned attempts_ = 0;
};

}  // namespace busbar::program
