// SPDX-License-Identifier: Apache-2.0
// A file from its first octet until it takes the place of what had its name (POSIX): a hidden file in the
// same folder, ".busbar-....part", which clients never see. Its writer holds a lock on it (flock), so that it
// can be told from what a process that was killed has left.
#pragma once

#include <sys/types.h>

#include <cerrno>
#include <optional>

#include "io/descriptor.hpp"
#include "server/file/store.hpp"

namespace busbar::io {

/// How names of such files begin.
inline constexpr std::string_view temporary_prefix = ".busbar-";

/// What a client is told of an errno.
server::file::FileError file_error_of(int number);
/// Of the call that has just failed.
inline server::file::FileFailure file_failure() {
    return server::file::FileFailure(file_error_of(errno));
}

/// Again after a signal.
template <class Call>
auto retried(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

/// Will become `name` in `folder`, with these permissions, or those of a new file.
server::file::FileResult<std::unique_ptr<server::file::NewFile>> make_temporary(Descriptor folder,
                                                                                std::string name,
                                                                                std::optional<mode_t> mode);

/// Removes temporary files that nobody writes, from a folder and those in it. Looks at so many names at most,
/// and follows no link.
void remove_leftovers(const Descriptor& root);

}  // namespace busbar::io
