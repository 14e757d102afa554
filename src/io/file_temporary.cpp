// SPDX-License-Identifier: Apache-2.0
#include "io/file_temporary.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cstdio>
#include <random>

namespace busbar::io {

using server::file::FileError;
using server::file::FileFailure;
using server::file::FileResult;

FileError file_error_of(int number) {
    switch (number) {
        case ENOENT:
        case ENOTDIR:
        case ELOOP:
        case EXDEV:  // out of the folder, by RESOLVE_BENEATH
        case ENXIO:
        case EISDIR: return FileError::non_existent;
        case EACCES:
        case EPERM:
        case EROFS: return FileError::denied;
        case EEXIST:
        case ENOTEMPTY: return FileError::exists;
        case ENOSPC:
        case EDQUOT:
        case EFBIG: return FileError::no_space;
        case ENAMETOOLONG:
        case EINVAL: return FileError::syntax;
        case EBUSY:
        case ETXTBSY: return FileError::busy;
        case EMFILE:
        case ENFILE:
        case ENOMEM: return FileError::too_many;
        default: return FileError::other;
    }
}

namespace {

constexpr std::string_view temporary_suffix = ".part";
/// Of a search for leftovers: a folder that is larger or deeper is not worth the wait of a start.
constexpr std::size_t most_names = 100'000;
constexpr int deepest = 32;

class ReplacingFile final : public server::file::NewFile {
public:
    ReplacingFile(Descriptor folder, Descriptor file, std::string temporary, std::string name)
        : folder_(std::move(folder)),
          file_(std::move(file)),
          temporary_(std::move(temporary)),
          name_(std::move(name)) {}
    ~ReplacingFile() override {
        if (!committed_) ::unlinkat(folder_.get(), temporary_.c_str(), 0);
    }
    FileResult<void> append(Bytes octets) override {
        while (!octets.empty()) {
            const ssize_t count = retried([&] { return ::write(file_.get(), octets.data(), octets.size()); });
            if (count < 0) return file_failure();
            octets = octets.subspan(static_cast<std::size_t>(count));
        }
        return {};
    }
    FileResult<void> commit() override {
        if (::fsync(file_.get()) != 0) return file_failure();
        // Still locked: a server that starts now must not take it for a leftover.
        if (::renameat(folder_.get(), temporary_.c_str(), folder_.get(), name_.c_str()) != 0) {
            return file_failure();
        }
        committed_ = true;
        // The file is there; that its name survives a loss of power is all that can fail now.
        static_cast<void>(::fsync(folder_.get()));
        return {};
    }

private:
    Descriptor folder_, file_;
    std::string temporary_, name_;
    bool committed_ = false;
};

/// Another process that looks for leftovers may have had it before it was locked.
bool is_taken(const Descriptor& file) {
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return true;
    struct stat status {};
    return ::fstat(file.get(), &status) == 0 && status.st_nlink == 0;
}

/// Unlike any other, also of another server on the same folder.
std::string temporary_name() {
    std::random_device random;
    return std::string(temporary_prefix) + std::to_string(random()) + "-" + std::to_string(random()) +
           std::string(temporary_suffix);
}

void remove_leftover(int folder, const char* name) {
    struct stat status {};
    // Opening alone does something to a device.
    if (::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode)) return;
    const Descriptor file(::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return;
    struct stat opened {};
    if (::fstat(file.get(), &opened) != 0 || opened.st_ino != status.st_ino ||
        opened.st_dev != status.st_dev) {
        return;
    }
    static_cast<void>(::unlinkat(folder, name, 0));
}

/// `names`: so many more are looked at.
void remove_leftovers_in(Descriptor folder, int depth, std::size_t& names) {
    const int number = ::fcntl(folder.get(), F_DUPFD_CLOEXEC, 0);
    DIR* const stream = number < 0 ? nullptr : ::fdopendir(number);
    if (stream == nullptr) {
        if (number >= 0) ::close(number);
        return;
    }
    for (const dirent* entry = ::readdir(stream); entry != nullptr && names > 0; entry = ::readdir(stream)) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        --names;
        if (name.starts_with(temporary_prefix) && name.ends_with(temporary_suffix)) {
            remove_leftover(folder.get(), entry->d_name);
        } else if ((entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN) && depth < deepest) {
            constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
            Descriptor inner(::openat(folder.get(), entry->d_name, flags));
            if (inner) remove_leftovers_in(std::move(inner), depth + 1, names);
        }
    }
    ::closedir(stream);
}

}  // namespace

FileResult<std::unique_ptr<server::file::NewFile>> make_temporary(Descriptor folder, std::string name,
                                                                  std::optional<mode_t> mode) {
    constexpr mode_t private_mode = 0600, new_mode = 0644;  // of which umask takes away
    for (int attempt = 0; attempt < 8; ++attempt) {
        std::string temporary = temporary_name();
        constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
        Descriptor file(retried([&] {
            return ::openat(folder.get(), temporary.c_str(), flags, mode ? private_mode : new_mode);
        }));
        if (!file && errno == EEXIST) continue;
        if (!file) return file_failure();
        if (is_taken(file)) continue;
        if (mode && ::fchmod(file.get(), *mode) != 0) {
            const FileError error = file_error_of(errno);
            ::unlinkat(folder.get(), temporary.c_str(), 0);
            return FileFailure(error);
        }
        return std::make_unique<ReplacingFile>(std::move(folder), std::move(file), std::move(temporary),
                                               std::move(name));
    }
    return FileFailure(FileError::busy);
}

void remove_leftovers(const Descriptor& root) {
    Descriptor folder(::openat(root.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    std::size_t names = most_names;
    if (folder) remove_leftovers_in(std::move(folder), 0, names);
}

}  // namespace busbar::io
