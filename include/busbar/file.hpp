// SPDX-License-Identifier: Apache-2.0
// Files of an IED (IEC 61850-7-2 clause 23): what the calls of a client that concern them take and give.
#pragma once

#include <busbar/error.hpp>
#include <busbar/timestamp.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace busbar {

/// One entry of a directory. Text of the server: escape before printing, and never use it as a local path
/// without a look at it (name() is safe in that).
struct FileInfo {
    std::string path;     ///< complete, as the server wants to be asked: "COMTRADE/rec1.cfg"
    bool folder = false;  ///< by a separator at its end
    std::uint32_t size = 0;
    std::optional<SystemTime> modified;  ///< none where the server gave none, or no time

    /// The last component, "rec1.cfg"; never empty but for the root, never with "/" or "\".
    [[nodiscard]] std::string_view name() const;
};

struct FileListOptions {
    bool recursive = false;  ///< folders below, too
    // Bounds against servers that never come to an end; reached: Fault::limit.
    std::size_t max_entries = 100'000;
    std::size_t max_depth = 32;
};

/// Octets of a file, in their order; valid during the call. An error ends the transfer with this error. Must
/// not call the client.
using FileSink = std::function<Result<void>(std::span<const std::uint8_t>)>;
/// How far it is: octets of the file, and its size as far as it is known (0: not).
using FileProgress = std::function<void(std::uint64_t done, std::uint64_t size)>;

/// Longest file that is taken into memory without further words.
inline constexpr std::uint64_t whole_file_octets = std::uint64_t{256} << 20U;

struct GetFileOptions {
    /// Octets of the file that are there already: it is read from here on.
    std::uint32_t position = 0;
    /// The last ones of these, as they are there, at most `position`: they are fetched once more and
    /// compared. That finds a file that is another one now, and servers that send its first octets from any
    /// position (so they should not be like those). Fault::unsupported: they differ, fetch the whole file.
    std::vector<std::uint8_t> before;
    /// Longest file that is taken; reached: Fault::limit.
    std::uint64_t max_octets = std::uint64_t{4} << 30U;
    /// Reads under way at once; the negotiated number where that is smaller. 1 for a server that mixes up
    /// their order.
    std::uint16_t max_outstanding = 8;
    FileProgress progress;
};

/// What GetFile has brought.
struct FileTransfer {
    std::uint64_t octets = 0;  ///< received now
    std::uint32_t size = 0;    ///< of the whole file, as the server said when it was opened
    std::optional<SystemTime> modified;
};

/// Where the content of a file comes from that a server is to fetch.
struct FileSource {
    std::uint32_t size = 0;  ///< told to the server; what read() gives counts
    std::optional<SystemTime> modified;
    /// Up to into.size() octets from `position`; less only at the end. An error ends the transfer. Must not
    /// call the client.
    std::function<Result<std::size_t>(std::uint64_t position, std::span<std::uint8_t> into)> read;

    static FileSource from_memory(std::vector<std::uint8_t> content);
};

struct PutFileOptions {
    /// What the server asks us for; empty: the last component of the destination.
    std::string source_name;
    FileProgress progress;
};

/// COMTRADE files of one recording (IEC 60255-24): NAME.cfg with NAME.dat, .hdr, .inf; or one file NAME.cff,
/// NAME.zip.
struct FileRecording {
    std::string path;                    ///< folder and NAME, "COMTRADE/rec1"
    std::vector<FileInfo> files;         ///< by name
    std::uint64_t size = 0;              ///< of all
    std::optional<SystemTime> modified;  ///< the latest
    [[nodiscard]] std::string_view name() const;
};
/// Groups what a listing gave; files that belong to no recording are left out. A .zip counts in a folder
/// called COMTRADE, in upper or lower case.
std::vector<FileRecording> recordings(std::span<const FileInfo> files);

}  // namespace busbar
