// SPDX-License-Identifier: Apache-2.0
// A log as it is kept (IEC 61850-7-2 clause 18; an MMS journal in 8-1): entries in the order in which they
// were made, bounded, the oldest going first. An interface, so that the core knows no file.
#pragma once

#include <busbar/report_fields.hpp>
#include <busbar/timestamp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace busbar::server::log {

/// EntryID as a number: 8 octets, big-endian on the wire. 0 is none.
using EntryNumber = std::uint64_t;

/// Milliseconds since 1984-01-01, as EntryTime counts. Requests of peers may name times that no EntryTime
/// has.
using LogTime = std::int64_t;
constexpr LogTime log_time(std::uint32_t days, std::uint32_t milliseconds) {
    return LogTime{days} * 86'400'000 + milliseconds;
}
constexpr LogTime log_time(const EntryTime& time) {
    return log_time(time.days, time.milliseconds);
}
constexpr EntryTime entry_time(LogTime time) {
    return {static_cast<std::uint32_t>(time % 86'400'000), static_cast<std::uint16_t>(time / 86'400'000)};
}

/// A view. `variables`: JournalVariable elements of ISO 9506-2 in BER, one after the other, complete in
/// themselves, so that an entry outlives the model that it was made from.
struct Entry {
    EntryNumber number = 0;
    LogTime time = 0;
    Bytes variables;
};
struct EntryMark {
    EntryNumber number = 0;
    LogTime time = 0;
    friend bool operator==(const EntryMark&, const EntryMark&) = default;
};

/// Of one log. 0: without bound.
struct JournalLimits {
    std::size_t max_entries = 0;
    /// Of the entries' variables, and entry_overhead for each.
    std::uint64_t max_octets = 0;
    /// Entries older than this when a new one is made are dropped; those that no new one follows stay.
    std::chrono::milliseconds max_age{0};
};
inline constexpr std::size_t entry_overhead = 32;

struct JournalState {
    std::uint64_t entries = 0;
    std::uint64_t octets = 0;  ///< towards max_octets
    EntryMark oldest, newest;  ///< number 0 where there is no entry
};

/// Which entries are meant, all ends included.
struct JournalRange {
    EntryNumber first = 0;
    LogTime earliest = std::numeric_limits<LogTime>::min();
    LogTime latest = std::numeric_limits<LogTime>::max();
};

/// One log. Used from one thread, the server's; must not wait for a disk when it is written.
class Journal {
public:
    /// False: that was enough. The entry is valid during the call.
    using Visitor = std::function<bool(const Entry&)>;

    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    virtual ~Journal() = default;

    /// Numbers rise; times mostly do, but clocks are set back. False: no room, the entry is lost.
    virtual bool append(const Entry& entry) = 0;
    [[nodiscard]] virtual JournalState state() const = 0;
    /// No entry may get this number or a smaller one, though there may be none any more that has it.
    [[nodiscard]] virtual EntryNumber last_number() const = 0;
    /// Entries of the range by rising number. False when they could not be read.
    virtual bool read(const JournalRange& range, const Visitor& visit) = 0;
    /// Deletes the entries up to this number and says how many they were.
    virtual std::uint64_t erase(EntryNumber up_to) = 0;
};

/// A log control block, beside what its log shows.
struct BlockState {
    /// What the model says of the block. Another one at the next start means that the station was engineered
    /// anew: then nothing of this is taken.
    std::string configuration;
    bool enabled = false;
    std::string log;       ///< "LD/LN$name"
    std::string data_set;  ///< "LD/LN$name"
    TrgOps triggers;
    std::uint32_t integrity_ms = 0;
};

/// What keeps logs and their control blocks over a restart. Called in the server's thread. Logs and blocks
/// are named by their references, "LD/LN$name" and "LD/LN$LG$name".
class JournalStore {
public:
    virtual ~JournalStore() = default;
    /// Never null. Once for each log, at start.
    virtual std::unique_ptr<Journal> open(std::string_view log) = 0;
    virtual std::optional<BlockState> load(std::string_view block) = 0;
    virtual void changed(std::string_view block, const BlockState& state) = 0;
};

}  // namespace busbar::server::log
