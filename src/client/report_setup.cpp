// SPDX-License-Identifier: Apache-2.0
#include "client/report_setup.hpp"

#include <algorithm>

#include "client/report_hub.hpp"

namespace busbar::client {
namespace {

constexpr Duration give_back_wait = std::chrono::seconds(2);

bool is_code(const Error& error, DataAccessError code) {
    return error.code == Code::data_access(static_cast<std::int32_t>(code));
}
/// Somebody else has it.
bool is_taken(const Error& error) {
    return is_code(error, DataAccessError::temporarily_unavailable);
}

/// One candidate, from reserving to the general interrogation.
class Attempt {
public:
    Attempt(Remote& remote, ReportStream& stream, const Candidate& candidate, bool again)
        : remote_(remote),
          stream_(stream),
          options_(stream.options()),
          info_(candidate.info),
          state_(*candidate.state),
          again_(again) {}

    Task<Result<void>> run() {
        Result<void> done = co_await steps();
        if (done) co_return done;
        stream_.end();
        if (touched_ && remote_.session.is_open()) {
            (void)co_await give_back(remote_, info_, state_, give_back_wait);
        }
        co_return done;
    }

private:
    using Results = std::vector<Result<void>>;

    Task<Result<void>> steps() {
        Result<void> done = co_await take();
        if (done) done = co_await configure();
        if (done) done = co_await resume();
        if (done) done = co_await enable();
        co_return done;
    }

    /// One Write. Where a control block that is assigned by configuration refuses, it wants to be reserved
    /// all the same (edition 2.1): then once more.
    Task<Result<Results>> write(std::vector<AttributeWrite> attributes) {
        touched_ = true;
        const std::vector<AttributeWrite> copy = attributes;
        Result<Results> results = co_await write_attributes(remote_, info_, std::move(attributes),
                                                            remote_.session.request_timeout());
        const auto denied = [](const Result<void>& result) {
            return !result && is_code(result.error(), DataAccessError::object_access_denied);
        };
        if (!results || !may_reserve_later_ || std::none_of(results->begin(), results->end(), denied)) {
            co_return results;
        }
        may_reserve_later_ = false;
        const Result<void> reserved = co_await write_one("ResvTms", reservation());
        if (!reserved) co_return results;
        co_return co_await write_attributes(remote_, info_, copy, remote_.session.request_timeout());
    }
    Task<Result<void>> write_one(std::string_view attribute, Value value) {
        std::vector<AttributeWrite> one;
        one.push_back({attribute, std::move(value)});
        Result<Results> results = co_await write(std::move(one));
        if (!results) co_return fail(std::move(results).error());
        co_return std::move(results->front());
    }
    [[nodiscard]] std::int64_t reservation() const {
        return std::clamp<std::int64_t>(options_.reservation.count(), 1, 32'767);
    }

    /// Reserves it, by what its kind and edition have for that.
    Task<Result<void>> take() {
        if (state_.enabled.value_or(false)) {
            const Result<void> disabled = co_await write_one("RptEna", false);
            if (!disabled) co_return disabled;
        }
        Result<void> reserved;
        if (!info_.buffered) {
            if (!has_member(info_, "Resv") || state_.reserved.value_or(false)) co_return reserved;
            reserved = co_await write_one("Resv", true);
        } else {
            if (!has_member(info_, "ResvTms")) co_return reserved;
            may_reserve_later_ = state_.resv_tms == -1;
            if (may_reserve_later_) co_return reserved;
            reserved = co_await write_one("ResvTms", reservation());
        }
        // A server that only does not let it be written reserves by the first write of anything else.
        const bool goes_on = reserved || (remote_.session.is_open() && !is_taken(reserved.error()) &&
                                          reserved.error().fault == Fault::refused);
        if (goes_on) co_return Result<void>();
        co_return reserved;
    }

    [[nodiscard]] ReportControlSettings wanted() const {
        ReportControlSettings settings;
        settings.data_set = options_.data_set;
        settings.rpt_id = options_.rpt_id;
        settings.trg_ops = options_.trigger_options ? options_.trigger_options : state_.trg_ops;
        if (settings.trg_ops) {
            TrgOps& triggers = *settings.trg_ops;
            if (!options_.trigger_options && triggers == TrgOps()) {
                triggers.data_change = triggers.quality_change = true;
            }
            const bool asks =
                options_.interrogation == Interrogation::always ||
                (options_.interrogation == Interrogation::automatic && !options_.trigger_options);
            if (asks) triggers.general_interrogation = true;
            if (options_.integrity_period && options_.integrity_period->count() > 0)
                triggers.integrity = true;
        }
        settings.opt_flds = options_.optional_fields ? options_.optional_fields : state_.opt_flds;
        if (settings.opt_flds && !options_.optional_fields) {
            OptFlds& fields = *settings.opt_flds;
            fields.sequence_number = fields.report_time_stamp = fields.reason_for_inclusion = true;
            fields.conf_revision = true;
            if (info_.buffered) fields.buffer_overflow = fields.entry_id = true;
        }
        const auto milliseconds = [](std::chrono::milliseconds time) {
            return static_cast<std::uint32_t>(std::clamp<std::int64_t>(time.count(), 0, 0xFFFF'FFFF));
        };
        if (options_.buffer_time) settings.buf_tm = milliseconds(*options_.buffer_time);
        if (options_.integrity_period) settings.intg_pd = milliseconds(*options_.integrity_period);
        return settings;
    }

    /// Writes what differs, and reads what came of it.
    Task<Result<void>> configure() {
        const ReportControlSettings settings = wanted();
        const std::vector<AttributeWrite> writes = differing(settings, state_);
        Results results;
        if (!writes.empty()) {
            Result<Results> written = co_await write(writes);
            if (!written) co_return fail(std::move(written).error());
            results = std::move(*written);
            for (const Result<void>& result : results) {
                if (!result && is_taken(result.error())) co_return result;
            }
        }
        Result<ReportControlState> now = co_await read_report_control(remote_, info_);
        if (!now) co_return fail(std::move(now).error());
        state_ = std::move(*now);
        stream_.not_taken = not_taken(settings, state_, writes, results);
        for (const ReportControlChange::NotTaken& attribute : stream_.not_taken) {
            if (attribute.attribute == "DatSet") co_return fail(attribute.why);
        }
        if (state_.owner && touched_) stream_.known_owner = *state_.owner;
        if (state_.data_set && state_.data_set->empty()) {
            Error error;
            error.fault = Fault::refused;
            error.path = info_.reference.text();
            error.text = "the control block has no data set";
            co_return fail(std::move(error));
        }
        co_return Result<void>();
    }

    /// BRCB: where the server is to go on.
    Task<Result<void>> resume() {
        epoch_.again = again_;
        epoch_.unknown = again_ && !info_.buffered;
        if (!info_.buffered) co_return Result<void>();
        if (options_.purge && !again_) {
            co_return co_await write_one("PurgeBuf", true);
        }
        const std::optional<EntryId> last = stream_.last_entry();
        // Nothing was taken: the server begins with the oldest, and what is queued comes again.
        if (!last) {
            epoch_.resumed = again_;
            co_return Result<void>();
        }
        if (!stream_.entries_of().empty() && stream_.entries_of() != info_.reference.text()) {
            // Another instance, with a buffer of its own.
            epoch_.unknown = true;
            co_return Result<void>();
        }
        OctetString octets;
        octets.octets.assign(last->octets.begin(), last->octets.end());
        const Result<void> written = co_await write_one("EntryID", std::move(octets));
        epoch_.resumed = written.has_value();
        epoch_.unknown = !written;
        entry_resumed_ = written.has_value();
        // The server does not know the entry any more, and will begin with the oldest that it has.
        if (!written && written.error().fault != Fault::refused) co_return written;
        if (!written && is_taken(written.error())) co_return written;
        co_return Result<void>();
    }

    Task<Result<void>> enable() {
        const Result<void> described = co_await describe();
        if (!described) co_return described;
        if (stream_.state == SubscriptionState::closed) {
            co_return fail(Fault::misuse, "the subscription was closed");
        }
        stream_.info = info_;
        stream_.control = state_;
        // The first report may be faster than the answer.
        stream_.begin(epoch_);
        const Result<void> enabled = co_await write_one("RptEna", true);
        if (!enabled) co_return enabled;
        if (stream_.state == SubscriptionState::closed) {
            co_return fail(Fault::misuse, "the subscription was closed");
        }
        const bool automatic = options_.interrogation == Interrogation::automatic && !entry_resumed_;
        const bool asks = automatic || options_.interrogation == Interrogation::always;
        if (!asks || !state_.trg_ops || !state_.trg_ops->general_interrogation) co_return Result<void>();
        const Result<void> asked = co_await write_one("GI", true);
        if (!asked && !remote_.session.is_open()) co_return asked;
        if (!asked) stream_.not_taken.push_back({"GI", asked.error()});
        co_return Result<void>();
    }

    /// Names and types of the members. Without them, reports are read by what they say of themselves.
    Task<Result<void>> describe() {
        ReportStream::Identity& identity = epoch_.identity;
        identity.rpt_id = state_.rpt_id.value_or("");
        identity.mms_reference = info_.reference.mms_text();
        identity.data_set = data_set_text(state_.data_set.value_or(""));
        identity.buffered = info_.buffered;
        epoch_.control_block = info_.reference.text();
        epoch_.conf_rev = state_.conf_rev;
        const Result<DataSetReference> data_set = DataSetReference::parse(identity.data_set);
        if (!data_set) co_return Result<void>();
        Result<std::shared_ptr<MemberTable>> members = co_await read_members(remote_, *data_set);
        if (members) {
            epoch_.members = std::move(*members);
            identity.members = epoch_.members->members().size();
        } else if (!remote_.session.is_open()) {
            co_return fail(std::move(members).error());
        }
        co_return Result<void>();
    }

    Remote& remote_;
    ReportStream& stream_;
    const SubscriptionOptions& options_;
    ReportControlInfo info_;
    ReportControlState state_;
    ReportStream::Epoch epoch_;
    bool again_;
    bool touched_ = false;
    bool may_reserve_later_ = false;
    bool entry_resumed_ = false;
};

struct Choice {
    std::size_t candidate;
    unsigned rank;
};

Failure none_free(const std::string& reference, const std::vector<std::string>& reasons) {
    Error error;
    error.fault = Fault::refused;
    error.code = Code::data_access(static_cast<std::int32_t>(DataAccessError::temporarily_unavailable));
    error.path = reference;
    error.text = "no control block is free";
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        // The names are the server's.
        error.peer_text += (i == 0 ? "" : "; ") + reasons[i];
        if (error.peer_text.size() > 2000) break;
    }
    return fail(std::move(error));
}

}  // namespace

Task<Result<void>> set_up(Remote& remote, ReportStream& stream, bool again) {
    Result<std::vector<Candidate>> candidates = co_await find_candidates(remote, stream.reference());
    if (!candidates) co_return fail(std::move(candidates).error());
    const OwnName self{remote.local_address, stream.known_owner};
    std::vector<Choice> choices;
    std::vector<std::string> reasons;
    for (std::size_t i = 0; i < candidates->size(); ++i) {
        const Candidate& candidate = (*candidates)[i];
        const bool before = again && candidate.info.reference == stream.info.reference;
        Judgement judgement = judge(candidate, stream.options(), self, before);
        if (judgement.rank) {
            choices.push_back({i, *judgement.rank});
        } else {
            reasons.push_back(candidate.info.reference.path.front().name + ": " + judgement.why_not);
        }
    }
    std::stable_sort(choices.begin(), choices.end(),
                     [](const Choice& a, const Choice& b) { return a.rank < b.rank; });
    std::optional<Error> only;
    for (const Choice& choice : choices) {
        const Candidate& candidate = (*candidates)[choice.candidate];
        const std::string name = candidate.info.reference.text();
        if (remote.reports->is_claimed(stream, name)) {
            reasons.push_back(candidate.info.reference.path.front().name +
                              ": used by another subscription of this client");
            continue;
        }
        stream.claim = name;
        Attempt attempt(remote, stream, candidate, again);
        Result<void> done = co_await attempt.run();
        if (done) co_return done;
        stream.claim.clear();
        const bool over = !remote.session.is_open() || stream.state == SubscriptionState::closed;
        if (over || done.error().fault == Fault::timeout) co_return done;
        reasons.push_back(candidate.info.reference.path.front().name + ": " + done.error().message());
        only = std::move(done).error();
    }
    // The one that was meant says best itself why it cannot be had.
    if (only && candidates->size() == 1) co_return fail(std::move(*only));
    co_return none_free(stream.reference(), reasons);
}

Task<Result<void>> give_back(Remote& remote, ReportControlInfo info, ReportControlState state,
                             Duration timeout) {
    std::vector<AttributeWrite> attributes;
    attributes.push_back({"RptEna", false});
    if (!info.buffered && has_member(info, "Resv")) attributes.push_back({"Resv", false});
    if (info.buffered && state.resv_tms && state.resv_tms != -1) {
        attributes.push_back({"ResvTms", std::int64_t{0}});
    }
    Result<std::vector<Result<void>>> results =
        co_await write_attributes(remote, info, std::move(attributes), timeout);
    if (!results) co_return fail(std::move(results).error());
    for (Result<void>& result : *results) {
        if (!result) co_return std::move(result);
    }
    co_return Result<void>();
}

}  // namespace busbar::client
