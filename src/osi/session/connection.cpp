// SPDX-License-Identifier: Apache-2.0
// The session machine.
#include "osi/session/connection.hpp"

#include <string>

namespace busbar::session {
namespace {

struct InputOf {
    Input operator()(const DataTransfer&) const { return Input::dt; }
    Input operator()(const Connect&) const { return Input::cn; }
    Input operator()(const Accept&) const { return Input::ac; }
    Input operator()(const Refuse&) const { return Input::rf; }
    Input operator()(const Finish&) const { return Input::fn; }
    Input operator()(const Disconnect&) const { return Input::dn; }
    Input operator()(const NotFinished&) const { return Input::nf; }
    Input operator()(const Abort&) const { return Input::ab; }
    Input operator()(const AbortAccept&) const { return Input::aa; }
};

}  // namespace

std::string_view name_of(State state) {
    switch (state) {
        case State::idle: return "idle";
        case State::calling: return "calling";
        case State::called: return "called";
        case State::open: return "open";
        case State::finishing: return "finishing";
        case State::finish_asked: return "finish_asked";
        case State::closed: return "closed";
    }
    return "?";
}

std::string_view name_of(Input input) {
    switch (input) {
        case Input::connect_request: return "send CN";
        case Input::cn: return "receive CN";
        case Input::connect_response: return "send AC";
        case Input::ac: return "receive AC";
        case Input::refuse: return "send RF";
        case Input::rf: return "receive RF";
        case Input::data_request: return "send DT";
        case Input::dt: return "receive DT";
        case Input::finish_request: return "send FN";
        case Input::fn: return "receive FN";
        case Input::finish_response: return "send DN";
        case Input::dn: return "receive DN";
        case Input::nf: return "receive NF";
        case Input::abort_request: return "send AB";
        case Input::ab: return "receive AB";
        case Input::aa: return "receive AA";
    }
    return "?";
}

Result<void> Connection::advance(Input input, Fault fault_if_illegal) {
    const auto to = next_state(transitions, state_, input);
    if (!to) {
        return fail(fault_if_illegal,
                    std::string(name_of(input)) + " while the session is " + std::string(name_of(state_)));
    }
    state_ = *to;
    return {};
}

Result<Spdu> Connection::receive(Bytes tsdu) {
    auto spdu = decode(tsdu);
    if (!spdu) return spdu;
    const Input input = std::visit(InputOf(), *spdu);
    if (auto legal = advance(input, Fault::violation); !legal) return fail(std::move(legal).error());
    return spdu;
}

std::optional<RefuseReason> Connection::objection(const Connect& spdu) {
    if (spdu.version && (*spdu.version & version_2) == 0) return RefuseReason::version_not_supported;
    if (spdu.requirements && (*spdu.requirements & duplex) == 0)
        return RefuseReason::implementation_restriction;
    return std::nullopt;
}

Result<void> Connection::connect_request(BackWriter& writer, Bytes calling_selector, Bytes called_selector) {
    if (auto legal = advance(Input::connect_request, Fault::misuse); !legal) return legal;
    encode_header(writer, Connect{{version_2, duplex, calling_selector, called_selector, {}}});
    return {};
}

Result<void> Connection::connect_response(BackWriter& writer, std::optional<Bytes> responding_selector) {
    if (auto legal = advance(Input::connect_response, Fault::misuse); !legal) return legal;
    encode_header(writer, Accept{{version_2, duplex, std::nullopt, responding_selector, {}}});
    return {};
}

Result<void> Connection::refuse(BackWriter& writer, RefuseReason reason) {
    if (auto legal = advance(Input::refuse, Fault::misuse); !legal) return legal;
    encode_header(writer, Refuse{reason, {}});
    return {};
}

Result<void> Connection::data_request(BackWriter& writer) {
    if (auto legal = advance(Input::data_request, Fault::misuse); !legal) return legal;
    encode_header(writer, DataTransfer{});
    return {};
}

Result<void> Connection::finish_request(BackWriter& writer) {
    if (auto legal = advance(Input::finish_request, Fault::misuse); !legal) return legal;
    encode_header(writer, Finish{});
    return {};
}

Result<void> Connection::finish_response(BackWriter& writer) {
    if (auto legal = advance(Input::finish_response, Fault::misuse); !legal) return legal;
    encode_header(writer, Disconnect{});
    return {};
}

Result<void> Connection::abort_request(BackWriter& writer, Octet bits) {
    if (auto legal = advance(Input::abort_request, Fault::misuse); !legal) return legal;
    encode_header(writer, Abort{static_cast<Octet>(bits | transport_disconnect::released), {}});
    return {};
}

}  // namespace busbar::session
