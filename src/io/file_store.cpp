// SPDX-License-Identifier: Apache-2.0
#include "io/file_store.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __has_include(<linux/openat2.h>)
#include <linux/openat2.h>
#endif

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "server/file/path.hpp"

namespace busbar::io {

using server::file::FileError;
using server::file::FileFailure;
using server::file::FileState;

namespace {

/// Files that may wait for the disk. No client has to wait for more of them than these.
constexpr std::size_t most_waiting = 64;

/// Only canonical paths, and no temporary files: whoever asks, and whatever it was told before.
bool is_servable(const std::string& path) {
    if (path.empty()) return true;
    if (server::file::canonical_path(path) != path) return false;
    return path.find("/" + std::string(temporary_prefix)) == std::string::npos &&
           !path.starts_with(temporary_prefix);
}

FileState state_of(const struct stat& status) {
    FileState state;
    state.folder = S_ISDIR(status.st_mode);
    state.size = state.folder ? 0 : static_cast<std::uint64_t>(status.st_size);
    state.modified = WallTime(std::chrono::seconds(status.st_mtim.tv_sec) +
                              std::chrono::nanoseconds(status.st_mtim.tv_nsec));
    return state;
}

bool is_plain(const struct stat& status) {
    return S_ISREG(status.st_mode);
}

#ifdef SYS_openat2
int open_by_kernel(int root, const char* path, int flags) {
    struct open_how how {};
    how.flags = static_cast<std::uint64_t>(static_cast<unsigned>(flags));
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    // Somebody renames folders right now: the kernel cannot tell and wants to be asked again.
    for (int attempt = 0; attempt < 8; ++attempt) {
        const long number = retried([&] { return ::syscall(SYS_openat2, root, path, &how, sizeof how); });
        if (number >= 0 || errno != EAGAIN) return static_cast<int>(number);
    }
    return -1;
}
#else
int open_by_kernel(int, const char*, int) {
    errno = ENOSYS;
    return -1;
}
#endif

class FolderFile final : public server::file::OpenFile {
public:
    explicit FolderFile(Descriptor file) : file_(std::move(file)) {}

    [[nodiscard]] server::file::FileResult<FileState> state() const override {
        struct stat status {};
        if (::fstat(file_.get(), &status) != 0) return file_failure();
        return state_of(status);
    }
    server::file::FileResult<std::size_t> read(std::uint64_t position, std::span<Octet> into) override {
        std::size_t count = 0;
        while (count < into.size()) {
            const ssize_t got = retried([&] {
                return ::pread(file_.get(), into.data() + count, into.size() - count,
                               static_cast<off_t>(position + count));
            });
            if (got < 0) return file_failure();
            if (got == 0) break;
            count += static_cast<std::size_t>(got);
        }
        return count;
    }

private:
    Descriptor file_;
};

}  // namespace

Result<std::shared_ptr<FolderStore>> FolderStore::make(const std::string& folder, Resolving resolving) {
    Descriptor root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!root) {
        const int number = errno;
        return fail(Fault::io, "files " + folder + ": " + std::strerror(number), {Domain::system, number});
    }
    bool by_kernel = false;
    if (resolving == Resolving::by_kernel_where_it_can) {
        // Missing before Linux 5.6, and where a sandbox does not know it.
        by_kernel = static_cast<bool>(
            Descriptor(open_by_kernel(root.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    }
    return std::shared_ptr<FolderStore>(new FolderStore(std::move(root), by_kernel));
}

FolderStore::FileResult<Descriptor> FolderStore::open_by_component(const std::string& path, int flags) const {
    Descriptor folder(::openat(root_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder) return file_failure();
    for (std::size_t at = 0;;) {
        const std::size_t end = path.find('/', at);
        const bool last = end == std::string::npos;
        const std::string name = path.empty() ? "." : path.substr(at, last ? std::string::npos : end - at);
        const int how = (last ? flags : O_RDONLY | O_DIRECTORY | O_CLOEXEC) | O_NOFOLLOW;
        Descriptor next(retried([&] { return ::openat(folder.get(), name.c_str(), how); }));
        if (!next) return file_failure();
        if (last) return next;
        folder = std::move(next);
        at = end + 1;
    }
}

FolderStore::FileResult<Descriptor> FolderStore::open_beneath(const std::string& path, int flags) const {
    if (!is_servable(path)) return FileFailure(FileError::syntax);
    if (!by_kernel_) return open_by_component(path, flags | O_CLOEXEC);
    Descriptor opened(open_by_kernel(root_.get(), path.empty() ? "." : path.c_str(), flags | O_CLOEXEC));
    if (!opened) return file_failure();
    return opened;
}

FolderStore::FileResult<FolderStore::Place> FolderStore::place_of(const std::string& path) const {
    if (!is_servable(path) || path.empty()) return FileFailure(FileError::syntax);
    const std::size_t slash = path.rfind('/');
    const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash);
    auto folder = open_beneath(parent, O_RDONLY | O_DIRECTORY);
    if (!folder) return FileFailure(folder.error());
    return Place{*std::move(folder), slash == std::string::npos ? path : path.substr(slash + 1)};
}

FolderStore::FileResult<std::vector<std::string>> FolderStore::list(const std::string& folder,
                                                                    std::size_t limit) {
    auto opened = open_beneath(folder, O_RDONLY | O_DIRECTORY);
    if (!opened) return FileFailure(opened.error());
    // The stream owns the descriptor from here on.
    const int number = ::fcntl(opened->get(), F_DUPFD_CLOEXEC, 0);
    DIR* const stream = number < 0 ? nullptr : ::fdopendir(number);
    if (stream == nullptr) {
        const FileError error = file_error_of(errno);
        if (number >= 0) ::close(number);
        return FileFailure(error);
    }
    std::vector<std::string> names;
    while (names.size() < limit) {
        const dirent* const entry = ::readdir(stream);
        if (entry == nullptr) break;
        const std::string_view name = entry->d_name;
        if (name == "." || name == ".." || name.starts_with(temporary_prefix)) continue;
        names.emplace_back(name);
    }
    ::closedir(stream);
    return names;
}

FolderStore::FileResult<FileState> FolderStore::state(const std::string& path) {
    auto opened = open_beneath(path, O_PATH);
    if (!opened) return FileFailure(opened.error());
    struct stat status {};
    if (::fstat(opened->get(), &status) != 0) return file_failure();
    if (!is_plain(status) && !S_ISDIR(status.st_mode)) return FileFailure(FileError::non_existent);
    return state_of(status);
}

FolderStore::FileResult<std::unique_ptr<server::file::OpenFile>> FolderStore::open(const std::string& path) {
    // Looked at before it is opened, because opening alone does something to a device.
    const auto before = state(path);
    if (!before) return FileFailure(before.error());
    if (before->folder) return FileFailure(FileError::non_existent);
    auto opened = open_beneath(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (!opened) return FileFailure(opened.error());
    struct stat status {};
    if (::fstat(opened->get(), &status) != 0) return file_failure();
    if (!is_plain(status)) return FileFailure(FileError::non_existent);
    return std::make_unique<FolderFile>(*std::move(opened));
}

FolderStore::FileResult<std::unique_ptr<server::file::NewFile>> FolderStore::create(const std::string& path) {
    auto place = place_of(path);
    if (!place) return FileFailure(place.error());
    std::optional<mode_t> mode;
    struct stat status {};
    if (::fstatat(place->folder.get(), place->name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
        if (!is_plain(status)) return FileFailure(FileError::denied);
        mode = status.st_mode & 0777;
    }
    if (commits_ && commits_->waiting() >= most_waiting) return FileFailure(FileError::busy);
    return make_temporary(std::move(place->folder), std::move(place->name), mode);
}

void FolderStore::commit(std::unique_ptr<server::file::NewFile> file, server::file::Committed done) {
    if (!commits_) return done(file->commit());
    commits_->add(std::move(file), std::move(done));
}

FolderStore::FileResult<void> FolderStore::remove(const std::string& path) {
    auto place = place_of(path);
    if (!place) return FileFailure(place.error());
    struct stat status {};
    if (::fstatat(place->folder.get(), place->name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return file_failure();
    }
    if (!is_plain(status)) return FileFailure(FileError::denied);
    if (::unlinkat(place->folder.get(), place->name.c_str(), 0) != 0) return file_failure();
    return {};
}

FolderStore::FileResult<void> FolderStore::rename(const std::string& from, const std::string& to) {
    auto source = place_of(from);
    if (!source) return FileFailure(source.error());
    auto target = place_of(to);
    if (!target) return FileFailure(target.error());
    struct stat status {};
    if (::fstatat(source->folder.get(), source->name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return file_failure();
    }
    if (!is_plain(status)) return FileFailure(FileError::denied);
#ifdef RENAME_NOREPLACE
    if (::renameat2(source->folder.get(), source->name.c_str(), target->folder.get(), target->name.c_str(),
                    RENAME_NOREPLACE) == 0) {
        return {};
    }
    if (errno != EINVAL && errno != ENOSYS) return file_failure();
#endif
    // A second name, then without the first: that replaces nothing either.
    if (::linkat(source->folder.get(), source->name.c_str(), target->folder.get(), target->name.c_str(), 0) !=
        0) {
        return file_failure();
    }
    if (::unlinkat(source->folder.get(), source->name.c_str(), 0) != 0) {
        const FileError error = file_error_of(errno);
        ::unlinkat(target->folder.get(), target->name.c_str(), 0);
        return FileFailure(error);
    }
    return {};
}

}  // namespace busbar::io
