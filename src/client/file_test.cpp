// SPDX-License-Identifier: Apache-2.0
// Files against scripted servers: good, odd, hostile and vanishing ones.
#include "client/file.hpp"

#include "client/test_file_station.hpp"

namespace busbar::client {
namespace {

using testing::FileStation;
using testing::long_text;
using testing::TestPeer;

// ---- GetFile

TEST(File, GetKeepsReadsUnderWayAndNoneTooMany) {
    for (const std::size_t size : {0UL, 1UL, 99UL, 100UL, 101UL, 1000UL, 12'345UL}) {
        TestPeer peer;
        FileStation station(peer);
        station.files["a"] = long_text(size);
        EXPECT_EQ(station.get("a").value(), station.files["a"]);
        EXPECT_EQ(station.reads, std::max<std::size_t>(1, (size + 99) / 100)) << size;
        EXPECT_EQ(station.closes, 1U);
        if (size > 2000) {
            EXPECT_EQ(station.most_outstanding, 8U);
        }
    }
}

TEST(File, GetOneAtATime) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(1000);
    GetFileOptions options;
    options.max_outstanding = 1;
    std::vector<std::uint64_t> progress;
    options.progress = [&](std::uint64_t done, std::uint64_t size) {
        EXPECT_EQ(size, 1000U);
        progress.push_back(done);
    };
    EXPECT_EQ(station.get("a", options).value(), station.files["a"]);
    EXPECT_EQ(station.most_outstanding, 1U);
    EXPECT_EQ(progress.size(), 10U);
    EXPECT_EQ(progress.back(), 1000U);
}

TEST(File, GetFromAPosition) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(1000);
    GetFileOptions options;
    options.position = 300;
    EXPECT_EQ(station.get("a", options).value(), station.files["a"].substr(300));
    options.position = 1000;
    EXPECT_EQ(station.get("a", options).value(), "");
    options.position = 1001;
    EXPECT_EQ(station.get("a", options).error().code, Code::service_error(file_class, 5));
    station.ignores_position = true;
    options.position = 300;
    EXPECT_EQ(station.get("a", options).error().fault, Fault::unsupported);
}

TEST(File, GetTriesOtherSpellings) {
    TestPeer peer;
    FileStation station(peer);
    station.files["\\COMTRADE\\r.dat"] = "found";
    EXPECT_EQ(station.get("COMTRADE/r.dat").value(), "found");
    const auto missing = station.get("COMTRADE/none");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, Code::service_error(file_class, 7));
    EXPECT_EQ(missing.error().path, "COMTRADE/none");
}

TEST(File, SizesThatAreWrong) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(500);
    station.announced = 1000;
    EXPECT_EQ(station.get("a").error().fault, Fault::violation) << "half a file is none";
    station.announced = 0;
    EXPECT_EQ(station.get("a").value(), station.files["a"]);
    station.announced = 150;
    EXPECT_EQ(station.get("a").value(), station.files["a"]) << "it has grown";
    EXPECT_EQ(station.open.size(), 0U);
    station.announced = 0xFFFFFFFF;
    GetFileOptions options;
    options.max_octets = 1000;
    EXPECT_EQ(station.get("a", options).error().fault, Fault::limit);
    EXPECT_EQ(station.open.size(), 0U);
}

TEST(File, HostileReads) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(500);
    station.only_empty = true;
    EXPECT_EQ(station.get("a").error().fault, Fault::violation);
    EXPECT_LT(station.reads, 20U);
    station.only_empty = false;
    station.never_ends = true;
    GetFileOptions options;
    options.max_octets = 10'000;
    EXPECT_EQ(station.get("a", options).error().fault, Fault::limit);
    EXPECT_LT(station.reads, 200U);
    station.never_ends = false;
    station.reversed = true;
    station.reads = 0;
    EXPECT_EQ(station.get("a").error().fault, Fault::violation);
    EXPECT_EQ(station.open.size(), 0U) << "closed all the same";
}

TEST(File, SinkThatGivesUp) {
    TestPeer peer;
    FileStation station(peer);
    station.files["a"] = long_text(5000);
    std::size_t portions = 0;
    FileSink sink = [&](std::span<const std::uint8_t>) -> Result<void> {
        if (++portions == 3) return fail(Fault::io, "the disk is full");
        return {};
    };
    GetFileOptions options;
    const auto transfer = peer.run(get_file(peer.remote, "a", sink, options));
    ASSERT_FALSE(transfer);
    EXPECT_EQ(transfer.error().text, "the disk is full");
    EXPECT_EQ(portions, 3U);
    EXPECT_EQ(station.open.size(), 0U);
}

TEST(File, ConnectionLostAtEveryRequest) {
    for (std::size_t cut = 1; cut < 9; ++cut) {
        TestPeer peer;
        FileStation station(peer);
        station.files["a"] = long_text(500);
        peer.cut_at = peer.requests + cut - 1;
        const auto content = station.get("a");
        // Open, five reads, and the close, without which the file is here, too.
        EXPECT_EQ(content.has_value(), cut >= 7) << cut;
        if (!content) {
            EXPECT_EQ(content.error().fault, Fault::io);
        }
    }
}

// ---- directories

TEST(File, ListInPages) {
    TestPeer peer;
    FileStation station(peer);
    station.folders["<absent>"] = {"COMTRADE/", "a", "b", "c", "d", "e", "f"};
    station.folders["COMTRADE/"] = {"COMTRADE/r.cfg", "COMTRADE/r.dat"};
    EXPECT_EQ(station.listed(""), "COMTRADE/ a b c d e f ");
    EXPECT_EQ(station.lists, 3U);
    EXPECT_EQ(station.listed("COMTRADE/"), "COMTRADE/r.cfg COMTRADE/r.dat ");
    EXPECT_EQ(station.listed("COMTRADE"), "COMTRADE/r.cfg COMTRADE/r.dat ");
    FileListOptions options;
    options.recursive = true;
    EXPECT_EQ(station.listed("", options), "COMTRADE/ a b c d e f COMTRADE/r.cfg COMTRADE/r.dat ");
    EXPECT_EQ(station.listed("none"), "<refused>");
}

TEST(File, OddServers) {
    TestPeer peer;
    FileStation station(peer);
    // The root by another name, relative names, the folder within itself, all levels at once.
    station.folders["*"] = {"DR\\", "DR\\one", "DR\\two"};
    station.folders["DR\\"] = {"DR\\", "one", "two"};
    EXPECT_EQ(station.listed("/"), "DR\\ DR\\one DR\\two ");
    EXPECT_EQ(station.listed("DR\\"), "DR\\one DR\\two ");
    FileListOptions options;
    options.recursive = true;
    EXPECT_EQ(station.listed("", options), "DR\\ DR\\one DR\\two ");
    // A folder that is refused is there all the same.
    station.folders.erase("DR\\");
    EXPECT_EQ(station.listed("", options), "DR\\ DR\\one DR\\two ");
}

TEST(File, Attributes) {
    TestPeer peer;
    FileStation station(peer);
    station.folders["COMTRADE/r.cfg"] = {"r.cfg"};
    station.folders["COMTRADE/"] = {"COMTRADE/r.cfg", "COMTRADE/r.dat"};
    auto info = peer.run(file_attributes(peer.remote, "COMTRADE/r.cfg"));
    ASSERT_TRUE(info) << info.error().message();
    EXPECT_EQ(info->path, "COMTRADE/r.cfg");
    EXPECT_EQ(info->size, 7U);
    EXPECT_FALSE(info->folder);
    // A server that lists folders only.
    info = peer.run(file_attributes(peer.remote, "COMTRADE/r.dat"));
    ASSERT_TRUE(info) << info.error().message();
    EXPECT_EQ(info->path, "COMTRADE/r.dat");
    info = peer.run(file_attributes(peer.remote, "COMTRADE/none"));
    ASSERT_FALSE(info);
    EXPECT_EQ(info.error().code, Code::service_error(file_class, 7));
    EXPECT_EQ(peer.run(file_attributes(peer.remote, "/")).error().fault, Fault::misuse);
}

TEST(File, HostileDirectories) {
    TestPeer peer;
    FileStation station(peer);
    station.folders["<absent>"] = {"a", "b"};
    station.same_page_for_ever = true;
    EXPECT_EQ(station.listed(""), "a b ");
    EXPECT_EQ(station.lists, 2U);
    station.same_page_for_ever = false;
    station.new_names_for_ever = true;
    FileListOptions options;
    options.max_entries = 500;
    EXPECT_EQ(station.listed("", options), "<limit>");
    station.new_names_for_ever = false;
    // A folder in a folder in a folder, for ever.
    std::string path;
    station.folders["<absent>"] = {"x/"};
    for (int i = 0; i < 100; ++i) {
        path += "x/";
        station.folders[path] = {path + "x/"};
    }
    options.recursive = true;
    EXPECT_EQ(station.listed("", options), "<limit>");
    // Names that are none.
    station.folders["<absent>"] = {"", "/", "\\", std::string(10'000, 'n')};
    options.recursive = false;
    EXPECT_TRUE(station.listed("", options) == std::string(10'000, 'n') + " ");
}

// ---- SetFile

/// A server that fetches what it is told to, step by step.
struct Fetching {
    explicit Fetching(TestPeer& its_peer) : peer(its_peer) {
        peer.associate();
        peer.script = [this](const mms::Envelope& pdu) { on_pdu(pdu); };
    }
    TestPeer& peer;
    std::uint32_t obtain = 0, next_id = 1;
    std::string source, destination, content;
    std::int32_t frsm_id = 0;
    std::size_t reads = 0, rejected = 0;
    std::optional<std::size_t> silent_after;  ///< reads
    std::optional<std::string> other_name;    ///< asked for in place of the source
    std::optional<int> refusal;               ///< of the obtainFile, after it was fetched
    bool asks_for_more = false;               ///< a Read, too

    template <class Service>
    void ask(const typename Service::Request& request) {
        mms::encode_request<Service>(peer.server().begin(), next_id++, request);
        EXPECT_TRUE(peer.server().send());
    }
    void on_pdu(const mms::Envelope& pdu) {
        ber::DecodeState state(pdu.service.whole);
        if (pdu.kind == mms::PduKind::confirmed_request) {
            const auto request = TestPeer::decoded<mms::ObtainFile>(pdu);
            obtain = pdu.invoke_id;
            source = mms::path_of(request.source);
            destination = mms::path_of(request.destination);
            content.clear();
            const std::string name = other_name.value_or(source);
            const ber::GraphicString part{name};
            mms::FileOpenRequest open;
            open.file = mms::FileName(std::span<const ber::GraphicString>(&part, 1));
            if (asks_for_more) ask<mms::Identify>({});
            return ask<mms::FileOpen>(open);
        }
        if (pdu.kind == mms::PduKind::reject) {
            ++rejected;
            return;
        }
        if (pdu.kind == mms::PduKind::confirmed_error) return peer.refuse(obtain, file_class, 7);
        if (pdu.service_tag() == mms::FileClose::tag) {
            if (refusal) return peer.refuse(obtain, file_class, *refusal);
            return peer.answer<mms::ObtainFile>(obtain, {});
        }
        bool more = true;
        if (pdu.service_tag() == mms::FileOpen::tag) {
            mms::FileOpenResponse response;
            EXPECT_TRUE(mms::decode_response<mms::FileOpen>(pdu, response, state));
            frsm_id = response.frsm_id;
        } else {
            mms::FileReadResponse response;
            EXPECT_TRUE(mms::decode_response<mms::FileRead>(pdu, response, state));
            content += text_of(response.data.octets);
            more = response.more_follows;
        }
        if (!more) {
            mms::FileCloseRequest close;
            close.frsm_id = frsm_id;
            return ask<mms::FileClose>(close);
        }
        if (silent_after && reads >= *silent_after) return;
        ++reads;
        mms::FileReadRequest read;
        read.frsm_id = frsm_id;
        ask<mms::FileRead>(read);
    }
    Result<void> put(FileSource from, PutFileOptions options = {}) {
        return peer.run(put_file(peer.remote, "COMTRADE/new.cid", std::move(from), std::move(options)));
    }
};

FileSource memory(const std::string& text) {
    return FileSource::from_memory({text.begin(), text.end()});
}

TEST(File, PutIsFetched) {
    for (const std::size_t size : {0UL, 10UL, 64'976UL, 64'977UL, 300'000UL}) {
        TestPeer peer;
        Fetching server(peer);
        const std::string text = long_text(size);
        PutFileOptions options;
        std::uint64_t last = 1;
        options.progress = [&](std::uint64_t done, std::uint64_t) { last = done; };
        const auto done = server.put(memory(text), options);
        EXPECT_TRUE(done) << done.error().message();
        EXPECT_EQ(server.content, text);
        EXPECT_EQ(server.source, "new.cid");
        EXPECT_EQ(server.destination, "COMTRADE/new.cid");
        EXPECT_EQ(last, size);
    }
}

TEST(File, OnlyTheOneFileOnlyMeanwhile) {
    TestPeer peer;
    Fetching server(peer);
    server.asks_for_more = true;
    EXPECT_TRUE(server.put(memory("x")));
    EXPECT_EQ(server.rejected, 1U) << "identify is not for servers to ask";
    server.other_name = "/etc/passwd";
    const auto other = server.put(memory("x"));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, Code::service_error(file_class, 7));
    server.other_name = "\\new.cid";
    EXPECT_TRUE(server.put(memory("x")));
    // Nothing is under way: nothing is served.
    server.rejected = 0;
    const ber::GraphicString part{"new.cid"};
    mms::FileOpenRequest open;
    open.file = mms::FileName(std::span<const ber::GraphicString>(&part, 1));
    server.ask<mms::FileOpen>(open);
    peer.settle();
    EXPECT_EQ(server.rejected, 1U);
}

TEST(File, PutRefused) {
    TestPeer peer;
    Fetching server(peer);
    server.refusal = 9;
    const auto full = server.put(memory("x"));
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, Code::service_error(file_class, 9));
    EXPECT_EQ(full.error().path, "COMTRADE/new.cid");
    FileSource broken = memory("x");
    broken.read = [](std::uint64_t, std::span<std::uint8_t>) -> Result<std::size_t> {
        return fail(Fault::io, "the disk is gone");
    };
    const auto lost = server.put(broken);
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().text, "the disk is gone");
    EXPECT_EQ(server.put(FileSource()).error().fault, Fault::misuse);
}

TEST(File, PutEndsWithSilenceAndWithTheConnection) {
    TestPeer peer;
    Fetching server(peer);
    server.silent_after = 2;
    const TimePoint begun = peer.now;
    const auto silent = server.put(memory(long_text(300'000)));
    ASSERT_FALSE(silent);
    EXPECT_EQ(silent.error().fault, Fault::timeout);
    EXPECT_GE(peer.now - begun, std::chrono::seconds(10));
    for (std::size_t cut = 1; cut < 6; ++cut) {
        TestPeer other;
        Fetching fetching(other);
        other.cut_at = other.requests + cut;
        const auto lost = fetching.put(memory(long_text(300'000)));
        ASSERT_FALSE(lost);
        EXPECT_EQ(lost.error().fault, Fault::io);
    }
}

TEST(File, TimeOfAPutBeginsAnewWithEachStep) {
    TestPeer peer;
    Fetching server(peer);
    server.silent_after = 1;
    // The second read comes after most of the time-out, the third after as much again.
    auto task = put_file(peer.remote, "x", memory(long_text(180'000)), {});
    peer.remote.on_time(peer.now);
    task.start();
    peer.settle();
    for (int i = 0; i < 2; ++i) {
        peer.run_for(std::chrono::seconds(8));
        ASSERT_FALSE(task.done()) << i;
        mms::FileReadRequest read;
        read.frsm_id = server.frsm_id;
        server.ask<mms::FileRead>(read);
        peer.settle();
    }
    ASSERT_TRUE(task.done());
    EXPECT_TRUE(task.take());
}

// ---- delete, rename

TEST(File, DeleteAndRename) {
    TestPeer peer;
    peer.associate();
    std::string asked;
    peer.script = [&](const mms::Envelope& request) {
        if (request.service_tag() == mms::FileDelete::tag) {
            asked = mms::path_of(TestPeer::decoded<mms::FileDelete>(request).file);
            if (asked == "busy") return peer.refuse(request.invoke_id, file_class, 2);
            return peer.answer<mms::FileDelete>(request.invoke_id, {});
        }
        const auto rename = TestPeer::decoded<mms::FileRename>(request);
        asked = mms::path_of(rename.current) + ">" + mms::path_of(rename.renamed);
        if (asked == "a>b") return peer.answer<mms::FileRename>(request.invoke_id, {});
        peer.refuse(request.invoke_id, file_class, 8);
    };
    EXPECT_TRUE(peer.run(delete_file(peer.remote, "x/y")));
    EXPECT_EQ(asked, "x/y");
    EXPECT_EQ(peer.run(delete_file(peer.remote, "busy")).error().code, Code::service_error(file_class, 2));
    EXPECT_TRUE(peer.run(rename_file(peer.remote, "a", "b")));
    EXPECT_EQ(asked, "a>b");
    EXPECT_EQ(peer.run(rename_file(peer.remote, "a", "c")).error().code, Code::service_error(file_class, 8));
}

// ---- names and times

TEST(FileNames, GeneralizedTime) {
    EXPECT_EQ(to_text(parse_generalized_time("20240102030405Z").value()), "2024-01-02T03:04:05.000000000Z");
    EXPECT_EQ(to_text(parse_generalized_time("20240102030405.123Z").value()),
              "2024-01-02T03:04:05.123000000Z");
    EXPECT_TRUE(parse_generalized_time("20240229235960"));
    for (const char* text : {"", "2024", "20240132030405Z", "20241302030405Z", "20240102240405Z",
                             "2024-1-02030405Z", "00000102030405Z", "99991231235959Z", "20230229000000Z"}) {
        EXPECT_FALSE(parse_generalized_time(text)) << text;
    }
}

TEST(FileNames, Recordings) {
    const auto file = [](const char* path, std::uint32_t size) {
        FileInfo info;
        info.path = path;
        info.folder = info.path.ends_with('/');
        info.size = size;
        return info;
    };
    const std::vector<FileInfo> files{file("COMTRADE/", 0),         file("COMTRADE/r1.dat", 5),
                                      file("COMTRADE/r1.CFG", 3),   file("COMTRADE/r2.cfg", 1),
                                      file("COMTRADE/lone.dat", 9), file("COMTRADE/z.zip", 4),
                                      file("other/z.zip", 4),       file("other/a.cff", 2),
                                      file("other/.cfg", 1),        file("readme.txt", 1)};
    std::string text;
    for (const FileRecording& recording : recordings(files)) {
        text += recording.path + ":" + std::to_string(recording.files.size()) + ":" +
                std::to_string(recording.size) + " ";
    }
    EXPECT_EQ(text, "COMTRADE/r1:2:8 COMTRADE/r2:1:1 COMTRADE/z:1:4 other/a:1:2 ");
}

TEST(FileNames, NamesAndSpellings) {
    FileInfo info;
    for (const char* path : {"a/b.cfg", "a\\b.cfg", "/a/b.cfg", "b.cfg", "a/b.cfg/"}) {
        info.path = path;
        EXPECT_EQ(info.name(), "b.cfg") << path;
    }
    EXPECT_EQ(other_spellings("a/b"), (std::vector<std::string>{"a\\b", "/a/b", "\\a\\b"}));
    EXPECT_EQ(other_spellings("/"), (std::vector<std::string>{"\\"}));
}

}  // namespace
}  // namespace busbar::client
