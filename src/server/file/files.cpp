// SPDX-License-Identifier: Apache-2.0
#include "server/file/files.hpp"

#include <algorithm>
#include <limits>

#include "server/file/path.hpp"
#include "server/peer_address.hpp"
#include "server/services.hpp"

namespace busbar::server {

// Only where a store is configured: dispatch.cpp sees to it.
void serve(mms::FileOpen, Call& call, const mms::FileOpenRequest& request) {
    call.files().open(call, request);
}
void serve(mms::FileRead, Call& call, const mms::FileReadRequest& request) {
    call.files().read(call, request);
}
void serve(mms::FileClose, Call& call, const mms::FileCloseRequest& request) {
    call.files().close(call, request);
}
void serve(mms::FileDirectory, Call& call, const mms::FileDirectoryRequest& request) {
    call.files().list(call, request);
}
void serve(mms::FileDelete, Call& call, const mms::FileDeleteRequest& request) {
    call.files().remove(call, request);
}
void serve(mms::FileRename, Call& call, const mms::FileRenameRequest& request) {
    call.files().rename(call, request);
}
void serve(mms::ObtainFile, Call& call, const mms::ObtainFileRequest& request) {
    call.files().obtain(call, request);
}

namespace file {

namespace {

std::uint64_t key_of(ConnectionId connection) {
    return std::uint64_t{connection.use} << 32U | connection.slot;
}

/// By the file's own name, or what the client said in its place.
void track(Call& call, tracking::Service service, const mms::FileName& name,
           const FileResult<std::string>& path) {
    if (!call.tracking().tracks_others()) return;
    const PeerAddress address = address_of(call.peer());
    const std::string object = path ? *path : escaped(mms::path_of(name));
    call.tracking().other({service, object, call.error(), address.bytes()}, call.now());
}

/// A path that can name a file; nothing for the root.
FileResult<std::string> file_path(const mms::FileName& name) {
    auto path = canonical_path(mms::path_of(name));
    if (!path) return FileFailure(FileError::syntax);
    if (path->empty()) return FileFailure(FileError::non_existent);
    return *std::move(path);
}

}  // namespace

// ---- what all services use

mms::ServiceError service_error_of(FileError error) {
    constexpr std::int32_t file = 11;
    if (error == FileError::too_many) {
        return mms::ServiceError::of(service_error::resource, service_error::capability_unavailable);
    }
    return mms::ServiceError::of(file, static_cast<std::int32_t>(error));
}

void fail(Call& call, FileError error) {
    call.fail(service_error_of(error));
}

FileResult<void> allowed(const Call& call, Right right, const std::string& path) {
    const AccessObject object{{}, path, Fc::none};
    if (!call.gate().allows(call.peer(), Right::view, object)) return FileFailure(FileError::non_existent);
    if (right != Right::view && !call.gate().allows(call.peer(), right, object)) {
        return FileFailure(FileError::denied);
    }
    return {};
}

std::uint32_t size_on_wire(std::uint64_t size) {
    constexpr std::uint64_t largest = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::min(size, largest));
}

std::string generalized_time(WallTime time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(seconds - day);
    const int year = static_cast<int>(date.year());
    if (year < 0 || year > 9999) return "19700101000000Z";
    std::string text;
    const auto digits = [&](auto number, std::size_t count) {
        const std::string decimal = std::to_string(number);
        text.append(count - std::min(count, decimal.size()), '0') += decimal;
    };
    digits(year, 4);
    digits(static_cast<unsigned>(date.month()), 2);
    digits(static_cast<unsigned>(date.day()), 2);
    digits(clock.hours().count(), 2);
    digits(clock.minutes().count(), 2);
    digits(clock.seconds().count(), 2);
    return text += 'Z';
}

// ---- open files

Files::Files(Server& server, const FileOptions& options)
    : server_(server), options_(options), obtaining_(server, options) {}

std::size_t Files::open_of(ConnectionId connection) const {
    const auto found = handles_.find(key_of(connection));
    return (found == handles_.end() ? 0 : found->second.open.size()) + obtaining_.count(connection);
}

std::size_t Files::open_files() const {
    std::size_t count = obtaining_.count();
    for (const auto& [association, handles] : handles_) count += handles.open.size();
    return count;
}

bool Files::is_open(const std::string& path) const {
    for (const auto& [association, handles] : handles_) {
        for (const Handle& handle : handles.open) {
            if (handle.path == path) return true;
        }
    }
    return obtaining_.is_writing(path);
}

Files::Handle* Files::find(ConnectionId connection, std::int32_t id) {
    const auto found = handles_.find(key_of(connection));
    if (found == handles_.end()) return nullptr;
    for (Handle& handle : found->second.open) {
        if (handle.id == id) return &handle;
    }
    return nullptr;
}

void Files::association_ended(ConnectionId connection) {
    handles_.erase(key_of(connection));
    if (listing_.connection == connection) listing_ = {};
    obtaining_.association_ended(connection);
}

// ---- GetFile

FileResult<mms::FileOpenResponse> Files::try_open(const Call& call, const std::string& path,
                                                  std::uint32_t position) {
    if (auto may = allowed(call, Right::file_read, path); !may) return FileFailure(may.error());
    if (open_of(call.connection()) >= options_.max_open) return FileFailure(FileError::too_many);
    auto file = options_.store->open(path);
    if (!file) return FileFailure(file.error());
    const auto state = (*file)->state();
    if (!state) return FileFailure(state.error());
    if (position > state->size) return FileFailure(FileError::position);
    Handles& handles = handles_[key_of(call.connection())];
    if (handles.last_id == std::numeric_limits<std::int32_t>::max()) handles.last_id = 0;
    do {
        ++handles.last_id;
    } while (find(call.connection(), handles.last_id) != nullptr);
    handles.open.push_back({handles.last_id, path, *std::move(file), position});
    mms::FileOpenResponse response;
    response.frsm_id = handles.last_id;
    response.attributes.size = size_on_wire(state->size);
    modified_ = generalized_time(state->modified);
    response.attributes.last_modified = ber::GeneralizedTime{modified_};
    return response;
}

void Files::open(Call& call, const mms::FileOpenRequest& request) {
    const auto path = file_path(request.file);
    const auto response = path ? try_open(call, *path, request.initial_position)
                               : FileResult<mms::FileOpenResponse>(FileFailure(path.error()));
    if (response) {
        call.respond<mms::FileOpen>(*response);
    } else {
        fail(call, response.error());
    }
    track(call, tracking::Service::get_file, request.file, path);
}

void Files::read(Call& call, const mms::FileReadRequest& request) {
    Handle* const handle = find(call.connection(), request.frsm_id);
    if (handle == nullptr) return fail(call, FileError::other);
    ByteVector& octets = call.scratch().octets;
    const std::size_t block = call.max_pdu() - around_data;
    // One more than is sent tells whether there is more.
    octets.resize(block + 1);
    const auto count = handle->file->read(handle->position, octets);
    if (!count) return fail(call, count.error());
    mms::FileReadResponse response;
    response.data.octets = Bytes(octets).first(std::min(*count, block));
    response.more_follows = *count > block;
    handle->position += response.data.octets.size();
    call.respond<mms::FileRead>(response);
}

void Files::close(Call& call, const mms::FileCloseRequest& request) {
    Handle* const handle = find(call.connection(), request.frsm_id);
    if (handle == nullptr) return fail(call, FileError::other);
    auto& open = handles_[key_of(call.connection())].open;
    open.erase(open.begin() + (handle - open.data()));
    call.respond<mms::FileClose>({});
}

// ---- DeleteFile, rename

FileResult<void> Files::try_remove(const Call& call, const std::string& path) {
    if (auto may = allowed(call, Right::file_manage, path); !may) return may;
    if (!options_.allow_delete) return FileFailure(FileError::denied);
    if (is_open(path)) return FileFailure(FileError::busy);
    return options_.store->remove(path);
}

void Files::remove(Call& call, const mms::FileDeleteRequest& request) {
    const auto path = file_path(request.file);
    const auto removed = path ? try_remove(call, *path) : FileResult<void>(FileFailure(path.error()));
    if (removed) {
        call.respond<mms::FileDelete>({});
    } else {
        fail(call, removed.error());
    }
    track(call, tracking::Service::delete_file, request.file, path);
}

FileResult<void> Files::try_rename(const Call& call, const std::string& from, const std::string& to,
                                   int& which) {
    which = 0;
    if (auto may = allowed(call, Right::file_manage, from); !may) return may;
    if (!options_.allow_rename) return FileFailure(FileError::denied);
    if (is_open(from)) return FileFailure(FileError::busy);
    if (const auto state = options_.store->state(from); !state) return FileFailure(state.error());
    which = 1;
    if (auto may = allowed(call, Right::file_manage, to); !may) return FileFailure(FileError::denied);
    if (obtaining_.is_writing(to)) return FileFailure(FileError::busy);
    return options_.store->rename(from, to);
}

void Files::rename(Call& call, const mms::FileRenameRequest& request) {
    int which = 0;
    const auto from = file_path(request.current);
    const auto to = file_path(request.renamed);
    FileResult<void> renamed;
    if (!from) {
        renamed = FileFailure(from.error());
    } else if (!to) {
        which = 1;
        renamed = FileFailure(FileError::syntax);
    } else {
        renamed = try_rename(call, *from, *to, which);
    }
    if (renamed) return call.respond<mms::FileRename>({});
    mms::ServiceError error = service_error_of(renamed.error());
    error.service_specific = mms::ServiceSpecific{mms::FileRenameError{which}};
    call.fail(error);
}

// ---- SetFile

FileResult<void> Files::may_obtain(const Call& call, const std::string& path) {
    if (auto may = allowed(call, Right::file_write, path); !may) return FileFailure(FileError::denied);
    if (!options_.allow_write) return FileFailure(FileError::denied);
    if (obtaining_.is_writing(path)) return FileFailure(FileError::busy);
    if (open_of(call.connection()) >= options_.max_open) return FileFailure(FileError::too_many);
    return {};
}

void Files::obtain(Call& call, const mms::ObtainFileRequest& request) {
    constexpr int destination = 1;
    const auto path = file_path(request.destination);
    if (request.source_file_server) {
        // From a third server (tpy), which we do not offer.
        call.fail(service_error::access, service_error::unsupported);
        return track(call, tracking::Service::set_file, request.destination, path);
    }
    FileResult<void> may = path ? may_obtain(call, *path) : FileResult<void>(FileFailure(path.error()));
    if (may) {
        auto file = options_.store->create(*path);
        if (file) return obtaining_.begin(call, mms::path_of(request.source), *path, *std::move(file));
        may = FileFailure(file.error());
    }
    mms::ServiceError error = service_error_of(may.error());
    error.service_specific = mms::ServiceSpecific{mms::ObtainFileError{destination}};
    call.fail(error);
    track(call, tracking::Service::set_file, request.destination, path);
}

}  // namespace file
}  // namespace busbar::server
