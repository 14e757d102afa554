// SPDX-License-Identifier: Apache-2.0
// One presentation connection in normal mode (X.226 clause 6), either role: negotiation of the contexts for
// ACSE and MMS, and which PPDU may come when. Which PPDU an SPDU carries follows from the SPDU, so there is
// one receive function for each. Left out: context management, restoration. One thread; no I/O, no clock.
#pragma once

#include <array>
#include <string_view>

#include "base/transitions.hpp"
#include "osi/presentation/ppdu.hpp"

namespace busbar::presentation {

enum class State : std::uint8_t { idle, calling, called, open, closed };
enum class Input : std::uint8_t {
    connect_request,  ///< our side sends CP
    cp,
    connect_response,  ///< our side sends CPA
    cpa,
    refuse,  ///< our side sends CPR
    cpr,
    data_request,
    data,
    abort_request,  ///< our side sends ARU or ARP
    abort,          ///< ARU or ARP came
    release,        ///< the session was released
};
std::string_view name_of(State state);
std::string_view name_of(Input input);

inline constexpr Transition<State, Input> transitions[] = {
    {State::idle, Input::connect_request, State::calling},
    {State::idle, Input::cp, State::called},
    {State::idle, Input::abort_request, State::closed},
    {State::idle, Input::abort, State::closed},
    {State::calling, Input::cpa, State::open},
    {State::calling, Input::cpr, State::closed},
    {State::calling, Input::abort_request, State::closed},
    {State::calling, Input::abort, State::closed},
    {State::called, Input::connect_response, State::open},
    {State::called, Input::refuse, State::closed},
    {State::called, Input::abort_request, State::closed},
    {State::called, Input::abort, State::closed},
    {State::open, Input::data_request, State::open},
    {State::open, Input::data, State::open},
    {State::open, Input::release, State::closed},
    {State::open, Input::abort_request, State::closed},
    {State::open, Input::abort, State::closed},
};
static_assert(is_deterministic(transitions));
static_assert(!next_state(transitions, State::called, Input::data), "no data before the connection is up");

/// Contexts that a CP may offer; more are refused for local limit.
inline constexpr std::size_t max_contexts = 16;

/// A CP came. Views look into the PPDU. Answer with connect_response or refuse.
struct ConnectIndication {
    std::optional<Bytes> calling_selector;
    std::optional<Bytes> called_selector;
    bool has_contexts = false;  ///< both ACSE and MMS were offered with BER; otherwise refuse
    Bytes acse;                 ///< the APDU; empty where the CP has none in its ACSE context
};
struct ConnectConfirm {
    Bytes acse;
};
struct RefuseIndication {
    std::optional<RefuseReason> reason;  ///< absent: the user refused, and `acse` says why
    Bytes acse;
};
struct AbortIndication {
    bool by_provider = false;
    std::optional<AbortReason> reason;  ///< of the provider
    Bytes acse;                         ///< of the user: the ABRT, where there is one
};
/// User data of an open connection.
struct DataIndication {
    ContextId context = 0;
    Bytes value;
};

class Connection {
public:
    /// One PPDU out of the SPDU that the name says. An error leaves the connection as it was.
    Result<ConnectIndication> receive_connect(Bytes ppdu);
    Result<ConnectConfirm> receive_accept(Bytes ppdu);
    Result<RefuseIndication> receive_refuse(Bytes ppdu);
    /// `ppdu` may be empty: an abort without saying anything.
    Result<AbortIndication> receive_abort(Bytes ppdu);
    Result<DataIndication> receive_data(Bytes ppdu) const;
    /// The common case of receive_data. False changes nothing.
    bool receive_usual_data(Bytes ppdu, DataIndication& indication) const {
        return state_ == State::open && decode_usual_data(ppdu, indication.context, indication.value);
    }

    /// Each writes a PPDU whose ACSE value `acse` writes. Misuse where the state forbids it.
    Result<void> connect_request(BackWriter& writer, Bytes calling_selector, Bytes called_selector,
                                 ber::Producer acse, const void* argument);
    Result<void> connect_response(BackWriter& writer, std::optional<Bytes> responding_selector,
                                  ber::Producer acse, const void* argument);
    /// `acse` may be nullptr where the provider refuses, for `reason`.
    Result<void> refuse(BackWriter& writer, std::optional<Bytes> responding_selector,
                        std::optional<RefuseReason> reason, ber::Producer acse, const void* argument);
    Result<void> abort_request(BackWriter& writer, ber::Producer acse, const void* argument);
    Result<void> provider_abort_request(BackWriter& writer, AbortReason reason);

    /// Puts the header of user data before the MMS PDU that `writer` holds; open connections only.
    void data_header(BackWriter& writer) const { encode_data_header(writer, mms_context_); }
    /// User data with one ACSE value (release).
    void acse_data(BackWriter& writer, ber::Producer acse, const void* argument) const;
    /// The session was released or lost.
    void released() { state_ = State::closed; }

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] ContextId acse_context() const { return acse_context_; }
    [[nodiscard]] ContextId mms_context() const { return mms_context_; }

private:
    enum class Verdict : std::uint8_t {
        acse,
        mms,
        unknown_abstract_syntax,
        unknown_transfer_syntax,
        repeated
    };

    Result<void> advance(Input input, Fault fault_if_illegal);
    void judge(const ber::List<ContextItem>& offered);
    ber::List<ResultItem> results(std::array<ResultItem, max_contexts>& items) const;
    [[nodiscard]] Bytes acse_of(const std::optional<UserData>& user_data) const;

    State state_ = State::idle;
    ContextId acse_context_ = 1;
    ContextId mms_context_ = 3;
    std::uint8_t verdicts_count_ = 0;
    std::array<Verdict, max_contexts> verdicts_{};  // one for each offered context, in the order of the CP
};

}  // namespace busbar::presentation
