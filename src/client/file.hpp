// SPDX-License-Identifier: Apache-2.0
// Procedures on files (IEC 61850-7-2 clause 23, 8-1 clause 23): list, attributes, get, put, delete, rename;
// tolerant of what servers do with names.
#pragma once

#include <busbar/file.hpp>

#include "client/remote.hpp"

namespace busbar::client {

/// The error class of files in a ServiceError (ISO 9506-2).
inline constexpr std::int32_t file_class = 11;

/// GetServerDirectory(FILE). `folder` empty: the root. In the order of the server; each path once.
Task<Result<std::vector<FileInfo>>> list_files(Remote& remote, std::string folder, FileListOptions options);
/// GetFileAttributeValues.
Task<Result<FileInfo>> file_attributes(Remote& remote, std::string path);
/// GetFile, several reads under way at once.
Task<Result<FileTransfer>> get_file(Remote& remote, std::string path, FileSink sink, GetFileOptions options);
/// GetFile into memory.
Task<Result<std::vector<std::uint8_t>>> get_whole_file(Remote& remote, std::string path,
                                                       GetFileOptions options);
/// SetFile: the server fetches it. Each of its steps must come within the request's time-out.
Task<Result<void>> put_file(Remote& remote, std::string destination, FileSource source,
                            PutFileOptions options);
/// DeleteFile.
Task<Result<void>> delete_file(Remote& remote, std::string path);
/// fileRename of MMS.
Task<Result<void>> rename_file(Remote& remote, std::string from, std::string to);

/// Other ways to write a name, for servers that insist: with the other separator, without or with one in
/// front.
std::vector<std::string> other_spellings(const std::string& path);
/// One way to write a path, to compare: without separators in front and behind, "/" between.
std::string plain_path(std::string_view path);
/// "20240102030405Z", with fractions or without; nothing where it is no time.
std::optional<SystemTime> parse_generalized_time(std::string_view text);
/// What a refusal means for a file, with its path.
Error about_file(const std::string& path, Error error);

}  // namespace busbar::client
