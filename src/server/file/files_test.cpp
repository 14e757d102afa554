// SPDX-License-Identifier: Apache-2.0
// The file services over an in-memory client: names, errors, pages, rights, what an association leaves.
#include "server/dispatch.hpp"
#include "server/file/test_files.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

// ---- announced and served

TEST_F(FileTest, AnnouncedAsFarAsConfigured) {
    const auto announced = [&](const file::FileOptions& files) {
        const mms::ServiceSupport bits = supported_services(files);
        std::string text;
        for (const unsigned bit : {46U, 72U, 73U, 74U, 75U, 76U, 77U}) text += bits.test(bit) ? '1' : '0';
        return text;
    };
    EXPECT_EQ(announced({}), "0000000");
    EXPECT_EQ(announced(options.files), "1111111");
    options.files.allow_write = false;
    EXPECT_EQ(announced(options.files), "0111111");
    options.files.allow_delete = options.files.allow_rename = false;
    EXPECT_EQ(announced(options.files), "0111001");
    const mms::ServiceSupport expected = supported_services(options.files);
    EXPECT_EQ(connect().association().negotiated().peer_services, expected);
}

TEST_F(FileTest, WithoutStoreNothingIsKnown) {
    options.files = {};
    TestClient& client = connect();
    const std::string unknown = "reject confirmed-requestPDU/unrecognized-service";
    EXPECT_EQ(listed(client, std::nullopt), unknown);
    EXPECT_EQ(outcome(open(client, "a.txt")), unknown);
    EXPECT_EQ(close(client, 1), unknown);
    EXPECT_EQ(remove(client, "a.txt"), unknown);
    send_obtain(client, "x", "y");
    EXPECT_EQ(outcome(client.take_answer()), unknown);
}

// ---- GetServerDirectory, GetFileAttributeValues

TEST_F(FileTest, EveryNameOfTheRoot) {
    TestClient& client = connect();
    const std::string root = "COMTRADE/ a.txt b.txt ";
    EXPECT_EQ(listed(client, std::nullopt), root);
    for (const char* name : {"", "*", "/", "\\", "//", ".", "/*", "./"}) {
        EXPECT_EQ(listed(client, name), root) << name;
    }
}

TEST_F(FileTest, FoldersBySeveralNamesCompletePaths) {
    TestClient& client = connect();
    const std::string folder = "COMTRADE/old/ COMTRADE/rec1.cfg COMTRADE/rec1.dat ";
    for (const char* name :
         {"COMTRADE/", "COMTRADE", "\\COMTRADE\\", "/COMTRADE", "COMTRADE/*", "./COMTRADE//"}) {
        EXPECT_EQ(listed(client, name), folder) << name;
    }
    EXPECT_EQ(listed(client, "COMTRADE\\old"), "COMTRADE/old/rec0.cfg ");
    store->folders.insert("empty");
    EXPECT_EQ(listed(client, "empty"), "");
    EXPECT_EQ(listed(client, "nothing"), "error file/file-non-existent");
    EXPECT_EQ(listed(client, "comtrade"), "error file/file-non-existent");
    EXPECT_EQ(listed(client, "COMTRADE/../"), "error file/filename-syntax-error");
}

TEST_F(FileTest, AttributesOfOneFile) {
    TestClient& client = connect();
    const Name name("COMTRADE\\rec1.dat");
    mms::FileDirectoryRequest request;
    request.specification = name.name();
    const ByteVector pdu = client.call<mms::FileDirectory>(request);
    const auto response = response_of<mms::FileDirectory>(pdu);
    ASSERT_EQ(response.entries.size(), 1U);
    const mms::DirectoryEntry entry = response.entries.front();
    EXPECT_EQ(mms::path_of(entry.file), "COMTRADE/rec1.dat");
    EXPECT_EQ(entry.attributes.size, 10U);
    ASSERT_TRUE(entry.attributes.last_modified);
    EXPECT_EQ(entry.attributes.last_modified->text, "20240102030405Z");
    EXPECT_EQ(listed(client, "COMTRADE/rec1.dat/"), "error file/file-non-existent");
    EXPECT_EQ(listed(client, "COMTRADE/rec1.dat", "COMTRADE/rec1.dat"), "");
}

TEST_F(FileTest, PagesBySizeOfPdu) {
    for (int i = 0; i < 50; ++i) store->add("many/file" + std::to_string(100 + i), "x");
    TestClient& client = connect(512);
    std::set<std::string> seen;
    std::optional<std::string> after;
    int pages = 0;
    for (bool more = true; more; ++pages) {
        ASSERT_LT(pages, 60);
        std::string page = listed(client, "many/", after);
        more = page.ends_with("...");
        if (more) page.erase(page.size() - 3);
        for (std::size_t at = 0; at < page.size();) {
            const std::size_t end = page.find(' ', at);
            after = page.substr(at, end - at);
            EXPECT_TRUE(seen.insert(*after).second) << *after;
            at = end + 1;
        }
    }
    EXPECT_EQ(seen.size(), 50U);
    EXPECT_GT(pages, 5);
    // What has gone meanwhile is no obstacle; what was never of this folder is none of its pages.
    store->files.erase("many/file110");
    EXPECT_TRUE(listed(client, "many/", "many/file110").starts_with("many/file111 "));
    EXPECT_TRUE(listed(client, "many/", "file110").starts_with("many/file111 "));
    EXPECT_EQ(listed(client, "many/", "COMTRADE/rec1.cfg"), "error file/file-non-existent");
}

class LargeFolder : public FileTest {
protected:
    LargeFolder() {
        for (int i = 0; i < 300; ++i) store->add("many/" + std::to_string(1000 + i), "x");
    }
    /// All pages, or as many as asked for; the number of names that came.
    std::size_t pages(TestClient& client, std::optional<std::string>& after, int most = 1000) {
        std::size_t names = 0;
        for (int page = 0; page < most; ++page) {
            std::string text = listed(client, "many", after);
            const bool more = text.ends_with("...");
            if (more) text.resize(text.size() - 3);
            names += static_cast<std::size_t>(std::count(text.begin(), text.end(), ' '));
            text.resize(text.size() - std::min<std::size_t>(text.size(), 1));
            after = text.substr(text.rfind(' ') + 1);
            if (!more) break;
        }
        return names;
    }
};

TEST_F(LargeFolder, IsLookedAtOnceForAllItsPages) {
    TestClient& client = connect(1000);
    std::optional<std::string> after;
    EXPECT_EQ(pages(client, after), 300U);
    EXPECT_EQ(store->lists, 1U);
    after.reset();
    EXPECT_EQ(pages(client, after), 300U);
    EXPECT_EQ(store->lists, 2U) << "each listing sees the folder as it is";
}

TEST_F(LargeFolder, ClientsDoNotSeeEachOthersListing) {
    TestClient& first = connect(1000);
    TestClient& second = connect(1000);
    std::optional<std::string> one, two;
    std::size_t of_first = pages(first, one, 3);
    store->add("many/2000", "new");
    std::size_t of_second = pages(second, two, 1);
    of_first += pages(first, one);
    of_second += pages(second, two);
    EXPECT_EQ(of_first, 301U);
    EXPECT_EQ(of_second, 301U);
}

TEST_F(LargeFolder, AnOldListingIsNotUsed) {
    TestClient& client = connect(1000);
    std::optional<std::string> after;
    std::size_t names = pages(client, after, 1);
    store->add("many/2000", "new");
    now.monotonic += file::listing_age;
    names += pages(client, after);
    EXPECT_EQ(names, 301U);
    EXPECT_EQ(store->lists, 2U);
}

TEST_F(FileTest, NamesThatCannotBeServedAreLeftOut) {
    store->add("odd/back\\slash", "x");
    store->add("odd/line\nbreak", "x");
    store->add(std::string("odd/nul\0x", 9), "x");
    store->add("odd/" + std::string(256, 'l'), "x");
    store->add("odd/" + std::string(250, 'w'), "x");
    store->add("odd/zz", "x");
    TestClient& client = connect();
    EXPECT_EQ(listed(client, "odd"), "odd/" + std::string(250, 'w') + " odd/zz ");
    // What fits on no page is left out, and what is behind it is found.
    store->add("odd/" + std::string(240, 'u') + "/" + std::string(240, 'v'), "x");
    store->add("odd/" + std::string(240, 'u') + "/z", "x");
    TestClient& small = connect(512);
    EXPECT_EQ(listed(small, "odd/" + std::string(240, 'u')), "odd/" + std::string(240, 'u') + "/z ");
}

// ---- GetFile

TEST_F(FileTest, OpenReadClose) {
    TestClient& client = connect();
    EXPECT_EQ(opened_text(open(client, "COMTRADE/rec1.dat")), "id 1, 10 octets of 20240102030405Z");
    EXPECT_EQ(read_text(read_file(client, 1)), "0123456789 end");
    EXPECT_EQ(read_text(read_file(client, 1)), " end");
    EXPECT_EQ(close(client, 1), "response");
    EXPECT_EQ(close(client, 1), "error file/other");
    EXPECT_EQ(read_text(read_file(client, 1)), "error file/other");
    EXPECT_EQ(read_text(read_file(client, open_id(client, "b.txt"))), " end");
    EXPECT_EQ(store->open_now, 1U);
}

TEST_F(FileTest, BlocksFillThePdu) {
    std::string content;
    for (int i = 0; i < 5000; ++i) content += static_cast<char>('a' + i % 23);
    store->add("long", content);
    for (const std::size_t max_pdu : {512UL, 1000UL, 65000UL}) {
        TestClient& client = connect(max_pdu);
        const std::int32_t id = open_id(client, "long");
        std::string got;
        std::size_t longest = 0;
        for (bool more = true; more;) {
            const ByteVector pdu = read_file(client, id);
            longest = std::max(longest, pdu.size());
            const auto response = response_of<mms::FileRead>(pdu);
            got += text_of(response.data.octets);
            more = response.more_follows;
        }
        EXPECT_EQ(got, content);
        EXPECT_LE(longest, max_pdu);
        if (max_pdu < content.size()) {
            EXPECT_GT(longest + 16, max_pdu);
        }
    }
}

TEST_F(FileTest, EndExactlyAtABlock) {
    TestClient& client = connect(512);
    store->add("exact", std::string(512 - file::around_data, 'x'));
    const auto response_pdu = read_file(client, open_id(client, "exact"));
    const auto response = response_of<mms::FileRead>(response_pdu);
    EXPECT_EQ(response.data.octets.size(), 512 - file::around_data);
    EXPECT_FALSE(response.more_follows);
}

TEST_F(FileTest, InitialPosition) {
    TestClient& client = connect();
    EXPECT_EQ(read_text(read_file(client, open_id(client, "COMTRADE/rec1.dat", 7))), "789 end");
    EXPECT_EQ(read_text(read_file(client, open_id(client, "COMTRADE/rec1.dat", 10))), " end");
    EXPECT_EQ(outcome(open(client, "COMTRADE/rec1.dat", 11)), "error file/position-invalid");
    EXPECT_EQ(outcome(open(client, "COMTRADE/rec1.dat", 0xFFFFFFFF)), "error file/position-invalid");
}

TEST_F(FileTest, ErrorsOfOpen) {
    TestClient& client = connect();
    EXPECT_EQ(outcome(open(client, "none.txt")), "error file/file-non-existent");
    EXPECT_EQ(outcome(open(client, "COMTRADE")), "error file/file-non-existent");
    EXPECT_EQ(outcome(open(client, "")), "error file/file-non-existent");
    EXPECT_EQ(outcome(open(client, "/")), "error file/file-non-existent");
    EXPECT_EQ(outcome(open(client, "../a.txt")), "error file/filename-syntax-error");
    EXPECT_EQ(outcome(open(client, std::string(10'000, 'x'))), "error file/filename-syntax-error");
    EXPECT_EQ(outcome(open(client, std::string_view("a.txt\0", 6))), "error file/filename-syntax-error");
    store->on_read = FileError::other;
    EXPECT_EQ(read_text(read_file(client, open_id(client, "a.txt"))), "error file/other");
}

TEST_F(FileTest, NamesOfSeveralParts) {
    TestClient& client = connect();
    const ber::GraphicString parts[] = {{"COMTRADE/"}, {"rec1.cfg"}};
    mms::FileOpenRequest request;
    request.file = mms::FileName(parts);
    EXPECT_EQ(opened_text(client.call<mms::FileOpen>(request)), "id 1, 7 octets of 20240102030405Z");
    request.file = {};
    EXPECT_EQ(outcome(client.call<mms::FileOpen>(request)), "error file/file-non-existent");
}

TEST_F(FileTest, SizesBeyondTheWire) {
    EXPECT_EQ(file::size_on_wire(0xFFFFFFFF), 0xFFFFFFFFU);
    EXPECT_EQ(file::size_on_wire(0x100000000), 0xFFFFFFFFU);
    EXPECT_EQ(file::generalized_time(WallTime{}), "19700101000000Z");
    EXPECT_EQ(file::generalized_time(std::chrono::sys_days(std::chrono::year(2262) / 4 / 11)),
              "22620411000000Z");
    EXPECT_EQ(file::generalized_time(WallTime(std::chrono::nanoseconds(-1))), "19691231235959Z");
}

// ---- handles

TEST_F(FileTest, TooManyOpenAndTheirEnd) {
    options.files.max_open = 3;
    TestClient& first = connect();
    for (int i = 0; i < 3; ++i) EXPECT_NE(open_id(first, "a.txt"), 0);
    EXPECT_EQ(outcome(open(first, "a.txt")), "error resource/capability-unavailable");
    TestClient& second = connect();
    EXPECT_EQ(open_id(second, "a.txt"), 1);  // numbers of its own
    EXPECT_EQ(close(first, 2), "response");
    EXPECT_EQ(open_id(first, "a.txt"), 4);
    EXPECT_EQ(close(second, 4), "error file/other") << "the id of another association";
    EXPECT_EQ(store->open_now, 4U);
    EXPECT_EQ(server->files()->open_files(), 4U);
    first.disconnect();
    EXPECT_EQ(store->open_now, 1U);
    ASSERT_TRUE(second.association().release(now.monotonic));
    second.run();
    EXPECT_EQ(store->open_now, 0U);
    EXPECT_EQ(server->files()->open_files(), 0U);
}

TEST_F(FileTest, AbortInTheMiddleOfATransfer) {
    store->add("long", std::string(100'000, 'x'));
    TestClient& client = connect(1000);
    const std::int32_t id = open_id(client, "long");
    EXPECT_EQ(outcome(read_file(client, id)), "response");
    server->abort_all(now);
    EXPECT_EQ(store->open_now, 0U);
    EXPECT_EQ(server->deadline() == never || server->deadline() > now.monotonic, true);
}

// ---- DeleteFile, rename

TEST_F(FileTest, Delete) {
    TestClient& client = connect();
    const std::int32_t id = open_id(client, "a.txt");
    EXPECT_EQ(remove(client, "a.txt"), "error file/file-busy");
    EXPECT_EQ(remove(client, "/a.txt"), "error file/file-busy");
    EXPECT_EQ(close(client, id), "response");
    EXPECT_EQ(remove(client, "a.txt"), "response");
    EXPECT_EQ(remove(client, "a.txt"), "error file/file-non-existent");
    EXPECT_EQ(remove(client, "COMTRADE"), "error file/file-access-denied");
    EXPECT_EQ(remove(client, ""), "error file/file-non-existent");
    EXPECT_EQ(remove(client, "x/../b.txt"), "error file/filename-syntax-error");
    store->on_remove = FileError::other;
    EXPECT_EQ(remove(client, "b.txt"), "error file/other");
}

TEST_F(FileTest, Rename) {
    TestClient& client = connect();
    EXPECT_EQ(rename(client, "a.txt", "COMTRADE\\c.txt"), "response");
    EXPECT_EQ(store->content("COMTRADE/c.txt"), "hello");
    EXPECT_EQ(rename(client, "a.txt", "d.txt"), "error file/file-non-existent, fileRename 0");
    EXPECT_EQ(rename(client, "b.txt", "COMTRADE/c.txt"), "error file/duplicate-filename, fileRename 1");
    EXPECT_EQ(rename(client, "b.txt", "../c.txt"), "error file/filename-syntax-error, fileRename 1");
    const std::int32_t id = open_id(client, "b.txt");
    EXPECT_EQ(rename(client, "b.txt", "e.txt"), "error file/file-busy, fileRename 0");
    EXPECT_EQ(close(client, id), "response");
}

class ReadOnlyFileTest : public FileTest {
protected:
    ReadOnlyFileTest() : FileTest(false) {}
};

TEST_F(ReadOnlyFileTest, NothingIsChanged) {
    TestClient& client = connect();
    EXPECT_EQ(remove(client, "a.txt"), "error file/file-access-denied");
    EXPECT_EQ(rename(client, "a.txt", "c.txt"), "error file/file-access-denied, fileRename 0");
    send_obtain(client, "mine", "a.txt");
    EXPECT_EQ(specific_outcome(client.take_pdu()), "error file/file-access-denied, obtainFile 1");
    EXPECT_EQ(client.pdus(), 0U) << "it was not asked for the file";
    EXPECT_EQ(store->content("a.txt"), "hello");
}

// ---- rights

TEST_F(FileTest, RightsByTheGate) {
    TestClient& client = connect();
    std::set<Right> denied;
    std::string hidden = "COMTRADE/rec1.cfg";
    server->gate().set_policy([&](const Peer&, Right right, const AccessObject& object) {
        return !denied.contains(right) && !(right == Right::view && object.item == hidden);
    });
    EXPECT_EQ(listed(client, "COMTRADE"), "COMTRADE/old/ COMTRADE/rec1.dat ");
    EXPECT_EQ(outcome(open(client, "COMTRADE/rec1.cfg")), "error file/file-non-existent");
    EXPECT_EQ(listed(client, "COMTRADE/rec1.cfg"), "error file/file-non-existent");
    EXPECT_EQ(remove(client, "COMTRADE/rec1.cfg"), "error file/file-non-existent");
    hidden = "COMTRADE";
    EXPECT_EQ(listed(client, "COMTRADE"), "error file/file-non-existent");
    EXPECT_EQ(listed(client, ""), "a.txt b.txt ");
    hidden.clear();
    denied = {Right::file_read};
    EXPECT_EQ(outcome(open(client, "a.txt")), "error file/file-access-denied");
    denied = {Right::file_manage};
    EXPECT_EQ(remove(client, "a.txt"), "error file/file-access-denied");
    EXPECT_EQ(rename(client, "a.txt", "c.txt"), "error file/file-access-denied, fileRename 0");
    denied = {Right::file_write};
    send_obtain(client, "mine", "a.txt");
    EXPECT_EQ(specific_outcome(client.take_pdu()), "error file/file-access-denied, obtainFile 1");
    EXPECT_EQ(store->content("a.txt"), "hello");
}

}  // namespace
}  // namespace busbar::server
