// SPDX-License-Identifier: Apache-2.0
// The presentation machine.
#include "osi/presentation/connection.hpp"

#include <algorithm>
#include <string>

#include "ber/codec.hpp"
#include "osi/presentation/layouts.hpp"

namespace busbar::presentation {
namespace {

const ber::ObjectIdentifier ber_syntax{oid::ber};

std::optional<ber::OctetString> selector_member(std::optional<Bytes> selector) {
    if (!selector) return std::nullopt;
    return ber::OctetString{*selector};
}

std::optional<Bytes> selector_of(const std::optional<ber::OctetString>& member) {
    if (!member) return std::nullopt;
    return member->octets;
}

bool offers_ber(const ContextItem& item) {
    const auto list = item.transfer_syntaxes;
    return std::any_of(list.begin(), list.end(), [](const auto& syntax) { return syntax == ber_syntax; });
}

Failure violation(const char* text) {
    return fail(Fault::violation, text);
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
        case Input::connect_request: return "send CP";
        case Input::cp: return "receive CP";
        case Input::connect_response: return "send CPA";
        case Input::cpa: return "receive CPA";
        case Input::refuse: return "send CPR";
        case Input::cpr: return "receive CPR";
        case Input::data_request: return "send data";
        case Input::data: return "receive data";
        case Input::abort_request: return "send ARU or ARP";
        case Input::abort: return "receive ARU or ARP";
        case Input::release: return "session released";
    }
    return "?";
}

Result<void> Connection::advance(Input input, Fault fault_if_illegal) {
    const auto to = next_state(transitions, state_, input);
    if (!to) {
        return fail(fault_if_illegal, std::string(name_of(input)) + " while the presentation connection is " +
                                          std::string(name_of(state_)));
    }
    state_ = *to;
    return {};
}

/// The first context for each of the two abstract syntaxes is taken; its id is whatever the peer chose.
void Connection::judge(const ber::List<ContextItem>& offered) {
    bool has_acse = false;
    bool has_mms = false;
    for (const ContextItem& item : offered) {
        const bool acse = item.abstract_syntax == ber::ObjectIdentifier{oid::acse};
        const bool mms = item.abstract_syntax == ber::ObjectIdentifier{oid::mms};
        Verdict verdict = Verdict::unknown_abstract_syntax;
        if ((acse || mms) && !offers_ber(item)) {
            verdict = Verdict::unknown_transfer_syntax;
        } else if ((acse && has_acse) || (mms && has_mms)) {
            verdict = Verdict::repeated;
        } else if (acse) {
            verdict = Verdict::acse;
            has_acse = true;
            acse_context_ = item.id;
        } else if (mms) {
            verdict = Verdict::mms;
            has_mms = true;
            mms_context_ = item.id;
        }
        verdicts_[verdicts_count_++] = verdict;
    }
}

ber::List<ResultItem> Connection::results(std::array<ResultItem, max_contexts>& items) const {
    const auto rejected = [](ContextReason reason) {
        return ResultItem{static_cast<std::int32_t>(ContextResult::provider_rejection), std::nullopt,
                          static_cast<std::int32_t>(reason)};
    };
    for (std::size_t i = 0; i < verdicts_count_; ++i) {
        switch (verdicts_[i]) {
            case Verdict::acse:
            case Verdict::mms: items[i] = ResultItem{0, ber_syntax, std::nullopt}; break;
            case Verdict::unknown_abstract_syntax:
                items[i] = rejected(ContextReason::abstract_syntax_not_supported);
                break;
            case Verdict::unknown_transfer_syntax:
                items[i] = rejected(ContextReason::transfer_syntaxes_not_supported);
                break;
            case Verdict::repeated: items[i] = rejected(ContextReason::local_limit); break;
        }
    }
    return std::span<const ResultItem>(items.data(), verdicts_count_);
}

/// Only the first value in the ACSE context matters; others would have to wait for the association anyway.
Bytes Connection::acse_of(const std::optional<UserData>& user_data) const {
    if (!user_data) return {};
    for (const DataValue& value : user_data->values) {
        if (value.context == acse_context_) return value.octets();
    }
    return {};
}

Result<ConnectIndication> Connection::receive_connect(Bytes ppdu) {
    const auto cp = decode_connect(ppdu);
    if (!cp) return fail(cp.error());
    if (cp->mode.mode != 1 || !cp->parameters) return violation("CP is not in normal mode");
    const ConnectParameters& parameters = *cp->parameters;
    if (!parameters.contexts) return violation("CP offers no contexts");
    if (parameters.contexts->size() > max_contexts) return fail(Fault::limit, "CP offers too many contexts");
    if (auto legal = advance(Input::cp, Fault::violation); !legal) return fail(std::move(legal).error());
    judge(*parameters.contexts);
    ConnectIndication indication;
    indication.calling_selector = selector_of(parameters.calling_selector);
    indication.called_selector = selector_of(parameters.called_selector);
    const auto has = [this](Verdict verdict) {
        return std::find(verdicts_.begin(), verdicts_.begin() + verdicts_count_, verdict) !=
               verdicts_.begin() + verdicts_count_;
    };
    // An id that stands for both would make the data ambiguous.
    indication.has_contexts =
        verdicts_count_ != 0 && has(Verdict::acse) && has(Verdict::mms) && acse_context_ != mms_context_;
    indication.acse = acse_of(parameters.user_data);
    return indication;
}

Result<ConnectConfirm> Connection::receive_accept(Bytes ppdu) {
    const auto cpa = decode_accept(ppdu);
    if (!cpa) return fail(cpa.error());
    if (cpa->mode.mode != 1 || !cpa->parameters) return violation("CPA is not in normal mode");
    if (cpa->parameters->results) {
        // In the order of our CP: ACSE, MMS. A shorter list leaves the rest to what follows.
        for (const ResultItem& item : *cpa->parameters->results) {
            if (item.result != 0)
                return fail(Fault::refused, "CPA rejects a context that the association needs");
        }
    }
    if (auto legal = advance(Input::cpa, Fault::violation); !legal) return fail(std::move(legal).error());
    return ConnectConfirm{acse_of(cpa->parameters->user_data)};
}

Result<RefuseIndication> Connection::receive_refuse(Bytes ppdu) {
    const auto cpr = decode_refuse(ppdu);
    if (!cpr) return fail(cpr.error());
    if (auto legal = advance(Input::cpr, Fault::violation); !legal) return fail(std::move(legal).error());
    RefuseIndication indication;
    if (cpr->reason) indication.reason = RefuseReason{*cpr->reason};
    indication.acse = acse_of(cpr->user_data);
    return indication;
}

Result<AbortIndication> Connection::receive_abort(Bytes ppdu) {
    AbortIndication indication;
    if (!ppdu.empty()) {
        const auto abort = decode_abort(ppdu);
        if (!abort) return fail(abort.error());
        if (const auto* user = std::get_if<UserAbort>(&*abort)) {
            indication.acse = acse_of(user->user_data);
        } else {
            indication.by_provider = true;
            if (const auto reason = std::get<ProviderAbort>(*abort).reason)
                indication.reason = AbortReason{*reason};
        }
    }
    if (auto legal = advance(Input::abort, Fault::violation); !legal) return fail(std::move(legal).error());
    return indication;
}

Result<DataIndication> Connection::receive_data(Bytes ppdu) const {
    if (state_ != State::open) return violation("user data while the presentation connection is not open");
    const auto data = decode_user_data(ppdu);
    if (!data) return fail(data.error());
    if (data->values.size() != 1) return fail(Fault::unsupported, "user data that is not exactly one value");
    const DataValue value = data->values.front();
    return DataIndication{value.context, value.octets()};
}

Result<void> Connection::connect_request(BackWriter& writer, Bytes calling_selector, Bytes called_selector,
                                         ber::Producer acse, const void* argument) {
    if (auto legal = advance(Input::connect_request, Fault::misuse); !legal) return legal;
    const ber::ObjectIdentifier transfer[] = {ber_syntax};
    const ContextItem contexts[] = {{acse_context_, ber::ObjectIdentifier{oid::acse}, transfer},
                                    {mms_context_, ber::ObjectIdentifier{oid::mms}, transfer}};
    const DataValue values[] = {produced_value(acse_context_, acse, argument)};
    Connect cp;
    cp.parameters =
        ConnectParameters{std::nullopt, selector_member(calling_selector), selector_member(called_selector),
                          ber::List<ContextItem>(contexts), UserData{values}};
    encode(writer, cp);
    return {};
}

Result<void> Connection::connect_response(BackWriter& writer, std::optional<Bytes> responding_selector,
                                          ber::Producer acse, const void* argument) {
    if (auto legal = advance(Input::connect_response, Fault::misuse); !legal) return legal;
    std::array<ResultItem, max_contexts> items;
    const DataValue values[] = {produced_value(acse_context_, acse, argument)};
    Accept cpa;
    cpa.parameters = AcceptParameters{std::nullopt, selector_member(responding_selector), results(items),
                                      UserData{values}};
    encode(writer, cpa);
    return {};
}

Result<void> Connection::refuse(BackWriter& writer, std::optional<Bytes> responding_selector,
                                std::optional<RefuseReason> reason, ber::Producer acse,
                                const void* argument) {
    if (auto legal = advance(Input::refuse, Fault::misuse); !legal) return legal;
    std::array<ResultItem, max_contexts> items;
    const DataValue values[] = {produced_value(acse_context_, acse, argument)};
    Refuse cpr;
    cpr.responding_selector = selector_member(responding_selector);
    if (verdicts_count_ != 0) cpr.results = results(items);
    if (reason) cpr.reason = static_cast<std::int32_t>(*reason);
    if (acse != nullptr) cpr.user_data = UserData{values};
    encode(writer, cpr);
    return {};
}

Result<void> Connection::abort_request(BackWriter& writer, ber::Producer acse, const void* argument) {
    if (auto legal = advance(Input::abort_request, Fault::misuse); !legal) return legal;
    const DataValue values[] = {produced_value(acse_context_, acse, argument)};
    encode(writer, UserAbort{UserData{values}});
    return {};
}

Result<void> Connection::provider_abort_request(BackWriter& writer, AbortReason reason) {
    if (auto legal = advance(Input::abort_request, Fault::misuse); !legal) return legal;
    encode(writer, ProviderAbort{static_cast<std::int32_t>(reason)});
    return {};
}

void Connection::acse_data(BackWriter& writer, ber::Producer acse, const void* argument) const {
    const DataValue values[] = {produced_value(acse_context_, acse, argument)};
    encode(writer, UserData{values});
}

}  // namespace busbar::presentation
