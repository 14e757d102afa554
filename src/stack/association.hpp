// SPDX-License-Identifier: Apache-2.0
// One MMS association over one stream connection, either role: TPKT, COTP class 0, session, presentation,
// ACSE and MMS initiate, conclude and release (ISO 9506-1, IEC 61850-8-1 clause 24). Octets and time points
// go in; octets, events and the next deadline come out. No I/O, no clock, no callback, no thread: whoever
// owns it calls it from one. What the MMS PDUs mean is not known here; nothing of them is delivered before
// the association is accepted.
//
//     association.receive(octets, now);
//     while (association.next(event)) { ... begin(), encode, send() ... }
//     write(association.output()); association.consume_output(written);
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "base/time.hpp"
#include "base/transitions.hpp"
#include "osi/acse/connection.hpp"
#include "osi/cotp/connection.hpp"
#include "osi/presentation/connection.hpp"
#include "osi/session/connection.hpp"
#include "stack/buffers.hpp"
#include "stack/events.hpp"
#include "stack/options.hpp"
#include "stack/states.hpp"

namespace busbar::stack {

enum class Role : std::uint8_t { client, server };

/// Which parts of an orderly end are sent.
enum class ReleaseParts : std::uint8_t { conclude_and_finish, conclude_only, finish_only };

class Association {
public:
    /// `buffers` is shared by the associations of one thread and outlives them. Nothing is sent before
    /// start().
    Association(Role role, std::shared_ptr<const Options> options, Buffers& buffers);
    Association(Association&& other) noexcept = default;
    Association& operator=(Association&&) = delete;
    ~Association();

    /// The stream connection is up. Client: the CR is in output(). Server: the clock of the handshake starts.
    void start(TimePoint now);

    // ---- input ----

    /// Octets from the peer, in any portions. They are not copied: they must stay until next() has returned
    /// false or hold() was called.
    void receive(Bytes octets, TimePoint now);
    /// The next event; false when there is none until more octets or time come. Views in the event before
    /// become invalid.
    bool next(Event& event);
    /// Stops in the middle of what was received: the rest is copied, the caller's octets are free again.
    /// next() goes on with it. For an owner that lets output drain before it serves more.
    void hold();
    /// False while held requests wait or too much output does: do not read from the stream now.
    [[nodiscard]] bool wants_input() const;
    /// The stream connection is gone. An event may follow.
    void closed(Error why = {});

    // ---- the owner's answers and requests; misuse where the state does not allow them ----

    /// Server: answers the AssociateIndication.
    Result<void> accept();
    /// Server: refuses it. The domain of `code` says which layer's PDU tells the peer: session (RF),
    /// presentation (CPR), acse_user or acse_provider (AARE), service_error (initiate-Error). `transient`:
    /// trying again may help.
    Result<void> refuse(Code code, bool transient = false);
    /// Server: no place for another association. The CR that is awaited gets a DR with reason 1 (congestion).
    void refuse_connection() { no_place_ = true; }
    Result<void> conclude_accept();
    /// Answers with ServiceError conclude/further-communication-required.
    Result<void> conclude_refuse();
    /// Begins the orderly end. Events until Released (or ReleaseRefused) go on; it takes at most two
    /// release_wait.
    Result<void> release(TimePoint now, ReleaseParts parts = ReleaseParts::conclude_and_finish);
    /// Tells the peer and ends at once. The Aborted event follows, with this error.
    void abort(Error why);

    // ---- sending MMS PDUs ----

    /// The shared scratch, empty, bounded by the negotiated PDU size: encode one MMS PDU into it, back to
    /// front, then send(). Nothing else of any association that shares the Buffers may be called in between.
    BackWriter& begin();
    /// Sends what begin()'s writer holds. Limit, and nothing is sent, where it overflowed; misuse where the
    /// association does not carry data. Too much waiting output aborts the association (an event follows).
    Result<void> send();
    /// begin() and send() for a PDU that is encoded already.
    Result<void> send(Bytes mms_pdu);

    // ---- output ----

    /// Octets for the peer. Valid until the next non-const call.
    [[nodiscard]] Bytes output() const { return Bytes(output_).subspan(written_); }
    /// `count` octets of output() have been written.
    void consume_output(std::size_t count);
    /// Moves all output to `into`, which is cleared first: for a writer that needs octets that stay.
    void take_output(ByteVector& into);
    /// Over, and nothing is left to be written (or waiting for that was given up): close the stream.
    [[nodiscard]] bool wants_close() const;

    // ---- time ----

    /// When on_time() must be called; `never` when there is nothing to wait for.
    [[nodiscard]] TimePoint deadline() const;
    void on_time(TimePoint now);

    // ---- what it is ----

    [[nodiscard]] Role role() const { return role_; }
    [[nodiscard]] State state() const { return state_; }
    /// MMS PDUs may be sent.
    [[nodiscard]] bool is_open() const { return carries_data(state_); }
    [[nodiscard]] const Negotiated& negotiated() const { return negotiated_; }
    [[nodiscard]] const Options& options() const { return *options_; }

private:
    /// A selector of the CN or CP that our answer repeats; one longer than 16 octets is not repeated.
    struct Selector {
        std::array<Octet, 16> octets;
        std::uint8_t size = 0;
        bool present = false;

        void keep(const std::optional<Bytes>& selector);
        [[nodiscard]] std::optional<Bytes> get() const;
    };

    bool advance(Input input);
    void end_with(Event event, Input how = Input::end);
    void give_up_input();

    // ---- framing (association_input.cpp) ----
    bool take_packet(Bytes& packet);
    void keep_rest();
    void on_packet(Bytes tpdu, Event& event, bool& filled);
    void on_transport(Bytes tpdu, Event& event, bool& filled);
    void on_tsdu(Bytes tsdu, Event& event, bool& filled);
    void on_session(const session::Spdu& spdu, Event& event, bool& filled);
    void on_data(const presentation::DataIndication& data, Event& event, bool& filled);
    void on_conclude(Bytes pdu, Event& event, bool& filled);

    // ---- establishment (association_client.cpp, association_server.cpp) ----
    void on_transport_indication(const cotp::ConnectIndication& indication);
    void on_transport_confirm();
    void on_transport_refused(cotp::DisconnectReason reason);
    void on_connect(const session::Connect& spdu, Event& event, bool& filled);
    void on_aarq(const acse::AssociateRequest& aarq, AssociateIndication& indication, bool& good);
    void on_accept(const session::Accept& spdu, Event& event, bool& filled);
    void on_aare(const acse::AssociateResponse& aare, Event& event, bool& filled);
    void on_refuse(const session::Refuse& spdu);
    void refuse_session(session::RefuseReason reason, const char* text);
    void refuse_presentation(presentation::RefuseReason reason, const char* text);
    void refuse_acse(acse::AssociateResult result, acse::Diagnostic diagnostic, const Code* initiate_error);
    void refuse_with(Code code, bool transient);

    // ---- the end (association_release.cpp) ----
    void on_finish(const session::Finish& spdu);
    void on_disconnect(const session::Disconnect& spdu);
    void on_abort(const session::Abort& spdu);
    void send_finish();
    void provider_abort(Layer layer, Error error);
    void user_abort(Error error);

    // ---- output (association.cpp) ----
    BackWriter& fresh_writer();
    bool emit(BackWriter& writer, bool bounded);
    void emit_tpdu(BackWriter& writer);
    void append(Bytes octets);
    [[nodiscard]] std::size_t waiting_octets() const { return output_.size() - written_; }

    Role role_;
    State state_ = State::idle;
    ReleaseParts release_parts_ = ReleaseParts::conclude_and_finish;
    bool no_place_ = false;
    bool holding_ = false;
    bool given_up_ = false;  // output that nobody takes
    std::shared_ptr<const Options> options_;
    Buffers* buffers_;

    cotp::Connection transport_;
    session::Connection session_;
    presentation::Connection presentation_;
    acse::Connection acse_;
    Selector session_selector_;
    Selector presentation_selector_;
    Negotiated negotiated_;

    Bytes input_;            // the caller's octets that have not been looked at
    ByteVector held_;        // a packet that began but is not whole, or what hold() kept
    std::size_t taken_ = 0;  // octets of held_ that are done with
    ByteVector output_;
    std::size_t written_ = 0;

    TimePoint now_{};
    TimePoint phase_deadline_ = never;    // handshake, release, or flushing after the end
    TimePoint message_deadline_ = never;  // of a message that has begun
    std::unique_ptr<Event> end_;          // not yet told
};

}  // namespace busbar::stack
