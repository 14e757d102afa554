// SPDX-License-Identifier: Apache-2.0
// For tests: a scripted server of files.
#pragma once

#include <deque>
#include <map>

#include "client/file.hpp"
#include "client/test_peer.hpp"

namespace busbar::client::testing {

/// A server of files, with the oddities that real ones show.
struct FileStation {
    explicit FileStation(TestPeer& its_peer) : peer(its_peer) {
        peer.associate();
        peer.script = [this](const mms::Envelope& request) { serve(request); };
    }

    TestPeer& peer;
    std::map<std::string, std::string> files;
    std::size_t block = 100;
    std::optional<std::uint32_t> announced;  ///< size told by fileOpen
    bool ignores_position = false, never_ends = false, only_empty = false, reversed = false;
    bool sends_from_start = false;  ///< as many octets as there are from the position on, but the first ones
    std::map<std::string, std::vector<std::string>> folders;  ///< by specification; "<absent>"
    bool same_page_for_ever = false, new_names_for_ever = false;
    std::size_t reads = 0, closes = 0, most_outstanding = 0, lists = 0;
    struct Open {
        std::string content;
        std::size_t position = 0;
    };
    std::map<std::int32_t, Open> open;
    std::int32_t last_id = 0;
    std::deque<std::uint32_t> waiting;  // reads, where reversed

    void serve(const mms::Envelope& request) {
        if (request.kind != mms::PduKind::confirmed_request) return;
        switch (request.service_tag()) {
            case mms::FileOpen::tag: return on_open(request);
            case mms::FileRead::tag: return on_read(request);
            case mms::FileClose::tag:
                ++closes;
                open.erase(TestPeer::decoded<mms::FileClose>(request).frsm_id);
                return peer.answer<mms::FileClose>(request.invoke_id, {});
            case mms::FileDirectory::tag: return on_list(request);
            default: peer.reject(request.invoke_id, mms::reject_code::unrecognized_service);
        }
    }
    void on_open(const mms::Envelope& request) {
        const auto decoded = TestPeer::decoded<mms::FileOpen>(request);
        const auto found = files.find(mms::path_of(decoded.file));
        if (found == files.end()) return peer.refuse(request.invoke_id, file_class, 7);
        if (decoded.initial_position > found->second.size())
            return peer.refuse(request.invoke_id, file_class, 5);
        const bool from_start = ignores_position || sends_from_start;
        open[++last_id] = {found->second, from_start ? 0 : decoded.initial_position};
        if (sends_from_start) {
            open[last_id].content.resize(found->second.size() - decoded.initial_position);
        }
        mms::FileOpenResponse response;
        response.frsm_id = last_id;
        response.attributes.size = announced.value_or(static_cast<std::uint32_t>(found->second.size()));
        response.attributes.last_modified = ber::GeneralizedTime{"20240102030405Z"};
        peer.answer<mms::FileOpen>(request.invoke_id, response);
    }
    void on_read(const mms::Envelope& request) {
        ++reads;
        most_outstanding = std::max(most_outstanding, peer.remote.session.outstanding());
        const auto found = open.find(TestPeer::decoded<mms::FileRead>(request).frsm_id);
        if (found == open.end()) return peer.refuse(request.invoke_id, file_class, 0);
        std::uint32_t id = request.invoke_id;
        if (reversed && reads > 1) {
            waiting.push_front(id);
            if (waiting.size() < 2) return;
            while (!waiting.empty()) {
                read(waiting.front(), found->second);
                waiting.pop_front();
            }
            return;
        }
        read(id, found->second);
    }
    void read(std::uint32_t id, Open& file) {
        const std::string part =
            only_empty ? "" : file.content.substr(std::min(file.position, file.content.size()), block);
        file.position = never_ends ? 0 : file.position + part.size();
        mms::FileReadResponse response;
        response.data.octets = bytes_of(part);
        response.more_follows = only_empty || never_ends || file.position < file.content.size();
        peer.answer<mms::FileRead>(id, response);
    }
    void on_list(const mms::Envelope& request) {
        ++lists;
        const auto decoded = TestPeer::decoded<mms::FileDirectory>(request);
        const auto found =
            folders.find(decoded.specification ? mms::path_of(*decoded.specification) : "<absent>");
        if (found == folders.end()) return peer.refuse(request.invoke_id, file_class, 7);
        std::vector<std::string> names = found->second;
        if (new_names_for_ever) names = {"file" + std::to_string(lists)};
        std::size_t begin = 0;
        constexpr std::size_t page = 3;
        if (decoded.continue_after && !same_page_for_ever && !new_names_for_ever) {
            const auto at = std::find(names.begin(), names.end(), mms::path_of(*decoded.continue_after));
            begin = static_cast<std::size_t>(at - names.begin()) + 1;
        }
        const std::size_t end = std::min(names.size(), begin + page);
        std::vector<ber::GraphicString> parts;
        std::vector<mms::DirectoryEntry> entries;
        parts.reserve(page);
        for (std::size_t i = begin; i < end; ++i) {
            parts.push_back({names[i]});
            mms::DirectoryEntry& entry = entries.emplace_back();
            entry.file = mms::FileName(std::span<const ber::GraphicString>(&parts.back(), 1));
            entry.attributes.size = 7;
        }
        mms::FileDirectoryResponse response;
        response.entries = ber::List<mms::DirectoryEntry>(entries);
        response.more_follows = same_page_for_ever || new_names_for_ever || end < names.size();
        peer.answer<mms::FileDirectory>(request.invoke_id, response);
    }

    Result<std::string> get(const std::string& path, GetFileOptions options = {}) {
        const auto content = peer.run(get_whole_file(peer.remote, path, std::move(options)));
        if (!content) return fail(content.error());
        return std::string(content->begin(), content->end());
    }
    std::string listed(const std::string& folder, FileListOptions options = {}) {
        const auto found = peer.run(list_files(peer.remote, folder, options));
        if (!found) return "<" + std::string(name_of(found.error().fault)) + ">";
        std::string text;
        for (const FileInfo& info : *found) text += info.path + " ";
        return text;
    }
};

inline std::string long_text(std::size_t octets) {
    std::string text;
    for (std::size_t i = 0; text.size() < octets; ++i) text += std::to_string(i) + ",";
    text.resize(octets);
    return text;
}

}  // namespace busbar::client::testing
