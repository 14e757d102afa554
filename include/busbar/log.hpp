// SPDX-License-Identifier: Apache-2.0
// Logs as a client sees them (IEC 61850-7-2 clause 18, mapped to MMS journals by 8-1): the control blocks
// that fill them, queries, and entries. A log is named LD/LN$name or LD/LN.name. Logs tell nobody of a new
// entry: who wants to follow one asks again.
#pragma once

#include <busbar/report.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace busbar {

/// One value of an entry. Text is the server's: escape before printing.
struct LogVariable {
    std::string reference;  ///< "LD/LN.DO.DA[FC]"; the tag where that is no reference
    std::string tag;        ///< as the log has it, "LD/LN$FC$DO$DA"
    Value value;
    ReasonCode reason;  ///< none where the log does not say
};

struct LogEntry {
    std::vector<std::uint8_t> id;  ///< of the server, mostly 8 octets
    EntryTime time;                ///< when it happened
    std::vector<LogVariable> variables;
    std::string annotation;  ///< in place of variables

    /// Hexadecimal digits.
    [[nodiscard]] std::string id_text() const;
};

/// Which entries. What is not given is open.
struct LogQuery {
    std::optional<EntryTime> since, until;  ///< both included
    /// Entries after this one, which may be gone meanwhile (QueryLogAfter).
    std::optional<std::vector<std::uint8_t>> after;
    /// Time of `after`, where it is known: some servers look at it, too.
    std::optional<EntryTime> after_time;
    /// The newest so many of those, oldest first.
    std::optional<std::size_t> last;
    /// Only entries with one of these variables, and only these of them: named as the data set of the log
    /// names them, with functional constraint ("LD/LN.DO.DA[FC]", "LD/LN$FC$DO$DA").
    std::vector<std::string> variables;
    /// More are not looked at: a server may go on for ever.
    std::size_t max_entries = 1'000'000;
};

/// The entries of a query in the order of the log.
struct LogEntries {
    std::vector<LogEntry> entries;
    /// max_entries was met, and there are more.
    bool cut = false;
};

/// False: no more of them. The entry may be taken. Must not call the client.
using LogCallback = std::function<bool(LogEntry& entry)>;

/// GetLogStatusValues, as a journal tells.
struct LogStatus {
    std::uint32_t entries = 0;
    bool deletable = false;  ///< the log itself, by MMS
};

/// A log control block, each attribute as far as the server has it. Text is the server's.
struct LogControlState {
    ObjectReference reference;  ///< LD/LLN0.lcbEvents[LG]

    std::optional<bool> enabled;          ///< LogEna
    std::optional<std::string> log;       ///< LogRef, "LD/LN$name"
    std::optional<std::string> data_set;  ///< DatSet, "LD/LN$name"; empty: none
    std::optional<EntryTime> oldest_time, newest_time;
    std::optional<std::vector<std::uint8_t>> oldest, newest;  ///< OldEntr, NewEntr; all zero: none
    std::optional<TrgOps> trg_ops;
    std::optional<std::uint32_t> intg_pd;  ///< milliseconds
};

/// What Client::set_log_control() is to make of a control block; what is not given stays as it is.
struct LogControlSettings {
    std::optional<bool> enabled;
    std::optional<std::string> log;       ///< "LD/LN$name", "LD/LN.name"; empty: none
    std::optional<std::string> data_set;  ///< likewise
    std::optional<TrgOps> trg_ops;
    std::optional<std::uint32_t> intg_pd;  ///< milliseconds
};

/// The outcome of Client::set_log_control().
struct LogControlChange {
    LogControlState state;  ///< as read back
    std::vector<ReportControlChange::NotTaken> not_taken;
};

}  // namespace busbar
