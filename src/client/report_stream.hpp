// SPDX-License-Identifier: Apache-2.0
// One subscription, without I/O: what stands behind busbar::Subscription. Reports come in through deliver()
// as octets, are told apart by epochs (one for each time that a control block was enabled), and go out
// decoded, one at a time, with what is missing before them. How a control block is found and enabled is
// report_setup.hpp's business; which report is whose, report_hub.hpp's.
#pragma once

#include <deque>

#include "client/report_control.hpp"
#include "client/report_decoder.hpp"
#include "client/report_order.hpp"
#include "client/report_queue.hpp"

namespace busbar::client {

class ReportStream {
public:
    ReportStream(std::string reference, SubscriptionOptions options, ReportCallback callback)
        : options_(std::move(options)), callback_(std::move(callback)), reference_(std::move(reference)) {}
    ReportStream(const ReportStream&) = delete;
    ReportStream& operator=(const ReportStream&) = delete;

    [[nodiscard]] const SubscriptionOptions& options() const { return options_; }
    [[nodiscard]] const std::string& reference() const { return reference_; }

    // ---- the application's side ----

    /// Whether next() has something.
    [[nodiscard]] bool has_report() const { return direct_ || queue_.reports() != 0; }
    /// The next report, or null; valid until the next call.
    const Report* next();
    /// Somebody waits: a report that comes need not be queued. At the end of waiting, false.
    void set_waiting(bool waiting) { waiting_ = waiting; }
    [[nodiscard]] bool has_callback() const { return static_cast<bool>(callback_); }
    /// Reports that callbacks were called with.
    [[nodiscard]] std::uint64_t called() const { return called_; }
    [[nodiscard]] const std::optional<EntryId>& last_entry() const { return history_.last(); }
    /// The control block whose entry that is; empty: whichever the application meant by resume_after.
    [[nodiscard]] const std::string& entries_of() const { return entries_of_; }

    // ---- the hub's side ----

    /// What identifies reports of this stream.
    struct Identity {
        std::string rpt_id;         ///< as read back; empty: the control block's own name
        std::string mms_reference;  ///< "LD/LLN0$BR$name"
        std::string data_set;
        std::size_t members = 0;  ///< 0: not known
        bool buffered = false;
    };
    [[nodiscard]] bool is_active() const { return active_; }
    [[nodiscard]] const Identity& identity() const { return identity_; }
    /// Whether the sequence number is the one that is due.
    [[nodiscard]] bool expects(const ReportFrame& frame) const {
        return frame.sequence && next_arrival_ && ((*frame.sequence ^ *next_arrival_) & 0xFFU) == 0;
    }
    /// No report with a number has come since its control block was enabled.
    [[nodiscard]] bool awaits_first() const { return !next_arrival_; }
    /// Reports so far that did not fit the data set, or were none after all.
    [[nodiscard]] std::uint64_t unreadable() const { return unreadable_; }
    /// A report of this stream.
    void deliver(Bytes results, const ReportFrame& frame);

    // ---- the procedures' side ----

    /// What reports mean from the enabling of a control block on.
    struct Epoch {
        Identity identity;
        std::string control_block;
        std::shared_ptr<MemberTable> members;  ///< null: as many as the first report says
        std::optional<std::uint32_t> conf_rev;
        bool again = false;    ///< after a loss of the connection
        bool unknown = false;  ///< events since then are lost
        bool resumed = false;  ///< after the last entry that was taken: what is queued comes again
    };
    /// Reports come from now on. Before the control block is enabled: the first may be faster than the
    /// answer.
    void begin(Epoch epoch);
    /// They come no more.
    void end() { active_ = false; }
    /// What is queued is not wanted any more.
    void discard() { queue_.clear(); }
    void set_last_entry(const EntryId& entry) { history_.add(entry); }

    SubscriptionState state = SubscriptionState::disconnected;
    std::optional<Error> error;
    bool is_set_up = false;      ///< it was live once
    ReportControlInfo info;      ///< of the control block in use, or the last
    ReportControlState control;  ///< the same, as read back before it was enabled
    std::string claim;           ///< the control block that is being set up or in use; empty: none
    OctetString known_owner;     ///< how the server names this client; empty: not known
    std::vector<ReportControlChange::NotTaken> not_taken;
    [[nodiscard]] std::shared_ptr<const std::vector<ReportMember>> members() const;

private:
    bool consume(Bytes results, const ReportFrame& frame);
    bool consume(Bytes results);
    bool note(ReportDecoder::Outcome outcome);
    void adopt();
    void complete();
    void drop_oldest();

    SubscriptionOptions options_;
    ReportCallback callback_;
    std::string reference_;
    Identity identity_;
    bool active_ = false;
    bool waiting_ = false;
    bool direct_ = false;  // the decoder's report is to be taken
    std::uint64_t called_ = 0;

    ReportQueue queue_;
    std::deque<Epoch> epochs_;  // those whose marks are in the queue
    std::shared_ptr<MemberTable> latest_members_;
    Epoch epoch_;  // of what is being taken
    ReportDecoder decoder_;
    SequenceWatch sequence_;
    EntryHistory history_;
    std::string entries_of_;
    ReportLoss loss_;
    std::uint64_t unreadable_ = 0;
    bool first_again_ = false;
    /// Reports after an enabling that are looked up among those that were taken.
    static constexpr std::uint32_t repeats_looked_for = 4096;
    std::uint32_t may_repeat_ = 0;
    std::optional<std::uint32_t> next_arrival_;
};

}  // namespace busbar::client
