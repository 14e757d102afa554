// SPDX-License-Identifier: Apache-2.0
#include "client/write.hpp"

#include "client/discovery.hpp"
#include "client/read.hpp"
#include "client/value_codec.hpp"
#include "mms/service/write.hpp"

namespace busbar::client {
namespace {

/// The value as the type of its object asks for it. Unknown types take it as it is.
Task<Result<Value>> converted(Remote& remote, ObjectReference reference, Value value) {
    const Result<RemoteModel> type = co_await describe(remote, reference);
    if (type) {
        Result<Value> fitting = convert(value, type->root());
        if (!fitting) co_return fitting;
        value = std::move(*fitting);
    } else if (!remote.session.is_open() || type.error().code == Code::data_access(10)) {
        co_return fail(type.error());
    }
    if (!is_sendable(value)) co_return fail(Fault::misuse, "there is no value to send");
    co_return value;
}

class ListWrite {
public:
    ListWrite(Remote& remote, std::vector<Assignment> assignments)
        : remote_(remote), assignments_(std::move(assignments)) {
        results_.resize(assignments_.size());
    }

    Task<std::vector<Result<void>>> run() {
        for (std::size_t i = 0; i < assignments_.size(); ++i) {
            results_[i] = co_await prepare(i);
        }
        const std::size_t room = remote_.session.negotiated().max_pdu_octets;
        for (std::size_t begin = 0; begin < wanted_.size();) {
            std::size_t end = begin;
            std::size_t octets = request_overhead_octets;
            while (end < wanted_.size() && (end == begin || octets + sizes_[end] <= room))
                octets += sizes_[end++];
            co_await write_range(begin, end);
            begin = end;
        }
        co_return std::move(results_);
    }

private:
    Task<Result<void>> prepare(std::size_t i) {
        Assignment& assignment = assignments_[i];
        const Result<ObjectReference> resolved = co_await resolve(remote_, assignment.object);
        if (!resolved) co_return fail(resolved.error());
        assignment.object = *resolved;
        Result<Object> object = Object::from(assignment.object);
        if (!object) co_return fail(std::move(object).error());
        Result<Value> value = co_await converted(remote_, assignment.object, assignment.value);
        if (!value) co_return fail(std::move(value).error());
        assignment.value = std::move(*value);
        sizes_.push_back(object->entry_octets() + encoded_octets(assignment.value));
        objects_.push_back(std::move(*object));
        wanted_.push_back(i);
        co_return Result<void>();
    }

    /// Writes go one after the other, in order: a later one may depend on an earlier.
    Task<void> write_range(std::size_t begin, std::size_t end) {
        std::vector<mms::ListEntry> entries;
        std::vector<mms::Data> data;
        for (std::size_t i = begin; i < end; ++i) {
            entries.push_back(objects_[i].entry());
            data.push_back(view_of(assignments_[wanted_[i]].value));
        }
        mms::WriteRequest request;
        request.variables.value = ber::List<mms::ListEntry>(entries);
        request.data = ber::List<mms::Data>(data);
        const Result<mms::WriteResponse> response = co_await remote_.session.call<mms::Write>(request);
        if (response && response->results.size() == end - begin) {
            std::size_t i = begin;
            for (const mms::WriteResult& result : response->results) {
                if (const DataAccessError* failure = result.failure()) {
                    results_[wanted_[i]] = fail(access_error(*failure, assignments_[wanted_[i]].object));
                }
                ++i;
            }
            co_return;
        }
        const Error why = response
                              ? fail(Fault::violation, "the answer has another number of results").value()
                              : response.error();
        for (std::size_t i = begin; i < end; ++i) results_[wanted_[i]] = fail(why);
    }

    Remote& remote_;
    std::vector<Assignment> assignments_;
    std::vector<Result<void>> results_;
    std::vector<std::size_t> wanted_;  // positions in assignments_ that are to be written
    std::vector<Object> objects_;      // of wanted_
    std::vector<std::size_t> sizes_;   // octets in a request, of wanted_
};

}  // namespace

Task<std::vector<Result<void>>> write_all(Remote& remote, std::vector<Assignment> assignments) {
    ListWrite list(remote, std::move(assignments));
    co_return co_await list.run();
}

Task<Result<void>> write(Remote& remote, Assignment assignment) {
    std::vector<Assignment> one;
    one.push_back(std::move(assignment));
    std::vector<Result<void>> results = co_await write_all(remote, std::move(one));
    co_return std::move(results.front());
}

}  // namespace busbar::client
