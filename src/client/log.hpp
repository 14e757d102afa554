// SPDX-License-Identifier: Apache-2.0
// Queries of logs (QueryLogByTime, QueryLogAfter, GetLogStatusValues). Pages are followed by the entry that
// came last; what came is compared with what was asked for, for servers differ in what they look at. Bounded
// in entries, and where a server does not get on.
#pragma once

#include <busbar/log.hpp>

#include "client/remote.hpp"
#include "mms/service/read_journal.hpp"

namespace busbar::client {

/// Entries of the query, to `callback`. True: max_entries was met, and there are more. Errors besides those
/// of the requests: misuse for names; refused (access/object-non-existent) where there is no such log, also
/// from servers that reject the request then; violation where pages do not get on.
Task<Result<bool>> query_log(Remote& remote, std::string reference, LogQuery query, LogCallback callback);
/// The same, collected.
Task<Result<LogEntries>> query_log(Remote& remote, std::string reference, LogQuery query);
Task<Result<LogStatus>> log_status(Remote& remote, std::string reference);
/// InitializeJournal: deletes the entries up to `until`, or all. How many they were.
Task<Result<std::uint32_t>> clear_log(Remote& remote, std::string reference, std::optional<EntryTime> until);

/// An owned copy.
LogEntry to_entry(const mms::JournalEntry& entry);

// ---- control blocks ----

/// Those of a logical device, or of all devices where it is empty.
Task<Result<std::vector<LogControlState>>> log_controls(Remote& remote, std::string device);
/// LD/LN.name, with or without functional constraint.
Task<Result<LogControlState>> log_control(Remote& remote, std::string reference);
/// Writes what differs, attribute by attribute, in an order that servers take, and reads back.
Task<Result<LogControlChange>> set_log_control(Remote& remote, std::string reference,
                                               LogControlSettings settings);
/// A control block of the logical node that writes to the log; nothing where none is found.
Task<std::optional<LogControlState>> control_of_log(Remote& remote, DataSetReference log);

}  // namespace busbar::client
