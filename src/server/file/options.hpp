// SPDX-License-Identifier: Apache-2.0
// What a server is to do with files.
#pragma once

#include <memory>

#include "base/time.hpp"
#include "server/file/store.hpp"

namespace busbar::server::file {

struct FileOptions {
    /// None: no file services, and none announced.
    std::shared_ptr<FileStore> store;
    // What is not allowed is not announced either, and refused with file-access-denied.
    bool allow_write = false;   ///< obtainFile: SetFile
    bool allow_delete = false;  ///< fileDelete: DeleteFile
    bool allow_rename = false;  ///< fileRename
    /// Files that one association has open, those that are being written included.
    std::size_t max_open = 16;
    /// Longest file that a client may write.
    std::uint64_t max_octets = std::uint64_t{64} << 20U;
    /// Longest wait for each answer of a client whose file is fetched.
    Duration step_timeout = std::chrono::seconds(10);
    /// Reads of it that are under way at once; the negotiated number where that is smaller.
    std::size_t max_reads = 8;
    /// Names of one folder that are looked at; the rest of a larger one is not listed.
    std::size_t max_listed = 100'000;
};

}  // namespace busbar::server::file
