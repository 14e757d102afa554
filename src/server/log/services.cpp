// SPDX-License-Identifier: Apache-2.0
// ReadJournal (QueryLogByTime, QueryLogAfter of IEC 61850-7-2), InitializeJournal, ReportJournalStatus. A
// range that makes no sense is empty, not an error. Entries are in the order in which they were made, which
// is that of their times unless the clock was set back.
#include "server/services.hpp"

#include <algorithm>
#include <limits>

#include "server/log/logs.hpp"
#include "server/log/page.hpp"

namespace busbar::server {

namespace {

using log::EntryNumber;
using log::JournalRange;
using log::no_log;

/// Everything around the entries of an answer, lengths in their longest form.
constexpr std::size_t frame_octets = 32;
/// From where a number of entries is no number any more.
constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

/// The log that the peer may know of, or no_log; then the request has been answered.
std::uint32_t find_log(Call& call, const mms::ObjectName& name, Right right) {
    const mms::DomainSpecific* const specific = name.domain();
    std::uint32_t found = no_log;
    if (specific != nullptr) found = call.logs().find(specific->domain.text, specific->item.text);
    if (found != no_log) {
        const model::NodeId device = call.model().logical_device_of(call.model().logs()[found].logical_node);
        if (!call.gate().visible(call.peer(), device, specific->item.text)) found = no_log;
    }
    if (found == no_log) {
        call.fail(service_error::access, service_error::non_existent);
        return no_log;
    }
    const AccessObject object{specific->domain.text, specific->item.text, Fc::lg};
    if (call.gate().allows(call.peer(), right, object)) return found;
    call.fail(service_error::access, service_error::access_denied);
    return no_log;
}

/// The short form is a time of today.
log::LogTime time_of(const mms::BinaryTime& time, const Call& call) {
    const std::uint16_t today = EntryTime::from(call.now().wall).days;
    return log::log_time(time.days.value_or(today), time.milliseconds);
}

/// Nothing for octets that cannot be an identifier of this server.
std::optional<EntryNumber> number_of(Bytes octets) {
    EntryNumber number = 0;
    if (octets.size() != sizeof number) return std::nullopt;
    for (const Octet octet : octets) number = number << 8U | octet;
    return number;
}

struct Query {
    JournalRange range;
    std::size_t most = all;
    log::Filter filter;
    bool filtered = false;
    bool empty = false;  // whatever is in the log
};

void set_start(Query& query, const mms::ReadJournalRequest& request, const Call& call) {
    if (request.start) {
        if (const auto* time = std::get_if<mms::BinaryTime>(&request.start->value)) {
            query.range.earliest = time_of(*time, call);
        } else {
            const auto first = number_of(std::get_if<ber::OctetString>(&request.start->value)->octets);
            query.empty = !first;
            query.range.first = first.value_or(0);
        }
    }
    if (!request.start_after) return;
    // Where the entry itself has gone meanwhile, those after it are meant all the same.
    const auto before = number_of(request.start_after->entry.octets);
    if (!before || *before == std::numeric_limits<EntryNumber>::max()) {
        query.empty = true;
    } else {
        query.range.first = std::max(query.range.first, *before + 1);
    }
}

Query query_of(const mms::ReadJournalRequest& request, const Call& call) {
    Query query;
    set_start(query, request, call);
    if (request.stop) {
        if (const auto* time = std::get_if<mms::BinaryTime>(&request.stop->value)) {
            query.range.latest = time_of(*time, call);
        } else {
            const std::int32_t count = *std::get_if<std::int32_t>(&request.stop->value);
            query.empty = query.empty || count <= 0;
            query.most = static_cast<std::size_t>(std::max(count, 0));
        }
    }
    if (request.variables) {
        for (const ber::VisibleString& tag : *request.variables) query.filter.add(tag.text);
        query.filter.sort();
        query.filtered = true;
    }
    return query;
}

/// Takes entries until the page is full; says whether there are more.
class Reading {
public:
    Reading(const Query& query, log::Page& page, std::size_t max_looked_at)
        : query_(query), page_(page), left_(max_looked_at) {}

    bool visit(const log::Entry& entry) {
        if (page_.count() >= query_.most) return false;
        log::Entry shown = entry;
        if (query_.filtered) {
            query_.filter.take(entry.variables, variables_);
            shown.variables = variables_;
            if (left_ != 0) --left_;
            // A search is not for ever: the last entry looked at, empty if it must be, tells the client
            // where to go on.
            if (variables_.empty() && left_ != 0) return true;
        }
        more_ = !page_.add(shown);
        if (query_.filtered && left_ == 0) more_ = true;
        return !more_;
    }
    [[nodiscard]] bool more() const { return more_; }

private:
    const Query& query_;
    log::Page& page_;
    std::size_t left_;
    ByteVector variables_;
    bool more_ = false;
};

}  // namespace

void serve(mms::ReadJournal, Call& call, const mms::ReadJournalRequest& request) {
    const std::uint32_t log = find_log(call, request.journal, Right::read);
    if (log == no_log) return;
    const Query query = query_of(request, call);
    log::Page page(call.scratch().octets, call.max_pdu() - frame_octets);
    Reading reading(query, page, call.logs().options().max_filtered);
    if (!query.empty) {
        const auto visit = [&](const log::Entry& entry) { return reading.visit(entry); };
        if (!call.logs().journal(log).read(query.range, visit)) {
            return call.fail(service_error::resource, service_error::other);
        }
    }
    if (page.cut()) call.logs().count_cut();
    mms::ReadJournalResponse response;
    response.entries = ber::List<mms::JournalEntry>::encoded(page.octets(), page.count());
    response.more_follows = reading.more();
    call.respond<mms::ReadJournal>(response);
}

void serve(mms::ReportJournalStatus, Call& call, const mms::ReportJournalStatusRequest& request) {
    const std::uint32_t log = find_log(call, request.journal, Right::read);
    if (log == no_log) return;
    const std::uint64_t entries = call.logs().journal(log).state().entries;
    mms::ReportJournalStatusResponse response;
    response.current_entries = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(entries, std::numeric_limits<std::uint32_t>::max()));
    call.respond<mms::ReportJournalStatus>(response);
}

void serve(mms::InitializeJournal, Call& call, const mms::InitializeJournalRequest& request) {
    const std::uint32_t log = find_log(call, request.journal, Right::write);
    if (log == no_log) return;
    if (!call.logs().options().allow_initialize) {
        return call.fail(service_error::access, service_error::access_denied);
    }
    log::Journal& journal = call.logs().journal(log);
    EntryNumber up_to = journal.state().newest.number;
    if (request.limit) {
        // Up to the last entry before the first one that is later; of those at that time as far as is said.
        JournalRange later;
        later.earliest = time_of(request.limit->limiting_time, call) + 1;
        const auto visit = [&](const log::Entry& entry) {
            up_to = entry.number - 1;
            return false;
        };
        if (!journal.read(later, visit)) return call.fail(service_error::resource, service_error::other);
        if (request.limit->limiting_entry) {
            up_to = std::min(up_to, number_of(request.limit->limiting_entry->octets).value_or(0));
        }
    }
    mms::InitializeJournalResponse response;
    response.deleted_entries = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(call.logs().erase(log, up_to), std::numeric_limits<std::uint32_t>::max()));
    call.respond<mms::InitializeJournal>(response);
}

}  // namespace busbar::server
