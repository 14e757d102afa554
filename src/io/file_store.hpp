// SPDX-License-Identifier: Apache-2.0
// The files of a server in a real folder (POSIX). The folder is opened once; everything in it is reached from
// there without leaving it: by openat2 of Linux, which lets the kernel see to that (RESOLVE_BENEATH), or
// where that is missing from component to component without following links. Links that stay within are
// followed by the first and refused by the second. Only plain files and folders are served; a device or FIFO
// is never opened.
//
//   file_temporary.*  a file until it has its name
//   file_commits.*    what waits for the disk
#pragma once

#include "io/descriptor.hpp"
#include "io/file_commits.hpp"
#include "io/file_temporary.hpp"
#include "server/file/store.hpp"

namespace busbar::io {

class FolderStore final : public server::file::FileStore {
public:
    enum class Resolving : std::uint8_t { by_kernel_where_it_can, by_component };
    /// Fails with io where the folder cannot be opened.
    static Result<std::shared_ptr<FolderStore>> make(const std::string& folder,
                                                     Resolving resolving = Resolving::by_kernel_where_it_can);

    /// Takes away what servers that were killed have left half written, nothing else: no file that a living
    /// one writes, and nothing behind a link.
    void remove_leftovers() { io::remove_leftovers(root_); }
    /// From now on, what waits for the disk is done by a thread of its own, and `post` brings the news to the
    /// server's: it is called in that thread, and has its argument called where the store is used.
    void commit_behind(FileCommits::Post post) { commits_ = std::make_unique<FileCommits>(std::move(post)); }

    template <class T>
    using FileResult = server::file::FileResult<T>;
    FileResult<std::vector<std::string>> list(const std::string& folder, std::size_t limit) override;
    FileResult<server::file::FileState> state(const std::string& path) override;
    FileResult<std::unique_ptr<server::file::OpenFile>> open(const std::string& path) override;
    FileResult<std::unique_ptr<server::file::NewFile>> create(const std::string& path) override;
    void commit(std::unique_ptr<server::file::NewFile> file, server::file::Committed done) override;
    FileResult<void> remove(const std::string& path) override;
    FileResult<void> rename(const std::string& from, const std::string& to) override;

    [[nodiscard]] bool resolves_by_kernel() const { return by_kernel_; }

private:
    /// A name, and the folder that it is in.
    struct Place {
        Descriptor folder;
        std::string name;
    };
    explicit FolderStore(Descriptor root, bool by_kernel) : root_(std::move(root)), by_kernel_(by_kernel) {}

    [[nodiscard]] FileResult<Descriptor> open_beneath(const std::string& path, int flags) const;
    [[nodiscard]] FileResult<Descriptor> open_by_component(const std::string& path, int flags) const;
    [[nodiscard]] FileResult<Place> place_of(const std::string& path) const;

    Descriptor root_;
    bool by_kernel_;
    std::unique_ptr<FileCommits> commits_;  // none: at once
};

}  // namespace busbar::io
