// SPDX-License-Identifier: Apache-2.0
// The class 0 machine.
#include "osi/cotp/connection.hpp"

#include <algorithm>

namespace busbar::cotp {
namespace {

std::size_t octets_of(Octet size_code) {
    return std::size_t{1} << size_code;
}

/// A size of 65536 cannot be used: the packet around the TPDU holds 65531.
std::size_t usable_octets(Octet size_code) {
    return std::min<std::size_t>(octets_of(size_code), 65531);
}

/// What the peer offers, within what exists. Without the parameter RFC 1006 peers mean "as long as a packet
/// can be", so ours decides.
Octet offered_code(std::optional<Octet> code) {
    if (!code) return max_tpdu_size_code;
    return std::clamp(*code, min_tpdu_size_code, max_tpdu_size_code);
}

}  // namespace

std::string_view name_of(State state) {
    switch (state) {
        case State::idle: return "idle";
        case State::calling: return "calling";
        case State::called: return "called";
        case State::open: return "open";
        case State::closed: return "closed";
    }
    return "?";
}

std::string_view name_of(Input input) {
    switch (input) {
        case Input::connect_request: return "send CR";
        case Input::cr: return "receive CR";
        case Input::connect_response: return "send CC";
        case Input::cc: return "receive CC";
        case Input::refuse: return "send DR";
        case Input::data_request: return "send DT";
        case Input::dt: return "receive DT";
        case Input::error: return "send ER";
        case Input::dr: return "receive DR";
        case Input::er: return "receive ER";
    }
    return "?";
}

Result<void> Connection::advance(Input input, Fault fault_if_illegal) {
    const auto to = next_state(transitions, state_, input);
    if (!to) {
        return fail(fault_if_illegal, std::string(name_of(input)) + " while the transport connection is " +
                                          std::string(name_of(state_)));
    }
    state_ = *to;
    return {};
}

Result<Event> Connection::receive(Bytes tpdu) {
    auto decoded = decode(tpdu);
    if (!decoded) return fail(std::move(decoded).error());
    return std::visit([this](const auto& one) { return take(one); }, *decoded);
}

Result<Event> Connection::take(const ConnectionRequest& tpdu) {
    if (auto legal = advance(Input::cr, Fault::violation); !legal) return fail(std::move(legal).error());
    peer_reference_ = tpdu.source_reference;
    max_tpdu_octets_ = usable_octets(std::min(options_.tpdu_size_code, offered_code(tpdu.tpdu_size_code)));
    options_.tpdu_size_code = std::min(options_.tpdu_size_code, offered_code(tpdu.tpdu_size_code));
    return ConnectIndication{tpdu.calling_selector, tpdu.called_selector, tpdu.allows_class_0};
}

Result<Event> Connection::take(const ConnectionConfirm& tpdu) {
    if (tpdu.preferred_class != 0) return fail(Fault::violation, "CC selects a class that was not offered");
    if (auto legal = advance(Input::cc, Fault::violation); !legal) return fail(std::move(legal).error());
    peer_reference_ = tpdu.source_reference;
    options_.tpdu_size_code = std::min(options_.tpdu_size_code, offered_code(tpdu.tpdu_size_code));
    max_tpdu_octets_ = usable_octets(options_.tpdu_size_code);
    return ConnectConfirm{};
}

Result<Event> Connection::take(const Data& tpdu) {
    if (!next_state(transitions, state_, Input::dt)) {
        return fail(Fault::violation, "DT while the transport connection is not open");
    }
    if (!assembling_ && tpdu.end_of_tsdu) return DataIndication{tpdu.user_data};
    if (!assembling_) assembly_.clear();
    if (tpdu.user_data.size() >
        options_.max_tsdu_octets - std::min(options_.max_tsdu_octets, assembly_.size())) {
        return fail(Fault::limit, "message in several DTs is longer than was agreed");
    }
    assembly_.insert(assembly_.end(), tpdu.user_data.begin(), tpdu.user_data.end());
    assembling_ = !tpdu.end_of_tsdu;
    if (assembling_) return PartialData{};
    return DataIndication{assembly_};
}

Result<Event> Connection::take(const DisconnectRequest& tpdu) {
    if (auto legal = advance(Input::dr, Fault::violation); !legal) return fail(std::move(legal).error());
    return DisconnectIndication{tpdu.reason};
}

Result<Event> Connection::take(const TpduError& tpdu) {
    if (auto legal = advance(Input::er, Fault::violation); !legal) return fail(std::move(legal).error());
    return ErrorIndication{tpdu.cause};
}

Result<void> Connection::connect_request(BackWriter& writer, std::optional<Bytes> calling,
                                         std::optional<Bytes> called) {
    if (auto legal = advance(Input::connect_request, Fault::misuse); !legal) return legal;
    encode(writer, ConnectionRequest{{.source_reference = options_.reference,
                                      .tpdu_size_code = options_.tpdu_size_code,
                                      .calling_selector = calling,
                                      .called_selector = called}});
    return {};
}

Result<void> Connection::connect_response(BackWriter& writer, std::optional<Bytes> calling,
                                          std::optional<Bytes> called) {
    if (auto legal = advance(Input::connect_response, Fault::misuse); !legal) return legal;
    encode(writer, ConnectionConfirm{{.destination_reference = peer_reference_,
                                      .source_reference = options_.reference,
                                      .tpdu_size_code = options_.tpdu_size_code,
                                      .calling_selector = calling,
                                      .called_selector = called}});
    return {};
}

Result<void> Connection::refuse(BackWriter& writer, DisconnectReason reason) {
    if (auto legal = advance(Input::refuse, Fault::misuse); !legal) return legal;
    // No connection was made, so there is no reference of ours.
    encode(writer, DisconnectRequest{peer_reference_, 0, reason});
    return {};
}

Result<void> Connection::send_error(BackWriter& writer, RejectCause cause) {
    if (auto legal = advance(Input::error, Fault::misuse); !legal) return legal;
    encode(writer, TpduError{peer_reference_, cause});
    return {};
}

}  // namespace busbar::cotp
