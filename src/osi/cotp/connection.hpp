// SPDX-License-Identifier: Apache-2.0
// One transport connection of class 0 (X.224 clause 6), either role: who may send which TPDU when,
// negotiation of the TPDU size, and reassembly of a TSDU that came in several DTs, within a bound. Class 0
// has no release of its own: after the connection is up it ends with the network connection; a DR is accepted
// at any time all the same. One thread; no I/O, no clock.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "base/back_writer.hpp"
#include "base/transitions.hpp"
#include "osi/cotp/tpdu.hpp"

namespace busbar::cotp {

enum class State : std::uint8_t { idle, calling, called, open, closed };
enum class Input : std::uint8_t {
    connect_request,  ///< our side sends CR
    cr,
    connect_response,  ///< our side answers a CR with CC
    cc,
    refuse,        ///< our side answers a CR with DR
    data_request,  ///< our side sends DT
    dt,
    error,  ///< our side sends ER
    dr,
    er,
};
std::string_view name_of(State state);
std::string_view name_of(Input input);

inline constexpr Transition<State, Input> transitions[] = {
    {State::idle, Input::connect_request, State::calling},
    {State::idle, Input::cr, State::called},
    {State::idle, Input::error, State::closed},
    {State::idle, Input::dr, State::closed},
    {State::idle, Input::er, State::closed},
    {State::calling, Input::cc, State::open},
    {State::calling, Input::error, State::closed},
    {State::calling, Input::dr, State::closed},
    {State::calling, Input::er, State::closed},
    {State::called, Input::connect_response, State::open},
    {State::called, Input::refuse, State::closed},
    {State::open, Input::data_request, State::open},
    {State::open, Input::dt, State::open},
    {State::open, Input::error, State::closed},
    {State::open, Input::dr, State::closed},
    {State::open, Input::er, State::closed},
};
static_assert(is_deterministic(transitions));
static_assert(!next_state(transitions, State::idle, Input::dt), "no data before the connection is up");
static_assert(!next_state(transitions, State::open, Input::cr), "one connection at a time");

/// Sizes are 2 to the power of these. 13 is what most of our peers offer, although ISO keeps it for other
/// classes.
inline constexpr Octet min_tpdu_size_code = 7;
inline constexpr Octet default_tpdu_size_code = 13;
inline constexpr Octet max_tpdu_size_code = 16;

struct Options {
    Octet tpdu_size_code =
        default_tpdu_size_code;           ///< 7 (128 octets) to 16: the largest that we offer and accept
    std::uint16_t reference = 1;          ///< ours; some peers refuse 0
    std::size_t max_tsdu_octets = 65536;  ///< bound of the reassembly
};

/// A CR came. Answer with connect_response or refuse. Views look into the TPDU.
struct ConnectIndication {
    std::optional<Bytes> calling_selector;
    std::optional<Bytes> called_selector;
    bool class_0_possible = true;  ///< false: refuse with negotiation_failed
};
struct ConnectConfirm {};
/// A whole TSDU: a view into the TPDU where it came in one DT, else into assembly().
struct DataIndication {
    Bytes tsdu;
};
/// A DT that is not the last of its TSDU.
struct PartialData {};
struct DisconnectIndication {
    DisconnectReason reason = DisconnectReason::unspecified;
};
/// The peer did not understand something that we sent.
struct ErrorIndication {
    RejectCause cause = RejectCause::unspecified;
};
using Event = std::variant<DataIndication, PartialData, ConnectIndication, ConnectConfirm,
                           DisconnectIndication, ErrorIndication>;

class Connection {
public:
    explicit Connection(const Options& options) : options_(options) {}

    /// One TPDU from the peer. An error leaves the connection as it was; send_error() tells the peer.
    Result<Event> receive(Bytes tpdu);

    /// The common case of receive: an open connection, a TSDU in a single DT. False changes nothing: use
    /// receive.
    bool receive_data(Bytes tpdu, Bytes& tsdu) const {
        if (state_ != State::open || tpdu.size() < data_header_octets || tpdu[0] != 2 || tpdu[1] != 0xF0 ||
            (tpdu[2] & 0x80U) == 0 || assembling_) {
            return false;
        }
        tsdu = tpdu.subspan(data_header_octets);
        return true;
    }

    /// Writes the CR. Selectors of at most 32 octets; nullopt sends no such parameter.
    Result<void> connect_request(BackWriter& writer, std::optional<Bytes> calling,
                                 std::optional<Bytes> called);
    /// Writes the CC; repeats the selectors of the CR that it is given.
    Result<void> connect_response(BackWriter& writer, std::optional<Bytes> calling,
                                  std::optional<Bytes> called);
    /// Writes the DR that answers a CR.
    Result<void> refuse(BackWriter& writer, DisconnectReason reason);
    /// Writes the ER that answers a TPDU which receive() did not accept.
    Result<void> send_error(BackWriter& writer, RejectCause cause);

    /// User octets that fit into one DT: the negotiated TPDU size without its header. TSDUs that are longer
    /// go out in several DTs, all but the last with end_of_tsdu false.
    [[nodiscard]] std::size_t max_data_octets() const { return max_tpdu_octets_ - data_header_octets; }

    [[nodiscard]] State state() const { return state_; }
    /// Whether DTs of an unfinished TSDU are held.
    [[nodiscard]] bool assembling() const { return assembling_; }
    /// Where a TSDU that comes in several DTs is put together. The owner may lend memory before a receive and
    /// take it away when assembling() is false and the last delivered view has been read.
    [[nodiscard]] ByteVector& assembly() { return assembly_; }

private:
    Result<Event> take(const ConnectionRequest& tpdu);
    Result<Event> take(const ConnectionConfirm& tpdu);
    Result<Event> take(const Data& tpdu);
    Result<Event> take(const DisconnectRequest& tpdu);
    Result<Event> take(const TpduError& tpdu);
    Result<void> advance(Input input, Fault fault_if_illegal);

    Options options_;
    State state_ = State::idle;
    bool assembling_ = false;
    std::uint16_t peer_reference_ = 0;
    std::size_t max_tpdu_octets_ = 128;
    ByteVector assembly_;
};

}  // namespace busbar::cotp
