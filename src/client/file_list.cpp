// SPDX-License-Identifier: Apache-2.0
// Directories of files (8-1: fileDirectory). Servers differ: the root has five names, names come complete or
// relative to the folder, one level or all of them, folders with a separator behind, a page again and again.
#include <algorithm>
#include <deque>
#include <unordered_set>

#include "client/file.hpp"
#include "mms/services.hpp"

namespace busbar::client {
namespace {

constexpr unsigned max_idle_pages = 3;
constexpr std::size_t max_listed_octets = std::size_t{64} << 20U;

bool is_folder(std::string_view path) {
    return path.ends_with('/') || path.ends_with('\\');
}
bool is_root(std::string_view path) {
    return path == "*" || path == "." || plain_path(path).empty();
}

struct Listing {
    const FileListOptions& options;
    std::vector<FileInfo> found;
    std::unordered_set<std::string> seen;  // plain paths
    std::size_t octets = 0;
};

/// The complete path of what a server calls `name` in `folder`.
std::string complete(const std::string& folder, const std::string& name) {
    const std::string within = plain_path(folder);
    if (is_root(folder) || plain_path(name) == within || plain_path(name).starts_with(within + "/"))
        return name;
    const bool backslash = folder.find('\\') != std::string::npos;
    return folder + (is_folder(folder) ? "" : backslash ? "\\" : "/") + name;
}

/// Adds the entries of an answer. How many of them are new.
Result<std::size_t> add_page(Listing& listing, const std::string& folder,
                             const mms::FileDirectoryResponse& response, std::string& last_name) {
    std::size_t added = 0;
    for (const mms::DirectoryEntry& entry : response.entries) {
        last_name = mms::path_of(entry.file);
        FileInfo info;
        info.path = complete(folder, last_name);
        info.folder = is_folder(info.path);
        info.size = entry.attributes.size;
        if (entry.attributes.last_modified) {
            info.modified = parse_generalized_time(entry.attributes.last_modified->text);
        }
        // The folder itself, which some list with what is in it.
        if (info.folder && plain_path(info.path) == plain_path(folder)) continue;
        if (info.name().empty() || !listing.seen.insert(plain_path(info.path)).second) continue;
        listing.octets += info.path.size();
        if (listing.found.size() >= listing.options.max_entries || listing.octets > max_listed_octets) {
            return fail(Fault::limit, "the server lists more files than are to be taken");
        }
        listing.found.push_back(std::move(info));
        ++added;
    }
    return added;
}

/// All pages of one folder by one of its names; none: without a name.
Task<Result<void>> list_as(Remote& remote, Listing& listing, const std::string& folder,
                           const std::optional<std::string>& name) {
    std::string last_name;
    const ber::GraphicString specification{name ? std::string_view(*name) : std::string_view()};
    unsigned idle_pages = 0;
    for (bool more = true, first = true; more; first = false) {
        const std::string after_text = last_name;
        const ber::GraphicString after{after_text};
        mms::FileDirectoryRequest request;
        if (name)
            request.specification = mms::FileName(std::span<const ber::GraphicString>(&specification, 1));
        if (!first) request.continue_after = mms::FileName(std::span<const ber::GraphicString>(&after, 1));
        const Result<mms::FileDirectoryResponse> response =
            co_await remote.session.call<mms::FileDirectory>(request);
        if (!response) co_return fail(response.error());
        const Result<std::size_t> added = add_page(listing, folder, *response, last_name);
        if (!added) co_return fail(added.error());
        // Pages without anything new, or that end where the one before did, are the end, whatever the
        // server says. A few may hold nothing but the folder itself.
        idle_pages = *added == 0 ? idle_pages + 1 : 0;
        more = response->more_follows && idle_pages < max_idle_pages && last_name != after_text;
    }
    co_return Result<void>();
}

std::vector<std::optional<std::string>> names_of(const std::string& folder) {
    if (is_root(folder)) return {std::nullopt, "/", "", "\\", "*"};
    std::vector<std::optional<std::string>> all{folder};
    const std::string bare = plain_path(folder);
    std::string back = bare;
    std::replace(back.begin(), back.end(), '/', '\\');
    for (const std::string& name : {bare + "/", bare, back + "\\", "/" + bare + "/"}) {
        if (name != folder) all.emplace_back(name);
    }
    return all;
}

Task<Result<void>> list_folder(Remote& remote, Listing& listing, std::string folder) {
    std::optional<Error> first;
    const std::vector<std::optional<std::string>> names = names_of(folder);
    for (const std::optional<std::string>& name : names) {
        Result<void> listed = co_await list_as(remote, listing, folder, name);
        if (listed) co_return listed;
        if (!first) first = listed.error();
        if (listed.error().fault != Fault::refused) break;
    }
    co_return fail(std::move(*first));
}

}  // namespace

Task<Result<std::vector<FileInfo>>> list_files(Remote& remote, std::string folder, FileListOptions options) {
    Listing listing{.options = options};
    const Result<void> top = co_await list_folder(remote, listing, folder);
    if (!top) co_return fail(about_file(folder, top.error()));
    // Asked about a file, a server may answer with its bare name.
    if (listing.found.size() == 1 && !listing.found[0].folder && !is_folder(folder) && !is_root(folder)) {
        FileInfo asked;
        asked.path = folder;
        if (listing.found[0].name() == asked.name()) listing.found[0].path = folder;
    }
    if (!options.recursive) co_return std::move(listing.found);
    const auto depth = [](const FileInfo& info) {
        const std::string path = plain_path(info.path);
        return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
    };
    // What is found meanwhile comes behind, and has its turn.
    for (std::size_t at = 0; at < listing.found.size(); ++at) {
        if (!listing.found[at].folder) continue;
        if (depth(listing.found[at]) >= options.max_depth) {
            co_return fail(Fault::limit, "folders are nested too deeply");
        }
        std::string below = listing.found[at].path;
        const Result<void> listed = co_await list_folder(remote, listing, std::move(below));
        // A folder that is refused is there, and that is all.
        if (!listed && listed.error().fault != Fault::refused) co_return fail(listed.error());
    }
    co_return std::move(listing.found);
}

Task<Result<FileInfo>> file_attributes(Remote& remote, std::string path) {
    FileInfo wanted;
    wanted.path = path;
    const std::string name(wanted.name());
    if (name.empty()) co_return fail(Fault::misuse, "the root is no file");
    FileListOptions options;
    const Result<std::vector<FileInfo>> direct = co_await list_files(remote, path, options);
    if (direct && direct->size() == 1 && direct->front().name() == name) {
        wanted = direct->front();
        wanted.path = path;
        co_return wanted;
    }
    if (!direct && direct.error().fault != Fault::refused) co_return fail(direct.error());
    // Servers that list folders only, and folders themselves: in the folder above.
    const std::string bare = plain_path(path);
    const std::size_t slash = bare.rfind('/');
    std::string above = slash == std::string::npos ? std::string() : bare.substr(0, slash + 1);
    const Result<std::vector<FileInfo>> listed = co_await list_files(remote, std::move(above), options);
    if (!listed) co_return fail(direct ? listed.error() : direct.error());
    for (const FileInfo& info : *listed) {
        if (plain_path(info.path) == bare) co_return info;
    }
    Error error;
    error.fault = Fault::refused;
    error.code = Code::service_error(11, 7);
    co_return fail(about_file(path, std::move(error)));
}

}  // namespace busbar::client
