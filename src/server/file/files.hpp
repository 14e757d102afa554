// SPDX-License-Identifier: Apache-2.0
// The file services of IEC 61850-7-2 clause 23, mapped to MMS by 8-1 clause 23: GetServerDirectory(FILE) and
// GetFileAttributeValues (fileDirectory), GetFile (fileOpen, fileRead, fileClose), SetFile (obtainFile, for
// which the server asks its client for the file), DeleteFile, and fileRename, which is of MMS alone. What is
// open belongs to an association and ends with it.
#pragma once

#include <unordered_map>

#include "mms/services.hpp"
#include "server/file/obtain.hpp"
#include "server/file/options.hpp"

namespace busbar::server {
class Call;
class Server;
struct Connection;
}  // namespace busbar::server

namespace busbar::server::file {

/// Octets around the data of a fileRead answer, and around the entries of a fileDirectory answer: envelope,
/// invokeID, service, lengths, moreFollows.
inline constexpr std::size_t around_data = 24, around_entries = 32;
/// A client that lists a folder in pages sees it as it was up to so long ago.
inline constexpr std::chrono::seconds listing_age{10};

/// One thread, that of the server.
class Files {
public:
    /// Part of `server`; options.store is there.
    Files(Server& server, const FileOptions& options);

    // ---- services ----
    void open(Call& call, const mms::FileOpenRequest& request);
    void read(Call& call, const mms::FileReadRequest& request);
    void close(Call& call, const mms::FileCloseRequest& request);
    void list(Call& call, const mms::FileDirectoryRequest& request);
    void remove(Call& call, const mms::FileDeleteRequest& request);
    void rename(Call& call, const mms::FileRenameRequest& request);
    void obtain(Call& call, const mms::ObtainFileRequest& request);

    // ---- what the server does ----

    /// A confirmed answer, error or reject from the client. False where it answers nothing of ours.
    bool on_answer(Connection& connection, const mms::Envelope& envelope, ber::DecodeState& state) {
        return obtaining_.on_answer(connection, envelope, state);
    }
    void association_ended(ConnectionId connection);
    [[nodiscard]] TimePoint deadline() const { return obtaining_.deadline(); }
    void on_time(const Now& now) { obtaining_.on_time(now); }

    /// Open now, for reading and for writing, of all associations.
    [[nodiscard]] std::size_t open_files() const;

private:
    struct Handle {
        std::int32_t id = 0;
        std::string path;
        std::unique_ptr<OpenFile> file;
        std::uint64_t position = 0;
    };
    struct Handles {
        std::int32_t last_id = 0;
        std::vector<Handle> open;
    };

    /// What was found in a folder for the first page of its listing: the further ones need not look again.
    struct Listing {
        ConnectionId connection;
        std::string folder;
        TimePoint taken;
        std::vector<std::string> names;  ///< in order
    };

    [[nodiscard]] bool has_listing(const Call& call, const std::string& folder) const;
    [[nodiscard]] std::size_t open_of(ConnectionId connection) const;
    [[nodiscard]] bool is_open(const std::string& path) const;
    Handle* find(ConnectionId connection, std::int32_t id);
    FileResult<mms::FileOpenResponse> try_open(const Call& call, const std::string& path,
                                               std::uint32_t position);
    FileResult<void> try_remove(const Call& call, const std::string& path);
    FileResult<void> try_rename(const Call& call, const std::string& from, const std::string& to, int& which);
    FileResult<void> may_obtain(const Call& call, const std::string& path);

    Server& server_;
    const FileOptions& options_;
    std::unordered_map<std::uint64_t, Handles> handles_;  // by association
    std::string modified_;                                // what the last attributes view
    Listing listing_;                                     // of who asked last and has not had all of it
    Obtaining obtaining_;
};

/// Nothing: go on. Who may not see a file is told that there is none.
FileResult<void> allowed(const Call& call, Right right, const std::string& path);
/// The negative answer.
void fail(Call& call, FileError error);
mms::ServiceError service_error_of(FileError error);
/// sizeOfFile has 32 bits: what does not fit is shown as the largest number.
std::uint32_t size_on_wire(std::uint64_t size);
/// "20240102030405Z".
std::string generalized_time(WallTime time);

}  // namespace busbar::server::file
