// SPDX-License-Identifier: Apache-2.0
// The association as its owner sees it: sending, output, time. Octets from the peer: association_input.cpp.
// Establishment: association_client.cpp and association_server.cpp. The end: association_release.cpp.
#include "stack/association.hpp"

#include <algorithm>

#include "osi/tpkt/tpkt.hpp"

namespace busbar::stack {
namespace {

/// Octets that the layers below prepend to an MMS PDU, with room to spare: 25 in the usual form.
constexpr std::size_t lower_header_octets = 256;
/// Above this much waiting output the owner is asked not to read more requests.
constexpr std::size_t high_water_octets = 256 * 1024;

cotp::Options transport_options(const Options& options) {
    cotp::Options result;
    result.tpdu_size_code =
        std::clamp(options.tpdu_size_code, cotp::min_tpdu_size_code, cotp::max_tpdu_size_code);
    result.max_tsdu_octets = options.mms.max_pdu_octets + limits::upper_layer_octets;
    return result;
}

}  // namespace

void Association::Selector::keep(const std::optional<Bytes>& selector) {
    present = selector && selector->size() <= octets.size();
    if (!present) return;
    size = static_cast<std::uint8_t>(selector->size());
    std::copy(selector->begin(), selector->end(), octets.begin());
}

std::optional<Bytes> Association::Selector::get() const {
    if (!present) return std::nullopt;
    return Bytes(octets.data(), size);
}

Association::Association(Role role, std::shared_ptr<const Options> options, Buffers& buffers)
    : role_(role),
      options_(std::move(options)),
      buffers_(&buffers),
      transport_(transport_options(*options_)) {}

Association::~Association() {
    buffers_->give_back(held_);
    buffers_->give_back(output_);
    buffers_->give_back(transport_.assembly());
}

bool Association::advance(Input input) {
    const auto to = next_state(transitions, state_, input);
    if (to) state_ = *to;
    return to.has_value();
}

void Association::start(TimePoint now) {
    now_ = now;
    if (!advance(Input::start)) return;
    phase_deadline_ = now + options_->handshake_phase;
    if (role_ == Role::server) return;
    BackWriter& writer = fresh_writer();
    static_cast<void>(transport_.connect_request(writer, Bytes(options_->own.transport_selector),
                                                 Bytes(options_->peer.transport_selector)));
    emit_tpdu(writer);
}

// ---- sending
// ------------------------------------------------------------------------------------------------------

BackWriter& Association::fresh_writer() {
    BackWriter& writer = buffers_->writer();
    writer.clear();
    writer.set_max_octets(options_->mms.max_pdu_octets + limits::upper_layer_octets);
    return writer;
}

BackWriter& Association::begin() {
    BackWriter& writer = buffers_->writer();
    writer.clear();
    writer.set_max_octets(negotiated_.max_pdu_octets);
    return writer;
}

Result<void> Association::send() {
    BackWriter& writer = buffers_->writer();
    if (!carries_data(state_)) return fail(Fault::misuse, "the association does not carry data");
    if (writer.overflowed()) return fail(Fault::limit, "MMS PDU is longer than negotiated");
    writer.set_max_octets(writer.size() + lower_header_octets);
    presentation_.data_header(writer);
    if (auto legal = session_.data_request(writer); !legal) return legal;
    if (emit(writer, true)) return {};
    return fail(Fault::limit, "too much output waits for the peer");
}

Result<void> Association::send(Bytes mms_pdu) {
    begin().prepend_bytes(mms_pdu);
    return send();
}

void Association::append(Bytes octets) {
    if (output_.capacity() == 0) output_ = buffers_->borrow();
    if (written_ != 0 && written_ >= output_.size() - written_) {
        output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(written_));
        written_ = 0;
    }
    output_.insert(output_.end(), octets.begin(), octets.end());
}

/// The TPDU that `writer` holds.
void Association::emit_tpdu(BackWriter& writer) {
    tpkt::prepend_header(writer);
    append(writer.bytes());
}

/// The TSDU that `writer` holds, in as many DTs as it needs. A false result means that the association is
/// over, because the peer does not read.
bool Association::emit(BackWriter& writer, bool bounded) {
    if (bounded && waiting_octets() + writer.size() > options_->send_queue_octets) {
        buffers_->give_back(output_);
        written_ = 0;
        given_up_ = true;
        Error error;
        error.fault = Fault::limit;
        error.text = "the peer does not read: too much output waits";
        end_with(Aborted{AbortedBy::us, std::move(error)});
        return false;
    }
    const std::size_t most = transport_.max_data_octets();
    if (writer.size() <= most) {
        cotp::encode_data_header(writer, true);
        emit_tpdu(writer);
        return true;
    }
    for (Bytes rest = writer.bytes(); !rest.empty();) {
        const Bytes part = rest.first(std::min(most, rest.size()));
        rest = rest.subspan(part.size());
        Octet header[tpkt::header_octets + cotp::data_header_octets];
        tpkt::write_header(header, part.size() + cotp::data_header_octets);
        cotp::write_data_header(header + tpkt::header_octets, rest.empty());
        append(header);
        append(part);
    }
    return true;
}

// ---- output
// -------------------------------------------------------------------------------------------------------

void Association::consume_output(std::size_t count) {
    written_ += std::min(count, waiting_octets());
    if (written_ != output_.size()) return;
    buffers_->give_back(output_);
    written_ = 0;
}

void Association::take_output(ByteVector& into) {
    into.clear();
    if (written_ == 0) {
        output_.swap(into);
        buffers_->give_back(output_);
    } else {
        const Bytes rest = output();
        into.assign(rest.begin(), rest.end());
        consume_output(rest.size());
    }
}

bool Association::wants_input() const {
    return state_ != State::closed && !holding_ && waiting_octets() <= high_water_octets;
}

bool Association::wants_close() const {
    return state_ == State::closed && (given_up_ || waiting_octets() == 0);
}

// ---- time
// ---------------------------------------------------------------------------------------------------------

TimePoint Association::deadline() const {
    if (wants_close()) return never;
    return std::min(phase_deadline_, message_deadline_);
}

void Association::on_time(TimePoint now) {
    now_ = now;
    if (state_ == State::closed) {
        if (now >= phase_deadline_) given_up_ = true;
        return;
    }
    const auto timeout = [](const char* text) {
        Error error;
        error.fault = Fault::timeout;
        error.text = text;
        return error;
    };
    if (now >= message_deadline_) {
        user_abort(timeout("a message that had begun was not completed in time"));
        return;
    }
    if (now < phase_deadline_) return;
    switch (state_) {
        case State::connecting: user_abort(timeout("no transport connection in time")); break;
        case State::associating: user_abort(timeout("no association in time")); break;
        case State::deciding: user_abort(timeout("the association was not decided upon in time")); break;
        case State::concluding:
            // Some servers never answer conclude: go on with the release.
            if (release_parts_ == ReleaseParts::conclude_and_finish) {
                send_finish();
            } else {
                end_with(Released{false});
            }
            break;
        case State::concluded: end_with(Released{true}); break;
        case State::releasing: end_with(Released{false}); break;
        case State::idle:
        case State::open:
        case State::answering:
        case State::closed: break;
    }
}

}  // namespace busbar::stack
