// SPDX-License-Identifier: Apache-2.0
// Octets from the peer: packets are framed where they lie, and a message in a single DT is handed on as a
// view of the caller's octets. Only what is not whole yet is copied.
#include <algorithm>

#include "osi/tpkt/tpkt.hpp"
#include "stack/association.hpp"

namespace busbar::stack {
namespace {

constexpr Octet request_identifier = 0x8B, response_identifier = 0x8C, error_identifier = 0xAD;

}  // namespace

void Association::receive(Bytes octets, TimePoint now) {
    now_ = now;
    if (state_ == State::closed || state_ == State::idle) return;
    // An owner that did not empty next() before loses nothing.
    if (!input_.empty()) keep_rest();
    input_ = octets;
}

void Association::keep_rest() {
    if (input_.empty()) return;
    if (held_.capacity() == 0) held_ = buffers_->borrow();
    held_.insert(held_.end(), input_.begin(), input_.end());
    input_ = {};
}

void Association::hold() {
    if (state_ == State::closed) return;
    keep_rest();
    holding_ = taken_ != held_.size();
}

void Association::give_up_input() {
    input_ = {};
    taken_ = 0;
    holding_ = false;
    message_deadline_ = never;
    buffers_->give_back(held_);
}

/// The next whole packet, without its header; false when there is none, or when what came is no packet.
bool Association::take_packet(Bytes& packet) {
    if (taken_ == held_.size() && taken_ != 0) {
        taken_ = 0;
        buffers_->give_back(held_);
    }
    const auto octets_of = [this](Bytes bytes, std::size_t& octets) {
        const auto found = tpkt::packet_octets(bytes);
        if (!found) {
            provider_abort(Layer::tpkt, found.error());
            return false;
        }
        octets = *found;
        return true;
    };
    // Tops held_ up to `size` octets that are not taken.
    const auto fill = [this](std::size_t size) {
        const std::size_t have = held_.size() - taken_;
        if (have >= size) return true;
        const Bytes more = input_.first(std::min(size - have, input_.size()));
        held_.insert(held_.end(), more.begin(), more.end());
        input_ = input_.subspan(more.size());
        return held_.size() - taken_ >= size;
    };
    std::size_t octets = 0;
    bool whole = false;
    if (held_.empty()) {
        if (!octets_of(input_, octets)) return false;
        if (octets != 0 && octets <= input_.size()) {
            packet = input_.subspan(tpkt::header_octets, octets - tpkt::header_octets);
            input_ = input_.subspan(octets);
            whole = true;
        } else {
            keep_rest();
        }
    } else {
        // The copy ends with the packet, so that the rest is read where it lies.
        whole = fill(tpkt::header_octets);
        if (!octets_of(Bytes(held_).subspan(taken_), octets)) return false;
        whole = whole && fill(octets);
        if (whole) {
            packet = Bytes(held_).subspan(taken_ + tpkt::header_octets, octets - tpkt::header_octets);
            taken_ += octets;
        }
    }
    const bool begun = !whole && taken_ != held_.size();
    if (!begun) {
        if (!transport_.assembling()) message_deadline_ = never;
    } else if (message_deadline_ == never) {
        message_deadline_ = now_ + options_->message_completion;
    }
    if (!whole) holding_ = false;
    return whole;
}

bool Association::next(Event& event) {
    if (!transport_.assembling() && transport_.assembly().capacity() != 0) {
        buffers_->give_back(transport_.assembly());
    }
    bool filled = false;
    while (!filled) {
        if (end_) {
            event = std::move(*end_);
            end_.reset();
            return true;
        }
        if (state_ == State::closed) {
            give_up_input();
            return false;
        }
        Bytes packet;
        if (take_packet(packet)) {
            on_packet(packet, event, filled);
        } else if (!end_) {
            return false;
        }
    }
    return true;
}

void Association::on_packet(Bytes tpdu, Event& event, bool& filled) {
    Bytes tsdu;
    if (transport_.receive_data(tpdu, tsdu)) {
        on_tsdu(tsdu, event, filled);
    } else {
        on_transport(tpdu, event, filled);
    }
}

void Association::on_transport(Bytes tpdu, Event& event, bool& filled) {
    if (transport_.assembly().capacity() == 0 && transport_.state() == cotp::State::open) {
        transport_.assembly() = buffers_->borrow();
    }
    auto received = transport_.receive(tpdu);
    if (!received) {
        provider_abort(Layer::transport, std::move(received).error());
        return;
    }
    if (const auto* data = std::get_if<cotp::DataIndication>(&*received)) {
        message_deadline_ = never;
        on_tsdu(data->tsdu, event, filled);
    } else if (std::holds_alternative<cotp::PartialData>(*received)) {
        if (message_deadline_ == never) message_deadline_ = now_ + options_->message_completion;
    } else if (const auto* indication = std::get_if<cotp::ConnectIndication>(&*received)) {
        on_transport_indication(*indication);
    } else if (std::holds_alternative<cotp::ConnectConfirm>(*received)) {
        on_transport_confirm();
    } else if (const auto* disconnect = std::get_if<cotp::DisconnectIndication>(&*received)) {
        on_transport_refused(disconnect->reason);
    } else {
        Error error;
        error.fault = Fault::refused;
        error.text = "the peer's transport did not understand us (ER)";
        end_with(Aborted{AbortedBy::peer_provider, std::move(error)});
    }
}

void Association::on_tsdu(Bytes tsdu, Event& event, bool& filled) {
    Bytes ppdu;
    presentation::DataIndication data;
    if (session_.receive_data(tsdu, ppdu) && presentation_.receive_usual_data(ppdu, data)) {
        on_data(data, event, filled);
        return;
    }
    auto spdu = session_.receive(tsdu);
    if (!spdu) {
        provider_abort(Layer::session, std::move(spdu).error());
        return;
    }
    on_session(*spdu, event, filled);
}

void Association::on_session(const session::Spdu& spdu, Event& event, bool& filled) {
    if (const auto* transfer = std::get_if<session::DataTransfer>(&spdu)) {
        auto data = presentation_.receive_data(transfer->user_data);
        if (!data) {
            provider_abort(Layer::presentation, std::move(data).error());
            return;
        }
        on_data(*data, event, filled);
    } else if (const auto* connect = std::get_if<session::Connect>(&spdu)) {
        on_connect(*connect, event, filled);
    } else if (const auto* accepted = std::get_if<session::Accept>(&spdu)) {
        on_accept(*accepted, event, filled);
    } else if (const auto* refused = std::get_if<session::Refuse>(&spdu)) {
        on_refuse(*refused);
    } else if (const auto* finish = std::get_if<session::Finish>(&spdu)) {
        on_finish(*finish);
    } else if (const auto* disconnect = std::get_if<session::Disconnect>(&spdu)) {
        on_disconnect(*disconnect);
    } else if (const auto* aborted = std::get_if<session::Abort>(&spdu)) {
        on_abort(*aborted);
    } else {
        // NF keeps a session that we have already taken leave of: nothing is left to be done with it.
        end_with(Released{false});
    }
}

void Association::on_data(const presentation::DataIndication& data, Event& event, bool& filled) {
    if (data.context != presentation_.mms_context()) {
        Error error;
        error.fault = Fault::violation;
        error.text = "data in a context other than that of MMS";
        provider_abort(Layer::presentation, std::move(error));
        return;
    }
    // What was on its way when we sent FN has no receiver any more.
    if (state_ == State::releasing) return;
    if (!carries_data(state_) || data.value.empty()) {
        Error error;
        error.fault = Fault::violation;
        error.text = "MMS PDU while the association is " + std::string(name_of(state_));
        provider_abort(Layer::mms, std::move(error));
        return;
    }
    const Octet identifier = data.value[0];
    if (identifier == request_identifier || identifier == response_identifier ||
        identifier == error_identifier) {
        on_conclude(data.value, event, filled);
        return;
    }
    event = MmsPdu{data.value};
    filled = true;
}

}  // namespace busbar::stack
