// SPDX-License-Identifier: Apache-2.0
#include "client/read.hpp"

#include <algorithm>
#include <cstdlib>

#include "client/discovery.hpp"
#include "client/value_codec.hpp"
#include "mms/service/read.hpp"

namespace busbar::client {
namespace {

/// What an object of unknown type is taken for: a scalar or a short text.
constexpr std::size_t guessed_octets = 24;
/// Strings of unlimited size, and the sum of a type whose numbers a server made up, stop here.
constexpr std::size_t most_octets = std::size_t{1} << 30U;

mms::ReadRequest request_for(std::span<const mms::ListEntry> entries) {
    mms::ReadRequest request;
    request.variables.value = ber::List<mms::ListEntry>(entries);
    return request;
}

/// Several objects by one exchange, each in its place of `results`. An error concerns the request as a whole.
Task<Result<void>> read_request(Remote& remote, std::span<const Object> objects,
                                std::span<const ObjectReference> references,
                                std::span<Result<Value>> results) {
    std::vector<mms::ListEntry> entries;
    entries.reserve(objects.size());
    for (const Object& object : objects) entries.push_back(object.entry());
    const mms::ReadRequest request = request_for(entries);
    const Result<mms::ReadResponse> response = co_await remote.session.call<mms::Read>(request);
    if (!response) co_return fail(response.error());
    if (response->results.size() != objects.size()) {
        co_return fail(Fault::violation, "the answer has " + std::to_string(response->results.size()) +
                                             " results for " + std::to_string(objects.size()) + " objects");
    }
    std::size_t i = 0;
    for (const mms::AccessResult& result : response->results) {
        if (const DataAccessError* failure = result.failure()) {
            results[i] = fail(access_error(*failure, references[i]));
        } else {
            results[i] = to_value(*result.data());
        }
        ++i;
    }
    co_return Result<void>();
}

/// Follows index and names of `path`, from `first` on, down a value that was read whole.
Result<Value> picked(const Value& whole, RemoteModel::Node type, const ObjectReference& reference,
                     std::size_t first) {
    const Value* value = &whole;
    for (std::size_t i = first; i < reference.path.size(); ++i) {
        if (i > first) {
            std::size_t position = 0;
            bool found = false;
            for (const RemoteModel::Node child : type.children()) {
                found = child.name() == reference.path[i].name;
                if (found) {
                    type = child;
                    break;
                }
                ++position;
            }
            if (!found || position >= value->items().size()) {
                return fail(access_error(DataAccessError::object_non_existent, reference));
            }
            value = &value->items()[position];
        }
        if (!reference.path[i].index) continue;
        const std::size_t index = *reference.path[i].index;
        if (type.type() != MmsType::array || index >= value->items().size()) {
            return fail(access_error(DataAccessError::object_non_existent, reference));
        }
        type = type.at(type.index() + 1);
        value = &value->items()[index];
    }
    return *value;
}

/// An element, or a part of one, for a server without AlternateAccess.
Task<Result<Value>> read_whole_array(Remote& remote, ObjectReference reference) {
    ObjectReference array = reference;
    std::size_t at = 0;
    while (!array.path[at].index) ++at;
    array.path.resize(at + 1);
    array.path[at].index.reset();
    const Result<RemoteModel> model = co_await describe(remote, array);
    if (!model) co_return fail(model.error());
    const Result<Value> whole = co_await read(remote, array);
    if (!whole) co_return whole;
    co_return picked(*whole, model->root(), reference, at);
}

/// Members or elements one by one, put together again.
Task<Result<Value>> read_parts(Remote& remote, ObjectReference reference, Error why) {
    const Result<RemoteModel> model = co_await describe(remote, reference);
    if (!model || model->root().is_leaf()) co_return fail(std::move(why));
    const RemoteModel::Node type = model->root();
    std::vector<ObjectReference> parts;
    const bool array = type.type() == MmsType::array;
    if (array) {
        // Each element takes two octets at least: more of them than fit into any message are a made-up
        // number.
        if (reference.path.empty() || type.element_count() > 65'536) co_return fail(std::move(why));
        for (std::uint32_t i = 0; i < type.element_count(); ++i) {
            parts.push_back(reference);
            parts.back().path.back().index = i;
        }
    } else {
        for (const RemoteModel::Node child : type.children()) {
            parts.push_back(reference);
            if (child.kind() == NodeKind::constraint) {
                parts.back().fc = child.fc();
            } else {
                parts.back().path.push_back({std::string(child.name()), std::nullopt});
            }
        }
    }
    if (parts.empty()) co_return fail(std::move(why));
    std::vector<Result<Value>> results = co_await read_all(remote, std::move(parts));
    std::vector<Value> values;
    values.reserve(results.size());
    for (Result<Value>& result : results) {
        if (!result) co_return std::move(result);
        values.push_back(std::move(*result));
    }
    if (array) co_return Value::array(std::move(values));
    co_return Value::structure(std::move(values));
}

/// Reads a list: ranges of it, largest first, are taken by as many workers as requests may be under way.
class ListRead {
public:
    ListRead(Remote& remote, std::vector<ObjectReference> references)
        : remote_(remote), references_(std::move(references)) {
        results_.resize(references_.size());
        objects_.resize(references_.size());
    }

    Task<std::vector<Result<Value>>> run() {
        for (std::size_t i = 0; i < references_.size(); ++i) {
            const Result<ObjectReference> resolved = co_await resolve(remote_, references_[i]);
            if (resolved) references_[i] = *resolved;
            Result<Object> object = resolved ? Object::from(*resolved) : fail(resolved.error());
            if (!object) {
                results_[i] = fail(std::move(object).error());
            } else if (object->has_selection() &&
                       !remote_.session.negotiated().cbb.test(mms::parameter_bit::valt)) {
                results_[i] = co_await read_whole_array(remote_, references_[i]);
            } else {
                objects_[wanted_.size()] = std::move(*object);
                wanted_.push_back(i);
            }
        }
        objects_.resize(wanted_.size());
        split();
        const std::size_t count = std::min(remote_.session.outstanding_limit(), ranges_.size());
        std::vector<Task<void>> workers;
        workers.reserve(count);
        for (std::size_t i = 0; i < count; ++i) workers.push_back(work());
        co_await All(workers);
        co_return std::move(results_);
    }

private:
    /// Positions in wanted_.
    struct Range {
        std::size_t begin, end;
    };

    /// Ranges whose request and answer fit into the PDU size, as far as types are known.
    void split() {
        const std::size_t room = remote_.session.negotiated().max_pdu_octets;
        std::size_t begin = 0, request = request_overhead_octets, answer = request_overhead_octets;
        for (std::size_t i = 0; i < wanted_.size(); ++i) {
            const std::size_t request_part = objects_[i].entry_octets();
            const std::size_t answer_part = answer_octets(references_[wanted_[i]]);
            if (i > begin && (request + request_part > room || answer + answer_part > room)) {
                ranges_.push_back({begin, i});
                begin = i;
                request = answer = request_overhead_octets;
            }
            request += request_part;
            answer += answer_part;
        }
        if (begin < wanted_.size()) ranges_.push_back({begin, wanted_.size()});
        // Taken from the back.
        std::reverse(ranges_.begin(), ranges_.end());
    }

    [[nodiscard]] std::size_t answer_octets(const ObjectReference& reference) const {
        const RemoteModel* model = remote_.types.find(reference.logical_device, reference.logical_node);
        if (model == nullptr) return guessed_octets;
        const Result<RemoteModel::Node> node = model->find(reference);
        return node ? estimated_octets(*node) : guessed_octets;
    }

    Task<void> work() {
        while (!ranges_.empty()) {
            const Range range = ranges_.back();
            ranges_.pop_back();
            co_await read_range(range);
        }
    }

    Task<void> read_range(Range range) {
        const std::size_t count = range.end - range.begin;
        std::vector<Result<Value>> values(count);
        std::vector<ObjectReference> references;
        references.reserve(count);
        for (std::size_t i = range.begin; i < range.end; ++i) references.push_back(references_[wanted_[i]]);
        const Result<void> outcome = co_await read_request(
            remote_, std::span<const Object>(objects_).subspan(range.begin, count), references, values);
        if (!outcome && is_too_large(outcome.error()) && count > 1) {
            const std::size_t middle = range.begin + count / 2;
            ranges_.push_back({middle, range.end});
            ranges_.push_back({range.begin, middle});
            co_return;
        }
        if (!outcome && is_too_large(outcome.error())) {
            results_[wanted_[range.begin]] = co_await read_parts(remote_, references[0], outcome.error());
            co_return;
        }
        for (std::size_t i = 0; i < count; ++i) {
            results_[wanted_[range.begin + i]] = outcome ? std::move(values[i]) : fail(outcome.error());
        }
    }

    Remote& remote_;
    std::vector<ObjectReference> references_;
    std::vector<Result<Value>> results_;
    std::vector<std::size_t> wanted_;  // positions in references_ that are to be read
    std::vector<Object> objects_;      // of wanted_
    std::vector<Range> ranges_;
};

}  // namespace

bool is_too_large(const Error& error) {
    if (error.fault == Fault::limit) return true;
    constexpr std::int32_t resource = 3;
    return error.code.domain == Domain::service_error &&
           (error.code.value / 256 == resource || error.code == Code::service_error(4, 3));
}

std::size_t estimated_octets(RemoteModel::Node type) {
    const auto extent = static_cast<std::size_t>(std::abs(static_cast<long>(type.extent())));
    std::size_t octets = 0;
    switch (type.type()) {
        case MmsType::structure:
            for (const RemoteModel::Node child : type.children()) octets += estimated_octets(child);
            return std::min(most_octets, octets + 4);
        case MmsType::array:
            octets = estimated_octets(type.at(type.index() + 1));
            if (octets > most_octets / std::max<std::size_t>(type.element_count(), 1)) return most_octets;
            return octets * type.element_count() + 4;
        case MmsType::boolean: return 3;
        case MmsType::bit_string: return 4 + extent / 8;
        case MmsType::integer: return 2 + extent / 8;
        case MmsType::unsigned_integer: return 3 + extent / 8;
        case MmsType::floating_point: return 3 + extent / 8;
        case MmsType::octet_string:
        case MmsType::visible_string: return extent == 0 ? guessed_octets : std::min(most_octets, extent + 4);
        case MmsType::mms_string: return extent == 0 ? guessed_octets : std::min(most_octets, extent * 4 + 4);
        case MmsType::binary_time: return 8;
        case MmsType::utc_time: return 10;
        case MmsType::unknown:
        case MmsType::real:
        case MmsType::generalized_time:
        case MmsType::bcd:
        case MmsType::object_identifier: break;
    }
    return guessed_octets;
}

Error access_error(DataAccessError failure, const ObjectReference& reference) {
    Error error;
    error.fault = Fault::refused;
    error.code = Code::data_access(static_cast<std::int32_t>(failure));
    error.path = reference.text();
    error.text = "the server refused this object";
    return error;
}

Task<Result<Value>> read(Remote& remote, ObjectReference reference) {
    if (reference.fc == Fc::none && !reference.path.empty()) {
        Result<ObjectReference> resolved = co_await resolve(remote, reference);
        if (!resolved) co_return fail(std::move(resolved).error());
        reference = std::move(*resolved);
    }
    const Result<Object> object = Object::from(reference);
    if (!object) co_return fail(object.error());
    if (object->has_selection() && !remote.session.negotiated().cbb.test(mms::parameter_bit::valt)) {
        co_return co_await read_whole_array(remote, reference);
    }
    const mms::ListEntry entry = object->entry();
    const mms::ReadRequest request = request_for({&entry, 1});
    Error why;
    {
        const Result<mms::ReadResponse> response = co_await remote.session.call<mms::Read>(request);
        if (response) {
            if (response->results.size() != 1) {
                co_return fail(Fault::violation, "the answer does not hold one result");
            }
            const mms::AccessResult result = response->results.front();
            if (const DataAccessError* failure = result.failure()) {
                co_return fail(access_error(*failure, reference));
            }
            co_return to_value(*result.data());
        }
        why = response.error();
    }
    if (!is_too_large(why)) co_return fail(std::move(why));
    co_return co_await read_parts(remote, reference, why);
}

Task<std::vector<Result<Value>>> read_all(Remote& remote, std::vector<ObjectReference> references) {
    ListRead list(remote, std::move(references));
    co_return co_await list.run();
}

Task<std::vector<Result<Value>>> read_texts(Remote& remote, std::vector<std::string> references) {
    std::vector<Result<Value>> results(references.size());
    std::vector<ObjectReference> good;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < references.size(); ++i) {
        Result<ObjectReference> parsed = ObjectReference::parse(references[i]);
        if (parsed) {
            good.push_back(std::move(*parsed));
            places.push_back(i);
        } else {
            results[i] = fail(std::move(parsed).error());
        }
    }
    std::vector<Result<Value>> read = co_await read_all(remote, std::move(good));
    for (std::size_t i = 0; i < places.size(); ++i) results[places[i]] = std::move(read[i]);
    co_return results;
}

}  // namespace busbar::client
