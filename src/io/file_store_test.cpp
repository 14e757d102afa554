// SPDX-License-Identifier: Apache-2.0
// A real folder: what is served, what is not, and that no name leads out of it, with the kernel's help and
// without.
#include "io/file_store.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "server/file/path.hpp"

namespace busbar::io {
namespace {

namespace fs = std::filesystem;
using server::file::FileError;

/// root/ is served; secret.txt and outside/ beside it must never be reached.
class FolderStoreTest : public ::testing::TestWithParam<FolderStore::Resolving> {
protected:
    FolderStoreTest() {
        std::string pattern = (fs::temp_directory_path() / "busbar-files-XXXXXX").string();
        base = ::mkdtemp(pattern.data());
        root = base / "root";
        fs::create_directories(root / "COMTRADE" / "old");
        fs::create_directories(base / "outside");
        put(root / "a.txt", "hello");
        put(root / "COMTRADE" / "rec1.cfg", "station");
        put(root / "%2e%2e", "literal");
        put(base / "secret.txt", secret);
        put(base / "outside" / "secret.txt", secret);
        fs::create_symlink("../secret.txt", root / "link_out");
        fs::create_symlink(base / "secret.txt", root / "link_absolute");
        fs::create_directory_symlink("../outside", root / "folder_out");
        fs::create_directory_symlink("../..", root / "COMTRADE" / "up_twice");
        fs::create_symlink("link_out", root / "link_to_link");
        fs::create_symlink("/proc/self/root", root / "magic");
        fs::create_symlink("a.txt", root / "link_in");
        fs::create_symlink("loop", root / "loop");
        EXPECT_EQ(::mkfifo((root / "fifo").c_str(), 0600), 0);
        store = FolderStore::make(root.string(), GetParam()).value();
    }
    ~FolderStoreTest() override { fs::remove_all(base); }

    static void put(const fs::path& path, const std::string& content) { std::ofstream(path) << content; }
    static std::string content(const fs::path& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    /// The content through the store, or the number of the error in brackets.
    std::string read(const std::string& path) {
        const auto file = store->open(path);
        if (!file) return "<" + std::to_string(static_cast<int>(file.error())) + ">";
        ByteVector octets(100);
        const auto count = (*file)->read(0, octets);
        return count ? std::string(text_of(Bytes(octets).first(*count))) : "<unreadable>";
    }
    std::vector<std::string> names(const std::string& folder) {
        auto all = store->list(folder, 1000).value_or(std::vector<std::string>{"<refused>"});
        std::sort(all.begin(), all.end());
        return all;
    }

    static constexpr const char* secret = "SECRET";
    static constexpr const char* none = "<7>";
    fs::path base, root;
    std::shared_ptr<FolderStore> store;
};

INSTANTIATE_TEST_SUITE_P(Both, FolderStoreTest,
                         ::testing::Values(FolderStore::Resolving::by_kernel_where_it_can,
                                           FolderStore::Resolving::by_component),
                         [](const auto& tested) {
                             return tested.param == FolderStore::Resolving::by_component ? "ByComponent"
                                                                                         : "ByKernel";
                         });

TEST_P(FolderStoreTest, ReadsPlainFiles) {
    EXPECT_EQ(read("a.txt"), "hello");
    EXPECT_EQ(read("COMTRADE/rec1.cfg"), "station");
    EXPECT_EQ(read("%2e%2e"), "literal");
    EXPECT_EQ(read("none"), none);
    EXPECT_EQ(read("COMTRADE"), none);
    EXPECT_EQ(read("a.txt/x"), none);
    EXPECT_EQ(read(""), none);
    const auto state = store->state("a.txt");
    ASSERT_TRUE(state);
    EXPECT_FALSE(state->folder);
    EXPECT_EQ(state->size, 5U);
    EXPECT_GT(state->modified, WallTime(std::chrono::hours(24)));
    EXPECT_TRUE(store->state("")->folder);
    EXPECT_TRUE(store->state("COMTRADE")->folder);
    const auto file = store->open("a.txt").value();
    ByteVector octets(100);
    EXPECT_EQ(file->read(3, octets).value(), 2U);
    EXPECT_EQ(file->read(5, octets).value(), 0U);
    EXPECT_EQ(file->read(50, octets).value(), 0U);
}

TEST_P(FolderStoreTest, ListsNames) {
    const auto all = names("");
    for (const char* name : {"COMTRADE", "a.txt", "%2e%2e", "fifo"}) {
        EXPECT_TRUE(std::binary_search(all.begin(), all.end(), name)) << name;
    }
    EXPECT_EQ(names("COMTRADE"), (std::vector<std::string>{"old", "rec1.cfg", "up_twice"}));
    EXPECT_EQ(store->list("", 2)->size(), 2U);
    EXPECT_FALSE(store->list("a.txt", 10));
    EXPECT_FALSE(store->list("folder_out", 10));
}

TEST_P(FolderStoreTest, LinksThatStayAreForTheKernelOnly) {
    EXPECT_EQ(read("link_in"), store->resolves_by_kernel() ? "hello" : none);
    EXPECT_EQ(read("loop"), none);
}

TEST_P(FolderStoreTest, NeverOpensWhatIsNoFile) {
    EXPECT_EQ(read("fifo"), none) << "and does not wait for a writer";
    EXPECT_FALSE(store->state("fifo"));
    const int number = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = (root / "socket").string();
    std::copy(path.begin(), path.end(), address.sun_path);
    ASSERT_EQ(::bind(number, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(read("socket"), none);
    ::close(number);
    if (::mknod((root / "null").c_str(), S_IFCHR | 0600, makedev(1, 3)) == 0) {
        EXPECT_EQ(read("null"), none);
    }
    EXPECT_EQ(store->remove("fifo").error(), FileError::denied);
    EXPECT_EQ(store->create("fifo").error(), FileError::denied);
    EXPECT_EQ(store->rename("fifo", "other").error(), FileError::denied);
    EXPECT_EQ(store->remove("COMTRADE").error(), FileError::denied);
    EXPECT_EQ(store->remove("link_out").error(), FileError::denied);
    EXPECT_TRUE(fs::is_symlink(root / "link_out"));
}

TEST_P(FolderStoreTest, ReplacesAtOnce) {
    ASSERT_EQ(::chmod((root / "a.txt").c_str(), 0640), 0);
    auto reader = store->open("a.txt").value();
    {
        auto file = store->create("a.txt").value();
        EXPECT_TRUE(file->append(bytes_of("new ")));
        EXPECT_TRUE(file->append(bytes_of("content")));
        EXPECT_EQ(content(root / "a.txt"), "hello");
        for (const std::string& name : names("")) EXPECT_EQ(name.find(".part"), std::string::npos) << name;
        EXPECT_TRUE(file->commit());
    }
    EXPECT_EQ(content(root / "a.txt"), "new content");
    struct stat status {};
    ASSERT_EQ(::stat((root / "a.txt").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0640U);
    // A new file is as open as the process wants its files to be.
    const mode_t before_test = ::umask(027);
    EXPECT_TRUE(store->create("new.txt").value()->commit());
    ::umask(before_test);
    ASSERT_EQ(::stat((root / "new.txt").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0640U);
    ByteVector octets(100);
    EXPECT_EQ(reader->read(0, octets).value(), 5U) << "who has opened it keeps what it was";
    // What was not committed leaves nothing.
    const auto before = std::distance(fs::directory_iterator(root), {});
    EXPECT_TRUE(store->create("b.txt").value()->append(bytes_of("x")));
    EXPECT_EQ(std::distance(fs::directory_iterator(root), {}), before);
    EXPECT_FALSE(fs::exists(root / "b.txt"));
    EXPECT_EQ(store->create("none/b.txt").error(), FileError::non_existent);
    EXPECT_EQ(store->create("COMTRADE").error(), FileError::denied);
}

TEST_P(FolderStoreTest, TemporaryFilesAreNobodys) {
    put(root / ".busbar-1-2-3.part", "half");
    EXPECT_EQ(read(".busbar-1-2-3.part"), "<3>");
    EXPECT_FALSE(store->remove("COMTRADE/.busbar-1-2-3.part"));
    const auto all = names("");
    EXPECT_FALSE(std::binary_search(all.begin(), all.end(), ".busbar-1-2-3.part"));
}

TEST_P(FolderStoreTest, LeftoversGoAndNothingElseDoes) {
    const char* left[] = {".busbar-1-2-3.part", "COMTRADE/.busbar-9.part", "COMTRADE/old/.busbar-7-8.part"};
    for (const char* path : left) put(root / path, "half");
    // What looks like it, and what is behind a link.
    put(root / ".busbar-notes", "mine");
    put(root / "x.busbar-1.part", "mine");
    put(base / "outside" / ".busbar-5.part", "not of this folder");
    fs::create_directories(root / ".busbar-folder.part");
    fs::create_symlink("../secret.txt", root / ".busbar-link.part");
    EXPECT_EQ(::mkfifo((root / ".busbar-fifo.part").c_str(), 0600), 0);
    // One that is being written, by another store.
    const auto other = FolderStore::make(root.string(), GetParam()).value();
    auto living = other->create("COMTRADE/new.txt").value();
    ASSERT_TRUE(living->append(bytes_of("living")));
    store->remove_leftovers();
    for (const char* path : left) EXPECT_FALSE(fs::exists(root / path)) << path;
    for (const char* path :
         {".busbar-notes", "x.busbar-1.part", ".busbar-folder.part", ".busbar-fifo.part"}) {
        EXPECT_TRUE(fs::exists(root / path)) << path;
    }
    EXPECT_TRUE(fs::is_symlink(root / ".busbar-link.part"));
    EXPECT_EQ(content(base / "secret.txt"), secret);
    EXPECT_TRUE(fs::exists(base / "outside" / ".busbar-5.part"));
    EXPECT_TRUE(living->commit());
    EXPECT_EQ(content(root / "COMTRADE" / "new.txt"), "living");
}

TEST_P(FolderStoreTest, AKilledWriterLeavesNothingForLong) {
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto file = store->create("a.txt").value();
        const bool written = file->append(bytes_of("half")).has_value();
        if (!written || ::write(ends[1], "x", 1) != 1) ::_exit(1);
        for (;;) ::pause();
    }
    ::close(ends[1]);
    char ready = 0;
    ASSERT_EQ(::read(ends[0], &ready, 1), 1);
    ::close(ends[0]);
    const auto parts = [&] {
        std::size_t count = 0;
        for (const auto& entry : fs::directory_iterator(root)) {
            if (entry.path().extension() == ".part") ++count;
        }
        return count;
    };
    store->remove_leftovers();
    EXPECT_EQ(parts(), 1U) << "it lives";
    EXPECT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    store->remove_leftovers();
    EXPECT_EQ(parts(), 0U);
    EXPECT_EQ(content(root / "a.txt"), "hello");
}

/// The thread that waits for the disk is another one; what it has done is told in this one.
TEST_P(FolderStoreTest, CommitsBehind) {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> posted;
    std::vector<std::thread::id> from;
    store->commit_behind([&](std::function<void()> news) {
        const std::lock_guard lock(mutex);
        posted.push_back(std::move(news));
        from.push_back(std::this_thread::get_id());
        changed.notify_one();
    });
    std::string told;
    for (const char* name : {"a.txt", "b.txt", "a.txt"}) {
        auto file = store->create(name).value();
        EXPECT_TRUE(file->append(bytes_of(std::string("now ") + std::to_string(told.size()))));
        store->commit(std::move(file), [&](const auto& result) { told += result ? "+" : "-"; });
    }
    EXPECT_EQ(told, "");
    while (told.size() < 3) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !posted.empty(); });
        posted.front()();
        posted.pop_front();
    }
    EXPECT_EQ(told, "+++");
    EXPECT_EQ(content(root / "a.txt"), "now 0");
    for (const std::thread::id id : from) EXPECT_NE(id, std::this_thread::get_id());
    // What waits when the store ends is committed all the same.
    auto file = store->create("c.txt").value();
    EXPECT_TRUE(file->append(bytes_of("last")));
    store->commit(std::move(file), [](const auto&) {});
    store.reset();
    EXPECT_EQ(content(root / "c.txt"), "last");
}

TEST_P(FolderStoreTest, ACommitThatFailsSaysSo) {
    std::mutex mutex;
    std::condition_variable changed;
    std::function<void()> posted;
    store->commit_behind([&](std::function<void()> news) {
        const std::lock_guard lock(mutex);
        posted = std::move(news);
        changed.notify_one();
    });
    auto file = store->create("new.txt").value();
    fs::create_directories(root / "new.txt");
    std::optional<FileError> error;
    store->commit(std::move(file), [&](const auto& result) {
        if (!result) error = result.error();
    });
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return posted != nullptr; });
    posted();
    EXPECT_EQ(error, FileError::non_existent);
    EXPECT_TRUE(fs::is_directory(root / "new.txt"));
}

TEST_P(FolderStoreTest, RemovesAndRenames) {
    EXPECT_EQ(store->rename("a.txt", "COMTRADE/rec1.cfg").error(), FileError::exists);
    EXPECT_EQ(store->rename("a.txt", "COMTRADE").error(), FileError::exists);
    EXPECT_EQ(store->rename("a.txt", "link_out").error(), FileError::exists);
    EXPECT_TRUE(store->rename("a.txt", "COMTRADE/b.txt"));
    EXPECT_EQ(content(root / "COMTRADE" / "b.txt"), "hello");
    EXPECT_EQ(store->rename("a.txt", "c.txt").error(), FileError::non_existent);
    EXPECT_TRUE(store->remove("COMTRADE/b.txt"));
    EXPECT_EQ(store->remove("COMTRADE/b.txt").error(), FileError::non_existent);
}

/// Ways to write "leave": each is combined with targets and put in front, behind and in the middle.
std::vector<std::string> hostile_paths(const fs::path& base) {
    const std::vector<std::string> ups{"..",
                                       "../",
                                       "..\\",
                                       "./..",
                                       ".\\..",
                                       "..//",
                                       "..\\\\",
                                       "COMTRADE/..",
                                       "COMTRADE/../..",
                                       "COMTRADE\\..\\..",
                                       "COMTRADE/old/../../..",
                                       "/..",
                                       "\\..",
                                       "//..",
                                       "/./..",
                                       "%2e%2e",
                                       "%2e%2e/",
                                       "%2E%2E",
                                       "..%2f",
                                       "..%5c",
                                       "%2e./",
                                       ".%2e",
                                       "..%00",
                                       "..%c0%af",
                                       "%c0%ae%c0%ae",
                                       "%252e%252e",
                                       "....//",
                                       "....\\\\",
                                       ".../...",
                                       "..;",
                                       ".. ",
                                       " ..",
                                       "..\t",
                                       "..\n",
                                       "..\x01",
                                       "\xC0\xAE\xC0\xAE",
                                       "\xC0\xAF..",
                                       "\xE0\x80\xAE\xE0\x80\xAE",
                                       "\xEF\xBC\x8E\xEF\xBC\x8E",
                                       "\xE2\x80\xA5",
                                       "folder_out",
                                       "folder_out/",
                                       "COMTRADE/up_twice",
                                       "COMTRADE/up_twice/..",
                                       "COMTRADE/up_twice/../root/..",
                                       "magic",
                                       "magic/..",
                                       "/proc/self/cwd/..",
                                       "/proc/self/root",
                                       "file://",
                                       "\\\\?\\",
                                       "C:",
                                       "C:\\..",
                                       "~",
                                       "~root",
                                       "$HOME",
                                       "`id`"};
    const std::vector<std::string> targets{"secret.txt", "outside/secret.txt", "outside", ""};
    std::vector<std::string> paths;
    for (const std::string& up : ups) {
        for (const std::string& target : targets) {
            paths.push_back(up + "/" + target);
            paths.push_back(up + target);
            paths.push_back("COMTRADE/" + up + "/" + up + "/" + target);
        }
    }
    const std::string absolute = (base / "secret.txt").string();
    for (const char* front : {"", "/", "//", "\\", "./", "COMTRADE/../..", "file:", "file://", "\\\\.\\"}) {
        paths.push_back(front + absolute);
    }
    for (const char* path :
         {"link_out", "link_absolute", "link_to_link", "folder_out/secret.txt", "link_out/", "link_out/.",
          "/etc/passwd", "\\etc\\passwd", "../../../../../../../../etc/passwd", "/dev/null", "/dev/zero",
          "fifo", "magic/etc/passwd", "COMTRADE/up_twice/secret.txt", "*", "*/..", "?", "[a-z]*"}) {
        paths.emplace_back(path);
    }
    paths.push_back(std::string("a.txt\0/../../secret.txt", 23));
    paths.push_back(std::string("..\0/secret.txt", 14));
    paths.push_back(std::string("\0../secret.txt", 14));
    paths.push_back(std::string(10'000, 'x'));
    std::string deep;
    for (int i = 0; i < 3000; ++i) deep += "../";
    paths.push_back(deep + "secret.txt");
    return paths;
}

/// Whatever the name, nothing outside is read, made, changed or removed: as it comes over the wire, and as
/// if the layer above had not looked at it.
TEST_P(FolderStoreTest, NoNameLeadsOut) {
    const auto paths = hostile_paths(base);
    EXPECT_GE(paths.size(), 200U);
    const auto outside = [&] {
        std::vector<std::string> all;
        for (const auto& entry : fs::directory_iterator(base)) all.push_back(entry.path());
        for (const auto& entry : fs::directory_iterator(base / "outside")) all.push_back(entry.path());
        std::sort(all.begin(), all.end());
        return all;
    };
    const auto before = outside();
    int created = 0;
    for (const std::string& path : paths) {
        std::vector<std::string> forms{path};
        if (auto canonical = server::file::canonical_path(path)) forms.push_back(*canonical);
        for (const std::string& form : forms) {
            const std::string what = escaped(form).substr(0, 100);
            const std::string got = read(form);
            EXPECT_TRUE(got.starts_with('<') || got == "literal" || got == "hello") << what << ": " << got;
            const auto state = store->state(form);
            if (state && state->folder) {
                // A folder of ours: the root, or one below it.
                for (const std::string& name : names(form)) EXPECT_NE(name, "secret.txt") << what;
            }
            if (form.find("2e") != std::string::npos && got == "literal") continue;
            if (auto file = store->create(form)) {
                EXPECT_TRUE((*file)->append(bytes_of("overwritten")));
                // Each waits for the disk, and where it goes was decided before.
                if (++created % 10 == 0) {
                    EXPECT_TRUE((*file)->commit());
                }
            }
            (void)store->rename("a.txt", form);
            put(root / "a.txt", "hello");
            (void)store->rename(form, "stolen");
            EXPECT_NE(content(root / "stolen"), secret) << what;
            fs::remove(root / "stolen");
            (void)store->remove(form);
            if (!fs::exists(root / "a.txt")) put(root / "a.txt", "hello");
        }
    }
    EXPECT_EQ(outside(), before);
    EXPECT_EQ(content(base / "secret.txt"), secret);
    EXPECT_EQ(content(base / "outside" / "secret.txt"), secret);
}

TEST(FolderStore, FolderThatIsNone) {
    EXPECT_EQ(FolderStore::make("/nowhere/at/all").error().fault, Fault::io);
    EXPECT_FALSE(FolderStore::make("/dev/null"));
}

}  // namespace
}  // namespace busbar::io
