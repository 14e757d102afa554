// SPDX-License-Identifier: Apache-2.0
// Reports as a client sees them (IEC 61850-7-2 clause 17, mapped to MMS by 8-1): the control blocks with
// their attributes, what a subscription is asked to do, and the report with its values. The subscriptions
// themselves are in <busbar/client.hpp> and <busbar/async_client.hpp>.
#pragma once

#include <array>
#include <busbar/client_options.hpp>
#include <busbar/remote_model.hpp>
#include <busbar/report_fields.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace busbar {

/// Names one entry of a buffered report control block: 8 octets that only its server understands. All zero
/// stands for none.
struct EntryId {
    std::array<std::uint8_t, 8> octets{};

    [[nodiscard]] bool is_none() const { return octets == std::array<std::uint8_t, 8>{}; }
    /// 16 hexadecimal digits.
    [[nodiscard]] std::string text() const;
    /// Reverse of text(). Fails (malformed).
    static Result<EntryId> parse(std::string_view text);
    friend bool operator==(const EntryId&, const EntryId&) = default;
};

// ---- control blocks ----

/// A report control block as discovery found it, by its type and not by the place of its members.
struct ReportControlInfo {
    ObjectReference reference;         ///< LD/LLN0.brcbEvents01[BR]
    bool buffered = false;             ///< BRCB, else URCB
    std::vector<std::string> members;  ///< attributes in the server's spelling and order
};

/// All attributes of a control block, each as far as the server has it (URCB and BRCB of 7-2).
/// Text is the server's: escape before printing.
struct ReportControlState {
    ObjectReference reference;
    bool buffered = false;

    std::optional<std::string> rpt_id;
    std::optional<bool> enabled;          ///< RptEna
    std::optional<bool> reserved;         ///< Resv, URCB
    std::optional<std::string> data_set;  ///< DatSet, "LD/LN$name"; empty: none
    std::optional<std::uint32_t> conf_rev;
    std::optional<OptFlds> opt_flds;
    std::optional<std::uint32_t> buf_tm;  ///< milliseconds
    std::optional<std::uint32_t> sq_num;
    std::optional<TrgOps> trg_ops;
    std::optional<std::uint32_t> intg_pd;  ///< milliseconds
    std::optional<bool> gi;
    std::optional<bool> purge_buf;           ///< BRCB
    std::optional<EntryId> entry_id;         ///< BRCB
    std::optional<EntryTime> time_of_entry;  ///< BRCB
    std::optional<std::int32_t> resv_tms;    ///< BRCB, seconds; -1: assigned by configuration
    std::optional<OctetString> owner;        ///< address of the client that holds it; empty: free

    /// Who holds it, for people: "10.0.0.7", hexadecimal octets, "another client"; empty where it is free.
    [[nodiscard]] std::string holder() const;
};

/// What Client::set_report_control() is to make of a control block; what is not given stays as it is.
struct ReportControlSettings {
    std::optional<std::string> rpt_id;
    std::optional<bool> enabled;
    std::optional<bool> reserved;
    std::optional<std::string> data_set;  ///< "LD/LN$name", "LD/LN.name", "@name"; empty: none
    std::optional<OptFlds> opt_flds;
    std::optional<std::uint32_t> buf_tm;  ///< milliseconds
    std::optional<TrgOps> trg_ops;
    std::optional<std::uint32_t> intg_pd;  ///< milliseconds
    std::optional<bool> gi;                ///< true asks for a general interrogation
    std::optional<bool> purge_buf;         ///< true empties the buffer
    std::optional<EntryId> entry_id;       ///< go on after this entry
    std::optional<std::int32_t> resv_tms;  ///< seconds; 0 releases
};

/// The outcome of Client::set_report_control().
struct ReportControlChange {
    /// An attribute that is not as asked for: refused, or taken and then found different.
    struct NotTaken {
        std::string attribute;  ///< "DatSet"
        Error why;
    };
    ReportControlState state;  ///< as read back
    std::vector<NotTaken> not_taken;
};

// ---- reports ----

/// One member of the data set that a subscription reports.
struct ReportMember {
    std::string reference;      ///< "LD/LN.DO.DA[FC]"; "member 3" where the server does not say
    std::string mms_reference;  ///< "LD/LN$FC$DO$DA"
    /// The member's type: names of structure members, widths. Nothing where it could not be found out. For
    /// value_from_text and printing: type->root().
    std::optional<RemoteModel> type;
    /// Where quality and time stand among the items of the value, a structure.
    std::optional<std::size_t> quality_at, time_at;
};

/// A member's value in a report.
struct ReportedValue {
    std::size_t index = 0;                 ///< of the member in the data set
    const ReportMember* member = nullptr;  ///< never null in a report; lives as long as the report or a copy
    Value value;                           ///< or a DataAccessError
    ReasonCode reason;                     ///< none where the report does not say

    [[nodiscard]] std::string_view reference() const { return member->reference; }
    /// The member q of a structure; the value itself where the member is a quality attribute.
    [[nodiscard]] std::optional<Quality> quality() const;
    /// The member t, likewise.
    [[nodiscard]] std::optional<Timestamp> time() const;
};

/// What is missing between the report before and this one, of the same subscription.
struct ReportLoss {
    std::uint32_t reports = 0;     ///< by the sequence numbers; where there are none, those counted below
    std::uint32_t dropped = 0;     ///< the queue of the subscription was full: the application was too slow
    std::uint32_t incomplete = 0;  ///< segments were missing
    std::uint32_t unreadable = 0;  ///< did not fit the data set, or were no reports
    bool overflow = false;         ///< the buffer of the server ran over: an unknown number of entries
    /// The connection was lost, and events since then cannot be recovered: an unbuffered control block, or
    /// a buffered one that does not know the last entry any more.
    bool unknown = false;

    [[nodiscard]] bool any() const {
        return reports != 0 || dropped != 0 || incomplete != 0 || unreadable != 0 || overflow || unknown;
    }
    friend bool operator==(const ReportLoss&, const ReportLoss&) = default;
};

/// One report, its segments put together. A subscription reuses one object: what it hands out is valid until
/// the next is asked for; a copy is valid for good. Text is the server's: escape before printing.
struct Report {
    std::string control_block;  ///< "LD/LLN0.brcbEvents01[BR]"
    std::string rpt_id;
    OptFlds fields;                         ///< what the server put into this report
    std::optional<std::uint32_t> sequence;  ///< SqNum
    std::optional<EntryTime> time_of_entry;
    std::string data_set;                   ///< "LD/LN$name", also where the report does not carry it
    bool buffer_overflow = false;           ///< as the report says
    std::optional<EntryId> entry_id;        ///< BRCB
    std::optional<std::uint32_t> conf_rev;  ///< of the control block where the report does not carry it
    std::uint32_t segments = 1;
    std::vector<ReportedValue> values;  ///< in the order of the data set

    ReportLoss lost;               ///< before this report
    bool repeated = false;         ///< this entry was handed out before
    bool after_reconnect = false;  ///< the first since the connection was made again
    /// conf_rev in the report is not that of the control block when it was enabled: names may be wrong.
    bool conf_rev_differs = false;

    /// What `values` point into. For the library.
    std::shared_ptr<const void> keeps;
};

// ---- subscriptions ----

/// When a subscription asks for a general interrogation after enabling.
enum class Interrogation : std::uint8_t {
    automatic,  ///< of a URCB always, of a BRCB where no entry could be resumed
    always,
    none,
};
/// What a subscription may take that is not free.
enum class TakeOver : std::uint8_t {
    free_only,
    /// Control blocks that are reserved or enabled under this client's own address: left by an association
    /// that the server has not missed yet.
    own,
    /// Any, where the server lets it: disables what another client uses.
    any,
};

/// Making a lost connection again. The delay before the attempt n is first_delay * 2^n, max_delay at most,
/// less a random part of it.
struct Reconnect {
    bool enabled = true;
    std::chrono::milliseconds first_delay{1'000};
    std::chrono::milliseconds max_delay{30'000};
    double jitter = 0.5;  ///< largest random part, 0..1
};

enum class SubscriptionState : std::uint8_t {
    live,          ///< enabled, reports come
    disconnected,  ///< trying to connect again, or to enable again
    closed,        ///< over: by close(), or because of an error
};
std::string_view name_of(SubscriptionState state);

/// A change of state, told to SubscriptionOptions::on_event.
struct SubscriptionEvent {
    SubscriptionState state = SubscriptionState::live;
    std::string control_block;  ///< the instance in use, or the last
    std::optional<Error> why;   ///< of disconnected and closed
    /// Until the next attempt, of disconnected.
    std::chrono::milliseconds retry_in{0};
};

struct SubscriptionOptions {
    // What is not given stays as the control block has it; only what differs is written.
    /// Not given: as configured, with general interrogation added where one is wanted, and dchg and qchg
    /// where nothing is configured at all.
    std::optional<TrgOps> trigger_options;
    /// Not given: as configured, with sequence number, time, reason and configuration revision added, and
    /// overflow and EntryID of a BRCB.
    std::optional<OptFlds> optional_fields;
    std::optional<std::chrono::milliseconds> buffer_time;       ///< BufTm
    std::optional<std::chrono::milliseconds> integrity_period;  ///< IntgPd; adds the trigger option
    std::optional<std::string> data_set;                        ///< DatSet to be written
    std::optional<std::string> rpt_id;

    Interrogation interrogation = Interrogation::automatic;
    /// BRCB: go on after this entry, the last that an earlier run of the application has taken of the same
    /// control block; name that one, not one of several instances.
    std::optional<EntryId> resume_after;
    /// BRCB: throw away what is buffered. Not together with resume_after.
    bool purge = false;
    /// ResvTms: for how long the server keeps a BRCB for us after the connection is lost; 1 to 32,767 s.
    std::chrono::seconds reservation{60};
    TakeOver take_over = TakeOver::free_only;

    /// Reports that the application has not taken yet, in octets as they came. Beyond it the oldest is
    /// dropped and told as lost by the next.
    std::size_t queue_octets = std::size_t{4} << 20U;
    /// A connection serves all subscriptions of a client: the oldest with enabled decides.
    Reconnect reconnect;
    /// Same thread rule as the report callback; must not call the client.
    std::function<void(const SubscriptionEvent&)> on_event;
};

/// The report is valid during the call. Must not call the client, nor destroy it.
using ReportCallback = std::function<void(const Report&)>;

/// What became of the reports of a client, so that one that gets none can tell why.
struct ReportCounters {
    std::uint64_t received = 0;    ///< all informationReports named RPT
    std::uint64_t unmatched = 0;   ///< of no control block that is subscribed
    /// Not a report by its own OptFlds, or not of the data set of its subscription. Those of a subscription
    /// that waits are counted when it looks at them.
    std::uint64_t unreadable = 0;
};

}  // namespace busbar
