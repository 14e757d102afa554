// SPDX-License-Identifier: Apache-2.0
// Services on files, and services that are answered later, as tracking data: each once, when it is over.
#include "server/file/test_files.hpp"
#include "server/setting/settings.hpp"
#include "server/tracking/test_tracking.hpp"

namespace busbar::server::tracking {
namespace {

using namespace server::testing;  // NOLINT: the words of these tests
using testing::tracking_image;

class TrackedFiles : public ReportFixture {
protected:
    TrackedFiles() : TrackedFiles(std::make_shared<MemoryFiles>()) {}
    explicit TrackedFiles(std::shared_ptr<MemoryFiles> files)
        : ReportFixture(tracking_image(), options(files)), store(std::move(files)), client(join(1)) {}
    static Options options(const std::shared_ptr<MemoryFiles>& files) {
        files->add("a.txt", "hello");
        files->add("COMTRADE/rec$1.dat", "data");
        Options all;
        all.files.store = files;
        all.files.allow_write = all.files.allow_delete = all.files.allow_rename = true;
        return all;
    }
    /// objRef, serviceType, errorCode, originatorID of a data object of LTRK.
    std::string shown(std::string_view name) {
        std::string text;
        for (const char* attribute : {"objRef", "serviceType", "errorCode", "originatorID"}) {
            const auto node =
                server.model().find("LD1", "LTRK1$SR$" + std::string(name) + "$" + std::string(attribute));
            text += server.process().image().value(node).text() + " ";
        }
        return text;
    }
    /// Forgets what was last.
    void reset() {
        for (const char* name : {"GenTrk", "SgcbTrk"}) {
            const auto node = server.model().find("LD1", "LTRK1$SR$" + std::string(name) + "$objRef");
            static_cast<void>(server.process().state().set_text(server.model().leaf_of(node), "-"));
        }
    }
    [[nodiscard]] bool nothing() { return shown("GenTrk").starts_with("\"-\""); }

    std::shared_ptr<MemoryFiles> store;
    std::unique_ptr<TestClient> client;
};

TEST_F(TrackedFiles, GetFile) {
    const std::int32_t id = open_id(*client, "/a.txt");
    EXPECT_EQ(shown("GenTrk"), "\"a.txt\" 49 0 C0000201 ");
    reset();
    EXPECT_EQ(read_text(read_file(*client, id)), "hello end");
    EXPECT_EQ(close(*client, id), "response");
    EXPECT_TRUE(nothing()) << "it was told when it was opened";
    EXPECT_NE(open_id(*client, "COMTRADE\\rec$1.dat"), 0);
    EXPECT_EQ(shown("GenTrk"), "\"COMTRADE/rec$1.dat\" 49 0 C0000201 ");
    open(*client, "none");
    EXPECT_EQ(shown("GenTrk"), "\"none\" 49 1 C0000201 ");
    open(*client, "a.txt", 6);
    EXPECT_EQ(shown("GenTrk"), "\"a.txt\" 49 5 C0000201 ");
    // By what was said, where that is no name.
    open(*client, std::string_view("../\x01", 4));
    EXPECT_EQ(shown("GenTrk"), "\"../\\x01\" 49 5 C0000201 ");
}

TEST_F(TrackedFiles, SetFileWhenItIsOver) {
    store->commit_later = true;
    reset();
    send_obtain(*client, "mine", "new.txt");
    EXPECT_TRUE(nothing());
    client->take_pdu();
    mms::FileOpenResponse opened;
    opened.frsm_id = 3;
    mms::encode_response<mms::FileOpen>(client->association().begin(), 1, opened);
    ASSERT_TRUE(client->association().send());
    client->run();
    client->take_pdu();
    mms::FileReadResponse last;
    last.more_follows = false;
    mms::encode_response<mms::FileRead>(client->association().begin(), 2, last);
    ASSERT_TRUE(client->association().send());
    client->run();
    EXPECT_TRUE(nothing());
    store->finish();
    client->run();
    mms::encode_response<mms::FileClose>(client->association().begin(), 3, {});
    ASSERT_TRUE(client->association().send());
    client->run();
    EXPECT_EQ(shown("GenTrk"), "\"new.txt\" 50 0 C0000201 ");
    send_obtain(*client, "mine", "none/new.txt");
    EXPECT_EQ(shown("GenTrk"), "\"none/new.txt\" 50 1 C0000201 ");
    send_obtain(*client, "mine", "..");
    EXPECT_EQ(shown("GenTrk"), "\"..\" 50 5 C0000201 ");
}

TEST_F(TrackedFiles, DeleteFile) {
    EXPECT_EQ(remove(*client, "a.txt"), "response");
    EXPECT_EQ(shown("GenTrk"), "\"a.txt\" 51 0 C0000201 ");
    EXPECT_EQ(remove(*client, "a.txt"), "error file/file-non-existent");
    EXPECT_EQ(shown("GenTrk"), "\"a.txt\" 51 1 C0000201 ");
    EXPECT_EQ(remove(*client, "COMTRADE"), "error file/file-access-denied");
    EXPECT_EQ(shown("GenTrk"), "\"COMTRADE\" 51 3 C0000201 ");
    remove(*client, "..");
    EXPECT_EQ(shown("GenTrk"), "\"..\" 51 5 C0000201 ");
}

/// fileRename is no service of IEC 61850-7-2, and what only reads is not tracked.
TEST_F(TrackedFiles, OthersAreNot) {
    reset();
    EXPECT_EQ(rename(*client, "a.txt", "b.txt"), "response");
    EXPECT_EQ(listed(*client, ""), "COMTRADE/ b.txt ");
    EXPECT_EQ(listed(*client, "b.txt"), "b.txt ");
    EXPECT_TRUE(nothing());
}

/// Takes settings, and says later what became of them.
class SlowStore : public setting::SettingStore {
public:
    void load(std::string_view, Receiver&) override {}
    void replace(std::string_view, const setting::KeptSettings&) override {}
    void notice(std::string) override {}
    bool keep(std::string_view, const setting::SettingChange&, std::uint64_t number) override {
        ticket = number;
        return true;
    }
    bool keep_later(std::string_view, const setting::SettingChange&) override { return true; }
    std::uint64_t ticket = 0;
};

TEST_F(TrackedFiles, SettingGroupsWhenTheyAreKept) {
    SlowStore slow;
    server.settings().set_store(&slow);
    for (const bool success : {true, false}) {
        reset();
        write(*client, "LD1", "LLN0$SP$SGCB$ActSG", number(success ? 2 : 1));
        EXPECT_TRUE(shown("SgcbTrk").starts_with("\"-\"")) << success;
        server.settings().kept(slow.ticket, success);
        client->run();
        EXPECT_EQ(write_text(client->take_answer()), success ? "ok" : "hardware-fault");
        EXPECT_EQ(shown("SgcbTrk"),
                  success ? "\"LD1/LLN0.SGCB\" 16 0 C0000201 " : "\"LD1/LLN0.SGCB\" 16 12 C0000201 ");
    }
    server.settings().set_store(nullptr);
}

}  // namespace
}  // namespace busbar::server::tracking
