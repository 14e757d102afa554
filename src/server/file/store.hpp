// SPDX-License-Identifier: Apache-2.0
// What the file services of IEC 61850-7-2 clause 23 (8-1 clause 23) need from a place that keeps files. The
// core knows no file system: io/ has one over a real folder, tests one in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace busbar::server::file {

/// Why not. All but `too_many` are codes of class file of ISO 9506-2 ServiceError.
enum class FileError : std::uint8_t {
    other = 0,
    ambiguous = 1,
    busy = 2,
    syntax = 3,
    position = 5,
    denied = 6,
    non_existent = 7,
    exists = 8,
    no_space = 9,
    too_many = 100,  ///< no room for another open file: class resource
};

template <class T>
using FileResult = tl::expected<T, FileError>;
using FileFailure = tl::unexpected<FileError>;

struct FileState {
    bool folder = false;
    std::uint64_t size = 0;  ///< octets; 0 for a folder
    WallTime modified;
};

/// A file that is read. Closed by its destructor.
class OpenFile {
public:
    OpenFile() = default;
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    virtual ~OpenFile() = default;

    [[nodiscard]] virtual FileResult<FileState> state() const = 0;
    /// Up to into.size() octets from `position`; less only at the end of the file.
    virtual FileResult<std::size_t> read(std::uint64_t position, std::span<Octet> into) = 0;
};

/// A file that is written beside the one it will replace. Its destructor discards what was not committed.
class NewFile {
public:
    NewFile() = default;
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    virtual ~NewFile() = default;

    virtual FileResult<void> append(Bytes octets) = 0;
    /// Durable, and in the place of whatever had the name, both at once or not at all. Called once, last, and
    /// perhaps in another thread than the rest.
    virtual FileResult<void> commit() = 0;
};
using Committed = std::function<void(FileResult<void>)>;

/// Paths are canonical (path.hpp): components with "/" between them, "" for the root. A store checks for
/// itself that no path leads out of it. Only plain files and folders exist for it. One thread.
class FileStore {
public:
    FileStore() = default;
    FileStore(const FileStore&) = delete;
    FileStore& operator=(const FileStore&) = delete;
    virtual ~FileStore() = default;

    /// Names of what is in a folder, in any order, at most `limit` of them; what they are says state(), which
    /// fails for those that cannot be served.
    virtual FileResult<std::vector<std::string>> list(const std::string& folder, std::size_t limit) = 0;
    virtual FileResult<FileState> state(const std::string& path) = 0;
    virtual FileResult<std::unique_ptr<OpenFile>> open(const std::string& path) = 0;
    /// The folder must exist; of an existing name only a plain file can be replaced.
    virtual FileResult<std::unique_ptr<NewFile>> create(const std::string& path) = 0;
    /// Commits a file of create(). `done` is called once: before this returns, or later in the store's
    /// thread; never when the store is gone.
    virtual void commit(std::unique_ptr<NewFile> file, Committed done) { done(file->commit()); }
    /// Plain files only.
    virtual FileResult<void> remove(const std::string& path) = 0;
    /// Plain files only. Never replaces: `exists`.
    virtual FileResult<void> rename(const std::string& from, const std::string& to) = 0;
};

}  // namespace busbar::server::file
