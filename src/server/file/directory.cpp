// SPDX-License-Identifier: Apache-2.0
// GetServerDirectory(FILE) and GetFileAttributeValues of IEC 61850-7-2 (8-1: fileDirectory). One level of a
// folder in order of names, complete paths, folders with a separator behind; of a plain file the file itself.
// As order makes the pages, continueAfter may name a file that has gone meanwhile.
#include <algorithm>

#include "server/call.hpp"
#include "server/file/files.hpp"
#include "server/file/path.hpp"

namespace busbar::server::file {

namespace {

/// Octets of an encoded entry besides its name, at most: lengths of four octets, size, time.
constexpr std::size_t around_name = 56;

/// The entries of one answer.
class Page {
public:
    explicit Page(std::size_t room) : whole_(room), room_(room) {}

    /// False, and more_follows from then on, when it does not fit any more. What would fit on no page is left
    /// out: a client could not get beyond it.
    bool add(std::string path, const FileState& state) {
        if (state.folder) path += '/';
        const std::size_t octets = path.size() + around_name;
        if (octets > whole_) return true;
        if (octets > room_) {
            more_follows_ = true;
            return false;
        }
        room_ -= octets;
        entries_.push_back({std::move(path), generalized_time(state.modified), size_on_wire(state.size)});
        return true;
    }
    [[nodiscard]] bool more_follows() const { return more_follows_; }
    void respond(Call& call) const {
        std::vector<ber::GraphicString> names;
        std::vector<mms::DirectoryEntry> entries;
        names.reserve(entries_.size());
        entries.reserve(entries_.size());
        for (const Entry& entry : entries_) {
            names.push_back({entry.path});
            mms::DirectoryEntry& to = entries.emplace_back();
            to.file = mms::FileName(std::span<const ber::GraphicString>(&names.back(), 1));
            to.attributes.size = entry.size;
            to.attributes.last_modified = ber::GeneralizedTime{entry.modified};
        }
        mms::FileDirectoryResponse response;
        response.entries = ber::List<mms::DirectoryEntry>(entries);
        response.more_follows = more_follows_;
        call.respond<mms::FileDirectory>(response);
    }

private:
    struct Entry {
        std::string path, modified;
        std::uint32_t size;
    };
    std::size_t whole_, room_;
    std::vector<Entry> entries_;
    bool more_follows_ = false;
};

std::string path_in(const std::string& folder, const std::string& name) {
    return folder.empty() ? name : folder + "/" + name;
}

/// The last name of the page before, within the folder. Nothing where it is of no such folder.
std::optional<std::string> name_after(const std::string& folder, const mms::FileName& continue_after) {
    const auto path = canonical_path(mms::path_of(continue_after));
    if (!path || path->empty()) return std::nullopt;
    // Clients that cut the folder off get what they mean.
    if (folder.empty() || path->find('/') == std::string::npos) return path;
    if (path->size() <= folder.size() + 1 || !path->starts_with(folder + "/")) return std::nullopt;
    return path->substr(folder.size() + 1);
}

}  // namespace

bool Files::has_listing(const Call& call, const std::string& folder) const {
    return listing_.connection == call.connection() && listing_.folder == folder &&
           call.now().monotonic - listing_.taken < listing_age;
}

void Files::list(Call& call, const mms::FileDirectoryRequest& request) {
    const std::string asked = request.specification ? mms::path_of(*request.specification) : std::string();
    const auto folder = canonical_folder(asked);
    if (!folder) return fail(call, FileError::syntax);
    if (auto may = allowed(call, Right::view, *folder); !may) return fail(call, may.error());
    const auto state = options_.store->state(*folder);
    if (!state) return fail(call, state.error());
    Page page(call.max_pdu() - around_entries);
    if (!state->folder) {
        if (asked.ends_with('/') || asked.ends_with('\\')) return fail(call, FileError::non_existent);
        if (!request.continue_after) page.add(*folder, *state);
        return page.respond(call);
    }
    std::optional<std::string> after;
    if (request.continue_after) {
        after = name_after(*folder, *request.continue_after);
        if (!after) return fail(call, FileError::non_existent);
    }
    if (!after || !has_listing(call, *folder)) {
        auto names = options_.store->list(*folder, options_.max_listed);
        if (!names) return fail(call, names.error());
        std::sort(names->begin(), names->end());
        listing_ = {call.connection(), *folder, call.now().monotonic, *std::move(names)};
    }
    const auto& names = listing_.names;
    auto next = after ? std::upper_bound(names.begin(), names.end(), *after) : names.begin();
    for (; next != names.end(); ++next) {
        std::string path = path_in(*folder, *next);
        if (!is_servable_name(*next) || path.size() >= max_path_octets) continue;
        if (!allowed(call, Right::view, path)) continue;
        const auto of_entry = options_.store->state(path);
        if (of_entry && !page.add(std::move(path), *of_entry)) break;
    }
    if (!page.more_follows()) listing_ = {};
    page.respond(call);
}

}  // namespace busbar::server::file
