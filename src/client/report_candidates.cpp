// SPDX-License-Identifier: Apache-2.0
// Which control blocks a subscription may take.
#include <algorithm>

#include "client/read.hpp"
#include "client/report_setup.hpp"

namespace busbar::client {
namespace {

using Controls = std::vector<ReportControlInfo>;

const std::string& name_of(const ReportControlInfo& control) {
    return control.reference.path.front().name;
}

/// "brcbA07" is an instance of "brcbA": the server appends an index of two digits, some one or three.
bool is_instance_of(std::string_view name, std::string_view base) {
    if (!name.starts_with(base)) return false;
    const std::string_view index = name.substr(base.size());
    return !index.empty() && index.size() <= 3 &&
           std::all_of(index.begin(), index.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Controls by_name(const Controls& controls, const ObjectReference& wanted, bool& exact) {
    const std::string& name = wanted.path.front().name;
    const auto constraint = [&](const ReportControlInfo& control) {
        return wanted.fc == Fc::none || wanted.fc == control.reference.fc;
    };
    Controls found;
    for (const ReportControlInfo& control : controls) {
        if (constraint(control) && name_of(control) == name) found.push_back(control);
    }
    exact = !found.empty();
    if (exact) return found;
    for (const ReportControlInfo& control : controls) {
        if (constraint(control) && is_instance_of(name_of(control), name)) found.push_back(control);
    }
    return found;
}

Task<Result<std::vector<Candidate>>> with_states(Remote& remote, Controls controls, bool exact) {
    std::vector<Result<ReportControlState>> states = co_await read_report_controls(remote, controls);
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < controls.size(); ++i) {
        if (!states[i] && !remote.session.is_open()) co_return fail(states[i].error());
        candidates.push_back({std::move(controls[i]), std::move(states[i]), exact});
    }
    co_return candidates;
}

/// Those that report the data set: of its own logical node first, then of the rest of the device.
Task<Result<std::vector<Candidate>>> by_data_set(Remote& remote, DataSetReference data_set) {
    Result<Controls> controls = co_await report_controls(remote, data_set.logical_device);
    if (!controls) co_return fail(std::move(controls).error());
    std::stable_partition(controls->begin(), controls->end(), [&](const ReportControlInfo& control) {
        return control.reference.logical_node == data_set.logical_node;
    });
    Result<std::vector<Candidate>> candidates = co_await with_states(remote, std::move(*controls), false);
    if (!candidates) co_return candidates;
    const std::string wanted = data_set.text();
    std::erase_if(*candidates, [&](const Candidate& candidate) {
        return !candidate.state || !candidate.state->data_set ||
               data_set_text(*candidate.state->data_set) != wanted;
    });
    co_return candidates;
}

bool is_known(const std::optional<OctetString>& owner) {
    return owner && std::any_of(owner->octets.begin(), owner->octets.end(), [](Octet o) { return o != 0; });
}

/// Addresses may be shown as 4 octets, or as 16 with the 4 at the end.
bool is_self(const OctetString& owner, const OwnName& self) {
    if (!self.known_owner.octets.empty() && owner == self.known_owner) return true;
    if (self.address.empty() || owner.octets.size() < self.address.size()) return false;
    const auto surplus = static_cast<std::ptrdiff_t>(owner.octets.size() - self.address.size());
    if (surplus != 0 && surplus != 12) return false;
    return std::equal(self.address.begin(), self.address.end(), owner.octets.begin() + surplus);
}

constexpr unsigned rank_before = 0, rank_own = 1, rank_free = 2, rank_assigned = 3, rank_taken_over = 4;

/// Who has a reservation, as far as it can be told.
enum class Holder : std::uint8_t { nobody, self, another, somebody };

Holder holder_of(const ReportControlState& state, const OwnName& self) {
    const bool reserved = state.buffered ? state.resv_tms.value_or(0) != 0 : state.reserved.value_or(false);
    if (!reserved) return Holder::nobody;
    if (!is_known(state.owner)) return Holder::somebody;
    return is_self(*state.owner, self) ? Holder::self : Holder::another;
}

std::string reservation_text(const ReportControlState& state) {
    std::string who = state.holder();
    if (who.empty()) who = "another client";
    if (!state.buffered || state.resv_tms == -1) return "reserved for " + who;
    return "reserved for " + std::to_string(state.resv_tms.value_or(0)) + " s by " + who;
}

}  // namespace

Task<Result<std::vector<Candidate>>> find_candidates(Remote& remote, std::string reference) {
    const Result<ObjectReference> parsed = ObjectReference::parse(reference);
    const bool may_be_control = parsed && parsed->path.size() == 1 && !parsed->path.front().index &&
                                (parsed->fc == Fc::none || parsed->fc == Fc::rp || parsed->fc == Fc::br);
    const Result<DataSetReference> data_set = DataSetReference::parse(reference);
    if (!may_be_control && !data_set) {
        co_return fail(Fault::misuse, "names no report control block and no data set: LD/LN.name");
    }
    if (may_be_control) {
        const Result<Controls> controls =
            co_await node_report_controls(remote, parsed->logical_device, parsed->logical_node);
        if (!controls) co_return fail(controls.error());
        bool exact = false;
        Controls named = by_name(*controls, *parsed, exact);
        if (!named.empty()) co_return co_await with_states(remote, std::move(named), exact);
    }
    if (data_set && data_set->scope == DataSetReference::Scope::domain) {
        Result<std::vector<Candidate>> candidates = co_await by_data_set(remote, *data_set);
        if (!candidates || !candidates->empty()) co_return candidates;
    }
    Error error;
    error.fault = Fault::refused;
    error.code = Code::data_access(static_cast<std::int32_t>(DataAccessError::object_non_existent));
    error.path = reference;
    error.text = "there is no such report control block, and none that reports such a data set";
    co_return fail(std::move(error));
}

Judgement judge(const Candidate& candidate, const SubscriptionOptions& options, const OwnName& self,
                bool used_before) {
    if (!candidate.state) return {std::nullopt, candidate.state.error().message()};
    const ReportControlState& state = *candidate.state;
    const bool own_address = is_known(state.owner) && is_self(*state.owner, self);
    const unsigned good = used_before ? rank_before : rank_free;
    if (state.enabled.value_or(false)) {
        if (options.take_over == TakeOver::any) return {rank_taken_over, {}};
        if (options.take_over == TakeOver::own && own_address) return {rank_own, {}};
        std::string who = state.holder();
        return {std::nullopt, "enabled by " + (who.empty() ? std::string("another client") : who)};
    }
    switch (holder_of(state, self)) {
        case Holder::nobody: return {good, {}};
        case Holder::self: return {used_before ? rank_before : rank_own, {}};
        case Holder::another: break;
        case Holder::somebody:
            // It may be assigned to us by configuration, or our own of before: where the user, or we
            // ourselves, mean exactly this one, the server may decide.
            if (candidate.exact || used_before) return {good, {}};
            if (state.buffered && state.resv_tms == -1) return {rank_assigned, {}};
            break;
    }
    if (options.take_over == TakeOver::any) return {rank_taken_over, {}};
    return {std::nullopt, reservation_text(state)};
}

}  // namespace busbar::client
