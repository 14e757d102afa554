// SPDX-License-Identifier: Apache-2.0
// Names for messages and for the diagram.
#include "stack/states.hpp"

#include "stack/events.hpp"

namespace busbar::stack {

std::string_view name_of(State state) {
    switch (state) {
        case State::idle: return "idle";
        case State::connecting: return "connecting";
        case State::associating: return "associating";
        case State::deciding: return "deciding";
        case State::open: return "open";
        case State::concluding: return "concluding";
        case State::answering: return "answering";
        case State::concluded: return "concluded";
        case State::releasing: return "releasing";
        case State::closed: return "closed";
    }
    return "?";
}

std::string_view name_of(Input input) {
    switch (input) {
        case Input::start: return "start";
        case Input::transport_connected: return "transport connected";
        case Input::associate_indication: return "associate indication";
        case Input::accept: return "accept";
        case Input::associate_confirm: return "associate confirm";
        case Input::mms_pdu: return "MMS PDU";
        case Input::conclude_request: return "conclude request";
        case Input::conclude_indication: return "conclude indication";
        case Input::conclude_accept: return "conclude accepted";
        case Input::conclude_refuse: return "conclude refused";
        case Input::conclude_confirm: return "conclude confirm";
        case Input::conclude_refused: return "conclude refused by the peer";
        case Input::finish_request: return "finish request";
        case Input::finish_indication: return "finish indication";
        case Input::finish_confirm: return "finish confirm";
        case Input::end: return "end";
    }
    return "?";
}

std::string_view name_of(Layer layer) {
    switch (layer) {
        case Layer::tcp: return "TCP";
        case Layer::tpkt: return "TPKT";
        case Layer::transport: return "transport";
        case Layer::session: return "session";
        case Layer::presentation: return "presentation";
        case Layer::acse: return "ACSE";
        case Layer::mms: return "MMS";
    }
    return "?";
}

}  // namespace busbar::stack
