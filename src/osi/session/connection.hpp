// SPDX-License-Identifier: Apache-2.0
// One session connection, version 2, kernel and duplex (X.225 clauses 6 and 7), either role: who may send
// which SPDU when. Its indications and confirms are the SPDUs themselves. Left out: what spdu.hpp leaves out.
// One thread; no I/O, no clock.
#pragma once

#include <string_view>

#include "base/transitions.hpp"
#include "osi/session/spdu.hpp"

namespace busbar::session {

enum class State : std::uint8_t { idle, calling, called, open, finishing, finish_asked, closed };
enum class Input : std::uint8_t {
    connect_request,  ///< our side sends CN
    cn,
    connect_response,  ///< our side sends AC
    ac,
    refuse,  ///< our side sends RF
    rf,
    data_request,  ///< our side sends DT
    dt,
    finish_request,  ///< our side sends FN
    fn,
    finish_response,  ///< our side sends DN
    dn,
    nf,
    abort_request,  ///< our side sends AB
    ab,
    aa,
};
std::string_view name_of(State state);
std::string_view name_of(Input input);

inline constexpr Transition<State, Input> transitions[] = {
    {State::idle, Input::connect_request, State::calling},
    {State::idle, Input::cn, State::called},
    {State::idle, Input::abort_request, State::closed},
    {State::idle, Input::ab, State::closed},
    {State::calling, Input::ac, State::open},
    {State::calling, Input::rf, State::closed},
    {State::calling, Input::abort_request, State::closed},
    {State::calling, Input::ab, State::closed},
    {State::called, Input::connect_response, State::open},
    {State::called, Input::refuse, State::closed},
    {State::called, Input::abort_request, State::closed},
    {State::called, Input::ab, State::closed},
    {State::open, Input::data_request, State::open},
    {State::open, Input::dt, State::open},
    {State::open, Input::finish_request, State::finishing},
    {State::open, Input::fn, State::finish_asked},
    {State::open, Input::abort_request, State::closed},
    {State::open, Input::ab, State::closed},
    {State::finishing, Input::dt, State::finishing},
    {State::finishing, Input::dn, State::closed},
    {State::finishing, Input::nf, State::open},
    {State::finishing, Input::fn, State::finish_asked},  // both at once: each answers the other's
    {State::finishing, Input::abort_request, State::closed},
    {State::finishing, Input::ab, State::closed},
    {State::finish_asked, Input::data_request, State::finish_asked},
    {State::finish_asked, Input::finish_response, State::closed},
    {State::finish_asked, Input::abort_request, State::closed},
    {State::finish_asked, Input::ab, State::closed},
    {State::closed, Input::aa, State::closed},
};
static_assert(is_deterministic(transitions));
static_assert(!next_state(transitions, State::idle, Input::dt), "no data before the connection is up");
static_assert(!next_state(transitions, State::finish_asked, Input::dt), "no data after FN");
static_assert(!next_state(transitions, State::open, Input::cn), "one connection at a time");

class Connection {
public:
    /// One TSDU from the peer. An error leaves the connection as it was; abort_request() tells the peer.
    Result<Spdu> receive(Bytes tsdu);

    /// The common case of receive: an open connection, GT and DT in their usual form. False changes nothing.
    bool receive_data(Bytes tsdu, Bytes& user_data) const {
        if (state_ != State::open || tsdu.size() < 4 || tsdu[0] != 1 || tsdu[1] != 0 || tsdu[2] != 1 ||
            tsdu[3] != 0) {
            return false;
        }
        user_data = tsdu.subspan(4);
        return true;
    }

    /// Why a CN cannot be accepted: version 2 or duplex not offered. What a CN does not mention is no
    /// objection.
    [[nodiscard]] static std::optional<RefuseReason> objection(const Connect& spdu);

    /// Each puts its SPDU's header before the user data that `writer` holds. Misuse where the state forbids
    /// it.
    Result<void> connect_request(BackWriter& writer, Bytes calling_selector, Bytes called_selector);
    Result<void> connect_response(BackWriter& writer, std::optional<Bytes> responding_selector);
    Result<void> refuse(BackWriter& writer, RefuseReason reason);
    Result<void> data_request(BackWriter& writer);
    Result<void> finish_request(BackWriter& writer);
    Result<void> finish_response(BackWriter& writer);
    /// `bits` of transport_disconnect; released is added.
    Result<void> abort_request(BackWriter& writer, Octet bits);

    [[nodiscard]] State state() const { return state_; }

private:
    Result<void> advance(Input input, Fault fault_if_illegal);

    State state_ = State::idle;
};

}  // namespace busbar::session
