// SPDX-License-Identifier: Apache-2.0
// For tests: files in memory, a server that serves them, and a client with the file services in a line each.
#pragma once

#include <map>
#include <set>

#include "server/file/files.hpp"
#include "server/test_client.hpp"
#include "server/test_station.hpp"

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
    std::size_t open_now = 0, temporary_now = 0, commits = 0;
    std::optional<FileError> on_append, on_commit, on_remove, on_read;

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

/// A FileName of one part, alive as long as this.
struct Name {
    explicit Name(std::string_view path) : part{path} {}
    Name(const Name&) = delete;
    Name& operator=(const Name&) = delete;
    [[nodiscard]] mms::FileName name() const {
        return mms::FileName(std::span<const ber::GraphicString>(&part, 1));
    }
    ber::GraphicString part;
};

inline std::string opened_text(const ByteVector& pdu) {
    if (outcome(pdu) != "response") return outcome(pdu);
    const auto response = response_of<mms::FileOpen>(pdu);
    return "id " + std::to_string(response.frsm_id) + ", " + std::to_string(response.attributes.size) +
           " octets of " + std::string(response.attributes.last_modified->text);
}
inline ByteVector open(TestClient& client, std::string_view path, std::uint32_t position = 0) {
    const Name name(path);
    mms::FileOpenRequest request;
    request.file = name.name();
    request.initial_position = position;
    return client.call<mms::FileOpen>(request);
}
/// The frsmID; 0 and a failed test where there is none.
inline std::int32_t open_id(TestClient& client, std::string_view path, std::uint32_t position = 0) {
    const ByteVector pdu = open(client, path, position);
    EXPECT_EQ(outcome(pdu), "response") << path;
    return outcome(pdu) == "response" ? response_of<mms::FileOpen>(pdu).frsm_id : 0;
}
inline ByteVector read_file(TestClient& client, std::int32_t id) {
    mms::FileReadRequest request;
    request.frsm_id = id;
    return client.call<mms::FileRead>(request);
}
/// "abc more" or "abc end".
inline std::string read_text(const ByteVector& pdu) {
    if (outcome(pdu) != "response") return outcome(pdu);
    const auto response = response_of<mms::FileRead>(pdu);
    return std::string(text_of(response.data.octets)) + (response.more_follows ? " more" : " end");
}
inline std::string close(TestClient& client, std::int32_t id) {
    mms::FileCloseRequest request;
    request.frsm_id = id;
    return outcome(client.call<mms::FileClose>(request));
}
/// Names of one page, a space behind each, "..." where more follows.
inline std::string listed(TestClient& client, std::optional<std::string_view> folder,
                          std::optional<std::string_view> after = std::nullopt) {
    const Name specification(folder.value_or("")), continue_after(after.value_or(""));
    mms::FileDirectoryRequest request;
    if (folder) request.specification = specification.name();
    if (after) request.continue_after = continue_after.name();
    const ByteVector pdu = client.call<mms::FileDirectory>(request);
    if (outcome(pdu) != "response") return outcome(pdu);
    const auto response = response_of<mms::FileDirectory>(pdu);
    std::string text;
    for (const mms::DirectoryEntry& entry : response.entries) text += mms::path_of(entry.file) + " ";
    return text + (response.more_follows ? "..." : "");
}
inline std::string remove(TestClient& client, std::string_view path) {
    const Name name(path);
    mms::FileDeleteRequest request;
    request.file = name.name();
    return outcome(client.call<mms::FileDelete>(request));
}
/// The error with what it says of which file: "error file/other, of 1".
inline std::string specific_outcome(const ByteVector& pdu) {
    std::string text = outcome(pdu);
    if (!text.starts_with("error")) return text;
    ber::DecodeState state(pdu);
    mms::Envelope envelope;
    mms::ServiceError error;
    EXPECT_TRUE(mms::decode_envelope(pdu, envelope, state));
    EXPECT_TRUE(mms::decode_confirmed_error(envelope, error, state));
    if (!error.service_specific) return text;
    if (const auto* obtain = std::get_if<mms::ObtainFileError>(&error.service_specific->value)) {
        return text + ", obtainFile " + std::to_string(obtain->number);
    }
    if (const auto* rename = std::get_if<mms::FileRenameError>(&error.service_specific->value)) {
        return text + ", fileRename " + std::to_string(rename->number);
    }
    return text + ", of another kind";
}
inline std::string rename(TestClient& client, std::string_view from, std::string_view to) {
    const Name current(from), renamed(to);
    mms::FileRenameRequest request;
    request.current = current.name();
    request.renamed = renamed.name();
    return specific_outcome(client.call<mms::FileRename>(request));
}
/// Sends an obtainFile and moves octets until nothing moves.
inline void send_obtain(TestClient& client, std::string_view source, std::string_view destination) {
    const Name from(source), to(destination);
    mms::ObtainFileRequest request;
    request.source = from.name();
    request.destination = to.name();
    client.send<mms::ObtainFile>(request);
    client.run();
}

class FileTest : public ::testing::Test {
protected:
    FileTest() : FileTest(true) {}
    explicit FileTest(bool allowed) {
        options.files.store = store;
        options.files.allow_write = options.files.allow_delete = options.files.allow_rename = allowed;
        store->add("a.txt", "hello");
        store->add("COMTRADE/rec1.cfg", "station");
        store->add("COMTRADE/rec1.dat", "0123456789");
        store->add("COMTRADE/old/rec0.cfg", "former");
        store->add("b.txt", "");
    }
    /// The server with `options` as they are now.
    Server& make() {
        server = std::make_unique<Server>(station_image(), options);
        return *server;
    }
    /// One more client, associated.
    TestClient& connect(std::size_t max_pdu = 65000) {
        if (!server) make();
        auto client_side = std::make_shared<stack::Options>(*client_options());
        client_side->mms.max_pdu_octets = max_pdu;
        auto& client = *clients.emplace_back(std::make_unique<TestClient>(*server, now, client_side));
        EXPECT_TRUE(client.associate());
        return client;
    }

    Now now = start_of_time();
    Options options;
    std::shared_ptr<MemoryFiles> store = std::make_shared<MemoryFiles>();
    std::unique_ptr<Server> server;
    std::vector<std::unique_ptr<TestClient>> clients;
};

}  // namespace busbar::server::testing
