// SPDX-License-Identifier: Apache-2.0
// For tests and fuzz targets: files in memory, which fail when they are told to.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "server/file/store.hpp"

namespace busbar::server::testing {

using file::FileError;
using file::FileFailure;
using file::FileResult;
using file::FileState;

/// Files and folders in memory. Whatever is open keeps its content.
class MemoryFiles final : public file::FileStore {
public:
    std::map<std::string, std::shared_ptr<std::string>> files;
    std::set<std::string> folders{""};
    WallTime modified = std::chrono::sys_days(std::chrono::year(2024) / 1 / 2) + std::chrono::hours(3) +
                        std::chrono::minutes(4) + std::chrono::seconds(5);
    std::size_t open_now = 0, temporary_now = 0, commits = 0, lists = 0;
    std::optional<FileError> on_append, on_commit, on_remove, on_read;
    bool commit_later = false;
    std::vector<std::function<void()>> committing;  // what finish() does

    void add(const std::string& path, std::string content) {
        for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
            folders.insert(path.substr(0, at));
        }
        files[path] = std::make_shared<std::string>(std::move(content));
    }
    [[nodiscard]] std::string content(const std::string& path) const {
        const auto found = files.find(path);
        return found == files.end() ? "<none>" : *found->second;
    }

    FileResult<std::vector<std::string>> list(const std::string& folder, std::size_t limit) override {
        if (!folders.contains(folder)) return FileFailure(FileError::non_existent);
        ++lists;
        std::vector<std::string> names;
        const auto consider = [&](const std::string& path) {
            const std::string prefix = folder.empty() ? "" : folder + "/";
            if (path.size() <= prefix.size() || !path.starts_with(prefix)) return;
            const std::string name = path.substr(prefix.size());
            if (name.find('/') == std::string::npos && names.size() < limit) names.push_back(name);
        };
        for (const auto& [path, content] : files) consider(path);
        for (const auto& path : folders) consider(path);
        return names;
    }
    FileResult<FileState> state(const std::string& path) override {
        if (folders.contains(path)) return FileState{true, 0, modified};
        const auto found = files.find(path);
        if (found == files.end()) return FileFailure(FileError::non_existent);
        return FileState{false, found->second->size(), modified};
    }
    FileResult<std::unique_ptr<file::OpenFile>> open(const std::string& path) override {
        const auto found = files.find(path);
        if (found == files.end()) return FileFailure(FileError::non_existent);
        return std::make_unique<Open>(*this, found->second);
    }
    FileResult<std::unique_ptr<file::NewFile>> create(const std::string& path) override {
        if (folders.contains(path)) return FileFailure(FileError::denied);
        const std::size_t at = path.rfind('/');
        if (!folders.contains(at == std::string::npos ? "" : path.substr(0, at))) {
            return FileFailure(FileError::non_existent);
        }
        return std::make_unique<New>(*this, path);
    }
    void commit(std::unique_ptr<file::NewFile> new_file, file::Committed done) override {
        if (!commit_later) return done(new_file->commit());
        committing.push_back([file = std::shared_ptr<file::NewFile>(std::move(new_file)),
                              done = std::move(done)] { done(file->commit()); });
    }
    void finish() {
        for (const auto& commit : std::exchange(committing, {})) commit();
    }
    FileResult<void> remove(const std::string& path) override {
        if (on_remove) return FileFailure(*on_remove);
        if (folders.contains(path)) return FileFailure(FileError::denied);
        if (files.erase(path) == 0) return FileFailure(FileError::non_existent);
        return {};
    }
    FileResult<void> rename(const std::string& from, const std::string& to) override {
        if (files.contains(to) || folders.contains(to)) return FileFailure(FileError::exists);
        auto node = files.extract(from);
        if (node.empty()) return FileFailure(FileError::non_existent);
        node.key() = to;
        files.insert(std::move(node));
        return {};
    }

private:
    class Open final : public file::OpenFile {
    public:
        Open(MemoryFiles& store, std::shared_ptr<std::string> content)
            : store_(store), content_(std::move(content)) {
            ++store_.open_now;
        }
        ~Open() override { --store_.open_now; }
        [[nodiscard]] FileResult<FileState> state() const override {
            return FileState{false, content_->size(), store_.modified};
        }
        FileResult<std::size_t> read(std::uint64_t position, std::span<Octet> into) override {
            if (store_.on_read) return FileFailure(*store_.on_read);
            const std::size_t at = std::min<std::size_t>(position, content_->size());
            const std::size_t count = std::min(into.size(), content_->size() - at);
            std::copy_n(content_->begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
            return count;
        }

    private:
        MemoryFiles& store_;
        std::shared_ptr<std::string> content_;
    };
    class New final : public file::NewFile {
    public:
        New(MemoryFiles& store, std::string path) : store_(store), path_(std::move(path)) {
            ++store_.temporary_now;
        }
        ~New() override { --store_.temporary_now; }
        FileResult<void> append(Bytes octets) override {
            if (store_.on_append) return FileFailure(*store_.on_append);
            content_ += text_of(octets);
            return {};
        }
        FileResult<void> commit() override {
            if (store_.on_commit) return FileFailure(*store_.on_commit);
            ++store_.commits;
            store_.add(path_, content_);
            return {};
        }

    private:
        MemoryFiles& store_;
        std::string path_, content_;
    };
};

}  // namespace busbar::server::testing
