// SPDX-License-Identifier: Apache-2.0
#include "client/log.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "mms/service/initialize_journal.hpp"
#include "mms/service/report_journal_status.hpp"

namespace busbar::client {

namespace {

/// A range is always closed: some servers take none that is open.
constexpr EntryTime earliest{0, 0}, latest{86'399'999, 0xFFFF};

std::int64_t milliseconds_of(const EntryTime& time) {
    return std::int64_t{time.days} * 86'400'000 + time.milliseconds;
}
EntryTime time_of(std::int64_t milliseconds) {
    const std::int64_t bounded = std::clamp(milliseconds, std::int64_t{0}, milliseconds_of(latest));
    return {static_cast<std::uint32_t>(bounded % 86'400'000),
            static_cast<std::uint16_t>(bounded / 86'400'000)};
}
mms::BinaryTime wire_time(const EntryTime& time) {
    return {time.milliseconds, time.days};
}

Result<DataSetReference> parse_log(std::string_view text) {
    Result<DataSetReference> parsed = DataSetReference::parse(text);
    if (!parsed) return parsed;
    if (parsed->scope == DataSetReference::Scope::domain) return parsed;
    return fail(Fault::misuse, std::string(text) + " names no log: LD/LN.name");
}

/// The tags that the variables of a query have in the log.
Result<std::vector<std::string>> tags_of(const std::vector<std::string>& variables) {
    std::vector<std::string> tags;
    for (const std::string& variable : variables) {
        const Result<ObjectReference> parsed = ObjectReference::parse(variable);
        if (!parsed) return fail(parsed.error());
        if (parsed->fc == Fc::none || parsed->path.empty()) {
            return fail(Fault::misuse, variable + " has no functional constraint: LD/LN.DO.DA[FC]");
        }
        tags.push_back(parsed->mms_text());
    }
    return tags;
}

/// Old servers reject a query of a log that they do not have.
Error not_found_if_rejected(Error error, const DataSetReference& log) {
    if (error.fault != Fault::refused || error.code.domain != Domain::reject) return error;
    Error other = std::move(error);
    other.code = Code::service_error(7, 2);
    other.path = log.text();
    other.text = "the server rejects this query: there is no such log, or it cannot be queried so";
    return other;
}

struct PagePlace {
    std::vector<std::uint8_t> id;
    EntryTime time;
};

/// One query, page by page.
class Paging {
public:
    Paging(Remote& remote, const DataSetReference& log, const LogQuery& query, std::vector<std::string> tags)
        : remote_(remote), log_(log), query_(query), item_(log.item_id()), tags_(std::move(tags)) {
        for (const std::string& tag : tags_) filter_.emplace_back(tag);
        if (query.after) place_ = {*query.after, query.after_time.value_or(earliest)};
        continued_ = query.after.has_value();
    }

    /// Until the end, or the callback has enough; true when max_entries was met.
    Task<Result<bool>> run(LogCallback callback) {
        for (bool more = true; more;) {
            const mms::ReadJournalRequest request = this->request();
            Result<mms::ReadJournalResponse> response =
                co_await remote_.session.call<mms::ReadJournal>(request);
            if (!response && !filter_.empty() && response.error().code.domain == Domain::reject) {
                // It may not know filters: then they are applied here alone.
                filter_.clear();
                continue;
            }
            if (!response) co_return fail(not_found_if_rejected(response.error(), log_));
            more = response->more_follows;
            const Result<Page> page = take(*response, callback);
            if (!page) co_return fail(page.error());
            if (page->enough) break;
        }
        co_return cut_;
    }

private:
    struct Page {
        bool enough = false;
    };

    /// The first page by the range; the others by the entry before, and by the range's end: servers that look
    /// at a whole range forget that entry.
    [[nodiscard]] mms::ReadJournalRequest request() const {
        mms::ReadJournalRequest request;
        request.journal = {mms::DomainSpecific{log_.logical_device, item_}};
        if (continued_) {
            request.start_after = mms::EntryToStartAfter{wire_time(place_.time), ber::OctetString{place_.id}};
            if (query_.until) request.stop = mms::RangeStop{wire_time(*query_.until)};
        } else {
            request.start = mms::RangeStart{wire_time(query_.since.value_or(earliest))};
            request.stop = mms::RangeStop{wire_time(query_.until.value_or(latest))};
        }
        if (!filter_.empty()) request.variables = ber::List<ber::VisibleString>(filter_);
        return request;
    }

    Result<Page> take(const mms::ReadJournalResponse& response, const LogCallback& callback) {
        bool moved = false, all_late = true, first = true;
        for (const mms::JournalEntry& wire : response.entries) {
            LogEntry entry = to_entry(wire);
            if (std::exchange(first, false)) {
                // It takes no notice of the entry after which it was to go on.
                if (entry.id == page_begins_ && entry.id != place_.id) {
                    return fail(Fault::violation, "the server gives the same entries again");
                }
                page_begins_ = entry.id;
            }
            // A server that begins at the entry, not after it.
            if (continued_ && entry.id == place_.id) continue;
            if (looked_at_++ >= query_.max_entries) {
                cut_ = true;
                return Page{.enough = true};
            }
            moved = true;
            continued_ = true;
            place_ = {entry.id, entry.time};
            const std::int64_t time = milliseconds_of(entry.time);
            const bool late = query_.until && time > milliseconds_of(*query_.until);
            all_late = all_late && late;
            if (late || (query_.since && time < milliseconds_of(*query_.since))) continue;
            if (!select(entry)) continue;
            if (!callback(entry)) return Page{.enough = true};
        }
        // Nothing of the range any more.
        if (moved && all_late) return Page{.enough = true};
        if (response.more_follows && !moved) {
            return fail(Fault::violation, "the server says that more entries follow, and gives none");
        }
        return Page{};
    }

    /// Leaves in the entry what was asked for; false when that is nothing.
    bool select(LogEntry& entry) const {
        if (tags_.empty()) return true;
        std::erase_if(entry.variables, [&](const LogVariable& variable) {
            return std::find(tags_.begin(), tags_.end(), variable.tag) == tags_.end();
        });
        return !entry.variables.empty();
    }

    Remote& remote_;
    const DataSetReference& log_;
    const LogQuery& query_;
    std::string item_;
    std::vector<std::string> tags_;
    std::vector<ber::VisibleString> filter_;
    PagePlace place_;
    std::vector<std::uint8_t> page_begins_;
    bool continued_ = false;
    std::size_t looked_at_ = 0;
    bool cut_ = false;
};

/// The newest `last` entries of the query, from a range that grows until it has so many: from the log's end
/// as its control block tells it, or from its beginning where no control block does.
Task<Result<bool>> query_last(Remote& remote, const DataSetReference& log, LogQuery query,
                              const std::vector<std::string>& tags, LogCallback callback) {
    const std::size_t wanted = *query.last;
    std::int64_t oldest = milliseconds_of(query.since.value_or(earliest)), newest = oldest, window = 1000;
    if (!query.after) {
        const std::optional<LogControlState> control = co_await control_of_log(remote, log);
        if (control && control->newest_time && control->oldest_time) {
            newest = milliseconds_of(*control->newest_time);
            oldest = std::max(oldest, milliseconds_of(*control->oldest_time));
        }
        if (query.until) newest = std::min(newest, milliseconds_of(*query.until));
    }
    for (;; window *= 8) {
        const bool whole = newest - window <= oldest;
        LogQuery part = query;
        // The whole log, whatever its clock has done.
        if (!whole) part.since = time_of(newest - window);
        std::deque<LogEntry> found;
        const auto keep = [&](LogEntry& entry) {
            found.push_back(std::move(entry));
            if (found.size() > wanted) found.pop_front();
            return true;
        };
        Paging paging(remote, log, part, tags);
        const Result<bool> cut = co_await paging.run(keep);
        if (!cut) co_return cut;
        if (!whole && found.size() < wanted && !*cut) continue;
        for (LogEntry& entry : found) {
            if (!callback(entry)) break;
        }
        co_return cut;
    }
}

}  // namespace

Task<Result<bool>> query_log(Remote& remote, std::string reference, LogQuery query, LogCallback callback) {
    const Result<DataSetReference> log = parse_log(reference);
    if (!log) co_return fail(log.error());
    Result<std::vector<std::string>> tags = tags_of(query.variables);
    if (!tags) co_return fail(std::move(tags).error());
    if (query.last && *query.last == 0) co_return false;
    if (query.last) co_return co_await query_last(remote, *log, query, *tags, std::move(callback));
    Paging paging(remote, *log, query, std::move(*tags));
    co_return co_await paging.run(std::move(callback));
}

Task<Result<LogEntries>> query_log(Remote& remote, std::string reference, LogQuery query) {
    LogEntries result;
    const auto collect = [&result](LogEntry& entry) {
        result.entries.push_back(std::move(entry));
        return true;
    };
    const Result<bool> cut = co_await query_log(remote, std::move(reference), std::move(query), collect);
    if (!cut) co_return fail(cut.error());
    result.cut = *cut;
    co_return result;
}

Task<Result<LogStatus>> log_status(Remote& remote, std::string reference) {
    const Result<DataSetReference> log = parse_log(reference);
    if (!log) co_return fail(log.error());
    const std::string item = log->item_id();
    mms::ReportJournalStatusRequest request;
    request.journal = {mms::DomainSpecific{log->logical_device, item}};
    const Result<mms::ReportJournalStatusResponse> response =
        co_await remote.session.call<mms::ReportJournalStatus>(request);
    if (!response) co_return fail(not_found_if_rejected(response.error(), *log));
    LogStatus status;
    status.entries = response->current_entries;
    status.deletable = response->mms_deletable;
    co_return status;
}

Task<Result<std::uint32_t>> clear_log(Remote& remote, std::string reference, std::optional<EntryTime> until) {
    const Result<DataSetReference> log = parse_log(reference);
    if (!log) co_return fail(log.error());
    const std::string item = log->item_id();
    mms::InitializeJournalRequest request;
    request.journal = {mms::DomainSpecific{log->logical_device, item}};
    if (until) request.limit = mms::LimitSpecification{wire_time(*until), std::nullopt};
    const Result<mms::InitializeJournalResponse> response =
        co_await remote.session.call<mms::InitializeJournal>(request);
    if (!response) co_return fail(response.error());
    co_return response->deleted_entries;
}

}  // namespace busbar::client
