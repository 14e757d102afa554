// SPDX-License-Identifier: Apache-2.0
// SetURCBValues and SetBRCBValues: attribute by attribute, in one Write.
#include <algorithm>
#include <cstdlib>

#include "client/read.hpp"
#include "client/report_control.hpp"
#include "client/value_codec.hpp"
#include "mms/service/write.hpp"

namespace busbar::client {

namespace {

/// The value as the server's type of the attribute asks for it; as it is where that is not known.
Value fitting(const Remote& remote, const ObjectReference& reference, Value value) {
    const RemoteModel* const model = remote.types.find(reference.logical_device, reference.logical_node);
    if (model == nullptr) return value;
    const Result<RemoteModel::Node> type = model->find(reference);
    if (!type) return value;
    if (const auto* bits = value.get_if<BitString>(); bits != nullptr && type->extent() > 0) {
        // A list of fixed size, longer or shorter than the standard's.
        const auto size = static_cast<std::size_t>(type->extent());
        const std::uint64_t number = bits->number();
        if (size > 64) return value;
        return size >= bits->size ? BitString(number << (size - bits->size), size)
                                  : BitString(number >> (bits->size - size), size);
    }
    Result<Value> converted = convert(value, *type);
    return converted ? std::move(*converted) : std::move(value);
}

}  // namespace

Task<Result<std::vector<Result<void>>>> write_attributes(Remote& remote, ReportControlInfo control,
                                                         std::vector<AttributeWrite> attributes,
                                                         Duration timeout) {
    std::vector<Result<void>> results(attributes.size());
    std::vector<ObjectReference> references;
    std::vector<Object> objects;
    std::vector<Value> values;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        ObjectReference reference = control.reference;
        const auto member =
            std::find_if(control.members.begin(), control.members.end(),
                         [&](const std::string& name) { return equal_names(name, attributes[i].attribute); });
        const bool there = member != control.members.end();
        reference.path.push_back({there ? *member : std::string(attributes[i].attribute), std::nullopt});
        if (!there) {
            Error error = access_error(DataAccessError::object_non_existent, reference);
            error.text = "the control block has no such attribute";
            results[i] = fail(std::move(error));
            continue;
        }
        Result<Object> object = Object::from(reference);
        if (!object) co_return fail(std::move(object).error());
        objects.push_back(std::move(*object));
        values.push_back(fitting(remote, reference, std::move(attributes[i].value)));
        references.push_back(std::move(reference));
        places.push_back(i);
    }
    if (objects.empty()) co_return results;
    std::vector<mms::ListEntry> entries;
    std::vector<mms::Data> data;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        entries.push_back(objects[i].entry());
        data.push_back(view_of(values[i]));
    }
    mms::WriteRequest request;
    request.variables.value = ber::List<mms::ListEntry>(entries);
    request.data = ber::List<mms::Data>(data);
    const Result<mms::WriteResponse> response = co_await remote.session.call<mms::Write>(request, timeout);
    if (!response) co_return fail(response.error());
    if (response->results.size() != objects.size()) {
        co_return fail(Fault::violation, "the answer has another number of results than were written");
    }
    std::size_t i = 0;
    for (const mms::WriteResult& result : response->results) {
        if (const DataAccessError* failure = result.failure()) {
            results[places[i]] = fail(access_error(*failure, references[i]));
        }
        ++i;
    }
    co_return results;
}

namespace {

using Results = std::vector<Result<void>>;

/// Servers of edition 2.1 take nothing without a reservation: where `results` say so, reserves, writes what
/// was denied once more, and gives back what is not to be kept.
Task<Result<void>> write_reserved(Remote& remote, const ReportControlInfo& control,
                                  const std::vector<AttributeWrite>& writes, Results& results, bool keep) {
    const Duration timeout = remote.session.request_timeout();
    const std::string_view attribute = control.buffered ? "ResvTms" : "Resv";
    std::vector<AttributeWrite> again, reserve, release;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i] || results[i].error().code != Code::data_access(3)) continue;
        again.push_back(writes[i]);
        places.push_back(i);
    }
    if (again.empty() || !has_member(control, attribute)) co_return Result<void>();
    constexpr std::int64_t seconds = 60;
    reserve.push_back({attribute, control.buffered ? Value(seconds) : Value(true)});
    const Result<Results> reserved = co_await write_attributes(remote, control, std::move(reserve), timeout);
    if (!reserved) co_return fail(reserved.error());
    if (!reserved->front()) co_return Result<void>();
    Result<Results> second = co_await write_attributes(remote, control, std::move(again), timeout);
    if (!second) co_return fail(std::move(second).error());
    for (std::size_t i = 0; i < places.size(); ++i) results[places[i]] = std::move((*second)[i]);
    if (keep) co_return Result<void>();
    release.push_back({attribute, control.buffered ? Value(std::int64_t{0}) : Value(false)});
    const Result<Results> released = co_await write_attributes(remote, control, std::move(release), timeout);
    if (!released) co_return fail(released.error());
    co_return Result<void>();
}

}  // namespace

Task<Result<ReportControlChange>> set_report_control(Remote& remote, std::string reference,
                                                     ReportControlSettings settings) {
    const Result<ReportControlInfo> control = co_await find_report_control(remote, std::move(reference));
    if (!control) co_return fail(control.error());
    Result<ReportControlState> before = co_await read_report_control(remote, *control);
    if (!before) co_return fail(std::move(before).error());
    const std::vector<AttributeWrite> writes = differing(settings, *before);
    Result<std::vector<Result<void>>> results =
        co_await write_attributes(remote, *control, writes, remote.session.request_timeout());
    if (!results) co_return fail(std::move(results).error());
    if (!settings.reserved && !settings.resv_tms) {
        const bool keep = settings.enabled.value_or(before->enabled.value_or(false));
        const Result<void> written = co_await write_reserved(remote, *control, writes, *results, keep);
        if (!written) co_return fail(written.error());
    }
    Result<ReportControlState> after = co_await read_report_control(remote, *control);
    if (!after) co_return fail(std::move(after).error());
    ReportControlChange change;
    change.not_taken = not_taken(settings, *after, writes, *results);
    change.state = std::move(*after);
    co_return change;
}

}  // namespace busbar::client
