// SPDX-License-Identifier: Apache-2.0
// The life of an association over all layers, as data (PROTOCOL life cycle: open, data, release, abort). What
// is legal inside one layer stands in that layer's own table. Either role may begin the release; every state
// but `closed` also ends by an abort from any side, a refusal, a deadline or the loss of the stream
// connection (`end`).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/transitions.hpp"

namespace busbar::stack {

enum class State : std::uint8_t {
    idle,         ///< start() was not called
    connecting,   ///< CR awaited (server) or sent (client)
    associating,  ///< CN awaited (server) or sent (client)
    deciding,     ///< server: the owner has to answer the AssociateIndication
    open,
    concluding,  ///< we asked to conclude
    answering,   ///< the peer asked to conclude; the owner has to answer
    concluded,   ///< no more MMS PDUs; FN, or the end of the connection, comes next
    releasing,   ///< we sent FN
    closed,
};

enum class Input : std::uint8_t {
    start,
    transport_connected,
    associate_indication,
    accept,
    associate_confirm,
    mms_pdu,
    conclude_request,     ///< ours
    conclude_indication,  ///< the peer's
    conclude_accept,
    conclude_refuse,
    conclude_confirm,
    conclude_refused,  ///< by the peer
    finish_request,    ///< ours
    finish_indication,
    finish_confirm,
    end,
};

std::string_view name_of(State state);
std::string_view name_of(Input input);

inline constexpr Transition<State, Input> transitions[] = {
    {State::idle, Input::start, State::connecting},
    {State::idle, Input::end, State::closed},
    {State::connecting, Input::transport_connected, State::associating},
    {State::connecting, Input::end, State::closed},
    {State::associating, Input::associate_indication, State::deciding},
    {State::associating, Input::associate_confirm, State::open},
    {State::associating, Input::end, State::closed},
    {State::deciding, Input::accept, State::open},
    {State::deciding, Input::end, State::closed},
    {State::open, Input::mms_pdu, State::open},
    {State::open, Input::conclude_request, State::concluding},
    {State::open, Input::conclude_indication, State::answering},
    {State::open, Input::finish_request, State::releasing},
    {State::open, Input::finish_indication, State::closed},
    {State::open, Input::end, State::closed},
    {State::concluding, Input::mms_pdu, State::concluding},
    {State::concluding, Input::conclude_indication, State::concluding},  // both at once: answered at once
    {State::concluding, Input::conclude_confirm, State::concluded},
    {State::concluding, Input::conclude_refused, State::open},
    {State::concluding, Input::finish_request, State::releasing},  // no answer came in time
    {State::concluding, Input::finish_indication, State::closed},
    {State::concluding, Input::end, State::closed},
    {State::answering, Input::mms_pdu, State::answering},
    {State::answering, Input::conclude_accept, State::concluded},
    {State::answering, Input::conclude_refuse, State::open},
    {State::answering, Input::finish_indication, State::closed},
    {State::answering, Input::end, State::closed},
    {State::concluded, Input::finish_request, State::releasing},
    {State::concluded, Input::finish_indication, State::closed},
    {State::concluded, Input::end, State::closed},
    {State::releasing, Input::finish_confirm, State::closed},
    {State::releasing, Input::finish_indication, State::closed},
    {State::releasing, Input::end, State::closed},
};
static_assert(is_deterministic(transitions));
static_assert(!next_state(transitions, State::associating, Input::mms_pdu),
              "nothing served before the association");
static_assert(!next_state(transitions, State::deciding, Input::mms_pdu),
              "nothing served before it is accepted");
static_assert(!next_state(transitions, State::concluded, Input::mms_pdu), "nothing served after conclude");

/// Whether MMS PDUs may be sent and received.
constexpr bool carries_data(State state) {
    return state == State::open || state == State::concluding || state == State::answering;
}

}  // namespace busbar::stack
