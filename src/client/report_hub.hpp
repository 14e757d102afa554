// SPDX-License-Identifier: Apache-2.0
// All subscriptions of a client: which report is whose, and what becomes of them when the connection is lost
// and made again.
#pragma once

#include <list>

#include "client/remote.hpp"
#include "client/report_stream.hpp"

namespace busbar::client {

class ReportHub {
public:
    /// `remote` owns it.
    explicit ReportHub(Remote& remote);
    ~ReportHub();
    ReportHub(const ReportHub&) = delete;
    ReportHub& operator=(const ReportHub&) = delete;

    void add(std::shared_ptr<ReportStream> stream) { streams_.push_back(std::move(stream)); }
    void remove(const ReportStream& stream);
    [[nodiscard]] const std::vector<std::shared_ptr<ReportStream>>& streams() const { return streams_; }
    /// Whether another subscription of this client uses the control block, or is about to.
    [[nodiscard]] bool is_claimed(const ReportStream& by, const std::string& control_block) const;

    /// Every unconfirmed PDU; false where it is no report.
    bool on_unconfirmed(const mms::Envelope& envelope);
    [[nodiscard]] ReportCounters counters() const;
    /// Callbacks called and reports queued, of all streams: to see that something came.
    [[nodiscard]] std::uint64_t delivered() const { return delivered_; }

    /// The association is over, or an attempt to make it again failed.
    void connection_ended(const Error& why);
    /// The session was started anew.
    void associate_again();
    /// Whether a lost connection is to be made again.
    [[nodiscard]] bool wants_reconnect() const { return reconnect() != nullptr; }
    /// No connection any more, whatever subscriptions want: their client is gone.
    void shut_down();

    /// Changes the state, and tells the application.
    void set_state(ReportStream& stream, SubscriptionState state, std::optional<Error> why = {},
                   Duration retry_in = Duration::zero());
    /// Removes procedures that have come to an end.
    void tidy();

private:
    [[nodiscard]] const Reconnect* reconnect() const;
    [[nodiscard]] ReportStream* stream_of(const ReportFrame& frame) const;
    Task<void> associate();
    Task<void> set_up_again(std::shared_ptr<ReportStream> stream);
    void launch(Task<void> task);

    Remote& remote_;
    std::vector<std::shared_ptr<ReportStream>> streams_;
    ReportCounters counters_;
    std::uint64_t delivered_ = 0;
    std::uint64_t connection_ = 0;  // number of the present one
    bool shut_down_ = false;
    std::list<Task<void>> tasks_;  // last: they end first
};

// ---- procedures ----

/// Finds a control block, takes it, configures and enables it. Errors: see Client::subscribe().
Task<Result<std::shared_ptr<ReportStream>>> subscribe(Remote& remote, std::string reference,
                                                      SubscriptionOptions options, ReportCallback callback);
/// Disables, gives back, forgets.
Task<Result<void>> unsubscribe(Remote& remote, std::shared_ptr<ReportStream> stream);
Task<Result<void>> interrogate(Remote& remote, std::shared_ptr<ReportStream> stream);
/// The next report; one caller at a time. Errors: timeout, misuse, why it is over.
Task<Result<const Report*>> next_report(Remote& remote, std::shared_ptr<ReportStream> stream,
                                        TimePoint deadline);
/// What next() says where there is no report and will be none.
std::optional<Error> why_over(const ReportStream& stream);

}  // namespace busbar::client
