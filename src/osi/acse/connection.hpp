// SPDX-License-Identifier: Apache-2.0
// One application association (X.227 clause 7), either role: which APDU may come when, password
// authentication, and what an AARQ must have. Its indications and confirms are the APDUs themselves. Left
// out: authentication by certificates (the authentication value is handed on as it is). One thread; no I/O,
// no clock.
#pragma once

#include <string_view>

#include "base/transitions.hpp"
#include "osi/acse/apdu.hpp"

namespace busbar::acse {

enum class State : std::uint8_t { idle, calling, called, open, releasing, release_asked, closed };
enum class Input : std::uint8_t {
    associate_request,  ///< our side sends AARQ
    aarq,
    accept,  ///< our side sends AARE, accepted
    reject,  ///< our side sends AARE, rejected
    aare_accepted,
    aare_rejected,
    release_request,  ///< our side sends RLRQ
    rlrq,
    release_response,  ///< our side sends RLRE
    rlre,
    abort_request,  ///< our side sends ABRT
    abrt,
};
std::string_view name_of(State state);
std::string_view name_of(Input input);

inline constexpr Transition<State, Input> transitions[] = {
    {State::idle, Input::associate_request, State::calling},
    {State::idle, Input::aarq, State::called},
    {State::idle, Input::abort_request, State::closed},
    {State::calling, Input::aare_accepted, State::open},
    {State::calling, Input::aare_rejected, State::closed},
    {State::calling, Input::abort_request, State::closed},
    {State::calling, Input::abrt, State::closed},
    {State::called, Input::accept, State::open},
    {State::called, Input::reject, State::closed},
    {State::called, Input::abort_request, State::closed},
    {State::called, Input::abrt, State::closed},
    {State::open, Input::release_request, State::releasing},
    {State::open, Input::rlrq, State::release_asked},
    {State::open, Input::abort_request, State::closed},
    {State::open, Input::abrt, State::closed},
    {State::releasing, Input::rlre, State::closed},
    {State::releasing, Input::rlrq, State::release_asked},  // both at once
    {State::releasing, Input::abort_request, State::closed},
    {State::releasing, Input::abrt, State::closed},
    {State::release_asked, Input::release_response, State::closed},
    {State::release_asked, Input::abort_request, State::closed},
    {State::release_asked, Input::abrt, State::closed},
};
static_assert(is_deterministic(transitions));
static_assert(!next_state(transitions, State::open, Input::aarq), "one association at a time");
static_assert(!next_state(transitions, State::called, Input::rlrq),
              "no release before the association is up");

/// What an AARQ says about the two sides. AP-titles and AE-qualifiers are content octets and numbers.
struct Address {
    std::optional<Bytes> ap_title;
    std::optional<std::int32_t> ae_qualifier;
};

/// The MMS PDU that an AARQ or AARE carries: its presentation context and who writes it.
struct Payload {
    std::int32_t context = 0;
    ber::Producer produce = nullptr;
    const void* argument = nullptr;
};

struct AssociateParameters {
    Address called;
    Address calling;
    std::optional<std::string_view> password;
    Payload payload;
};

class Connection {
public:
    /// One APDU from the peer. An error leaves the association as it was.
    Result<Apdu> receive(Bytes apdu);

    /// Each writes an APDU. Misuse where the state forbids it.
    Result<void> associate_request(BackWriter& writer, const AssociateParameters& parameters);
    Result<void> accept(BackWriter& writer, const Address& responding, const Payload& payload);
    /// `payload.produce` may be nullptr.
    Result<void> reject(BackWriter& writer, AssociateResult result, Diagnostic diagnostic,
                        const Payload& payload);
    Result<void> release_request(BackWriter& writer);
    Result<void> release_response(BackWriter& writer);
    Result<void> abort_request(BackWriter& writer, AbortSource source);
    /// The layers below were released or lost without a word of this one.
    void released() { state_ = State::closed; }

    [[nodiscard]] State state() const { return state_; }

private:
    Result<void> advance(Input input, Fault fault_if_illegal);

    State state_ = State::idle;
};

/// Why an AARQ cannot be accepted whatever it carries: its ACSE version or application context. Nothing:
/// fine.
std::optional<Diagnostic> objection(const AssociateRequest& request);

/// The password of an AARQ; nothing where it has none in the form of the password mechanism.
std::optional<std::string_view> password_of(const AssociateRequest& request);

/// What an AARQ lacks towards one of `accepted` passwords; nothing where it has one. The comparison takes the
/// same time wherever the difference is.
std::optional<UserReason> check_password(const AssociateRequest& request,
                                         std::span<const std::string> accepted);

/// Whether an AARQ calls someone else: parts that are absent on either side do not count.
std::optional<UserReason> check_called(const AssociateRequest& request, const Address& own);

}  // namespace busbar::acse
