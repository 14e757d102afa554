// SPDX-License-Identifier: Apache-2.0
// For tests: files in memory, a server that serves them, and a client with the file services in a line each.
#pragma once

#include "server/file/files.hpp"
#include "server/file/test_memory_files.hpp"
#include "server/test_client.hpp"
#include "server/test_station.hpp"

namespace busbar::server::testing {

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
